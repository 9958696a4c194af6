"""Updates by webhook: Telegram calls, the reply 200 means the update is settled.

Without that reply Telegram sends the update again, so a kill loses nothing here either.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import time

from aiohttp import web
from telegram.error import InvalidToken, TelegramError

from bot.client import ALLOWED_UPDATES, Client
from bot.dispatch import MAX_PENDING, Dispatcher, Job
from bot.logs import describe
from bot.metrics import Metrics
from bot.polling import verify_token
from bot.settings import Webhook
from bot.updates import id_of

logger = logging.getLogger("bot.webhook")

_MAX_BODY = 1 << 20
_SETTLE_SECONDS = 20.0
_LOOK_SECONDS = 0.5
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Receiver:
    """Listens for Telegram's calls; everything without the secret is turned away."""

    def __init__(
        self, settings: Webhook, client: Client, dispatcher: Dispatcher, metrics: Metrics
    ) -> None:
        self._settings = settings
        self._client = client
        self._dispatcher = dispatcher
        self._metrics = metrics
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen. Raises OSError when the port is taken."""
        app = web.Application(client_max_size=_MAX_BODY)
        app.router.add_post(self._settings.path, self._receive)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(
            self._runner, self._settings.listen, self._settings.port, shutdown_timeout=1.0
        )
        await site.start()
        self.port = self._runner.addresses[0][1]
        logger.info("đang nghe webhook", extra={"fields": {"port": self.port}})

    async def stop(self) -> None:
        """Take no more calls."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def register(self) -> None:
        """Tell Telegram where to call; tries until it works. Raises TokenRefused."""
        wait = 0.5
        while True:
            try:
                await self._client.call(
                    "setWebhook",
                    {
                        "url": self._settings.url,
                        "secret_token": self._settings.secret,
                        "allowed_updates": list(ALLOWED_UPDATES),
                        "max_connections": 40,
                        "drop_pending_updates": False,
                    },
                )
            except TelegramError as error:
                if isinstance(error, InvalidToken):
                    await verify_token(self._client)
                logger.warning("chưa đặt được webhook: %s", describe(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
            else:
                return

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._settings.secret.encode()):
            self._metrics.count("polls", "webhook-refused")
            return web.Response(status=403)
        try:
            raw = json.loads(await request.read())
        except (ValueError, RecursionError):
            return web.Response(status=400)
        update_id = id_of(raw)
        if update_id is None:
            return web.Response(status=400)
        if self._dispatcher.stopping or self._dispatcher.pending > MAX_PENDING:
            return web.Response(status=503)
        self._metrics.count("polls", "webhook")
        job = self._dispatcher.submit(raw) or self._dispatcher.job(update_id)
        # Not settled: Telegram is to send it again.
        return web.Response(status=200 if job is None or await self._settled(job) else 503)

    async def _settled(self, job: Job) -> bool:
        deadline = time.monotonic() + _SETTLE_SECONDS
        while not job.parked and not job.done.done():
            if time.monotonic() > deadline or self._dispatcher.stopped:
                return False
            await asyncio.wait([job.done], timeout=_LOOK_SECONDS)
            self._dispatcher.park_waiting()
        return True
