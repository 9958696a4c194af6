"""The HTTP client: what each kind of reply and of broken connection means."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.client import BadReply, Broken, Client, NotSent, _proxy, _status

TOKEN = "123456:AAsecretsecretsecret"


@asynccontextmanager
async def served(reply: Callable[[int], bytes | None]) -> AsyncIterator[Client]:
    """A client of a server that answers its n-th request so (None: never) and closes then,
    without saying so."""
    asked = [0]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
        await reader.readexactly(int(length))
        asked[0] += 1
        payload = reply(asked[0])
        if payload is None:
            await asyncio.sleep(60)
        writer.write(payload or b"")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = Client(TOKEN, f"http://127.0.0.1:{port}/bot")
    await client._request[1].initialize()
    await client._polling.initialize()
    try:
        yield client
    finally:
        await client._request[1].shutdown()
        await client._polling.shutdown()
        server.close()


def http(body: object, status: int = 200) -> bytes:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s" % (status, len(payload), payload)


def failed(code: int, text: str = "x", **parameters: int) -> dict[str, object]:
    return {"ok": False, "error_code": code, "description": text, "parameters": parameters}


async def outcome(client: Client) -> object:
    try:
        return await client.call("sendMessage", {"chat_id": 1, "text": "á"}, read_timeout=0.5)
    except TelegramError as error:
        shown = "".join(traceback.format_exception(error))
        return "the token shows" if TOKEN in shown else type(error)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (http({"ok": True, "result": [1]}), [1]),
        (http({"ok": True}), True),
        (http({"result": 5}), 5),
        (http({}), BadReply),
        (http([1]), BadReply),
        (http(b""), BadReply),
        (http(b'{"ok":tr'), BadReply),
        (http(b"\xff\xfe"), BadReply),
        (http(b"[" * 50_000), BadReply),
        (http(failed(403), 403), Forbidden),
        (http(failed(403)), Forbidden),
        (http(failed(400)), BadRequest),
        (http(failed(401)), InvalidToken),
        (http(failed(429, retry_after=3)), RetryAfter),
        (http({"ok": False}), NetworkError),
        (http({"ok": False, "error_code": "no"}), NetworkError),
        (http(b"<html>Bad Gateway</html>", 502), NetworkError),
        (http({"ok": False, "parameters": ["x"]}, 400), BadReply),
        (http({}, 302), NetworkError),
        (b"", Broken),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", Broken),
        (b"\x00\x01\x02\r\n\r\n", Broken),
        (None, TimedOut),
    ],
)
async def test_replies(reply: bytes | None, expected: object) -> None:
    async with served(lambda n: reply) as client:
        assert await outcome(client) == expected


async def test_a_closed_port_is_not_sent() -> None:
    async with served(lambda n: b"") as client:
        pass
    await client._request[1].initialize()
    assert await outcome(client) is NotSent
    await client._request[1].shutdown()
    assert await outcome(client) is NotSent


async def test_connections_closed_without_a_word_are_not_trusted_again() -> None:
    async with served(lambda n: http({"ok": True, "result": n})) as client:
        results = [await outcome(client) for _ in range(40)]
        assert results.count(Broken) <= 1


async def test_updates_are_a_list() -> None:
    async with served(lambda n: http({"ok": True, "result": {"update_id": 1}})) as client:
        with pytest.raises(BadReply):
            await client.raw_updates(None, 0, 100)


@pytest.mark.parametrize(
    ("status", "body", "counts"),
    [
        (200, b'{"ok":false,"error_code":429}', 429),
        (200, b'{"ok": false, "error_code": 7}', 500),
        (200, b'{"ok":true,"result":{"text":"\\"ok\\":false"}}', 200),
        (502, b'{"ok":false,"error_code":400}', 502),
        (204, b"", 204),
    ],
)
def test_the_status_that_counts(status: int, body: bytes, counts: int) -> None:
    assert _status(status, body) == counts


def test_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "http_proxy",
        "HTTP_PROXY",
        "https_proxy",
        "HTTPS_PROXY",
        "all_proxy",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "proxy.vn:3128")
    monkeypatch.setenv("no_proxy", "127.0.0.1,nội.vn")
    _proxy.cache_clear()
    assert _proxy("https", "api.telegram.org") == "http://proxy.vn:3128"
    assert _proxy("http", "api.telegram.org") is None
    assert _proxy("https", "127.0.0.1:8081") is None
    _proxy.cache_clear()
