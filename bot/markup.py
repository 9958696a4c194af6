"""Formatted text as spans: escaped, counted and cut as Telegram does, never inside a tag."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

# Cut below Telegram's 4,096 UTF-16 units: some servers count the tags too, and nobody reads to the last character.
SPLIT_UNITS = 3_900
MAX_ENTITIES = 100

_OPEN = {"b": "<b>", "i": "<i>", "u": "<u>", "quote": "<blockquote expandable>"}
_CLOSE = {"b": "</b>", "i": "</i>", "u": "</u>", "quote": "</blockquote>"}
# Not shown, or shown as what they are not: controls, bidirectional marks, halves of a pair.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]"
)
_SENTENCE = re.compile(r"(?<=[.!?…;:])[\"”’)\]]*\s+")
_LINE = re.compile(r"\n+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text under tags, outermost first: ``b``, ``i``, ``u``, ``quote`` or a link
    (``a:https://…``)."""

    text: str
    tags: tuple[str, ...] = ()


Doc = tuple[Span, ...]


def clean(text: str) -> str:
    """Without characters that Telegram refuses or that play tricks on the reader."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def to_plain(doc: Doc) -> str:
    """The text without its formatting."""
    return "".join(span.text for span in doc).strip()


def to_html(doc: Doc) -> str:
    """Telegram's HTML; everything dynamic escaped."""
    parts: list[str] = []
    stack: list[str] = []
    for span in doc:
        if not span.text:
            continue
        common = _common(stack, span.tags)
        while len(stack) > common:
            parts.append(_close(stack.pop()))
        for tag in span.tags[common:]:
            parts.append(_open(tag))
            stack.append(tag)
        parts.append(html.escape(span.text, quote=False))
    while stack:
        parts.append(_close(stack.pop()))
    return "".join(parts).strip()


def entities(doc: Doc) -> int:
    """How many entities Telegram will see."""
    count = 0
    stack: tuple[str, ...] = ()
    for span in doc:
        if span.text:
            count += len(span.tags) - _common(stack, span.tags)
            stack = span.tags
    return count


def split(doc: Doc, max_units: int = SPLIT_UNITS, max_entities: int = MAX_ENTITIES) -> list[Doc]:
    """Cut into messages that Telegram takes: between sentences, else between words, else anywhere
    between two characters. Formatting goes on in the next message."""
    done: list[Doc] = []
    current: list[Span] = []
    room = max_units
    for span in doc:
        rest = span.text
        if current and entities((*current, span)) > max_entities:
            done.append(tuple(current))
            current, room = [], max_units
        while units(rest) > room:
            head = _cut(rest, room, whole=not current)
            if head:
                current.append(Span(head, span.tags))
            rest = rest[len(head) :].lstrip()
            done.append(tuple(current))
            current, room = [], max_units
        if rest:
            current.append(Span(rest, span.tags))
            room -= units(rest)
    done.append(tuple(current))
    return [part for part in done if to_plain(part)]


def _cut(text: str, room: int, whole: bool) -> str:
    """The longest head of at most ``room`` units that ends well; empty only when not ``whole``
    (then all of it may move to the next message)."""
    fits = text if units(text) <= room else _first_units(text, room)
    for boundary in (_LINE, _SENTENCE, _SPACE):
        ends = [match.end() for match in boundary.finditer(fits)]
        # A break near the very start would waste a message.
        if ends and (not whole or ends[-1] * 4 > len(fits)):
            return fits[: ends[-1]]
        if not whole and boundary is _SENTENCE:
            return ""
    return fits


def _first_units(text: str, room: int) -> str:
    used = 0
    for at, char in enumerate(text):
        used += 2 if char > "\uffff" else 1
        if used > room:
            return text[:at]
    return text


def _common(stack: Iterable[str], tags: Iterable[str]) -> int:
    count = 0
    for one, other in zip(stack, tags, strict=False):
        if one != other:
            break
        count += 1
    return count


def _open(tag: str) -> str:
    return f'<a href="{html.escape(tag[2:])}">' if tag.startswith("a:") else _OPEN[tag]


def _close(tag: str) -> str:
    return "</a>" if tag.startswith("a:") else _CLOSE[tag]
