"""One policy for every call that sends: what is retried, what is dropped, what is said more plainly.

| what comes back                     | what is done                                              |
|-------------------------------------|-----------------------------------------------------------|
| told to wait (429)                  | that chat alone waits, five minutes in all at the most    |
| no connection, none free            | tried again until there is one: it was not delivered      |
| 5xx, a refused token                | tried again, five minutes at the most                     |
| cut connection, garbled reply       | once more, when the server is well again                  |
| no reply in time                    | nothing: it may have been delivered                       |
| refused (400)                       | asked for less: no quote, no reply, plain text, no buttons |
| the chat moved                      | once more, to its new id                                  |
| blocked, kicked (403)               | the chat is forgotten                                     |
| not modified, query too old         | nothing                                                   |
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.client import BadReply, Broken, Client, NotSent, retry_seconds
from bot.dispatch import current_job, pause
from bot.journal import Journal, Write
from bot.logs import describe
from bot.metrics import Metrics

logger = logging.getLogger("bot.send")

_MAX_WAIT, _MAX_WAIT_UNCONNECTED = 300.0, 3_600.0
_BACKOFF_FIRST, _BACKOFF_LAST, _BACKOFF_LAST_UNCONNECTED = 0.1, 6.0, 2.0
_DOUBT_SECONDS = 1.0
_SHORT = 1_000
_MAX_MOVED = 1_000
# The chat is not there: asking for less would not help.
_HOPELESS = (
    "chat not found",
    "peer_id_invalid",
    "deactivated",
    "kicked",
    "rights",
    "write_forbidden",
    "topic_closed",
)
_CANT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
_SWALLOWED = ("message is not modified", "query is too old", "query id is invalid")
_RETRY_TEXT = re.compile(r"retry (?:after|in) (\d{1,6})", re.IGNORECASE)


class Gone(Exception):
    """The chat can't be written to any more; its state is dropped."""


class CantEdit(Exception):
    """The message to edit is not there any more."""


@dataclass(slots=True)
class Call:
    """One call and what it has been through. ``plain`` is the text without formatting; one that is
    not ``patient`` soon lapses, and what comes after it must not wait for it."""

    method: str
    params: dict[str, Any]
    plain: str = ""
    patient: bool = True
    tries: int = 0
    waited: float = 0.0
    doubted: bool = False
    moved: bool = False


