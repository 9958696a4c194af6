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

from bot.client import Broken, Client, retry_seconds
from bot.dispatch import Dispatcher
from bot.logs import describe
from bot.metrics import Metrics
from bot.updates import id_of

logger = logging.getLogger("bot.polling")

_LIMIT, _FEW, _STALL_SECONDS = 100, 25, 0.5
_SHORTEST, _LONGEST = 0.01, 0.2
_BACKOFF_FIRST, _BACKOFF_LAST = 0.2, 15.0
_REBUILD_SECONDS = 60.0
_FORGET_OFFSET_SECONDS = 3 * 86_400.0
# Conflicts may be the end of another bot's life: its last poll hangs on for a while. A bot that has
# just come gives up before one that was there.
_NEWCOMER_SECONDS = 5.0
_CONFLICT_WINDOW = 60.0
_GIVE_UP_AFTER = {"newcomer": (5, 10.0), "settled": (8, 20.0)}


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
        self._failures, self._warned = 0, False
        self._conflicts: list[float] = []
        self._unreadable = False
        self._started = time.monotonic()
        self._rebuilt = self._started
        self._last_new = self._started
        self.last_good: float | None = None
        self.last_turn = self._started

    async def run(self) -> None:
        """Poll for ever. Raises TokenRefused or TwoPollers when going on makes no sense."""
        empty_handed = False
        while True:
            await self._wait(empty_handed)
            asked = time.monotonic()
            busy = self._dispatcher.first_unsettled() is not None
            try:
                seconds = self._seconds()
                batch = await self._fetch(seconds)
                new = self._hand_over(batch)
            except Exception as error:
                await self._survive(error)
                continue
            if self._warned:
                fields = {"fields": {"after": self._failures}}
                logger.info("lại nghe được từ Telegram", extra=fields)
            self._failures, self._warned = 0, False
            self.last_good = time.monotonic()
            self._metrics.count("polls", "ok")
            self._interval = _SHORTEST if new else min(self._interval * 2, _LONGEST)
            # A server that does not wait for updates, or repeats old ones, is not to be hammered.
            early = bool(batch) or self.last_good - asked < seconds / 2
            empty_handed = early and not new and not busy

    async def acknowledge(self) -> None:
        """Tell Telegram what is settled, at the end; without it the journal still knows."""
        offset = self._offset()
        if offset is not None:
            with contextlib.suppress(TelegramError, TimeoutError):
                async with asyncio.timeout(1.0):
                    await self._client.raw_updates(offset, 0, 1)

    # --- one turn ---------------------------------------------------------------------------

    async def _wait(self, empty_handed: bool) -> None:
        """Until another poll is of use: there is room, and something moved or time passed."""
        dispatcher = self._dispatcher
        deadline = time.monotonic() + self._interval
        while True:
            self.last_turn = now = time.monotonic()
            nothing_in_hand = dispatcher.first_unsettled() is None
            if dispatcher.crowded:
                dispatcher.park_waiting()
            elif now >= deadline or (nothing_in_hand and not empty_handed):
                return
            dispatcher.progress.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(deadline - now, _SHORTEST)):
                    await dispatcher.progress.wait()

    def _seconds(self) -> int:
        """Seconds of long polling. With updates in hand the server answers at once anyway. The
        first poll does not wait either: from then on the bot is known to be well."""
        idle = self._offset() == self._next and self.last_good is not None
        return self._poll_seconds if idle else 0

    def _offset(self) -> int | None:
        self._dispatcher.park_waiting()
        first = self._dispatcher.first_unsettled()
        if first is not None:
            return first
        # After days without updates ids may start anew, lower: an old offset would hide them.
        if time.monotonic() - self._last_new > _FORGET_OFFSET_SECONDS:
            self._next = None
        return self._next

    async def _fetch(self, seconds: int) -> list[object]:
        # The time-outs of the connection do not see a reply that trickles.
        async with asyncio.timeout(seconds + 20.0):
            return await self._client.raw_updates(self._offset(), seconds, _LIMIT)

    def _hand_over(self, batch: list[object]) -> int:
        """Give the dispatcher what it does not know yet; how many that was."""
        new = 0
        for raw in batch:
            update_id = id_of(raw)
            if update_id is None:
                # It comes again with each poll, for it can't be acknowledged: said once.
                if not self._unreadable:
                    logger.error("bỏ qua một update không có update_id đọc được")
                self._unreadable = True
                continue
            self._next = max(self._next or 0, update_id + 1)
            if self._dispatcher.submit(raw) is not None:  # type: ignore[arg-type]
                new += 1
        if new:
            self._last_new = time.monotonic()
        if len(batch) >= _LIMIT and new < _FEW and self._dispatcher.idle_places:
            # A few chats fill all that one call shows: look past what waits behind others.
            self._dispatcher.park_queues()
            self._dispatcher.park_waiting(_STALL_SECONDS)
        return new

    # --- when it goes wrong -----------------------------------------------------------------

    async def _survive(self, error: Exception) -> None:
        self._failures += 1
        self._metrics.count("polls", type(error).__name__)
        # Should the server have been replaced by one that counts anew, the old offset would hide its
        # updates; without one it gives all that are not acknowledged, and those known are skipped.
        self._next = None
        if isinstance(error, Broken) and self._failures == 1:
            # Most likely a kept connection that the server had closed.
            return
        # Every failure of a long outage would fill the log: the 1st, 2nd, 4th, 8th…
        if self._failures & (self._failures - 1) == 0:
            self._warned = True
            fields = {"fields": {"failures": self._failures}}
            logger.warning("không lấy được update: %s", describe(error), extra=fields)
        wait = min(_BACKOFF_FIRST * 2 ** min(self._failures - 1, 10), _BACKOFF_LAST)
        if isinstance(error, InvalidToken):
            await verify_token(self._client)
        elif isinstance(error, Conflict):
            wait = await self._conflict(error, wait)
        elif isinstance(error, RetryAfter):
            wait = min(max(retry_seconds(error), wait), 60.0)
        now = time.monotonic()
        if now - max(self.last_good or 0.0, self._started, self._rebuilt) > _REBUILD_SECONDS:
            self._rebuilt = now
            logger.warning("lâu không nghe được từ Telegram, mở lại kết nối")
            await self._client.rebuild_polling()
        await asyncio.sleep(wait)

    async def _conflict(self, error: Conflict, wait: float) -> float:
        """Seconds to wait; raises TwoPollers after too many."""
        if "webhook" in str(error).lower():
            await self._leave_webhook()
            return wait
        now = time.monotonic()
        self._conflicts = [at for at in self._conflicts if now - at < _CONFLICT_WINDOW] + [now]
        newcomer = self._conflicts[0] - self._started < _NEWCOMER_SECONDS
        most, seconds = _GIVE_UP_AFTER["newcomer" if newcomer else "settled"]
        if len(self._conflicts) >= most and now - self._conflicts[0] >= seconds:
            raise TwoPollers
        return min(0.3 * 2.0 ** (len(self._conflicts) - 1), 2.5)

    async def _leave_webhook(self) -> None:
        try:
            await self._client.call("deleteWebhook", {"drop_pending_updates": False})
        except TelegramError as error:
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
