"""Years as they are typed and said: ``2024``, ``2k24``, ``hai không hai bốn``, ``năm hai tư``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from bnqa import lang
from bnqa.text.scan import FIGURE, GLUED, WORD, Phrases, Token, all_spellings
from bnqa.text.templates import ANY_FIGURE, Slot
from bnqa.values.number_words import number_words, parse_words, vocabulary

FIRST_YEAR, LAST_YEAR = 1500, 2199
_ONLY_FIGURES = frozenset({ANY_FIGURE})
_TURN = 40  # two digits from here on are of the century before: "năm bảy lăm" is 1975
_DIGITS = 4  # of a year that is said digit by digit
_Read = Iterable[tuple[Any, int]]


class _YearWords:
    """The words around a year that is said short."""

    def __init__(self) -> None:
        data = lang.load("periods")["said_years"]
        self.year = all_spellings(data["after"])
        self.not_after = all_spellings(data["not_after"])
        self.marks = all_spellings(data["thousands"])
        self.thousand = all_spellings(data["thousand"])
        self.no_digit = frozenset(data["no_last_digit"])
        self.parts = all_spellings(data["parts"])
        known = vocabulary()
        self.goes_on = number_words() | known.tens | known.hundreds | known.points | known.half


@cache
def _counted() -> Phrases[None]:
    """What a number before it counts; only a year that is said short asks for it."""
    counted: Phrases[None] = Phrases()
    counted.extend(lang.words(lang.load("periods")["said_years"]["counted"]), None)
    counted.extend(lang.words(lang.load("periods")["counted"]), None)
    for dimension, names in lang.load("units")["units"].items():
        if dimension == "count":
            continue  # "năm hai tư tỉnh có gì" is rather a year
        for written in names.values():
            counted.extend(map(str, lang.words(written)), None)
    return counted


@cache
def _words() -> _YearWords:
    return _YearWords()


def figure_year() -> Slot:
    """A year in four figures, or as ``2k24``."""
    return Slot(_in_figures, _ONLY_FIGURES)


def digit_year() -> Slot:
    """A year of this century that is said digit by digit: sure enough to stand without "năm"."""

    def read(tokens: Sequence[Token], index: int) -> _Read:
        return (found for found in _by_digits(tokens, index) if found[0] // 100 == 20)

    return Slot(read, frozenset(vocabulary().digits))


def named_year(short_figures: bool) -> Slot:
    """A year after "năm", in figures or in words; ``short_figures``: "năm 24" is one, too."""

    def read(tokens: Sequence[Token], index: int) -> _Read:
        if tokens[index].kind == FIGURE:
            yield from _in_figures(tokens, index)
            if short_figures and len(tokens[index].form) == 2 and tokens[index].form.isdigit():
                yield from _short(tokens, index, int(tokens[index].form), index + 1)
            return
        yield from _by_digits(tokens, index)
        number = parse_words(tokens, index, len(tokens))
        if number is not None and number.value % 1 == 0:
            # A round number is rather an amount: "mỗi năm hai nghìn tấn".
            if FIRST_YEAR <= number.value <= LAST_YEAR and number.value % 100:
                yield int(number.value), number.end
            elif number.value < 100:
                yield from _short(tokens, index, int(number.value), number.end)
        yield from _two_digits(tokens, index)
        yield from _by_thousands(tokens, index)

    return Slot(read, _ONLY_FIGURES | number_words())


def _in_figures(tokens: Sequence[Token], index: int) -> _Read:
    form = tokens[index].form
    if len(form) == 4 and form.isdigit() and FIRST_YEAR <= int(form) <= LAST_YEAR:
        yield int(form), index + 1
    elif form == "2" and index + 2 < len(tokens):
        mark, rest = tokens[index + 1 : index + 3]
        glued = mark.gap == rest.gap == GLUED and rest.kind == FIGURE
        if glued and mark.form in _words().marks and len(rest.form) == 2 and rest.form.isdigit():
            yield 2000 + int(rest.form), index + 3


def _by_digits(tokens: Sequence[Token], index: int) -> _Read:
    """``hai không hai bốn``, ``một chín bảy lăm``; five digits or more are no year."""
    digits = _digits(tokens, index, _DIGITS)
    if len(digits) == _DIGITS and not _goes_on(tokens, index + _DIGITS):
        year = int("".join(map(str, digits)))
        before = tokens[index - 1].form if index else ""
        listed = before in vocabulary().digits and before not in _words().year
        if year // 100 in (19, 20) and not listed:
            yield year, index + _DIGITS


def _by_thousands(tokens: Sequence[Token], index: int) -> _Read:
    """``hai nghìn không trăm hai ba``: the last two digits said one by one."""
    known = vocabulary()
    first = _digits(tokens, index, 1)
    end = index + 1
    if first != [2] or end >= len(tokens) or tokens[end].form not in _words().thousand:
        return
    end += 1
    if (
        end + 1 < len(tokens)
        and _digits(tokens, end, 1) == [0]
        and tokens[end + 1].form in known.hundreds
    ):
        end += 2
    digits = _digits(tokens, end, 2)
    if len(digits) == 2 and digits[0] and not _goes_on(tokens, end + 2):
        yield 2000 + 10 * digits[0] + digits[1], end + 2


def _two_digits(tokens: Sequence[Token], index: int) -> _Read:
    digits = _digits(tokens, index, 2)
    if len(digits) == 2 and tokens[index + 1].form not in _words().no_digit:
        yield from _short(tokens, index, 10 * digits[0] + digits[1], index + 2)


def _short(tokens: Sequence[Token], index: int, value: int, end: int) -> _Read:
    """The last two digits of a year; not where "năm" is counted, or the number counts something."""
    words = _words()
    if value < 10 or index == 0 or tokens[index - 1].form not in words.year:
        return
    if tokens[index].form in vocabulary().tens:
        return  # "nam muoi lam" is 55
    before = tokens[index - 2] if index > 1 else None
    part = index > 2 and tokens[index - 3].form in words.parts  # "tháng 10 năm hai tư"
    if (
        before is not None
        and not part
        and (
            before.kind == FIGURE or before.form in words.not_after or before.form in number_words()
        )
    ):
        return
    follows = tokens[end] if end < len(tokens) else None
    if follows is not None and follows.kind != WORD:
        # "năm 24%" is no year, and "năm 24/7" neither.
        if follows.gap == GLUED and (follows.kind == FIGURE or follows.form not in ",.;:?!)…"):
            return
        if follows.kind == FIGURE or _counted().at(tokens, end, len(tokens)) is not None:
            return
    elif follows is not None and (
        value % 10 == 0 or _goes_on(tokens, end) or _counted().at(tokens, end, len(tokens))
    ):
        return  # "năm hai mươi người" counts them
    yield (2000 if value < _TURN else 1900) + value, end


def _digits(tokens: Sequence[Token], index: int, most: int) -> list[int]:
    """The values of the digit words from a token on."""
    known = vocabulary().digits
    found = []
    for token in tokens[index : index + most]:
        if token.kind != WORD or token.form not in known:
            break
        found.append(known[token.form])
    return found


def _goes_on(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number goes on at a token."""
    return index < len(tokens) and tokens[index].form in _words().goes_on
