"""Answer a text question from a passage: the sentence, or the clause of it, that accounts for every word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bnqa import lang
from bnqa.facts.fields import Field
from bnqa.facts.gazetteer import place_share
from bnqa.knowledge import Library, Passage
from bnqa.passages.glosses import gloss
from bnqa.passages.index import Hit, PassageIndex
from bnqa.question.cues import when_grain
from bnqa.question.question import Question, Term
from bnqa.text.phrases import syllables
from bnqa.text.shortforms import short_forms
from bnqa.text.tokens import fold, tokenize
from bnqa.text.vocabulary import proper_names
from bnqa.values.mentions import find_quantities
from bnqa.values.period import compatible, find_periods, is_as_fine
from bnqa.values.quantity import dimension

MIN_TERMS = 2  # a single word is not enough to say that a sentence is meant


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a passage that answers: ``[start, end)`` in code points, and its words.

    ``short`` is the short form that it is the long one of, where that was asked.
    """

    passage: Passage
    start: int
    end: int
    short: str | None = None

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


class SpanReader:
    """Finds answering spans in the passages of one library."""

    def __init__(self, index: PassageIndex, library: Library, places: dict[str, Field]) -> None:
        self._places = places  # where each whole article is about
        self._index, self._library = index, library
        facts = [fact for article in library.articles for fact in article.facts]
        self._with_facts = frozenset(fact.article for fact in facts)
        self._quotes: dict[tuple[str, str], list[str]] = {}  # what facts tell of each passage
        for fact in facts:
            self._quotes.setdefault((fact.article, fact.passage), []).append(fact.quote)
        self._fields: dict[tuple[str, str], tuple[tuple[tuple[int, int], Field], ...]] = {}

    def read(self, question: Question, hits: tuple[Hit, ...]) -> Span | None:
        """The first span of the best passages that answers; None when none accounts for all words."""
        if question.asks("check", "sum", "ratio", "difference") or not question.content:
            return None
        if question.asks("definition") and len(question.content) == 1:
            meaning = self._gloss(question.content[0])
            if meaning is not None:
                return meaning
        found: list[Span] = []
        for hit in hits:
            for (start, end), field in self._sentences(hit.passage):
                place = self._places[hit.passage.article]
                if not all(field.holds(t) or place.holds(t) for t in question.content):
                    continue
                if self._is_answer(question, hit.passage, hit.passage.text[start:end]):
                    found.append(self._narrow(question, hit.passage, start, end))
        if len(question.content) < MIN_TERMS:
            # One word says which sentence is meant when it is a word of its own, and stands in one only.
            telling = all(" " in term.direct for term in question.content)
            return found[0] if telling and len(found) == 1 else None
        return found[0] if found else None

    def _gloss(self, term: Term) -> Span | None:
        """What the articles say that a short form stands for; else the one sentence that explains it."""
        short = term.text.upper()
        meanings = {
            *term.variants,
            *(" ".join(syllables(m)) for m in short_forms().get(short.lower(), ())),
        }
        beside = []
        for article in self._library.articles:
            for passage in article.passages:
                if f"({short})" not in passage.text and f"{short} (" not in passage.text:
                    continue
                found = gloss(passage.text, short, meanings)
                if found is not None:
                    return Span(passage, *found, short)
                spans = (span for span, _ in self._sentences(passage))
                beside += [
                    Span(passage, a, b) for a, b in spans if f"({short})" in passage.text[a:b]
                ]
        return beside[0] if beside else None

    def _sentences(self, passage: Passage) -> tuple[tuple[tuple[int, int], Field], ...]:
        key = (passage.article, passage.id)
        if key not in self._fields:
            spans = self._index.sentences_of(passage)
            self._fields[key] = tuple(((a, b), Field(passage.text[a:b])) for a, b in spans)
        return self._fields[key]

    def _is_answer(self, question: Question, passage: Passage, sentence: str) -> bool:
        """Whether the sentence has the kind of thing that is asked, and no other period."""
        periods = [mention.period for mention in find_periods(sentence)]
        if question.periods and not any(
            compatible(a, p) for a in question.periods for p in periods
        ):
            return False
        if question.asks("how_many") or question.dimension is not None or question.claims:
            wanted = [
                m for m in find_quantities(sentence)
                if question.dimension in (None, dimension(m.quantity.unit))
                and question.unit in (None, m.quantity.unit)
            ]  # fmt: skip
            if passage.article in self._with_facts:
                # Its figures are facts; one that is not must be the only one that can be meant.
                quotes = self._quotes.get((passage.article, passage.id), [])
                told = [m for m in wanted if any(m.text in quote for quote in quotes)]
                return question.dimension is not None and len(wanted) == 1 and not told
            return bool(wanted)
        if question.asks("when"):
            grain = when_grain(question.marks, question.text)
            return any(is_as_fine(period, grain) for period in periods)
        asked = fold(question.text)
        if question.asks("who", "name"):
            place = self._places[passage.article].bare
            return any(
                fold(name) not in asked and fold(name) not in place
                for name in proper_names(sentence, tokenize(sentence))
            )
        if question.asks("where"):
            return (
                place_share(sentence, f"{question.text} {self._places[passage.article].bare}") > 0
            )
        for kind in ("why", "purpose"):
            if question.asks(kind):
                return _marker(kind).search(sentence) is not None
        return (
            question.asks("which", "list", "how", "definition")
            or passage.article not in self._with_facts
        )

    def _narrow(self, question: Question, passage: Passage, start: int, end: int) -> Span:
        """The clause of a cause or a purpose, when the sentence has one; else the sentence."""
        for kind in ("why", "purpose"):
            marker = _marker(kind).search(passage.text, start, end) if question.asks(kind) else None
            if marker is not None and marker.start() > start:
                return Span(passage, marker.start(), end)
        return Span(passage, start, end)


def _marker(kind: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, lang.load("kinds")["markers"][kind]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
