"""HTTP to the Bot API through aiohttp, which takes a ninth of the time httpx does per request.

Errors say what is known about delivery, because that decides whether a send may be repeated:
:class:`NotSent` never left, :class:`telegram.error.TimedOut` and :class:`Broken` may have arrived.
"""

from __future__ import annotations

import json
import warnings
from datetime import timedelta
from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData


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
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool_size, ttl_dns_cache=300),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=True,
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

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
        if self._session is None or self._session.closed:
            raise NotSent("chưa mở kết nối")
        read = self._read_timeout if isinstance(read_timeout, DefaultValue) else read_timeout
        timeout = aiohttp.ClientTimeout(
            total=(read or self._read_timeout) + 3 * self._connect_timeout,
            connect=2 * self._connect_timeout,
            sock_connect=self._connect_timeout,
            sock_read=read,
        )
        # `from None`: the errors of aiohttp hold the URL, and with it the token.
        try:
            async with self._session.request(
                method,
                url,
                data=request_data.json_parameters if request_data else None,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except aiohttp.ConnectionTimeoutError:
            raise NotSent("hết thời gian chờ kết nối") from None
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"không kết nối được ({type(error).__name__})") from None
        except TimeoutError:
            raise TimedOut("hết thời gian chờ trả lời") from None
        except (aiohttp.ClientError, OSError) as error:
            raise Broken(f"kết nối đứt ({type(error).__name__})") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON object of a reply. Unlike the base class, never logs what it could not read:
        that may be the text of messages."""
        try:
            parsed = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise BadReply(f"máy chủ trả về {len(payload)} byte không phải JSON") from None
        if not isinstance(parsed, dict):
            raise BadReply("máy chủ trả về JSON lạ")
        return parsed


def retry_seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait, whichever form the library gives it in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
