"""Facts in the making: identified, quoted, checked against their passage like facts that a person wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from bnqa import lang
from bnqa.knowledge import NUMERIC_KINDS, Fact, Passage, Value
from bnqa.proof import flaw
from bnqa.text.tokens import squeeze
from bnqa.values.period import parse_period
from bnqa.values.quantity import QUALIFIERS, is_unit


@dataclass(slots=True)
class Draft:
    """What a fact will say. ``base`` is the draft whose change, or per-thing total, it is."""

    passage: Passage
    subject: str
    measure: str
    value: Value
    kind: str
    start: int
    end: int
    phrase: str | None = None
    unit: str | None = None
    qualifier: str = "exact"
    period: str | None = None
    compared_to: str | None = None
    aliases: tuple[str, ...] = ()
    group: str | None = None
    base: Draft | None = None
    value_to: float | None = None
    confidence: float = 1.0


def finish(drafts: Iterable[Draft], article: str) -> tuple[Fact, ...]:
    """The facts of an article in the order of its text; a draft that does not stand is left out."""
    ordered = sorted(drafts, key=lambda d: (d.passage.id, d.start, d.end))
    ids: dict[int, str] = {}
    facts: list[tuple[Draft, Fact]] = []
    seen: set[tuple[object, ...]] = set()
    numbers: dict[str, int] = {}
    for draft in ordered:
        fact = _fact(draft, article)
        key = (
            draft.passage.id,
            fact.kind,
            fact.subject,
            fact.measure,
            fact.value,
            fact.unit,
            fact.period,
            fact.quote,
        )
        if key in seen or not _stands(fact, draft.passage):
            continue
        seen.add(key)
        number = numbers[draft.passage.id] = numbers.get(draft.passage.id, 0) + 1
        ids[id(draft)] = f"{draft.passage.id}-{number}"
        facts.append((draft, replace(fact, id=ids[id(draft)])))
    return tuple(
        replace(fact, of=ids.get(id(draft.base))) if draft.base is not None else fact
        for draft, fact in facts
    )


def _fact(draft: Draft, article: str) -> Fact:
    text = draft.passage.text
    quote = text[draft.start : draft.end].strip()
    subject = squeeze(draft.subject)[:200] or squeeze(draft.measure)[:200]
    measure = squeeze(draft.measure)[:200]
    known = {subject.lower(), measure.lower(), ""}
    aliases: list[str] = []
    spelt_out = [_in_full(text) for text in (subject, measure) if not text.islower()]
    for alias in map(squeeze, (*draft.aliases, *spelt_out)):
        if alias.lower() not in known:
            known.add(alias.lower())
            aliases.append(alias[:200])
    return Fact(
        id="",
        article=article,
        subject=subject,
        measure=measure,
        value=draft.value,
        unit=draft.unit,
        qualifier=draft.qualifier,
        period=draft.period,
        kind=draft.kind,
        passage=draft.passage.id,
        quote=squeeze(quote),
        aliases=tuple(aliases),
        compared_to=squeeze(draft.compared_to)[:120] if draft.compared_to else None,
        phrase=squeeze(draft.phrase) if draft.phrase else None,
        group=squeeze(draft.group)[:120] if draft.group else None,
        value_to=draft.value_to,
        confidence=round(min(1.0, max(0.05, draft.confidence)), 2),
    )


@cache
def _short_words() -> dict[str, str]:
    """Short forms that stand for one thing only, as articles write them: ``UBND``."""
    table: dict[str, object] = lang.load("abbreviations")
    return {
        str(k).upper(): v
        for k, v in table.items()
        if isinstance(v, str) and str(k).isalpha() and len(str(k)) > 1
    }


def _in_full(text: str) -> str:
    """A text with its short forms written out, "" if it has none: questions come written out."""
    known = _short_words()
    words = [known.get(word, word) if word.isupper() else word for word in text.split()]
    return " ".join(words) if words != text.split() else ""


@lru_cache(maxsize=512)
def _is_period(text: str) -> bool:
    return parse_period(text) is not None


def _stands(fact: Fact, passage: Passage) -> bool:
    """Whether a fact would be let in from a facts.yaml."""
    if not fact.subject or not fact.measure or not fact.quote or fact.qualifier not in QUALIFIERS:
        return False
    if fact.phrase is not None and "{value}" not in fact.phrase:
        return False
    if isinstance(fact.value, float) != (fact.kind in NUMERIC_KINDS):
        return False
    if fact.value_to is not None and isinstance(fact.value, float) and fact.value_to <= fact.value:
        return False
    if fact.period is not None and not _is_period(fact.period):
        return False
    if fact.unit is not None and not is_unit(fact.unit):
        return False
    if isinstance(fact.value, tuple) and not all(fact.value):
        return False
    return flaw(fact, passage.text) is None
