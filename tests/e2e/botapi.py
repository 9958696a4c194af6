"""A Bot API server on loopback: keeps updates until they are acknowledged, and checks what is sent
as Telegram does.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from loopback import Conflict, Loopback, Params, TooFast
from telegram_html import Refused, check_message, utf16

TOKEN = "123456789:AAF-loopback_token_that_must_never_leak"
BOT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "bnqa",
    "username": "bnqa_test_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}


@dataclass
class Call:
    """One call that was carried out, with the time it came in (seconds, monotonic)."""

    method: str
    params: Params
    at: float
    plain: str = ""
    message_id: int = 0


@dataclass(eq=False)
class BotApi(Loopback):
    """The server. ``latency`` is what each send takes, in seconds."""

    token: str = TOKEN
    latency: float = 0.0
    calls: list[Call] = field(default_factory=list)
    pending: dict[int, dict[str, Any]] = field(default_factory=dict)
    acknowledged: set[int] = field(default_factory=set)
    commands: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    webhook: Params = field(default_factory=dict)
    messages: dict[tuple[int, int], str] = field(default_factory=dict)
    keep_calls: bool = True
    polls: int = 0
    next_update: int = 700_000_000
    update_step: int = 1
    on_send: Callable[[Call], None] | None = None
    _next_message: int = 1
    _waiting: asyncio.Future[None] | None = None
    _sent_at: dict[int, float] = field(default_factory=dict)

    # --- what users do ----------------------------------------------------------------------

    def push(self, **update: Any) -> int:
        """Queue an update (``message=…``, ``callback_query=…``); returns its id."""
        update_id = self.next_update
        self.next_update += self.update_step
        self.pending[update_id] = {"update_id": update_id, **update}
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
        return update_id

    def message(self, text: str | None, chat: int = 1, **extra: Any) -> dict[str, Any]:
        """A message as Telegram gives it; commands and mentions get their entities."""
        message_id = self._next_message
        self._next_message += 1
        kind = "private" if chat > 0 else "supergroup"
        message: dict[str, Any] = {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": {
                "id": chat,
                "type": kind,
                **({"first_name": "Tên Riêng"} if chat > 0 else {"title": "Nhóm"}),
            },
            "from": {
                "id": abs(chat),
                "is_bot": False,
                "first_name": "Tên Riêng",
                "language_code": "vi",
            },
        }
        if text is not None:
            message["text"] = text
            entities = list(_entities(text))
            if entities:
                message["entities"] = entities
            self.messages[chat, message_id] = text
        message.update(extra)
        return message

    def say(self, text: str, chat: int = 1, **extra: Any) -> int:
        """A user writes; returns the update's id."""
        return self.push(message=self.message(text, chat, **extra))

    def forget(self) -> None:
        """Begin anew, with what is acknowledged and answered out of sight."""
        for seen in (self.calls, self.refused, self.messages, self.acknowledged):
            seen.clear()

    # --- what was seen ----------------------------------------------------------------------

    def sent(self, chat: int | None = None, method: str = "sendMessage") -> list[Call]:
        """The calls of one method that were carried out, of one chat or all."""
        return [
            call
            for call in self.calls
            if call.method == method and (chat is None or call.params.get("chat_id") == chat)
        ]

    def called(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    async def carry_out(self, method: str, params: Params) -> Any:
        handler = getattr(self, f"_do_{method}", None)
        if handler is None:
            raise KeyError(method)
        result = handler(params)
        return await result if asyncio.iscoroutine(result) else result

    # --- methods ----------------------------------------------------------------------------

    def _do_getMe(self, params: Params) -> Any:
        self._note("getMe", params)
        return BOT

    async def _do_getUpdates(self, params: Params) -> Any:
        self.polls += 1
        if self._waiting is not None and not self._waiting.done():
            if self.manners.older_poll_wins:
                raise Conflict
            self._waiting.set_exception(Conflict())
        offset = 0 if self.manners.ignores_offset else int(params.get("offset") or 0)
        for update_id in [u for u in self.pending if u < offset]:
            self.acknowledged.add(update_id)
            del self.pending[update_id]
        wanted = params.get("allowed_updates")
        deadline = time.monotonic() + float(params.get("timeout") or 0)
        most = min(int(params.get("limit") or 100), self.manners.most_updates)
        while True:
            found = itertools.islice(
                (
                    update
                    for update in self.pending.values()
                    if not isinstance(update, dict) or _is_wanted(update, wanted)
                ),
                most,
            )
            batch = list(found)
            left = deadline - time.monotonic()
            if batch or left <= 0 or not self.manners.long_poll:
                return batch
            self._waiting = waiting = asyncio.get_running_loop().create_future()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(waiting, left)
            waiting.cancel()

    async def _do_sendMessage(self, params: Params) -> Any:
        chat = params["chat_id"]
        plain = check_message(str(params.get("text", "")), params.get("parse_mode"))
        _check_markup(params.get("reply_markup"))
        self._check_reply(chat, params.get("reply_parameters"))
        self._check_rate(chat)
        if self.latency:
            await asyncio.sleep(self.latency)
        message_id = self._next_message
        self._next_message += 1
        self._note("sendMessage", params, plain, message_id)
        return {
            "message_id": message_id,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"},
            "from": BOT,
            "text": plain,
        }

    def _check_rate(self, chat: int) -> None:
        if self.manners.rate is not None:
            now = time.monotonic()
            wait = self._sent_at.get(chat, 0.0) + 1 / self.manners.rate - now
            if wait > 0:
                raise TooFast(max(1, round(wait)))
            self._sent_at[chat] = now

    def _check_reply(self, chat: int, reply: Any) -> None:
        if not reply:
            return
        original = self.messages.get((chat, reply["message_id"]))
        if original is None and not reply.get("allow_sending_without_reply"):
            raise Refused("Bad Request: message to be replied not found")
        quote = reply.get("quote")
        if quote is not None and (original is None or quote not in original or utf16(quote) > 1024):
            raise Refused("Bad Request: QUOTE_TEXT_INVALID")

    def _do_editMessageText(self, params: Params) -> Any:
        plain = check_message(str(params.get("text", "")), params.get("parse_mode"))
        _check_markup(params.get("reply_markup"))
        for call in reversed(self.calls):
            if call.message_id == params["message_id"] and call.plain == plain:
                raise Refused("Bad Request: message is not modified: specified new message content")
        self._note("editMessageText", params, plain, params["message_id"])
        return {
            "message_id": params["message_id"],
            "date": 1,
            "chat": {"id": params["chat_id"], "type": "private"},
        }

    def _do_deleteMessage(self, params: Params) -> Any:
        return self._note("deleteMessage", params)

    def _do_answerCallbackQuery(self, params: Params) -> Any:
        if len(str(params.get("text") or "")) > 200:
            raise Refused("Bad Request: MESSAGE_TOO_LONG")
        return self._note("answerCallbackQuery", params)

    def _do_answerInlineQuery(self, params: Params) -> Any:
        results = params["results"]
        if len(results) > 50 or len({r["id"] for r in results}) < len(results):
            raise Refused("Bad Request: RESULTS_TOO_MUCH")
        for result in results:
            if not 1 <= len(result["id"].encode()) <= 64:
                raise Refused("Bad Request: RESULT_ID_INVALID")
            content = result["input_message_content"]
            check_message(content["message_text"], content.get("parse_mode"))
        return self._note("answerInlineQuery", params)

    def _do_deleteWebhook(self, params: Params) -> Any:
        return self._note("deleteWebhook", params)

    def _do_setWebhook(self, params: Params) -> Any:
        self.webhook = params
        return self._note("setWebhook", params)

    def _do_getMyCommands(self, params: Params) -> Any:
        self._note("getMyCommands", params)
        return self.commands.get(_scope(params), [])

    def _do_setMyCommands(self, params: Params) -> Any:
        for command in params["commands"]:
            if not 1 <= len(command["description"]) <= 256:
                raise Refused("Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_scope(params)] = params["commands"]
        return self._note("setMyCommands", params)

    def _do_getMyDescription(self, params: Params) -> Any:
        return {
            "description": self.texts.get(("description", params.get("language_code") or ""), "")
        }

    def _do_getMyShortDescription(self, params: Params) -> Any:
        return {
            "short_description": self.texts.get(("short", params.get("language_code") or ""), "")
        }

    def _do_setMyDescription(self, params: Params) -> Any:
        if len(params["description"]) > 512:
            raise Refused("Bad Request: description is too long")
        self.texts["description", params.get("language_code") or ""] = params["description"]
        return self._note("setMyDescription", params)

    def _do_setMyShortDescription(self, params: Params) -> Any:
        if len(params["short_description"]) > 120:
            raise Refused("Bad Request: short description is too long")
        self.texts["short", params.get("language_code") or ""] = params["short_description"]
        return self._note("setMyShortDescription", params)

    def _note(self, method: str, params: Params, plain: str = "", message_id: int = 0) -> bool:
        call = Call(method, params, time.monotonic(), plain, message_id)
        if self.keep_calls:
            self.calls.append(call)
        if self.on_send is not None and method == "sendMessage":
            self.on_send(call)
        return True


def _is_wanted(update: dict[str, Any], kinds: list[str] | None) -> bool:
    return not kinds or len(update) == 1 or any(kind in update for kind in kinds)


def _scope(params: Params) -> tuple[str, str]:
    return (params.get("scope") or {"type": "default"})["type"], params.get("language_code") or ""


def _check_markup(markup: Any) -> None:
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if not button["text"].strip():
                raise Refused("Bad Request: text buttons are unallowed in the inline keyboard")
            if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
                raise Refused("Bad Request: BUTTON_DATA_INVALID")


def _entities(text: str) -> Any:
    for at, word in _words(text):
        kind = (
            "bot_command"
            if word.startswith("/") and len(word) > 1
            else "mention"
            if word.startswith("@")
            else ""
        )
        if kind:
            yield {"type": kind, "offset": utf16(text[:at]), "length": utf16(word)}


def _words(text: str) -> Any:
    at = 0
    for word in text.split(" "):
        yield at, word
        at += len(word) + 1
