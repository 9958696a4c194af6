"""Find the figures that a comparison, a sum or a share is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bnqa.answer import known
from bnqa.decide import compute
from bnqa.decide.decision import TIE, Bias, like, likeness
from bnqa.decide.ranking import Ranker
from bnqa.facts.index import FactIndex
from bnqa.facts.indexed import IndexedFact
from bnqa.facts.matching import Match
from bnqa.facts.measures import goal_words
from bnqa.facts.strengths import FAR, NEAR
from bnqa.knowledge import Fact
from bnqa.question.cues import adds, says_rose
from bnqa.question.question import Question, Term
from bnqa.values.period import Period, compatible

_BETWEEN = frozenset({"ratio", "share_of", "difference", "more", "less", "compare"})


class Operands:
    """Finds operands among the facts of one library."""

    def __init__(self, index: FactIndex, ranker: Ranker) -> None:
        self._index, self._ranker = index, ranker

    def cover(
        self, question: Question, matches: Sequence[Match], same_dimension: bool
    ) -> list[Fact]:
        """The fewest facts, best first, that account for all content terms; empty if none do.

        Each fact must stand for a stretch of the question of its own: the words that only it covers
        lie on one side of an "và", a comma or a comparison.
        """
        terms = question.content
        fits = compute.summable if question.asks("sum") else compute.same_unit
        pool = (
            [m for m in matches if m.conflict is None and m.fact.is_numeric]
            if same_dimension
            else [m for m in matches if m.conflict is None]
        )
        held = {m.fact.id: self._held(terms, self._index.of(m.fact)) for m in pool}
        if question.asks("sum") and pool and len(held[pool[0].fact.id]) == len(terms):
            return []  # one figure is all that is asked: a total
        best: list[Fact] = []
        best_score = -1.0
        for first in pool[:12]:
            if not held[first.fact.id]:
                continue
            chosen, covered, score = [first], set(held[first.fact.id]), first.score
            for other in sorted(pool, key=lambda m: -len(held[m.fact.id] - covered)):
                new = held[other.fact.id] - covered
                if len(covered) == len(terms) or not new:
                    break
                if same_dimension and not fits((first.fact, other.fact)):
                    continue
                rivals = [
                    m for m in pool
                    if held[m.fact.id] - covered >= new and (not same_dimension or fits((first.fact, m.fact)))
                ]  # fmt: skip
                other = max(rivals, key=lambda m: (likeness(first.fact, m.fact), m.score))
                chosen.append(other)
                covered |= held[other.fact.id]
                score += other.score
            if len(covered) == len(terms) and len(chosen) > 1:
                value = score / len(chosen) + likeness(chosen[0].fact, chosen[1].fact)
                if value > best_score and self._apart(question, [held[m.fact.id] for m in chosen]):
                    best, best_score = [m.fact for m in chosen], value
        return sorted(
            best, key=lambda f: min((terms[i].index for i in self._own(f, best, held)), default=0)
        )

    @staticmethod
    def _own(fact: Fact, chosen: Sequence[Fact], held: dict[str, frozenset[int]]) -> frozenset[int]:
        others = frozenset(i for f in chosen if f is not fact for i in held[f.id])
        return held[fact.id] - others

    @staticmethod
    def _apart(question: Question, held: Sequence[frozenset[int]]) -> bool:
        terms = question.content
        count = Counter(term.variants for term in terms)
        said_twice = {i for i, term in enumerate(terms) if count[term.variants] > 1}
        if not all(said_twice <= one for one in held):
            return False  # "KCN cũ cộng KCN mới" adds nothing that is no KCN
        for i, one in enumerate(held):
            others = frozenset(x for j, h in enumerate(held) if j != i for x in h)
            own = [terms[x].index for x in one - others]
            if not own:
                return False
            rest = [terms[x].index for x in others - one]
            cut = [
                s
                for s in question.splits
                if any(min(a, b) < s < max(a, b) for a in own for b in rest)
            ]
            if not cut and not question.asks(
                "more", "less", "compare", "difference", "ratio", "share_of"
            ):
                return False
        return True

    def _held(self, terms: Sequence[Term], indexed: IndexedFact) -> frozenset[int]:
        place = self._index.places[indexed.fact.article]
        return frozenset(
            i
            for i, t in enumerate(terms)
            if self._index.strength(t, indexed) >= FAR or place.holds(t)
        )

    def given(self, bias: Bias, pool: Sequence[Match]) -> list[Fact]:
        """The facts that the conversation hands over to reckon with."""
        by_id = {m.fact.key: m.fact for m in pool if m.fact.is_numeric}
        found = [by_id[i] for i in bias.among if i in by_id]
        return found if len(found) == len(bias.among) and compute.same_unit(found or []) else []

    def sides(self, question: Question) -> list[Fact]:
        """The two figures on either side of "gấp mấy lần", "hơn", "chiếm … của"; [] where one lacks."""
        # What is counted is no side: "nhiều hơn khoảng mấy dự án".
        counted = {last + 1 for _, last, kind in question.marks if kind == "how_many"}
        for start, end, kind in question.marks:
            if kind not in _BETWEEN and not adds(question.text[start:end]):
                continue
            left = tuple(t for t in question.terms if t.index < start)
            right = tuple(t for t in question.terms if t.index >= end and t.index not in counted)
            if not any(t.role != "soft" for t in left) or not any(t.role != "soft" for t in right):
                continue
            for leader, other in ((left, right), (right, left)):
                first = self._best_number(question, leader, None)
                second = self._best_number(question, other, first) if first else None
                if first and second and first is not second and compute.same_unit((first, second)):
                    return [first, second] if leader is left else [second, first]
        return []

    def _best_number(
        self, question: Question, terms: tuple[Term, ...], like: Fact | None
    ) -> Fact | None:
        """The figure that accounts for all of some terms; one like ``like``, when that is given."""
        part = replace(
            question, terms=terms, kinds=frozenset({"how_many"}), claims=(), counts=(), head=None
        )
        good = [
            m
            for m in self._ranker.matches(part, Bias(like))
            if m.conflict in (None, "measure") and not m.missing
        ]
        if like is not None:
            good = [m for m in good if m.fact is not like and m.fact.kind == like.kind] or good
        else:
            good = [m for m in good if m.conflict is None]
        clear = len(good) == 1 or (len(good) > 1 and good[0].score > good[1].score + TIE / 2)
        return good[0].fact if good and clear and good[0].coverage > 0.55 else None

    def alike(self, question: Question, pool: Sequence[Match]) -> Sequence[Match]:
        """The facts that measure what the question's words measure, where there are several."""
        growth = [m for m in pool if m.fact.kind == "growth"]
        return growth if says_rose(question) and len(growth) > 1 else pool

    def two_periods(self, question: Question) -> list[Fact]:
        """One subject in two periods: "cả năm với 11 tháng", "mục tiêu 2025 hơn kết quả 2024".

        The first accounts for all of the question but the other's period; the second is the fact most
        like it there, and may lack what only the first needs ("mục tiêu").
        """
        periods = list(dict.fromkeys((*question.periods, *question.base_periods)))
        if len(periods) < 2:
            main = [p for p in self._index.main_period.values() if p is not None]
            periods += main[: 2 - len(periods)]
        if len(set(periods)) < 2:
            return []
        for one, other in (periods[:2], periods[1::-1]):
            first = self._in_period(question, one, None)
            second = self._in_period(question, other, first) if first is not None else None
            if first is not None and second is not None:
                order = [first, second] if one == periods[0] else [second, first]
                return order
        return []

    def goal_and_fact(self, question: Question) -> list[Fact]:
        """A goal and what was reached of it: "còn thiếu bao nhiêu thì đạt mục tiêu"."""
        asked = replace(question, kinds=frozenset({"how_many"}), claims=(), head=None)
        good = [
            m.fact
            for m in self._ranker.matches(asked)
            if m.conflict is None and not m.missing and m.fact.is_numeric
        ]
        for goal in good[:1]:
            for indexed in self._index.facts:
                other = indexed.fact
                same = other.is_numeric and other.article == goal.article and other is not goal
                if same and compute.same_unit((goal, other)) and self._kindred(goal, other):
                    return [other, goal]
        return []

    def _in_period(self, question: Question, period: Period, like: Fact | None) -> Fact | None:
        asked = replace(
            question, periods=(period,), base_periods=(), kinds=frozenset({"how_many"}), claims=(),
            head=None,
        )  # fmt: skip
        found = [
            m
            for m in self._ranker.matches(asked, Bias(like))
            if m.fact.is_numeric and self._is_told_for(m.fact, period)
        ]
        if like is None:
            good = [m for m in found if m.conflict is None and not m.missing and m.coverage > 0.7]
            return good[0].fact if good else None
        own = self._index.of(like)
        near = [
            m
            for m in found
            if m.conflict in (None, "measure", "unit")
            and compute.same_unit((like, m.fact))
            and m.fact is not like
            and all(self._index.strength(t, own) >= NEAR for t in m.missing)
            and self._kindred(like, m.fact)
        ]
        return near[0].fact if near else None

    def _is_told_for(self, fact: Fact, period: Period) -> bool:
        known = self._index.of(fact).period
        return known is not None and compatible(period, known)

    def _kindred(self, one: Fact, other: Fact) -> bool:
        """Whether two facts measure the same thing: their measures share most of their words."""
        goal = goal_words()
        left, right = (self._index.of(f).measure_words - goal for f in (one, other))
        return len(left & right) >= 0.6 * max(len(left), len(right))

    @staticmethod
    def counted(question: Question, pool: Sequence[Match]) -> list[Fact]:
        """The facts whose very figures the question names: "16 KCN cộng 5 KCN"."""
        found: list[Fact] = []
        for mention in (*question.claims, *question.counts):
            same = [
                m.fact
                for m in pool
                if m.fact.is_numeric and known(m.fact).value == like(mention.quantity, m.fact).value
            ]
            if not same:
                return []
            found.append(same[0])
        return list(dict.fromkeys(found)) if compute.same_unit(found or []) else []

    def group(self, question: Question, pool: Sequence[Match]) -> list[Fact]:
        """The series that a ranking or sum is over: facts of one group, unit and kind."""
        series: dict[str, list[Match]] = {}
        for match in pool:
            if match.fact.group and match.fact.is_numeric and match.conflict is None:
                series.setdefault(match.fact.group, []).append(match)
        best: list[Fact] = []
        best_score = 0.0
        for members in series.values():
            shared = [m for m in members if not self._lacks(question, m)]
            if question.asks("share_of"):
                shared = members
            elif question.asks("check") and question.asks("max", "min"):
                # "Goertek lớn nhất à?" names one member: what another has, it may lack.
                lacked = [{t for t in m.missing if t.role != "soft"} for m in members]
                shared = members if not set.intersection(*lacked) else shared
            if len(shared) < 2:
                continue
            if question.counts and question.counts[0].quantity.value not in (len(shared), 1):
                continue
            score = max(m.score for m in shared) + (0.2 if question.counts else 0.0)
            if score > best_score:
                best, best_score = [m.fact for m in shared], score
        return best

    def _lacks(self, question: Question, match: Match) -> bool:
        return any(term.role != "soft" for term in match.missing)

    def part(self, question: Question, pool: Sequence[Match], group: Sequence[Fact]) -> Fact | None:
        """The member of a group that the question names."""
        named = []
        for fact in group:
            indexed = self._index.of(fact)
            own = [t for t in question.content if self._index.strength(t, indexed) >= NEAR]
            rare = [
                t for t in own
                if not any(
                    self._index.strength(t, self._index.of(o)) >= NEAR for o in group if o is not fact
                )
            ]  # fmt: skip
            if rare:
                named.append(fact)
        return named[0] if len(named) == 1 else None
