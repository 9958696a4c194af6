"""Order, places, time limits and what counts as settled."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.dispatch import Dispatcher, Job, current_job, pause
from bot.journal import Journal


def update(update_id: int, chat: int = 1) -> dict[str, Any]:
    return {"update_id": update_id, "message": {"message_id": update_id, "chat": {"id": chat}}}


def handled(journal: Journal, raw: dict[str, Any]) -> bool:
    return journal.is_handled(raw["update_id"], journal.mark(raw))


class Recorder:
    """A handler that notes what runs, and does what ``act`` says for an update's id."""

    def __init__(self, journal: Journal, concurrency: int = 16, seconds: float = 5.0) -> None:
        self.done: list[int] = []
        self.failed: list[tuple[int, str]] = []
        self.most = 0
        self._running = 0
        self.act: dict[int, Any] = {}
        self.dispatcher = Dispatcher(journal, self._handle, self._fail, concurrency, seconds)

    async def _handle(self, job: Job) -> None:
        self._running += 1
        self.most = max(self.most, self._running)
        try:
            await self.act.get(job.update_id, lambda: asyncio.sleep(0.01))()
        finally:
            self._running -= 1
        self.done.append(job.update_id)

    async def _fail(self, job: Job, error: BaseException) -> None:
        self.failed.append((job.update_id, type(error).__name__))

    async def idle(self) -> None:
        async with asyncio.timeout(5):
            while self.dispatcher.pending:
                self.dispatcher.progress.clear()
                await self.dispatcher.progress.wait()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "j")


async def test_in_order_within_a_chat_and_at_most_so_many(journal: Journal) -> None:
    recorder = Recorder(journal, concurrency=4)
    for number in range(60):
        recorder.dispatcher.submit(update(number, number % 10))
    await recorder.idle()
    assert recorder.most == 4
    for chat in range(10):
        mine = [n for n in recorder.done if n % 10 == chat]
        assert mine == sorted(mine)
    assert recorder.dispatcher.submit(update(5, 5)) is None, "đã làm rồi thì thôi"


async def test_a_hung_handler_is_cut_and_told(journal: Journal) -> None:
    recorder = Recorder(journal, seconds=0.1)
    recorder.act[1] = lambda: asyncio.sleep(60)

    async def broken() -> None:
        raise ValueError("hỏng")

    async def cancelled() -> None:
        raise asyncio.CancelledError

    recorder.act[2] = broken
    recorder.act[4] = cancelled
    for number in (1, 2, 3, 4, 5):
        recorder.dispatcher.submit(update(number))
    await recorder.idle()
    assert recorder.failed == [(1, "TimeoutError"), (2, "ValueError"), (4, "CancelledError")]
    assert recorder.done == [3, 5]
    assert all(handled(journal, update(number)) for number in (1, 2, 3))


async def test_a_pause_frees_its_place_and_stops_the_clock(journal: Journal) -> None:
    recorder = Recorder(journal, concurrency=1, seconds=0.2)
    recorder.act[1] = lambda: pause(0.5)
    recorder.dispatcher.submit(update(1, 1))
    await asyncio.sleep(0.05)
    for number in range(2, 8):
        recorder.dispatcher.submit(update(number, number))
    await recorder.idle()
    assert recorder.done[-1] == 1
    assert recorder.failed == []


async def test_waiting_for_a_place_uses_up_no_time(journal: Journal) -> None:
    recorder = Recorder(journal, concurrency=1, seconds=0.3)
    recorder.act[1] = lambda: pause(0.1)
    for number in (2, 3):
        recorder.act[number] = lambda: asyncio.sleep(0.25)
    for number in (1, 2, 3):
        recorder.dispatcher.submit(update(number, number))
    await recorder.idle()
    assert recorder.done == [2, 3, 1]
    assert recorder.failed == []


