"""The poll loop's judgement: how long to bear conflicts, when to ask again, when to end."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError

from bot.client import Broken
from bot.dispatch import Dispatcher, Job
from bot.journal import Journal
from bot.metrics import Metrics
from bot.polling import Poller, TokenRefused, TwoPollers, verify_token


class Script:
    """A client whose polls give these, one after the other, then nothing for ever."""

    def __init__(self, *polls: Any, getme: Any = True) -> None:
        self._polls = list(polls)
        self._getme = getme
        self.offsets: list[int | None] = []
        self.asked = 0

    async def raw_updates(self, offset: int | None, seconds: int, limit: int) -> Any:
        self.offsets.append(offset)
        if not self._polls:
            await asyncio.sleep(seconds)
            return []
        reply = self._polls.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def call(self, method: str, params: dict[str, Any]) -> Any:
        self.asked += 1
        if isinstance(self._getme, Exception):
            raise self._getme
        return self._getme

    async def rebuild_polling(self) -> None:
        pass


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_000.0
        monkeypatch.setattr("bot.polling.time.monotonic", lambda: self.now)
        monkeypatch.setattr("bot.polling.asyncio.sleep", self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds


def update(number: int) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": number, "chat": {"id": number}}}


def build(tmp_path: Path, script: Script) -> tuple[Poller, list[int]]:
    handled: list[int] = []

    async def handle(job: Job) -> None:
        handled.append(job.update_id)

    async def failed(job: Job, error: BaseException) -> None:
        raise AssertionError

    dispatcher = Dispatcher(Journal(tmp_path / "j"), handle, failed)
    return Poller(script, dispatcher, Metrics()), handled  # type: ignore[arg-type]


async def until(poller: Poller, handled: list[int], count: int) -> None:
    progress = poller._dispatcher.progress
    async with asyncio.timeout(5):
        while len(handled) < count:
            await progress.wait()
            await asyncio.sleep(0)


async def suffer(poller: Poller, conflicts: int) -> None:
    for _ in range(conflicts):
        await poller._survive(Conflict("terminated by other getUpdates request"))


@pytest.mark.parametrize(("age", "least", "most"), [(0.0, 8.0, 15.0), (100.0, 18.0, 30.0)])
async def test_conflicts_are_borne_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float, least: float, most: float
) -> None:
    """Who was there first bears them longer than a newcomer."""
    clock = Clock(monkeypatch)
    poller, _ = build(tmp_path, Script())
    clock.now += age
    began = clock.now
    with pytest.raises(TwoPollers):
        await suffer(poller, 100)
    assert least < clock.now - began < most


async def test_conflicts_now_and_then_are_borne_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    poller, _ = build(tmp_path, Script())
    for _ in range(100):
        clock.now += 30.0
        await suffer(poller, 1)


@pytest.mark.parametrize(
    ("getme", "ends"),
    [(True, False), (NetworkError("Bad Gateway"), False), (InvalidToken("Unauthorized"), True)],
)
async def test_a_token_is_refused_when_getme_says_so_twice(
    monkeypatch: pytest.MonkeyPatch, getme: Any, ends: bool
) -> None:
    Clock(monkeypatch)
    script = Script(getme=getme)
    if ends:
        with pytest.raises(TokenRefused):
            await verify_token(script)  # type: ignore[arg-type]
    else:
        await verify_token(script)  # type: ignore[arg-type]
    assert script.asked == (2 if ends else 1)


@pytest.mark.parametrize("error", [Broken("x"), NetworkError("x"), TelegramError("x"), KeyError(1)])
async def test_after_a_failure_it_asks_without_an_offset(tmp_path: Path, error: Exception) -> None:
    script = Script([], [update(5), update(6)], [], error, [update(3)])
    poller, handled = build(tmp_path, script)
    task = asyncio.create_task(poller.run())
    await until(poller, handled, 3)
    task.cancel()
    assert handled == [5, 6, 3]
    assert script.offsets[:2] == [None, None]
    assert 7 in script.offsets
    assert script.offsets[script.offsets.index(7) + 1 :].count(None) >= 1


async def test_nothing_is_acknowledged_that_was_not_handled(tmp_path: Path) -> None:
    script = Script([], [update(5), update(9)])
    poller, handled = build(tmp_path, script)
    task = asyncio.create_task(poller.run())
    await until(poller, handled, 2)
    task.cancel()
    await poller.acknowledge()
    assert script.offsets[-1] == 10
