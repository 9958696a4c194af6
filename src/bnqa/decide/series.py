"""Questions over a series of like facts: the largest, the n-th, all in order, those beyond a limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bnqa.answer import known
from bnqa.decide import compute
from bnqa.decide.decision import Bias, Decision, like, same_dimension
from bnqa.decide.operands import Operands
from bnqa.decide.ranking import Ranker
from bnqa.facts.index import FactIndex
from bnqa.facts.matching import Match
from bnqa.facts.strengths import NEAR
from bnqa.knowledge import Fact
from bnqa.question.cues import is_ascending, is_plural, says_fell
from bnqa.question.question import Question
from bnqa.values.quantity import compare


class Series:
    """Answers over the groups of facts of one library."""

    def __init__(self, index: FactIndex, ranker: Ranker, operands: Operands) -> None:
        self._index, self._ranker, self._operands = index, ranker, operands

    def within(self, question: Question, bias: Bias) -> Decision | None:
        """Those of a series that keep to a limit: "sản phẩm nào tăng trên 40%"."""
        if not question.limits:
            return None
        kinds = frozenset({"rank"})
        terms = tuple(term for term in question.terms if term.role != "figure")
        open_question = replace(
            question, kinds=kinds, terms=terms, dimension=None, unit=None, head=None
        )
        pool = self._ranker.matches(open_question, bias)
        limits = [mention.quantity for mention in question.limits]
        group = [
            fact
            for fact in self._operands.group(open_question, pool)
            if all(same_dimension(limit, fact) for limit in limits)
        ]
        if not group:
            return None
        kept = [
            fact
            for fact in group
            if all(compare(like(limit, fact), known(fact)) == "yes" for limit in limits)
        ]
        return computed(compute.within(kept, group, limits), "list")

    def ranked(self, question: Question, facts: Sequence[Fact]) -> Decision:
        """All in order, or the largest, the smallest, the n-th of them."""
        if question.asks("rank") or not question.asks("max", "min"):
            return computed(compute.ranking(facts, not is_ascending(question.text)), "ranking")
        largest = question.asks("max")
        if says_fell(question) and all(f.kind == "growth" for f in facts):
            down = [fact for fact in facts if compute.figure(fact) < 0]
            if not down:
                return computed(compute.none_moved(facts), "superlative")
            facts, largest = down, not largest
        if is_plural(question):
            return computed(compute.ranking(facts, largest), "ranking")
        if question.nth > len(facts):
            return computed(compute.ranking(facts, largest), "ranking")
        return computed(compute.extreme(facts, largest, question.nth), "superlative")

    def listed(self, question: Question) -> Decision | None:
        """A list asked with its figures: "liệt kê các dự án kèm vốn"."""
        ranking = replace(question, kinds=frozenset({"rank"}))
        measured = [m for m in self._ranker.matches(ranking) if m.conflict is None]
        group = self._operands.group(question, measured)
        money = any(
            m.fact in group and self._index.of(m.fact).measures & self._index.cues(question)
            for m in measured
        )
        if not group or not money:
            return None
        if group[0].kind == "growth" and question.dimension != "percent":
            return None  # what grew is asked, not by how much
        return computed(compute.ranking(group, descending=True), "list")

    def share(self, question: Question, pool: Sequence[Match]) -> Decision | None:
        """What share of a whole series one of its members is: "Foxconn … của ba dự án"."""
        group = self._operands.group(question, pool)
        members = [self._index.of(f) for f in group]
        if any(
            all(self._index.strength(term, member) < NEAR for member in members)
            for term in question.content
        ):
            return None  # what no member of the series has is the whole that is meant
        part = self._operands.part(question, pool, group) if group else None
        result = compute.share(part, group) if part is not None else None
        return computed(result, "share") if result is not None else None


def computed(result: compute.Result, kind: str) -> Decision:
    """A reckoned result as a decision."""
    return Decision("answered", result.text, kind, result.facts, confidence=0.85, reason="computed")
