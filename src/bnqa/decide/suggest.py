"""Questions to go on with: near what was answered, or near what could not be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bnqa.decide.decision import likeness
from bnqa.decide.ranking import Ranker
from bnqa.facts.index import FactIndex
from bnqa.knowledge import Fact
from bnqa.question.question import Question
from bnqa.reply.compose import question_for


class Suggester:
    """Suggests questions that the facts of one library answer."""

    def __init__(self, index: FactIndex, ranker: Ranker) -> None:
        self._index, self._ranker = index, ranker
        self._kindred: dict[tuple[str, str], tuple[Fact, ...]] = {}

    def after(self, facts: Sequence[Fact], limit: int = 3) -> tuple[str, ...]:
        """Questions about the facts nearest to those just stated."""
        said = {question_for(fact) for fact in facts}
        near = (question_for(other) for fact in facts[:2] for other in self.near(fact)[:4])
        return tuple(q for q in dict.fromkeys(near) if q not in said)[:limit]

    def instead_of(self, question: Question, limit: int = 3) -> tuple[str, ...]:
        """Questions that can be answered, nearest to one that can't; figures before words."""
        open_question = replace(
            question, kinds=frozenset(), periods=(), dimension=None, unit=None, head=None
        )
        near = self._ranker.matches(open_question)[: 3 * limit]
        near.sort(key=lambda m: not m.fact.is_numeric)
        return tuple(dict.fromkeys(question_for(m.fact) for m in near))[:limit]

    def near(self, fact: Fact) -> tuple[Fact, ...]:
        """The facts most like one, of its own article; found once for each."""
        key = (fact.article, fact.id)
        if key not in self._kindred:
            others = [i.fact for i in self._index.facts if i.fact.article == fact.article]
            ranked = sorted(
                (other for other in others if other is not fact),
                key=lambda other: -_closeness(fact, other),
            )
            self._kindred[key] = tuple(ranked[:8])
        return self._kindred[key]


def _closeness(fact: Fact, other: Fact) -> float:
    linked = other.of == fact.id or fact.of == other.id
    same = other.passage == fact.passage
    return likeness(fact, other) + 0.5 * linked + 0.3 * same + 0.1 * other.is_numeric
