"""Every fault, one at a time, in the middle of a burst: nothing is lost, hardly anything twice."""

from __future__ import annotations

import asyncio
import json
import time

from botapi import TOKEN, BotApi
from conftest import Scene, StartBot
from harness import doubled, rows, unanswered
from loopback import Fault

QUESTION = "GRDP Bắc Ninh năm 2024 tăng bao nhiêu?"
HTML_ONLY = "parse_mode"

POLL_FAULTS = {
    "401": Fault("getUpdates", status=401, description="Unauthorized"),
    "404": Fault("getUpdates", status=404, description="Not Found"),
    "409": Fault("getUpdates", status=409, description="Conflict: terminated by other request"),
    "429": Fault("getUpdates", status=429, description="Too Many", parameters={"retry_after": 1}),
    "429 without a time": Fault("getUpdates", status=429, description="Too Many Requests"),
    "500": Fault("getUpdates", status=500),
    "502": Fault("getUpdates", status=502, description="Bad Gateway", times=3),
    "broken JSON": Fault("getUpdates", "json"),
    "empty body": Fault("getUpdates", "empty"),
    "cut connection": Fault("getUpdates", "cut", times=2),
    "half a reply": Fault("getUpdates", "half", times=2),
    "not ok, without a reason": Fault("getUpdates", status=200, description=""),
}


async def burst(api: BotApi, count: int = 200) -> None:
    """Questions of as many chats, half before the fault is met and half while it lasts."""
    for number in range(count):
        api.say(QUESTION, chat=number % 50 + 1)
        if number == count // 2:
            await asyncio.sleep(0.05)


async def test_polls_that_fail(scene: Scene) -> None:
    api, bot = scene
    for name, fault in POLL_FAULTS.items():
        api.faults = [fault]
        await burst(api)
        await api.until(lambda: not unanswered(api), 12, f"{name}: mọi câu được trả lời")
        assert fault.times == 0, f"{name}: lỗi không xảy ra"
    assert doubled(api) == 0
    assert TOKEN not in bot.log
    assert "Traceback" not in bot.log
    assert QUESTION not in bot.log


async def test_updates_that_cannot_be_parsed_are_stepped_past(scene: Scene) -> None:
    api, bot = scene
    api.say(QUESTION)
    api.push(message={"message_id": 1, "text": "không có chat"})
    api.push(message=[1, 2])
    api.push(message={"message_id": "x", "date": "hôm qua", "chat": {"id": {}}, "text": 5})
    api.push(callback_query={"id": "1"})
    api.push(inline_query="?")
    api.push()
    api.say(QUESTION, chat=2)
    await api.until(lambda: not unanswered(api))
    await api.until(lambda: not api.pending)
    await asyncio.sleep(0.3)
    assert bot.log.count("không đọc được") == 5
    assert doubled(api) == 0


SEND_FAULTS = {
    "quote refused": Fault(
        "sendMessage", status=400, description="Bad Request: QUOTE_TEXT_INVALID"
    ),
    "reply refused": Fault(
        "sendMessage", status=400, description="Bad Request: message to be replied not found"
    ),
    "entities refused": Fault(
        "sendMessage",
        status=400,
        description="Bad Request: can't parse entities: Unsupported start tag",
        when=lambda params: HTML_ONLY in params,
    ),
    "500": Fault("sendMessage", status=500),
    "502": Fault("sendMessage", status=502, description="Bad Gateway", times=2),
    "401": Fault("sendMessage", status=401, description="Unauthorized"),
    "429": Fault("sendMessage", status=429, description="Too Many", parameters={"retry_after": 1}),
    "429 without a time": Fault("sendMessage", status=429, description="Too Many Requests"),
    "429 in words": Fault(
        "sendMessage", status=429, description="Too Many Requests: retry after 1"
    ),
    "cut connection": Fault("sendMessage", "cut"),
    "broken JSON": Fault("sendMessage", "json"),
    "empty body": Fault("sendMessage", "empty"),
    "half a reply": Fault("sendMessage", "half"),
    "no such method": Fault("sendMessage", status=404, description="Not Found"),
    "not ok, without a reason": Fault("sendMessage", status=200, description=""),
}
DELIVERED = {
    name: Fault("sendMessage", name, deliver=True) for name in ("cut", "json", "empty", "half")
}


async def test_sends_that_fail(scene: Scene) -> None:
    api, bot = scene
    for name, fault in SEND_FAULTS.items():
        api.faults = [fault]
        await burst(api)
        if name == "reply refused":  # an answer that came without its reply is found by its chat
            await api.until(lambda: len(unanswered(api)) <= 1, 8, name)
            await api.until(lambda: not api.pending, 5, name)
            api.messages.clear()
        await api.until(lambda: not unanswered(api), 8, name)
        assert fault.times == 0, name
    assert doubled(api) == 0
    assert len(api.sent()) == 200 * len(SEND_FAULTS)
    assert TOKEN not in bot.log


async def test_sends_that_arrived_and_failed_are_repeated_once_at_the_most(scene: Scene) -> None:
    api, _ = scene
    for number, (name, fault) in enumerate(DELIVERED.items(), start=1):
        api.faults = [fault]
        await burst(api)
        await api.until(lambda: not unanswered(api) and not api.pending, 8, name)
        await api.until(lambda n=number: doubled(api) == n, 5, name)  # type: ignore[misc]
        assert doubled(api) == number, name


async def test_a_send_that_is_cut_for_ever_is_not_repeated_for_ever(scene: Scene) -> None:
    api, _ = scene
    api.faults = [Fault("sendMessage", "cut", times=99, deliver=True)]
    api.say(QUESTION)
    await api.until(lambda: len(api.sent(1)) == 2, 5)
    await asyncio.sleep(1.5)
    assert len(api.sent(1)) == 2


