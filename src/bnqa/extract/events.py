"""When and where things happen, what short forms stand for, what is said in quotes, what a thing is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bnqa.extract.calendar import written
from bnqa.extract.drafts import Draft
from bnqa.extract.names import UPPER, any_of, short_forms
from bnqa.extract.nouns import lower_first
from bnqa.extract.sentences import Sentence
from bnqa.extract.speech import said
from bnqa.extract.times import Clock
from bnqa.values.period import PeriodMention, find_periods

_BEFORE_TIME = re.compile(
    r"(?:(?:(?:kể\s|tính\s)?từ|tính đến|tính tới|trước|sau|đến|vào|trong|giữa|cuối|đầu|hết|khoảng|ngay trong|ngay|dịp)\s+){1,2}$",
    re.IGNORECASE,
)
_SPAN_OF_DAYS = re.compile(
    r"từ ngày (?P<first>\d{1,2}(?:/\d{1,2})?) đến (?:hết )?(?:ngày )?(?P<last>\d{1,2}/\d{1,2}(?:/\d{4})?)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[“\"](?P<words>[^”\"]{4,140})[”\"]")
_COPULA = re.compile(
    r"^(?P<what>[^,;:.]{3,90}?)\s+(?:là|chính là)\s+(?P<is>(?!do|nhờ|vì|để|bao)[^;.]{8,260})"
)
_HAPPENS = 3  # words of a clause at least


def event_facts(sentences: tuple[Sentence, ...], clock: Clock) -> Iterator[Draft]:
    """Dates, places, short forms, slogans and definitions."""
    known: set[str] = set()
    for number, sentence in enumerate(sentences):
        yield from _dates(sentence, clock)
        yield from _places(sentence)
        yield from _short_forms(sentence, known)
        yield from _slogans(sentence)
        before = sentences[number - 1] if number else None
        yield from _definitions(sentence, before)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a stretch: between semicolons, and the main one for what leads it in."""
    left = max((m.end() for m in re.finditer(r";\s*", text[:start])), default=0)
    right = text.find(";", end)
    right = len(text) if right < 0 else right
    first, last = said(text)
    if first <= start:
        left = max(left, first)
    if end <= last:
        right = min(right, last)
    return left, left + len(text[left:right].rstrip(" .…"))


def _dates(sentence: Sentence, clock: Clock) -> Iterator[Draft]:
    text, base = sentence.text, sentence.start
    spans: list[tuple[int, int, str | None]] = []
    for found in _SPAN_OF_DAYS.finditer(text):
        spans.append((found.start(), found.end(), None))
    named = [m for m in find_periods(text) if m.period.grain == "span"]
    for found_span in named:
        if not any(m.start - base == found_span.start for m in sentence.periods):
            spans.append((found_span.start, found_span.end, written(found_span.period)))
    for mention in sentence.periods:
        period = clock.dated(mention)
        start, end = mention.start - base, mention.end - base
        if period.grain in ("same_period", "to_date", "century", "decade") or any(
            a < end and start < b for a, b, _ in spans
        ):
            continue
        before = text[max(0, start - 14) : start].lower()
        if re.search(r"(?:so với|so|hơn|cùng kỳ|của)\s+(?:năm\s+|đầu\s+|cuối\s+)?$", before):
            continue
        if not _happens(sentence, mention):
            continue
        lead = _BEFORE_TIME.search(text, max(0, start - 24), start)
        spans.append((lead.start() if lead else start, end, written(period)))
    for start, end, when in spans:
        left, right = _clause(text, start, end)
        value = text[start:end]
        rest = f"{text[left:start]}{text[end:right]}".strip(" ,")
        if len(rest.split()) < _HAPPENS:
            continue
        phrase = f"{text[left:start]}{{value}}{text[end:right]}"
        yield Draft(
            sentence.passage, rest, "thời gian", value, "date", base + left, base + right, phrase=phrase,
            period=when, aliases=("khi nào", "thời điểm"), confidence=0.7,
        )  # fmt: skip


def _happens(sentence: Sentence, mention: PeriodMention) -> bool:
    """Whether something happens at a time: no figure's period, and no time that a noun is of."""
    elements = sentence.elements
    at = next((i for i, e in enumerate(elements) if e.start == mention.start), None)
    if at is None:
        return True
    left = max((i + 1 for i in range(at) if elements[i].text in (",", ";", ":")), default=0)
    right = next(
        (i for i in range(at, len(elements)) if elements[i].text in (",", ";")), len(elements)
    )
    if right - left <= _OPENS and right + 1 < len(elements):  # "Ngày 7/9, bão đổ bộ"
        left = right + 1
        ends = (i for i in range(left, len(elements)) if elements[i].text in (",", ";"))
        right = next(ends, len(elements))
    clause = elements[left:right]
    figures = [e for e in clause if e.has("figure")]
    if figures:
        acts = [e for e in clause if e.has("verb") and not e.has("measure")]
        if mention.period.grain == "day" and any(e.end < figures[0].start for e in acts):
            return True
        # "nhà máy 60.000 xe/năm sẽ chạy thử từ tháng 10": it acts after all its figures.
        since = [e for e in clause if figures[-1].end <= e.start < mention.start]
        return len(since) > 1 and any(e.has("cut", "passive", "verb") for e in since)
    return at == 0 or not elements[at - 1].has("measure", "growth_nouns")


