"""The bot put together: what depends on what, how it starts, lives and ends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.error import InvalidToken, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot import health
from bot.answering import Answerer, settle_memory
from bot.client import Client, retry_seconds
from bot.delivery import Delivery
from bot.dispatch import Dispatcher, Job
from bot.handlers import Handlers
from bot.incoming import Me
from bot.journal import Journal
from bot.limits import Limiter
from bot.logs import describe
from bot.metrics import Metrics
from bot.polling import Poller, TokenRefused
from bot.profile import set_profile
from bot.send import Sender
from bot.settings import Settings

if TYPE_CHECKING:
    from bnqa.engine import Engine

logger = logging.getLogger("bot")

App = Application[Client, Any, Any, Any, Any, None]

START_TRIES = 14
_BEAT_SECONDS = 5.0
_GOOD_POLL_SECONDS = 45.0
# Inline queries come with every few letters typed.
_INLINE_FACTOR = 5


class StartFailed(Exception):
    """Telegram could not be reached in all tries."""


class Stuck(Exception):
    """The poll loop does not turn any more: better end, and be started again."""


def build_application(client: Client, handlers: Callable[[], Handlers]) -> App:
    """The handlers of each kind of update. Kinds not named here are not handled at all."""
    application: App = ApplicationBuilder().bot(client).updater(None).job_queue(None).build()
    kinds = filters.UpdateType
    application.add_handlers(
        [
            MessageHandler(kinds.MESSAGE, lambda u, c: handlers().on_message(u, c)),
            MessageHandler(kinds.EDITED_MESSAGE, lambda u, c: handlers().on_edited(u, c)),
            CallbackQueryHandler(lambda u, c: handlers().on_button(u, c)),
            InlineQueryHandler(lambda u, c: handlers().on_inline(u, c)),
        ]
    )

    async def on_error(update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        error = context.error or RuntimeError("không rõ lỗi")
        await handlers().apologise(update if isinstance(update, Update) else None, error)

    application.add_error_handler(on_error)
    return application


class Bot:
    """One running bot. :meth:`run` returns when asked to ``stop``, or raises what ends it."""

    def __init__(self, settings: Settings, load: Callable[[], Engine], stop: asyncio.Event) -> None:
        self._settings = settings
        self._stop = stop
        self._reload_asked = asyncio.Event()
        self.answerer = Answerer(load)
        self._metrics = Metrics()
        self._journal = Journal(settings.state_dir / "journal.sqlite3")
        self._client = Client(settings.token, settings.base_url, 2 * settings.concurrency + 8)
        self._handlers: Handlers | None = None
        self._application = build_application(self._client, self._ready)
        self._dispatcher = Dispatcher(
            self._journal, self._handle, self._failed, settings.concurrency, settings.update_seconds
        )

    def _ready(self) -> Handlers:
        assert self._handlers is not None, "the bot has not started"
        return self._handlers

    async def run(self) -> None:
        """Start, live, drain. Raises TokenRefused, TwoPollers, StartFailed, Stuck, OSError."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGHUP, self._reload_asked.set)
        health.write_pid(self._settings.state_dir, self._settings.knowledge)
        try:
            if self._settings.metrics_port is not None:
                self._metrics.start(self._settings.metrics_port)
            if await self._start():
                await self._live()
        finally:
            health.remove_pid(self._settings.state_dir)
            with contextlib.suppress(Exception):
                async with asyncio.timeout(1.0):
                    await self._application.shutdown()
                    await self._client.shutdown()
            health.stop_guard()
            self._metrics.stop()
            self._journal.close()

    # --- start ------------------------------------------------------------------------------

    async def _start(self) -> bool:
        """Reach Telegram, with back-off. False when asked to stop meanwhile."""
        refused, wait = 0, 0.3
        for attempt in range(1, START_TRIES + 1):
            try:
                async with asyncio.timeout(20):
                    if await self._stopped_before(self._client.initialize()):
                        return False
                break
            except Exception as error:
                if isinstance(error, InvalidToken):
                    refused += 1
                    if refused >= 2:
                        raise TokenRefused from None
                elif isinstance(error, RetryAfter):
                    wait = max(wait, min(retry_seconds(error), 60.0))
                logger.warning(
                    "chưa gọi được Telegram: %s",
                    _start_error(error),
                    extra={"fields": {"try": attempt}},
                )
            if await self._stopped_before(asyncio.sleep(wait)):
                return False
            wait = min(wait * 2, 10.0)
        else:
            raise StartFailed
        await self._application.initialize()
        me = Me(self._client.id, self._client.username or "")
        settings = self._settings
        self._journal.belongs_to(str(me.id))
        self._handlers = Handlers(
            me,
            self.answerer,
            Sender(Delivery(self._client, self._journal, self._metrics)),
            self._journal,
            self._metrics,
            Limiter(settings.rate_burst, settings.rate_per_minute),
            Limiter(
                settings.rate_burst * _INLINE_FACTOR, settings.rate_per_minute * _INLINE_FACTOR
            ),
            settings.allowed_chats,
        )
        return True

    async def _stopped_before(self, work: Coroutine[Any, Any, None]) -> bool:
        """Do this, unless asked to stop meanwhile; whether that was so."""
        tasks = [asyncio.ensure_future(part) for part in (self._stop.wait(), work)]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not tasks[0].done():
                tasks[1].result()
            return tasks[0].done()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # --- life -------------------------------------------------------------------------------

    async def _live(self) -> None:
        settle_memory()
        for raw in self._journal.parked():
            self._dispatcher.submit(raw, parked=True)
        if self._settings.webhook is None:
            await self._live_polling()
        else:
            await self._live_webhook()

    async def _live_polling(self) -> None:
        poller = Poller(self._client, self._dispatcher, self._metrics, self._settings.poll_seconds)

        def alive() -> bool:
            now = time.monotonic()
            if now - poller.last_turn > health.STUCK_SECONDS:
                raise Stuck
            return poller.last_good is not None and now - poller.last_good < _GOOD_POLL_SECONDS

        tasks = [poller.run(), *self._chores(alive)]
        logger.info("bot đã chạy", extra={"fields": {"mode": "polling"}})
        try:
            await self._until_stop(tasks)
        finally:
            await self._drain()
            await poller.acknowledge()

    async def _live_webhook(self) -> None:
        from bot.webhook import Receiver

        assert self._settings.webhook is not None
        receiver = Receiver(self._settings.webhook, self._client, self._dispatcher, self._metrics)
        await receiver.start()
        logger.info("bot đã chạy", extra={"fields": {"mode": "webhook"}})
        tasks = [receiver.register(), *self._chores(lambda: True)]
        try:
            await self._until_stop(tasks)
        finally:
            # First no more updates, then those in hand: their callers still get the 200.
            await self._drain()
            await receiver.stop()

    def _chores(self, alive: Callable[[], bool]) -> list[Any]:
        return [self._beat(alive), self._reload_when_asked(), set_profile(self._client)]

    async def _reload_when_asked(self) -> None:
        while True:
            await self._reload_asked.wait()
            self._reload_asked.clear()
            await self.answerer.reload()

    async def _until_stop(self, work: list[Any]) -> None:
        """Run until asked to stop or until one part fails, which ends all of it."""
        tasks = [asyncio.ensure_future(part) for part in (self._stop.wait(), *work)]
        stop = tasks[0]
        try:
            while not stop.done():
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
                    tasks.remove(task)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _beat(self, alive: Callable[[], bool]) -> None:
        """Write the heartbeat as long as Telegram is heard."""
        wait = 0.2
        while True:
            health.guard()
            if alive():
                try:
                    health.beat(self._settings.state_dir)
                except OSError as error:
                    logger.error("không ghi được nhịp tim: %s", describe(error))
                wait = _BEAT_SECONDS
            await asyncio.sleep(wait)

    async def _drain(self) -> None:
        logger.info("đang dừng: làm nốt việc dở rồi thoát")
        whole = await self._dispatcher.drain(self._settings.drain_seconds)
        if not whole:
            logger.warning("hết giờ, phần còn lại sẽ được trả lời ở lần chạy sau")
        with contextlib.suppress(OSError):
            health.stop_beating(self._settings.state_dir)

    # --- one update -------------------------------------------------------------------------

    async def _handle(self, job: Job) -> None:
        update = self._parse(job)
        if update is not None:
            await self._application.process_update(update)

    def _parse(self, job: Job) -> Update | None:
        """None for what python-telegram-bot can't read: stepped past, logged once, never again."""
        try:
            return Update.de_json(job.raw, self._client)
        except Exception as error:
            self._metrics.count("errors", "update")
            logger.error("bỏ qua một update không đọc được: %s", type(error).__name__)
            return None

    async def _failed(self, job: Job, error: BaseException) -> None:
        await self._ready().apologise(self._parse(job), error)


def _start_error(error: BaseException) -> str:
    # InvalidToken carries the token in its text.
    return "token bị từ chối" if isinstance(error, InvalidToken) else describe(error)
