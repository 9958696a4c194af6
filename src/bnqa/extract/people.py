"""People and their offices: "ông A, Giám đốc Sở B", "Giám đốc Sở B Trần C", who approved what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bnqa.extract.drafts import Draft
from bnqa.extract.names import UPPER, any_of, people, place_names
from bnqa.extract.nouns import lower_first
from bnqa.extract.sentences import Sentence

_APPOSED = re.compile(r"\s*(?:,|–|—|-|\()\s*")
_ENDS = re.compile(
    r"\s*(?:[,;)–—]|\s-\s|(?<!\w)(?:cho biết|cho hay|cho rằng|nói|khẳng định|chia sẻ|nhấn mạnh|kiến nghị|đề nghị|yêu cầu|thông tin|nhận định|đánh giá|phát biểu|cảnh báo|dự báo|bày tỏ|phân tích|thừa nhận|đã|đang|sẽ|là|và|tại|trong)(?!\w)|[.!?](?:\s|$)|$)"
)
_MAX_OFFICE = 16  # words


def people_facts(sentences: tuple[Sentence, ...]) -> Iterator[Draft]:
    """A person and an office draft for each person with an office; one for each approval."""
    seen: set[str] = set()
    for sentence in sentences:
        text, base = sentence.text, sentence.start
        for person, title in people(text):
            named = (
                f"{title} {person.text}".strip()
                if title in ("ông", "bà", "anh", "chị")
                else person.text
            )
            start = person.start - len(title) - 1 if named != person.text else person.start
            office = _office_after(text, person.end) or _office_before(
                text, person.start - (len(title) + 1 if title else 0)
            )
            if office is None or person.text in seen or (not title and _is_no_person(person.text)):
                continue
            if not title and _office().match(text, office[0]) is None:
                continue
            seen.add(person.text)
            begin, end = min(start, office[0]), max(person.end, office[1])
            held = text[office[0] : office[1]]
            shown = held[:1].upper() + held[1:]
            said = named[:1].upper() + named[1:]
            if _office().match(held) is None and _body().match(held) is not None:
                yield Draft(
                    sentence.passage, named, "nơi công tác", held, "office", base + begin, base + end,
                    phrase=f"{said} công tác tại {{value}}", aliases=("làm ở đâu", "là ai", person.text), confidence=0.8,
                )  # fmt: skip
                continue
            yield Draft(
                sentence.passage, held, f"người giữ chức {held}", named, "person", base + begin, base + end,
                phrase=f"{shown} là {{value}}",
                aliases=("lãnh đạo", person.text, *_occasion(text[:begin])), confidence=0.9,
            )  # fmt: skip
            yield Draft(
                sentence.passage, named, "chức vụ", held, "office", base + begin, base + end,
                phrase=f"{said} là {{value}}",
                aliases=("giữ chức gì", "là ai", "công tác tại cơ quan nào", person.text), confidence=0.9,
            )  # fmt: skip
        yield from _heads(sentence, seen)
        yield from _approvals(sentence)


_LED = re.compile(
    rf"(?P<body>[{UPPER}][^,;:.()]*?)\s+do\s+(?P<who>(?:ông|bà)\s+[{UPPER}][^\W\d_]*(?:\s[{UPPER}][^\W\d_]*)*)"
    r"\s+làm\s+(?P<office>(?:Phó\s)?(?:Chủ tịch|Trưởng ban|Giám đốc|Tổng Giám đốc|Chủ nhiệm|Viện trưởng))",
    re.IGNORECASE,
)


def _heads(sentence: Sentence, seen: set[str]) -> Iterator[Draft]:
    """ "Hội đồng quản trị do ông A làm Chủ tịch": who heads a body."""
    for match in _LED.finditer(sentence.text):
        seen.add(match["who"].split(" ", 1)[1])
        office = f"{match['office']} {lower_first(match['body'])}"
        start, end = sentence.start + match.start(), sentence.start + match.end()
        yield Draft(
            sentence.passage, office, f"người giữ chức {office}", match["who"], "person", start, end,
            phrase=f"{office} là {{value}}", aliases=("lãnh đạo", match["who"]), confidence=0.85,
        )  # fmt: skip


def _occasion(head: str) -> tuple[str, ...]:
    """ "Phát biểu tại hội nghị, ông A, Giám đốc B": what is said of the person before the name."""
    found = head.rstrip()
    return (found.rstrip(","),) if found.endswith(",") and 2 < len(found.split()) < 9 else ()


def _is_no_person(name: str) -> bool:
    """Whether an untitled name is too short for one, or a place's: "Hàn Quốc"."""
    return len(name.split()) < 3 or name in place_names()


@cache
def _office() -> re.Pattern[str]:
    return re.compile(any_of("offices"), re.IGNORECASE)


@cache
def _body() -> re.Pattern[str]:
    return re.compile(any_of("organisations"), re.IGNORECASE)


