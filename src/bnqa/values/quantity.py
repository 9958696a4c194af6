"""Quantities as intervals: value or range, unit, scale and qualifier; compare, convert, format."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from bnqa import lang
from bnqa.text.tokens import fold

Verdict = Literal["yes", "no", "unsettled"]
QUALIFIERS = (
    "exact", "estimated", "more_than", "at_least", "less_than", "at_most", "nearly", "about", "range",
)  # fmt: skip
RATES = frozenset(
    {"percent", "point", "permille", "times"}
)  # dimensions of what is no number of things
ABOUT = Decimal("0.05")  # how far "khoảng" reaches, as a share of the figure
_NEARLY = Decimal("0.1")  # how far below "gần" reaches


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as written: ``tỷ USD`` is USD with scale 10⁹ in the dimension money."""

    name: str
    canonical: str
    scale: Decimal
    dimension: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """``low`` and ``high`` in the canonical unit; equal for one figure, None for an open end."""

    low: Decimal | None
    high: Decimal | None
    unit: str | None
    qualifier: str

    @property
    def value(self) -> Decimal | None:
        """The figure named: of a bound, the bound; of a range, None."""
        if self.low is not None and self.high is not None:
            return self.low if self.low == self.high else None
        return self.low if self.low is not None else self.high


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Decimal
    high: Decimal
    low_open: bool = False
    high_open: bool = False

    def within(self, other: _Interval) -> bool:
        above = self.low > other.low or (
            self.low == other.low and (self.low_open or not other.low_open)
        )
        below = self.high < other.high or (
            self.high == other.high and (self.high_open or not other.high_open)
        )
        return above and below

    def apart(self, other: _Interval) -> bool:
        return (
            self.high < other.low
            or (self.high == other.low and (self.high_open or other.low_open))
            or other.high < self.low
            or (other.high == self.low and (other.high_open or self.low_open))
        )


_INFINITY = Decimal("Infinity")


def _interval(quantity: Quantity) -> _Interval:
    low = -_INFINITY if quantity.low is None else quantity.low
    high = _INFINITY if quantity.high is None else quantity.high
    match quantity.qualifier:
        case "about":
            return _Interval(low - abs(low) * ABOUT, high + abs(high) * ABOUT)
        case "more_than":
            return _Interval(low, _INFINITY, low_open=True)
        case "at_least":
            return _Interval(low, _INFINITY)
        case "less_than":
            return _Interval(-_INFINITY, high, high_open=True)
        case "at_most":
            return _Interval(-_INFINITY, high)
        case "nearly":
            return _Interval(high - abs(high) * _NEARLY, high, high_open=True)
        case _:
            return _Interval(low, high)


def compare(claim: Quantity, known: Quantity) -> Verdict:
    """Does what is known bear out the claim?

    ``yes``: every value that is possible meets the claim; ``no``: none does; ``unsettled``: some do,
    or the claim names the very bound that the text only approaches ("3" where it says "gần 3").
    Quantities of two units that can't be converted never agree: ``no``.
    """
    if claim.unit is not None and known.unit is not None:
        if not convertible(claim.unit, known.unit):
            return "no"
        claim = convert(claim, known.unit)
    same_figure = claim.value is not None and claim.value == known.value
    if same_figure and claim.qualifier == known.qualifier:
        return "yes"
    if same_figure and {claim.qualifier, known.qualifier} <= {"exact", "estimated", "about"}:
        return "yes"
    inner, outer = _interval(known), _interval(claim)
    if inner.within(outer):
        return "yes"
    if inner.apart(outer):
        return "unsettled" if same_figure and claim.qualifier == "exact" else "no"
    if claim.qualifier == "about":
        return "yes"
    return "unsettled"


@cache
def _units() -> dict[str, tuple[str, Decimal, str]]:
    table: dict[str, tuple[str, Decimal, str]] = {}
    data = lang.load("units")

    def add(unit: str, scale: Decimal, dimension: str, names: str) -> None:
        for name in (unit.lower(), *lang.words(names)) if scale == 1 else lang.words(names):
            table.setdefault(name, (unit, scale, dimension))
            table.setdefault(fold(name), (unit, scale, dimension))

    for dimension, units in data["units"].items():
        for unit, names in units.items():
            add(unit, Decimal(1), dimension, names)
    for part in data["parts"]:
        whole = table[part["unit"].lower()]
        add(whole[0], Decimal(str(part["scale"])), whole[2], part["names"])
    return table


def unit_names() -> dict[str, tuple[str, Decimal, str]]:
    """Every way to write a unit → canonical unit, factor to it, dimension."""
    return _units()


