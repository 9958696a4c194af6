"""Greetings, thanks, "bạn là ai", "nguồn ở đâu", orders and nonsense: a short reply each."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bnqa import lang
from bnqa.knowledge import Article, Library
from bnqa.question.book import phrase_book
from bnqa.reply.compose import reply
from bnqa.text.phrases import PhraseBook
from bnqa.text.scan import lowered, scan
from bnqa.text.telex import is_syllable
from bnqa.text.templates import Grammar
from bnqa.text.tokens import Token, fold, syllable_key, tokenize


@cache
def _intents() -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook()
    for intent, phrases in lang.load("replies")["intents"].items():
        book.extend(phrases, intent)
    return book


@cache
def _orders() -> Grammar:
    data = lang.load("dialogue")
    return Grammar([("order", row) for row in data["orders"]], data["order_words"], {}, {}, {})


@cache
def _order_cues() -> frozenset[str]:
    """The bare syllables one of which each order has: most questions have none."""
    return frozenset(fold(str(word)) for word in lang.load("dialogue")["order_cues"])


@cache
def _endearments() -> PhraseBook[None]:
    book: PhraseBook[None] = PhraseBook()
    book.extend(lang.load("dialogue")["endearments"], None)
    return book


@cache
def _particles() -> frozenset[str]:
    return frozenset(map(syllable_key, lang.load("dialogue")["particles"]))


_ASKED_ABOUT = frozenset(
    {"author", "about", "source"}
)  # intents that are asked with question words
MAX_TITLES = 5  # titles that are listed when asked what there is
_ORDER = (
    "author",
    "about",
    "source",
    "who",
    "help",
    "complaint",
    "thanks",
    "bye",
    "greeting",
    "compliment",
)


def small_talk(
    text: str,
    library: Library,
    knows: Callable[[Token], bool],
    last: tuple[Article, str] | None = None,
    mended: bool = True,
) -> tuple[str, str] | None:
    """(intent, reply) for a text that asks nothing of the passages; None when it may.

    ``knows`` tells a word of the index from gibberish; ``last`` is what the
    answer before rested on, for "nguồn đâu?": an article and its words. Only what was ``mended`` can be
    nonsense: Telex left-overs look like it before.
    """
    tokens = tokenize(text)
    article = last[0] if last is not None else library.articles[0]
    several = len(library.articles) > 1 and last is None
    values: dict[str, object] = {
        "title": article.title,
        "topic": article.topic or article.title,
        "by": f" ({article.author})" if article.author else "",
        "author": article.author or "",
        "quote": last[1] if last is not None else "",
        "count": len(library.articles),
        "titles": "; ".join(f"“{a.title}”" for a in library.articles[:MAX_TITLES]),
    }

    def say(intent: str) -> str:
        many = several and intent in lang.load("replies")["chat_many"]
        return reply("chat_many" if many else "chat", intent, **values)

    if not tokens or not any(token.text.isalpha() for token in tokens):
        return "nonsense", say("nonsense")
    found, rest, asking = _scan(tokens)
    if asking and not found & _ASKED_ABOUT:
        rest += asking
    if "orders" in found or (not mended and _is_order(text, tokens)):
        return "orders", say("orders")
    if found and rest == 0:
        intent = next(i for i in _ORDER if i in found)
        if intent == "author" and (several or not article.author):
            return None
        if intent == "source" and last is not None:
            return intent, say("source_quote")
        return intent, say(intent)
    if not mended:
        return None
    unknown = [t for t in tokens if not knows(t) and t.text.islower()]
    shapeless = sum(not is_syllable(t.folded) for t in unknown)
    if len(unknown) == len(tokens) > 1 and 3 * shapeless >= 2 * len(tokens):
        return "nonsense", say("nonsense")
    if all(not knows(token) and _is_gibberish(token.text, token.folded) for token in tokens):
        return "nonsense", say("nonsense")
    return None


def _is_order(text: str, words: tuple[Token, ...]) -> bool:
    """Whether a text tells the bot to be another, to drop its rules or to show what it was told."""
    if _order_cues().isdisjoint(word.folded for word in words):
        return False
    if not any(_orders().begins(word.text.lower()) for word in words):
        return False
    tokens, orders = scan(lowered(text)), _orders()
    return any(
        orders.match(tokens, index, lambda *_: True) is not None
        for index, token in enumerate(tokens)
        if orders.may_begin(token)
    )


def _scan(tokens: tuple[Token, ...]) -> tuple[set[str], int, int]:
    """The intents found, the number of tokens that are neither intent nor grammar, and of those that ask."""
    if not any(_intents().matches(tokens, index) for index in range(len(tokens))):
        return set(), len(tokens), 0
    found: set[str] = set()
    rest = index = asking = 0
    while index < len(tokens):
        matches = _intents().matches(tokens, index)
        if matches:
            found.add(matches[0].payload)
            index += matches[0].length
            continue
        plain = [
            m
            for m in phrase_book().matches(tokens, index)
            if m.payload.category in ("grammar", "soft", "question")
        ]
        if plain:
            ends = index == len(tokens) - 1 and tokens[index].key in _particles()
            asking += plain[0].payload.category == "question" and not ends
            index += plain[0].length
            continue
        dear = _endearments().matches(tokens, index)
        rest += not dear
        index += dear[0].length if dear else 1
    return found, rest, asking


def _is_gibberish(word: str, folded: str) -> bool:
    if word.isdigit() or is_syllable(folded):
        return False
    return (
        not re.search(r"[aeiouy]", folded)
        or len(folded) > 10
        or bool(re.search(r"[^aeiouy\W\d]{4}", folded))
    )
