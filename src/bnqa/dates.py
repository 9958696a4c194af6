"""Find every date and period of a text, relative ones too, with their days from a reference date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import gcd
from typing import Any

from bnqa import lang
from bnqa.amounts import Amount, AmountReader, dimension_of
from bnqa.numbers import number_words, parse_words
from bnqa.period import calendar_slots, closes, figure_slot, is_meant, opens
from bnqa.resolve import UNKNOWN, Days, is_possible, resolve
from bnqa.scan import BROKEN, FIGURE, GLUED, MARK, SPACED, WORD, Phrases, Token, spellings
from bnqa.templates import ANY_FIGURE, Grammar, Slot, Slots

MAX_COUNT = 999  # units of a relative date: "999 ngày trước"
_FRACTIONS = (2, 3, 4, 5)  # denominators that are rather of a fraction than of a date
_COUNTED = frozenset({"count", "times", "age", "score", ""})
_DASHES = frozenset("-–—")
_SENTENCE_END = frozenset('.!?:;…("“')


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period where a text names it: code points, and its days (inclusive) or None."""

    start: int
    end: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class _Date:
    """One date as it is named, before it is counted out: the tokens ``begin``..``end``."""

    kind: str
    slots: Slots
    begin: int
    end: int


def find_dates(
    text: str, tokens: Sequence[Token], reference: date | None = None
) -> tuple[DateMention, ...]:
    """The dates and periods of a scanned text, left to right, not overlapping."""
    finder = _Finder(text, tokens, reference)
    found: list[DateMention] = []
    index = floor = 0
    while index < len(tokens):
        read = finder.read(index, floor)
        if read is None:
            index += 1
            continue
        begin, end, days = read
        found.append(DateMention(tokens[begin].start, tokens[end - 1].end, *days))
        index = floor = end
    return tuple(found)


class _Words:
    """The words of the language data around a date, made once."""

    def __init__(self) -> None:
        data = lang.load("dates")
        self.opening: Phrases[str] = Phrases()
        for kind, phrases in data["opening"].items():
            self.opening.extend(phrases, kind)
        self.closing: Phrases[str] = Phrases()
        for kind, phrases in data["closing"].items():
            self.closing.extend(phrases, kind)
        self.joining: Phrases[None] = Phrases()
        self.joining.extend(data["joining"], None)
        self.since: Phrases[None] = Phrases()
        self.since.extend(data["since"], None)
        self.plural, self.each = _forms(data["plural"]), _forms(data["each"])
        self.date_cues = _forms(data["date_cues"])
        self.fraction_of: Phrases[None] = Phrases()
        self.fraction_of.extend(data["fraction_of"], None)
        self.weekday_cues = _forms(data["weekday_cues"])
        self.weekday_after: Phrases[None] = Phrases()
        self.weekday_after.extend(data["weekday_after"], None)
        self.qualifiers = _forms(data["qualifiers"])


def _forms(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in spellings(word))


@cache
def _words() -> _Words:
    return _Words()


def _count(tokens: Sequence[Token], index: int) -> Iterable[tuple[Any, int]]:
    token = tokens[index]
    if token.kind == FIGURE:
        if token.form.isdigit() and len(token.form) <= 3 and 1 <= int(token.form) <= MAX_COUNT:
            yield int(token.form), index + 1
        return
    read = parse_words(tokens, index, len(tokens))
    if read is not None and read.value % 1 == 0 and 1 <= read.value <= MAX_COUNT:
        yield int(read.value), read.end


