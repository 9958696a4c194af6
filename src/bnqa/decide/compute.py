"""Reckon with facts: sum, difference, ratio, share, ranking, an earlier value from its growth.

Only over exact-enough figures of one unit; every result keeps its working and its facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bnqa import lang
from bnqa.answer import format_value
from bnqa.knowledge import Fact
from bnqa.reply.compose import join, lower_first, period_words, reply, rounded, sentence
from bnqa.values.quantity import (
    ABOUT,
    Quantity,
    format_amount,
    format_number,
    format_quantity,
    make_quantity,
    parse_unit,
)

RATES = frozenset({"growth", "share", "rate"})  # kinds that can be neither added nor shared out


@dataclass(frozen=True, slots=True)
class Result:
    """A reckoned answer: its sentence and the facts it used."""

    text: str
    facts: tuple[Fact, ...]


def figure(fact: Fact) -> Decimal:
    """The fact's figure in its canonical unit (its bound, where it is one)."""
    value = make_quantity(str(fact.value), fact.unit, fact.qualifier).value
    assert value is not None
    return value


def shown_unit(facts: Sequence[Fact]) -> str | None:
    """The unit that a result is shown in: the one of the first fact that is not a large scale away."""
    return facts[0].unit


def same_unit(facts: Sequence[Fact]) -> bool:
    """Whether the figures may be reckoned with each other."""
    units = {parse_unit(f.unit).canonical if f.unit else None for f in facts}
    return len(units) == 1 and all(f.is_numeric for f in facts)


def summable(facts: Sequence[Fact]) -> bool:
    """Whether figures may be added: one unit, or things counted, whatever they are."""
    dimensions = {parse_unit(f.unit).dimension if f.unit else None for f in facts}
    return same_unit(facts) or (all(f.is_numeric for f in facts) and dimensions == {"count"})


def of_one_whole(facts: Sequence[Fact]) -> bool:
    """Whether the figures are shares of one whole, which may be added."""
    groups = {(f.group, f.measure) for f in facts}
    return all(f.kind == "share" for f in facts) and len(groups) == 1


def amount(value: Decimal, unit: str | None) -> str:
    """A figure given in canonical units, written in ``unit``."""
    scale = parse_unit(unit).scale if unit else Decimal(1)
    return format_amount(value / scale, unit)


def _hedge(facts: Sequence[Fact]) -> str:
    return "" if all(f.qualifier in ("exact", "estimated") for f in facts) else "khoảng "


def _plain(fact: Fact) -> str:
    scale = parse_unit(fact.unit).scale if fact.unit else Decimal(1)
    return format_number(figure(fact) / scale)


def whole_of(facts: Sequence[Fact]) -> Fact | None:
    """The fact that is the sum of the others: a whole is told, never added to its parts."""
    if len(facts) < 3:
        return None
    amount = sum(map(figure, facts))
    near = (fact for fact in facts if abs(2 * figure(fact) - amount) <= ABOUT * figure(fact))
    return next(near, None)


def total(facts: Sequence[Fact]) -> Result:
    """The sum, with each part named."""
    unit = shown_unit(facts) if same_unit(facts) else None
    value = sum((figure(f) for f in facts), Decimal(0))
    working = " + ".join(_plain(f) if f.unit == unit else format_value(f) for f in facts)
    return Result(
        reply("answers", "sum", value=_hedge(facts) + amount(value, unit), working=working),
        tuple(facts),
    )


def difference(first: Fact, second: Fact, as_named: bool = False) -> Result:
    """How much one exceeds the other: the larger first, or ``as_named`` in the question."""
    if figure(first) == figure(second):
        equal = reply(
            "answers", "equal", more=first.subject, less=second.subject, value=format_value(first)
        )
        return Result(equal, (first, second))
    more, less = (first, second) if figure(first) > figure(second) else (second, first)
    one, other = (first, second) if as_named else (more, less)
    unit = shown_unit((more, less))
    value = figure(more) - figure(less)
    written = amount(value, unit)
    if unit == "%":
        written = f"{format_number(value)} điểm phần trăm"
    words = lang.load("replies")["comparatives"]
    text = reply(
        "answers", "difference",
        one=named(one, other), one_value=format_value(one), other=named(other, one),
        other_value=format_value(other), value=_hedge((more, less)) + written,
        comparative=words.get(one.kind, words["other"])["more" if one is more else "less"],
    )  # fmt: skip
    return Result(text, (first, second))


