"""The language data as a whole: it loads, and its entries do what they are there for."""

from __future__ import annotations

from pathlib import Path

import pytest

import bnqa
from bnqa import Engine, lang
from bnqa.book import phrase_book
from bnqa.reading import Reader
from bnqa.spelling import Vocabulary, is_syllable, untelex
from bnqa.text import tokenize

FILES = sorted(p.stem for p in (Path(bnqa.__file__).parent / "lang" / "vi").glob("*.yaml"))


@pytest.mark.parametrize("name", FILES)
def test_loads_with_strings_for_words(name: str) -> None:
    def walk(value: object) -> None:
        if isinstance(value, dict):
            for key, item in value.items():
                assert not isinstance(key, bool), f"{name}: YAML reads a word as {key}"
                walk(item)
        elif isinstance(value, list):
            for item in value:
                assert not isinstance(item, bool), f"{name}: YAML reads a word as {item}"
                walk(item)

    walk(lang.load(name))


def test_every_synonym_is_found_again_by_the_phrase_book() -> None:
    book = phrase_book()
    for group in lang.load("synonyms"):
        for phrase in group:
            tokens = tokenize(str(phrase))
            assert any(m.length == len(tokens) for m in book.matches(tokens, 0)), phrase


def test_every_intent_phrase_gets_a_chat_reply(engine: Engine) -> None:
    for intent, phrases in lang.load("replies")["intents"].items():
        for phrase in phrases:
            assert engine.ask(str(phrase)).status == (
                "answered" if intent in ("author", "about") else "chat"
            ), phrase


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("nawm", "năm"),
        ("ddoo", "đô"),
        ("tawng", "tăng"),
        ("phaarm", "phẩm"),
        ("dduwowcj", "được"),
        ("vốn", None),
        ("ninh", None),
    ],
)
def test_telex_leftovers(typed: str, word: str | None) -> None:
    assert untelex(typed) == word


@pytest.mark.parametrize("word", ["nghiep", "truong", "quy", "oan", "giang"])
def test_shapes_of_syllables(word: str) -> None:
    assert is_syllable(word)
    assert not is_syllable(word + "z")


def test_mends_slips_but_never_a_known_word() -> None:
    vocabulary = Vocabulary()
    vocabulary.add_text("Foxconn có tổng vốn đầu tư 383,3 triệu USD vào khu công nghiệp")
    reader = Reader(vocabulary)
    assert reader.spell("vốn foxcon bnhiu")[0] == "vốn foxconn bao nhiêu"
    assert reader.spell("tăngggg quáaaa")[0] == "tăng quá"
    assert reader.spell("khucongnghiep")[0] == "khu cong nghiep"
    assert reader.spell("vòng vàng")[0] == "vòng vàng"
