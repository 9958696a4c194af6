"""How strongly each fact of an index accounts for a term of a question.

A term may stand in a fact's own words (subject, measure, aliases, value), in its quote, in its
paragraph, or in what the whole article is about; each counts for less than the one before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

from bnqa.facts.columns import Column, ones, union
from bnqa.facts.fields import Field
from bnqa.facts.indexed import IndexedFact
from bnqa.facts.measures import cue_words
from bnqa.knowledge import NUMERIC_KINDS, Fact, Library
from bnqa.question.question import Term
from bnqa.text.tokens import fold, syllable_key
from bnqa.values.quantity import format_number

CORE, NEAR, FAR, CONTEXT, ELSEWHERE, NOWHERE = 1.0, 0.8, 0.5, 0.35, 0.1, 0.0
SYNONYM = 0.95  # in a fact's own words, but not as it was typed
APART = 0.9  # what counts of a pair of syllables that stand apart in a fact
HALVED = 0.7  # what counts of a phrase whose two halves stand apart
SOFT = 0.35  # the weight of a word that may be missing
FEW_PASSAGES = 4  # an article of fewer has nothing that goes without saying
NAMED = 0.3  # the share of its facts that must name it
OFTEN = 0.5  # the share of its paragraphs from which on something does
MAX_REMEMBERED = 20_000  # terms whose strengths are kept; a cache, never more than that
# The kinds whose words go for all that is told of their subject; a list is only of what it lists.
_TELLING = NUMERIC_KINDS | {"person", "organisation", "place", "date", "product", "office"}
_DOWN = syllable_key("giảm")
_Sense = tuple[tuple[str, ...], str | None, str]


class _Held:
    """The facts of one article, and where else its words may stand; sets of facts are bits."""

    def __init__(self, numbers: range, passages: range, context: Field) -> None:
        self.facts = _bits(numbers)
        self.count = len(numbers)
        self.passages = _bits(passages)
        self.passage_count = len(passages)
        self.context = context


class Strengths:
    """The strengths of terms in the facts of one index."""

    def __init__(
        self, library: Library, facts: Sequence[IndexedFact], context: Mapping[str, Field]
    ) -> None:
        """``facts`` in the order of their numbers, those of one article side by side."""
        self._facts = facts
        self._core = Column([f.core for f in facts])
        self._near = Column([f.near for f in facts])
        passages = [passage for article in library.articles for passage in article.passages]
        self._far = Column([Field(p.text, p.heading) for p in passages])
        self._articles: list[_Held] = []
        of_passage: dict[tuple[str, str], int] = {}
        of_subject: dict[tuple[str, str], int] = {}
        of_kind: dict[str, int] = {}
        of_measure: dict[str, int] = {}
        for indexed in facts:
            fact, bit = indexed.fact, 1 << indexed.number
            key = (fact.article, fact.passage)
            of_passage[key] = of_passage.get(key, 0) | bit
            of_kind[fact.kind] = of_kind.get(fact.kind, 0) | bit
            of_measure[fact.measure] = of_measure.get(fact.measure, 0) | bit
            if indexed.is_of_something:
                subject = (fact.article, fold(fact.subject))
                of_subject[subject] = of_subject.get(subject, 0) | bit
        start = first = 0
        for article in library.articles:
            stop, last = start + len(article.facts), first + len(article.passages)
            held = _Held(range(start, stop), range(first, last), context[article.id])
            self._articles.append(held)
            start, first = stop, last
        self._of_passage = [of_passage.get((p.article, p.id), 0) for p in passages]
        self._growth = of_kind.get("growth", 0)
        # Of each fact: the others of its paragraph, and of those the ones of its kind and measure.
        self._beside = [
            of_passage[f.fact.article, f.fact.passage] & ~(1 << f.number) for f in facts
        ]
        self._alike = [self._beside[f.number] & of_kind[f.fact.kind] for f in facts]
        self._rivals = [self._beside[f.number] & of_measure[f.fact.measure] for f in facts]
        self._telling = sum(1 << f.number for f in facts if f.fact.kind in _TELLING)
        # Of each fact: those of the same thing, and the changes of them.
        self._kin = _kin(facts, of_subject)
        # Of a figure or a name, a word that only its paragraph has says nothing.
        self._lone = [f.fact.is_numeric or f.fact.kind == "date" for f in facts]
        total = len(facts) + 1
        self._idf = {
            syllable: math.log(1 + total / (1 + bits.bit_count()))
            for syllable, bits in self._core.syllables.items()
        }
        self._rarest = math.log(1 + total)
        self._known: dict[_Sense, tuple[float, ...]] = {}

    def weight(self, term: Term) -> float:
        """How much a term tells facts apart: the rarest of its syllables counts."""
        strange = self._rarest if term.marked else self._rarest / 2
        rarest = max(self._idf.get(word, strange) for word in term.direct.split())
        return rarest * (SOFT if term.role == "soft" else 1.0)

    def of(self, term: Term) -> tuple[float, ...]:
        """The strength of a term in every fact, in their order; reckoned once for each sense."""
        sense = (term.variants, term.bare, term.role)
        known = self._known.get(sense)
        if known is None:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            known = self._known[sense] = tuple(self._whole_or_parts(term))
        return known

    def is_others(self, term: Term, indexed: IndexedFact) -> bool:
        """Whether another fact of a fact's paragraph has a term in its own words."""
        return bool(self._core.holding(term) & self._beside[indexed.number])

    def _whole_or_parts(self, term: Term) -> list[float]:
        if term.role == "stranger":
            return [NOWHERE] * len(self._facts)
        if term.role == "figure":
            return self._figure(term)
        whole = self._whole(term)
        if len(term.variants) > 1 and term.role == "content" and term.direct.count(" ") >= 2:
            return self._halves(term, whole)
        if (
            " " not in term.direct
            or len(term.variants) > 1
            or term.role == "outside"
            or (term.role == "place" and not term.marked)
        ):
            return whole
        # A pair of syllables may stand apart in the fact: then each counts for itself, for less.
        pairs = zip(term.direct.split(), term.folded.split(), strict=True)
        parts = [
            self._whole(Term(term.text, (key,), bare, term.marked, term.role, term.index))
            for key, bare in pairs
        ]
        apart = [APART * min(row) for row in zip(*parts, strict=True)]
        return [one if one > ELSEWHERE else two for one, two in zip(whole, apart, strict=True)]

    def _halves(self, term: Term, whole: list[float]) -> list[float]:
        """A phrase of several words may stand in two: "sản lượng điện" where the sản lượng is told in
        an article of điện."""
        keys, bare = term.direct.split(), term.folded.split()
        best = whole
        for cut in range(1, len(keys)):
            halves = [
                self._whole(
                    Term(term.text, (" ".join(k),), " ".join(b), term.marked, term.role, term.index)
                )
                for k, b in ((keys[:cut], bare[:cut]), (keys[cut:], bare[cut:]))
            ]
            apart = (HALVED * min(row) for row in zip(*halves, strict=True))
            best = [
                one if one > ELSEWHERE else max(one, two)
                for one, two in zip(best, apart, strict=True)
            ]
        return best

    def _whole(self, term: Term) -> list[float]:
        """Each place where a term may stand, the weakest first: a stronger one takes its place."""
        row = [NOWHERE] * len(self._facts)
        core, near = self._core.holding(term), self._near.holding(term)
        far = self._far.holding(term)
        for passage in ones(far):
            for n in ones(self._of_passage[passage]):
                # Another fact of the kind that owns the word is what is meant by it.
                lone = self._lone[n] or term.proper or core & self._alike[n]
                if lone and term.proper and not core & self._rivals[n]:
                    lone = not self._facts[n].is_told_after(term)
                row[n] = ELSEWHERE if lone else FAR
        if core and cue_words().get(term.direct) != "goal":
            # Where a fair is held and whose it is goes for all its figures.
            for n in ones(union(self._kin[n] for n in ones(core & self._telling))):
                row[n] = FAR
        for held in self._articles:
            if held.context.holds(term) or self._goes_without_saying(term, held, core, far):
                for n in ones(held.facts):
                    row[n] = CONTEXT
        for n in ones(near):
            # A place that only the quote names may be another fact's.
            place = term.role == "place" and self._facts[n].fact.is_numeric
            row[n] = max(row[n], ELSEWHERE) if place and core & self._beside[n] else NEAR
        if core:
            direct = self._core.holding_directly(term)
            for n in ones(core):
                row[n] = CORE if direct >> n & 1 else SYNONYM
        if _DOWN in term.variants:
            for n in ones(self._growth):
                row[n] = CORE
        return row

    def _figure(self, term: Term) -> list[float]:
        """A figure that is named: the fact's own, that of what it is a change of, or one it mentions."""
        row = [NOWHERE] * len(self._facts)
        for passage in ones(self._far.holding(term)):
            for n in ones(self._of_passage[passage]):
                row[n] = NOWHERE if self._facts[n].fact.is_numeric else FAR
        own = {f.fact.key: f.number for f in self._facts if _written(f.fact) in term.variants}
        # A figure that is a fact of its own is that fact's, wherever else it is mentioned.
        mentioned = FAR if own else NEAR
        for n in ones(self._core.holding(term) | self._near.holding(term)):
            row[n] = mentioned
        subjects = {(key[0], self._facts[n].fact.subject) for key, n in own.items()}
        for indexed in self._facts:
            fact = indexed.fact
            # "Dự án 280 triệu USD là của ai?": of a project all is told by any figure of its own.
            if (fact.article, fact.of or "") in own or (
                (fact.article, fact.subject) in subjects and indexed.subject_names
            ):
                row[indexed.number] = NEAR
        for n in own.values():
            row[n] = CORE
        return row

    @staticmethod
    def _goes_without_saying(term: Term, held: _Held, core: int, far: int) -> bool:
        """Whether most paragraphs of an article speak of something: then each of its figures does."""
        if term.role == "stranger" or held.passage_count < FEW_PASSAGES:
            return False
        if (far & held.passages).bit_count() < OFTEN * held.passage_count:
            return False
        # What some of its figures are told of ("tôm") sets them apart from the others.
        named = (core & held.facts).bit_count()
        return named == 0 or named >= NAMED * held.count


def _kin(facts: Sequence[IndexedFact], of_subject: Mapping[tuple[str, str], int]) -> list[int]:
    changes: dict[tuple[str, str], int] = {}
    for indexed in facts:
        fact = indexed.fact
        if fact.of is not None:
            base = (fact.article, fact.of)
            changes[base] = changes.get(base, 0) | 1 << indexed.number
    same = [of_subject.get((f.fact.article, fold(f.fact.subject)), 0) for f in facts]
    own = [changes.get(f.fact.key, 0) for f in facts]
    return [bits | own[n] | union(own[m] for m in ones(bits)) for n, bits in enumerate(same)]


def _bits(numbers: range) -> int:
    return (1 << numbers.stop) - (1 << numbers.start)


def _written(fact: Fact) -> str | None:
    return format_number(Decimal(str(fact.value))) if fact.is_numeric else None