async def test_chats_that_wait_long_are_parked_so_that_others_can_be_acknowledged(
    journal: Journal,
) -> None:
    recorder = Recorder(journal)
    recorder.act[1] = lambda: pause(1.3)
    recorder.act[4] = lambda: pause(0.4)
    for raw in (update(1, 1), update(2, 1), update(3, 2), update(4, 3)):
        recorder.dispatcher.submit(raw)
    await asyncio.sleep(0.1)
    assert recorder.dispatcher.first_unsettled() == 1
    recorder.dispatcher.park_waiting()
    assert [raw["update_id"] for raw in journal.parked()] == [1, 2]
    assert recorder.dispatcher.first_unsettled() == 4, "nó chỉ chờ một chốc"
    await recorder.idle()
    assert journal.parked() == []
    assert recorder.done[-2:] == [1, 2]


async def test_what_stands_behind_others_can_be_parked(journal: Journal) -> None:
    recorder = Recorder(journal, concurrency=4)
    for number in range(10):
        recorder.dispatcher.submit(update(number, 1))
    recorder.dispatcher.submit(update(20, 2))
    await asyncio.sleep(0)
    assert recorder.dispatcher.idle_places
    recorder.dispatcher.park_queues()
    assert [raw["update_id"] for raw in journal.parked()] == list(range(1, 10))
    await recorder.idle()
    assert journal.parked() == []
    assert [number for number in recorder.done if number < 20] == list(range(10))


async def test_one_chat_does_not_make_a_crowd(journal: Journal) -> None:
    recorder = Recorder(journal, concurrency=2)
    for number in range(200):
        recorder.dispatcher.submit(update(number, 1))
    await asyncio.sleep(0)
    assert not recorder.dispatcher.crowded
    for number in range(200, 300):
        recorder.dispatcher.submit(update(number, number))
    await asyncio.sleep(0)
    assert recorder.dispatcher.crowded


async def test_what_cannot_be_written_is_settled_all_the_same(journal: Journal) -> None:
    recorder = Recorder(journal)

    async def too_big() -> None:
        job = current_job.get()
        assert job is not None
        job.writes.append(Journal.save_answer("c", 10**30, (1,)))

    recorder.act[1] = too_big
    for number in (1, 2):
        recorder.dispatcher.submit(update(number))
    await recorder.idle()
    assert recorder.dispatcher.first_unsettled() is None
    assert all(handled(journal, update(number)) for number in (1, 2))


async def test_drain_finishes_what_is_started_only(journal: Journal) -> None:
    recorder = Recorder(journal, concurrency=1)
    recorder.act[1] = lambda: asyncio.sleep(0.1)
    for number in (1, 2, 3):
        recorder.dispatcher.submit(update(number, number))
    await asyncio.sleep(0.02)
    assert await recorder.dispatcher.drain(2.0)
    assert recorder.done == [1]
    assert recorder.dispatcher.first_unsettled() == 2
    assert recorder.dispatcher.submit(update(9)) is None


async def test_drain_cuts_what_does_not_end(journal: Journal) -> None:
    recorder = Recorder(journal)
    recorder.act[1] = lambda: asyncio.sleep(60)
    recorder.dispatcher.submit(update(1))
    await asyncio.sleep(0.02)
    assert not await recorder.dispatcher.drain(0.1)
    assert not handled(journal, update(1))


async def test_drain_waits_for_short_pauses_and_saves_long_ones(journal: Journal) -> None:
    recorder = Recorder(journal)
    recorder.act[1] = lambda: pause(0.2)
    recorder.act[2] = lambda: pause(60)
    for raw in (update(1, 1), update(2, 2), update(3, 2)):
        recorder.dispatcher.submit(raw)
    await asyncio.sleep(0.02)
    started = asyncio.get_running_loop().time()
    assert not await recorder.dispatcher.drain(5.0)
    assert asyncio.get_running_loop().time() - started < 2.0
    assert recorder.done == [1]
    assert [raw["update_id"] for raw in journal.parked()] == [2, 3]
