"""A conversation: what a follow-up question inherits from the turns before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Session:
    """The state of one conversation; JSON-ready through ``to_dict`` and ``from_dict``."""

    turns: list[dict[str, Any]] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {"turns": self.turns}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Session:
        return cls(turns=list(data.get("turns", [])))