class Delivery:
    """Carries calls out. Never raises TelegramError: what can't be delivered is logged, counted and
    given up."""

    def __init__(self, client: Client, journal: Journal, metrics: Metrics) -> None:
        self._client = client
        self._journal = journal
        self._metrics = metrics
        self._moved: dict[int, int] = {}

    def current_id(self, chat_id: int) -> int:
        """The chat's id now, should it have moved."""
        return self._moved.get(chat_id, chat_id)

    async def do(self, call: Call) -> Any:
        """The result, or None when it was given up. Raises Gone and CantEdit."""
        while True:
            try:
                result = await self._client.call(call.method, call.params)
            except TelegramError as error:
                if not await self._again(call, error):
                    return None
            else:
                self._metrics.count("sends", "ok")
                return result

    async def _again(self, call: Call, error: TelegramError) -> bool:
        """Whether to try again; waits until it is time to. Raises Gone and CantEdit."""
        if isinstance(error, BadRequest):
            return self._refused(call, error)
        if isinstance(error, ChatMigrated):
            return self._follow(call, error)
        if isinstance(error, Forbidden):
            self._give_up(call, "forbidden", error)
            if "chat_id" not in call.params:
                return False
            self._write(Journal.forget(self._journal.key(call.params["chat_id"])))
            raise Gone from None
        if isinstance(error, TimedOut):
            return self._give_up(call, "uncertain", error)
        if isinstance(error, Broken | BadReply):
            return await self._doubt(call, error)
        return await self._wait(call, error)

    async def _wait(self, call: Call, error: TelegramError) -> bool:
        """After an error that says: not delivered. False when it took too long."""
        told = _told_to_wait(error)
        if told is None and not isinstance(error, NetworkError | InvalidToken):
            return self._give_up(call, "failed", error)
        limit, last = _MAX_WAIT, _BACKOFF_LAST
        if isinstance(error, NotSent):
            limit, last = _MAX_WAIT_UNCONNECTED, _BACKOFF_LAST_UNCONNECTED
        call.tries += 1
        if not call.patient and (isinstance(error, InvalidToken) or told or call.tries > 2):
            return self._give_up(call, "failed" if told is None else "throttled", error)
        backoff = min(_BACKOFF_FIRST * 3 ** min(call.tries - 1, 9), last)
        wait = max(told or 0.0, backoff)
        call.waited += wait
        if call.waited > limit:
            return self._give_up(call, "failed" if told is None else "throttled", error)
        self._metrics.count("sends", "waited")
        await pause(wait)
        return True

    async def _doubt(self, call: Call, error: TelegramError) -> bool:
        """It may have been delivered: once more is all, and not before the server is well."""
        if call.doubted:
            return self._give_up(call, "uncertain", error)
        call.doubted = True
        self._metrics.count("sends", "doubtful")
        if not call.patient:
            return True
        wait = _DOUBT_SECONDS
        while call.waited < _MAX_WAIT:
            call.waited += wait
            await pause(wait)
            try:
                await self._client.call("getMe", {})
            except TelegramError:
                wait = min(wait * 2, _BACKOFF_LAST)
            else:
                return True
        return self._give_up(call, "uncertain", error)

    def _refused(self, call: Call, error: BadRequest) -> bool:
        """Whether there is a plainer way to say it."""
        text = str(error).lower()
        if any(known in text for known in _SWALLOWED):
            self._metrics.count("sends", "swallowed")
            return False
        if call.method == "editMessageText" and any(known in text for known in _CANT_EDIT):
            raise CantEdit from None
        if not _step_down(call.params, call.plain, text):
            return self._give_up(call, "refused", error)
        logger.warning("gửi lại đơn giản hơn: %s", describe(error))
        return True

    def _follow(self, call: Call, error: ChatMigrated) -> bool:
        """The group has a new id; message ids and topics of the old one mean nothing there."""
        old, new = call.params.get("chat_id"), error.new_chat_id
        if old is None or call.moved:
            return self._give_up(call, "migrated", error)
        call.moved = True
        call.params["chat_id"] = new
        for name in ("message_thread_id", "reply_parameters"):
            call.params.pop(name, None)
        self._moved[old] = new
        if len(self._moved) > _MAX_MOVED:
            del self._moved[next(iter(self._moved))]
        self._write(Journal.move(self._journal.key(old), self._journal.key(new)))
        return True

    def _give_up(self, call: Call, outcome: str, error: TelegramError) -> bool:
        self._metrics.count("sends", outcome)
        level = logging.INFO if outcome == "forbidden" else logging.WARNING
        fields = {"fields": {"method": call.method, "outcome": outcome}}
        logger.log(level, "không gửi được: %s", describe(error), extra=fields)
        return False

    def _write(self, writes: list[Write]) -> None:
        job = current_job.get()
        if job is not None:
            job.writes += writes


def _told_to_wait(error: TelegramError) -> float | None:
    if isinstance(error, RetryAfter):
        return retry_seconds(error)
    found = _RETRY_TEXT.search(str(error))
    return float(found[1]) if found else None


def _step_down(params: dict[str, Any], plain: str, error: str) -> bool:
    """Ask for less: no quote, no reply, no topic, plain text, no buttons. False at the end."""
    reply = params.get("reply_parameters")
    if any(known in error for known in _HOPELESS):
        return False
    if reply and "quote" in reply and any(word in error for word in ("quote", "repl")):
        params["reply_parameters"] = {k: v for k, v in reply.items() if k != "quote"}
    elif reply and "repl" in error:
        del params["reply_parameters"]
    elif "message_thread_id" in params and ("thread" in error or "topic" in error):
        del params["message_thread_id"]
    elif "too long" in error and len(plain) > _SHORT:
        params.pop("parse_mode", None)
        params["text"] = plain[:_SHORT] + "…"
    elif "parse_mode" in params:
        if "parse entities" in error:
            logger.error("Telegram không hiểu định dạng, gửi dạng chữ thường (lỗi của bot)")
        del params["parse_mode"]
        params["text"] = plain
    elif reply:
        del params["reply_parameters"]
    elif "reply_markup" in params:
        del params["reply_markup"]
    else:
        return False
    return True
