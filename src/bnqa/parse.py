"""Read a text for its own sake: every quantity and every period in it, as ``bnqa parse`` prints them."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import IO, Any, TextIO

from bnqa import lang
from bnqa.text.scan import FIGURE, GLUED, SPACED, WORD, Token, lowered, scan
from bnqa.text.tokens import fold, normalize, normalize_with_offsets
from bnqa.values.dates import DateMention, find_dates
from bnqa.values.mentions import Mention, find_in_tokens
from bnqa.values.quantity import Quantity, format_quantity

MAX_MARKS = 30  # combining marks on one letter that are composed
Value = int | float | list[int | float | None] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says in numbers: its quantities and its dates, offsets in code points of ``text``."""

    text: str
    quantities: tuple[Mention, ...]
    periods: tuple[DateMention, ...]

    def to_dict(self) -> dict[str, list[dict[str, Any]]]:
        """The JSON form; see docs/parse.md."""
        return {
            "quantities": [
                {
                    "text": self.text[m.start : m.end],
                    "start": m.start,
                    "end": m.end,
                    "value": json_value(m.quantity),
                    "unit": unit_of(m),
                    "qualifier": m.quantity.qualifier,
                }
                for m in self.quantities
            ],
            "periods": [
                {
                    "text": self.text[p.start : p.end],
                    "start": p.start,
                    "end": p.end,
                    "from": None if p.first is None else p.first.isoformat(),
                    "to": None if p.last is None else p.last.isoformat(),
                }
                for p in self.periods
            ],
        }


def parse(text: str, reference: date | None = None) -> Reading:
    """The quantities and periods of a text.

    Relative dates ("hôm qua", "tháng 3") are counted from ``reference``; without it their days are
    None. Any text is read; what can't be read whole is left out.
    """
    clean, offsets = _composed(text)
    tokens = scan(lowered(clean))
    dates = find_dates(clean, tokens, reference)
    found = find_in_tokens(clean, tokens, [(d.start, d.end) for d in dates], full=True)
    places = {token.start: index for index, token in enumerate(tokens)}
    kept = [m for m in found if not _is_name(clean, tokens, places, m)]
    if offsets is None:
        return Reading(text, tuple(kept), dates)
    return Reading(
        text,
        tuple(_moved(m, text, offsets) for m in kept),
        tuple(DateMention(offsets[d.start], offsets[d.end], d.first, d.last) for d in dates),
    )


def _composed(text: str) -> tuple[str, tuple[int, ...] | None]:
    """The text in NFC, and the place of each of its code points in the text as given."""
    if not unicodedata.is_normalized("NFC", text) and _longest_run(text) > MAX_MARKS:
        return text, None  # no word has so many marks, and to compose them takes very long
    if normalize(text) == text:
        return text, None
    return normalize_with_offsets(text)


def _longest_run(text: str) -> int:
    """The most combining marks that follow each other."""
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        longest = max(longest, run)
    return longest


def _moved(mention: Mention, text: str, offsets: tuple[int, ...]) -> Mention:
    start, end = offsets[mention.start], offsets[mention.end]
    return Mention(
        text[start:end], start, end, mention.quantity, mention.scale, mention.surface_unit
    )


def _is_name(text: str, tokens: Sequence[Token], places: dict[int, int], mention: Mention) -> bool:
    """Whether a bare figure names or numbers something: "iPhone 15", "Công nghiệp 4.0", "1. Mở đầu"."""
    quantity = mention.quantity
    if quantity.unit is not None or mention.scale != 1 or quantity.qualifier != "exact":
        return False
    index = places.get(mention.start)
    if index is None or tokens[index].kind != FIGURE or tokens[index].end != mention.end:
        return False
    token = tokens[index]
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is not None and after.form in (".", ")", "]") and after.gap == GLUED:
        opened = index > 0 and tokens[index - 1].form == "[" and after.form == "]"
        first = index == 0 or "\n" in text[tokens[index - 1].end : token.start]
        if opened or (first and index + 2 < len(tokens)):
            return True
    if not index or token.gap != SPACED or tokens[index - 1].kind != WORD:
        return False
    if len(token.form) == 3 and token.form.endswith(".0"):
        return True
    word = text[tokens[index - 1].start : tokens[index - 1].end]
    if not (word[0].isupper() or word[1:2].isupper()) or not token.form.isdigit():
        return False
    # A capital at the start of a sentence says nothing of a Vietnamese word.
    starts = index == 1 or tokens[index - 2].form in ".!?:;"
    return not (starts and is_vietnamese(word))


def is_vietnamese(word: str) -> bool:
    """Whether a word has the shape of a Vietnamese syllable."""
    from bnqa.text.telex import is_syllable

    return is_syllable(fold(word))


@cache
def _own_units() -> dict[str, str]:
    """Words that are units of their own in a text, by every way to type them."""
    names = lang.words(lang.load("units")["own"])
    return {fold(name): name for name in names} | {name: name for name in names}


def unit_of(mention: Mention) -> str | None:
    """The canonical unit; a word that counts ("con", "căn") is a unit of its own."""
    return _own_units().get(mention.surface_unit or "", mention.quantity.unit)


def json_value(quantity: Quantity) -> Value:
    """A number, or [low, high] with None for an open end; "gần 3" is 3, as "khoảng 3" is."""
    low, high = quantity.low, quantity.high
    if quantity.qualifier == "nearly" or low == high:
        return _number(high)
    return [_number(low), _number(high)]


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _suffix(unit: str | None) -> str:
    return "" if unit is None else unit if unit in ("%", "‰") else f" {unit}"


def show(reading: Reading) -> str:
    """The reading for people, a line for each thing found."""
    rows = []
    for mention in reading.quantities:
        quantity = mention.quantity
        shown = Quantity(quantity.low, quantity.high, None, quantity.qualifier)
        unit = unit_of(mention)
        rows.append((mention.start, "số liệu", reading.text[mention.start : mention.end],
                     format_quantity(shown) + _suffix(unit)))  # fmt: skip
    for period in reading.periods:
        first, last = (d.isoformat() if d is not None else "…" for d in (period.first, period.last))
        days = first if first == last else f"{first} – {last}"
        rows.append((period.start, "kỳ", reading.text[period.start : period.end],
                     days if days != "…" else "chưa rõ ngày"))  # fmt: skip
    if not rows:
        return "Không thấy số liệu hay kỳ nào."
    return "\n".join(f"{kind:<8} {text}  →  {value}" for _, kind, text, value in sorted(rows))


def parse_reference(text: str) -> date:
    """A reference date as ``2024-11-30``. Raises ValueError, TypeError for what is no string."""
    if len(text) != len("2024-11-30"):
        raise ValueError(text)
    return date.fromisoformat(text)


def serve(stdin: IO[bytes], stdout: TextIO, reference: date | None) -> int:
    """Read ``{"text": …, "reference": …}`` lines and write a reading for each."""
    from bnqa.jsonl import BadLine, each

    def read(line: dict[str, Any], number: int) -> dict[str, Any]:
        text, day = line.get("text"), line.get("reference")
        if not isinstance(text, str):
            raise BadLine(f"dòng {number}: thiếu `text` (một chuỗi)")
        if day is None:
            return parse(text, reference).to_dict()
        try:
            return parse(text, parse_reference(day)).to_dict()
        except (TypeError, ValueError):
            raise BadLine(f"dòng {number}: `reference` phải là ngày dạng 2024-11-30") from None

    return each(stdin, stdout, read)
