"""The facts of a library made ready for matching, and how each accounts for a term."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from copy import copy
from decimal import Decimal
from functools import cache, cached_property, lru_cache

from bnqa import lang
from bnqa.fields import Field, joined
from bnqa.knowledge import Article, Fact, Library
from bnqa.mentions import find_quantities
from bnqa.period import Period, compatible, find_periods, parse_period
from bnqa.phrases import syllables
from bnqa.quantity import format_number, parse_unit
from bnqa.question import Question, Term
from bnqa.text import fold, normalize, syllable_key, tokenize
from bnqa.timespan import a_year_before

_VALUE = " ".join(syllables("giá trị"))  # a value is no price
_DOWN = syllable_key("giảm")

SHARE = "percent"  # the cue of a question for per cent, which a share may answer
PLACES = 0.3  # from this share of place names on, a fact tells where
MAX_REMEMBERED = 20_000  # terms whose strengths are kept; a cache, never more than that
_Sense = tuple[tuple[str, ...], str | None, str]
CORE, NEAR, FAR, CONTEXT, ELSEWHERE, NOWHERE = 1.0, 0.8, 0.5, 0.35, 0.1, 0.0


@cache
def cue_words() -> dict[str, str]:
    """The phrases that say what is measured, each with what it is."""
    return {
        " ".join(syllables(str(word))): name
        for name, words in lang.load("kinds")["cues"].items()
        for word in words
    }


@cache
def _goal_openers() -> tuple[str, ...]:
    return tuple(" ".join(syllables(str(word))) for word in lang.load("kinds")["cues"]["goal"])


@cache
def _price_words() -> tuple[str, ...]:
    return tuple(" ".join(syllables(str(word))) for word in lang.load("kinds")["cues"]["price"])


@cache
def goal_words() -> frozenset[str]:
    """The bare syllables that make a goal of a measure."""
    return frozenset(fold(word) for opener in _goal_openers() for word in opener.split())


@cache
def _known_places() -> frozenset[str]:
    found: set[str] = set()
    for entries in lang.load("places").values():
        for entry in entries:
            names = (
                [entry] if isinstance(entry, str) else [entry["name"], *entry.get("aliases", [])]
            )
            found.update(fold(str(name)) for name in names)
    return frozenset(found)


def place_share(text: str, but: str = "") -> float:
    """What share of a text's syllables names places, other than those named in ``but``."""
    bare = joined(text)[1].split()
    said = f" {joined(but)[1]} "
    named: set[int] = set()
    for start in range(len(bare)):
        for end in range(start + 1, min(start + 4, len(bare)) + 1):
            run = " ".join(bare[start:end])
            if run in _known_places() and f" {run} " not in said:
                named.update(range(start, end))
    return len(named) / len(bare) if bare else 0.0


@cache
def generic_words() -> frozenset[str]:
    """Syllables of a measure that a question may leave out: ``số``, ``tổng``."""
    return frozenset(fold(str(word)) for word in lang.load("kinds")["generic"])


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
        # What a cause brings about is asked for by its subject, not by the words of the cause.
        told = () if fact.kind in ("cause", "purpose") else value
        self.core = Field(fact.subject, fact.measure, *fact.aliases, *told, *unit, *kinds)
        named_by = (fact.measure, *fact.aliases, fact.group or "", *value)
        self.named = Field(*named_by)
        self.heads = Field(*map(_head_phrase, (fact.subject, *named_by, *kinds)))
        self.name_heads = Field(*map(_head_phrase, (*named_by, *kinds)))
        self.counted = tuple(m.quantity for m in find_quantities(fact.subject))
        shares = [place_share(text, article.place or "") for text in value or (fact.subject,)]
        self.is_place = fact.kind == "place" or sum(shares) >= PLACES * len(shares)
        self.value_words = frozenset(map(fold, syllables(" ".join(value))))
        self.near = Field(fact.group or "", fact.quote, fact.phrase or "", fact.compared_to or "")
        self.far = Field(passage_text, heading)
        self.period = parse_period(fact.period) if fact.period else None
        quote = "" if fact.is_numeric else passage_text
        named = " . ".join((fact.subject, fact.measure, *fact.aliases, fact.phrase or ""))
        loose = self.period is None or self.period.year is None
        periods = (*_periods_of(named), *_periods_of(quote))
        # "cả năm" in a measure must not fit every year.
        self.named_periods = tuple(p for p in periods if loose or p.year or p.start or p.end)
        self.unit = parse_unit(fact.unit) if fact.unit else None
        named_as = (fact.measure, f"{fact.measure} {fact.subject}", *fact.aliases)
        keys = [frozenset(syllables(text)) for text in named_as]
        self.phrases = tuple((k, frozenset(map(fold, k))) for k in keys if k)
        generic = generic_words()
        own = frozenset(map(fold, syllables(fact.measure)))
        self.measure_words = (own - generic) or own
        place = frozenset(map(fold, syllables(article.place or "")))
        self.subject_words = (
            frozenset(map(fold, syllables(fact.subject))) - generic - place
            if fact.is_numeric
            else frozenset()
        )
        self.article = article
        names = (t for t in tokenize(normalize(fact.subject))[1:] if t.text[0].isupper())
        self.subject_names = frozenset(t.folded for t in names) - place
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
        self.called: dict[str, str] = {}  # how choices name an article
        titles: list[str] = []
        self.main_period: dict[str, Period | None] = {}
        for article in library.articles:
            self.context[article.id] = Field(article.place or "", article.theme or "")
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
        if self.context[indexed.fact.article].holds(term):
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
        if measure.startswith(_goal_openers()):
            own.add("goal")
        if any(measure == word or measure.startswith(f"{word} ") for word in _price_words()) and (
            not measure.startswith(_VALUE)
        ):
            own.add("price")
        if indexed.fact.kind == "growth":
            own.add("growth")
            indexed = self.by_id.get((indexed.fact.article, indexed.fact.of or ""), indexed)
        if indexed.unit is not None and indexed.unit.dimension in ("money", "area"):
            own.add(indexed.unit.dimension)
        return frozenset(own)


def _written(fact: Fact) -> str:
    return format_number(Decimal(str(fact.value)))