def _office_after(text: str, place: int) -> tuple[int, int] | None:
    """The office in apposition: ", Giám đốc Sở Công Thương tỉnh A"."""
    apposed = _APPOSED.match(text, place)
    if apposed is None:
        return None
    start = apposed.end()
    end = _end_of_office(text, start)
    if text.count("(", start, end) > text.count(")", start, end) and ")" in text[end:]:
        end = text.index(")", end) + 1
    held = text[start:end]
    words = held.split()
    if not words or len(words) > _MAX_OFFICE:
        return None
    begins = (
        _office().match(held)
        or _body().match(held)
        or words[0].lower() in ("chủ", "đại", "phó", "trưởng", "nhân", "người")
    )
    return (start, end) if begins else None


def _end_of_office(text: str, start: int) -> int:
    """An office ends at a mark or verb, but not at a comma inside its body's name."""
    place = start
    while True:
        found = _ENDS.search(text, place)
        if found is None:
            return len(text)
        if text[found.start() :].lstrip()[:1] == "," or found.group().strip() == "và":
            # "Sở Văn hóa, Thể thao và Du lịch Cần Thơ": the name goes on with a capital.
            rest = text[found.end() :].lstrip()
            inside = _body().search(text, start, found.start()) is not None
            if (
                inside
                and rest[:1].isupper()
                and not _office().match(rest)
                and len(text[start : found.end()].split()) < 8
            ):
                place = found.end()
                continue
        return found.start()


def _office_before(text: str, place: int) -> tuple[int, int] | None:
    """The office right before a name: "Giám đốc Sở Du lịch Nguyễn Văn A"."""
    head = text[:place].rstrip()
    found = None
    for match in _office().finditer(head):
        between = head[match.end() :]
        if not re.search(r"[.;:,()–]", between) and len(between.split()) <= 12:
            found = found or match
    if found is None:
        return None
    words = head[found.end() :].split()
    joined = all(
        w[0].isupper()
        or w.lower()
        in (
            "tỉnh",
            "thành",
            "phố",
            "và",
            "huyện",
            "quận",
            "xã",
            "phường",
            "ban",
            "quản",
            "lý",
            "các",
            "khu",
            "công",
            "nghiệp",
            "vụ",
            "của",
            "lịch",
            "tế",
            "hóa",
            "thương",
            "chính",
            "trường",
            "trẻ",
            "nhân",
            "dân",
            "kê",
            "giá",
            "tịch",
        )
        for w in words
    )
    return (found.start(), len(head)) if joined else None


@cache
def _approval() -> re.Pattern[str]:
    verb = any_of("approves")
    body = r"(?:Thủ tướng|Chính phủ|Quốc hội|Bộ|UBND|Ủy ban|HĐND|Sở|Chủ tịch|Bộ trưởng|Ban|Hội đồng|UNESCO|Chủ tịch nước)"
    more = rf"(?:\s(?:Chính phủ|nước|tỉnh|thành phố|nhân dân|và|[{UPPER}][^\W\d_]*))*"
    named = rf"(?:{body}|[{UPPER}][^\W\d_]+\s[{UPPER}][^\W\d_]+){more}"
    passive = rf"(?:được|do)\s+(?P<agent>{named})\s+(?:đã\s+|vừa\s+)?(?P<verb>{verb})"
    active = rf"(?P<doer>{body}{more})\s+(?:đã\s+|vừa\s+|chính thức\s+)*(?P<does>{verb})\s+(?P<object>[^,;.]+)"
    return re.compile(f"{passive}|{active}")


def _approvals(sentence: Sentence) -> Iterator[Draft]:
    text = sentence.text
    for match in _approval().finditer(text):
        agent = match["agent"] or match["doer"]
        verb = match["verb"] or match["does"]
        subject = match["object"] or _before(text, match.start())
        if not subject or len(subject.split()) > 30:
            continue
        start = match.start() if match["object"] else match.start() - len(subject) - 1
        kind = (
            "person" if agent.startswith(("Thủ tướng", "Chủ tịch", "Bộ trưởng")) else "organisation"
        )
        yield Draft(
            sentence.passage, subject.strip(), f"người {verb}" if kind == "person" else f"cơ quan {verb}", agent, kind,
            sentence.start + max(0, start), sentence.start + match.end(),
            phrase=f"{{value}} {verb} {subject.strip()}", aliases=(f"{verb} {subject.strip()}", verb), confidence=0.8,
        )  # fmt: skip


def _before(text: str, place: int) -> str:
    """The noun phrase right before a passive, back to the last mark that ends a clause."""
    head = text[:place].rstrip()
    parts = re.split(r"[.;:]\s|(?<!\w)(?:theo|trong|tại)\s", head, flags=re.IGNORECASE)
    return parts[-1].strip(" ,")
