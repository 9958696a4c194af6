"""The path of a question, on one page."""

from __future__ import annotations

from bnqa.answer import Answer
from bnqa.dialogue import Session
from bnqa.knowledge import Library


class Engine:
    """Answers questions over a library. Holds no state between questions but its indexes."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def ask(self, question: str, session: Session | None = None) -> Answer:
        """Answer one question; ``session`` is read and updated in place."""
        return Answer(question, "refused", "Bài viết không nói về điều này.", "unknown")
