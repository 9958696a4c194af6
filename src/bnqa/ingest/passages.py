"""The cleaned article as passages: whole paragraphs, long ones split where a sentence ends."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bnqa.ingest.model import Piece
from bnqa.text.tokens import sentences, squeeze

MAX_WORDS = 160


@dataclass(frozen=True, slots=True)
class Section:
    """A sub-heading ("" before the first) and the passages under it."""

    heading: str
    passages: tuple[str, ...]


def make_sections(pieces: tuple[Piece, ...]) -> tuple[Section, ...]:
    """The passages of an article under their headings; a list goes with what leads it."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    joins = False
    for piece in pieces:
        text = _plain(piece.text)
        if not text:
            continue
        if piece.kind == "heading":
            sections.append((text, []))
            joins = False
            continue
        passages = sections[-1][1]
        # A long item that is a whole sentence is a paragraph of its own, unless a colon leads it.
        alone = (
            len(text.split()) >= 15
            and text.endswith(".")
            and not (passages and passages[-1].endswith(":"))
        )
        if piece.kind == "item" and passages and joins and not alone:
            passages[-1] = _with_item(passages[-1], text)
        else:
            passages.append(text)
        joins = piece.kind == "item" or text.endswith(":")
    return tuple(
        Section(heading, tuple(part for text in passages for part in split_long(text)))
        for heading, passages in sections
        if passages
    )


def _plain(text: str) -> str:
    # A line that begins with "#" would be read as a heading.
    return squeeze(text).lstrip("# ")


def _with_item(passage: str, item: str) -> str:
    if passage.endswith((":", ";", ",", ".", "!", "?", "…")):
        return f"{passage} {item}"
    return f"{passage}; {item}"


def split_long(text: str, max_words: int = MAX_WORDS) -> list[str]:
    """Parts of about equal length, cut only between sentences; a long sentence stays whole."""
    total = len(text.split())
    if total <= max_words:
        return [text]
    spans = sentences(text)
    wanted = total / math.ceil(total / max_words)
    parts: list[list[str]] = [[]]
    size = 0
    for start, end in spans:
        words = len(text[start:end].split())
        # Cut here when the part is nearer to its length without the sentence than with it.
        if parts[-1] and (size + words / 2 > wanted or size + words > max_words):
            parts.append([])
            size = 0
        parts[-1].append(text[start:end])
        size += words
    return [" ".join(part) for part in parts]
