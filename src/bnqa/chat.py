"""The terminal chat: asks, answers, numbered suggestions, a few commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bnqa.dialogue.session import Session
from bnqa.running import state_folder
from bnqa.terminal import article_source, fact_rows, show, table, wants_colour

if TYPE_CHECKING:
    from bnqa.engine import Engine

_COMMANDS = {
    "/help": "help", "/trogiup": "help", "/?": "help",
    "/facts": "facts", "/solieu": "facts",
    "/source": "source", "/nguon": "source",
    "/quit": "quit", "/thoat": "quit", "/exit": "quit", "/q": "quit",
}  # fmt: skip
_HELP = """Cứ gõ câu hỏi, có dấu hay không dấu đều được. Gõ số để chọn một câu gợi ý.
  /facts   xem mọi số liệu của bài
  /source  xem nguồn bài viết
  /help    xem hướng dẫn này
  /quit    thoát (hoặc Ctrl-D)"""


class Chat:
    """One conversation in a terminal or through a pipe."""

    def __init__(self, engine: Engine, stdin: TextIO, stdout: TextIO) -> None:
        self._engine, self._in, self._out = engine, stdin, stdout
        self._session = Session()
        self._offered: tuple[str, ...] = ()
        self._interactive = stdin.isatty()

    def run(self) -> int:
        """Read questions until the end of input, /quit, Ctrl-C or Ctrl-D; the exit code is 0."""
        history = _history() if self._interactive else None
        if self._interactive:
            self._greet()
        try:
            while (line := self._read()) is not None:
                if not self._handle(line):
                    break
        except KeyboardInterrupt:
            print(file=self._out)
        finally:
            _save(history)
        return 0

    def _greet(self) -> None:
        title = self._engine.library.articles[0].title
        print(f"bnqa – hỏi đáp về bài “{title}”. /help để xem hướng dẫn.", file=self._out)
        self._offer(self._engine.examples)
        for number, question in enumerate(self._offered, 1):
            print(f"  {number}. {question}", file=self._out)

    def _offer(self, questions: tuple[str, ...]) -> None:
        self._offered = questions

    def _read(self) -> str | None:
        try:
            if self._interactive:
                return input(
                    "\n\001\033[1m\002Hỏi>\001\033[0m\002 "
                    if wants_colour(self._out)
                    else "\nHỏi> "
                )
            line = self._in.readline()
        except EOFError:
            print(file=self._out)
            return None
        except UnicodeDecodeError:
            return "\ufffd"
        return line if line else None

    def _handle(self, line: str) -> bool:
        text = line.strip()
        if not text:
            return True
        if text.startswith("/"):
            return self._command(text.split()[0].lower())
        if text.isdigit() and len(text) < 3 and 1 <= int(text) <= len(self._offered):
            text = self._offered[int(text) - 1]
            print(f"→ {text}", file=self._out)
        answer = self._engine.ask(text, self._session)
        self._offer(answer.suggestions)
        show(answer, self._out)
        if not self._interactive:
            print(file=self._out, flush=True)
        return True

    def _command(self, name: str) -> bool:
        match _COMMANDS.get(name):
            case "quit":
                return False
            case "facts":
                print(table(fact_rows(self._engine.facts)), file=self._out, flush=True)
            case "source":
                for article in self._engine.library.articles:
                    print(article_source(article), file=self._out, flush=True)
            case "help":
                print(_HELP, file=self._out, flush=True)
            case _:
                print(
                    f"Không có lệnh {name}; gõ /help để xem các lệnh.", file=self._out, flush=True
                )
        return True


def _history() -> Path | None:
    """Line editing and history, where the platform has readline and the folder can be written."""
    try:
        import readline
    except ImportError:
        return None
    path = state_folder() / "history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            readline.read_history_file(path)
    except OSError:
        return None
    readline.set_history_length(500)
    return path


def _save(path: Path | None) -> None:
    if path is None:
        return
    import contextlib
    import readline

    with contextlib.suppress(OSError):
        readline.write_history_file(path)


def chat(engine: Engine) -> int:
    """Run the chat on standard input and output."""
    return Chat(engine, sys.stdin, sys.stdout).run()
