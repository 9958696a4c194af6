"""Find the periods that a text names, by the templates of the language data.

The values themselves, and what they say of each other, are in :mod:`bnqa.values.timespan`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from bnqa import lang
from bnqa.text.scan import (
    FIGURE,
    GLUED,
    MARK,
    SPACED,
    WORD,
    Phrases,
    Token,
    all_spellings,
    lowered,
    scan,
)
from bnqa.text.templates import ANY_FIGURE, Grammar, Slot, Slots, phrase_slot
from bnqa.text.tokens import normalize
from bnqa.values.number_words import number_words, parse_words
from bnqa.values.timespan import (
    Period,
    compatible,
    covers,
    format_period,
    is_as_fine,
    last_day,
    months,
    span,
    year_period,
)
from bnqa.values.years import FIRST_YEAR, LAST_YEAR, digit_year, figure_year, named_year

REMEMBERED = 300  # code points of a text whose periods are kept
_ONLY_FIGURES = frozenset({ANY_FIGURE})


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period where a text names it; offsets in code points."""

    text: str
    start: int
    end: int
    period: Period


def find_periods(text: str) -> tuple[PeriodMention, ...]:
    """The periods that a text names, left to right, not overlapping."""
    # Facts name the same few periods again and again.
    return _remembered(text) if len(text) <= REMEMBERED else _find(text)


@lru_cache(maxsize=512)
def _remembered(text: str) -> tuple[PeriodMention, ...]:
    return _find(text)


def _find(text: str) -> tuple[PeriodMention, ...]:
    tokens = scan(lowered(text))
    found: list[PeriodMention] = []
    grammar = _grammar()
    index = 0
    while index < len(tokens):
        read = _at(tokens, index) if grammar.may_begin(tokens[index]) else None
        if read is None:
            index += 1
            continue
        period, end = read
        start, stop = tokens[index].start, tokens[end - 1].end
        found.append(PeriodMention(text[start:stop], start, stop, period))
        index = end
    return tuple(found)


def parse_period(text: str) -> Period | None:
    """Read one period that is the whole of ``text``, as facts write it; None if it is none."""
    cleaned = normalize(text).strip()
    found = find_periods(cleaned)
    return found[0].period if len(found) == 1 and found[0].text == cleaned else None


def _at(tokens: Sequence[Token], index: int) -> tuple[Period, int] | None:
    if not opens(tokens, index):
        return None

    def accept(kind: str, end: int, slots: Slots) -> bool:
        return (
            closes(tokens, end)
            and is_meant(kind, tokens, index, end)
            and _build(kind, slots) is not None
        )

    match = _grammar().match(tokens, index, accept)
    if match is None:
        return None
    period = _build(match[0], match[2])
    return (period, match[1]) if period is not None else None


def opens(tokens: Sequence[Token], index: int) -> bool:
    """Whether a period may begin at a token: it is no part of a word, a path or a figure."""
    token = tokens[index]
    if token.gap != GLUED or index == 0:
        return True
    before = tokens[index - 1]
    if before.kind != MARK or before.form in "._/@#&" or before.form in words().currency:
        return False
    further = tokens[index - 2] if before.gap == GLUED and index > 1 else None
    return not (further is not None and token.kind == FIGURE and before.form in ",:-–—~*")


def closes(tokens: Sequence[Token], end: int) -> bool:
    """Whether a period may end before a token: no figure or word goes on there."""
    if end >= len(tokens) or tokens[end].gap != GLUED:
        return True
    token = tokens[end]
    if token.kind != MARK:
        return False
    if token.form in "/_@":
        return False
    after = tokens[end + 1] if end + 1 < len(tokens) else None
    return after is None or after.gap != GLUED or after.kind != FIGURE


