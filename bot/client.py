"""The Bot API client: python-telegram-bot's, over aiohttp, with plain dictionaries in and out.

aiohttp, because python-telegram-bot's own transport (httpx) takes most of the time of an update: with
it the bot reaches 0.65 of a bare echo bot's throughput, with aiohttp more than twice of it. Updates
stay raw, so that one that can't be parsed is stepped past alone. Errors say what is known about
delivery, because that decides whether a send may be repeated.
"""

from __future__ import annotations

import json
import os
import time
import urllib.request
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

# The form of durations to come; without it the library warns at each one.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Named one by one: an update of another kind is never delivered, so it can't go wrong here.
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query")

_POLL_MARGIN_SECONDS = 5.0
_DISTRUST_FIRST, _DISTRUST_MOST = 30.0, 3600.0


class NotSent(NetworkError):
    """The request did not reach the server: no connection, or none free in time."""


class Broken(NetworkError):
    """The connection ended before a whole reply came: the request may have been carried out."""


class BadReply(TelegramError):
    """The server's reply is not what the Bot API gives (broken JSON, an empty body)."""


class Transport(BaseRequest):
    """A connection pool. Time-outs in seconds; ``pool_size`` is the most requests at once."""

    def __init__(
        self, pool_size: int = 40, read_timeout: float = 10.0, connect_timeout: float = 5.0
    ) -> None:
        self._pool_size = pool_size
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._kept: aiohttp.ClientSession | None = None
        self._single: aiohttp.ClientSession | None = None
        self._distrust, self._distrust_until = _DISTRUST_FIRST, 0.0

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._kept is None:
            self._kept, self._single = self._session(keep=True), self._session(keep=False)

    async def shutdown(self) -> None:
        for session in (self._kept, self._single):
            if session is not None:
                await session.close()
        self._kept = self._single = None

    def _session(self, keep: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            limit=self._pool_size, ttl_dns_cache=300, force_close=not keep
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self.USER_AGENT},
        )

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; ``(status, body)``. Raises NotSent, Broken or TimedOut."""
        session = self._kept if time.monotonic() >= self._distrust_until else self._single
        if session is None:
            raise NotSent("chưa mở kết nối")
        read = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        timeout = aiohttp.ClientTimeout(
            total=read + 3 * self._connect_timeout,
            connect=2 * self._connect_timeout,
            sock_connect=self._connect_timeout,
            sock_read=read,
        )
        data = request_data.json_parameters if request_data else None
        proxy = _proxy(*urlsplit(url)[:2])
        # `from None`: the errors of aiohttp hold the URL, and with it the token.
        try:
            async with session.request(
                method, url, data=data, timeout=timeout, proxy=proxy, allow_redirects=False
            ) as response:
                body = await response.read()
        except aiohttp.ConnectionTimeoutError:
            raise NotSent("hết thời gian chờ kết nối") from None
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"không kết nối được ({type(error).__name__})") from None
        except TimeoutError:
            raise TimedOut("hết thời gian chờ trả lời") from None
        except (aiohttp.ClientError, OSError) as error:
            self._keep_no_connections(session)
            raise Broken(f"kết nối đứt ({type(error).__name__})") from None
        return _status(response.status, body), body

    def _keep_no_connections(self, used: aiohttp.ClientSession) -> None:
        """Some servers close kept connections without a word, and a request on one of those is
        lost: for a while each request gets a connection of its own; longer, should it recur."""
        if used is self._kept:
            self._distrust_until = time.monotonic() + self._distrust
            self._distrust = min(self._distrust * 4, _DISTRUST_MOST)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON object of a reply. Unlike the base class, never logs what it could not read:
        that may be the text of messages."""
        try:
            parsed = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise BadReply(f"máy chủ trả về {len(payload)} byte không phải JSON") from None
        if not isinstance(parsed, dict):
            raise BadReply("máy chủ trả về JSON lạ")
        if parsed.get("ok") is True:
            parsed.setdefault("result", True)
        return parsed


class Client(ExtBot[None]):
    """``ExtBot`` over :class:`Transport`, with raw calls for all that the bot does."""

    def __init__(self, token: str, base_url: str, pool_size: int = 40) -> None:
        self._polling = Transport(2)
        super().__init__(
            token,
            base_url=base_url,
            request=Transport(pool_size),
            get_updates_request=self._polling,
        )

    async def call(
        self, method: str, params: dict[str, Any], read_timeout: float | None = None
    ) -> Any:
        """One Bot API call; the bare ``result``. Raises TelegramError."""
        try:
            return await self._post(method, dict(params), read_timeout=read_timeout)
        except TelegramError:
            raise
        except Exception as error:
            raise BadReply(f"máy chủ trả về JSON lạ ({type(error).__name__})") from None

    async def raw_updates(self, offset: int | None, seconds: int, limit: int) -> list[Any]:
        """getUpdates; ``seconds`` of long polling. Raises TelegramError."""
        params: dict[str, Any] = {
            "timeout": seconds,
            "limit": limit,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            params["offset"] = offset
        margin = _POLL_MARGIN_SECONDS + seconds
        result = await self.call("getUpdates", params, read_timeout=margin)
        if not isinstance(result, list):
            raise BadReply("getUpdates không trả về danh sách")
        return result

    async def rebuild_polling(self) -> None:
        """Fresh connections for getUpdates, when the old ones may be dead without saying so."""
        await self._polling.shutdown()
        await self._polling.initialize()


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait, whichever form the library gives it in."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _status(status: int, body: bytes) -> int:
    """The status that counts: a server that says ``"ok": false`` means its ``error_code``, whatever
    it puts into the first line of HTTP."""
    if not 200 <= status <= 299 or b'"result"' in body or b'"ok"' not in body:
        return status
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return status
    if not isinstance(parsed, dict) or parsed.get("ok") is not False:
        return status
    code = parsed.get("error_code")
    return code if isinstance(code, int) and 400 <= code <= 599 else 500


@lru_cache(maxsize=8)
def _proxy(scheme: str, host: str) -> str | None:
    """The proxy that the environment names. (aiohttp's own ``trust_env`` asks a thread twice a
    request, which takes longer than the request.)"""
    proxies = urllib.request.getproxies()
    found = proxies.get(scheme) or proxies.get("all")
    if not found or urllib.request.proxy_bypass(host):
        return None
    return found if "://" in found else f"http://{found}"
