"""What an amount is, and the phrases of the language data that make one up, loaded once."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import NamedTuple

from bnqa import lang
from bnqa.text.scan import Phrases, all_spellings, spellings
from bnqa.text.tokens import fold
from bnqa.values.quantity import unit_names


class Amount(NamedTuple):
    """An amount before its qualifier is known.

    ``value`` is in the canonical unit; ``first``..``last`` are its tokens (``last`` exclusive);
    ``worded`` counts the words of a number in words, 0 for figures. ``before`` says that the unit
    stands before the figure, ``risky`` that the words may be others.
    """

    value: Decimal
    unit: str | None
    first: int
    last: int
    scale: Decimal = Decimal(1)
    surface: str | None = None
    worded: int = 0
    before: bool = False
    risky: bool = False

    @property
    def is_bare(self) -> bool:
        return self.unit is None and self.scale == 1


class AmountWords:
    """Units, scales, signs and labels as phrases."""

    def __init__(self) -> None:
        numbers, units = lang.load("numbers"), lang.load("units")
        # Before and after a figure.
        self.labels: Phrases[bool | None] = Phrases(backward=True)
        self.labels.extend(lang.words(numbers["not_labels"]), None)
        for kind, strong in (("labels", True), ("weak_labels", False)):
            for word in lang.words(numbers[kind]):
                # Typed bare, a short label is more often another word: "tang 6%" is no floor.
                self.labels.add(word, strong, bare=" " in word)
        self.idioms: Phrases[None] = Phrases()
        self.idioms.extend(numbers["idioms"], None)
        self.cased_idioms = frozenset(numbers["cased_idioms"])
        self.negative = frozenset(numbers["negative"])
        self.bare_negative = all_spellings(numbers["negative"]) - self.negative
        self.plus_minus: dict[str, int] = numbers["signs"]
        self.vague_after = frozenset(numbers["vague_after"])
        # The number itself.
        self.fractions: Phrases[Decimal] = Phrases()
        for phrase, value in numbers["fractions"].items():
            self.fractions.add(phrase, Decimal(str(value)))
        self.vulgar = {sign: Decimal(str(value)) for sign, value in numbers["vulgar"].items()}
        self.points = all_spellings(numbers["points"])
        self.parts, self.half = all_spellings(numbers["parts"]), all_spellings(numbers["half"])
        self.never_first = frozenset(numbers["never_first"])
        self.unmarked = frozenset(numbers["digits"])
        # Scales.
        self.scales: dict[str, Decimal] = {}
        for word, factor in units["scales"].items():
            for form in spellings(word):
                self.scales.setdefault(form, Decimal(factor))
        self.scales |= {w: Decimal(v) for w, v in units["marked_scales"].items()}
        self.attached = {w: Decimal(v) for w, v in units["attached_scales"].items()}
        self.upper = {w: Decimal(v) for w, v in units["upper_scales"].items()}
        self.with_money = frozenset(units["with_money"])
        self.tenths = all_spellings(units["tenths"])
        self.after_tenths = frozenset(lang.words(units["after_tenths"]))
        # Units.
        self.units: Phrases[str] = Phrases()
        for name in unit_names():
            self.units.add(name, name, bare=False)
        lists = [names for group in units["units"].values() for names in group.values()]
        lists += [part["names"] for part in units["parts"]]
        listed = {name for names in lists for name in lang.words(names)}
        # How a unit is typed without its marks: in a text that has marks it is another word.
        self.bare_units = {fold(name) for name in listed} - listed
        self.not_units: Phrases[None] = Phrases()
        for words in (units["not_units"], units["not_scales"]):
            self.not_units.extend(lang.words(words), None)
        self.signs: Phrases[str] = Phrases(backward=True)
        self.leading: Phrases[str] = Phrases()
        for unit, signs in units["before"].items():
            for sign in lang.words(signs):
                self.signs.add(sign, unit, bare=False)
                self.leading.add(sign, unit, bare=False)
        self.smaller = {pair: Decimal(ratio) for pair, ratio in units["smaller_units"].items()}
        self.hundredths = frozenset(units["hundredths"])
        self.no_hundredths = frozenset(units["no_hundredths"])
        self.and_smaller = all_spellings(units["and_smaller"])
        self.halved = frozenset(units["halved"])
        self.not_halved = frozenset(units["not_halved"])
        self.with_decimals = frozenset(units["with_decimals"])


@cache
def amount_words() -> AmountWords:
    """The phrases around a number, loaded once."""
    return AmountWords()


@cache
def counters() -> Phrases[str]:
    """The words that count things where a text is parsed for its own sake."""
    table: Phrases[str] = Phrases()
    for name in lang.load("counters"):
        # Typed bare, a short one is more often another word: "qua" is rarely "quả".
        table.add(name, name, bare=" " in name)
    return table


def dimension_of(name: str | None) -> str:
    """The dimension of a unit by any of its names; ``count`` for a word that only counts."""
    if name is None:
        return ""
    found = unit_names().get(name.lower())
    return found[2] if found is not None else "count"


def canonical_unit(name: str) -> tuple[str, Decimal]:
    """The canonical unit of a name and the factor to it."""
    found = unit_names().get(name)
    return (found[0], found[1]) if found is not None else (name, Decimal(1))
