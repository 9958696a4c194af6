"""Which messages are for the bot, and what they ask: a pure reading of a message."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from telegram import MaybeInaccessibleMessage, Message
from telegram.constants import ChatType

from bot.markup import clean

Kind = Literal["question", "command", "hint", "empty"]
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w{1,64}))?(?:\s+|$)")
_MAX_QUOTE = 500
ASK_COMMANDS = ("hoi", "ask")
# What a person can send besides text; service messages (joins, pins…) are not among them.
_MEDIA = (
    "animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker",
    "story", "venue", "video", "video_note", "voice", "game", "paid_media", "checklist",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that is for the bot. ``text`` is the question without the mention, or what follows
    the ``command``; ``quote`` the part of a longer message that holds the question."""

    kind: Kind
    chat_id: int
    message_id: int
    user_id: int
    sent: float
    text: str = ""
    command: str = ""
    private: bool = True
    thread_id: int | None = None
    quote: str | None = None
    album: str | None = None


def read(message: Message, me: Me, edited: bool = False) -> Incoming | None:
    """None when the message is not for the bot: from bots, via bots, channels, other people's talk
    in a group, commands of another bot, service messages."""
    user = message.from_user
    private = message.chat.type == ChatType.PRIVATE
    if (user is None and not private) or (user is not None and user.is_bot):
        return None
    if message.via_bot or message.sender_chat:
        return None
    if message.business_connection_id or message.is_automatic_forward:
        return None
    if not private and message.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
        return None

    def incoming(kind: Kind, text: str = "", **more: str | None) -> Incoming:
        return Incoming(
            kind=kind,
            chat_id=message.chat.id,
            message_id=message.message_id,
            user_id=message.chat.id if user is None else user.id,
            sent=message.date.timestamp(),
            text=text,
            command=more.get("command") or "",
            private=private,
            thread_id=thread_of(message),
            quote=more.get("quote"),
            album=message.media_group_id,
        )

    if message.text is None or message.forward_origin is not None:
        hint = message.forward_origin is not None or any(
            getattr(message, name, None) for name in _MEDIA
        )
        return incoming("hint") if private and hint and not edited else None

    text = clean(message.text)
    command = _COMMAND.match(text)
    if command:
        name, addressee = command[1].lower(), (command[2] or "").lower()
        if addressee and addressee != me.username.lower():
            return None
        if not addressee and not private and not _replies_to(message, me):
            return None
        question = text[command.end() :].strip()
        if name not in ASK_COMMANDS or not question:
            # An edited command would run again, out of place.
            return None if edited else incoming("command", question, command=name)
    else:
        question, mentioned = _without_mention(text, me)
        mentioned = mentioned or _mentions_by_name(message, me)
        if not private and not mentioned and not _replies_to(message, me):
            return None
        question = question.strip()
        if not question:
            return None if edited else incoming("empty")
    part = question if question != text.strip() and question in message.text else None
    quote = part[:_MAX_QUOTE] if part and not _formatted(message) else None
    return incoming("question", question, quote=quote)


def thread_of(message: Message | MaybeInaccessibleMessage) -> int | None:
    """The topic a message stands in. Outside of topics the same field numbers threads of replies,
    which can't be sent to."""
    if not isinstance(message, Message):
        return None
    forum = message.chat.is_forum and message.reply_to_message is None
    return message.message_thread_id if message.is_topic_message or forum else None


def _without_mention(text: str, me: Me) -> tuple[str, bool]:
    if not me.username:
        return text, False
    pattern = re.compile(rf"(?<![\w/@])@{re.escape(me.username)}(?!\w)[,:]?", re.IGNORECASE)
    found = pattern.search(text)
    if found is None:
        return text, False
    return " ".join(part.strip() for part in pattern.split(text) if part.strip()), True


def _mentions_by_name(message: Message, me: Me) -> bool:
    return any(
        entity.type == "text_mention" and entity.user is not None and entity.user.id == me.id
        for entity in message.entities
    )


def _replies_to(message: Message, me: Me) -> bool:
    original = message.reply_to_message
    # In a topic each message replies to the one that opened it, unless it replies to another.
    if original is None or original.from_user is None or original.forum_topic_created:
        return False
    return original.from_user.id == me.id


def _formatted(message: Message) -> bool:
    # A quote has to carry the formatting of its original; a mention alone is none.
    return any(entity.type not in ("mention", "bot_command") for entity in message.entities)
