"""The facts of a library, and how each accounts for a term of a question."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from copy import copy
from decimal import Decimal

from bnqa.facts.fields import Field, joined
from bnqa.facts.indexed import IndexedFact, index_facts
from bnqa.facts.measures import SHARE, cue_words, goal_openers, is_price
from bnqa.knowledge import Article, Fact, Library
from bnqa.question.question import Question, Term
from bnqa.text.tokens import syllable_key
from bnqa.values.period import Period, compatible, parse_period
from bnqa.values.quantity import format_number

_DOWN = syllable_key("giảm")
FEW_PASSAGES = 4  # an article of fewer has nothing that goes without saying
NAMED = 0.3  # the share of its facts that must name it
OFTEN = 0.5  # the share of its paragraphs from which on something does
MAX_REMEMBERED = 20_000  # terms whose strengths are kept; a cache, never more than that
_Sense = tuple[tuple[str, ...], str | None, str]
CORE, NEAR, FAR, CONTEXT, ELSEWHERE, NOWHERE = 1.0, 0.8, 0.5, 0.35, 0.1, 0.0


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
        self._passages: dict[str, list[Field]] = {}
        self.called: dict[str, str] = {}  # how choices name an article
        titles: list[str] = []
        self.main_period: dict[str, Period | None] = {}
        for article in library.articles:
            # Where nobody has said what an article is all about, its title says it.
            theme = article.theme or article.title
            self.context[article.id] = Field(article.place or "", theme)
            self._passages[article.id] = [Field(p.text) for p in article.passages]
            period = f" ({article.period})" if article.period else ""
            self.called[article.id] = f"{article.place or article.title}{period}"
            self.places[article.id] = Field(article.place or "")
            titles += [article.title, article.topic or ""]
            self.main_period[article.id] = parse_period(article.period) if article.period else None
            # Copies: the place in the index is each index's own.
            self.facts += map(copy, prepare(article))
        self.titles = Field(*titles)
        self.by_id = {(f.fact.article, f.fact.id): f for f in self.facts}
        count = Counter(key for f in self.facts for key in set(f.core.keys.split()))
        total = len(self.facts) + 1
        self._idf = {key: math.log(1 + total / (1 + n)) for key, n in count.items()}
        self._rarest = math.log(1 + total)
        self._strengths: dict[_Sense, tuple[float, ...]] = {}
        self._unsaid: dict[tuple[str, tuple[str, ...], str | None], bool] = {}
        for number, indexed in enumerate(self.facts):
            indexed.number = number
            indexed.measures = self._measured(indexed)
            main = self.main_period[indexed.fact.article]
            known = indexed.period
            indexed.is_main = None not in (main, known) and compatible(main, known)  # type: ignore[arg-type]
        beside: dict[tuple[str, str], list[IndexedFact]] = {}
        for f in self.facts:
            beside.setdefault((f.fact.article, f.fact.passage), []).append(f)
        self._of_subject: dict[str, list[IndexedFact]] = {}
        for indexed in self.facts:
            told = self._of_subject.setdefault(indexed.fact.subject, [])
            if not indexed.fact.is_numeric:
                told.append(indexed)
        self._same_passage = {
            id(f): [o for o in beside[f.fact.article, f.fact.passage] if o is not f]
            for f in self.facts
        }

    def names_of(self, fact: Fact) -> frozenset[str]:
        """The names in a fact's subject, without the place of its article: ``foxconn``."""
        return self.by_id[(fact.article, fact.id)].subject_names

    def weight(self, term: Term) -> float:
        """How much a term tells facts apart: the rarest of its syllables counts."""
        typed = term.direct.split()
        rarest = max(
            self._idf.get(word, self._rarest if term.marked else self._rarest / 2) for word in typed
        )
        return rarest * (0.35 if term.role == "soft" else 1.0)

    def strength(self, term: Term, indexed: IndexedFact) -> float:
        """How a fact accounts for a term: in its own words, its quote, its passage, its article."""
        return self.strengths(term)[indexed.number]

    def strengths(self, term: Term) -> tuple[float, ...]:
        """The strength of a term in every fact, in their order; reckoned once for each sense."""
        sense = (term.variants, term.bare, term.role)
        known = self._strengths.get(sense)
        if known is None:
            if len(self._strengths) >= MAX_REMEMBERED:
                self._strengths.clear()
                self._unsaid.clear()
            known = tuple(self._whole_or_parts(term, indexed) for indexed in self.facts)
            self._strengths[sense] = known
        return known

    def _whole_or_parts(self, term: Term, indexed: IndexedFact) -> float:
        whole = self._strength(term, indexed)
        if (
            whole > ELSEWHERE
            or " " not in term.direct
            or len(term.variants) > 1
            or term.role == "outside"
            or (term.role == "place" and not term.marked)
        ):
            return whole
        # A pair of syllables may stand apart in the fact: then each counts for itself, for less.
        pairs = zip(term.direct.split(), term.folded.split(), strict=True)
        parts = [
            Term(term.text, (key,), bare, term.marked, term.role, term.index) for key, bare in pairs
        ]
        return 0.9 * min(self._strength(part, indexed) for part in parts)

    def _strength(self, term: Term, indexed: IndexedFact) -> float:
        if term.role == "stranger":
            return NOWHERE
        if term.role == "figure":
            if indexed.fact.is_numeric and _written(indexed.fact) == term.direct:
                return CORE
            base = self.by_id.get((indexed.fact.article, indexed.fact.of or ""))
            if base is not None and base.fact.is_numeric and _written(base.fact) == term.direct:
                return NEAR
            if indexed.core.holds_directly(term) or indexed.near.holds_directly(term):
                return NEAR
            held = indexed.far.holds_directly(term) and not indexed.fact.is_numeric
            return FAR if held else NOWHERE
        if indexed.fact.kind == "growth" and _DOWN in term.variants:
            return CORE
        if indexed.core.holds(term):
            return CORE if indexed.core.holds_directly(term) else CORE - 0.05
        if indexed.near.holds(term):
            # A place that only the quote names may be another fact's.
            other = (
                term.role == "place" and indexed.fact.is_numeric and self._is_others(term, indexed)
            )
            return ELSEWHERE if other else NEAR
        if self.context[indexed.fact.article].holds(term) or self._goes_without_saying(
            term, indexed.fact.article
        ):
            return CONTEXT
        if term.proper and any(o.core.holds(term) for o in self._of_subject[indexed.fact.subject]):
            return FAR  # where a fair is held is known of all its figures
        if indexed.far.holds(term):
            # Another fact of the kind that owns the word is what is meant by it.
            others = any(
                o.core.holds(term)
                for o in self._same_passage[id(indexed)]
                if o.fact.kind == indexed.fact.kind
            )
            # Of a figure or a name, a word that only its paragraph has says nothing.
            lone = indexed.fact.is_numeric or indexed.fact.kind == "date"
            return ELSEWHERE if others or lone or term.proper else FAR
        return NOWHERE

    def _goes_without_saying(self, term: Term, article: str) -> bool:
        """Whether most paragraphs of an article speak of something: then each of its figures does."""
        if term.proper:
            return False
        key = (article, term.variants, term.bare)
        known = self._unsaid.get(key)
        if known is None:
            known = self._unsaid[key] = self._is_said_throughout(term, article)
        return known

    def _is_said_throughout(self, term: Term, article: str) -> bool:
        fields = self._passages[article]
        if len(fields) < FEW_PASSAGES:
            return False
        if sum(field.holds(term) for field in fields) < OFTEN * len(fields):
            return False
        own = [f for f in self.facts if f.fact.article == article]
        named = sum(f.core.holds(term) for f in own)
        # What some of its figures are told of ("tôm") sets them apart from the others.
        return named == 0 or named >= NAMED * len(own)

    def _is_others(self, term: Term, indexed: IndexedFact) -> bool:
        return any(other.core.holds(term) for other in self._same_passage[id(indexed)])

    def is_owned(self, term: Term, indexed: IndexedFact) -> bool:
        """Whether a word that a fact has only in its quote is another fact's of the paragraph."""
        if self.strength(term, indexed) > NEAR:
            return False
        return self._is_others(term, indexed)

    @staticmethod
    def cues(question: Question) -> frozenset[str]:
        """What the question's words measure: money, area, growth…"""
        words = cue_words()
        found = {words[term.direct] for term in question.terms if term.direct in words}
        if question.dimension in ("money", "area"):
            found.add(question.dimension)
        if question.dimension == "percent" and "growth" not in found:
            found.add(SHARE)
        return frozenset(found)

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


def _written(fact: Fact) -> str:
    return format_number(Decimal(str(fact.value)))
