"""Numbers as Vietnamese writes them: figures (``6,03`` · ``1.805`` · ``383.3``) and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from bnqa import lang
from bnqa.text import fold

MAX_DIGITS = 30  # a longer run of digits is no amount of anything
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_THOUSANDS_DOT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_THOUSANDS_COMMA = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?|[1-9]\d{0,2},\d{3}\.\d+")


def parse_figure(text: str) -> Decimal | None:
    """The value of a figure; a dot groups thousands where it can, else it is the decimal mark."""
    if sum(ch.isdigit() for ch in text) > MAX_DIGITS or not text.isascii():
        return None
    if _THOUSANDS_DOT.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _THOUSANDS_COMMA.fullmatch(text):
        return Decimal(text.replace(",", ""))
    marks = [ch for ch in text if ch in ".,"]
    if not marks:
        return Decimal(text)
    if len(marks) == 1:
        return Decimal(text.replace(",", "."))
    return None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: lower case, folded, and its place."""

    lower: str
    folded: str
    start: int
    end: int


def words_at(lower: str, start: int, limit: int = 24) -> list[Word]:
    """Up to ``limit`` words from ``start`` that follow each other with only spaces between."""
    found: list[Word] = []
    position = start
    while len(found) < limit:
        match = _WORD.match(lower, position)
        if match is None:
            break
        word = match.group()
        found.append(Word(word, fold(word), position, match.end()))
        position = match.end()
        if position >= len(lower) or lower[position] != " ":
            break
        position += 1
    return found


class _NumberWords:
    """The number words of the language data, by marked and by folded spelling."""

    def __init__(self) -> None:
        data = lang.load("numbers")
        self.digits = self._spellings(data["digits"])
        self.tens = self._spellings(data["tens"])
        self.twenties = self._spellings(data["twenties"])
        self.dozen = self._spellings(data["dozen"])
        self.fillers = {form for word in data["fillers"] for form in (word, fold(word))}
        self.half = {form for word in data["half"] for form in (word, fold(word))}
        self.scales = self._spellings(lang.load("units")["scales"])
        self.points = {form for word in data["points"] for form in (word, fold(word))}
        self.risky = frozenset(data["risky"])

    @staticmethod
    def _spellings(entries: dict[str, int]) -> dict[str, int]:
        return {fold(word): value for word, value in entries.items()} | entries


def _digits_after(words: list[Word], start: int, digits: dict[str, int]) -> str:
    found = ""
    for word in words[start:]:
        if word.lower not in digits:
            break
        found += str(digits[word.lower])
    return found


@cache
def vocabulary() -> _NumberWords:
    """The number words, loaded once."""
    return _NumberWords()


@dataclass(frozen=True, slots=True)
class NumberWords:
    """A number read from words: its value, where it ends and how sure the reading is."""

    value: Decimal
    end: int
    words: int
    risky: bool


def parse_words(lower: str, start: int) -> NumberWords | None:
    """Read the longest number in words at ``start`` of a lower-case text, or None.

    ``ba trăm năm mươi chín`` → 359, ``một nghìn không trăm linh năm`` → 1005, ``hai triệu rưỡi`` →
    2500000. Scales (nghìn, triệu, tỷ) are part of it when they come after a number.
    """
    known = vocabulary()
    words = words_at(lower, start)
    total = Decimal(0)  # closed groups: … triệu, … nghìn
    group = Decimal(0)  # the open group below one thousand
    last = Decimal(0)  # the latest scale, for "rưỡi" and "triệu hai"
    pending: int | None = None  # a digit that a "trăm" or "mươi" may still multiply
    used = 0
    structured = False
    position = 0
    while position < len(words):
        word = words[position]
        form = word.lower
        if (digit := known.digits.get(form)) is not None:
            if pending is not None:
                break
            pending = digit
        elif form in known.tens:
            if pending == 0 or (pending is None and fold(form) == "muoi" and form == "mươi"):
                break
            group += Decimal(10 * (1 if pending is None else pending))
            pending, last, structured = None, Decimal(10), True
        elif form in known.twenties and pending is None and position + 1 < len(words):
            unit = known.digits.get(words[position + 1].lower)
            if not unit:
                break
            group += known.twenties[form] + unit
            position += 1
            structured = True
        elif form in known.dozen and pending is not None:
            group, pending, structured = group + 12 * pending, None, True
        elif form in ("trăm", "tram") and pending is not None:
            group, pending, last, structured = group + 100 * pending, None, Decimal(100), True
        elif form in known.fillers and structured and position + 1 < len(words):
            if words[position + 1].lower not in known.digits:
                break
        elif form in known.points and pending is not None and position + 1 < len(words):
            decimals = _digits_after(words, position + 1, known.digits)
            if not decimals:
                break
            group += pending + Decimal("0." + decimals)
            pending, structured = None, True
            position += len(decimals)
        elif form in known.half and last >= 10:
            group += (last / 2) if last < 1000 else 0
            total += (last / 2) if last >= 1000 else 0
            used = position + 1
            break
        elif form in known.scales and (pending is not None or group or total):
            scale = Decimal(known.scales[form])
            group += pending or 0
            pending = None
            if group:
                total += group * scale
            else:
                total *= scale
            group, last, structured = Decimal(0), scale, True
        else:
            break
        position += 1
        used = position
    if not used:
        return None
    if pending is not None:
        # "hai triệu hai" is 2.2 million, "trăm hai" is 120; "hai mươi hai" is 22.
        trailing = last >= 100 and words[used - 2].lower not in known.fillers if used > 1 else False
        if trailing and pending and structured:
            total += pending * last / 10
        else:
            group += pending
    lone = words[0].folded in known.risky and words[0].lower == words[0].folded
    return NumberWords(total + group, words[used - 1].end, used, used == 1 and lone)
