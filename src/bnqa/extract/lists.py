"""Lists: "nhiều quốc gia: Mỹ, Cuba, …", "gồm A, B và C", "A, B và C là ba thị trường lớn nhất"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bnqa.extract.drafts import Draft
from bnqa.extract.names import CAPITALISED, any_of
from bnqa.extract.nouns import lower_first
from bnqa.extract.sentences import Sentence

_ENDS = re.compile(
    r"\.\.\.|…|[;.!?](?:\s|$)|(?<!\w)(?:nhằm|để|đồng thời|qua đó|từ đó|trong khi|tại|do|với)(?!\w)|$"
)
_SPLIT = re.compile(r"\s*,\s*(?:và\s+)?|\s+và\s+")
_ALL = re.compile(r"(?<!\w)(?:các|những|nhiều|một số|hàng loạt|ba|bốn|năm|hai|sáu)\s+")
_COPULA = re.compile(
    r"^(?P<items>[^;:]{4,160}?)\s+(?:là|vẫn là|tiếp tục là)\s+(?P<head>(?:hai|ba|bốn|năm|sáu|bảy|tám|các|những|một trong|nhóm)\s+[^,;.]+)"
)
_INVERTED = re.compile(r"^(?P<head>[^;:.]{6,90}?(?:nhất|đầu)\s+là)\s+(?P<items>[^;:.]+)")
MAX_WORDS = 14  # of an item


def list_facts(sentences: tuple[Sentence, ...]) -> Iterator[Draft]:
    """A draft for each list of two or more things that a sentence gives."""
    for sentence in sentences:
        marked = list(_marked(sentence))
        ranked = list(_ranked(sentence))
        yield from (*marked, *ranked)
        if not marked and not ranked:
            yield from _named(sentence)


@cache
def _marker() -> re.Pattern[str]:
    return re.compile(any_of("lists") + r"(?:\s*:)?\s+|(?<=\w):\s+", re.IGNORECASE)


def items_of(text: str) -> list[str]:
    """The items of a list, in order."""
    bare = re.sub(r"\([^()]*\)", lambda m: "\0" * len(m.group()), text)
    cuts = [m.span() for m in _SPLIT.finditer(bare)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return [
        text[a:b].strip(' ,.…”"')
        for a, b in zip(starts, ends, strict=True)
        if text[a:b].strip(" ,.…")
    ]


def _marked(sentence: Sentence) -> Iterator[Draft]:
    text = sentence.text
    for match in _marker().finditer(text):
        found = _ENDS.search(text, match.end())
        end = found.start() if found else len(text)
        body = text[match.end() : end].rstrip(" ,")
        items = items_of(body)
        cut_short = found is not None and found.group().isalpha() and sentence.figures
        figures = cut_short or any(
            match.end() <= f.start - sentence.start < end for f in sentence.figures
        )
        if len(items) < 2 or figures or any(len(item.split()) > MAX_WORDS for item in items):
            continue
        head = _head(text[: match.start()])
        if not head:
            continue
        start = text.rfind(head, 0, match.start())
        noun = _ALL.sub("", head, count=1) if _ALL.match(head) else head
        clause = text[_clause(text, match.start()) : match.start()].strip(" ,:")
        yield Draft(
            sentence.passage, noun, f"danh sách {lower_first(noun)}", tuple(items), "list",
            sentence.start + max(0, min(start, _clause(text, match.start()))), sentence.start + match.end() + len(body),
            phrase=lower_first(f"{clause} gồm {{value}}"), aliases=(noun,), confidence=0.8,
        )  # fmt: skip
        return


_NAMES = re.compile(
    rf"(?:{CAPITALISED}(?:\s{CAPITALISED})*,\s){{2,}}{CAPITALISED}(?:\s{CAPITALISED})*(?:(?:,)?\svà\s{CAPITALISED}(?:\s{CAPITALISED})*)?|(?:{CAPITALISED}(?:\s{CAPITALISED})*,\s)+{CAPITALISED}(?:\s{CAPITALISED})*\svà\s{CAPITALISED}(?:\s{CAPITALISED})*"
)


def _named(sentence: Sentence) -> Iterator[Draft]:
    """Three or more names side by side: "các doanh nghiệp của Hàn Quốc, Trung Quốc, Nhật Bản"."""
    text = sentence.text
    match = _NAMES.search(text, 1)
    if match is None or match.start() < 8:
        return
    items = items_of(match.group())
    left = _clause(text, match.start())
    head = _head(text[left : match.start()])
    stop = text.find(";", match.end())
    right = len(text[: stop if stop > 0 else len(text)].rstrip(" .…"))
    if len(items) < 3 or not head:
        return
    yield Draft(
        sentence.passage, head, f"danh sách {lower_first(head)}", tuple(items), "list", sentence.start + left,
        sentence.start + right, phrase=lower_first(f"{text[left : match.start()]}{{value}}{text[match.end() : right]}"),
        aliases=(head,), confidence=0.7,
    )  # fmt: skip


def _head(before: str) -> str:
    """The noun phrase that a list is of: from its last "các", "nhiều", "một số"."""
    before = before.rstrip(" :,")
    found = list(_ALL.finditer(before))
    if found:
        return before[found[-1].start() :].strip()
    words = re.split(r"[,;]\s", before)[-1].split()
    return " ".join(words[-8:])


def _clause(text: str, place: int) -> int:
    starts = [m.end() for m in re.finditer(r";\s*|\.\s+", text[:place])]
    return starts[-1] if starts else 0


def _ranked(sentence: Sentence) -> Iterator[Draft]:
    """ "A, B và C là ba thị trường lớn nhất", "đông nhất là A, B và C"."""
    text = sentence.text
    if " là " not in text:
        return
    match = _COPULA.match(text)
    if match is not None:
        items = items_of(match["items"])
        head = re.sub(
            r"^(?:hai|ba|bốn|năm|sáu|bảy|tám|các|những|một trong(?: những)?|nhóm)\s+",
            "",
            match["head"],
        )
        if len(items) >= 2 and _short(items):
            yield _ranking(
                sentence,
                items,
                head,
                match.start(),
                match.end("head"),
                f"{{value}} là {match['head']}",
            )
        return
    match = _INVERTED.match(text)
    if match is None:
        return
    stop = _ENDS.search(match["items"])
    body = re.split(
        r",\s(?:lần lượt|với|chiếm|đạt|tăng|giảm)", match["items"][: stop.start() if stop else None]
    )[0]
    items = items_of(body)
    if len(items) >= 2 and _short(items):
        head = match["head"].removesuffix("là").strip()
        end = match.start("items") + len(body)
        yield _ranking(sentence, items, head, match.start(), end, f"{match['head']} {{value}}")


def _short(items: Sequence[str]) -> bool:
    return all(len(item.split()) <= 7 and not any(ch.isdigit() for ch in item) for item in items)


def _ranking(
    sentence: Sentence, items: Sequence[str], head: str, start: int, end: int, phrase: str
) -> Draft:
    return Draft(
        sentence.passage, head, f"danh sách {lower_first(head)}", tuple(items), "list", sentence.start + start,
        sentence.start + end, phrase=lower_first(phrase), aliases=(head, "những nước nào", "những ai"), confidence=0.8,
    )  # fmt: skip
