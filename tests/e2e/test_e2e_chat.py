"""What people see: answers, buttons, edits, groups, inline queries, limits, the webhook."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import aiohttp
import pytest
from adversarial import adversarial
from botapi import BOT, BotApi
from conftest import Scene, StartBot
from harness import free_port, rows, unanswered

QUESTION = "GRDP Bắc Ninh năm 2024 tăng bao nhiêu?"
NAME = "@bnqa_test_bot"


async def reply(api: BotApi, text: str, chat: int = 1, **extra: Any) -> Any:
    """What the bot sends next in this chat when this is said."""
    # A long answer before this one may still be on its way: it is acknowledged when all of it is sent.
    await api.until(lambda: not api.pending)
    before = len(api.sent(chat))
    api.say(text, chat, **extra)
    await api.until(lambda: len(api.sent(chat)) > before, what=text)
    return api.sent(chat)[before]


async def silent(api: BotApi, *chats: int) -> None:
    """Nothing is sent to these chats, though every update was taken."""
    await api.until(lambda: not api.pending)
    await asyncio.sleep(0.1)
    assert not [call for call in api.sent() if call.params["chat_id"] in chats]


def buttons(call: Any) -> list[tuple[str, str]]:
    rows = call.params.get("reply_markup", {}).get("inline_keyboard", [])
    return [(button["text"], button["callback_data"]) for row in rows for button in row]


def tap(data: str, chat: int = 1, **message: Any) -> dict[str, Any]:
    kind = "private" if chat > 0 else "supergroup"
    return {
        "id": "77",
        "from": {"id": abs(chat), "is_bot": False, "first_name": "Tên Riêng"},
        "chat_instance": "1",
        "data": data,
        "message": {"message_id": 5, "date": 1, "chat": {"id": chat, "type": kind}, **message},
    }


async def test_an_answer_comes_with_evidence_source_and_buttons(scene: Scene) -> None:
    api, _ = scene
    call = await reply(api, QUESTION, 11)
    html = call.params["text"]
    assert re.match(r"<b>[^<]*6,03%[^<]*</b>", html)
    assert re.search(r"<blockquote expandable>.*<u>[^<]*6,03%[^<]*</u>.*</blockquote>", html, re.S)
    assert html.index("</blockquote>") < html.index("Nguồn:")
    assert call.params["link_preview_options"]["is_disabled"] is True
    assert call.params["reply_parameters"]["allow_sending_without_reply"] is True
    assert buttons(call)


async def test_start_offers_questions_that_can_be_tapped(scene: Scene) -> None:
    api, _ = scene
    call = await reply(api, "/start")
    offered = buttons(call)
    assert len(offered) >= 3
    for number, (text, data) in enumerate(offered, start=2):
        api.push(callback_query=tap(data))
        await api.until(lambda n=number: len(api.sent(1)) == n, what=text)
        assert "<blockquote" in api.sent(1)[-1].params["text"], text
    answered = [c for c in api.calls if c.method in ("answerCallbackQuery", "sendMessage")]
    assert answered[-2].method == "answerCallbackQuery", "nút được trả lời trước câu hỏi"


async def test_buttons_survive_a_restart_and_nonsense(api: BotApi, start_bot: StartBot) -> None:
    bot = await start_bot()
    data = buttons(await reply(api, "/start"))[0][1]
    await api.until(lambda: not api.pending)
    await bot.kill()
    await start_bot()
    for wrong in ("", "v9:zzz", "q1:" + "f" * 24, "\x00"):
        api.push(callback_query=tap(wrong))
    api.push(callback_query=tap(data))
    await api.until(lambda: len(api.sent(1)) == 2)
    assert api.called("answerCallbackQuery") == 5


@pytest.mark.parametrize(
    ("command", "holds"),
    [
        ("/help", "/solieu"),
        ("/nguon", "Thu Hường"),
        ("/privacy", "24 giờ"),
        ("/solieu", "6,03%"),
        ("/solieu von FDI", "1,8 tỷ USD"),
        ("/solieu zzz <b>", "zzz <b>"),
        ("/hoi " + QUESTION, "6,03%"),
        ("/khongco", "/help"),
        ("/xoa", "Đã xóa"),
    ],
)
async def test_commands(command: str, holds: str, scene: Scene) -> None:
    api, _ = scene
    call = await reply(api, command)
    assert holds in call.plain


async def test_forgetting_ends_the_conversation(scene: Scene) -> None:
    api, bot = scene
    await reply(api, "Sản xuất công nghiệp năm 2024 tăng bao nhiêu?")
    assert "5,9%" in (await reply(api, "thế 11 tháng?")).plain
    await api.until(lambda: not api.pending)
    before = rows(bot, "sessions")
    await reply(api, "/xoa")
    await api.until(lambda: not api.pending)
    assert rows(bot, "sessions") == before - 1


async def test_an_edited_question_edits_its_answer(scene: Scene) -> None:
    api, _ = scene
    first = api.message("Sản xuất công nghiệp 11 tháng tăng bao nhiêu?", 12)
    api.push(message=first)
    await api.until(lambda: len(api.sent(12)) == 1)
    api.push(edited_message={**first, "text": QUESTION, "edit_date": 2})
    await api.until(lambda: api.called("editMessageText") == 1)
    edit = api.sent(method="editMessageText")[0]
    assert edit.params["message_id"] == api.sent(12)[0].message_id
    assert "6,03%" in edit.plain
    assert len(api.sent(12)) == 1


GROUP = -100500
TALKATIVE = -100600


@pytest.mark.parametrize(
    ("text", "extra"),
    [
        (QUESTION, {}),
        ("/help", {}),
        ("/help@other_bot", {}),
        (f"xem {NAME}_khac nhé", {}),
        (f"{NAME} {QUESTION}", {"from": {"id": 9, "is_bot": True, "first_name": "b"}}),
        (f"{NAME} {QUESTION}", {"via_bot": {"id": 9, "is_bot": True, "first_name": "b"}}),
        (f"{NAME} {QUESTION}", {"sender_chat": {"id": -9, "type": "channel", "title": "k"}}),
        (None, {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}}),
        (
            f"{NAME} {QUESTION}",
            {
                "forward_origin": {
                    "type": "hidden_user",
                    "date": 1,
                    "sender_user_name": "x",
                }
            },
        ),
    ],
)
async def test_silence_in_a_group(text: str | None, extra: dict[str, Any], scene: Scene) -> None:
    api, _ = scene
    api.push(message=api.message(text, GROUP, **extra))
    await silent(api, GROUP)


async def test_a_group_gets_answers_when_it_asks_the_bot(scene: Scene) -> None:
    api, _ = scene
    thread = {"message_thread_id": 42, "is_topic_message": True}
    call = await reply(api, f"{NAME} {QUESTION}", TALKATIVE, **thread)
    assert "6,03%" in call.plain
    assert call.params["message_thread_id"] == 42
    assert call.params["reply_parameters"]["quote"] == QUESTION
    mine = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": TALKATIVE, "type": "supergroup"},
        "from": BOT,
    }
    assert "6,03%" in (await reply(api, QUESTION, TALKATIVE, reply_to_message=mine)).plain
    assert "/solieu" in (await reply(api, f"/help{NAME}", TALKATIVE)).plain
    assert "6,03%" in (await reply(api, f"/hoi{NAME} {QUESTION}", TALKATIVE)).plain
    assert not api.refused


async def test_hints_in_private_one_an_album(scene: Scene) -> None:
    api, _ = scene
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    for _ in range(3):
        api.push(message=api.message(None, 1, photo=photo, media_group_id="7", caption="gì đây?"))
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
    api.push(message=api.message(QUESTION, 2, forward_origin=origin))
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 1}
    api.push(message=api.message(None, 3, voice=voice))
    api.push(message=api.message(None, 4, new_chat_title="đổi tên"))
    await api.until(lambda: all(api.sent(chat) for chat in (1, 2, 3)))
    await silent(api, 4)
    assert [len(api.sent(chat)) for chat in (1, 2, 3)] == [1, 1, 1]
    assert "bằng chữ" in api.sent(1)[0].plain


async def test_inline_queries(scene: Scene) -> None:
    api, _ = scene
    for number, query in enumerate(("", QUESTION, "giá vàng hôm nay?", "<&>" * 80)):
        user = {"id": 8, "is_bot": False, "first_name": "x"}
        api.push(inline_query={"id": str(number), "from": user, "query": query, "offset": ""})
    await api.until(lambda: api.called("answerInlineQuery") == 4)
    found = {
        c.params["inline_query_id"]: c.params["results"] for c in api.calls if "results" in c.params
    }
    found = {str(key): value for key, value in found.items()}
    assert all(len(results) <= 5 for results in found.values())
    assert len(found["0"]) >= 3
    first = found["1"][0]
    assert "6,03%" in first["title"]
    assert "Nguồn:" in first["input_message_content"]["message_text"]
    assert not api.refused


async def test_one_notice_when_asked_too_fast(api: BotApi, start_bot: StartBot) -> None:
    await start_bot(BNQA_RATE_BURST="10", BNQA_RATE_PER_MINUTE="20")
    for _ in range(40):
        api.say(QUESTION)
    api.say(QUESTION, chat=2)
    await api.until(lambda: not api.pending)
    await api.until(lambda: len(api.sent(2)) == 1)
    texts = [call.plain for call in api.sent(1)]
    assert sum("chậm lại chút nhé" in text for text in texts) == 1
    assert 10 <= len(texts) - 1 <= 11


async def test_an_allowlist(api: BotApi, start_bot: StartBot) -> None:
    await start_bot(BNQA_ALLOWED_CHATS="5, -100500")
    assert "6,03%" in (await reply(api, QUESTION, 5)).plain
    assert "đăng ký" in (await reply(api, QUESTION, 6)).plain
    api.say(f"{NAME} {QUESTION}", -7)
    await silent(api, -7)


async def test_nothing_that_telegram_would_refuse(scene: Scene) -> None:
    api, bot = scene
    questions = adversarial(400)
    for number, text in enumerate(questions):
        api.say(text, chat=number + 1)
    await api.until(lambda: not unanswered(api), 25)
    assert api.refused == []
    assert len(api.sent()) >= len(questions)
    assert "ERROR" not in bot.log


# --- webhook and metrics ----------------------------------------------------------------------


async def test_a_webhook_takes_what_carries_the_secret(api: BotApi, start_bot: StartBot) -> None:
    port, metrics = free_port(), free_port()
    bot = await start_bot(
        ready=False,
        BNQA_WEBHOOK_URL="https://vi.du.vn/hook",
        BNQA_WEBHOOK_SECRET="mat_khau_123",
        BNQA_WEBHOOK_PORT=str(port),
        BNQA_METRICS_PORT=str(metrics),
    )
    await api.until(lambda: bool(api.webhook))
    assert api.webhook["secret_token"] == "mat_khau_123"
    assert api.webhook["allowed_updates"] == [
        "message", "edited_message", "callback_query", "inline_query",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}/hook"
    right = {"X-Telegram-Bot-Api-Secret-Token": "mat_khau_123"}
    update = {"update_id": 5, "message": api.message(QUESTION)}

    async with aiohttp.ClientSession() as session:

        async def post(body: Any, headers: dict[str, str] = right, where: str = url) -> int:
            async with session.post(where, json=body, headers=headers) as response:
                return response.status

        assert await post(update, {}) == 403
        assert await post(update, {"X-Telegram-Bot-Api-Secret-Token": "khác"}) == 403
        assert await post(update, where=url + "/x") == 404
        assert await post("?") == 400
        assert not api.sent()
        assert await post(update) == 200
        assert await post(update) == 200
        assert await post({"update_id": 6, "message": {"message_id": 1}}) == 200
        assert len(api.sent(1)) == 1
        async with session.get(f"http://127.0.0.1:{metrics}/metrics") as response:
            text = await response.text()
    assert 'bnqa_questions_total{status="answered"} 1.0' in text
    assert await bot.stop() == 0
    assert api.polls == 0
    assert "mat_khau_123" not in bot.log
    again = await start_bot(
        ready=False,
        BNQA_WEBHOOK_URL="https://vi.du.vn/hook",
        BNQA_WEBHOOK_SECRET="mat_khau_123",
        BNQA_WEBHOOK_PORT=str(port),
    )
    await api.until(lambda: api.called("setWebhook") == 2)
    async with aiohttp.ClientSession() as session:
        assert await post_once(session, url, update, right) == 200
    assert len(api.sent(1)) == 1, "lần gửi lại sau khi khởi động không được trả lời nữa"
    assert await again.stop() == 0


async def post_once(
    session: aiohttp.ClientSession, url: str, body: Any, headers: dict[str, str]
) -> int:
    async with session.post(url, json=body, headers=headers) as response:
        return response.status
