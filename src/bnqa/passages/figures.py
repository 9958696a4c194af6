"""Answer a numeric question from a sentence, where the facts of an article were read from its text
and none of them accounts for the question: the figure may stand in a sentence that was read badly."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from bnqa.facts.fields import Field
from bnqa.facts.indexed import without_asides
from bnqa.knowledge import Article, Library, Passage
from bnqa.passages.index import Hit, PassageIndex
from bnqa.passages.spans import Span
from bnqa.question.cues import change_words
from bnqa.question.mentioned import is_base
from bnqa.question.passing import loosened
from bnqa.question.question import RECKONED, Question, Term
from bnqa.values.mentions import Mention, find_quantities
from bnqa.values.period import Period, compatible, find_periods, parse_period
from bnqa.values.quantity import RATES, dimension

ENOUGH = 0.5  # the share of what is asked that the sentence itself must have
NEAR = 15  # code points after a figure in which what it counts stands
LONG = 160  # code points of a sentence from which on only the clause that answers is told
_CUTS = (";", ", trong khi", ", còn ", " – ")
_NEVER = RECKONED - {"total"} | {"check", "compare", "definition"}


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that may answer: how much of the question it has itself, and where it stands."""

    share: float
    passage: Passage
    start: int
    end: int


class FigureReader:
    """Finds the sentence that has the figure that is asked for."""

    def __init__(self, index: PassageIndex, library: Library) -> None:
        self._index = index
        self._articles = {article.id: article for article in library.articles if _is_read(article)}
        self._about = {
            key: Field(article.title, article.place or "", article.topic or "", article.theme or "")
            for key, article in self._articles.items()
        }
        self._main = {
            key: parse_period(article.period) if article.period else None
            for key, article in self._articles.items()
        }

    def read(self, question: Question, hits: Sequence[Hit]) -> Span | None:
        """The sentence, or its clause, that accounts for the question; None where none does."""
        if not self._articles or question.asks(*_NEVER) or question.claims:
            return None
        if not question.asks("how_many") and question.dimension is None:
            return None
        question = loosened(question) or question
        found: list[_Found] = []
        for hit in hits:
            if hit.passage.article in self._articles:
                found += self._sentences(question, hit.passage)
        if not found:
            return None
        best = max(found, key=lambda one: one.share)
        return self._clause(question, best)

    def _sentences(self, question: Question, passage: Passage) -> list[_Found]:
        about, before = self._about[passage.article], Field(passage.heading)
        asked = question.content
        found: list[_Found] = []
        said = ""
        for start, end in self._index.sentences_of(passage):
            text = without_asides(passage.text[start:end])
            field = Field(text)
            own = [term for term in asked if field.holds(term)]
            rest = [term for term in asked if term not in own]
            if (
                asked
                and len(own) >= ENOUGH * len(asked)
                and all(about.holds(t) or before.holds(t) for t in rest)
                and not any(t.direct in change_words() for t in rest)
                and any(self._may_be_meant(question, text, m) for m in find_quantities(text))
                and self._is_of_period(question, passage, text, said)
            ):
                found.append(_Found(len(own) / len(asked), passage, start, end))
            said = text
            before = Field(passage.heading, passage.text[:end])
        return found

    def _may_be_meant(self, question: Question, text: str, mention: Mention) -> bool:
        """Whether a figure is of the kind that is asked for, and told of the names that are asked: they
        stand before it, and what is counted right after it."""
        unit = mention.quantity.unit
        if question.dimension is not None:
            if dimension(unit) != question.dimension or question.unit not in (None, unit):
                return False
        elif question.counted is not None:
            after = Field(text[mention.start : mention.end + NEAR])
            rate = unit is not None and dimension(unit) in RATES
            if rate or not after.holds(question.counted):
                return False
        elif unit is None:
            return False
        head = Field(text[: mention.start])
        names = [t for t in question.content if t.proper and Field(text).holds(t)]
        return all(head.holds(name) for name in names)

    def _is_of_period(self, question: Question, passage: Passage, text: str, before: str) -> bool:
        """Whether the period asked is the text's, that of the sentence before, or the article's own."""
        if not question.periods:
            return True
        main = self._main[passage.article]
        told = _periods(text) or _periods(before) or ([main] if main is not None else [])
        year = main.year if main is not None else None
        return any(
            compatible(asked, known)
            and (asked.year is None or known.year is not None or asked.year == year)
            for asked in question.periods
            for known in told
        )

    def _clause(self, question: Question, found: _Found) -> Span:
        """Of a long sentence the clause that has the figure and most of what is asked."""
        passage, start, end = found.passage, found.start, found.end
        if end - start <= LONG:
            return Span(passage, start, end)
        text = passage.text[start:end]
        cuts = sorted({0, len(text), *(text.find(c) for c in _CUTS if text.find(c) > 0)})
        parts = list(itertools.pairwise(cuts))
        wanted = question.content
        best = max(parts, key=lambda p: _held(text[p[0] : p[1]], wanted))
        clause = text[best[0] : best[1]]
        told = any(self._may_be_meant(question, clause, m) for m in find_quantities(clause))
        if not told or _held(clause, wanted) < _held(text, wanted):
            return Span(passage, start, end)
        lead = len(clause) - len(clause.lstrip(" ,;–"))
        return Span(passage, start + best[0] + lead, start + best[0] + len(clause.rstrip(" ,;–")))


def _is_read(article: Article) -> bool:
    """Whether the facts of an article were read from its text: nobody is sure of all of them."""
    return any(fact.confidence < 1 for fact in article.facts)


def _periods(text: str) -> list[Period]:
    found = find_periods(text)
    return [mention.period for mention in found if not is_base(text.lower(), mention)]


def _held(text: str, terms: Sequence[Term]) -> int:
    field = Field(text)
    return sum(field.holds(term) for term in terms)
