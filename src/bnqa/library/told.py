"""What other articles say of the same thing: the same measure of the same subject in the same period."""

from __future__ import annotations

from collections.abc import Iterable

from bnqa.facts.measures import generic_words
from bnqa.knowledge import Article, Fact
from bnqa.question.book import grammar_words
from bnqa.text.phrases import syllables
from bnqa.text.tokens import fold
from bnqa.values.period import parse_period
from bnqa.values.quantity import parse_unit


def also_told(fact: Fact, articles: Iterable[Article]) -> tuple[Fact, ...]:
    """The facts of other articles that tell what ``fact`` tells, with an equal or another value.

    ``articles`` hold the fact's own. The newest article comes first, those without a date last. The
    place and the period of a whole article count for each of its facts.
    """
    known = list(articles)
    own = next((article for article in known if article.id == fact.article), None)
    if own is None:
        return ()
    asked, period = _names(fact, own), _period(fact, own)
    found = [
        (article, other)
        for article in known
        if article.id != own.id
        for other in article.facts
        if other.kind == fact.kind
        and _dimension(other) == _dimension(fact)
        and _period(other, article) == period
        and not asked.isdisjoint(_names(other, article))
    ]
    found.sort(key=lambda row: row[0].published or "", reverse=True)
    return tuple(other for _, other in found)


def _names(fact: Fact, article: Article) -> frozenset[frozenset[str]]:
    """What a fact may be called: the words of its subject with those of its measure or an alias."""
    about = f"{fact.subject} {article.place or ''}"
    return frozenset(_words(f"{about} {name}") for name in (fact.measure, *fact.aliases))


def _words(text: str) -> frozenset[str]:
    empty = grammar_words()
    return frozenset(fold(w) for w in syllables(text) if w not in empty) - generic_words()


def _period(fact: Fact, article: Article) -> object:
    text = fact.period or article.period
    return parse_period(text) if text else None


def _dimension(fact: Fact) -> object:
    """What a fact's unit measures; things that are counted are told apart by their names."""
    if fact.unit is None:
        return None
    unit = parse_unit(fact.unit)
    return unit.canonical if unit.dimension == "count" else unit.dimension
