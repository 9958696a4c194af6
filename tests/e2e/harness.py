"""The real bot process beside the loopback Bot API."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path

from botapi import TOKEN, BotApi

ROOT = Path(__file__).resolve().parents[2]


class BotProcess:
    """``python -m bot`` against one Bot API server, with its own state folder."""

    def __init__(self, api: BotApi, state: Path, **env: str) -> None:
        self._api = api
        self.state = state
        self._env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BNQA_")},
            "BNQA_TELEGRAM_TOKEN": TOKEN,
            "BNQA_TELEGRAM_BASE_URL": api.base_url,
            "BNQA_STATE_DIR": str(state),
            "BNQA_RATE_BURST": "100000",
            "PYTHONIOENCODING": "utf-8",
            **env,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._log_from = 0
        self._log = state.parent / f"{state.name}.log"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """All that it wrote to standard error and output so far, or since :meth:`forget_log`."""
        return self._log.read_bytes()[self._log_from :].decode() if self._log.exists() else ""

    def forget_log(self) -> None:
        """What is written by now is of no interest."""
        self._log_from = self._log.stat().st_size

    async def start(self, *arguments: str) -> BotProcess:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *arguments,
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=log,
            )
        return self

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(number)

    async def wait(self, seconds: float = 15.0) -> int:
        """Its exit code; AssertionError when it does not end in time."""
        assert self._process is not None
        try:
            async with asyncio.timeout(seconds):
                return await self._process.wait()
        except TimeoutError:
            raise AssertionError(f"bot không dừng:\n{self.log[-2000:]}") from None

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        await self.wait()

    async def stop(self) -> int:
        """Ask it to end; the exit code. Kills it when it does not."""
        if self._process is None or self._process.returncode is not None:
            return 0
        self.signal(signal.SIGTERM)
        try:
            return await self.wait(12.0)
        except AssertionError:
            await self.kill()
            raise

    @property
    def resident_mb(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    async def ready(self) -> None:
        """Wait for the first poll."""
        before = self._api.polls
        started = time.monotonic()
        while self._api.polls == before:
            assert self._process is not None
            assert self._process.returncode is None, self.log
            assert time.monotonic() - started < 30, self.log
            await asyncio.sleep(0.01)


def answers_per_question(api: BotApi) -> Counter[tuple[int, int]]:
    """How many messages answer each question, by (chat, message id)."""
    counted: Counter[tuple[int, int]] = Counter()
    for call in api.sent():
        reply = call.params.get("reply_parameters")
        if reply:
            counted[call.params["chat_id"], reply["message_id"]] += 1
    return counted


def unanswered(api: BotApi) -> list[tuple[int, int]]:
    """The questions asked without an answer."""
    counted = answers_per_question(api)
    return [key for key in api.messages if not counted[key]]


def doubled(api: BotApi) -> int:
    """Answers beyond the first, over all questions."""
    return sum(count - 1 for count in answers_per_question(api).values())


def rows(bot: BotProcess, table: str) -> int:
    """How many rows its journal holds."""
    with contextlib.closing(sqlite3.connect(bot.state / "journal.sqlite3")) as journal:
        return int(journal.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def together(*scenes: Awaitable[None]) -> None:
    """Play scenes side by side: most of their time is waiting. ExceptionGroup of what failed."""
    results = await asyncio.gather(*scenes, return_exceptions=True)
    failed = [result for result in results if isinstance(result, Exception)]
    if failed:
        raise ExceptionGroup("không qua", failed)
