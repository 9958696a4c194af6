"""The templates and words of dates in the language data, loaded where a text is first parsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from bnqa import lang
from bnqa.text.scan import FIGURE, Phrases, Token, all_spellings
from bnqa.text.templates import ANY_FIGURE, Grammar, Slot, phrase_slot
from bnqa.values.number_words import number_words, parse_words
from bnqa.values.period import calendar_slots, figure_slot
from bnqa.values.years import FIRST_YEAR, named_year

MAX_COUNT = 999  # units of a relative date: "999 ngày trước"


class DateWords:
    """The phrases around a date."""

    def __init__(self) -> None:
        data = lang.load("dates")
        self.opening: Phrases[str] = Phrases()
        for kind, phrases in data["opening"].items():
            self.opening.extend(phrases, kind)
        self.closing: Phrases[str] = Phrases()
        for kind, phrases in data["closing"].items():
            self.closing.extend(phrases, kind)
        self.from_date: Phrases[int] = Phrases()
        for phrase, sign in data["from_date"].items():
            self.from_date.add(phrase, sign)
        self.joining: Phrases[None] = Phrases()
        self.joining.extend(data["joining"], None)
        self.since: Phrases[None] = Phrases()
        self.since.extend(data["since"], None)
        self.plural, self.each = all_spellings(data["plural"]), all_spellings(data["each"])
        self.date_cues = all_spellings(data["date_cues"])
        self.dash_cues, self.told = all_spellings(data["dash_cues"]), all_spellings(data["told"])
        self.ordinals_of = all_spellings(data["ordinals_of"])
        self.numbered_after: Phrases[None] = Phrases()
        self.numbered_after.extend(data["numbered_after"], None)
        self.fraction_of: Phrases[None] = Phrases()
        self.fraction_of.extend(data["fraction_of"], None)
        self.weekday_cues = all_spellings(data["weekday_cues"])
        self.weekday_joiners = frozenset(data["weekday_joiners"])
        self.weekday_after: Phrases[None] = Phrases()
        self.weekday_after.extend(data["weekday_after"], None)
        self.month, self.nth_day = all_spellings(data["month"]), all_spellings(data["nth_day"])
        self.after = all_spellings(data["opening"]["after"])
        self.no_number = all_spellings(data["no_number"])
        self.is_ = all_spellings(data["is"])
        self.openings = all_spellings(
            w for ws in data["opening"].values() for p in ws for w in p.split()
        )
        self.qualifiers = all_spellings(data["qualifiers"])


@cache
def date_words() -> DateWords:
    """The phrases around a date, loaded once."""
    return DateWords()


def count_at(tokens: Sequence[Token], index: int) -> Iterable[tuple[Any, int]]:
    """The number of units at a token, in figures or words: (number, the token after it), or none."""
    token = tokens[index]
    if token.kind == FIGURE:
        if token.form.isdigit() and len(token.form) <= 3 and 1 <= int(token.form) <= MAX_COUNT:
            yield int(token.form), index + 1
        return
    read = parse_words(tokens, index, len(tokens))
    if read is not None and read.value % 1 == 0 and 1 <= read.value <= MAX_COUNT:
        yield int(read.value), read.end


@cache
def units() -> Slot:
    """The units that relative dates count: day, week, month…"""
    return phrase_slot(lang.load("dates")["words"]["unit"], {})


@cache
def grammar() -> Grammar:
    """The templates of the calendar and of relative dates."""
    calendar, dates = lang.load("periods"), lang.load("dates")
    slots = calendar_slots(calendar) | {
        "count": Slot(count_at, number_words() | {ANY_FIGURE}),
        "yy": figure_slot(0, 99, (2,)),
        "figure": figure_slot(1, 31),
        "old": figure_slot(100, FIRST_YEAR - 1, (3, 4)),
        "worded": named_year(short_figures=False),  # in any text "năm 24" may be anything
    }
    templates = [
        (kind, row)
        for section in (calendar["calendar"], dates["dates"])
        for kind, rows in section.items()
        for row in rows
        # These two are read by the words before and after a date: "đến năm 2030", "đến nay".
        if section is not calendar["calendar"] or kind not in ("until", "to_date")
    ]
    return Grammar(
        templates,
        calendar["words"] | dates["words"],
        calendar["macros"] | dates["macros"],
        slots,
        calendar["typos"],
    )
