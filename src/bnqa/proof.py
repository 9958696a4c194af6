"""Whether a fact stands in its passage: the quote word for word, and the value in the quote."""

from __future__ import annotations

from decimal import Decimal

from bnqa.knowledge import Fact
from bnqa.text.tokens import tokenize
from bnqa.values.mentions import find_quantities
from bnqa.values.multiples import find_multiples
from bnqa.values.numbers import parse_figure
from bnqa.values.quantity import make_quantity


def flaw(fact: Fact, passage: str) -> tuple[str, str] | None:
    """What is wrong with a fact's evidence as (key, what is missing), or None: ("quote", "…")."""
    if fact.quote not in passage:
        return "quote", fact.quote
    if isinstance(fact.value, float):
        for value in (fact.value, fact.value_to):
            if value is not None and not holds_figure(fact.quote, fact, value):
                return "value", f"{value:g}"
        return None
    for item in (fact.value,) if isinstance(fact.value, str) else fact.value:
        if item.lower() not in fact.quote.lower():
            return "value", item
    return None


def holds_figure(quote: str, fact: Fact, value: float) -> bool:
    """Whether a quote has a fact's figure, as digits or in words."""
    # A fall is a negative change, and written without its sign: "giảm 3,4%".
    wanted = abs(Decimal(str(value))) if fact.kind == "growth" else Decimal(str(value))
    for token in tokenize(quote):
        if token.is_number and parse_figure(token.text) == wanted:
            return True
    if fact.unit == "lần" and any(value == wanted for _, _, value in find_multiples(quote)):
        return True
    known = make_quantity(wanted, fact.unit, fact.qualifier)
    return any(m.quantity.value == known.value for m in find_quantities(quote))
