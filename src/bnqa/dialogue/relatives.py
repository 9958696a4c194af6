"""The facts near the one last told: its relatives, its like, its reasons, people and dates."""

from __future__ import annotations

from bnqa.facts.index import FactIndex
from bnqa.facts.indexed import IndexedFact
from bnqa.knowledge import Fact
from bnqa.question.question import Question

NOTHING = (("", "-"),)  # no fact has this id: what is asked of the turn before has no answer
_ALIKE = 0.6  # from this share of their words on two facts are about the same


def aspect(question: Question, anchor: Fact, index: FactIndex) -> tuple[tuple[str, str], ...]:
    """The facts that can answer a question that names nothing: "vì sao?", "ai?", "năm 2023?"."""
    if question.asks("why", "purpose"):
        return _reasons(anchor, index) or NOTHING
    if question.asks("who"):
        return _people(anchor, index) or relatives(anchor, index)
    if question.asks("when"):
        return _dates(anchor, index) or NOTHING
    if question.periods:
        return same_measure(anchor, index)
    return relatives(anchor, index)


def beside(anchor: Fact, index: FactIndex) -> list[IndexedFact]:
    """The facts of the anchor's paragraph."""
    return [
        i for i in index.facts
        if i.fact.passage == anchor.passage and i.fact.article == anchor.article and i.fact is not anchor
    ]  # fmt: skip


def _reasons(anchor: Fact, index: FactIndex) -> tuple[tuple[str, str], ...]:
    """Why or what for: of the anchor's paragraph, or of its subject."""
    reasons = [i for i in index.facts if i.fact.kind in ("cause", "purpose")]
    own = index.of(anchor).topic_words
    found = [
        i for i in reasons
        if i.fact.article == anchor.article
        and (i.fact.passage == anchor.passage or len(own & i.topic_words) >= _ALIKE * len(own))
    ]  # fmt: skip
    beside = [i for i in found if i.fact.passage == anchor.passage]
    near = [i for i in beside or found if own & i.topic_words]
    return tuple(i.fact.key for i in near or beside or found)


def _people(anchor: Fact, index: FactIndex) -> tuple[tuple[str, str], ...]:
    """Who is named for the anchor's subject, or else in its paragraph: "ai nói vậy?"."""
    kinds = ("person", "organisation", "office")
    own = [
        i.fact.key for i in index.facts if i.fact.kind in kinds and i.fact.subject == anchor.subject
    ]
    return tuple(own or (i.fact.key for i in beside(anchor, index) if i.fact.kind in kinds))


def _dates(anchor: Fact, index: FactIndex) -> tuple[tuple[str, str], ...]:
    """When: the anchor itself where it has a period, and the dates of what it is about."""
    own = index.of(anchor).measure_words
    if anchor.is_numeric:
        own |= index.of(anchor).topic_words
    dated = [
        i.fact.key for i in index.facts
        if i.fact.kind == "date" and i.fact.article == anchor.article
        and (own & i.measure_words or i.fact.quote == anchor.quote)
    ]  # fmt: skip
    return tuple([anchor.key] * (anchor.period is not None) + dated)


def same_measure(anchor: Fact, index: FactIndex) -> tuple[tuple[str, str], ...]:
    """The facts that measure what the anchor measures, in any period."""
    own = index.of(anchor).measure_words
    return tuple(
        i.fact.key for i in index.facts
        if i.fact.article == anchor.article and i.fact.kind == anchor.kind
        and len(own & i.measure_words) >= _ALIKE * min(len(own), len(i.measure_words))
    )  # fmt: skip


def relatives(anchor: Fact, index: FactIndex) -> tuple[tuple[str, str], ...]:
    """The facts that are about what the anchor is about: its subject, its base, its change."""
    known = index.related.get(anchor.key)
    if known is None:
        known = index.related[anchor.key] = tuple(_related(anchor, index))
    return known


def _related(anchor: Fact, index: FactIndex) -> list[tuple[str, str]]:
    own, names = index.of(anchor).topic_words, index.of(anchor).subject_names
    found = []
    for indexed in index.facts:
        fact = indexed.fact
        if fact is anchor or (fact.article == anchor.article and _is_linked(fact, anchor)):
            found.append(fact.key)
            continue
        if names:
            # A project or a firm is told from its like by its name alone.
            told = indexed.subject_names or indexed.alias_names
            if names & told:
                found.append(fact.key)
            continue
        content = indexed.topic_words
        if fact.quote == anchor.quote or len(own & content) >= _ALIKE * min(len(own), len(content)):
            found.append(fact.key)
    return found


def _is_linked(fact: Fact, anchor: Fact) -> bool:
    return (
        fact.of == anchor.id
        or anchor.of == fact.id
        or (fact.of is not None and fact.of == anchor.of)
    )
