"""Telegram's HTML parse mode, as its server checks it: what it takes, what it refuses."""

from __future__ import annotations

import html
import re

_TAGS = {
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "span", "a",
    "code", "pre", "blockquote", "tg-emoji",
}  # fmt: skip
_TAG = re.compile(
    r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?)*)\s*>"
)
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")

MAX_LENGTH = 4096
MAX_ENTITIES = 100


class Refused(ValueError):
    """What Telegram answers with 400 Bad Request."""


def utf16(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(source: str) -> tuple[str, int]:
    """``(plain text, number of entities)``; raises Refused for what Telegram can't parse."""
    plain: list[str] = []
    stack: list[str] = []
    entities = 0
    at = 0
    while at < len(source):
        char = source[at]
        if char == "<":
            tag = _TAG.match(source, at)
            if tag is None or tag[2].lower() not in _TAGS:
                raise Refused(
                    f"Bad Request: can't parse entities: Unsupported start tag at byte offset {at}"
                )
            name = tag[2].lower()
            if tag[1]:
                if not stack or stack.pop() != name:
                    raise Refused(
                        f"Bad Request: can't parse entities: Unexpected end tag at byte offset {at}"
                    )
            else:
                if name == "blockquote" and "blockquote" in stack:
                    raise Refused("Bad Request: can't parse entities: nested blockquote")
                if stack and stack[-1] in ("code", "pre"):
                    raise Refused("Bad Request: can't parse entities: entity inside code")
                stack.append(name)
                entities += 1
            at = tag.end()
        elif char == "&" and (entity := _ENTITY.match(source, at)):
            plain.append(html.unescape(entity[0]))
            at = entity.end()
        else:
            plain.append(char)
            at += 1
    if stack:
        raise Refused(f"Bad Request: can't parse entities: Can't find end tag for {stack[-1]}")
    return "".join(plain), entities


def check_message(text: str, parse_mode: str | None) -> str:
    """The text as a reader sees it; raises Refused as sendMessage and editMessageText do."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Refused("Bad Request: strings must be encoded in UTF-8") from error
    plain, entities = parse(text) if parse_mode == "HTML" else (text, 0)
    plain = plain.strip()
    if not plain:
        raise Refused("Bad Request: message text is empty")
    if utf16(plain) > MAX_LENGTH:
        raise Refused("Bad Request: message is too long")
    if entities > MAX_ENTITIES:
        raise Refused("Bad Request: too many entities")
    return plain
