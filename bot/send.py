"""One policy for everything that is sent: what is retried, dropped, or said more plainly."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
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

from bot.client import Client
from bot.dispatch import current_job, pause
from bot.journal import Journal, Write
from bot.logs import describe
from bot.metrics import Metrics
from bot.rich import Doc, split, to_html, to_plain
from bot.transport import BadReply, Broken, NotSent, retry_seconds

logger = logging.getLogger("bot.send")

_MAX_THROTTLE_SECONDS = 300.0
_MAX_TRIES = 6
_SHORT = 1_000
_QUOTE_ERRORS = ("quote", "repl")
# The chat is not there: asking for less would not help.
_HOPELESS = (
    "chat not found",
    "peer_id_invalid",
    "deactivated",
    "kicked",
    "rights",
    "write_forbidden",
)
_CANT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid")
_SWALLOWED = ("message is not modified", "query is too old", "query id is invalid")


@dataclass(frozen=True, slots=True)
class Place:
    """Where to send: a chat, the topic in it, the message replied to, the part of it quoted."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What to send: formatted text, and buttons as ``(text, callback data)``, one a row."""

    doc: Doc
    buttons: tuple[tuple[str, str], ...] = ()


class Gone(Exception):
    """The chat can't be written to any more; its state is dropped."""


class CantEdit(Exception):
    """The message to edit is not there any more."""


