"""Scenes that take long because somebody waits: they are played side by side."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from typing import Any

import aiohttp
from botapi import BotApi
from conftest import Arena
from harness import BotProcess, doubled, free_port, together, unanswered
from loopback import Fault, Manners

QUESTION = "GRDP Bắc Ninh năm 2024 tăng bao nhiêu?"


async def endless_conflicts(arena: Arena) -> None:
    api = BotApi()
    api.faults = [Fault("getUpdates", status=409, description="Conflict: terminated by", times=99)]
    bot = await arena("conflicts", api, ready=False)
    started = time.monotonic()
    assert await bot.wait(25) == 4
    assert time.monotonic() - started > 8, "một bot vừa dừng có thể còn giữ lần hỏi cuối"
    assert "409" in bot.log
    assert bot.log.count("\n") < 12


async def a_dead_poll_that_lingers(arena: Arena) -> None:
    """A server that refuses new polls as long as that of the killed bot is open."""
    api = BotApi(manners=Manners(older_poll_wins=True))
    bot = await arena("lingers", api)
    await asyncio.sleep(0.5)
    await bot.kill()
    again = await BotProcess(api, bot.state).start()
    await api.until(lambda: "Conflict" in again.log, what="409")
    await api.until(lambda: "lại nghe được" in again.log, 14)
    api.say(QUESTION)
    await api.until(lambda: not unanswered(api))
    assert await again.stop() == 0


async def a_poll_that_is_never_answered(arena: Arena) -> None:
    api = BotApi()
    await arena("hole", api, BNQA_POLL_SECONDS="1")
    api.faults = [Fault("getUpdates", "hole")]
    await asyncio.sleep(1.3)
    for chat in range(1, 101):
        api.say(QUESTION, chat=chat)
    await api.until(lambda: not unanswered(api), 14)
    assert doubled(api) == 0


async def a_server_that_comes_back(arena: Arena) -> None:
    """It goes down in the middle of a burst, for longer than a few tries take."""
    api = BotApi(latency=0.05)
    bot = await arena("back", api)
    for number in range(200):
        api.say(QUESTION, chat=number % 50 + 1)
    await api.until(lambda: len(api.sent()) > 40)
    await api.stop()
    await asyncio.sleep(6.0)
    await api.start(api.port)
    await api.until(lambda: not unanswered(api), 20)
    assert doubled(api) <= 16
    assert await bot.stop() == 0


async def sends_that_hang(arena: Arena) -> None:
    """Whether it arrived nobody knows: it is not sent again, and the chat goes on."""
    api = BotApi()
    bot = await arena("hang", api)
    api.faults = [Fault("sendMessage", "hole", deliver=True, when=lambda p: p["chat_id"] == 1)]
    api.say(QUESTION)
    api.say("Giám đốc Sở Công Thương là ai?")
    for chat in range(2, 30):
        api.say(QUESTION, chat=chat)
    started = time.monotonic()
    await api.until(lambda: len(unanswered(api)) == 1, 5)
    await api.until(lambda: not unanswered(api), 20)
    assert 8 < time.monotonic() - started < 16
    assert doubled(api) == 0
    assert "uncertain" in bot.log
    assert await bot.stop() == 0


async def the_end_with_a_send_that_hangs(arena: Arena) -> None:
    api = BotApi()
    bot = await arena("end", api)
    api.faults = [Fault("sendMessage", "hole")]
    api.say(QUESTION)
    await api.until(lambda: api.faults[0].times == 0)
    api.faults = [Fault("getUpdates", "hole", times=99)]
    bot.signal(signal.SIGTERM)
    started = time.monotonic()
    assert await bot.wait(12) == 0
    assert time.monotonic() - started < 10
    # It was not recorded as answered: it is answered after the next start.
    api.faults.clear()
    again = await BotProcess(api, bot.state).start()
    await api.until(lambda: len(api.sent(1)) == 1)
    assert await again.stop() == 0


async def the_end_while_a_chat_has_to_wait(arena: Arena) -> None:
    api = BotApi()
    bot = await arena("wait", api)
    wait = {"retry_after": 90}
    api.faults = [Fault("sendMessage", status=429, description="Too Many", parameters=wait)]
    for _ in range(3):
        api.say(QUESTION)
    await api.until(lambda: api.faults[0].times == 0)
    bot.signal(signal.SIGTERM)
    started = time.monotonic()
    assert await bot.wait(10) == 0
    assert time.monotonic() - started < 4, "không chờ hết 90 giây, cũng không chờ hết giờ dừng"
    again = await BotProcess(api, bot.state).start()
    await api.until(lambda: not unanswered(api))
    assert doubled(api) == 0
    assert await again.stop() == 0


async def a_webhook_that_ends(arena: Arena) -> None:
    """What is called while it ends is answered, or refused so that Telegram calls again."""
    api, port = BotApi(latency=1.5), free_port()
    url = f"http://127.0.0.1:{port}/hook"
    bot = await arena(
        "webhook",
        api,
        ready=False,
        BNQA_WEBHOOK_URL=url,
        BNQA_WEBHOOK_SECRET="mat_khau",
    )
    await api.until(lambda: bool(api.webhook))
    secret = {"X-Telegram-Bot-Api-Secret-Token": "mat_khau"}
    async with aiohttp.ClientSession(headers=secret) as session:

        async def call(update_id: int, chat: int) -> int:
            update: dict[str, Any] = {
                "update_id": update_id,
                "message": api.message(QUESTION, chat),
            }
            async with session.post(url, data=json.dumps(update)) as response:
                return response.status

        first = asyncio.create_task(call(1, 1))
        await asyncio.sleep(0.5)
        bot.signal(signal.SIGTERM)
        await asyncio.sleep(0.2)
        assert await call(2, 2) == 503
        assert await first == 200
    assert len(api.sent(1)) == 1
    assert not api.sent(2)
    assert await bot.wait(10) == 0


async def test_long_waits(arena: Arena) -> None:
    await together(
        endless_conflicts(arena),
        a_dead_poll_that_lingers(arena),
        a_poll_that_is_never_answered(arena),
        a_server_that_comes_back(arena),
        sends_that_hang(arena),
        the_end_with_a_send_that_hangs(arena),
        the_end_while_a_chat_has_to_wait(arena),
        a_webhook_that_ends(arena),
    )
