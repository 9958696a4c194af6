"""A loopback Bot API and bots that talk to it, ended whatever a test does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from botapi import BotApi
from harness import BotProcess

StartBot = Callable[..., Awaitable[BotProcess]]
Arena = Callable[..., Awaitable[BotProcess]]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    server = BotApi()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def start_bot(api: BotApi, tmp_path: Path) -> AsyncIterator[StartBot]:
    """``await start_bot(NAME=value…)``: a running bot that has polled once."""
    started: list[BotProcess] = []

    async def start(state: str = "state", ready: bool = True, **env: str) -> BotProcess:
        bot = await BotProcess(api, tmp_path / state, **env).start()
        started.append(bot)
        if ready:
            await bot.ready()
        return bot

    yield start
    for bot in started:
        await bot.kill()


@pytest.fixture
async def arena(tmp_path: Path) -> AsyncIterator[Arena]:
    """``await arena(name, server, NAME=value…)``: a bot with a server of its own, for scenes that
    are played side by side."""
    bots: list[BotProcess] = []
    servers: list[BotApi] = []

    async def enter(name: str, server: BotApi, ready: bool = True, **env: str) -> BotProcess:
        await server.start()
        servers.append(server)
        bot = await BotProcess(server, tmp_path / name, **env).start()
        bots.append(bot)
        if ready:
            await bot.ready()
        return bot

    yield enter
    for bot in bots:
        await bot.kill()
    for server in servers:
        await server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_bot(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[BotApi, BotProcess]]:
    """One bot for the tests that leave no trace but in their own chat."""
    server = BotApi()
    await server.start()
    bot = await BotProcess(server, tmp_path_factory.mktemp("shared") / "state").start()
    await bot.ready()
    yield server, bot
    await bot.kill()
    await server.stop()