def named(fact: Fact, other: Fact) -> str:
    """What tells the fact from the other: its subject, its measure, or its period."""
    if fact.kind == other.kind == "growth" and fact.period != other.period:
        return lower_first(f"{fact.subject} {period_words(fact)}".strip())
    if fact.subject == other.subject and fact.measure == other.measure:
        return lower_first(f"{fact.measure} {period_words(fact)}".strip())
    if fact.subject == other.subject:
        return lower_first(fact.measure)
    if fact.measure == other.measure or fact.kind == "growth":
        return lower_first(fact.subject)
    return lower_first(f"{fact.measure} của {fact.subject}")


def ratio(first: Fact, second: Fact) -> Result | None:
    """How many times the larger is the smaller."""
    more, less = (first, second) if figure(first) >= figure(second) else (second, first)
    if not figure(less):
        return None
    value = rounded(figure(more) / figure(less), 2)
    text = reply(
        "answers", "ratio",
        more=named(more, less), less=named(less, more), value=format_number(value),
        working=f"{format_value(more)} so với {format_value(less)}",
    )  # fmt: skip
    return Result(text, (more, less))


def share(part: Fact, whole: Sequence[Fact]) -> Result | None:
    """What share of a whole (one fact, or the sum of several) a part is, in per cent."""
    if any(fact.kind in RATES for fact in (part, *whole)):
        return None  # a share of a rate says nothing
    value = sum((figure(f) for f in whole), Decimal(0))
    if not value or figure(part) > value:
        return None
    percent = format_amount(rounded(figure(part) / value * 100, 1), "%")
    name = (
        named(whole[0], part)
        if len(whole) == 1
        else f"tổng của {len(whole)} {whole[0].group or 'mục'}"
    )
    text = reply(
        "answers", "share",
        part=named(part, whole[0]) if len(whole) == 1 else part.subject, whole=name, value=percent,
        working=f"{format_value(part)} / {format_value(whole[0]) if len(whole) == 1 else amount(value, part.unit)}",
    )  # fmt: skip
    return Result(text, (part, *[f for f in whole if f is not part]))


def extreme(facts: Sequence[Fact], largest: bool, nth: int = 1) -> Result:
    """The largest or smallest of several, or the n-th, with its figure; all of them are its facts."""
    ordered = sorted(facts, key=figure, reverse=largest)
    best = ordered[nth - 1]
    words = lang.load("replies")["adjectives"]
    adjective = words.get(best.kind, words["other"])["most" if largest else "least"]
    value = format_value(best)
    value = f"mức tăng {value}" if best.kind == "growth" else value
    text = reply(
        "answers", "max" if nth == 1 else "nth",
        subject=best.subject, adjective=adjective, value=value, nth=lang.load("replies")["nth"].get(nth, nth),
    )  # fmt: skip
    return Result(text, (best, *[f for f in ordered if f is not best]))


def none_moved(facts: Sequence[Fact]) -> Result:
    """What is said where those that fell are asked for and all rose, or the other way round."""
    key = "none_fell" if figure(facts[0]) > 0 else "none_rose"
    groups = {fact.group for fact in facts}
    group = facts[0].group if len(groups) == 1 else None
    return Result(reply("answers", key, group=group or "số liệu"), tuple(facts))


def within(kept: Sequence[Fact], group: Sequence[Fact], limits: Sequence[Quantity]) -> Result:
    """Those of a series that keep to the limits, largest first; or that none does."""
    ordered = sorted(kept, key=figure, reverse=True)
    written = join(format_quantity(limit, _unit_of(limit, group[0])) for limit in limits)
    items = join(f"{lower_first(f.subject)} ({format_value(f)})" for f in ordered)
    key = "within" if kept else "none_within"
    text = reply(
        "answers", key,
        group=group[0].group or "mục", limit=written, count=len(kept), items=items,
    )  # fmt: skip
    return Result(text, tuple(ordered) or tuple(group))


