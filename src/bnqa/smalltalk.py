"""Greetings, thanks, "bạn là ai", "nguồn ở đâu", orders and nonsense: a short reply each."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bnqa import lang
from bnqa.compose import reply
from bnqa.knowledge import Library
from bnqa.phrases import PhraseBook
from bnqa.question import phrase_book
from bnqa.spelling import is_syllable
from bnqa.text import tokenize

if TYPE_CHECKING:
    from bnqa.dialogue import Session


@cache
def _intents() -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook()
    for intent, phrases in lang.load("replies")["intents"].items():
        book.extend(phrases, intent)
    return book


def small_talk(text: str, library: Library, session: Session) -> str | None:
    """The reply to a text that asks nothing of the article; None when it may ask something."""
    del session
    tokens = tokenize(text)
    article = library.articles[0]
    values = {
        "title": article.title,
        "topic": article.topic or article.title,
        "by": f" ({article.author})" if article.author else "",
    }
    if not tokens or not any(token.text.isalpha() for token in tokens):
        return reply("chat", "nonsense", **values)
    found, rest = _scan(tokens)
    if "orders" in found:
        return reply("chat", "orders", **values)
    if found and rest == 0:
        order = ("source", "who", "help", "complaint", "thanks", "bye", "greeting", "compliment")
        return reply("chat", next(i for i in order if i in found), **values)
    if all(_is_gibberish(token.text, token.folded) for token in tokens):
        return reply("chat", "nonsense", **values)
    return None


def _scan(tokens: tuple) -> tuple[set[str], int]:  # type: ignore[type-arg]
    """The intents found and the number of tokens that are neither intent nor grammar."""
    found: set[str] = set()
    rest = index = 0
    while index < len(tokens):
        matches = _intents().matches(tokens, index)
        if matches:
            found.add(matches[0][1])
            index += matches[0][0]
            continue
        plain = [n for n, e in phrase_book().matches(tokens, index) if e.category in ("grammar", "soft")]
        if plain:
            index += plain[0]
            continue
        rest += 1
        index += 1
    return found, rest


def _is_gibberish(word: str, folded: str) -> bool:
    if word.isdigit() or is_syllable(folded):
        return False
    return not re.search(r"[aeiouy]", folded) or len(folded) > 10 or bool(re.search(r"[^aeiouy\W\d]{4}", folded))
