"""The poll loop: fetch, hand over, acknowledge only what is settled, survive everything.

``getUpdates`` with an offset acknowledges all updates below it, so the offset is the lowest id that
is not settled. While updates are in hand the same call brings the newer ones behind them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.client import Client
from bot.dispatch import MAX_PENDING, Dispatcher
from bot.logs import describe
from bot.metrics import Metrics
from bot.transport import retry_seconds

logger = logging.getLogger("bot.polling")

_LIMIT = 100
_LOW_WATER = 48
_SHORTEST, _LONGEST = 0.01, 0.2
_BACKOFF_FIRST, _BACKOFF_LAST = 0.2, 15.0
_REBUILD_SECONDS = 60.0
_FORGET_OFFSET_SECONDS = 3 * 86_400.0
_NEWCOMER_SECONDS = 5.0


class TokenRefused(Exception):
    """Telegram refuses the token, asked twice."""


class TwoPollers(Exception):
    """Another bot polls with the same token."""


class Poller:
    """Runs until cancelled. ``last_good`` and ``last_turn`` are monotonic times, for the
    watchdog."""

    def __init__(
        self, client: Client, dispatcher: Dispatcher, metrics: Metrics, poll_seconds: int = 8
    ) -> None:
        self._client = client
        self._dispatcher = dispatcher
        self._metrics = metrics
        self._poll_seconds = poll_seconds
        self._next: int | None = None
        self._interval = _SHORTEST
        self._failures = 0
        self._conflicts: list[float] = []
        self._started = time.monotonic()
        self._rebuilt = self._started
        self._last_new = self._started
        self.last_good: float | None = None
        self.last_turn = self._started

    async def run(self) -> None:
        """Poll for ever. Raises TokenRefused or TwoPollers when going on makes no sense."""
        while True:
            self.last_turn = time.monotonic()
            await self._breathe()
            try:
                batch = await self._fetch()
            except Exception as error:
                await self._survive(error)
                continue
            if self._failures:
                logger.info(
                    "lại nghe được từ Telegram", extra={"fields": {"after": self._failures}}
                )
            self._failures = 0
            self.last_good = time.monotonic()
            self._metrics.count("polls", "ok")
            new = self._hand_over(batch)
            self._interval = _SHORTEST if new else min(self._interval * 2, _LONGEST)

    async def acknowledge(self) -> None:
        """Tell Telegram what is settled, at the end; without it the journal still knows."""
        if self._next is not None:
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(1.5):
                    await self._client.raw_updates(self._offset(), 0, 1)

    # --- one turn ---------------------------------------------------------------------------

    async def _breathe(self) -> None:
        """Wait until another poll is of use: there is room, and something moved or time passed."""
        dispatcher = self._dispatcher
        deadline = time.monotonic() + self._interval
        while dispatcher.first_unsettled() is not None:
            crowded = dispatcher.waiting > _LOW_WATER or dispatcher.pending > MAX_PENDING
            left = deadline - time.monotonic()
            if left <= 0 and not crowded:
                break
            dispatcher.progress.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(left, 0.01)):
                    await dispatcher.progress.wait()
            self.last_turn = time.monotonic()
            if crowded:
                dispatcher.park_slow()
        while dispatcher.pending > MAX_PENDING:
            await asyncio.sleep(0.05)
            self.last_turn = time.monotonic()

    def _offset(self) -> int | None:
        self._dispatcher.park_slow()
        first = self._dispatcher.first_unsettled()
        if first is not None:
            return first
        # After days without updates ids may start anew, lower: an old offset would hide them.
        if time.monotonic() - self._last_new > _FORGET_OFFSET_SECONDS:
            self._next = None
        return self._next

    async def _fetch(self) -> list[object]:
        offset = self._offset()
        busy = self._dispatcher.first_unsettled() is not None
        # The first poll returns at once: from then on the bot is known to be well.
        timeout = 0 if busy or self.last_good is None else self._poll_seconds
        # The time-outs of the connection do not see a reply that trickles.
        async with asyncio.timeout(timeout + 10.0):
            return await self._client.raw_updates(offset, timeout, _LIMIT)

    def _hand_over(self, batch: list[object]) -> int:
        new = 0
        for raw in batch:
            if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
                logger.error("bỏ qua một update không có update_id")
                continue
            update_id = raw["update_id"]
            known = self._next is not None and update_id < self._next
            self._next = update_id + 1 if not known else self._next
            if self._dispatcher.submit(raw) is not None:
                new += 1
        if new:
            self._last_new = time.monotonic()
        return new

    # --- when it goes wrong -----------------------------------------------------------------

    async def _survive(self, error: Exception) -> None:
        self._failures += 1
        self._metrics.count("polls", type(error).__name__)
        # Every failure of a long outage would fill the log: the 1st, 2nd, 4th, 8th…
        if self._failures & (self._failures - 1) == 0:
            fields = {"fields": {"failures": self._failures}}
            logger.warning("không lấy được update: %s", describe(error), extra=fields)
        wait = min(_BACKOFF_FIRST * 2 ** min(self._failures - 1, 10), _BACKOFF_LAST)
        if isinstance(error, InvalidToken):
            await verify_token(self._client)
        elif isinstance(error, Conflict):
            wait = await self._conflict(error)
        elif isinstance(error, RetryAfter):
            wait = min(retry_seconds(error), 60.0)
        now = time.monotonic()
        if now - max(self.last_good or 0.0, self._started, self._rebuilt) > _REBUILD_SECONDS:
            self._rebuilt = now
            logger.warning("lâu không nghe được từ Telegram, mở lại kết nối")
            await self._client.rebuild_polling()
        await asyncio.sleep(wait)

    async def _conflict(self, error: Conflict) -> float:
        """Seconds to wait; raises TwoPollers after too many. Who came last gives up first."""
        if "webhook" in str(error).lower():
            await self._leave_webhook()
            return 0.5
        now = time.monotonic()
        self._conflicts = [at for at in self._conflicts if now - at < 60.0] + [now]
        newcomer = self._conflicts[0] - self._started < _NEWCOMER_SECONDS
        if len(self._conflicts) >= (5 if newcomer else 12):
            raise TwoPollers
        return min(0.3 * 2.0 ** (len(self._conflicts) - 1), 2.0 if newcomer else 4.0)

    async def _leave_webhook(self) -> None:
        try:
            async with asyncio.timeout(15):
                await self._client.call("deleteWebhook", {"drop_pending_updates": False})
        except (TelegramError, TimeoutError) as error:
            logger.warning("không gỡ được webhook cũ: %s", describe(error))


async def verify_token(client: Client) -> None:
    """Ask getMe; raises TokenRefused when it refuses twice in a row. Other errors say nothing."""
    for attempt in range(2):
        if attempt:
            await asyncio.sleep(1.0)
        try:
            await client.call("getMe", {})
        except InvalidToken:
            continue
        except TelegramError:
            return
        else:
            return
    raise TokenRefused
