"""Handles updates: in order within a chat, at most so many at once, each recorded when done.

An update is *settled* once it is handled and recorded, or saved on disk ("parked") because its chat
has to wait. Only settled updates may be acknowledged, so nothing is lost at a kill, and a chat that
waits holds up no other.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from bot.journal import Journal, Write
from bot.logs import describe
from bot.updates import lane_of

logger = logging.getLogger("bot.dispatch")

MAX_PENDING = 2_000
_LONG_WAIT_SECONDS = 1.0
_SLOW_SECONDS = 2.0
_MAX_QUEUED_LANES = 48
_APOLOGY_SECONDS = 15.0

current_job: ContextVar[Job | None] = ContextVar("current_job", default=None)


@dataclass(slots=True, eq=False)
class Job:
    """One update on its way. ``writes`` are committed together with its id; times are monotonic,
    ``resumes`` is set while it waits without a place."""

    update_id: int
    mark: int
    raw: dict[str, Any]
    dispatcher: Dispatcher
    done: asyncio.Future[None]
    writes: list[Write] = field(default_factory=list)
    started: float | None = None
    resumes: float | None = None
    parked: bool = False
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
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._jobs: dict[int, Job] = {}
        self.stopping = self.stopped = False
        self.progress = asyncio.Event()

    # --- taking -----------------------------------------------------------------------------

    def submit(self, raw: dict[str, Any], parked: bool = False) -> Job | None:
        """Take an update, unless it is in hand or was handled before, or the bot is stopping."""
        update_id, mark = raw["update_id"], self._journal.mark(raw)
        if self.stopping or update_id in self._jobs or self._journal.is_handled(update_id, mark):
            return None
        loop = asyncio.get_running_loop()
        job = Job(update_id, mark, raw, self, loop.create_future(), parked=parked)
        self._jobs[update_id] = job
        lane = lane_of(raw)
        if lane in self._lanes:
            self._lanes[lane].append(job)
        else:
            self._lanes[lane] = deque([job])
            task = loop.create_task(self._run_lane(lane))
            self._tasks[task] = lane
            task.add_done_callback(self._tasks.pop)
        return job

    def job(self, update_id: int) -> Job | None:
        """The job of an update that is in hand."""
        return self._jobs.get(update_id)

    @property
    def pending(self) -> int:
        return len(self._jobs)

    @property
    def idle_places(self) -> bool:
        """Whether another chat could be served at once."""
        return not self._places.locked()

    @property
    def crowded(self) -> bool:
        """Whether enough chats wait for a place, or too much is in memory, to fetch more."""
        queued = sum(lane[0].started is None for lane in self._lanes.values())
        return queued > _MAX_QUEUED_LANES or len(self._jobs) > MAX_PENDING

    def first_unsettled(self) -> int | None:
        """The lowest id that must not be acknowledged yet."""
        return min((job.update_id for job in self._jobs.values() if not job.parked), default=None)

    # --- parking ----------------------------------------------------------------------------

    def park_waiting(self, slow: float = _SLOW_SECONDS) -> None:
        """Save the updates of chats that have to wait, or whose head is under way for longer than
        ``slow`` seconds."""
        now = time.monotonic()
        found: list[Job] = []
        for lane in self._lanes.values():
            head = lane[0]
            waits = head.resumes is not None and head.resumes - now > _LONG_WAIT_SECONDS
            if waits or (head.started is not None and now - head.started > slow):
                found += lane
        self._park(found)

    def park_queues(self) -> None:
        """Save what stands behind the head of its chat: it could not be handled now anyway."""
        self._park(job for lane in self._lanes.values() for job in list(lane)[1:])

    def _park(self, jobs: Iterable[Job]) -> None:
        new = [job for job in jobs if not job.parked]
        if not new:
            return
        try:
            self._journal.park({job.update_id: job.raw for job in new})
        except (sqlite3.Error, ValueError, RecursionError) as error:
            logger.error("không ghi được sổ: %s", describe(error))
            return
        for job in new:
            job.parked = True

    # --- doing ------------------------------------------------------------------------------

    async def _run_lane(self, lane: str) -> None:
        queue = self._lanes[lane]
        try:
            while queue and not self.stopping:
                await self._run(queue[0])
                queue.popleft()
        finally:
            del self._lanes[lane]

    async def _run(self, job: Job) -> None:
        await self._places.acquire()
        if self.stopping:
            self._places.release()
            return
        token = current_job.set(job)
        job.started = time.monotonic()
        try:
            await self._attempt(job)
            self._settle(job)
        finally:
            current_job.reset(token)
            if job.resumes is None:
                self._places.release()

    async def _attempt(self, job: Job) -> None:
        error = await self._outcome(self._handle(job), job, self._seconds)
        if error is not None:
            second = await self._outcome(self._failed(job, error), job, _APOLOGY_SECONDS)
            if second is not None:
                logger.error("không báo lỗi được: %s", describe(second))

    async def _outcome(
        self, work: Awaitable[None], job: Job, seconds: float
    ) -> BaseException | None:
        """What went wrong, if anything. Only the end of the bot cancels."""
        try:
            async with asyncio.timeout(seconds) as job.timer:
                await work
        except asyncio.CancelledError as error:
            if self.stopping:
                raise
            return error
        except Exception as error:
            return error
        return None

    async def pause(self, job: Job, seconds: float) -> None:
        """See :func:`pause`."""
        loop = asyncio.get_running_loop()
        timer, left = job.timer, None
        if timer is not None and (when := timer.when()) is not None:
            left = max(when - loop.time(), 0.1)
            timer.reschedule(None)
        job.resumes = time.monotonic() + seconds
        self._places.release()
        self.progress.set()
        await asyncio.sleep(seconds)
        await self._places.acquire()
        job.resumes = None
        if timer is not None and left is not None:
            timer.reschedule(loop.time() + left)

    def _settle(self, job: Job) -> None:
        for writes in (job.writes, []):
            try:
                self._journal.commit(job.update_id, job.mark, writes)
                break
            except (sqlite3.Error, OverflowError, ValueError) as error:
                # The answer is out: it is not to be given again because of this.
                logger.error("không ghi được sổ: %s", describe(error))
        del self._jobs[job.update_id]
        if not job.done.done():
            job.done.set_result(None)
        self.progress.set()

    # --- ending -----------------------------------------------------------------------------

    async def drain(self, seconds: float) -> bool:
        """Finish what is started, take nothing more; what can't end within ``seconds`` is cut and
        stays unacknowledged, or parked. True when nothing was cut."""
        self.stopping = True
        self.park_waiting()
        deadline = time.monotonic() + seconds
        whole = True
        while self._tasks and (left := deadline - time.monotonic()) > 0:
            for task, name in list(self._tasks.items()):
                lane = self._lanes.get(name)
                resumes = lane[0].resumes if lane else None
                if resumes is not None and resumes > deadline - _LONG_WAIT_SECONDS:
                    # It would sit out its wait; it is answered after the next start.
                    whole = False
                    task.cancel()
            await asyncio.wait(self._tasks, timeout=min(left, 0.1))
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.stopped = True
        return whole and not tasks