_OPENS = 5  # elements of an opening that is nothing but a time
_LONE = (
    "trụ sở",
    "hội trường",
    "địa bàn",
    "quảng trường",
    "sân vận động",
    "nhà văn hóa",
    "trung tâm",
    "miền",
)


@cache
def _site() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:tại|ở)\s+(?P<site>(?:(?:{any_of('place_heads')})\s[^,;.()]+|[{UPPER}][^\W\d_]*(?:\s[{UPPER}][^\W\d_]*)*)(?:,\s(?:(?:{any_of('place_heads')})\s)?[{UPPER}][^\W\d_]*(?:\s[{UPPER}][^\W\d_]*)*)*)"
    )


@cache
def _bracketed_place() -> re.Pattern[str]:
    name = rf"[{UPPER}][^\W\d_]*(?:\s[{UPPER}][^\W\d_]*)*"
    return re.compile(
        rf"(?P<who>{name}(?:\s(?:[a-zà-ỹđ]+\s){{0,3}}{name})*)\s\((?P<site>(?:(?:{any_of('place_heads')})\s)?{name}(?:,\s(?:(?:{any_of('place_heads')})\s)?{name})*)\)"
    )


def _places(sentence: Sentence) -> Iterator[Draft]:
    text, base = sentence.text, sentence.start
    for match in _bracketed_place().finditer(text):
        if match["site"].isupper():
            continue  # a short form
        yield Draft(
            sentence.passage, match["who"], "nơi đặt", match["site"], "place", base + match.start(), base + match.end(),
            phrase=f"{match['who']} ở {{value}}", aliases=("ở đâu", "đến từ đâu", "của nước nào"), confidence=0.7,
        )  # fmt: skip
    for match in _site().finditer(text):
        site = re.split(
            r"\s(?:do|với|để|nhằm|và|từ|có|được|đã|sẽ|đang|vẫn|chưa|là|tăng|giảm|đạt|ngay|cũng|còn)(?:\s|$)",
            match["site"],
        )[0].strip()
        left, right = _clause(text, match.start(), match.end())
        if not any(c.isupper() for c in site) and not site.lower().startswith(_LONE):
            continue  # "nhà ở xã hội"
        rest = f"{text[left : match.start()]}".strip(" ,")
        if len(rest.split()) < _HAPPENS:
            continue
        end = match.start("site") + len(site)
        yield Draft(
            sentence.passage, rest, "địa điểm", site, "place", base + left, base + right,
            phrase=lower_first(f"{text[left:match.start('site')]}{{value}}{text[end:right]}"),
            aliases=("ở đâu", "nơi tổ chức"), confidence=0.6,
        )  # fmt: skip


def _short_forms(sentence: Sentence, known: set[str]) -> Iterator[Draft]:
    for short, full in short_forms(sentence.text):
        if short.text in known:
            continue
        known.add(short.text)
        yield Draft(
            sentence.passage, short.text, "tên đầy đủ", full.text, "definition", sentence.start + full.start,
            sentence.start + short.end + 1, phrase=f"{short.text} là {{value}}", aliases=("viết tắt của", "nghĩa là gì"),
            confidence=0.85,
        )  # fmt: skip


@cache
def _called() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<name>{any_of('slogans')}|{any_of('names_quoted')})\s*(?:là|:)?\s*$", re.IGNORECASE
    )


def _slogans(sentence: Sentence) -> Iterator[Draft]:
    text, base = sentence.text, sentence.start
    for match in _QUOTED.finditer(text):
        called = _called().search(text, max(0, match.start() - 24), match.start())
        if called is None:
            continue
        left, right = _clause(text, match.start(), match.end())
        act = text[left : called.start()].strip(" ,")
        name = called["name"].lower()
        yield Draft(
            sentence.passage, act or name, name, match["words"], "slogan", base + left, base + max(right, match.end()),
            phrase=f"{text[left : match.start('words')]}{{value}}{text[match.end('words') : max(right, match.end())]}",
            aliases=("thông điệp", "chủ đề", "khẩu hiệu"), confidence=0.85,
        )  # fmt: skip


def _definitions(sentence: Sentence, before: Sentence | None) -> Iterator[Draft]:
    text = sentence.text
    match = _COPULA.match(text)
    if match is None or sentence.figures:
        return
    what = match["what"].strip()
    subject = what
    if what.lower() in ("đây", "đó", "điều này") and before is not None:
        subject = before.text.strip(" .")[:160]
    if (
        len(what.split()) > 14
        or what.lower().startswith("mục tiêu")
        or what.lower().endswith("nhất")
    ):
        return
    value = match["is"].rstrip(' .…,”"')
    yield Draft(
        sentence.passage, subject, "vai trò", value, "definition", sentence.start, sentence.start + match.start("is") + len(value),
        phrase=lower_first(f"{what} là {{value}}"), aliases=("ý nghĩa", "là gì"), confidence=0.65,
    )  # fmt: skip