def _unit_of(limit: Quantity, fact: Fact) -> str | None:
    """The unit that a limit is said in: the fact's, with the scale that reads best."""
    if fact.unit is None or parse_unit(fact.unit).canonical != limit.unit:
        return limit.unit
    bounds = [abs(v) for v in (limit.low, limit.high) if v]
    noun = fact.unit.split(" ", 1)[-1]
    scales = [u for u in (f"tỷ {noun}", f"triệu {noun}") if parse_unit(fact.unit).scale > 1]
    fitting = [u for u in scales if bounds and min(bounds) >= parse_unit(u).scale]
    return fitting[0] if fitting else fact.unit


def ranking(facts: Sequence[Fact], descending: bool) -> Result:
    """All of them in order."""
    ordered = sorted(facts, key=figure, reverse=descending)
    items = "; ".join(
        reply(
            "answers", "item", number=i, subject=lower_first(f.subject), value=format_value(f)
        ).rstrip(".")
        for i, f in enumerate(ordered, 1)
    )
    return Result(
        reply("answers", "rank" if descending else "rank_up", items=items), tuple(ordered)
    )


def average(whole: Fact, count: Decimal, counted: str, facts: Sequence[Fact]) -> Result | None:
    """A total over the things it belongs to: 1.805 ha over 5 KCN."""
    if not count:
        return None
    value = figure(whole) / count
    unit = whole.unit
    smaller = lang.load("units")["smaller"].get(unit or "")
    if smaller and value < parse_unit(unit or "").scale:
        unit = smaller
    scale = parse_unit(unit).scale if unit else Decimal(1)
    text = reply(
        "answers", "average",
        counted=counted, value=format_amount(rounded(value / scale, 2 if value / scale < 10 else 1), unit),
        working=f"{format_value(whole)} / {format_number(count)}",
    )  # fmt: skip
    return Result(text, tuple(facts))


def earlier(base: Fact, growth: Fact, period: str) -> Result:
    """The value before a change: 359 after +2,9% was about 349; marked as derived."""
    value = figure(base) / (1 + figure(growth) / 100)
    unit = parse_unit(base.unit) if base.unit else None
    scale = unit.scale if unit else Decimal(1)
    whole = unit is not None and unit.dimension == "count" and scale == 1
    places = 0 if whole else 2
    written = format_amount(rounded(value / scale, places), base.unit)
    working = f"{_plain(base)} / (1 + {format_value(growth)})"
    text = reply(
        "answers", "derived",
        growth=format_value(growth), period=f"{period}, {lower_first(base.measure)}", value=written, working=working,
    )  # fmt: skip
    return Result(sentence(text), (base, growth))


def increase(base: Fact, growth: Fact) -> Result:
    """By how much a value has changed in its own unit: 359 after +2,9% is about 10 more."""
    now = figure(base)
    before = now / (1 + figure(growth) / 100)
    unit = parse_unit(base.unit) if base.unit else None
    scale = unit.scale if unit else Decimal(1)
    whole = unit is not None and unit.dimension == "count" and scale == 1
    written = format_amount(rounded(abs(now - before) / scale, 0 if whole else 2), base.unit)
    text = reply(
        "answers", "increase" if figure(growth) >= 0 else "decrease",
        growth=format_value(growth), measure=lower_first(base.measure), value=written,
        working=f"{_plain(base)} - {_plain(base)} / (1 + {format_value(growth)})",
    )  # fmt: skip
    return Result(sentence(text), (base, growth))


def change(now: Fact, before: Fact) -> Result | None:
    """By how many per cent a figure differs from an earlier one."""
    if not figure(before):
        return None
    percent = (figure(now) - figure(before)) / figure(before) * 100
    text = reply(
        "answers", "change_up" if percent >= 0 else "change_down",
        now=named(now, before), before=named(before, now),
        value=format_amount(rounded(abs(percent), 1), "%"),
        working=f"{format_value(before)} → {format_value(now)}",
    )  # fmt: skip
    return Result(text, (now, before))


def average_of(facts: Sequence[Fact]) -> Result | None:
    """The mean of several figures of one unit."""
    unit = shown_unit(facts)
    mean = sum((figure(f) for f in facts), Decimal(0)) / len(facts)
    scale = parse_unit(unit).scale if unit else Decimal(1)
    text = reply(
        "answers", "average",
        counted=facts[0].group or "mục", value=format_amount(rounded(mean / scale, 1), unit),
        working=f"({' + '.join(_plain(f) for f in facts)}) / {len(facts)}",
    )  # fmt: skip
    return Result(text, tuple(facts))
