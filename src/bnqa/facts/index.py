"""The facts of a library, and what each of them measures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy

from bnqa.facts.fields import Field, joined
from bnqa.facts.indexed import IndexedFact, index_facts
from bnqa.facts.measures import SHARE, cue_words, goal_openers, is_measured, is_price, nation
from bnqa.facts.strengths import NEAR, Strengths
from bnqa.knowledge import Article, Fact, Library
from bnqa.question.question import Question, Term
from bnqa.values.period import Period, compatible, parse_period


class FactIndex:
    """All facts of a library, ready for matching."""

    def __init__(
        self,
        library: Library,
        prepare: Callable[[Article], Iterable[IndexedFact]] = index_facts,
    ) -> None:
        """``prepare`` gives an article's facts; one that keeps them serves several indexes."""
        self.facts: list[IndexedFact] = []
        self.context: dict[str, Field] = {}
        self.places: dict[str, Field] = {}
        self.called: dict[str, str] = {}  # how choices name an article
        self.main_period: dict[str, Period | None] = {}
        titles: list[str] = []
        for article in library.articles:
            # Where nobody has said what an article is all about, its title says it.
            theme = article.theme or article.title
            self.context[article.id] = Field(article.place or "", theme)
            period = f" ({article.period})" if article.period else ""
            self.called[article.id] = f"{article.place or article.title}{period}"
            # What is said of no place in particular is said of the country.
            self.places[article.id] = Field(article.place or nation())
            titles += [article.title, article.topic or ""]
            self.main_period[article.id] = parse_period(article.period) if article.period else None
            # Copies: the place in the index is each index's own.
            self.facts += map(copy, prepare(article))
        self.titles = Field(*titles)
        self.by_id = {(f.fact.article, f.fact.id): f for f in self.facts}
        for number, indexed in enumerate(self.facts):
            indexed.number = number
            indexed.measures = self._measured(indexed)
            main = self.main_period[indexed.fact.article]
            known = indexed.period
            indexed.is_current = None not in (main, known) and _is_current(main, known)  # type: ignore[arg-type]
            indexed.is_main = None not in (main, known) and compatible(main, known)  # type: ignore[arg-type]
        # Who is named in a question for something else says who told it: "theo ông Trung, vì sao …".
        self.people = Field(*(str(f.fact.value) for f in self.facts if f.fact.kind == "person"))
        self.related: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}  # found once for each
        self._strengths = Strengths(library, self.facts, self.context)

    def of(self, fact: Fact) -> IndexedFact:
        """A fact of the index as it was made ready."""
        return self.by_id[(fact.article, fact.id)]

    def weight(self, term: Term) -> float:
        """How much a term tells facts apart: the rarest of its syllables counts."""
        return self._strengths.weight(term)

    def strengths(self, term: Term) -> tuple[float, ...]:
        """The strength of a term in every fact, in their order."""
        return self._strengths.of(term)

    def strength(self, term: Term, indexed: IndexedFact) -> float:
        """How a fact accounts for a term: in its own words, its quote, its passage, its article."""
        return self._strengths.of(term)[indexed.number]

    def is_owned(self, term: Term, indexed: IndexedFact) -> bool:
        """Whether a word that a fact has only in its quote is another fact's of the paragraph."""
        if self.strength(term, indexed) > NEAR:
            return False
        return self._strengths.is_others(term, indexed)

    @staticmethod
    def cues(question: Question) -> frozenset[str]:
        """What the question's words measure: money, area, growth…"""
        words = cue_words()
        found = {words[term.direct] for term in question.terms if term.direct in words}
        if question.dimension in ("money", "area"):
            found.add(question.dimension)
        if question.dimension == "percent" and "growth" not in found:
            found.add(SHARE)
        if is_measured(question.dimension):
            found.discard("share")
        return frozenset(found)

    @staticmethod
    def cue_before(question: Question) -> str | None:
        """What the word right before "bao nhiêu" measures: "dự án đó vốn bao nhiêu" asks for money."""
        starts = {start for start, _, kind in question.marks if kind == "how_many"}
        words = cue_words()
        before = (t for t in question.terms if t.index + len(t.text) + 1 in starts)
        found = next((words[t.direct] for t in before if t.direct in words), None)
        return None if found == "growth" else found  # what "tăng thêm" may also be a level

    def _measured(self, indexed: IndexedFact) -> frozenset[str]:
        """What a fact measures; a change also measures what it is the change of."""
        own: set[str] = set()
        if indexed.fact.kind == "share":
            own.add("share")
        measure = joined(indexed.fact.measure)[0]
        if measure.startswith(goal_openers()):
            own.add("goal")
        if is_price(measure):
            own.add("price")
        if indexed.fact.kind == "growth":
            own.add("growth")
            indexed = self.by_id.get((indexed.fact.article, indexed.fact.of or ""), indexed)
        if indexed.unit is not None and indexed.unit.dimension in ("money", "area"):
            own.add(indexed.unit.dimension)
        return frozenset(own)


def _is_current(main: Period, known: Period) -> bool:
    """Whether a period is of the year of an article's own, and no later: a forecast is neither."""
    if main.year is None or main.year != known.year:
        return False
    return main.end is None or known.end is None or known.end <= main.end
