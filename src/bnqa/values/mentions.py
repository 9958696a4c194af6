"""Find the quantities of a text: amounts with their qualifiers and ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bnqa import lang
from bnqa.text.scan import BROKEN, FIGURE, GLUED, Phrases, Token, lowered, scan, spellings
from bnqa.values.amount_words import Amount, dimension_of
from bnqa.values.amounts import AmountReader
from bnqa.values.period import PeriodMention, find_periods
from bnqa.values.quantity import Quantity, bounded, unit_names


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity where a text gives it; offsets in code points. ``surface_unit`` is as written."""

    text: str
    start: int
    end: int
    quantity: Quantity
    scale: Decimal
    surface_unit: str | None


class _Words:
    """The phrases of the language data that qualify an amount or join two, made once."""

    def __init__(self) -> None:
        data = lang.load("numbers")
        risky = frozenset(data["risky_qualifiers"])
        self.qualifiers: Phrases[str] = Phrases(backward=True)
        for kind, phrases in data["qualifiers"].items():
            for phrase in lang.words(phrases):
                self.qualifiers.add(phrase, kind, bare=not spellings(phrase) & risky)
        self.fillers: Phrases[None] = Phrases(backward=True)
        self.fillers.extend(data["between_qualifier_and_figure"], None)
        self.after: Phrases[str] = Phrases()
        for kind, phrases in data["after"].items():
            self.after.extend(phrases, kind)
        ranges = data["ranges"]
        self.joiners: Phrases[str] = Phrases()
        for kind in ("joiners", "and", "dashes"):
            self.joiners.extend(ranges[kind], kind)
        self.openers: Phrases[bool] = Phrases(backward=True)
        for phrase in ranges["openers"]:
            self.openers.add(phrase, phrase in ranges["and_openers"])
        clock = data["clock"]
        self.clock_units = frozenset(clock["units"])
        self.clock_grams = frozenset(clock["grams"])
        self.clock_before: Phrases[None] = Phrases(backward=True)
        self.clock_before.extend(clock["before"], None)
        self.clock_after: Phrases[None] = Phrases()
        self.clock_after.extend(clock["after"], None)
        self.clock_minutes: Phrases[None] = Phrases()
        self.clock_minutes.extend(clock["minutes"], None)
        self.clock_most = Decimal(clock["most"])


@cache
def _words() -> _Words:
    return _Words()


def find_quantities(
    text: str, periods: tuple[PeriodMention, ...] | None = None
) -> tuple[Mention, ...]:
    """The quantities of a text, left to right, not overlapping each other or a period."""
    taken = find_periods(text) if periods is None else periods
    tokens = scan(lowered(text))
    return find_in_tokens(text, tokens, [(p.start, p.end) for p in taken])


def find_in_tokens(
    text: str, tokens: Sequence[Token], taken: Sequence[tuple[int, int]], full: bool = False
) -> tuple[Mention, ...]:
    """The quantities of a scanned text outside the spans ``taken`` (in order).

    ``full`` reads a text for its own sake: words that count things are units, and "một người" is a
    quantity where it is all there is.
    """
    finder = _Finder(text, tokens, full)
    found: list[Mention] = []
    spans = iter(taken)
    span = next(spans, None)
    index = floor = 0
    limit = _first_at(tokens, 0, span)
    while index < len(tokens):
        if index >= limit:
            while index < len(tokens) and span is not None and tokens[index].start < span[1]:
                index += 1
            floor, span = index, next(spans, None)
            limit = _first_at(tokens, index, span)
            continue
        mention, index = finder.read(index, floor, limit)
        if mention is not None:
            found.append(mention)
            floor = index
    return tuple(found)


def _first_at(tokens: Sequence[Token], index: int, span: tuple[int, int] | None) -> int:
    """The first token from ``index`` on that reaches into a span."""
    if span is None:
        return len(tokens)
    while index < len(tokens) and tokens[index].end <= span[0]:
        index += 1
    return index


