"""Match facts to a question: what each accounts for, what rules it out, how well it fits."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache

from bnqa import lang
from bnqa.knowledge import Article, Fact, Library
from bnqa.period import Period, compatible, covers, find_periods, parse_period
from bnqa.phrases import syllables
from bnqa.quantity import format_number, parse_unit
from bnqa.question import Question, Term
from bnqa.text import fold, normalize, syllable_key, tokenize

_DOWN, _TOTAL = syllable_key("giảm"), syllable_key("tổng")

MAX_REMEMBERED = 20_000  # terms whose strengths are kept; a cache, never more than that
_Sense = tuple[tuple[str, ...], str | None, str]
CORE, NEAR, FAR, CONTEXT, ELSEWHERE, NOWHERE = 1.0, 0.8, 0.5, 0.35, 0.1, 0.0


@cache
def _cue_words() -> dict[str, str]:
    return {
        " ".join(syllables(str(word))): name
        for name, words in lang.load("kinds")["cues"].items()
        for word in words
    }


@lru_cache(maxsize=4096)
def _joined(text: str) -> tuple[str, str]:
    """A text's syllables between spaces, marked and bare: phrases are then substrings."""
    tokens = tokenize(normalize(text))
    return " ".join(t.key for t in tokens), " ".join(t.folded for t in tokens)


class Field:
    """Texts to look phrases up in, marked and bare; "|" stands before each of them."""

    __slots__ = ("bare", "keys")

    def __init__(self, *texts: str) -> None:
        joined = [_joined(text) for text in texts if text]
        self.keys = "".join(f"| {keys} " for keys, _ in joined)
        self.bare = "".join(f"| {bare} " for _, bare in joined)

    def holds(self, term: Term) -> bool:
        """Whether a text has the term or one of its synonyms."""
        if len(term.variants) == 1:
            return self.holds_directly(term)
        return any(f" {variant} " in self.keys for variant in term.variants)

    def holds_directly(self, term: Term) -> bool:
        """Whether a text has the term as it was typed."""
        bare = term.bare
        return f" {term.direct} " in self.keys or (bare is not None and f" {bare} " in self.bare)

    def begins_with(self, term: Term) -> bool:
        """Whether one of the texts begins with the term or one of its synonyms."""
        bare = term.bare
        if any(f"| {variant} " in self.keys for variant in term.variants):
            return True
        if bare is not None and f"| {bare} " in self.bare:
            return True
        # "công ty nước ngoài nào" is answered by what is a "công ty".
        return any(
            text and f"{term.direct} ".startswith(text.lstrip()) for text in self.keys.split("|")
        )


@dataclass(frozen=True, slots=True)
class Match:
    """A fact against a question: its score (0–1 and a little), and what speaks against it."""

    fact: Fact
    score: float
    coverage: float
    missing: tuple[Term, ...]
    conflict: str | None


@lru_cache(maxsize=1024)
def _periods_of(text: str) -> tuple[Period, ...]:
    return tuple(mention.period for mention in find_periods(text))


def _head_phrase(text: str) -> str:
    """A noun phrase from its head noun on: ``danh sách sản phẩm tăng`` → ``sản phẩm tăng``."""
    for opener in lang.load("kinds")["openers"]:
        if text.startswith(f"{opener} "):
            return _head_phrase(text.removeprefix(f"{opener} "))
    return text


