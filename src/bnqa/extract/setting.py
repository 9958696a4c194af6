"""Where and when a whole article is: the place and the period that go without saying in it.

What reads a page and what reads its facts ask the same of it, so that both are told the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from bnqa.extract.calendar import day_of
from bnqa.extract.names import UPPER, gazetteer
from bnqa.extract.sentences import periods_of
from bnqa.values.period import Period, PeriodMention, months

_ADMIN = re.compile(
    rf"(?i:tỉnh|thành phố|TP\.?|huyện|thị xã|quận|thị trấn)\s+(?P<name>[{UPPER}][^\W\d_]+(?:\s[{UPPER}][^\W\d_]+){{0,3}})"
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 6  # words of a place's name
_PARTS = ("months", "quarter", "month")
_GRAINS = (*_PARTS, "year")
# What a change is counted from, or what was before: no time that figures are of.
_BASE = re.compile(
    r"(?:so với|so|hơn|cùng kỳ|cùng thời điểm|của|kể từ|(?<!\w)từ)\s+(?:cùng kỳ\s+)?(?:đầu\s+|cuối\s+)?$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"(?<!\w)(?:sau|trước|hồi|từ)(?:\s(?:một|cả|suốt|khi|trong|vào))?\s+$", re.IGNORECASE
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*\s?(?:%|[^\W\d_]|/)")
_SPRING = 4  # the last month in which the year before is still told of
_AHEAD = 16  # days before its end from which on a month, a quarter is told of
_LEAST = 3.0  # what an article says of the period that it is of at least
_LEAD = 3.0  # what the lead says counts as much as so many figures of the body


def place_of(title: str, paragraphs: Sequence[str]) -> str | None:
    """The place that title or lead names and that runs through the article; None if none does."""
    named = {m["name"] for text in (title, *paragraphs) for m in _ADMIN.finditer(text)}
    by_text = [_places_in(text, named) for text in paragraphs]
    spread = Counter(name for found in by_text for name in set(found))
    in_title, in_lead = _places_in(title, named), by_text[0] if by_text else []
    candidates = list(dict.fromkeys([*in_title, *in_lead]))
    if not candidates:
        return None
    # A place that one paragraph names is where that happened; the article's own runs through it.
    best = max(candidates, key=lambda name: spread[name] + 3 * (name in in_title))
    rivals = [name for name in spread if name != best and spread[name] >= spread[best]]
    if rivals and (best not in in_title or set(rivals) & set(in_title)):
        return None
    return best if spread[best] >= max(2, 0.15 * len(paragraphs)) or len(paragraphs) < 3 else None


def _places_in(text: str, named: set[str]) -> list[str]:
    """The places of a text in order: those of the gazetteer, and those the article calls a place."""
    known = gazetteer()
    runs = list(_WORD.finditer(text))
    found: list[str] = []
    n = 0
    while n < len(runs):
        size = 1
        if runs[n].group()[:1].isupper():
            for more in range(min(_LONGEST, len(runs) - n), 0, -1):
                name = text[runs[n].start() : runs[n + more - 1].end()]
                # One syllable may be of another name ("Minh Đức"), and nothing tells them apart.
                place = known.get(name.lower()) if more > 1 or "." in name else None
                if place is not None and name[:1].isupper() and name.split(" ")[-1][:1].isupper():
                    found.append(place)
                elif name in named:
                    found.append(name)
                else:
                    continue
                size = more
                break
        n += size
    return found


def period_of(title: str, paragraphs: Sequence[str], published: str | None) -> Period | None:
    """The period that an article's figures are mostly told for; None where it names none.

    Months, a quarter or a month in the title are it. Else the lead and the figures of the body count;
    a year that is long past, or still to come, is never it.
    """
    texts = [(text, periods_of(text)) for text in (title, *paragraphs)]
    if any(mention.period.grain == "day" for mention in texts[0][1]):
        return None  # of that day, whatever it looks back at
    mentions = [mention for _, found in texts for mention in found]
    day = day_of(published)
    year = day.year if day is not None else _most_named(mentions)
    weights: dict[Period, float] = {}
    for number, (text, found) in enumerate(texts):
        for mention, figures in _told(text, found):
            period = _in_year(mention.period, year)
            if period is None or not _may_be(period, day):
                continue
            if number == 0 and period.grain in _PARTS:
                return period
            first = number < 2  # title and lead
            more = min(figures, 3) + (_LEAD if first else 0.0)
            weights[period] = weights.get(period, 0.0) + more
    best = max(weights, key=lambda p: weights[p], default=None)  # of two the one named first
    return best if best is not None and weights[best] >= _LEAST else None


def _told(text: str, mentions: Sequence[PeriodMention]) -> Iterator[tuple[PeriodMention, int]]:
    """The periods of a text that things are told of, each with the figures up to the next one."""
    found = [m for m in mentions if m.period.grain in _GRAINS]
    for index, mention in enumerate(found):
        before = text[max(0, mention.start - 24) : mention.start]
        if _BASE.search(before) or (mention.period.grain == "year" and _PAST.search(before)):
            continue
        stop = found[index + 1].start if index + 1 < len(found) else len(text)
        yield mention, len(_FIGURE.findall(text, mention.end, stop))


def _most_named(mentions: Sequence[PeriodMention]) -> int | None:
    """The year that is named most, where no date of publication tells it."""
    years = Counter(
        mention.period.year
        for mention in mentions
        if mention.period.grain in (*_GRAINS, "day") and mention.period.year is not None
    )
    return years.most_common(1)[0][0] if years else None


def _in_year(period: Period, year: int | None) -> Period | None:
    """A period with its year: its own, or the one that the article is of."""
    if period.year is not None:
        return period
    if period.grain == "year" or year is None:
        return None  # "cả năm", "năm nay"
    return months(year, period.first_month or 1, period.last_month or 12, period.grain)


def _may_be(period: Period, published: date | None) -> bool:
    """Whether an article of a day may be of a period: begun, and not of a year long past."""
    if published is None or period.year is None or period.start is None:
        return True
    if period.start > published:
        return False
    if period.grain in _PARTS and period.end is not None and (period.end - published).days > _AHEAD:
        return False
    early = published.month <= _SPRING
    return period.year == published.year or (early and period.year == published.year - 1)
