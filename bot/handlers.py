"""What happens to each kind of update: messages, edits, taps on buttons, inline queries."""

from __future__ import annotations

import contextlib
import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from telegram import Update

from bnqa.answer import Answer
from bot import render, texts
from bot.answering import Answerer
from bot.commands import COMMANDS, Context
from bot.delivery import Gone
from bot.dispatch import Job, current_job
from bot.incoming import Incoming, Me, read, thread_of
from bot.journal import Journal
from bot.limits import Limiter, Verdict
from bot.logs import describe
from bot.markup import clean
from bot.metrics import Metrics
from bot.send import Message, Place, Sender

logger = logging.getLogger("bot.answers")

_INLINE_CACHE_SECONDS = 60
_MAX_ALBUMS = 500


class Handlers:
    """The bot's behaviour. Each public coroutine takes one update; a chat that can't be written to
    any more ends it quietly."""

    def __init__(
        self,
        me: Me,
        answerer: Answerer,
        sender: Sender,
        journal: Journal,
        metrics: Metrics,
        limiter: Limiter,
        inline_limiter: Limiter,
        allowed_chats: frozenset[int] | None = None,
    ) -> None:
        self._me = me
        self._answerer = answerer
        self._sender = sender
        self._journal = journal
        self._metrics = metrics
        self._limiter = limiter
        self._inline_limiter = inline_limiter
        self._allowed = allowed_chats
        self._albums: OrderedDict[str, None] = OrderedDict()

    # --- messages ---------------------------------------------------------------------------

    async def on_message(self, update: Update, context: object) -> None:
        """A new message: a question, a command, or something the bot can't read."""
        message = update.message
        if message is not None and message.migrate_to_chat_id:
            keys = (message.chat.id, message.migrate_to_chat_id)
            _writes().extend(Journal.move(*map(self._journal.key, keys)))
        incoming = read(message, self._me) if message else None
        if incoming is None or self._seen_album(incoming):
            return
        self._metrics.count("updates", incoming.kind)
        place = _place(incoming)
        with contextlib.suppress(Gone):
            if not await self._welcome(incoming, place):
                return
            if incoming.kind == "question":
                await self._answer(incoming, place)
            elif incoming.kind == "command":
                await self._command(incoming, place)
            else:
                text = texts.HINT if incoming.kind == "hint" else texts.EMPTY
                await self._sender.send(place, render.plain_message(text))

    async def on_edited(self, update: Update, context: object) -> None:
        """An edited question edits its answer."""
        message = update.edited_message
        incoming = read(message, self._me, edited=True) if message else None
        if incoming is None:
            return
        self._metrics.count("updates", "edited")
        place = _place(incoming)
        with contextlib.suppress(Gone):
            if await self._welcome(incoming, place):
                await self._answer(incoming, place, edited=True)

    async def _welcome(self, incoming: Incoming, place: Place) -> bool:
        """Whether this chat is served and asks no faster than it may; says so at most once a
        window."""
        now = time.monotonic()
        if not self._serves(incoming.chat_id):
            if incoming.private and self._limiter.notice(("c", incoming.chat_id), now):
                await self._sender.send(place, render.plain_message(texts.NOT_ALLOWED))
            return False
        keys: tuple[Hashable, ...] = (("u", incoming.user_id), ("c", incoming.chat_id))
        verdict = self._limiter.check(keys, now, incoming.sent)
        if verdict is Verdict.ALLOW:
            return True
        self._metrics.count("limited", verdict.value)
        if verdict is Verdict.NOTICE:
            await self._sender.send(place, render.plain_message(texts.SLOW_DOWN))
        return False

    def _serves(self, chat_id: int) -> bool:
        return self._allowed is None or chat_id in self._allowed

    def _seen_album(self, incoming: Incoming) -> bool:
        """An album comes as up to ten messages; one hint is enough."""
        if incoming.album is None or incoming.kind != "hint":
            return False
        if incoming.album in self._albums:
            return True
        self._albums[incoming.album] = None
        if len(self._albums) > _MAX_ALBUMS:
            self._albums.popitem(last=False)
        return False

    async def _command(self, incoming: Incoming, place: Place) -> None:
        command = COMMANDS.get(incoming.command)
        if command is None:
            # In a group an unknown command is somebody else's business.
            if incoming.private:
                await self._sender.send(place, render.plain_message(texts.UNKNOWN_COMMAND))
            return
        chat = self._journal.key(incoming.chat_id)
        message = command(Context(self._answerer, self._journal, incoming.text, chat, _writes()))
        await self._sender.send(place, message)

    # --- questions --------------------------------------------------------------------------

    async def _answer(self, incoming: Incoming, place: Place, edited: bool = False) -> None:
        chat = self._journal.key(incoming.chat_id)
        thread = incoming.thread_id or 0
        before = self._journal.session(chat, thread)
        follows = True
        old: tuple[int, ...] = ()
        if edited:
            old = self._journal.answer(chat, incoming.message_id)
            if old:
                # As if the question had been asked so at once: with what came before it.
                follows = self._journal.is_last(chat, thread, incoming.message_id)
                before = self._journal.session(chat, thread, incoming.message_id)
        answer, after, started = self._ask(incoming.text, before)
        message = render.answer_message(answer, self._journal.save_buttons)
        if old:
            sent = await self._sender.edit(place, old, message)
        else:
            sent = await self._sender.send(place, message)
        chat = self._journal.key(self._sender.current_id(incoming.chat_id))
        writes = _writes()
        if sent:
            writes.append(Journal.save_answer(chat, incoming.message_id, sent))
            self._record(answer, started)
        if follows:
            writes.append(
                Journal.save_session(chat, thread, after, before or "{}", incoming.message_id)
            )

    def _ask(self, question: str, session: str | None) -> tuple[Answer, str, float]:
        job = current_job.get()
        started = time.monotonic() if job is None or job.started is None else job.started
        answer, after = self._answerer.ask(clean(question), session)
        return answer, after, started

    def _record(self, answer: Answer, started: float) -> None:
        """One line an answered question: no text, no name, no id."""
        seconds = time.monotonic() - started
        self._metrics.count("questions", answer.status)
        self._metrics.observe(seconds)
        fields = {"kind": answer.kind, "status": answer.status, "ms": round(seconds * 1000, 1)}
        logger.info("đã trả lời", extra={"fields": fields})

    # --- buttons and inline queries ---------------------------------------------------------

    async def on_button(self, update: Update, context: object) -> None:
        """A tap on a suggested question asks it."""
        query = update.callback_query
        if query is None or query.from_user.is_bot:
            return
        self._metrics.count("updates", "button")
        message = query.message
        question = self._journal.button(query.data or "")
        if message is None or question is None:
            await self._sender.answer_callback(query.id, texts.OLD_BUTTON)
            return
        chat_id, thread = message.chat.id, thread_of(message)
        if not self._serves(chat_id):
            await self._sender.answer_callback(query.id, texts.NOT_ALLOWED)
            return
        keys: tuple[Hashable, ...] = (("u", query.from_user.id), ("c", chat_id))
        verdict = self._limiter.check(keys, time.monotonic(), 0.0)
        if verdict is not Verdict.ALLOW:
            self._metrics.count("limited", verdict.value)
            notice = texts.SLOW_DOWN if verdict is Verdict.NOTICE else ""
            await self._sender.answer_callback(query.id, notice)
            return
        # First of all the button stops spinning, and shows what is being asked.
        await self._sender.answer_callback(query.id, question)
        chat = self._journal.key(chat_id)
        before = self._journal.session(chat, thread or 0)
        answer, after, started = self._ask(question, before)
        shown = render.answer_message(answer, self._journal.save_buttons)
        try:
            sent = await self._sender.send(Place(chat_id, thread), shown)
        except Gone:
            return
        chat = self._journal.key(self._sender.current_id(chat_id))
        _writes().append(Journal.save_session(chat, thread or 0, after, before, None))
        if sent:
            self._record(answer, started)

    async def on_inline(self, update: Update, context: object) -> None:
        """``@bot question`` anywhere: up to five full answers."""
        query = update.inline_query
        if query is None or query.from_user.is_bot:
            return
        self._metrics.count("updates", "inline")
        options: dict[str, Any] = {"cache_time": _INLINE_CACHE_SECONDS, "is_personal": False}
        keys: tuple[Hashable, ...] = (("u", query.from_user.id),)
        verdict = self._inline_limiter.check(keys, time.monotonic(), 0.0)
        if not self._serves(query.from_user.id) or verdict is not Verdict.ALLOW:
            options |= {"cache_time": 1, "is_personal": True}
            await self._sender.answer_inline(query.id, [], **options)
            return
        answers = self._answerer.several(clean(query.query).strip())
        results = render.inline_results(answers)
        if not results:
            options["button"] = {"text": texts.INLINE_BUTTON, "start_parameter": "inline"}
        await self._sender.answer_inline(query.id, results, **options)

    # --- when it goes wrong -----------------------------------------------------------------

    async def apologise(self, update: Update | None, error: BaseException) -> None:
        """An unexpected error: one line in the log with a number, and the user gets that number."""
        ref = secrets.token_hex(4)
        self._metrics.count("errors", "handler")
        slow = isinstance(error, TimeoutError)
        logger.error(
            "quá giờ khi xử lý" if slow else "lỗi khi xử lý",
            extra={"fields": {"ref": ref, "error": describe(error)}},
            exc_info=None if slow else error,
        )
        place = self._place_of(update)
        if place is not None:
            message: Message = render.plain_message(texts.APOLOGY.format(ref=ref))
            with contextlib.suppress(Gone):
                await self._sender.send(place, message)

    def _place_of(self, update: Update | None) -> Place | None:
        """Where an apology is due: only where an answer was."""
        if update is None:
            return None
        query, edited = update.callback_query, update.edited_message
        if query is not None and query.message is not None:
            return Place(query.message.chat.id, thread_of(query.message))
        message = update.message or edited
        try:
            incoming = read(message, self._me, edited is not None) if message else None
        except Exception:  # it may be the reading that went wrong
            return None
        return None if incoming is None else _place(incoming)


def _place(incoming: Incoming) -> Place:
    return Place(incoming.chat_id, incoming.thread_id, incoming.message_id, incoming.quote)


def _writes() -> list[Any]:
    """Where the writes of the update in hand are collected."""
    job: Job | None = current_job.get()
    return [] if job is None else job.writes