class IndexedFact:
    """A fact with its fields made ready for matching."""

    def __init__(self, fact: Fact, article: Article, passage_text: str, heading: str) -> None:
        kinds = lang.load("kinds").get(fact.kind, [])
        value: tuple[str, ...] = fact.value if isinstance(fact.value, tuple) else ()
        if isinstance(fact.value, str):
            value = (fact.value,)
        unit = (fact.unit,) if fact.unit else ()
        self.fact = fact
        self.core = Field(fact.subject, fact.measure, *fact.aliases, *value, *unit, *kinds)
        named_by = (fact.measure, *fact.aliases, fact.group or "", *value)
        self.named = Field(*named_by)
        self.heads = Field(*map(_head_phrase, (fact.subject, *named_by, *kinds)))
        self.near = Field(fact.group or "", fact.quote, fact.phrase or "", fact.compared_to or "")
        self.far = Field(passage_text, heading)
        self.period = parse_period(fact.period) if fact.period else None
        quote = "" if fact.is_numeric else passage_text
        named = " . ".join((fact.subject, fact.measure, *fact.aliases, fact.phrase or ""))
        self.named_periods = (*_periods_of(named), *_periods_of(quote))
        self.unit = parse_unit(fact.unit) if fact.unit else None
        named_as = (fact.measure, f"{fact.measure} {fact.subject}", *fact.aliases)
        keys = [frozenset(syllables(text)) for text in named_as]
        self.phrases = tuple((k, frozenset(map(fold, k))) for k in keys if k)
        self.article = article
        self.number = 0  # its place in the index, set there
        self.is_main = False  # whether its period is the article's own
        self.measures: frozenset[str] = frozenset()  # what it measures: money, area, growth

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


@dataclass(frozen=True, slots=True)
class _Asked:
    """What matching needs of a question, made once for all facts."""

    terms: tuple[tuple[Term, float, tuple[float, ...]], ...]
    words: frozenset[str]
    bare: frozenset[str]
    cues: frozenset[str]


