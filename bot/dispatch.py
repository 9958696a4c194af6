"""Handles updates: in order within a chat, at most so many at once, each recorded when done.

An update is *settled* once it is handled and recorded, or saved ("parked") because its chat is
slow. Only settled updates may be acknowledged, so nothing is lost at a kill, and no slow chat
holds up the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from bot.journal import Journal, Write
from bot.logs import describe

logger = logging.getLogger("bot.dispatch")

PARK_SECONDS = 0.25
_APOLOGY_SECONDS = 15.0
MAX_PENDING = 2_000

current_job: ContextVar[Job | None] = ContextVar("current_job", default=None)


@dataclass(slots=True, eq=False)
class Job:
    """One update on its way. ``writes`` are committed together with its id."""

    update_id: int
    raw: dict[str, Any]
    dispatcher: Dispatcher
    done: asyncio.Future[None]
    writes: list[Write] = field(default_factory=list)
    started: float | None = None
    parked: bool = False
    paused: bool = False
    timer: asyncio.Timeout | None = None


async def pause(seconds: float) -> None:
    """Wait without holding one of the places of the dispatcher, nor using up the update's time."""
    job = current_job.get()
    if job is None:
        await asyncio.sleep(seconds)
    else:
        await job.dispatcher.pause(job, seconds)


class Dispatcher:
    """``handle`` does the work; ``failed`` tells the user when it raised or took too long."""

    def __init__(
        self,
        journal: Journal,
        handle: Callable[[Job], Awaitable[None]],
        failed: Callable[[Job, BaseException], Awaitable[None]],
        concurrency: int = 16,
        seconds: float = 30.0,
    ) -> None:
        self._journal = journal
        self._handle = handle
        self._failed = failed
        self._seconds = seconds
        self._places = asyncio.Semaphore(concurrency)
        self._lanes: dict[str, deque[Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._jobs: dict[int, Job] = {}
        self._stopping = False
        self.progress = asyncio.Event()

    # --- taking -----------------------------------------------------------------------------

    def submit(self, raw: dict[str, Any], parked: bool = False) -> Job | None:
        """Take an update, unless it is in hand or was handled before."""
        update_id = raw["update_id"]
        if self._stopping or update_id in self._jobs or self._journal.is_handled(update_id):
            return None
        job = Job(update_id, raw, self, asyncio.get_running_loop().create_future(), parked=parked)
        self._jobs[update_id] = job
        lane = lane_of(raw)
        if lane in self._lanes:
            self._lanes[lane].append(job)
        else:
            self._lanes[lane] = deque([job])
            task = asyncio.get_running_loop().create_task(self._run_lane(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return job

    def job(self, update_id: int) -> Job | None:
        """The job of an update that is in hand."""
        return self._jobs.get(update_id)

    @property
    def pending(self) -> int:
        return len(self._jobs)

    @property
    def waiting(self) -> int:
        """Updates that have not been started."""
        return sum(job.started is None and not job.parked for job in self._jobs.values())

    def first_unsettled(self) -> int | None:
        """The lowest id that must not be acknowledged yet."""
        return min((job.update_id for job in self._jobs.values() if not job.parked), default=None)

    def park_slow(self, after: float = PARK_SECONDS) -> None:
        """Save the updates of chats whose turn takes long: they count as settled then."""
        now = time.monotonic()
        slow: list[Job] = []
        for lane in self._lanes.values():
            head = lane[0]
            if head.paused or (head.started is not None and now - head.started > after):
                slow += [job for job in lane if not job.parked]
        if not slow:
            return
        try:
            self._journal.park({job.update_id: job.raw for job in slow})
        except sqlite3.Error as error:
            logger.error("không ghi được sổ: %s", describe(error))
            return
        for job in slow:
            job.parked = True

    # --- doing ------------------------------------------------------------------------------

    async def _run_lane(self, lane: str) -> None:
        queue = self._lanes[lane]
        try:
            while queue and not self._stopping:
                await self._run(queue[0])
                queue.popleft()
        finally:
            del self._lanes[lane]

    async def _run(self, job: Job) -> None:
        await self._places.acquire()
        if self._stopping:
            self._places.release()
            return
        token = current_job.set(job)
        job.started = time.monotonic()
        try:
            await self._attempt(job)
            self._settle(job)
        finally:
            current_job.reset(token)
            if not job.paused:
                self._places.release()

    async def _attempt(self, job: Job) -> None:
        try:
            async with asyncio.timeout(self._seconds) as job.timer:
                await self._handle(job)
        except Exception as error:
            try:
                async with asyncio.timeout(_APOLOGY_SECONDS) as job.timer:
                    await self._failed(job, error)
            except Exception as second:
                logger.error("không báo lỗi được: %s", describe(second))

    async def pause(self, job: Job, seconds: float) -> None:
        """See :func:`pause`."""
        if job.timer is not None and (when := job.timer.when()) is not None:
            job.timer.reschedule(when + seconds + 1.0)
        job.paused = True
        self._places.release()
        self.progress.set()
        await asyncio.sleep(seconds)
        await self._places.acquire()
        job.paused = False

    def _settle(self, job: Job) -> None:
        try:
            self._journal.commit(job.update_id, job.writes)
        except sqlite3.Error as error:
            # The answer is out: repeating it for ever would be worse than not remembering it.
            logger.error("không ghi được sổ: %s", describe(error))
        del self._jobs[job.update_id]
        if not job.done.done():
            job.done.set_result(None)
        self.progress.set()

    # --- ending -----------------------------------------------------------------------------

    async def drain(self, seconds: float) -> bool:
        """Finish what is started, take nothing more; what is left after ``seconds`` is dropped
        here and stays unacknowledged or parked. True when nothing was cut."""
        self._stopping = True
        for task_lane in self._lanes.values():
            if task_lane[0].paused:
                # It would sit out its wait; it is saved, and answered after the next start.
                self.park_slow()
                break
        busy = [task for task in self._tasks if not task.done()]
        if not busy:
            return True
        _, left = await asyncio.wait(busy, timeout=seconds)
        for task in left:
            task.cancel()
        if left:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.gather(*left, return_exceptions=True)
        return not left


def lane_of(raw: dict[str, Any]) -> str:
    """What must stay in order: the chat; for inline queries the user; else nothing."""
    try:
        for kind in ("message", "edited_message"):
            if kind in raw:
                return f"chat {raw[kind]['chat']['id']}"
        if "callback_query" in raw:
            query = raw["callback_query"]
            if query.get("message"):
                return f"chat {query['message']['chat']['id']}"
            return f"user {query['from']['id']}"
        if "inline_query" in raw:
            return f"user {raw['inline_query']['from']['id']}"
    except (KeyError, TypeError, AttributeError):
        pass
    return f"update {raw['update_id']}"
