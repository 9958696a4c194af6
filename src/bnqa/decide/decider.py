"""Decide on a question: reckon, check, look up, or refuse and say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bnqa.decide.check import Checker
from bnqa.decide.decision import Bias, Decision
from bnqa.decide.lookup import Lookup
from bnqa.decide.operands import Operands
from bnqa.decide.ranking import Ranker
from bnqa.decide.reckon import Reckoner
from bnqa.decide.suggest import Suggester
from bnqa.facts.index import FactIndex
from bnqa.facts.matching import Match
from bnqa.question.cues import change_words
from bnqa.question.question import Question, Term
from bnqa.reply.compose import join, reply
from bnqa.values.period import format_period
from bnqa.values.timespan import in_year, year_period


class Decider:
    """Decides over the facts of one library."""

    def __init__(self, index: FactIndex) -> None:
        self._index = index
        self._ranker = Ranker(index)
        operands = Operands(index, self._ranker)
        self._reckoner = Reckoner(index, self._ranker, operands)
        self._lookup = Lookup(index, self._ranker, operands)
        self._checker = Checker(index, self._lookup)
        self.suggest = Suggester(index, self._ranker)

    def decide(self, question: Question, bias: Bias | None = None) -> Decision:
        """The decision for one reading of a question; refusals say what ruled the facts out."""
        bias = bias or Bias()
        question = self._dated(question)
        matches = self._ranker.matches(question, bias)
        return (
            self._lookup.derived(question)
            or self._reckoner.operation(question, matches, bias)
            or self._checker.check(question, matches)
            or self._lookup.look_up(question, matches, bias)
            or self._refuse(question, matches)
        )

    def _dated(self, question: Question) -> Question:
        """ "Năm ngoái" by the year of the articles, where they are all of one."""
        years = {p.year for p in self._index.main_period.values() if p is not None}
        if not question.last_year or len(years) != 1 or None in years:
            return question
        year = (years.pop() or 0) - 1
        told = [p for p in question.periods if p.grain != "same_period"]
        if any(p.year is not None for p in told):
            return question
        moved = tuple(in_year(p, year) for p in told) or (year_period(year),)
        bases = tuple(p for p in question.base_periods if p.grain != "same_period")
        return replace(question, periods=moved, base_periods=bases)

    def _refuse(self, question: Question, matches: Sequence[Match]) -> Decision:
        foreign = self.foreign(question)
        if foreign:
            telling = [t for t in foreign if t.role != "content"] or foreign
            text = reply("refuse", "foreign", name=join(_quoted(t) for t in telling[:2]))
            return Decision(
                "refused", text, "unknown", reason="foreign: " + ", ".join(t.text for t in foreign)
            )
        periods = [m for m in matches if m.conflict == "period" and not m.missing]
        if periods and question.periods:
            text = reply("refuse", "period", period=format_period(question.periods[0]) or "kỳ này")
            return Decision("refused", text, "unknown", reason="period")
        named = [t for t in question.content if t.direct not in change_words()]
        if question.asks("why") and not named:
            return Decision(
                "refused", reply("refuse", "reason"), "unknown", reason="no reason given"
            )
        named = [t for t in question.content if t.role != "outside"]
        if named:
            text = reply("refuse", "missing", name=join(f"“{t.text}”" for t in named[:2]))
            return Decision("refused", text, "unknown", reason="no fact accounts for all words")
        return Decision("refused", reply("refuse", "unknown"), "unknown", reason="nothing to go by")

    def foreign(self, question: Question) -> list[Term]:
        """The terms that no fact, passage or title of the library accounts for."""
        return [
            term for term in question.content
            if not self._index.titles.holds(term)
            and not any(self._index.strengths(term))
        ]  # fmt: skip

    def matches(self, question: Question) -> list[Match]:
        """Every fact that accounts for something of the question, best first."""
        return self._ranker.matches(question)


def _quoted(term: Term) -> str:
    """A term as a refusal names it: names as they are, other words in quotes."""
    if term.text[0].isupper() and (term.index > 0 or term.proper):
        return term.text
    return f"“{_uncapitalised(term)}”"


def _uncapitalised(term: Term) -> str:
    """The words of a term; a capital that only begins the question is taken back."""
    capitals = sum(ch.isupper() for ch in term.text)
    return term.text[0].lower() + term.text[1:] if term.index == 0 and capitals == 1 else term.text