def dimension(unit: str | None) -> str | None:
    """The dimension of a canonical unit: percent, money, area, count…; None for none."""
    if unit is None:
        return None
    found = _units().get(unit.lower())
    return found[2] if found else None


@cache
def parse_unit(name: str) -> Unit:
    """Read a unit as a fact names it: ``%``, ``tỷ USD``; any noun that is none counts things."""
    words = name.lower().split()
    scale = Decimal(1)
    scales = lang.load("units")["scales"]
    while len(words) > 1 and words[0] in scales:
        scale *= scales[words.pop(0)]
    noun = " ".join(words)
    found = _units().get(noun, (noun, Decimal(1), "count"))
    return Unit(name, found[0], scale * found[1], found[2])


def is_unit(name: str) -> bool:
    """Whether a unit is one of the language data's, perhaps with a scale before it."""
    words = name.lower().split()
    while len(words) > 1 and words[0] in lang.load("units")["scales"]:
        words.pop(0)
    return " ".join(words) in _units()


def make_quantity(value: Decimal | float | str, unit: str | None, qualifier: str) -> Quantity:
    """A quantity of one figure, as a fact holds it: ``make_quantity(3, "tỷ USD", "nearly")``."""
    figure = Decimal(str(value))
    canonical = None
    if unit is not None:
        read = parse_unit(unit)
        figure, canonical = figure * read.scale, read.canonical
    return bounded(figure, canonical, qualifier)


def known_range(low: float, high: float, unit: str | None) -> Quantity:
    """A range as a fact holds it: ``known_range(6.5, 7, "%")``."""
    ends = [make_quantity(end, unit, "exact").value for end in (low, high)]
    return Quantity(ends[0], ends[1], parse_unit(unit).canonical if unit else None, "range")


def bounded(figure: Decimal, unit: str | None, qualifier: str) -> Quantity:
    """A figure with its qualifier as an interval with open ends where the qualifier has them."""
    if qualifier in ("more_than", "at_least"):
        return Quantity(figure, None, unit, qualifier)
    if qualifier in ("less_than", "at_most", "nearly"):
        return Quantity(None, figure, unit, qualifier)
    return Quantity(figure, figure, unit, qualifier)


def convertible(unit: str, other: str) -> bool:
    """Whether one unit is so many of the other: km2 and ha, but no two currencies."""
    return unit == other or f"{unit}>{other}" in lang.load("units").get("conversions", {})


def convert(quantity: Quantity, unit: str) -> Quantity:
    """The same quantity in another unit of its dimension. Raises ValueError where that can't be."""
    factors = lang.load("units").get("conversions", {})
    key = f"{quantity.unit}>{unit}"
    if quantity.unit == unit:
        return quantity
    if key not in factors:
        raise ValueError(f"{quantity.unit} → {unit}")
    factor = Decimal(str(factors[key]))
    return Quantity(
        None if quantity.low is None else quantity.low * factor,
        None if quantity.high is None else quantity.high * factor,
        unit,
        quantity.qualifier,
    )


_MARKS = str.maketrans(",.", ".,")  # a point between thousands, a comma before decimals


def plain(value: Decimal) -> Decimal:
    """The same number without an exponent and without zeros at its end."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def format_number(value: Decimal) -> str:
    """A number the Vietnamese way: ``6,03`` · ``1.805`` · ``383,3``."""
    return f"{plain(value):,f}".translate(_MARKS)


def format_amount(value: Decimal, unit: str | None) -> str:
    """A number with its unit: ``6,03%`` · ``383,3 triệu USD`` · ``1.805 ha``."""
    text = format_number(value)
    if unit is None:
        return text
    return text + unit if unit in ("%", "‰") else f"{text} {unit}"


def format_quantity(quantity: Quantity, unit: str | None = None) -> str:
    """A quantity with its qualifier: ``gần 3 tỷ USD``; ``unit`` picks the unit and scale shown."""
    written = unit or quantity.unit
    scale = parse_unit(written).scale if written is not None else Decimal(1)
    if quantity.qualifier == "range" and quantity.low is not None and quantity.high is not None:
        low, high = quantity.low / scale, quantity.high / scale
        if high < 0:  # a fall of 8 to 12%
            low, high = high, low
        return f"từ {format_number(low)} đến {format_amount(high, written)}"
    assert quantity.value is not None
    text = format_amount(quantity.value / scale, written)
    word = lang.load("numbers")["words"].get(quantity.qualifier, "")
    return f"{word} {text}".strip()
