"""Logging: one line a record, as text or JSON, with every secret cut out, tracebacks included."""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import sys
import time
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any
from urllib.parse import quote

from telegram.error import TelegramError

# These log URLs (which hold the token) or the text of messages: never below WARNING.
_NOISY = ("httpx", "httpcore", "aiohttp", "telegram", "asyncio", "urllib3")
_ANY_TOKEN = re.compile(r"\b\d{5,20}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
HIDDEN = "<bí mật>"


class Redactor:
    """Cuts known secrets, and whatever looks like a bot token, out of a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        known = set()
        for secret in secrets:
            if not secret:
                continue
            known |= {secret, quote(secret, safe=""), repr(secret)[1:-1]}
            _, _, tail = secret.partition(":")
            if len(tail) >= 6:
                known.add(tail)
        self._known = sorted(known, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, HIDDEN)
        return _ANY_TOKEN.sub(HIDDEN, text)


class RedactingFormatter(logging.Formatter):
    """Formats a record, fields given as ``extra={"fields": {...}}`` too, then redacts the whole."""

    def __init__(self, redact: Redactor, as_json: bool) -> None:
        super().__init__()
        self._redact = redact
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        try:
            message = record.getMessage()
        except Exception:  # a wrong format string must not raise from the logging machinery
            message = str(record.msg)
        fields: dict[str, Any] = getattr(record, "fields", {})
        trace = self._trace(record)
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        stamp += f".{int(record.msecs):03d}Z"
        if self._as_json:
            entry = {"time": stamp, "level": record.levelname, "logger": record.name}
            entry |= {"message": self._redact(message)} | fields
            if trace:
                entry["trace"] = self._redact(trace.strip())
            return self._redact(json.dumps(entry, ensure_ascii=False, default=str))
        line = f"{stamp} {record.levelname} {record.name}: {message}"
        line += "".join(f" {name}={value}" for name, value in fields.items())
        # One record, one line: what came from outside must not forge another.
        line = line.replace("\r", "\\r").replace("\n", "\\n")
        return self._redact(f"{line}\n{trace.strip()}" if trace else line)

    def _trace(self, record: logging.LogRecord) -> str:
        """Where it went wrong. What an error says may quote what somebody wrote: that is shown at
        DEBUG only."""
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return self.formatStack(record.stack_info) if record.stack_info else ""
        if logging.getLogger().isEnabledFor(logging.DEBUG):
            return "".join(traceback.format_exception(error))
        frames = "".join(traceback.format_tb(error.__traceback__))
        return f"{frames}{type(error).__name__}"


def set_up(level: str, log_format: str, secrets: Iterable[str]) -> Redactor:
    """Send all logging, warnings and uncaught errors to standard error, redacted."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(redact, log_format == "json"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    return redact


def _log_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("bot").critical("lỗi không ngờ", exc_info=(kind, error, trace))


def describe(error: BaseException) -> str:
    """An error in a few words, fit for a log line; the redactor still goes over it. Only errors of
    Telegram and of the system speak for themselves: others may quote what somebody wrote."""
    name = type(error).__name__
    if isinstance(error, OSError):
        return f"{name}: {error.strerror}" if error.strerror else name
    if not isinstance(error, TelegramError | sqlite3.Error):
        return name
    text = " ".join(str(error).split())[:160]
    return f"{name}: {text}" if text else name
