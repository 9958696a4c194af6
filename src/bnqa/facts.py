"""Match facts to a question: what each accounts for, what rules it out, how well it fits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property, lru_cache

from bnqa import lang
from bnqa.knowledge import Article, Fact, Library
from bnqa.period import Period, a_year_before, compatible, covers, find_periods, parse_period
from bnqa.phrases import bound_prefixes, syllables
from bnqa.quantity import format_number, parse_unit
from bnqa.question import Question, Term
from bnqa.text import fold, normalize, syllable_key, tokenize

_DOWN, _TOTAL = syllable_key("giảm"), syllable_key("tổng")

SHARE = "percent"  # the cue of a question for per cent, which a share may answer
ASIDE = 0.2  # what each word that was set aside counts against the fact that has it
MAX_PASSED = 2  # light terms that an answer need not account for
PASSED_WEIGHT = 0.3  # what each of them still counts against it
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


@cache
def _goal_openers() -> tuple[str, ...]:
    return tuple(" ".join(syllables(str(word))) for word in lang.load("kinds")["cues"]["goal"])


@cache
def generic_words() -> frozenset[str]:
    """Syllables of a measure that a question may leave out: ``số``, ``tổng``."""
    return frozenset(fold(str(word)) for word in lang.load("kinds")["generic"])


@lru_cache(maxsize=4096)
def _joined(text: str) -> tuple[str, str]:
    """A text's syllables between spaces, marked and bare: phrases are then substrings.

    A prefix that makes another office ("phó chủ tịch") is bound to what follows.
    """
    tokens = tokenize(normalize(text))
    gaps = ["~" if t.key in bound_prefixes() else " " for t in tokens]
    keys = "".join(t.key + gap for t, gap in zip(tokens, gaps, strict=True))
    bare = "".join(t.folded + gap for t, gap in zip(tokens, gaps, strict=True))
    return keys[:-1], bare[:-1]


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
    whole: bool = False  # whether the question has all words of the fact's measure


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
        self.name_heads = Field(*map(_head_phrase, (*named_by, *kinds)))
        self.value_words = frozenset(map(fold, syllables(" ".join(value))))
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
        generic = generic_words()
        own = frozenset(map(fold, syllables(fact.measure)))
        self.measure_words = (own - generic) or own
        self.article = article
        self.number = 0  # its place in the index, set there
        self.is_main = False  # whether its period is the article's own
        self.measures: frozenset[str] = frozenset()  # what it measures: money, area, growth

    @cached_property
    def base_period(self) -> Period | None:
        """The period that a change is counted from: the one named, or the same a year before."""
        if self.fact.kind != "growth" or self.period is None or self.period.year is None:
            return None
        named = [m.period for m in find_periods(self.fact.compared_to or "")]
        # "so với năm 2023" of nine months means the same nine; of a level it means that moment.
        whole = self.period.grain == "year"
        given = [p for p in named if p.year and (whole or p.year != self.period.year - 1)]
        if given and given[0].grain != "same_period":
            return given[0]
        return a_year_before(self.period)

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
    said: frozenset[str]
    cues: frozenset[str]


def index_facts(article: Article) -> tuple[IndexedFact, ...]:
    """The facts of one article with their fields made ready: most of what an index costs."""
    passages = {p.id: p for p in article.passages}
    return tuple(
        IndexedFact(fact, article, passages[fact.passage].text, passages[fact.passage].heading)
        for fact in article.facts
    )


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
        titles: list[str] = []
        self.main_period: dict[str, Period | None] = {}
        for article in library.articles:
            self.context[article.id] = Field(article.place or "", article.theme or "")
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
        for number, indexed in enumerate(self.facts):
            indexed.number = number
            indexed.measures = self._measured(indexed)
            main = self.main_period[indexed.fact.article]
            known = indexed.period
            indexed.is_main = None not in (main, known) and compatible(main, known)  # type: ignore[arg-type]
        beside: dict[tuple[str, str], list[IndexedFact]] = {}
        for f in self.facts:
            beside.setdefault((f.fact.article, f.fact.passage), []).append(f)
        self._same_passage = {
            id(f): [o for o in beside[f.fact.article, f.fact.passage] if o is not f]
            for f in self.facts
        }

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
        if indexed.near.holds(term) and not (term.role == "place" and indexed.fact.is_numeric):
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
            # Of a figure or a name, a word that only its paragraph has says nothing.
            lone = indexed.fact.is_numeric or indexed.fact.kind == "date"
            return ELSEWHERE if others or lone or term.proper else FAR
        return NOWHERE

    def is_owned(self, term: Term, indexed: IndexedFact) -> bool:
        """Whether a word that a fact has only in its quote is another fact's of the paragraph."""
        if self.strength(term, indexed) > NEAR:
            return False
        return any(other.core.holds(term) for other in self._same_passage[id(indexed)])

    def match_all(self, question: Question) -> list[Match]:
        """The facts that account for something of the question, in the order of the library."""
        asked = self._prepare(question)
        found = (self._match(question, indexed, asked) for indexed in self.facts)
        return [match for match in found if match is not None]

    def _prepare(self, question: Question) -> _Asked:
        words = frozenset(word for term in question.terms for word in term.direct.split())
        if question.asks("sum", "total"):
            words |= {_TOTAL}
        said = {w for t in question.terms for v in t.variants for w in fold(v).split()}
        return _Asked(
            tuple((term, self.weight(term), self.strengths(term)) for term in question.terms),
            words,
            frozenset(map(fold, words)),
            frozenset(said),
            self.cues(question),
        )

    def _match(self, question: Question, indexed: IndexedFact, asked: _Asked) -> Match | None:
        total = got = 0.0
        missing: list[Term] = []
        passed: list[Term] = []
        aside = 0
        number, place = indexed.number, self.places[indexed.fact.article]
        for term, weight, strengths in asked.terms:
            if place.holds_directly(term):
                continue  # the place that the whole article is about tells no facts apart
            strength = strengths[number]
            if term.role == "aside":
                aside += strength > NEAR
                continue
            if term.role in ("soft", "light"):
                if strength >= NEAR:
                    total += weight
                    got += weight * strength
                elif term.role == "light":
                    passed.append(term)
                continue
            total += weight
            got += weight * strength
            if strength <= ELSEWHERE:
                missing.append(term)
        if total and not got:
            return None
        if len(passed) > MAX_PASSED or len(passed) > len(asked.terms) - len(passed):
            missing += passed
        total += PASSED_WEIGHT * len(passed)
        coverage = got / total if total else 0.0
        conflict = self._conflict(question, indexed, asked)
        own = indexed.measure_words
        told = len(own & asked.said) / len(own) if own and indexed.fact.is_numeric else 0.0
        score = coverage + self._fit(question, indexed, asked) + 0.1 * told - ASIDE * aside
        return Match(indexed.fact, score, coverage, tuple(missing), conflict, told == 1)

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
        for cue in asked.cues - indexed.measures - {SHARE} if indexed.fact.is_numeric else ():
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
        if question.dimension == "percent" and "growth" not in found:
            found.add(SHARE)
        return frozenset(found)

    def _measured(self, indexed: IndexedFact) -> frozenset[str]:
        """What a fact measures; a change also measures what it is the change of."""
        own: set[str] = set()
        if indexed.fact.kind == "share":
            own.add("share")
        if _joined(indexed.fact.measure)[0].startswith(_goal_openers()):
            own.add("goal")
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
            own = indexed.measures - ({"share"} if SHARE in asked.cues else set())
            fit -= 0.12 * len(asked.cues - own - {SHARE}) + sum(
                0.06 if c in ("money", "area") else 0.12 for c in own - asked.cues
            )
        if question.periods and indexed.period is not None:
            fit += 0.06 if any(compatible(p, indexed.period) for p in question.periods) else 0.0
        if not question.periods and indexed.is_main:
            fit += 0.06
        best = 0.0
        for keys, bare in indexed.phrases:
            shared = max(len(keys & asked.words), len(bare & asked.bare) - 0.5)
            best = max(best, shared / len(keys))
        return fit + 0.15 * best