class FactIndex:
    """All facts of a library, ready for matching."""

    def __init__(self, library: Library) -> None:
        self.facts: list[IndexedFact] = []
        self.context: dict[str, Field] = {}
        self.places: dict[str, Field] = {}
        titles: list[str] = []
        self.main_period: dict[str, Period | None] = {}
        for article in library.articles:
            texts = {p.id: p for p in article.passages}
            self.context[article.id] = Field(article.place or "", article.theme or "")
            self.places[article.id] = Field(article.place or "")
            titles += [article.title, article.topic or ""]
            self.main_period[article.id] = parse_period(article.period) if article.period else None
            for fact in article.facts:
                passage = texts[fact.passage]
                self.facts.append(IndexedFact(fact, article, passage.text, passage.heading))
        self.titles = Field(*titles)
        self.by_id = {(f.fact.article, f.fact.id): f for f in self.facts}
        count = Counter(key for f in self.facts for key in set(f.core.keys.split()))
        total = len(self.facts) + 1
        self._idf = {key: math.log(1 + total / (1 + n)) for key, n in count.items()}
        self._rarest = math.log(1 + total)
        self._strengths: dict[_Sense, tuple[float, ...]] = {}
        for number, indexed in enumerate(self.facts):
            indexed.number = number
            indexed.measures = self._measured(indexed)
            main = self.main_period[indexed.fact.article]
            known = indexed.period
            indexed.is_main = None not in (main, known) and compatible(main, known)  # type: ignore[arg-type]
        self._same_passage = {
            id(f): [
                o
                for o in self.facts
                if o is not f
                and o.fact.passage == f.fact.passage
                and o.fact.article == f.fact.article
            ]
            for f in self.facts
        }

    def weight(self, term: Term) -> float:
        """How much a term tells facts apart: the rarest of its syllables counts."""
        typed = term.direct.split()
        rarest = max(
            self._idf.get(word, self._rarest if term.marked else self._rarest / 2) for word in typed
        )
        return rarest * (0.25 if term.role == "soft" else 1.0)

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
            if (
                indexed.fact.is_numeric
                and format_number(Decimal(str(indexed.fact.value))) == term.direct
            ):
                return CORE
            if indexed.core.holds_directly(term) or indexed.near.holds_directly(term):
                return NEAR
            return FAR if indexed.far.holds_directly(term) else NOWHERE
        if indexed.fact.kind == "growth" and _DOWN in term.variants:
            return CORE
        if indexed.core.holds(term):
            return CORE if indexed.core.holds_directly(term) else CORE - 0.05
        if indexed.near.holds(term):
            return NEAR
        if self.context[indexed.fact.article].holds(term):
            return CONTEXT
        if indexed.far.holds(term):
            # Another fact of the kind that owns the word is what is meant by it.
            others = any(
                o.core.holds(term)
                for o in self._same_passage[id(indexed)]
                if o.fact.kind == indexed.fact.kind
            )
            # Of a figure, a word that only its paragraph has says nothing.
            return (
                ELSEWHERE
                if others or indexed.fact.is_numeric or indexed.fact.kind == "date"
                else FAR
            )
        return NOWHERE

    def match_all(self, question: Question) -> list[Match]:
        """The facts that account for something of the question, in the order of the library."""
        asked = self._prepare(question)
        found = (self._match(question, indexed, asked) for indexed in self.facts)
        return [match for match in found if match is not None]

    def _prepare(self, question: Question) -> _Asked:
        words = frozenset(word for term in question.terms for word in term.direct.split())
        if question.asks("sum", "total"):
            words |= {_TOTAL}
        return _Asked(
            tuple((term, self.weight(term), self.strengths(term)) for term in question.terms),
            words,
            frozenset(map(fold, words)),
            self.cues(question),
        )

    def _match(self, question: Question, indexed: IndexedFact, asked: _Asked) -> Match | None:
        total = got = 0.0
        missing: list[Term] = []
        number, place = indexed.number, self.places[indexed.fact.article]
        for term, weight, strengths in asked.terms:
            if place.holds_directly(term):
                continue  # the place that the whole article is about tells no facts apart
            strength = strengths[number]
            if term.role == "soft":
                if strength >= NEAR:
                    total += weight
                    got += weight * strength
                continue
            total += weight
            got += weight * strength
            if strength <= ELSEWHERE:
                missing.append(term)
        if total and not got:
            return None
        coverage = got / total if total else 0.0
        conflict = self._conflict(question, indexed, asked)
        score = coverage + self._fit(question, indexed, asked)
        return Match(indexed.fact, score, coverage, tuple(missing), conflict)

    def _conflict(self, question: Question, indexed: IndexedFact, asked: _Asked) -> str | None:
        if question.periods and not any(self._period_fits(p, indexed) for p in question.periods):
            return "period"
        for base in question.base_periods:
            if (
                base.year
                and indexed.fact.kind == "growth"
                and indexed.base_year not in (None, base.year)
            ):
                return "period"
        for cue in asked.cues - indexed.measures if indexed.fact.is_numeric else ():
            words = _cue_words()
            if not any(
                words.get(t.direct) == cue and indexed.core.holds(t) for t in question.terms
            ):
                return "measure"
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
            return (
                main is None or compatible(asked, main) or asked.grain in ("to_date", "same_period")
            )
        if known.grain == "month" and covers(asked, known):
            return True
        return (
            asked.grain in ("to_date", "same_period")
            and main is not None
            and compatible(main, known)
        )

    @staticmethod
    def cues(question: Question) -> frozenset[str]:
        """What the question's words measure: money, area, growth…"""
        words = _cue_words()
        found = {words[term.direct] for term in question.terms if term.direct in words}
        if question.dimension in ("money", "area"):
            found.add(question.dimension)
        return frozenset(found)

    def _measured(self, indexed: IndexedFact) -> frozenset[str]:
        """What a fact measures; a change also measures what it is the change of."""
        own: set[str] = set()
        if indexed.fact.kind == "growth":
            own.add("growth")
            indexed = self.by_id.get((indexed.fact.article, indexed.fact.of or ""), indexed)
        if indexed.unit is not None and indexed.unit.dimension in ("money", "area"):
            own.add(indexed.unit.dimension)
        return frozenset(own)

    def _fit(self, question: Question, indexed: IndexedFact, asked: _Asked) -> float:
        """Small preferences among facts that account for the same words."""
        fit = 0.0
        if indexed.fact.is_numeric:
            own = indexed.measures
            fit -= 0.12 * len(asked.cues - own) + sum(
                0.12 if c == "growth" else 0.06 for c in own - asked.cues
            )
        if question.periods and indexed.period is not None:
            fit += 0.06 if any(compatible(p, indexed.period) for p in question.periods) else 0.0
        if not question.periods and indexed.is_main:
            fit += 0.03
        best = 0.0
        for keys, bare in indexed.phrases:
            shared = max(len(keys & asked.words), len(bare & asked.bare) - 0.5)
            best = max(best, shared / len(keys))
        return fit + 0.15 * best
