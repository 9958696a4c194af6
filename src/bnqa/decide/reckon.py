"""Reckoning questions: rankings, sums, differences, ratios, shares, averages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bnqa.decide import compute
from bnqa.decide.decision import TIE, Bias, Decision, like
from bnqa.decide.operands import Operands
from bnqa.decide.ranking import Ranker
from bnqa.decide.series import Series, computed
from bnqa.facts.index import FactIndex
from bnqa.facts.matching import Match
from bnqa.facts.measures import is_total
from bnqa.knowledge import Fact
from bnqa.question.cues import change_words, chooses, is_average
from bnqa.question.question import Question
from bnqa.reply.compose import lower_first, reply, sentence, statement
from bnqa.values.quantity import ABOUT


class Reckoner:
    """Answers what has to be reckoned; every result shows its working."""

    def __init__(self, index: FactIndex, ranker: Ranker, operands: Operands) -> None:
        self._index, self._ranker, self._operands = index, ranker, operands
        self._series = Series(index, ranker, operands)

    def operation(
        self, question: Question, matches: Sequence[Match], bias: Bias
    ) -> Decision | None:
        within = self._series.within(question, bias)
        if within is not None:
            return within
        ranking = question.asks("max", "min", "rank")
        question = _as_difference(question)
        reckoning = question.asks(
            "sum", "total", "difference", "ratio", "share_of", "compare", "more", "less", "average"
        )
        if not ranking and not reckoning and question.times is None:
            return self._series.listed(question) if question.asks("list") else None
        loose = (
            replace(question, dimension=None, unit=None)
            if question.asks("share_of", "ratio", "difference")
            else question
        )
        pool = self._ranker.matches(loose, bias) if loose is not question else list(matches)
        if question.asks("check") and question.claims and question.times is None:
            return self._claimed_sum(question, pool) if question.asks("sum") else None
        counted = self._operands.counted(question, pool)
        if len(counted) >= 2 and question.asks("sum", "total", "difference", "ratio"):
            return self._reckon(question, counted)
        if question.asks("share_of") or (
            question.dimension == "percent" and not question.asks("difference", "more", "less")
        ):
            wanted = ("share",) if question.asks("share_of") else ("share", "growth")
            plain = [
                m for m in matches if m.conflict is None and not m.missing and m.fact.kind in wanted
            ]
            if plain:
                return None
        given = self._operands.given(bias, pool)
        if len(given) >= 2 and not question.content:
            return self._reckon(question, given)
        told = pool[0].fact.measure if pool and pool[0].conflict is None else ""
        if question.asks("average") and not is_average(told):
            return self._average(loose, pool)
        if question.counts and question.asks("share_of"):
            share = self._series.share(question, pool)
            if share is not None:
                return share
        pair = (
            self._operands.two_periods(loose) if question.periods or question.base_periods else []
        )
        if not pair and question.asks("difference") and question.base_periods:
            increase = self._increase(question)
            if increase is not None:
                return increase
        if not pair and question.asks("difference") and "goal" in self._index.cues(question):
            pair = self._operands.goal_and_fact(loose)
        pair = pair or self._operands.sides(loose)
        pair = pair or self._operands.cover(
            loose, self._operands.alike(loose, pool), same_dimension=True
        )
        if len(pair) >= 2:
            return self._reckon(question, pair)
        group = self._operands.group(question, pool)
        if question.asks("share_of"):
            share = self._series.share(question, pool)
            if share is not None:
                return share
        if ranking and group and question.asks("check"):
            claimed = self._claimed_extreme(question, pool, group)
            if claimed is not None:
                return claimed
        if ranking and group and not self._is_misplaced(question, group):
            return self._series.ranked(question, group)
        if (
            question.asks("sum", "total")
            and group
            and group[0].kind not in compute.RATES
            and not question.asks("more", "less")
            and (question.counts or question.asks("sum"))
        ):
            named = [
                m for m in pool if m.conflict is None and not m.missing and m.fact.group is None
            ]
            if question.counts or not named or named[0].score < self._best_of(pool, group) + TIE:
                return computed(compute.total(group), "sum")
        if question.asks("sum"):
            return self._sum_of_ties(pool)
        return None

    def _average(self, question: Question, pool: Sequence[Match]) -> Decision | None:
        """A total over the things it is linked to, or over the members of its group."""
        group = self._operands.group(question, pool)
        named = self._operands.cover(question, pool, same_dimension=True)
        chosen = named if len(named) > 1 else group
        good = [
            m.fact
            for m in pool
            if m.conflict is None and not m.missing and m.fact.of and m.fact.kind != "growth"
        ]
        if good and (not chosen or not question.counts):
            whole = good[0]
            base = self._index.by_id[(whole.article, whole.of or "")].fact
            result = compute.average(whole, compute.figure(base), base.unit or "", (whole, base))
            return computed(result, "average") if result else None
        if len(chosen) > 1:
            result = compute.average_of(chosen)
            return computed(result, "average") if result else None
        return None

    @staticmethod
    def _best_of(pool: Sequence[Match], group: Sequence[Fact]) -> float:
        return max((m.score for m in pool if m.fact in group), default=0.0)

    def _sum_of_ties(self, pool: Sequence[Match]) -> Decision | None:
        good = [
            m
            for m in pool
            if m.conflict is None and not m.missing and m.fact.kind in ("count", "capital")
        ]
        if not good:
            return None
        best = good[0].fact
        if is_total(best.measure):
            return None  # it is the sum
        near = [
            m.fact for m in good
            if m.fact.passage == best.passage and m.fact.unit == best.unit
            and m.score > good[0].score - 3 * TIE
        ]  # fmt: skip
        exact = all(f.qualifier == "exact" for f in near)
        if (
            len(near) == 2
            and exact
            and compute.same_unit(near)
            and near[0].passage == near[1].passage
        ):
            return computed(compute.total(near), "sum")
        return None

    def _reckon(self, question: Question, facts: list[Fact]) -> Decision | None:
        first, second = facts[0], facts[1]
        if question.asks("max", "min", "rank") and len(facts) > 2:
            return self._series.ranked(question, facts)
        if (
            question.asks("sum", "total")
            and not question.asks("difference", "ratio")
            and (not question.asks("share_of") or compute.of_one_whole(facts))
            and (not any(f.kind in compute.RATES for f in facts) or compute.of_one_whole(facts))
        ):
            whole = compute.whole_of(facts)
            if whole is not None:
                others = tuple(fact for fact in facts if fact is not whole)
                text = sentence(statement(whole))
                return computed(compute.Result(text, (whole, *others)), "sum")
            return computed(compute.total(facts), "sum")
        if question.dimension == "percent" and question.base_periods and first.unit != "%":
            if first.period == second.period:
                return None  # two things of one period have not changed into each other
            result = compute.change(first, second)
            return computed(result, "derived") if result else None
        if question.times is not None:
            return self._claimed_ratio(question, first, second)
        if question.asks("ratio"):
            result = compute.ratio(first, second)
            return computed(result, "ratio") if result else None
        if question.asks("share_of") or (question.unit == "%" and first.kind == "capital"):
            result = compute.share(first, (second,)) or compute.share(second, (first,))
            return computed(result, "share") if result else None
        if _opens_with_base(question):
            first, second = second, first
        both = question.asks("more") and question.asks("less")
        winner = question.asks("which", "who", "max", "min", "check", "name") or (
            chooses(question.text) and not both
        )
        result = compute.difference(first, second, as_named=not winner)
        if question.asks("check"):
            larger = first if compute.figure(first) >= compute.figure(second) else second
            claimed = second if question.asks("less") else first
            key = "yes" if claimed is larger else "no"
            result = compute.Result(
                reply("answers", key, statement=lower_first(result.text.rstrip("."))), result.facts
            )
        return computed(result, "comparison")

    def _claimed_extreme(
        self, question: Question, pool: Sequence[Match], group: Sequence[Fact]
    ) -> Decision | None:
        """ "Mỹ là nước mua nhiều nhất à?": whether the one that is named leads its series."""
        part = self._operands.part(question, pool, group)
        if part is None:
            named = [m.fact for m in pool if m.exact and m.fact in group]
            if len(named) != 1:
                return None
            part = named[0]
        result = compute.extreme(group, question.asks("max"))
        text = lower_first(result.text.rstrip("."))
        text = reply("answers", "yes" if result.facts[0] is part else "no", statement=text)
        return Decision("answered", text, "check", result.facts, confidence=0.8, reason="extreme")

    def _claimed_sum(self, question: Question, pool: Sequence[Match]) -> Decision | None:
        """ "16 KCN cộng 5 KCN là 21, đúng không?": whether figures add up to what is claimed."""
        parts = self._operands.counted(replace(question, claims=()), pool)
        if len(parts) < 2:
            return None
        result = compute.total(parts)
        claim = like(question.claims[-1].quantity, parts[0])
        right = claim.value == sum(map(compute.figure, parts))
        text = reply(
            "answers", "yes" if right else "no", statement=lower_first(result.text.rstrip("."))
        )
        return Decision(
            "answered", text, "check", result.facts, confidence=0.85, reason="claimed sum",
            denies=not right,
        )  # fmt: skip

    def _is_misplaced(self, question: Question, group: Sequence[Fact]) -> bool:
        """ "Nước nào … nhiều nhất" is not answered by projects."""
        if not question.asks("where"):
            return False
        return not any(self._index.of(f).is_place for f in group)

    def _increase(self, question: Question) -> Decision | None:
        """A change told in per cent, asked for in its own unit: "hơn năm trước mấy dự án"."""
        timeless = replace(question, periods=(), base_periods=(), kinds=frozenset({"how_many"}))
        good = [m for m in self._ranker.matches(timeless) if m.conflict is None and not m.missing]
        for match in good[:1]:
            for indexed in self._index.facts:
                growth = indexed.fact
                same = growth.article == match.fact.article and growth.of == match.fact.id
                base = {p.year for p in question.base_periods}
                if same and growth.kind == "growth" and indexed.base_year in (base | {None}):
                    return computed(compute.increase(match.fact, growth), "derived")
        return None

    @staticmethod
    def _claimed_ratio(question: Question, first: Fact, second: Fact) -> Decision | None:
        """Whether the first is as many times the second as is claimed."""
        result = compute.ratio(first, second)
        if result is None or question.times is None or not compute.figure(second):
            return None
        real = compute.figure(first) / compute.figure(second)
        key = "yes" if abs(real - question.times) <= question.times * ABOUT else "no"
        text = reply("answers", key, statement=lower_first(result.text.rstrip(".")))
        return Decision(
            "answered", text, "check", result.facts, confidence=0.85, reason="claimed ratio"
        )


def _opens_with_base(question: Question) -> bool:
    """ "So với Goertek, Foxconn hơn bao nhiêu": what is spoken of comes second."""
    content = min((t.index for t in question.content), default=0)
    return any(kind == "compare" and start < content for start, _, kind in question.marks)


def _as_difference(question: Question) -> Question:
    """ "tăng thêm mấy tỷ so với 2024" asks for a difference, not for a rate of growth."""
    asked = question.dimension is not None or question.asks("difference")
    if not (asked and question.base_periods) or question.asks("check"):
        return question
    if question.dimension == "percent" and not question.periods:
        return question
    terms = tuple(t for t in question.terms if t.direct not in change_words())
    return replace(question, kinds=question.kinds | {"difference"}, terms=terms)
