"""The slash commands: each makes one message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot import render, texts
from bot.answering import Answerer
from bot.journal import Journal, Write
from bot.send import Message


@dataclass(frozen=True, slots=True)
class Context:
    """What a command works with: ``text`` follows the command, ``chat`` is the salted hash,
    ``writes`` are committed with the update."""

    answerer: Answerer
    journal: Journal
    text: str
    chat: str
    writes: list[Write]


def _start(context: Context) -> Message:
    engine = context.answerer.engine
    return render.welcome(
        engine.library.articles, context.answerer.examples, context.journal.save_buttons
    )


def _help(context: Context) -> Message:
    return render.plain_message(texts.HELP)


def _facts(context: Context) -> Message:
    return render.facts(context.answerer.engine.library.articles, context.text)


def _source(context: Context) -> Message:
    return render.sources(context.answerer.engine.library.articles)


def _privacy(context: Context) -> Message:
    return render.plain_message(texts.PRIVACY)


def _forget(context: Context) -> Message:
    context.writes.extend(Journal.forget(context.chat))
    return render.plain_message(texts.FORGOTTEN)


def _ask(context: Context) -> Message:
    return render.plain_message(texts.ASK_HOW)


COMMANDS: dict[str, Callable[[Context], Message]] = {
    "start": _start,
    "help": _help,
    "trogiup": _help,
    "solieu": _facts,
    "facts": _facts,
    "nguon": _source,
    "source": _source,
    "riengtu": _privacy,
    "privacy": _privacy,
    "xoa": _forget,
    "hoi": _ask,
    "ask": _ask,
}
