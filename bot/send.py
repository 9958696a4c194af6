"""Messages out: in as many parts as they take, edits, answers to taps and inline queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.delivery import Call, CantEdit, Delivery
from bot.markup import Doc, split, to_html, to_plain


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


class Sender:
    """Says how; :class:`bot.delivery.Delivery` sees to it that it arrives. Raises its Gone when a
    chat can't be written to, nothing else."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def current_id(self, chat_id: int) -> int:
        """The chat's id now, should it have moved."""
        return self._delivery.current_id(chat_id)

    async def send(self, place: Place, message: Message) -> tuple[int, ...]:
        """Send, in as many messages as it takes; their ids."""
        parts = split(message.doc)
        sent: list[int] = []
        for number, part in enumerate(parts):
            params = _body(part, message.buttons if number == len(parts) - 1 else ())
            params["chat_id"] = self.current_id(place.chat_id)
            if params["chat_id"] == place.chat_id:
                if place.thread_id is not None:
                    params["message_thread_id"] = place.thread_id
                if place.reply_to is not None and number == 0:
                    params["reply_parameters"] = _reply(place.reply_to, place.quote)
            result = await self._delivery.do(Call("sendMessage", params, to_plain(part)))
            if isinstance(result, dict) and isinstance(result.get("message_id"), int):
                sent.append(result["message_id"])
        return tuple(sent)

    async def edit(self, place: Place, old: Sequence[int], message: Message) -> tuple[int, ...]:
        """Make messages already sent say something else; the ids that hold it now."""
        parts = split(message.doc)
        chat_id = self.current_id(place.chat_id)
        kept: list[int] = []
        for number, (message_id, part) in enumerate(zip(old, parts, strict=False)):
            buttons = message.buttons if number == len(parts) - 1 else ()
            params = _body(part, buttons) | {"chat_id": chat_id, "message_id": message_id}
            try:
                await self._delivery.do(Call("editMessageText", params, to_plain(part)))
            except CantEdit:
                rest: Doc = tuple(span for part in parts[number:] for span in part)
                return (*kept, *await self.send(place, replace(message, doc=rest)))
            kept.append(message_id)
        for message_id in old[len(parts) :]:
            params = {"chat_id": chat_id, "message_id": message_id}
            await self._delivery.do(Call("deleteMessage", params))
        if len(parts) > len(old):
            rest = tuple(span for part in parts[len(old) :] for span in part)
            kept += await self.send(replace(place, reply_to=None), replace(message, doc=rest))
        return tuple(kept)

    async def answer_callback(self, query_id: str, text: str = "") -> None:
        """Stop the button's spinner; ``text`` is shown for a moment."""
        params: dict[str, Any] = {"callback_query_id": query_id}
        if text:
            params["text"] = text[:190]
        await self._delivery.do(Call("answerCallbackQuery", params, patient=False))

    async def answer_inline(self, query_id: str, results: list[Any], **options: Any) -> None:
        """Answer an inline query with at most 50 results."""
        params = {"inline_query_id": query_id, "results": results, **options}
        await self._delivery.do(Call("answerInlineQuery", params, patient=False))


def _body(doc: Doc, buttons: Sequence[tuple[str, str]]) -> dict[str, Any]:
    params: dict[str, Any] = {
        "text": to_html(doc),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if buttons:
        rows = [[{"text": text, "callback_data": data}] for text, data in buttons]
        params["reply_markup"] = {"inline_keyboard": rows}
    return params


def _reply(message_id: int, quote: str | None) -> dict[str, Any]:
    reply: dict[str, Any] = {"message_id": message_id, "allow_sending_without_reply": True}
    if quote:
        reply["quote"] = quote
    return reply
