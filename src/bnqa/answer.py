"""What the engine gives back: an :class:`Answer` with its facts, passages and source."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from bnqa.knowledge import Fact
from bnqa.values.quantity import Quantity, format_quantity, known_range, make_quantity

Status = Literal["answered", "clarify", "refused", "chat"]


@dataclass(frozen=True, slots=True)
class FactRef:
    """A fact that an answer rests on. ``value`` is as the article gives it, in ``unit``."""

    id: str
    subject: str
    measure: str
    value: Any
    unit: str | None
    qualifier: str
    period: str | None
    passage: str
    article: str = ""


@dataclass(frozen=True, slots=True)
class PassageRef:
    """A passage shown as evidence; ``highlight`` is ``[start, end)`` in code points of ``text``."""

    id: str
    article: str
    text: str
    highlight: tuple[int, int] | None
    score: float


@dataclass(frozen=True, slots=True)
class Source:
    """Where the article was published."""

    title: str
    outlet: str | None
    url: str | None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One reply. ``text`` is short, plain Vietnamese, complete on its own."""

    question: str
    status: Status
    text: str
    kind: str
    facts: tuple[FactRef, ...] = ()
    passages: tuple[PassageRef, ...] = ()
    source: Source | None = None
    suggestions: tuple[str, ...] = ()
    confidence: float = 0.0
    elapsed_ms: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The answer as JSON-ready values, keys in snake_case."""
        return asdict(self)


def format_value(fact: Fact) -> str:
    """A fact's value as the article gives it: ``gần 3 tỷ USD`` · ``Thủ tướng Chính phủ``."""
    if isinstance(fact.value, tuple):
        return ", ".join(fact.value)
    if isinstance(fact.value, str):
        return fact.value
    return format_quantity(known(fact), fact.unit)


def known(fact: Fact) -> Quantity:
    """The quantity that a numeric fact gives: a figure with its qualifier, or a range."""
    if isinstance(fact.value, float) and fact.value_to is not None:
        return known_range(fact.value, fact.value_to, fact.unit)
    return make_quantity(str(fact.value), fact.unit, fact.qualifier)


def fact_ref(fact: Fact) -> FactRef:
    """A fact as an answer shows it."""
    value = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    return FactRef(
        fact.id,
        fact.subject,
        fact.measure,
        value,
        fact.unit,
        fact.qualifier,
        fact.period,
        fact.passage,
        fact.article,
    )
