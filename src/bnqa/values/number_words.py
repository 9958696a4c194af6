"""Numbers in words: ``ba trăm năm mươi chín``, ``hai triệu rưỡi``, ``không phẩy bảy``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from bnqa import lang
from bnqa.text.scan import BROKEN, MARK, WORD, Token, all_spellings, spellings
from bnqa.text.tokens import fold

MAX_WORDS = 40  # the longest number in words that is read
_BILLION = Decimal(10) ** 9


class NumberWords(NamedTuple):
    """A number read from words: its value, the token after it, how many words, how sure it is.

    ``scale`` is that of the words at its end: 10⁶ of "hai triệu", 1 of "hai triệu hai".
    """

    value: Decimal
    end: int
    words: int
    risky: bool
    scale: Decimal = Decimal(1)


class _Vocabulary:
    """The number words of the language data, by marked and by bare spelling."""

    def __init__(self) -> None:
        data = lang.load("numbers")
        self.digits = _values(data["digits"])
        self.twenties = _values(data["twenties"])
        self.dozen = _values(data["dozen"])
        self.ten, self.tens = all_spellings(data["ten"]), all_spellings(data["tens"])
        self.hundreds, self.half = all_spellings(data["hundreds"]), all_spellings(data["half"])
        self.fillers, self.points = all_spellings(data["fillers"]), all_spellings(data["points"])
        self.vague = all_spellings(word for phrase in data["vague"] for word in phrase.split())
        # Typed bare these are other words ("hai lam"): they end a number only with their marks.
        self.last_digits = frozenset(data["last_digits"])
        self.not_tenths = all_spellings(data["not_tenths"])
        self.year = all_spellings(data["five_or_year"])
        self.not_after_ten = all_spellings(data["not_after_ten"])
        self.not_joined = frozenset(data["not_joined"])
        self.risky = frozenset(data["risky"])
        scales = _values(lang.load("units")["scales"])
        self.large = {w: Decimal(v) for w, v in scales.items() if v >= _BILLION}
        self.scales = {w: Decimal(v) for w, v in scales.items() if 1000 <= v < _BILLION}
        self.firsts = frozenset().union(
            self.digits, self.ten, self.twenties, self.hundreds, self.scales, self.large
        )
        self.listed = frozenset(data["digits"]) - frozenset(data["not_listed"])

    def is_tenth(self, form: str, scale: Decimal, after: str) -> bool:
        """Whether a lone digit after a scale is a tenth of it: "hai triệu tư", not "trăm năm"."""
        if form in self.year:  # years, but "giá hai triệu năm" names a price
            return scale >= 1_000_000 and not after
        return form not in self.not_tenths


def _values(entries: dict[str, int]) -> dict[str, int]:
    found = dict(entries)
    for word, value in entries.items():
        for form in spellings(word):
            found.setdefault(form, value)
    return found


@cache
def vocabulary() -> _Vocabulary:
    """The number words, loaded once."""
    return _Vocabulary()


def number_words() -> frozenset[str]:
    """The words that a number in words may begin with."""
    return vocabulary().firsts


def parse_words(tokens: Sequence[Token], start: int, limit: int) -> NumberWords | None:
    """Read the longest number in words at a token, or None.

    ``ba trăm năm mươi chín`` → 359, ``một nghìn không trăm linh năm`` → 1005, ``hai triệu rưỡi`` →
    2500000. Scales (nghìn, triệu, tỷ) are part of it when they come after a number.
    """
    known = vocabulary()
    form = tokens[start].form
    if form not in known.firsts:
        return None
    reader = _Reader(known, tokens, start, limit)
    if reader.before(start) in known.vague or reader.before(start) in known.listed:
        return None  # "vài trăm" has no value; "một chín bốn năm" is read digit by digit
    read = reader.number(start)
    if read is None:
        return None
    value, end = read
    after = reader.word(end)
    if after in known.vague or (after in known.listed and reader.word(end - 1) in known.digits):
        return None
    lone = form in known.risky and form == fold(form)
    scale, last = Decimal(1), end - 1
    while last > start and (factor := reader.scale(last)) is not None:
        scale, last = scale * factor, last - 1
    return NumberWords(value, end, end - start, lone, scale)


def tenths(tokens: Sequence[Token], index: int, limit: int, scale: Decimal) -> int | None:
    """The digit word at a token that is a tenth of a scale before it: the "hai" of "3 triệu hai"."""
    known = vocabulary()
    form = tokens[index].form
    digit = known.digits.get(form)
    if digit is None or not known.is_tenth(form, scale, ""):
        return None
    if form in known.risky and form == fold(form):
        return None
    after = tokens[index + 1] if index + 1 < limit else None
    return digit if after is None or after.kind == MARK or after.gap == BROKEN else None


class _Reader:
    """One reading of number words; each method takes a token's index and gives value and end."""

    def __init__(self, known: _Vocabulary, tokens: Sequence[Token], start: int, limit: int) -> None:
        self.known, self.tokens, self.start = known, tokens, start
        self.limit = min(limit, start + MAX_WORDS)

    def word(self, index: int) -> str:
        if not self.start <= index < self.limit:
            return ""
        token = self.tokens[index]
        if token.kind != WORD or (index > self.start and token.gap == BROKEN):
            return ""
        return token.form

    def before(self, index: int) -> str:
        return self.tokens[index - 1].form if index and self.tokens[index].gap != BROKEN else ""

    def scale(self, index: int) -> Decimal | None:
        """The scale that a word is, if it is one."""
        form = self.word(index)
        return self.known.scales.get(form) or self.known.large.get(form)

    def number(self, index: int) -> tuple[Decimal, int] | None:
        """Any number, with scales up to tỷ tỷ."""
        read = self._below_billion(index, Decimal(1)) or self._implied_one(index)
        if read is None:
            return None
        value, index = read
        scale = Decimal(1)
        while (factor := self.known.large.get(self.word(index))) is not None:
            scale, index = scale * factor, index + 1
        if scale == 1:
            return value, index
        value *= scale
        if self.word(index) in self.known.half:
            return value + scale / 2, index + 1
        rest = self._rest(index, scale)
        return (value + rest[0], rest[1]) if rest is not None else (value, index)

    def _below_billion(self, index: int, last: Decimal) -> tuple[Decimal, int] | None:
        group = self._group(index)
        if group is None:
            return None
        value, index = group
        if self.word(index) in self.known.points:
            decimals = self._decimals(index + 1)
            if decimals is not None:
                value, index = value + Decimal(f"0.{decimals[0]}"), decimals[1]
        scale = self.known.scales.get(self.word(index))
        if scale is None or (last > 1 and scale >= last):
            return value, index
        value, index = value * scale, index + 1
        if self.word(index) in self.known.half:
            return value + scale / 2, index + 1
        rest = self._rest(index, scale)
        return (value + rest[0], rest[1]) if rest is not None else (value, index)

    def _rest(self, index: int, scale: Decimal) -> tuple[Decimal, int] | None:
        """What follows a scale: smaller groups, "linh năm", or a lone digit that is a tenth of it."""
        if self.word(index) in self.known.fillers:
            return self._below_hundred(index + 1)
        form = self.word(index)
        read = self._below_billion(index, scale)
        if read is None or read[0] >= scale:
            return None
        value, end = read
        if end > index + 1:
            if scale >= 1_000_000 and value in range(100, 1000, 100) and end == index + 2:
                return value * scale / 1000, end  # "một triệu hai trăm" leaves out "nghìn"
            return value, end
        if form not in self.known.digits or not self.known.is_tenth(form, scale, self.word(end)):
            return None
        return value * scale / 10, end

    def _implied_one(self, index: int) -> tuple[Decimal, int] | None:
        """ "trăm rưỡi", "triệu hai": one of the scale is meant."""
        form = self.word(index)
        if form in self.known.hundreds:
            return self._after_hundred(Decimal(100), index + 1, 1)
        scale = self.scale(index)
        if scale is None:
            return None
        if self.word(index + 1) in self.known.half:
            return scale * 3 / 2, index + 2
        if self.word(index + 1) in self.known.digits and (len(form) > 2 or form != fold(form)):
            rest = self._rest(index + 1, scale)
            if rest is not None and rest[1] == index + 2:
                return scale + rest[0], rest[1]
        return None

    def _group(self, index: int) -> tuple[Decimal, int] | None:
        """A number below one thousand."""
        digit = self.known.digits.get(self.word(index))
        if digit is None or self.word(index + 1) not in self.known.hundreds:
            return self._below_hundred(index)
        base = Decimal(100 * digit)
        return self._after_hundred(base, index + 2, 0) or (base, index + 2)

    def _after_hundred(self, base: Decimal, index: int, least: int) -> tuple[Decimal, int] | None:
        form = self.word(index)
        if form in self.known.half and base:
            return base + 50, index + 1
        if form in self.known.fillers:
            digit = self.known.digits.get(self.word(index + 1))
            return (base + digit, index + 2) if digit is not None else None
        rest = self._below_hundred(index)
        if rest is None:
            return None
        value, end = rest
        if end > index + 1 or form in self.known.ten:
            return base + value, end
        unit = self.known.digits.get(self.word(end))
        if (
            value
            and base
            and unit
            and self.word(end + 1) not in self.known.hundreds | self.known.tens
        ):
            return base + value * 10 + unit, end + 1  # "một trăm hai hai" is 122
        if not base or not self.known.is_tenth(form, base, self.word(end)):
            return None
        return base + value * 10, end  # "trăm hai" is 120

    def _below_hundred(self, index: int) -> tuple[Decimal, int] | None:
        known, form = self.known, self.word(index)
        digit = known.digits.get(form)
        following = self.word(index + 1)
        if form in known.ten:
            return self._with_unit(10, index + 1)
        if form in known.twenties and known.digits.get(following):
            return Decimal(known.twenties[form] + known.digits[following]), index + 2
        if digit is None:
            return None
        if following in known.tens:
            return self._with_unit(10 * digit, index + 2) if digit else None
        if following in known.dozen:
            return Decimal(12 * digit), index + 2
        if (
            following in known.last_digits
            and digit >= 2
            and f"{form} {following}" not in known.not_joined
        ):
            return Decimal(10 * digit + known.digits[following]), index + 2
        return Decimal(digit), index + 1

    def _with_unit(self, ten: int, index: int) -> tuple[Decimal, int]:
        form = self.word(index)
        digit = self.known.digits.get(form)
        if digit is None or (form in self.known.not_after_ten and not self._scaled(index)):
            return Decimal(ten), index
        if self.word(index + 1) in self.known.hundreds or self.word(index + 1) in self.known.tens:
            return Decimal(ten), index
        return Decimal(ten + digit), index + 1

    def _scaled(self, index: int) -> bool:
        """Whether a scale follows: "hai mươi năm nghìn" can only be 25 thousand."""
        after = self.word(index + 1)
        return bool(self.known.digits.get(self.word(index))) and (
            after in self.known.scales or after in self.known.large
        )

    def _decimals(self, index: int) -> tuple[str, int] | None:
        """The digits after "phẩy": one by one ("không năm"), or as a number ("hai mươi lăm")."""
        group = self._group(index)
        if group is None:
            return None
        if group[1] > index + 1 or self.word(index) not in self.known.digits:
            return str(group[0]), group[1]
        digits = ""
        while (digit := self.known.digits.get(self.word(index))) is not None:
            digits, index = digits + str(digit), index + 1
        return digits, index
