"""A conversation: its turns, as far as the next question needs them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bnqa.decide.decision import Decision

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
        """What to keep of a decided question; of a superlative only the one that was named."""
        told = decision.facts[:1] if decision.kind == "superlative" else decision.facts
        return cls(
            question,
            decision.status,
            tuple((f.article, f.id) for f in told),
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
