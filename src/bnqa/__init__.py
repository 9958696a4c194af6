"""Question answering with sources over Vietnamese articles, without a language model.

>>> import bnqa
>>> engine = bnqa.load("knowledge")
>>> engine.ask("GRDP Bắc Ninh năm 2024 tăng bao nhiêu?").text
'Năm 2024, GRDP của Bắc Ninh ước tăng 6,03%.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    from bnqa.answer import Answer
    from bnqa.dialogue.session import Session
    from bnqa.engine import Engine

__version__ = "0.1.0"
__all__ = ["Answer", "Engine", "Session", "__version__", "load"]


def load(path: str | PathLike[str]) -> Engine:
    """Load and validate a knowledge folder (one article's, or a folder of them).

    Raises :class:`bnqa.knowledge.KnowledgeError`, which lists every problem with file and line.
    """
    from bnqa.engine import Engine
    from bnqa.library import snapshot

    library, postings = snapshot.load(path)
    return Engine(library, postings=postings)


def __getattr__(name: str) -> object:
    # Names of the public interface, imported when asked for: `import bnqa` stays cheap.
    if name == "Answer":
        from bnqa.answer import Answer

        return Answer
    if name == "Engine":
        from bnqa.engine import Engine

        return Engine
    if name == "Session":
        from bnqa.dialogue.session import Session

        return Session
    raise AttributeError(name)
