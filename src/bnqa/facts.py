"""Match facts to a question: what each accounts for, what rules it out, how well it fits."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bnqa import lang
from bnqa.knowledge import Article, Fact, Library
from bnqa.period import Period, compatible, covers, find_periods, parse_period
from bnqa.phrases import syllables
from bnqa.quantity import format_number, parse_unit
from bnqa.question import Question, Term
from bnqa.text import fold, normalize, syllable_key, tokenize

_DOWN = syllable_key("giảm")

LONGEST_PHRASE = 7
CORE, NEAR, FAR, CONTEXT, ELSEWHERE, NOWHERE = 1.0, 0.8, 0.5, 0.35, 0.1, 0.0


class Field:
    """A text as the set of its phrases (up to LONGEST_PHRASE syllables), marked and bare."""

    __slots__ = ("bare", "keys")

    def __init__(self, *texts: str) -> None:
        self.keys: set[str] = set()
        self.bare: set[str] = set()
        for text in texts:
            tokens = tokenize(normalize(text))
            keys, bare = [t.key for t in tokens], [t.folded for t in tokens]
            for start in range(len(tokens)):
                for end in range(start + 1, min(start + LONGEST_PHRASE, len(tokens)) + 1):
                    self.keys.add(" ".join(keys[start:end]))
                    self.bare.add(" ".join(bare[start:end]))

    def holds(self, term: Term) -> bool:
        """Whether the text has the term or one of its synonyms."""
        if term.role in ("content", "name", "outside") and len(term.variants) == 1:
            return term.direct in self.keys or (term.bare is not None and term.bare in self.bare)
        return any(variant in self.keys for variant in term.variants)

    def holds_directly(self, term: Term) -> bool:
        """Whether the text has the term as it was typed."""
        return term.direct in self.keys or (term.bare is not None and term.bare in self.bare)


@dataclass(frozen=True, slots=True)
class Match:
    """A fact against a question: its score (0–1 and a little), and what speaks against it."""

    fact: Fact
    score: float
    coverage: float
    missing: tuple[Term, ...]
    conflict: str | None


class IndexedFact:
    """A fact with its fields made ready for matching."""

    def __init__(self, fact: Fact, article: Article, passage_text: str, heading: str) -> None:
        kinds = lang.load("kinds").get(fact.kind, [])
        value = (fact.value,) if isinstance(fact.value, str) else ()
        value = fact.value if isinstance(fact.value, tuple) else value
        unit = (fact.unit,) if fact.unit else ()
        self.fact = fact
        self.own = (fact.subject, fact.measure, *fact.aliases, fact.group or "")
        self.core = Field(*self.own, *value, *unit, *kinds)
        named_by = (fact.measure, *fact.aliases, fact.group or "", *value)
        self.named = Field(*named_by)
        self.near = Field(fact.quote, fact.phrase or "", fact.compared_to or "")
        self.far = Field(passage_text, heading)
        self.period = parse_period(fact.period) if fact.period else None
        quote = "" if fact.is_numeric else fact.quote
        named = " . ".join((fact.subject, fact.measure, *fact.aliases, quote, fact.phrase or ""))
        self.named_periods = tuple(mention.period for mention in find_periods(named))
        self.unit = parse_unit(fact.unit) if fact.unit else None
        self.phrases = tuple(
            Counter(syllables(text)) for text in (fact.measure, f"{fact.measure} {fact.subject}", *fact.aliases)
        )
        self.article = article

    @cached_property
    def base_year(self) -> int | None:
        """The year that a change is counted from."""
        if self.fact.kind != "growth":
            return None
        if self.fact.compared_to:
            years = [m.period.year for m in find_periods(self.fact.compared_to) if m.period.year]
            if years:
                return years[0]
        return self.period.year - 1 if self.period and self.period.year else None


class FactIndex:
    """All facts of a library, ready for matching."""

    def __init__(self, library: Library) -> None:
        self.facts: list[IndexedFact] = []
        self.context: dict[str, Field] = {}
        titles: list[str] = []
        self.main_period: dict[str, Period | None] = {}
        for article in library.articles:
            texts = {p.id: p for p in article.passages}
            self.context[article.id] = Field(article.place or "", article.theme or "")
            titles += [article.title, article.topic or ""]
            self.main_period[article.id] = parse_period(article.period) if article.period else None
            for fact in article.facts:
                passage = texts[fact.passage]
                self.facts.append(IndexedFact(fact, article, passage.text, passage.heading))
        self.titles = Field(*titles)
        self.by_id = {(f.fact.article, f.fact.id): f for f in self.facts}
        count = Counter(key for f in self.facts for key in f.core.keys if " " not in key)
        total = len(self.facts) + 1
        self._idf = {key: math.log(1 + total / (1 + n)) for key, n in count.items()}
        self._rarest = math.log(1 + total)

    def weight(self, term: Term) -> float:
        """How much a term tells facts apart: the rarest of its syllables counts."""
        typed = term.direct.split()
        rarest = max(self._idf.get(word, self._rarest if term.bare is None else self._rarest / 2) for word in typed)
        return rarest * (0.25 if term.role == "soft" else 1.0)

    def strength(self, term: Term, indexed: IndexedFact) -> float:
        """How a fact accounts for a term: in its own words, its quote, its passage, its article."""
        whole = self._strength(term, indexed)
        if whole > ELSEWHERE or " " not in term.direct or len(term.variants) > 1 or term.role == "outside":
            return whole
        # A pair of syllables may stand apart in the fact: then each counts for itself, for less.
        bare = term.bare.split() if term.bare is not None else [None] * len(term.direct.split())
        parts = [Term(term.text, (k,), b, term.role, term.index) for k, b in zip(term.direct.split(), bare, strict=True)]
        return 0.9 * min(self._strength(part, indexed) for part in parts)

    def _strength(self, term: Term, indexed: IndexedFact) -> float:
        if term.role == "figure":
            if indexed.fact.is_numeric:
                return CORE if format_number(Decimal(str(indexed.fact.value))) == term.direct else NOWHERE
            return NEAR if term.direct in indexed.core.keys or term.direct in indexed.near.keys else NOWHERE
        if indexed.fact.kind == "growth" and _DOWN in term.variants:
            return CORE
        if indexed.core.holds(term):
            return CORE if indexed.core.holds_directly(term) else CORE - 0.05
        if indexed.near.holds(term):
            return NEAR
        if self.context[indexed.fact.article].holds(term):
            return CONTEXT
        if indexed.far.holds(term):
            others = any(o is not indexed and o.fact.passage == indexed.fact.passage and o.core.holds(term) for o in self.facts)
            return ELSEWHERE if others else FAR
        return NOWHERE

    def match(self, question: Question, indexed: IndexedFact, terms: tuple[Term, ...]) -> Match:
        """Score one fact against the question's terms."""
        total = got = 0.0
        missing: list[Term] = []
        for term in terms:
            weight, strength = self.weight(term), self.strength(term, indexed)
            if term.role == "soft":
                if strength >= NEAR:
                    total += weight
                    got += weight * strength
                continue
            total += weight
            got += weight * strength
            if strength <= ELSEWHERE:
                missing.append(term)
        coverage = got / total if total else 0.0
        conflict = self._conflict(question, indexed)
        score = coverage + self._fit(question, indexed, terms)
        return Match(indexed.fact, score, coverage, tuple(missing), conflict)

    def _conflict(self, question: Question, indexed: IndexedFact) -> str | None:
        if question.periods and not any(self._period_fits(p, indexed) for p in question.periods):
            return "period"
        for base in question.base_periods:
            if base.year and indexed.fact.kind == "growth" and indexed.base_year not in (None, base.year):
                return "period"
        if question.dimension is not None and indexed.fact.is_numeric:
            unit = indexed.unit
            if unit is None or unit.dimension != question.dimension:
                return "unit"
            if question.unit is not None and unit.canonical != question.unit:
                return "unit"
        return None

    def _period_fits(self, asked: Period, indexed: IndexedFact) -> bool:
        known = indexed.period
        if known is not None and compatible(asked, known):
            return True
        if any(compatible(asked, named) for named in indexed.named_periods):
            return True
        main = self.main_period[indexed.fact.article]
        if known is None or known.grain == "to_date":
            return main is None or compatible(asked, main) or asked.grain in ("to_date", "same_period")
        if known.grain == "month" and covers(asked, known):
            return True
        return asked.grain in ("to_date", "same_period") and main is not None and compatible(main, known)

    @staticmethod
    def _cues(question: Question, terms: tuple[Term, ...]) -> set[str]:
        """What the question's words measure: money, area, growth…"""
        found = {
            name for name, words in lang.load("kinds")["cues"].items()
            if any(syllables(str(w)) == tuple(v.split()) for w in words for t in terms for v in t.variants[:1])
        }  # fmt: skip
        if question.dimension in ("money", "area"):
            found.add(question.dimension)
        return found

    def _measures(self, indexed: IndexedFact) -> set[str]:
        fact = indexed.fact
        own: set[str] = set()
        if fact.kind == "growth":
            own.add("growth")
            base = self.by_id.get((fact.article, fact.of or ""))
            indexed = base or indexed
        if indexed.unit is not None and indexed.unit.dimension in ("money", "area"):
            own.add(indexed.unit.dimension)
        return own

    def _fit(self, question: Question, indexed: IndexedFact, terms: tuple[Term, ...]) -> float:
        """Small preferences among facts that account for the same words."""
        fit = 0.0
        cues = self._cues(question, terms)
        own = self._measures(indexed)
        fit -= 0.12 * len(own - cues) + 0.12 * len(cues - own)
        if question.periods and indexed.period is not None:
            fit += 0.06 if any(compatible(p, indexed.period) for p in question.periods) else 0.0
        main = self.main_period[indexed.fact.article]
        if not question.periods and indexed.period is not None and main is not None and compatible(main, indexed.period):
            fit += 0.03
        typed = Counter(word for term in terms for word in term.direct.split())
        bare = Counter(fold(word) for word in typed.elements())
        best = 0.0
        for phrase in indexed.phrases:
            size = sum(phrase.values())
            if not size:
                continue
            shared = sum((phrase & typed).values())
            if shared < size:
                shared = max(shared, sum((Counter(fold(w) for w in phrase.elements()) & bare).values()) - 0.5)
            best = max(best, shared / size)
        return fit + 0.15 * best
