"""The engine as the bot uses it: guarded against hanging, reloadable."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from bnqa.answer import Answer
from bnqa.dialogue.session import Session
from bnqa.knowledge import KnowledgeError

if TYPE_CHECKING:
    from bnqa.engine import Engine

logger = logging.getLogger("bot.answering")

MAX_QUESTION = 500
MAX_ANSWERS = 5
_SECONDS = 5.0


class TooSlow(Exception):
    """The engine took too long over one question."""


class Answerer:
    """Answers from one engine. ``load`` makes the engine, now and at each :meth:`reload`."""

    def __init__(self, load: Callable[[], Engine]) -> None:
        self._load = load
        self.engine = self._ready_engine()

    @property
    def examples(self) -> tuple[str, ...]:
        """Questions to begin with."""
        return tuple(self.engine.examples)

    async def reload(self) -> bool:
        """Take up changed knowledge when it is sound; else keep the old and say what is wrong.
        Questions are answered meanwhile."""
        try:
            engine = await asyncio.to_thread(self._ready_engine)
        except KnowledgeError as error:
            for problem in error.problems:
                logger.error("kiến thức mới có lỗi, giữ bản cũ: %s", problem)
            return False
        except Exception as error:
            logger.error("không nạp được kiến thức mới, giữ bản cũ", exc_info=error)
            return False
        self.engine = engine
        del engine
        settle_memory()
        logger.info("đã nạp lại kiến thức")
        return True

    def _ready_engine(self) -> Engine:
        """An engine that has answered before: its first answer takes many times as long, and all
        chats would wait for it."""
        engine = self._load()
        for question in engine.examples:
            engine.ask(question)
        return engine

    def ask(self, question: str, session: str | None) -> tuple[Answer, str]:
        """The answer, and the conversation after it as JSON."""
        talk = _session(session)
        with _time_limit(_SECONDS):
            answer = self.engine.ask(question[:MAX_QUESTION], talk)
        return answer, json.dumps(talk.to_dict(), ensure_ascii=False, separators=(",", ":"))

    def several(self, question: str) -> list[Answer]:
        """The answer to the question, then those to the nearest ones; without a question those to
        the examples. At most MAX_ANSWERS, all of them worth sending to somebody."""
        wanted = list(self.examples)
        answers: list[Answer] = []
        if question:
            first, _ = self.ask(question, None)
            wanted = list(first.suggestions)
            if first.status in ("answered", "chat"):
                answers.append(first)
        for near in wanted:
            if len(answers) >= MAX_ANSWERS:
                break
            answer, _ = self.ask(near, None)
            if answer.status == "answered":
                answers.append(answer)
        return answers


def settle_memory() -> None:
    """What is loaded by now stays for long: the collector need not walk over it each time."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _session(stored: str | None) -> Session:
    if stored is not None:
        try:
            return Session.from_dict(json.loads(stored))
        except Exception:  # written by another version: a new conversation is better than none
            logger.warning("không đọc được hội thoại cũ, bắt đầu lại")
    return Session()


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Break off what runs too long, even a loop that never yields. Only the main thread can be
    interrupted so; elsewhere there is no limit."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def expire(signum: int, frame: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, expire)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
