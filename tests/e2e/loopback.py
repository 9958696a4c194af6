"""HTTP on loopback for the Bot API of the tests: its manners, and what goes wrong on request.

Standard library only, one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from telegram_html import Refused

Params = dict[str, Any]
Reply = tuple[int, bytes]

# Form fields that are text, whatever they look like.
_TEXT = {"text", "url", "secret_token", "callback_query_id", "inline_query_id", "description"}


@dataclass
class Fault:
    """One thing that goes wrong, ``times`` times, for calls of ``method`` (or ``*``) that ``when``
    accepts.

    ``kind``: ``error`` (an error reply), ``json`` (broken JSON), ``empty`` (an empty body),
    ``cut`` (the connection closed unanswered), ``half`` (closed in the middle of the reply),
    ``hole`` (never answered). ``deliver`` carries the call out before it goes wrong.
    """

    method: str
    kind: str = "error"
    status: int = 500
    description: str = "Internal Server Error"
    parameters: dict[str, Any] | None = None
    times: int = 1
    when: Callable[[Params], bool] = lambda params: True
    deliver: bool = False


@dataclass
class Manners:
    """Where Bot API servers differ. ``keep``: connections are kept (``yes``), closed with a word
    (``no``), closed without one (``silent``), or HTTP/1.0. ``unknown`` methods get 404, or 200 with
    ``"ok": false`` when ``always_200``, which then holds for every error. ``delay`` is what every
    call takes, in seconds."""

    keep: str = "yes"
    chunked: bool = False
    long_poll: bool = True
    most_updates: int = 100
    ignores_offset: bool = False
    older_poll_wins: bool = False
    unknown: frozenset[str] = frozenset()
    always_200: bool = False
    delay: float = 0.0
    rate: float | None = None


class Conflict(Exception):
    """Another getUpdates is under way."""


class TooFast(Exception):
    """More messages to one chat than allowed; the seconds to wait are in ``args``."""


@dataclass
class Loopback:
    """The server; :meth:`carry_out` is what it is for."""

    token: str = ""
    manners: Manners = field(default_factory=Manners)
    faults: list[Fault] = field(default_factory=list)
    refused: list[tuple[str, str, Params]] = field(default_factory=list)
    wrong_tokens: int = 0
    requests: int = 0
    port: int = 0
    _server: asyncio.Server | None = None
    _connections: set[asyncio.StreamWriter] = field(default_factory=set)

    async def start(self, port: int = 0) -> str:
        """Listen; returns the base URL in the form python-telegram-bot takes."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.base_url

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    async def stop(self) -> None:
        """Close the port and every connection."""
        assert self._server is not None
        self._server.close()
        for writer in list(self._connections):
            writer.transport.abort()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._server.wait_closed(), 1)

    async def until(
        self, condition: Callable[[], bool], seconds: float = 10.0, what: str = ""
    ) -> None:
        """Wait until something is true; AssertionError after ``seconds``."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"không thấy: {what or condition}"
            await asyncio.sleep(0.01)

    async def carry_out(self, method: str, params: Params) -> Any:
        """The result of a call. Raises Refused, Conflict, TooFast, KeyError for no such method."""
        raise KeyError(method)

    # --- HTTP -------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while await self._exchange(reader, writer) and self.manners.keep == "yes":
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            pass
        except asyncio.CancelledError:
            pass  # the test is over; streams would log a cancelled connection as an error
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = await reader.readuntil(b"\r\n\r\n")
        length, kind = 0, b""
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
            elif name.lower() == b"content-type":
                kind = value.strip()
        body = await reader.readexactly(length) if length else b""
        self.requests += 1
        reply = await self._answer(head.split(b" ", 2)[1].decode(), _params(kind, body))
        if reply is None:
            writer.transport.abort()
            return False
        status, payload = reply
        if status == 0:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + payload)
            await writer.drain()
            return False
        version = b"1.0" if self.manners.keep == "1.0" else b"1.1"
        lines = [b"HTTP/%s %d X" % (version, status), b"Content-Type: application/json"]
        if self.manners.keep == "no":
            lines.append(b"Connection: close")
        if self.manners.chunked:
            lines.append(b"Transfer-Encoding: chunked")
            payload = b"%x\r\n%s\r\n0\r\n\r\n" % (len(payload), payload)
        else:
            lines.append(b"Content-Length: %d" % len(payload))
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + payload)
        return True

    async def _answer(self, path: str, params: Params) -> Reply | None:
        """``(status, body)``; status 0 for half a reply, None for a cut connection."""
        prefix = f"/bot{self.token}/"
        if not path.startswith(prefix):
            self.wrong_tokens += 1
            return _error(401, "Unauthorized")
        method = path[len(prefix) :]
        if self.manners.delay:
            await asyncio.sleep(self.manners.delay)
        fault = self._fault(method, params)
        if fault is not None:
            return await self._go_wrong(fault, method, params)
        try:
            if method in self.manners.unknown:
                raise KeyError(method)
            result = await self.carry_out(method, params)
        except Refused as error:
            self.refused.append((method, str(error), params))
            return self._polite(*_error(400, str(error)))
        except KeyError:
            return self._polite(*_error(404, "Not Found"))
        except Conflict:
            text = "Conflict: terminated by other getUpdates request"
            return self._polite(*_error(409, text))
        except TooFast as error:
            (wait,) = error.args
            text = f"Too Many Requests: retry after {wait}"
            return self._polite(*_error(429, text, {"retry_after": wait}))
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def _polite(self, status: int, body: bytes) -> Reply:
        return (200 if self.manners.always_200 else status), body

    def _fault(self, method: str, params: Params) -> Fault | None:
        for fault in self.faults:
            if fault.method in (method, "*") and fault.times > 0 and fault.when(params):
                fault.times -= 1
                return fault
        return None

    async def _go_wrong(self, fault: Fault, method: str, params: Params) -> Reply | None:
        if fault.deliver:
            await self.carry_out(method, params)
        if fault.kind == "error":
            return self._polite(*_error(fault.status, fault.description, fault.parameters))
        if fault.kind == "json":
            return 200, b'{"ok":true,"result":[{"upda'
        if fault.kind == "empty":
            return 200, b""
        if fault.kind == "half":
            return 0, b'{"ok":true,"result":[{"upda'
        if fault.kind == "hole":
            await asyncio.sleep(3600)
        return None


def _params(kind: bytes, body: bytes) -> Params:
    if kind.startswith(b"application/json"):
        return dict(json.loads(body))
    params: Params = {}
    for name, value in parse_qsl(body.decode(), keep_blank_values=True):
        params[name] = value
        if name not in _TEXT:
            with contextlib.suppress(ValueError):
                params[name] = json.loads(value)
    return params


def _error(status: int, description: str, parameters: dict[str, Any] | None = None) -> Reply:
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return status, json.dumps(body).encode()
