"""Servers that differ from ours: each gets its answers, once, and is not hammered."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from botapi import BotApi
from conftest import Arena, StartBot
from harness import BotProcess, doubled, together, unanswered
from loopback import Fault, Manners

QUESTION = "GRDP Bắc Ninh năm 2024 tăng bao nhiêu?"
PROFILE = frozenset(
    f"{verb}My{what}"
    for verb in ("get", "set")
    for what in ("Commands", "Description", "ShortDescription", "Name")
) | {"deleteWebhook", "getWebhookInfo", "deleteMessage"}

SERVERS = {
    "connections closed with a word; only the methods needed": Manners(keep="no", unknown=PROFILE),
    "connections closed without a word; seven updates a call": Manners(
        keep="silent", most_updates=7
    ),
    "HTTP 1.0; no long polling; errors with status 200": Manners(
        keep="1.0", long_poll=False, unknown=PROFILE, always_200=True
    ),
    "chunked replies; slow in everything": Manners(chunked=True, delay=0.15),
    "one message a second and chat": Manners(rate=1.0),
}


async def serve(arena: Arena, name: str, manners: Manners, step: int) -> None:
    server = BotApi(manners=manners, update_step=step)
    bot = await arena(name, server)
    try:
        for number in range(60):
            server.say(QUESTION, chat=number % 30 + 1)
            if number % 20 == 19:
                await asyncio.sleep(0.2)
        await server.until(lambda: not unanswered(server), 25, "mọi câu được trả lời")
        await server.until(lambda: not server.pending, 10, "mọi câu được xác nhận")
        assert doubled(server) == 0
        assert server.refused == []
        before = server.requests
        await asyncio.sleep(1.0)
        assert server.requests - before < 15, "máy chủ bị hỏi dồn dập khi không có gì"
        server.say(QUESTION, chat=99)
        await server.until(lambda: len(server.sent(99)) == 1)
        assert await bot.stop() == 0
        assert bot.log.count("\n") < 90, "nhật ký tràn"
    except AssertionError as error:
        error.add_note(f"{name}\n{bot.log[-1500:]}")
        raise


async def test_servers_with_other_manners(arena: Arena) -> None:
    await together(
        *(serve(arena, name, found, 1 + 997 * n) for n, (name, found) in enumerate(SERVERS.items()))
    )


async def test_a_server_that_repeats_what_was_acknowledged(arena: Arena) -> None:
    server = BotApi(manners=Manners(ignores_offset=True))
    await arena("s", server)
    for number in range(20):
        server.say(QUESTION, chat=number + 1)
    await server.until(lambda: not unanswered(server))
    before = server.polls
    await asyncio.sleep(1.5)
    assert server.polls - before < 15
    assert doubled(server) == 0


async def test_another_server_on_the_same_address_counts_anew(arena: Arena) -> None:
    """Neither what is on disk nor the offset of the running bot may hide its updates."""
    first = BotApi(next_update=5_000)
    bot = await arena("s", first)
    first.say(QUESTION)
    await first.until(lambda: len(first.sent(1)) == 1 and not first.pending)
    await first.stop()
    second = BotApi(next_update=1)
    await second.start(first.port)
    for _ in range(3):
        second.say(QUESTION)
    await second.until(lambda: not unanswered(second))
    assert await bot.stop() == 0
    await second.stop()
    third = BotApi(next_update=1)
    await third.start(first.port)
    third.say("Giám đốc Sở Công Thương là ai?")
    again = await BotProcess(third, bot.state).start()
    await third.until(lambda: not unanswered(third))
    assert await again.stop() == 0
    await third.stop()


async def test_what_is_no_update_holds_up_nothing(arena: Arena) -> None:
    server = BotApi()
    nonsense: list[Any] = [
        {"update_id": "7", "message": {}},
        {"message": {"text": "không có số"}},
        {"update_id": 10**30, "message": {"text": "số quá lớn"}},
        "không phải update",
        None,
    ]
    # No offset ever acknowledges these: they come first in every reply.
    server.pending = {2**62 + n: raw for n, raw in enumerate(nonsense)}
    bot = await arena("s", server)
    for number in range(10):
        server.say(QUESTION, chat=number + 1)
    await server.until(lambda: not unanswered(server))
    before = server.polls
    await asyncio.sleep(1.0)
    assert server.polls - before < 12
    assert bot.log.count("update_id") == 1
    assert await bot.stop() == 0


async def test_a_backlog_of_one_chat_holds_up_no_other(api: BotApi, start_bot: StartBot) -> None:
    api.latency = 0.05
    await start_bot()
    for _ in range(250):
        api.say(QUESTION, chat=1)
    await api.until(lambda: len(api.sent(1)) >= 3)
    asked = time.monotonic()
    for chat in range(2, 12):
        api.say(QUESTION, chat=chat)
    await api.until(lambda: all(api.sent(chat) for chat in range(2, 12)))
    assert max(api.sent(chat)[0].at for chat in range(2, 12)) - asked < 1.0
    assert len(api.sent(1)) < 60
    order = [call.params["reply_parameters"]["message_id"] for call in api.sent(1)]
    assert order == sorted(order)


async def test_a_send_that_hangs_holds_up_no_other_chat(api: BotApi, start_bot: StartBot) -> None:
    await start_bot()
    api.faults = [Fault("sendMessage", "hole", when=lambda params: params["chat_id"] == 1)]
    api.say(QUESTION, chat=1)
    for number in range(200):
        api.say(QUESTION, chat=number % 40 + 2)
    started = time.monotonic()
    await api.until(lambda: len(unanswered(api)) == 1)
    assert time.monotonic() - started < 3.0