@cache
def _grammar() -> Grammar:
    calendar, dates = lang.load("periods"), lang.load("dates")
    slots = calendar_slots(calendar) | {
        "count": Slot(_count, number_words() | {ANY_FIGURE}),
        "yy": figure_slot(0, 99, (2,)),
        "figure": figure_slot(1, 31),
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


class _Finder:
    def __init__(self, text: str, tokens: Sequence[Token], reference: date | None) -> None:
        self.tokens, self.reference = tokens, reference
        self.known = _words()
        self.amounts = AmountReader(text, tokens, counters=True)

    def read(self, index: int, floor: int) -> tuple[int, int, Days] | None:
        """The date at a token with the words that open and close it: its tokens, its days."""
        opening = self.known.opening.at(self.tokens, index, len(self.tokens))
        if opening is not None:
            read = self._opened(index, *opening)
            if read is not None:
                return read
        first = self._atom(index)
        if first is not None:
            read = self._joined(index, first) or self._shorter(index, first, None)
            return read or self._closed(index, first, None)
        first = self._atom(index, joined=True)  # "8/8-12/8"
        return self._joined(index, first) if first is not None else None

    def _shorter(self, begin: int, first: _Date, how: str | None) -> tuple[int, int, Days] | None:
        """ "từ thứ hai tới thứ sáu": "tới" joins, it is not the end of "thứ hai tới"."""
        last = first.end - 1
        if last <= first.begin or self.known.joining.at(self.tokens, last, first.end) is None:
            return None
        shorter = self._atom(first.begin, most=last)
        if shorter is None or shorter.end != last:
            return None
        joined = self._joined(begin, shorter)
        if joined is None and self.known.closing.at(self.tokens, last, len(self.tokens)):
            return self._closed(begin, shorter, how)
        return joined

    def _opened(self, begin: int, index: int, how: str) -> tuple[int, int, Days] | None:
        if index >= len(self.tokens) or self.tokens[index].gap == BROKEN:
            return None
        whole = self._atom(begin)
        first = self._atom(index)
        if first is None or (whole is not None and whole.end > first.end):
            return None  # "từ 13 đến 15 tháng 7" is one date
        if whole is not None and whole.end == first.end:
            return None
        if how == "from":
            joined = self._joined(begin, first) or self._shorter(begin, first, how)
            if joined is not None:
                return joined
        return self._closed(begin, first, how)

    def _joined(self, begin: int, first: _Date) -> tuple[int, int, Days] | None:
        """Two dates with "đến" or a dash between them."""
        joined = self.known.joining.at(self.tokens, first.end, len(self.tokens))
        if joined is None or joined[0] >= len(self.tokens):
            return None
        second = self._atom(joined[0], second=True)
        if second is None or self.tokens[first.end].gap == BROKEN:
            return None
        return begin, second.end, self._between(first, second)

    def _closed(self, begin: int, first: _Date, how: str | None) -> tuple[int, int, Days]:
        days = self._days(first)
        end, after = first.end, None
        if end < len(self.tokens) and self.tokens[end].gap != BROKEN:
            after = self.known.closing.at(self.tokens, end, len(self.tokens))
        if after is not None and (how in (None, "from", "after")):
            end, closing = after
            start = _next(days[1]) if how == "after" else days[0]
            if closing == "back":
                return begin, end, (None, days[1])
            return begin, end, (start, self.reference if closing == "to_now" else None)
        match how:
            case "from":
                days = days[0], None
            case "until":
                days = None, days[1]
            case "before":
                days = None, (days[0] - timedelta(days=1) if _inside(days[0]) else None)
            case "after":
                days = _next(days[1]), None
        return begin, end, days

    def _days(self, found: _Date) -> Days:
        return resolve(found.kind, found.slots, self.reference)

    def _between(self, first: _Date, second: _Date) -> Days:
        """The days from the start of one to the end of another that lends it what it lacks."""
        kind, slots = first.kind, dict(first.slots)
        for key in ("y", "yy"):
            if key in second.slots and not {"y", "yy", "rm", "rw"} & slots.keys():
                slots[key] = second.slots[key]
        if kind == "day_of_month" and {"m", "rm"} & second.slots.keys():
            kind = "day"
            slots |= {k: v for k, v in second.slots.items() if k in ("m", "rm", "y", "yy")}
        if kind == "weekday" and "rw" in second.slots:
            slots["rw"] = second.slots["rw"]
        start = resolve(kind, slots, self.reference)[0]
        end = self._days(second)[1]
        if start is None or end is None or start <= end:
            return start, end
        if second.kind == "weekday":
            return start, end + timedelta(days=7)
        if "y" in second.slots and "y" not in first.slots:
            return _year_on(start, -1), end
        if "y" not in second.slots:
            return start, _year_on(end, 1)
        return UNKNOWN

    # ---- one date ----

    def _atom(
        self, index: int, joined: bool = False, second: bool = False, most: int | None = None
    ) -> _Date | None:
        """The date at a token. ``joined``: a dash and a figure follow; ``second``: they went before."""
        tokens = self.tokens
        if index >= len(tokens) or not (second or opens(tokens, index)):
            return None
        limit = len(tokens) if most is None else most

        def accept(kind: str, end: int, slots: Slots) -> bool:
            return (
                end <= limit
                and (
                    closes(tokens, end)
                    if not joined
                    else tokens[end : end + 1] != [] and tokens[end].form in _DASHES
                )
                and is_possible(kind, slots)
                and is_meant(kind, tokens, index, end)
                and self._is_meant(kind, slots, index, end)
            )

        match = _grammar().match(tokens, index, accept)
        return None if match is None else _Date(match[0], match[2], index, match[1])

    def _is_meant(self, kind: str, slots: Slots, begin: int, end: int) -> bool:
        tokens, known = self.tokens, self.known
        before = tokens[begin - 1] if begin and tokens[begin].gap != BROKEN else None
        form = before.form if before is not None else ""
        if kind == "alone":
            return begin == 0 and end == len(tokens)
        if (
            tokens[begin].kind == WORD
            and form in known.plural
            and kind not in ("decade", "weekday")
        ):
            return False
        if kind == "months":
            # "3 tháng" is a duration, "3 tháng đầu năm" a period.
            if "half" not in slots and "y" not in slots:
                return False
        if kind == "weekday":
            return self._is_weekday(slots, form, begin, end)
        if kind == "day_month":
            return self._is_day_month(slots, form, begin, end)
        if kind == "bare_year":
            return self._is_bare_year(form, begin, end)
        if kind == "day_of_month" and (form in known.each or (before and before.kind == FIGURE)):
            return False
        if kind in ("day", "day_of_month", "month", "quarter", "days") and (
            tokens[end - 1].kind == FIGURE and "y" not in slots and "yy" not in slots
        ):
            return self._counts_nothing(kind, form, begin, end)
        return True

    def _counts_nothing(self, kind: str, form: str, begin: int, end: int) -> bool:
        """Whether the figure that ends a date is no amount: not "mỗi tháng 3 triệu đồng"."""
        amount = self._amount(end - 1)
        if amount is None or amount.is_bare or amount.last <= end:
            return True
        if amount.scale > 1 or dimension_of(amount.surface) not in _COUNTED:
            return False
        short = kind == "day" and self.tokens[begin].kind == FIGURE
        return not (form in self.known.each or short or kind == "day_of_month")

    def _amount(self, index: int) -> Amount | None:
        return self.amounts.at(index, len(self.tokens), index, joined=True)

    def _is_weekday(self, slots: Slots, form: str, begin: int, end: int) -> bool:
        """ "thứ hai" is Monday, or the second of something."""
        tokens, known = self.tokens, self.known
        if slots["w"] == 7 or "rw" in slots or "which" in slots or form in known.weekday_cues:
            return True
        if tokens[begin].form not in ("thứ", "thu"):  # with its part of the day
            return True
        if all(token.kind == MARK for token in (*tokens[:begin], *tokens[end : end + 3])):
            return end + 3 >= len(tokens) or begin == 0
        if known.weekday_after.at(tokens, end, len(tokens)) is not None:
            return True
        starts = begin == 0 or tokens[begin].gap == BROKEN or form in _SENTENCE_END
        return (
            starts
            and end < len(tokens)
            and tokens[end].kind != MARK
            and tokens[end].form not in ("là", "la")
        )

    def _is_day_month(self, slots: Slots, form: str, begin: int, end: int) -> bool:
        """ "15/2" is a date, "2/3 dân số" a fraction, "2-1" after "tỷ số" a score."""
        tokens, known = self.tokens, self.known
        slash = tokens[begin + 1].form == "/"
        if any(token.gap != GLUED for token in tokens[begin + 1 : end]):
            return False
        if known_label(self.amounts, begin):
            return False
        if self.amounts.known.idioms.at(tokens, begin, len(tokens)) is not None:
            return False
        day, month = slots["d"], slots["m"]
        if form in known.date_cues:
            return True
        amount = self._amount(begin if slash else end - 1)
        if amount is None or amount.unit is not None or amount.scale > 1:
            return False
        if not slash:
            return bool(day > month)
        if known.fraction_of.at(tokens, end, len(tokens)) is not None:
            return False
        return not (day < month and month in _FRACTIONS and gcd(day, month) == 1)

    def _is_bare_year(self, form: str, begin: int, end: int) -> bool:
        tokens = self.tokens
        amount = self._amount(begin)
        if amount is None or not amount.is_bare or form in self.known.qualifiers:
            return False
        if known_label(self.amounts, begin):
            return False
        beside = (begin - 1 if tokens[begin].gap == SPACED else -1, end)
        return not any(
            0 <= i < len(tokens)
            and tokens[i].kind == FIGURE
            and tokens[max(i, begin)].gap == SPACED
            for i in beside
        )


def known_label(amounts: AmountReader, index: int) -> bool:
    """Whether a word before a figure says that it names something: "số", "tỷ số"."""
    return amounts.known.labels.before(amounts.tokens, index, 0) is not None


def _inside(day: date | None) -> bool:
    return day is not None and day > date.min


def _next(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)


def _year_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, or past the calendar
        return day
