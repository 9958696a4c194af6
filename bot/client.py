"""The bot's API client: python-telegram-bot's, with raw calls for the two hot paths."""

from __future__ import annotations

from typing import Any

from telegram.ext import ExtBot

from bot.transport import BadReply, Transport

# Named one by one: an update of another kind is never delivered, so it can't go wrong here.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query")


class Client(ExtBot[None]):
    """``ExtBot`` over :class:`Transport`; updates and sent messages stay plain dictionaries.

    Raw updates let one that can't be parsed be stepped past alone; raw replies spare building
    objects of which only an id is used.
    """

    def __init__(self, token: str, base_url: str, pool_size: int = 40) -> None:
        super().__init__(
            token,
            base_url=base_url,
            request=Transport(pool_size),
            get_updates_request=Transport(2, read_timeout=3.0),
        )

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        """One Bot API call; the bare ``result``. Raises TelegramError."""
        try:
            return await self._post(method, dict(params))
        except (KeyError, TypeError):
            raise BadReply("máy chủ trả về JSON thiếu result") from None

    async def raw_updates(self, offset: int | None, seconds: int, limit: int) -> list[Any]:
        """getUpdates; ``seconds`` of long polling. Raises TelegramError."""
        params: dict[str, Any] = {
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            params["offset"] = offset
        try:
            result = await self._post("getUpdates", params, read_timeout=3.0 + seconds)
        except (KeyError, TypeError):
            raise BadReply("máy chủ trả về JSON thiếu result") from None
        if not isinstance(result, list):
            raise BadReply("getUpdates không trả về danh sách")
        return result

    async def rebuild_polling(self) -> None:
        """A fresh connection for getUpdates, when the old one may be dead without saying so."""
        await self._request[0].shutdown()
        await self._request[0].initialize()
