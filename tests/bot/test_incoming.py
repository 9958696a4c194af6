"""Which messages are for the bot, in private and in groups."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Message

from bot.incoming import Me, read, thread_of

ME = Me(99, "bnqa_bot")
USER = {"id": 5, "is_bot": False, "first_name": "x"}
BOT = {"id": 99, "is_bot": True, "first_name": "b", "username": "bnqa_bot"}


def message(
    text: str | None = "GRDP?", chat: int = 5, where: dict[str, Any] | None = None, **more: Any
) -> Message:
    raw = {
        "message_id": 1,
        "date": 1_700_000_000,
        "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup", **(where or {})},
        "from": USER,
        **({} if text is None else {"text": text}),
        **more,
    }
    found = Message.de_json({key: value for key, value in raw.items() if value is not None}, None)
    assert found is not None
    return found


def kind(found: Message, edited: bool = False) -> str | None:
    incoming = read(found, ME, edited)
    return None if incoming is None else incoming.kind


@pytest.mark.parametrize(
    ("text", "chat", "what", "question"),
    [
        ("GRDP?", 5, "question", "GRDP?"),
        ("  ", 5, "empty", ""),
        ("/start", 5, "command", ""),
        ("/start@other_bot", 5, None, ""),
        ("/hoi GRDP?", 5, "question", "GRDP?"),
        ("/hoi", 5, "command", ""),
        ("/tăng bao nhiêu", 5, "question", "/tăng bao nhiêu"),
        ("GRDP?", -5, None, ""),
        ("/hoi GRDP?", -5, None, ""),
        ("/hoi@BNQA_bot GRDP?", -5, "question", "GRDP?"),
        ("@bnqa_bot GRDP?", -5, "question", "GRDP?"),
        ("GRDP, @BNQA_BOT?", -5, "question", "GRDP, ?"),
        ("@bnqa_bot", -5, "empty", ""),
        ("@bnqa_bot_2 GRDP?", -5, None, ""),
        ("thư a@bnqa_bot.vn", -5, None, ""),
    ],
)
def test_texts(text: str, chat: int, what: str | None, question: str) -> None:
    incoming = read(message(text, chat), ME)
    assert (None if incoming is None else incoming.kind) == what
    assert incoming is None or incoming.text == question


def test_edits_are_questions_or_nothing() -> None:
    assert kind(message("/hoi GRDP?"), edited=True) == "question"
    for text in ("/start", "/hoi", " "):
        assert kind(message(text), edited=True) is None
    assert kind(message(None, photo=PHOTO), edited=True) is None


PHOTO = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
FORWARDED = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}


@pytest.mark.parametrize(
    ("more", "private", "group"),
    [
        ({"forward_origin": FORWARDED}, "hint", None),
        ({"via_bot": BOT}, None, None),
        ({"from": {**USER, "is_bot": True}}, None, None),
        ({"sender_chat": {"id": -1, "type": "channel", "title": "k"}}, None, None),
        ({"from": None}, "question", None),
        ({"business_connection_id": "x"}, None, None),
        ({"reply_to_message": {"message_id": 3, "date": 1, "from": BOT}}, "question", "question"),
        ({"reply_to_message": {"message_id": 3, "date": 1, "from": USER}}, "question", None),
        (
            {
                "reply_to_message": {
                    "message_id": 3,
                    "date": 1,
                    "from": BOT,
                    "forum_topic_created": {"name": "t", "icon_color": 1},
                }
            },
            "question",
            None,
        ),
    ],
)
def test_whose_words_they_are(more: dict[str, Any], private: str | None, group: str | None) -> None:
    for chat, expected in ((5, private), (-5, group)):
        given = {key: value for key, value in more.items() if value is not None}
        if "reply_to_message" in given:
            where = {"chat": {"id": chat, "type": "private" if chat > 0 else "supergroup"}}
            given["reply_to_message"] = {**given["reply_to_message"], **where}
        found = message(chat=chat, **{**given, "from": more.get("from", USER)})
        assert kind(found) == expected


@pytest.mark.parametrize(
    ("more", "thread"),
    [
        ({}, None),
        ({"message_thread_id": 4}, None),
        ({"message_thread_id": 4, "is_topic_message": True}, 4),
        ({"message_thread_id": 4, "is_forum": True}, 4),
    ],
)
def test_topics(more: dict[str, Any], thread: int | None) -> None:
    where = {"is_forum": more.get("is_forum", False)}
    fields = {key: value for key, value in more.items() if key != "is_forum"}
    assert thread_of(message("GRDP?", -5, where, **fields)) == thread


def test_a_channel_is_never_answered() -> None:
    for chat_type in ("channel", "unknown"):
        assert kind(message("@bnqa_bot GRDP?", -5, {"type": chat_type})) is None


def test_a_bot_without_a_name_is_never_mentioned() -> None:
    assert read(message("@ GRDP?", -5), Me(99, "")) is None
    assert read(message("/hoi@bnqa_bot GRDP?", -5), Me(99, "")) is None