class _Finder:
    def __init__(self, text: str, tokens: Sequence[Token], full: bool) -> None:
        self.text, self.tokens, self.full = text, tokens, full
        self.amounts = AmountReader(text, tokens, full)
        self.known = _words()

    def read(self, index: int, floor: int, limit: int) -> tuple[Mention | None, int]:
        """The mention that has its amount at a token, or None; and the token to go on from."""
        first = self.amounts.at(index, limit, floor)
        past = self.amounts.glue.past(index) if self.tokens[index].kind == FIGURE else index + 1
        if first is None:
            return None, past
        if (clock := self._clock(first, floor, limit)) is not None:
            return None, max(clock, past)
        ranged = self._range(first, floor, limit)
        if ranged is not None:
            return ranged
        mention = self._single(first, floor, limit)
        if not self.amounts.glue.closes(mention[1]) or not self._is_meant(first):
            return None, max(past, index + 1)
        return mention

    def _mention(self, quantity: Quantity, amount: Amount, first: int, last: int) -> Mention:
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Mention(self.text[start:end], start, end, quantity, amount.scale, amount.surface)

    def _single(self, amount: Amount, floor: int, limit: int) -> tuple[Mention, int]:
        tokens = self.tokens
        first, last, kind = amount.first, amount.last, "exact"
        end = first
        if tokens[first].gap <= 1:
            filler = self.known.fillers.before(tokens, end, floor)
            qualifier = self.known.qualifiers.before(tokens, end, floor)
            if qualifier is None and filler is not None and tokens[filler[0]].gap <= 1:
                qualifier = self.known.qualifiers.before(tokens, filler[0], floor)
            if qualifier is not None:
                first, kind = qualifier
        after = self.known.after.at(tokens, last, limit)
        if after is not None and kind == "exact" and tokens[last].gap <= 1:
            last, kind = after
            opener = self.known.openers.before(tokens, first, floor)
            if opener is not None and tokens[first].gap <= 1 and opener[0] == first - 1:
                first = opener[0]  # "từ 5 người trở lên"
        quantity = bounded(amount.value, amount.unit, kind)
        return self._mention(quantity, amount, first, last), last

    def _is_meant(self, amount: Amount) -> bool:
        """Whether a lone number word counts something here: "ba dự án", but not "thứ ba" or "má ba"."""
        if not amount.worded or amount.worded > 1:
            return True
        tokens = self.tokens
        rest = [t for t in tokens[amount.last : amount.last + 3] if t.form not in ".?!"]
        whole = amount.first == 0 and not rest
        if amount.is_bare or (self.full and whole):
            return whole
        kind = dimension_of(amount.surface)
        if amount.value == 1 and kind == "count":
            return False  # "một dự án" is "a project"
        return not (
            amount.risky and amount.scale == 1 and kind not in ("count", "percent", "money")
        )

    def _range(self, first: Amount, floor: int, limit: int) -> tuple[Mention | None, int] | None:
        """The range that begins with an amount: its mention and the token after it; None for none."""
        tokens = self.tokens
        if first.last >= limit or tokens[first.last].gap == BROKEN:
            return None
        joined = self.known.joiners.at(tokens, first.last, limit)
        if joined is None:
            return None
        index, how = joined
        if index >= limit or tokens[index].gap == BROKEN:
            return None
        sign = self.amounts.known.leading.at(tokens, index, limit)
        place = sign[0] if sign is not None and sign[0] < limit else index
        second = self.amounts.at(place, limit, index, joined=True)
        if second is None or second.first > place or not self.amounts.glue.closes(second.last):
            return None
        if (
            how == "dashes"
            and (tokens[index - 1].gap == GLUED) != (tokens[place].gap == GLUED)
            and (sign is None)
        ):
            return None  # "10 -5"
        opener = self.known.openers.before(tokens, first.first, floor)
        if how == "and" and not (opener is not None and opener[1]):
            return None
        if (clock := self._clock(second, index, limit)) is not None:
            return None, clock  # "8-10 giờ sáng"
        low, high = _distribute(first, second)
        if low.value >= high.value or low.unit != high.unit:
            return None
        if low.worded == 1 and high.is_bare and opener is None:
            return None
        if (
            how == "joiners"
            and opener is None
            and ((first.worded == 1 and not second.worded) or first.unit not in (None, low.unit))
        ):
            return None
        begin = first.first if opener is None else opener[0]
        if opener is None and how != "and":
            qualifier = self.known.qualifiers.before(tokens, begin, floor)
            if qualifier is not None and qualifier[1] == "about":
                begin = qualifier[0]
        quantity = Quantity(low.value, high.value, high.unit, "range")
        return self._mention(quantity, high, begin, second.last), second.last

    def _clock(self, amount: Amount, floor: int, limit: int) -> int | None:
        """The token after a clock reading ("8 giờ 30 sáng") that begins with this amount, or None."""
        known, tokens, last = self.known, self.tokens, amount.last
        grams = amount.surface in known.clock_grams
        with_minutes = amount.surface not in known.clock_units and any(
            token.form in known.clock_units for token in tokens[amount.first : last]
        )  # "8 giờ 30 phút" has been read as minutes
        if not (amount.surface in known.clock_units or grams or with_minutes):
            return None
        most = known.clock_most * (60 if with_minutes else 1)
        if amount.value % 1 or amount.value > most or amount.scale > 1:
            return None
        # The part of the day may belong to a date: "8 giờ tối nay".
        after = known.clock_after.at(tokens, last, len(tokens)) is not None
        before = known.clock_before.before(tokens, amount.first, floor) is not None
        if grams and not after:
            return None
        attached = tokens[last - 1].gap == GLUED and amount.surface == "h"
        bare = last < limit and tokens[last].kind == FIGURE and self._bare_minutes(last, limit)
        to_hour = self._hour_follows(amount, floor, limit)
        if not (after or before or attached or bare or to_hour):
            return None
        last = to_hour or last
        while last < limit and tokens[last].gap != BROKEN:
            minutes = tokens[last].kind == FIGURE and len(tokens[last].form) <= 2
            if not minutes and known.clock_minutes.at(tokens, last, limit) is None:
                break
            last += 1
        return last

    def _bare_minutes(self, index: int, limit: int) -> bool:
        """Whether a figure after "8 giờ" can only be its minutes."""
        form = self.tokens[index].form
        if not (form.isdigit() and len(form) == 2 and int(form) < 60):
            return False
        amount = self.amounts.at(index, limit, index, joined=True)
        return amount is not None and amount.is_bare

    def _hour_follows(self, amount: Amount, floor: int, limit: int) -> int | None:
        """The token after the second hour of "từ 8 giờ đến 17 giờ", which is read off a clock."""
        tokens = self.tokens
        if amount.last >= limit or self.known.openers.before(tokens, amount.first, floor) is None:
            return None
        joined = self.known.joiners.at(tokens, amount.last, limit)
        if joined is None or joined[0] >= limit:
            return None
        second = self.amounts.at(joined[0], limit, joined[0], joined=True)
        if second is not None and second.surface in self.known.clock_units:
            return second.last
        return None


def _distribute(first: Amount, second: Amount) -> tuple[Amount, Amount]:
    """ "1-2 triệu đồng", "$10-20": scale and unit are written once and meant for both."""
    # Not in "từ 50.000 đến 1 triệu đồng".
    shares = first.scale == 1 and first.value < second.value / second.scale
    shared = second.scale if shares else Decimal(1)
    if first.unit is None and second.unit is not None and not second.before:
        factor = unit_names().get(second.surface or "", ("", Decimal(1), ""))[1]
        first = first._replace(value=first.value * shared * factor, unit=second.unit)
    elif first.before and second.unit is None:
        first = first._replace(value=first.value * shared)
        second = second._replace(unit=first.unit, surface=first.surface)
    elif first.is_bare and second.unit is None:
        first = first._replace(value=first.value * shared)
    return first, second
