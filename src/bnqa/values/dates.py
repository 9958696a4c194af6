"""Find every date and period of a text, relative ones too, with their days from a reference date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bnqa.text.scan import BROKEN, Token
from bnqa.text.templates import Slots
from bnqa.values.date_sense import DateSense
from bnqa.values.date_words import count_at, date_words, grammar, units
from bnqa.values.period import closes, opens
from bnqa.values.resolve import UNKNOWN, Days, from_date, resolve

_DAY_KINDS = frozenset({"day", "day_month", "holiday", "moving", "lunar", "rel_day", "weekday"})
_DASHES = frozenset("-–—")
_LONGEST = 8  # tokens of a date in figures
_WEEK = timedelta(days=7)


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


_Read = tuple[int, int, Days]  # first token, the token after the last, days


def find_dates(
    text: str, tokens: Sequence[Token], reference: date | None = None
) -> tuple[DateMention, ...]:
    """The dates and periods of a scanned text, left to right, not overlapping."""
    finder = _Finder(text, tokens, reference)
    found: list[DateMention] = []
    index = 0
    while index < len(tokens):
        read = finder.read(index)
        if read is None:
            index += 1
            continue
        begin, end, days = read
        found.append(DateMention(tokens[begin].start, tokens[end - 1].end, *days))
        index = end
    return tuple(found)


class _Finder:
    def __init__(self, text: str, tokens: Sequence[Token], reference: date | None) -> None:
        self.tokens, self.reference = tokens, reference
        self.known = date_words()
        self.sense = DateSense(text, tokens)
        self.dates: dict[tuple[int, bool, bool, int | None], _Date | None] = {}

    def read(self, index: int) -> _Read | None:
        """The date at a token with the words that open and close it."""
        for opening in self.known.opening.all_at(self.tokens, index, len(self.tokens)):
            if (read := self._opened(index, *opening)) is not None:
                return read
        first = self._date(index)
        if first is None:
            if not any(token.form in _DASHES for token in self.tokens[index : index + _LONGEST]):
                return None
            first = self._date(index, joined=True)  # "8/8-12/8"
            return self._joined(index, first) if first is not None else None
        return (
            self._from_date(index)
            or self._joined(index, first)
            or self._shorter(index, first, None)
            or self._closed(index, first, None)
        )

    def _opened(self, begin: int, index: int, how: str) -> _Read | None:
        """A date after "từ", "đến", "trước", "sau"."""
        if index >= len(self.tokens) or self.tokens[index].gap == BROKEN:
            return None
        first, whole = self._date(index), self._date(begin)
        if first is None or (whole is not None and whole.end >= first.end):
            return None  # "từ 13 đến 15 tháng 7" is one date
        read = None
        if how == "from":
            read = self._joined(begin, first) or self._shorter(begin, first, how)
        return read or self._closed(begin, first, how)

    def _shorter(self, begin: int, first: _Date, how: str | None) -> _Read | None:
        """ "từ thứ hai tới thứ sáu": "tới" joins, it is not the end of "thứ hai tới"."""
        last = first.end - 1
        if last <= first.begin or self.known.joining.at(self.tokens, last, first.end) is None:
            return None
        shorter = self._date(first.begin, most=last)
        if shorter is None or shorter.end != last:
            return None
        joined = self._joined(begin, shorter)
        if joined is None and self.known.closing.at(self.tokens, last, len(self.tokens)):
            return self._closed(begin, shorter, how)
        return joined

    def _joined(self, begin: int, first: _Date) -> _Read | None:
        """Two dates with "đến" or a dash between them."""
        joined = self.known.joining.at(self.tokens, first.end, len(self.tokens))
        if joined is None or joined[0] >= len(self.tokens):
            return None
        second = self._date(joined[0], second=True)
        if second is None or BROKEN in (self.tokens[first.end].gap, self.tokens[joined[0]].gap):
            return None
        return begin, second.end, self._between(first, second)

    def _closed(self, begin: int, first: _Date, how: str | None) -> _Read:
        """One date with what opened it and what closes it: "từ 2010 đến nay", "15/2 trở đi"."""
        days = self._days(first)
        end, after = first.end, None
        if end < len(self.tokens) and self.tokens[end].gap != BROKEN:
            after = self.known.closing.at(self.tokens, end, len(self.tokens))
        if after is not None and how in (None, "from", "after"):
            end, closing = after
            if closing == "back":
                return begin, end, (None, days[1])
            start = _next(days[1]) if how == "after" else days[0]
            return begin, end, (start, self.reference if closing == "to_now" else None)
        match how:
            case "from":
                days = days[0], None
            case "until":
                days = None, days[1]
            case "before":
                days = None, _day_before(days[0])
            case "after":
                days = _next(days[1]), None
        return begin, end, days

    def _from_date(self, index: int) -> _Read | None:
        """ "3 ngày sau giáng sinh"."""
        tokens = self.tokens
        for count, place in count_at(tokens, index):
            unit = next(iter(units().read(tokens, place)), None) if place < len(tokens) else None
            sign = unit and self.known.from_date.at(tokens, unit[1], len(tokens))
            if not unit or not sign or sign[0] >= len(tokens) or tokens[sign[0]].gap == BROKEN:
                continue
            base = self._date(sign[0])
            if base is None or base.kind not in _DAY_KINDS:
                continue
            day = self._days(base)[0]
            slots = {"count": count, "unit": unit[0]}
            return index, base.end, UNKNOWN if day is None else from_date(slots, sign[1], day)
        return None

    def _date(
        self, index: int, joined: bool = False, second: bool = False, most: int | None = None
    ) -> _Date | None:
        """The longest date at a token that ends at ``most`` or before.

        ``joined``: a dash and a figure are glued to its end; ``second``: to its start.
        """
        key = (index, joined, second, most)
        if key not in self.dates:
            self.dates[key] = self._match(*key)
        return self.dates[key]

    def _match(self, index: int, joined: bool, second: bool, most: int | None) -> _Date | None:
        tokens = self.tokens
        if index >= len(tokens) or not (second or opens(tokens, index)):
            return None
        limit = len(tokens) if most is None else most

        def ends(end: int) -> bool:
            if not joined:
                return closes(tokens, end)
            return end < len(tokens) and tokens[end].form in _DASHES

        def accept(kind: str, end: int, slots: Slots) -> bool:
            return end <= limit and ends(end) and self.sense.is_meant(kind, slots, index, end)

        match = grammar().match(tokens, index, accept)
        if match is None:
            return None
        if match[0] == "weekday":
            self.sense.weekday_end = match[1]
        return _Date(match[0], match[2], index, match[1])

    # ---- days ----

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
            return start, end + _WEEK
        if "y" in second.slots and "y" not in first.slots:
            return _years_on(start, -1), end
        return (start, _years_on(end, 1)) if "y" not in second.slots else UNKNOWN


def _day_before(day: date | None) -> date | None:
    return None if day is None or day == date.min else day - timedelta(days=1)


def _next(day: date | None) -> date | None:
    return None if day is None or day == date.max else day + timedelta(days=1)


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February, or past the calendar
        return day
