"""A conversation: what a follow-up question inherits from the turns before it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bnqa import lang
from bnqa.knowledge import Fact
from bnqa.question import Question, Term
from bnqa.text import fold

if TYPE_CHECKING:
    from bnqa.decide import Bias, Decision
    from bnqa.facts import FactIndex

MAX_TURNS = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as far as the next one needs it; plain JSON values."""

    question: str
    status: str
    facts: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: str, decision: Decision, suggestions: tuple[str, ...]) -> Turn:
        """What to keep of a decided question."""
        return cls(
            question,
            decision.status,
            tuple((f.article, f.id) for f in decision.facts),
            tuple((f.article, f.id) for f in decision.choices),
            suggestions,
        )


@dataclass(slots=True)
class Session:
    """One conversation: its last MAX_TURNS turns; JSON-ready through ``to_dict`` and ``from_dict``."""

    turns: list[Turn] = field(default_factory=list)

    def remember(self, turn: Turn) -> None:
        """Add a turn; the oldest falls out."""
        self.turns = [*self.turns, turn][-MAX_TURNS:]

    def to_dict(self) -> dict[str, Any]:
        """The session as JSON-ready values."""
        return {"turns": [asdict(turn) for turn in self.turns]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Session:
        """A session from :meth:`to_dict`; what can't be read is left out."""
        turns = []
        for row in data.get("turns", []) if isinstance(data, dict) else []:
            try:
                turns.append(
                    Turn(
                        str(row["question"]),
                        str(row["status"]),
                        tuple((str(a), str(b)) for a, b in row.get("facts", [])),
                        tuple((str(a), str(b)) for a, b in row.get("choices", [])),
                        tuple(map(str, row.get("suggestions", []))),
                    )
                )
            except (KeyError, TypeError, ValueError):
                continue
        return cls(turns[-MAX_TURNS:])


def _opens(text: str) -> bool:
    return bool(re.match(_pattern("openers"), fold(text)))


def _pattern(name: str) -> str:
    words = sorted({fold(str(w)) for w in lang.load("dialogue")[name]}, key=len, reverse=True)
    return r"\W*(?:" + "|".join(map(re.escape, words)) + r")(?!\w)"


def picked(text: str, count: int) -> int | None:
    """The number of a choice that a short reply names ("2", "cái đầu"), from 0; None for none."""
    data = lang.load("dialogue")["picks"]
    bare = " ".join(re.findall(r"\w+", fold(text)))
    for number, phrases in data.items():
        if bare in {fold(str(p)) for p in phrases}:
            index = count - 1 if number == "last" else int(number) - 1
            return index if 0 <= index < count else None
    return None


def follow_up(question: Question, session: Session, index: FactIndex) -> tuple[Question, Bias]:
    """The question with what it leaves unsaid taken from the conversation, and what to prefer."""
    from bnqa.decide import Bias

    if not session.turns:
        return question, Bias()
    last = session.turns[-1]
    if last.choices:
        facts = [index.by_id[key].fact for key in last.choices if key in index.by_id]
        number = picked(question.text, len(facts))
        if number is not None:
            return _about(question, facts[number], index), Bias(facts[number], (facts[number].id,))
        if _is_short(question) and facts:
            held = [f for f in facts if _accounts(question, f, index)]
            if held and question.content:
                return replace(question, terms=question.terms), Bias(held[0], tuple(f.id for f in held))
    previous = next((t for t in reversed(session.turns) if t.facts), None)
    if previous is None or not _leans(question, index):
        return question, Bias()
    keys = [key for key in previous.facts if key in index.by_id]
    if not keys:
        return question, Bias()
    anchor = index.by_id[keys[0]].fact
    pronoun = re.search(_pattern("pronouns").removeprefix(r"\W*"), fold(question.text)) is not None
    if pronoun or not question.content:
        return _about(question, anchor, index), Bias(anchor)
    return question, Bias(anchor)


def _is_short(question: Question) -> bool:
    return len(question.text.split()) <= 6


def _leans(question: Question, index: FactIndex) -> bool:
    """Whether a question can't stand alone: an opener, a pronoun, or too little said."""
    bare = fold(question.text)
    if _opens(question.text) or re.search(_pattern("pronouns").removeprefix(r"\W*"), bare):
        return True
    return not question.content or (_is_short(question) and not question.kinds - {"check", "which"} and len(question.content) <= 1)


def _accounts(question: Question, fact: Fact, index: FactIndex) -> bool:
    indexed = index.by_id[(fact.article, fact.id)]
    return all(index.strength(term, indexed) >= 0.8 for term in question.content)


def _about(question: Question, fact: Fact, index: FactIndex) -> Question:
    """The question with the subject of a fact put in for its pronoun."""
    subject = Term(fact.subject, (" ".join(_keys(fact.subject)),), None, "soft", 0)
    del index
    return replace(question, terms=(*question.terms, subject))


def _keys(text: str) -> tuple[str, ...]:
    from bnqa.phrases import syllables

    return syllables(text)
