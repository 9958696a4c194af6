"""Formatted text: what Telegram gets is always what it takes."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.markup import MAX_ENTITIES, Doc, Span, clean, entities, split, to_html, to_plain, units

TAGS = st.sampled_from(
    [(), ("b",), ("quote",), ("quote", "u"), ("i",), ("a:https://x.vn/?a=1&b=2", "i")]
)
SPANS = st.builds(Span, st.text(max_size=60).map(clean), TAGS)
DOCS = st.lists(SPANS, max_size=30).map(tuple)


def plain_of(source: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", source))


@given(DOCS)
def test_html_is_balanced_escaped_and_says_the_same(doc: Doc) -> None:
    source = to_html(doc)
    stack: list[str] = []
    for closing, name in re.findall(r"<(/?)([a-z]+)[^>]*>", source):
        if closing:
            assert stack.pop() == name
        else:
            stack.append(name)
    assert stack == []
    assert "<" not in re.sub(r"</?(?:b|i|u|blockquote|a)(?: [^<>]*)?>", "", source)
    assert plain_of(source).strip() == to_plain(doc)
    assert entities(doc) == len(re.findall(r"<[a-z]", source))


@given(DOCS, st.integers(20, 200), st.integers(3, 12))
def test_split_keeps_the_limits_and_every_character(doc: Doc, size: int, most: int) -> None:
    parts = split(doc, size, most)
    for part in parts:
        assert units("".join(span.text for span in part)) <= size
        assert entities(part) <= max(most, 2)
        assert to_plain(part)
    kept = "".join(span.text for part in parts for span in part)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", to_plain(doc))


def test_split_prefers_the_end_of_a_sentence() -> None:
    sentence = "Câu này dài chừng bốn mươi ký tự mà thôi. "
    parts = split((Span(sentence * 10, ("quote",)),), 100)
    assert len(parts) == 5
    assert all(to_plain(part).endswith("thôi.") for part in parts)


def test_split_never_cuts_a_pair() -> None:
    parts = split((Span("😀" * 5000),))
    assert [units(to_plain(part)) for part in parts] == [3900, 3900, 2200]


def test_many_entities_go_into_more_messages() -> None:
    doc = tuple(span for n in range(150) for span in (Span(f"{n}", ("b",)), Span(" ")))
    assert [entities(part) for part in split(doc)] == [MAX_ENTITIES, 50]


def test_clean_takes_out_what_cheats_or_breaks() -> None:
    assert clean("a\x00b\u202ec\ud83dd\r\ne") == "abcd\ne"
