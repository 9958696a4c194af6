"""What is decided on a question, and how facts compare with each other and with a claim."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bnqa.knowledge import Fact
from bnqa.values.quantity import RATES, Quantity, dimension, parse_unit

Outcome = Literal["answered", "clarify", "refused"]
ITS_OWN, LINKED = 0.35, 0.2  # what is told of the last fact, and what that is told of, are ahead
NO_RATE = 1000  # from here on a bare figure is none of per cent, points or times
TIE = 0.045  # two facts whose scores are nearer than this fit equally well


@dataclass(frozen=True, slots=True)
class Decision:
    """What to reply. ``choices`` are the facts between which a clarify asks."""

    status: Outcome
    text: str
    kind: str
    facts: tuple[Fact, ...] = ()
    choices: tuple[Fact, ...] = ()
    confidence: float = 0.0
    reason: str = ""
    denies: bool = False  # that what is claimed is so


@dataclass(frozen=True, slots=True)
class Bias:
    """What the turn before prefers when several facts fit: its fact, and its choices."""

    fact: Fact | None = None
    among: tuple[tuple[str, str], ...] = ()
    all_of_them: bool = False


def kinship(fact: Fact, bias: Bias | None, asked: bool) -> float:
    if bias is None or bias.fact is None:
        return 0.0
    if fact is bias.fact and asked:
        return 0.3  # something else of it is asked
    own = ITS_OWN * (bias.fact.id == fact.of) or LINKED * (fact.id == bias.fact.of)
    return 0.6 * likeness(bias.fact, fact) + own


def likeness(one: Fact, other: Fact) -> float:
    """How alike two facts are in kind, unit, measure, group and subject: 0–1."""
    alike = 0.3 * (one.kind == other.kind) + 0.1 * (one.unit == other.unit)
    alike += 0.2 * (one.measure == other.measure) + 0.2 * (
        one.group is not None and one.group == other.group
    )
    return alike + 0.2 * (one.subject == other.subject)


def same_dimension(claim: Quantity, fact: Fact) -> bool:
    if claim.unit is None:
        # "76.500 phòng" is no share, though nobody knows "phòng" for a unit.
        rate = fact.unit is not None and parse_unit(fact.unit).dimension in RATES
        return not (rate and claim.value is not None and abs(claim.value) >= NO_RATE)
    if fact.unit is None:
        return False
    known = parse_unit(fact.unit)
    return (
        claim.unit == known.canonical
        if known.dimension == "count"
        else dimension(claim.unit) == known.dimension
    )


def like(claim: Quantity, fact: Fact) -> Quantity:
    """The claim in the fact's unit; a bare figure ("383,3") takes the fact's unit and scale."""
    if claim.unit is not None or fact.unit is None:
        unit = parse_unit(fact.unit) if fact.unit else None
        if unit is not None and unit.dimension == "count":
            return replace(claim, unit=unit.canonical)
        return claim
    unit = parse_unit(fact.unit)
    value = claim.value
    scale = unit.scale if value is None or abs(value) < unit.scale else 1
    return Quantity(
        None if claim.low is None else claim.low * scale,
        None if claim.high is None else claim.high * scale,
        unit.canonical,
        claim.qualifier,
    )
