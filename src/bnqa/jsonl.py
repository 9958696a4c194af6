"""Questions as JSON lines in, answers as JSON lines out, in order; a bad line stops nothing."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import IO, TYPE_CHECKING, Any, TextIO

from bnqa.dialogue.session import Session

if TYPE_CHECKING:
    from bnqa.engine import Engine

MAX_SESSIONS = 10_000  # conversations kept; the longest unused falls out
MAX_LINE = 1_000_000  # bytes


class BadLine(Exception):
    """Why a line can't be read, in the user's terms."""


def read_object(raw: bytes, number: int) -> dict[str, Any]:
    """One line as an object. Raises BadLine."""
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise BadLine(f"dòng {number}: không phải UTF-8") from None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise BadLine(f"dòng {number}: không phải JSON") from None
    if not isinstance(value, dict):
        raise BadLine(f"dòng {number}: phải là một đối tượng JSON")
    return value


def each(
    stdin: IO[bytes], stdout: TextIO, handle: Callable[[dict[str, Any], int], dict[str, Any]]
) -> int:
    """Apply ``handle`` to each line and write what it gives; errors become ``{"error": …}`` lines."""
    for number, raw in enumerate(_lines(stdin), 1):
        if not raw.strip():
            continue
        try:
            if len(raw) > MAX_LINE:
                raise BadLine(f"dòng {number}: quá dài (trên 1 MB)")
            result = handle(read_object(raw, number), number)
        except BadLine as error:
            result = {"error": str(error)}
        text = json.dumps(result, ensure_ascii=False)
        stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
        stdout.flush()
    return 0


def _lines(stdin: IO[bytes]) -> Any:
    """Lines, none longer than a little over MAX_LINE in memory; the rest of a longer one is dropped."""
    while raw := stdin.readline(MAX_LINE + 2):
        kept = raw
        while not raw.endswith(b"\n") and len(raw) > MAX_LINE:
            raw = stdin.readline(MAX_LINE + 2)
            if not raw:
                break
        yield kept


def serve(engine: Engine, stdin: IO[bytes], stdout: TextIO) -> int:
    """Answer ``{"question": …, "session": …}`` lines; one session id is one conversation."""
    sessions: OrderedDict[str, Session] = OrderedDict()

    def answer(line: dict[str, Any], number: int) -> dict[str, Any]:
        question, name = line.get("question"), line.get("session")
        if not isinstance(question, str):
            raise BadLine(f"dòng {number}: thiếu `question` (một chuỗi)")
        if name is None:
            return engine.ask(question).to_dict()
        key = json.dumps(name, ensure_ascii=False, sort_keys=True)
        session = sessions.setdefault(key, Session())
        sessions.move_to_end(key)
        if len(sessions) > MAX_SESSIONS:
            sessions.popitem(last=False)
        return {**engine.ask(question, session).to_dict(), "session": name}

    return each(stdin, stdout, answer)