class Sender:
    """Sends, edits and answers queries. Never raises TelegramError: what can't be delivered is
    logged, counted and given up."""

    def __init__(self, client: Client, journal: Journal, metrics: Metrics) -> None:
        self._client = client
        self._journal = journal
        self._metrics = metrics
        self._moved: dict[int, int] = {}

    def current_id(self, chat_id: int) -> int:
        """The chat's id now, should it have moved."""
        return self._moved.get(chat_id, chat_id)

    async def send(self, place: Place, message: Message) -> tuple[int, ...]:
        """Send, in as many messages as it takes; their ids. Raises Gone."""
        parts = split(message.doc)
        sent: list[int] = []
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            params = self._body(part, message.buttons if last else ())
            params["chat_id"] = self.current_id(place.chat_id)
            if place.thread_id is not None:
                params["message_thread_id"] = place.thread_id
            if place.reply_to is not None and number == 0:
                params["reply_parameters"] = _reply(place.reply_to, place.quote)
            result = await self._call("sendMessage", params, to_plain(part))
            if isinstance(result, dict) and isinstance(result.get("message_id"), int):
                sent.append(result["message_id"])
        return tuple(sent)

    async def edit(self, place: Place, old: Sequence[int], message: Message) -> tuple[int, ...]:
        """Make messages already sent say something else; the ids that hold it now. Raises Gone."""
        parts = split(message.doc)
        chat_id = self.current_id(place.chat_id)
        kept: list[int] = []
        for number, (message_id, part) in enumerate(zip(old, parts, strict=False)):
            buttons = message.buttons if number == len(parts) - 1 else ()
            params = self._body(part, buttons) | {"chat_id": chat_id, "message_id": message_id}
            try:
                await self._call("editMessageText", params, to_plain(part))
            except CantEdit:
                rest: Doc = tuple(span for part in parts[number:] for span in part)
                return (*kept, *await self.send(place, replace(message, doc=rest)))
            kept.append(message_id)
        for message_id in old[len(parts) :]:
            await self._call("deleteMessage", {"chat_id": chat_id, "message_id": message_id}, "")
        if len(parts) > len(old):
            rest = tuple(span for part in parts[len(old) :] for span in part)
            kept += await self.send(replace(place, reply_to=None), replace(message, doc=rest))
        return tuple(kept)

    async def answer_callback(self, query_id: str, text: str = "") -> None:
        """Stop the button's spinner; ``text`` is shown for a moment."""
        params: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            params["text"] = text[:190]
        await self._call("answerCallbackQuery", params, "", patient=False)

    async def answer_inline(self, query_id: str, results: list[Any], **options: Any) -> None:
        """Answer an inline query with at most 50 results."""
        params = {"inline_query_id": query_id, "results": results, **options}
        await self._call("answerInlineQuery", params, "", patient=False)

    def _body(self, doc: Doc, buttons: Sequence[tuple[str, str]]) -> dict[str, Any]:
        params: dict[str, Any] = {
            "text": to_html(doc),
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if buttons:
            rows = [[{"text": text, "callback_data": data}] for text, data in buttons]
            params["reply_markup"] = {"inline_keyboard": rows}
        return params

    # --- the policy -------------------------------------------------------------------------

    async def _call(
        self, method: str, params: dict[str, Any], plain: str, patient: bool = True
    ) -> Any:
        """The result, or None when it was given up. Raises Gone and CantEdit. Not ``patient``: a
        query soon lapses, and the answer that comes after it must not wait."""
        most = _MAX_TRIES if patient else 2
        tries, waited = 0, 0.0
        while True:
            try:
                result = await self._client.call(method, params)
            except RetryAfter as error:
                wait = retry_seconds(error)
                waited += wait
                if waited > _MAX_THROTTLE_SECONDS or not patient:
                    return self._give_up(method, "throttled", error)
                self._metrics.count("sends", "waited")
                await pause(wait)
            except ChatMigrated as error:
                if params.get("chat_id") in (None, error.new_chat_id) or tries >= most:
                    return self._give_up(method, "migrated", error)
                tries += 1
                self._migrate(params, error.new_chat_id)
            except Forbidden as error:
                self._give_up(method, "forbidden", error)
                if "chat_id" not in params:
                    return None
                self._write(Journal.forget(self._journal.key(params["chat_id"])))
                raise Gone from None
            except BadRequest as error:
                text = str(error).lower()
                if any(known in text for known in _SWALLOWED):
                    self._metrics.count("sends", "swallowed")
                    return None
                if method == "editMessageText" and any(known in text for known in _CANT_EDIT):
                    raise CantEdit from None
                if not self._step_down(params, plain, text):
                    return self._give_up(method, "refused", error)
                logger.warning("gửi lại đơn giản hơn: %s", describe(error))
            except TimedOut as error:
                # It may have been delivered: once more would be twice.
                return self._give_up(method, "uncertain", error)
            except (NotSent, InvalidToken, NetworkError, BadReply) as error:
                tries += 1
                # A cut connection or a garbled reply may have delivered: one more try is all.
                if tries >= (2 if isinstance(error, Broken | BadReply) else most):
                    return self._give_up(method, "failed", error)
                await pause(min(0.1 * 4 ** (tries - 1), 8.0))
            except TelegramError as error:
                return self._give_up(method, "failed", error)
            else:
                self._metrics.count("sends", "ok")
                return result

    def _give_up(self, method: str, outcome: str, error: TelegramError) -> None:
        self._metrics.count("sends", outcome)
        level = logging.INFO if outcome == "forbidden" else logging.WARNING
        fields = {"fields": {"method": method, "outcome": outcome}}
        logger.log(level, "không gửi được: %s", describe(error), extra=fields)

    def _step_down(self, params: dict[str, Any], plain: str, error: str) -> bool:
        """Ask for less: no quote, no reply, no topic, plain text, no buttons. False at the end."""
        reply = params.get("reply_parameters")
        if any(known in error for known in _HOPELESS):
            return False
        if reply and any(word in error for word in _QUOTE_ERRORS):
            if "quote" in reply:
                params["reply_parameters"] = {k: v for k, v in reply.items() if k != "quote"}
            else:
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

    # --- state ------------------------------------------------------------------------------

    def _migrate(self, params: dict[str, Any], new: int) -> None:
        old = params["chat_id"]
        params["chat_id"] = new
        params.pop("message_thread_id", None)
        self._moved[old] = new
        if len(self._moved) > 1_000:
            del self._moved[next(iter(self._moved))]
        self._write(Journal.move(self._journal.key(old), self._journal.key(new)))

    def _write(self, writes: list[Write]) -> None:
        job = current_job.get()
        if job is not None:
            job.writes += writes


def _reply(message_id: int, quote: str | None) -> dict[str, Any]:
    reply: dict[str, Any] = {"message_id": message_id, "allow_sending_without_reply": True}
    if quote:
        reply["quote"] = quote
    return reply