async def test_all_is_cut_for_a_while(scene: Scene) -> None:
    """As behind a proxy whose server is away: every connection is taken, and cut."""
    api, _ = scene
    api.latency = 0.02
    await burst(api, 100)
    api.faults = [Fault("*", "cut", times=10_000)]
    await asyncio.sleep(1.5)
    api.faults.clear()
    await api.until(lambda: not unanswered(api), 12)
    assert doubled(api) <= 16


async def test_a_throttled_chat_holds_up_nobody(scene: Scene) -> None:
    api, _ = scene
    slow = [1, 2, 3]
    for chat in slow:
        api.faults.append(
            Fault(
                "sendMessage",
                status=429,
                description="Too Many Requests: retry after 5",
                parameters={"retry_after": 5},
                when=lambda params, chat=chat: params["chat_id"] == chat,
            )
        )
    started = time.monotonic()
    for number in range(300):
        api.say(QUESTION, chat=number % 60 + 1)
    await api.until(lambda: sum(c.params["chat_id"] not in slow for c in api.sent()) == 285)
    assert not any(api.sent(chat) for chat in slow)
    await api.until(lambda: not unanswered(api))
    assert doubled(api) == 0
    assert min(api.sent(chat)[0].at for chat in slow) - started >= 5.0
    for chat in slow:
        order = [call.params["reply_parameters"]["message_id"] for call in api.sent(chat)]
        assert order == sorted(order)


async def test_a_throttled_chat_survives_a_kill(api: BotApi, start_bot: StartBot) -> None:
    bot = await start_bot()
    api.faults = [
        Fault("sendMessage", status=429, description="Too Many", parameters={"retry_after": 60})
    ]
    api.say(QUESTION)
    await api.until(lambda: not api.pending, 5, "update chậm được ghi sổ rồi xác nhận")
    await bot.kill()
    await start_bot()
    await api.until(lambda: not unanswered(api), 5)
    assert doubled(api) == 0


async def test_who_blocked_the_bot_is_forgotten(scene: Scene) -> None:
    api, bot = scene
    api.say("/xoa")
    api.say("Sản xuất công nghiệp năm 2024 tăng bao nhiêu?")
    await api.until(lambda: len(api.sent(1)) == 2 and not api.pending)
    api.faults = [
        Fault("sendMessage", status=403, description="Forbidden: bot was blocked by the user")
    ]
    sessions, answers = rows(bot, "sessions"), rows(bot, "answers")
    api.say("còn GRDP?")
    await api.until(lambda: not api.pending)
    assert rows(bot, "sessions") == sessions - 1
    assert rows(bot, "answers") == answers - 1
    api.say(QUESTION)
    await api.until(lambda: len(api.sent(1)) == 3, what="người mở chặn lại được trả lời")


async def test_a_group_that_moved(scene: Scene) -> None:
    api, _ = scene
    api.faults = [
        Fault(
            "sendMessage",
            status=400,
            description="Bad Request: group chat was upgraded to a supergroup chat",
            parameters={"migrate_to_chat_id": -100777},
            when=lambda params: params["chat_id"] == -5,
            times=99,
        )
    ]
    api.say("@bnqa_test_bot Sản xuất công nghiệp năm 2024 tăng bao nhiêu?", chat=-5)
    await api.until(lambda: len(api.sent(-100777)) == 1)
    # The conversation moved along: the follow-up is understood in the new chat.
    api.say("@bnqa_test_bot thế 11 tháng?", chat=-100777)
    await api.until(lambda: len(api.sent(-100777)) == 2)
    assert "5,9%" in api.sent(-100777)[1].plain
    assert api.faults[0].times == 98


async def test_not_modified_and_too_old_are_swallowed(scene: Scene) -> None:
    api, bot = scene
    message = api.message(QUESTION)
    api.push(message=message)
    await api.until(lambda: len(api.sent(1)) == 1)
    data = api.sent(1)[0].params["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    api.push(edited_message=message)  # a link preview appeared: the same text again
    await api.until(lambda: any("not modified" in error for _, error, _ in api.refused))
    api.faults = [
        Fault("answerCallbackQuery", status=400, description="Bad Request: query is too old and …")
    ]
    api.push(callback_query=tap(data))
    await api.until(lambda: len(api.sent(1)) == 2)
    await api.until(lambda: not api.pending)
    assert "ERROR" not in bot.log
    assert "WARNING" not in bot.log


def tap(data: str, chat: int = 1, user: int = 1) -> dict[str, object]:
    return {
        "id": "77",
        "from": {"id": user, "is_bot": False, "first_name": "Tên Riêng"},
        "chat_instance": "1",
        "data": data,
        "message": {"message_id": 5, "date": 1, "chat": {"id": chat, "type": "private"}},
    }


async def test_logs_hold_no_text_name_or_id(api: BotApi, start_bot: StartBot) -> None:
    bot = await start_bot(BNQA_LOG_FORMAT="json")
    api.faults = [Fault("sendMessage", status=500)]
    api.say(QUESTION, chat=987654321)
    api.push(message={"message_id": 3, "text": "bí mật 987654321"})
    await api.until(lambda: not unanswered(api))
    await bot.stop()
    records = [json.loads(line) for line in bot.log.splitlines()]
    (answered,) = [record for record in records if record["logger"] == "bot.answers"]
    assert set(answered) == {"time", "level", "logger", "message", "kind", "status", "ms"}
    for private in ("GRDP", "Tên Riêng", "987654321", "bí mật", TOKEN):
        assert private not in bot.log
