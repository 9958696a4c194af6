"""Bot API servers on loopback and bots that talk to them, ended whatever a test does.

One loop for all tests: they share a bot wherever they need none of their own, for starting one takes
most of the time of a test.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from botapi import BotApi
from harness import BotProcess

Scene = tuple[BotApi, BotProcess]
StartBot = Callable[..., Awaitable[BotProcess]]
Arena = Callable[..., Awaitable[BotProcess]]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    server = BotApi()
    await server.start()
    state = tmp_path_factory.mktemp("shared") / "state"
    bot = await BotProcess(server, state, BNQA_LOG_LEVEL="DEBUG").start()
    await bot.ready()
    yield server, bot
    await bot.kill()
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def scene(_shared: Scene) -> Scene:
    """The shared server and bot, with nothing in hand and nothing noted."""
    server, bot = _shared
    server.faults.clear()
    server.latency = 0.0
    await server.until(lambda: not server.pending)
    server.forget()
    bot.forget_log()
    return server, bot


@pytest_asyncio.fixture(loop_scope="session")
async def arena(tmp_path: Path) -> AsyncIterator[Arena]:
    """``await arena(name, server, NAME=value…)``: a bot with a server of its own."""
    bots: list[BotProcess] = []
    servers: list[BotApi] = []

    async def enter(name: str, server: BotApi, ready: bool = True, **env: str) -> BotProcess:
        if server not in servers:
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


@pytest.fixture
def api() -> Iterator[BotApi]:
    return BotApi()


@pytest_asyncio.fixture(loop_scope="session")
async def start_bot(api: BotApi, arena: Arena) -> StartBot:
    """``await start_bot(NAME=value…)``: a running bot on ``api`` that has polled once."""

    async def start(state: str = "state", ready: bool = True, **env: str) -> BotProcess:
        return await arena(state, api, ready, **env)

    return start
