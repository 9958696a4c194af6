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
from bot.dispatch import Job, current_job
from bot.incoming import Incoming, Me, read
from bot.journal import Journal
from bot.limits import Limiter, Verdict
from bot.logs import describe
from bot.metrics import Metrics
from bot.rich import clean
from bot.send import Gone, Message, Place, Sender

logger = logging.getLogger("bot.answers")

MAX_INLINE_RESULTS = 5
INLINE_CACHE_SECONDS = 60


class Handlers:
    """The bot's behaviour. Each public coroutine takes one update; :class:`bot.send.Gone` from a
    chat that blocked the bot ends it quietly."""

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
        incoming = read(update.message, self._me) if update.message else None
        if incoming is None or self._seen_album(incoming):
            return
        self._metrics.count("updates", incoming.kind)
        place = Place(incoming.chat_id, incoming.thread_id, incoming.message_id, incoming.quote)
        if not await self._welcome_here(incoming, place):
            return
        try:
            if incoming.kind == "question":
                await self._answer(incoming, place)
            elif incoming.kind == "command":
                await self._command(incoming, place)
            else:
                text = texts.HINT if incoming.kind == "hint" else texts.EMPTY
                await self._sender.send(place, render.plain_message(text))
        except Gone:
            return

    async def on_edited(self, update: Update, context: object) -> None:
        """An edited question edits its answer."""
        message = update.edited_message
        incoming = read(message, self._me, edited=True) if message else None
        if incoming is None or incoming.kind != "question":
            return
        self._metrics.count("updates", "edited")
        place = Place(incoming.chat_id, incoming.thread_id, incoming.message_id, incoming.quote)
        if not await self._welcome_here(incoming, place):
            return
        try:
            await self._answer(incoming, place, edited=True)
        except Gone:
            return

    async def _welcome_here(self, incoming: Incoming, place: Place) -> bool:
        """Whether this chat is served and asks no faster than it may; says so at most once a
        window."""
        allowed = self._allowed is None or incoming.chat_id in self._allowed
        keys: tuple[Hashable, ...] = (("u", incoming.user_id), ("c", incoming.chat_id))
        verdict = self._limiter.check(keys, time.monotonic(), incoming.sent)
        if allowed and verdict is Verdict.ALLOW:
            return True
        if not allowed and not incoming.private:
            return False
        if verdict is Verdict.SILENT:
            self._metrics.count("limited", "silent")
            return False
        if allowed:
            self._metrics.count("limited", "notice")
        text = texts.SLOW_DOWN if allowed else texts.NOT_ALLOWED
        with contextlib.suppress(Gone):
            await self._sender.send(place, render.plain_message(text))
        return False

    def _seen_album(self, incoming: Incoming) -> bool:
        """An album comes as up to ten messages; one hint is enough."""
        if incoming.album is None or incoming.kind != "hint":
            return False
        if incoming.album in self._albums:
            return True
        self._albums[incoming.album] = None
        if len(self._albums) > 500:
            self._albums.popitem(last=False)
        return False

    async def _command(self, incoming: Incoming, place: Place) -> None:
        if incoming.command in ("hoi", "ask") and incoming.text:
            await self._answer(incoming, place)
            return
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
        if follows:
            writes.append(
                Journal.save_session(chat, thread, after, before or "{}", incoming.message_id)
            )
        if sent:
            self._record(answer, started, chat)

    def _ask(self, question: str, session: str | None) -> tuple[Answer, str, float]:
        job = current_job.get()
        started = time.monotonic() if job is None or job.started is None else job.started
        answer, after = self._answerer.ask(clean(question), session)
        return answer, after, started

    def _record(self, answer: Answer, started: float, chat: str) -> None:
        """One line an answered question: no text, no name, no id."""
        seconds = time.monotonic() - started
        self._metrics.count("questions", answer.status)
        self._metrics.observe(seconds)
        fields = {"kind": answer.kind, "status": answer.status, "ms": round(seconds * 1000, 1)}
        logger.info("đã trả lời", extra={"fields": {**fields, "chat": chat[:8]}})

    # --- buttons ----------------------------------------------------------------------------

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
        if self._allowed is not None and message.chat.id not in self._allowed:
            await self._sender.answer_callback(query.id, texts.NOT_ALLOWED)
            return
        keys: tuple[Hashable, ...] = (("u", query.from_user.id), ("c", message.chat.id))
        verdict = self._limiter.check(keys, time.monotonic(), 0.0)
        if verdict is not Verdict.ALLOW:
            self._metrics.count("limited", "button")
            notice = texts.SLOW_DOWN if verdict is Verdict.NOTICE else ""
            await self._sender.answer_callback(query.id, notice)
            return
        # First of all the button stops spinning, and shows what is being asked.
        await self._sender.answer_callback(query.id, question)
        topic = getattr(message, "is_topic_message", None)
        thread_id = getattr(message, "message_thread_id", None) if topic else None
        chat = self._journal.key(message.chat.id)
        before = self._journal.session(chat, thread_id or 0)
        answer, after, started = self._ask(question, before)
        shown = render.answer_message(answer, self._journal.save_buttons)
        try:
            sent = await self._sender.send(Place(message.chat.id, thread_id), shown)
        except Gone:
            return
        _writes().append(Journal.save_session(chat, thread_id or 0, after, before, None))
        if sent:
            self._record(answer, started, chat)

    # --- inline -----------------------------------------------------------------------------

    async def on_inline(self, update: Update, context: object) -> None:
        """``@bot question`` anywhere: up to five full answers."""
        query = update.inline_query
        if query is None or query.from_user.is_bot:
            return
        self._metrics.count("updates", "inline")
        options: dict[str, Any] = {"cache_time": INLINE_CACHE_SECONDS, "is_personal": False}
        served = self._allowed is None or query.from_user.id in self._allowed
        keys: tuple[Hashable, ...] = (("u", query.from_user.id),)
        verdict = self._inline_limiter.check(keys, time.monotonic(), 0.0)
        if not served or verdict is not Verdict.ALLOW:
            options |= {"cache_time": 1, "is_personal": True}
            await self._sender.answer_inline(query.id, [], **options)
            return
        results = self._inline_results(clean(query.query).strip())
        if not results:
            options["button"] = {"text": texts.INLINE_BUTTON, "start_parameter": "inline"}
        await self._sender.answer_inline(query.id, results, **options)

    def _inline_results(self, question: str) -> list[dict[str, Any]]:
        """The answer to the question, then those to the nearest ones."""
        wanted = list(self._answerer.examples)
        answers: list[Answer] = []
        if question:
            first, _ = self._answerer.ask(question, None)
            wanted = list(first.suggestions)
            if first.status in ("answered", "chat"):
                answers.append(first)
        for near in wanted:
            if len(answers) >= MAX_INLINE_RESULTS:
                break
            answer, _ = self._answerer.ask(near, None)
            if answer.status == "answered":
                answers.append(answer)
        results = {result["id"]: result for result in map(render.inline_result, answers)}
        return list(results.values())

    # --- when it goes wrong -----------------------------------------------------------------

    async def apologise(self, update: Update | None, error: BaseException) -> None:
        """An unexpected error: one line in the log with a number, and the user gets that number."""
        ref = secrets.token_hex(4)
        self._metrics.count("errors", "handler")
        slow = isinstance(error, TimeoutError)
        fields = {"fields": {"ref": ref, "error": describe(error)}}
        logger.error(
            "quá giờ" if slow else "lỗi khi xử lý", extra=fields, exc_info=None if slow else error
        )
        place = self._place_of(update)
        if place is None:
            return
        message: Message = render.plain_message(texts.APOLOGY.format(ref=ref))
        with contextlib.suppress(Gone):
            await self._sender.send(place, message)

    def _place_of(self, update: Update | None) -> Place | None:
        """Where an apology is due: only where an answer was."""
        if update is None:
            return None
        message = update.message or update.edited_message
        if message is not None:
            incoming = read(message, self._me, edited=update.edited_message is not None)
            if incoming is None:
                return None
            return Place(incoming.chat_id, incoming.thread_id, incoming.message_id)
        if update.callback_query is not None and update.callback_query.message is not None:
            return Place(update.callback_query.message.chat.id)
        return None


def _writes() -> list[Any]:
    """Where the writes of the update in hand are collected."""
    job: Job | None = current_job.get()
    return [] if job is None else job.writes
