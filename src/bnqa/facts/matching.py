"""Match facts to a question: what each accounts for, what rules it out, how well it fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bnqa.facts.index import FactIndex
from bnqa.facts.indexed import IndexedFact
from bnqa.facts.measures import SHARE, cue_words, is_measured, share_words
from bnqa.facts.strengths import ELSEWHERE, NEAR
from bnqa.knowledge import Fact
from bnqa.question.cues import asks_for_level, pattern
from bnqa.question.mentioned import base_kinds
from bnqa.question.question import Question, Term
from bnqa.text.tokens import fold, syllable_key
from bnqa.values.period import Period, compatible, covers
from bnqa.values.quantity import RATES, convertible
from bnqa.values.timespan import closes

_TOTAL = syllable_key("tổng")
SUBJECT = 0.06  # what the whole of a fact's subject in the question speaks for it
ASIDE = 0.2  # what each word that was set aside counts against the fact that has it
MAX_PASSED = 2  # light terms that an answer need not account for
PASSED_WEIGHT = 0.3  # what each of them still counts against it
_UNASKED = {"money": 0.06, "area": 0.06, "price": 0.2}  # what a fact measures that is not asked for
RATIO = 0.25  # what a figure in "lần" is ahead where "gấp mấy lần" is asked
PART = 0.08  # what a figure of one month is behind where more is asked
BASE = 0.05  # what a change is ahead that is told against the very base that is asked
LEVEL = 0.1  # what a change is behind where a level is asked
OTHERS_TOO = 0.2  # what counts against a figure that is told of other things as well
WORTH_A_FIT = 0.3  # coverage below which how well a fact fits does not matter


class Match(NamedTuple):  # a question makes many: a data class takes three times as long to make
    """A fact against a question: its score (0–1 and a little), and what speaks against it."""

    fact: Fact
    score: float
    coverage: float
    missing: tuple[Term, ...]
    conflict: str | None
    whole: bool = False  # whether the question has all words of the fact's measure
    exact: bool = False  # and all of its subject, which it has


_Weighed = tuple[Term, float, tuple[float, ...]]  # a term, its weight, its strength in every fact


@dataclass(frozen=True, slots=True)
class _Asked:
    """What matching needs of a question, made once for all facts."""

    terms: tuple[_Weighed, ...]
    words: frozenset[str]
    bare: frozenset[str]
    said: frozenset[str]
    cues: frozenset[str]
    measured: str | None  # what the word right before "bao nhiêu" measures
    told: bool  # whether a person in it can only be who told what is asked
    level: bool  # whether a level is asked for: "đạt bao nhiêu"
    idle: frozenset[str]  # words of a share where the unit says what is measured
    bases: frozenset[str]  # what a change is counted from, by kind


@dataclass(frozen=True, slots=True)
class _Parts:
    """The terms that can tell the facts of one article apart, by what they do."""

    needed: tuple[_Weighed, ...]
    extra: tuple[_Weighed, ...]  # soft and light ones: they count where a fact has them
    aside: tuple[_Weighed, ...]
    total: float  # the weight of what is needed
    count: int  # of all terms of the question


def _is_told_by(question: Question) -> bool:
    """Whether a question says who told it: "theo ông Trung", "bà Thoa nói tới"."""
    return pattern(r"(?<!\w)", "telling", r"(?!\w)").search(question.text) is not None


class Matcher:
    """Matches the facts of one index."""

    def __init__(self, index: FactIndex) -> None:
        self._index = index

    def match(self, question: Question, facts: Iterable[IndexedFact]) -> Iterator[Match]:
        """Those of ``facts`` that account for something of the question, in their order."""
        asked = self._prepare(question)
        parts: dict[str, _Parts] = {}
        for indexed in facts:
            article = indexed.fact.article
            if article not in parts:
                parts[article] = self._parts(asked, article)
            match = self._match(question, indexed, asked, parts[article])
            if match is not None:
                yield match

    def _prepare(self, question: Question) -> _Asked:
        words = frozenset(word for term in question.terms for word in term.direct.split())
        if question.asks("sum", "total"):
            words |= {_TOTAL}
        said = {w for t in question.terms for v in t.variants for w in fold(v).split()}
        return _Asked(
            tuple(
                (term, self._index.weight(term), self._index.strengths(term))
                for term in question.terms
            ),
            words,
            frozenset(map(fold, words)),
            frozenset(said),
            self._index.cues(question),
            self._index.cue_before(question),
            question.asks("why", "purpose", "list", "how", "how_many") and _is_told_by(question),
            asks_for_level(question),
            share_words() if is_measured(question.dimension) else frozenset(),
            base_kinds(question.text),
        )

    def _parts(self, asked: _Asked, article: str) -> _Parts:
        # The place that the whole article is about tells no facts apart.
        place = self._index.places[article]
        terms = [row for row in asked.terms if not place.holds_directly(row[0])]
        needed = tuple(
            row for row in terms
            if row[0].role not in ("soft", "light", "aside")
            and row[0].direct not in asked.idle
            and not (asked.told and self._index.people.holds(row[0]))
        )  # fmt: skip
        asked_too = {v for term, _, _ in needed for v in term.variants}
        return _Parts(
            needed,
            tuple(row for row in terms if row[0].role in ("soft", "light")),
            tuple(
                row
                for row in terms
                if row[0].role == "aside" and asked_too.isdisjoint(row[0].variants)
            ),
            sum(weight for _, weight, _ in needed),
            len(asked.terms),
        )

    def _match(
        self, question: Question, indexed: IndexedFact, asked: _Asked, parts: _Parts
    ) -> Match | None:
        number, total, got = indexed.number, parts.total, 0.0
        missing: tuple[Term, ...] = ()
        for term, weight, strengths in parts.needed:
            strength = strengths[number]
            got += weight * strength
            if strength <= ELSEWHERE:
                missing += (term,)
        passed: tuple[Term, ...] = ()
        for term, weight, strengths in parts.extra:
            strength = strengths[number]
            if strength >= NEAR:
                total += weight
                got += weight * strength
            elif term.role == "light":
                passed += (term,)
        if total and not got:
            return None
        if passed:
            if len(passed) > MAX_PASSED or len(passed) > parts.count - len(passed):
                missing += passed
            total += PASSED_WEIGHT * len(passed)
        aside = 0
        for _, _, strengths in parts.aside:
            aside += strengths[number] > NEAR
        coverage = got / total if total else 0.0
        conflict = self._conflict(question, indexed, asked)
        if coverage < WORTH_A_FIT:
            return Match(indexed.fact, coverage - ASIDE * aside, coverage, missing, conflict)
        own = indexed.measure_words
        told = len(own & asked.said) / len(own) if own and indexed.is_numeric else 0.0
        subject = indexed.subject_words
        # What is told of the article's place needs no subject in the question.
        exact = len(subject & asked.said) / len(subject) if subject else 1.0
        score = coverage + 0.1 * told + SUBJECT * exact - ASIDE * aside
        score += self._fit(question, indexed, asked)
        named = [not own.isdisjoint(asked.said) for own in indexed.members]
        if any(named) and not all(named):
            score -= OTHERS_TOO
        whole = bool(subject) and exact == 1
        return Match(indexed.fact, score, coverage, missing, conflict, told == 1, whole)

    def _conflict(self, question: Question, indexed: IndexedFact, asked: _Asked) -> str | None:
        if question.periods and not any(self._period_fits(p, indexed) for p in question.periods):
            return "period"
        known = indexed.base_kinds if asked.bases and indexed.fact.kind == "growth" else asked.bases
        if known and known.isdisjoint(asked.bases):
            return "period"
        for base in question.base_periods:
            if indexed.fact.kind == "growth" and not indexed.is_counted_from(base):
                return "period"
            if (
                base.year
                and indexed.fact.kind == "growth"
                and indexed.base_year not in (None, base.year)
            ):
                return "period"
        for cue in asked.cues - indexed.measures - {SHARE} if indexed.is_numeric else ():
            words = cue_words()
            if cue == asked.measured or not any(
                words.get(t.direct) == cue and indexed.core.holds(t) for t in question.terms
            ):
                return "measure"
        if question.rate is not None and indexed.is_numeric and not indexed.is_rate(question.rate):
            return "rate"
        for mention in question.counts:
            same = [q for q in indexed.counted if q.unit == mention.quantity.unit]
            own = {q.value for q in same}
            if same and mention.quantity.value not in own | {1}:  # "1 KCN" is each of five
                return "count"
        if question.counted is not None and indexed.is_numeric:
            rate = indexed.unit is not None and indexed.unit.dimension in RATES
            if rate and not indexed.name_heads.begins_with(question.counted):
                return "unit"
        if question.dimension is not None and indexed.is_numeric:
            unit = indexed.unit
            if unit is None and indexed.fact.kind == question.dimension == "count":
                return None  # what it counts is in its measure alone
            if unit is None or unit.dimension != question.dimension:
                return "unit"
            if question.unit is not None and not convertible(unit.canonical, question.unit):
                return "unit"
        return None

    def _period_fits(self, asked: Period, indexed: IndexedFact) -> bool:
        known = indexed.period
        if known is not None and compatible(asked, known):
            return True
        if any(compatible(asked, named) for named in indexed.named_periods):
            return True
        if known is not None and (closes(known, asked) or closes(asked, known)):
            return True
        main = self._index.main_period[indexed.fact.article]
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

    def _fit(self, question: Question, indexed: IndexedFact, asked: _Asked) -> float:
        """Small preferences among facts that account for the same words."""
        fit = 0.0
        if indexed.is_numeric:
            own = indexed.measures - ({"share"} if SHARE in asked.cues else set())
            if asked.cues:
                fit -= 0.12 * len(asked.cues - own - {SHARE})
            for cue in own - asked.cues:
                fit -= _UNASKED.get(cue, 0.12)
            if asked.bases & indexed.base_kinds or indexed.is_told_against(question.base_periods):
                fit += BASE
            if asked.level and indexed.fact.kind == "growth" and "growth" not in asked.cues:
                fit -= LEVEL
        if (
            question.asks("ratio")
            and indexed.unit is not None
            and indexed.unit.dimension == "times"
        ):
            fit += RATIO
        if question.periods and indexed.period is not None:
            whole = any(compatible(period, indexed.period) for period in question.periods)
            fit += 0.06 if whole else -PART if indexed.period.grain == "month" else 0.0
        # "10 tháng" without a year is that of the article, not the same months a year before.
        if indexed.is_current and all(period.year is None for period in question.periods):
            fit += 0.06 if indexed.is_main else 0.03
        best = 0.0
        for keys, bare in indexed.phrases:
            shared = max(len(keys & asked.words), len(bare & asked.bare) - 0.5)
            best = max(best, shared / len(keys))
        return fit + 0.15 * best