def is_meant(kind: str, tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether words that can be a period are one here: ``2024 dự án`` names no year."""
    known = words()
    figure = tokens[end - 1].kind == FIGURE
    if figure and kind in ("bare_year", "span"):
        unnamed = all(
            token.kind != WORD or token.form in known.unnamed for token in tokens[start:end]
        )
        if unnamed and known.counted.at(tokens, end, len(tokens)) is not None:
            return False
        if unnamed and start and tokens[start - 1].form in known.currency:
            return False
    if kind == "to_date" and tokens[end - 1].form not in known.this_time:
        # "từ đầu năm 2023" begins in a year of its own.
        return end >= len(tokens) or not any(named_year(True).read(tokens, end))
    if kind == "whole":  # "nguyên năm 1981"
        return not (end < len(tokens) and tokens[end].kind == FIGURE and tokens[end].gap == SPACED)
    if kind == "months" and tokens[end - 1].kind == WORD:
        if start and tokens[start - 1].form in known.not_before_months:
            return False
        return not (end < len(tokens) and tokens[end].kind == FIGURE)
    return True


class _Words:
    """The word lists of the language data that tell a period from what looks like one."""

    def __init__(self) -> None:
        data = lang.load("periods")
        self.counted: Phrases[None] = Phrases()
        self.counted.extend(lang.words(data["counted"]), None)
        self.currency = frozenset(data["currency"])
        self.this_time = all_spellings(data["this_time"])
        self.not_before_months = frozenset(data["not_before_months"])
        self.unnamed = all_spellings(data["unnamed"])


@cache
def words() -> _Words:
    """The words around a period, loaded once."""
    return _Words()


def figure_slot(
    low: int, high: int, digits: tuple[int, ...] = (1, 2), words: Slot | None = None
) -> Slot:
    """A slot for a whole number in figures between two bounds, or in the words of another slot."""

    def read(tokens: Sequence[Token], index: int) -> Iterable[tuple[Any, int]]:
        token = tokens[index]
        if token.kind == FIGURE:
            if (
                len(token.form) in digits
                and token.form.isdigit()
                and low <= int(token.form) <= high
            ):
                yield int(token.form), index + 1
        elif words is not None:
            yield from words.read(tokens, index)

    return Slot(read, _ONLY_FIGURES | (words.firsts if words is not None else frozenset()))


def worded_slot(low: int, high: int) -> Slot:
    """A slot for a whole number in words between two bounds."""

    def read(tokens: Sequence[Token], index: int) -> Iterable[tuple[Any, int]]:
        number = parse_words(tokens, index, len(tokens))
        if number is not None and number.value % 1 == 0 and low <= number.value <= high:
            yield int(number.value), number.end

    return Slot(read, number_words())


def _dotted(tokens: Sequence[Token], index: int) -> Iterable[tuple[Any, int]]:
    """``28.3.2013``, which is one figure to the scanner."""
    parts = tokens[index].form.split(".")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        day, month, year = map(int, parts)
        if len(parts[2]) == 4 and day <= 31 and month <= 12 and FIRST_YEAR <= year <= LAST_YEAR:
            yield (day, month, year), index + 1


def _separator(tokens: Sequence[Token], index: int) -> Iterable[tuple[Any, int]]:
    if tokens[index].form in ("/", "-", "."):
        yield tokens[index].form, index + 1


def calendar_slots(data: dict[str, Any]) -> dict[str, Slot]:
    """The slots that templates name, with the words of the language data."""
    lists, typos = data["words"], data["typos"]
    quarters = {**lists["quarter_names"], **lists["roman_quarters"]}
    return {
        "d": figure_slot(1, 31, words=worded_slot(1, 31)),
        "m": figure_slot(1, 12, words=phrase_slot(lists["month_names"], typos)),
        "n": figure_slot(1, 12, words=phrase_slot(lists["counts"], typos)),
        "q": figure_slot(1, 4, (1,), words=phrase_slot(quarters, typos)),
        "c": figure_slot(1, 30, words=phrase_slot(lists["centuries"], typos)),
        "y": figure_year(),
        "worded": named_year(short_figures=True),
        "digits": digit_year(),
        "half": phrase_slot(data["halves"], typos),
        "dotted": Slot(_dotted, _ONLY_FIGURES),
        "sep": Slot(_separator, frozenset("/-.")),
    }


@cache
def _grammar() -> Grammar:
    data = lang.load("periods")
    templates = [(kind, row) for kind, rows in data["calendar"].items() for row in rows]
    return Grammar(templates, data["words"], data["macros"], calendar_slots(data), data["typos"])


def _day(year: int | None, month: int, day: int) -> Period | None:
    if year is None:
        return Period("day", None, None, None, month, month)
    try:
        when = date(year, month, day)
    except ValueError:
        return None
    return Period("day", when, when, year, month, month)


def _build(kind: str, slots: Slots) -> Period | None:
    """The period of a match; None where the calendar has no such day, decade or century."""
    year: int | None = slots.get("y")
    match kind:
        case "day" if "dotted" in slots:
            day, month, year = slots["dotted"]
            return _day(year, month, day)
        case "day":
            return _day(year, slots["m"], slots["d"])
        case "span":
            return span(slots["y"], slots["y2"]) if slots["y"] <= slots["y2"] else None
        case "until":
            return Period("until", None, date(slots["y"], 12, 31), year)
        case "months" if slots["n"] == 12:
            return months(year, 1, 12, "year" if year else "months")
        case "months" if slots.get("half") == "last":
            return months(year, 13 - slots["n"], 12, "months")
        case "months":
            return months(year, 1, slots["n"], "months")
        case "quarters":
            return months(year, 1, slots["n"] * 3, "months") if slots["n"] in (2, 3) else None
        case "half":
            first = 1 if slots["half"] == "first" else 7
            return months(year, first, first + 5, "months")
        case "quarter":
            return months(year, slots["q"] * 3 - 2, slots["q"] * 3, "quarter")
        case "month":
            return months(year, slots["m"], slots["m"], "month")
        case "decade":
            return span(slots["y"], slots["y"] + 9) if slots["y"] % 10 == 0 else None
        case "century":
            return span(slots["c"] * 100 - 99, slots["c"] * 100)
        case "whole":
            return months(None, 1, 12, "year")
        case "year" | "bare_year":
            return year_period(slots["y"])
        case _:
            return Period(kind, None, None, year)


__all__ = [
    "Period", "PeriodMention", "compatible", "covers", "find_periods", "format_period", "is_as_fine", "last_day",
    "months", "parse_period", "span", "year_period",
]  # fmt: skip
