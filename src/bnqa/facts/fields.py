"""Texts made ready to look phrases up in."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from bnqa import lang
from bnqa.question.question import Term
from bnqa.text.phrases import bound_prefixes, syllables
from bnqa.text.spelling import short_forms
from bnqa.text.tokens import fold, normalize, tokenize

_ACRONYM = re.compile(r"\b[A-ZĐ]{2,8}\b")


@lru_cache(maxsize=4096)
def joined(text: str) -> tuple[str, str]:
    """A text's syllables between spaces, marked and bare: phrases are then substrings.

    A prefix that makes another office ("phó chủ tịch") is bound to what follows.
    """
    tokens = tokenize(normalize(text))
    gaps = ["~" if t.key in bound_prefixes() else " " for t in tokens]
    keys = "".join(t.key + gap for t, gap in zip(tokens, gaps, strict=True))
    bare = "".join(t.folded + gap for t, gap in zip(tokens, gaps, strict=True))
    return keys[:-1], bare[:-1]


@lru_cache(maxsize=4096)
def _written_out(text: str) -> str | None:
    """A text with its acronyms in full: ``UBND`` → ``ủy ban nhân dân``; None where it has none."""
    known = short_forms()
    found = {w for w in _ACRONYM.findall(text) if " " in known.get(w.lower(), ("",))[0]}
    if not found:
        return None
    return _ACRONYM.sub(
        lambda m: known[m.group().lower()][0] if m.group() in found else m.group(), text
    )


@cache
def _words_with(syllable: str) -> tuple[str, ...]:
    """The words that have a syllable, marked or bare, and mean nothing of it: ``nước ngoài``."""
    words = (" ".join(syllables(str(word))) for word in lang.load("lexicon")["apart"])
    known = dict.fromkeys(form for word in words for form in (word, fold(word)))
    return tuple(word for word in known if syllable in word.split())


def stands_in(text: str, phrase: str) -> bool:
    """Whether a text of syllables between spaces has a phrase, and not only inside another word."""
    if f" {phrase} " not in text:
        return False
    for word in () if " " in phrase else _words_with(phrase):
        text = text.replace(f" {word} ", " | ")
    return f" {phrase} " in text


class Field:
    """Texts to look phrases up in, marked and bare; "|" stands before each of them."""

    __slots__ = ("bare", "keys")

    def __init__(self, *texts: str) -> None:
        texts = (*texts, *filter(None, map(_written_out, texts)))
        spelt = [joined(text) for text in texts if text]
        self.keys = "".join(f"| {keys} " for keys, _ in spelt)
        self.bare = "".join(f"| {bare} " for _, bare in spelt)

    def holds(self, term: Term) -> bool:
        """Whether a text has the term or one of its synonyms."""
        if len(term.variants) == 1:
            return self.holds_directly(term)
        keys = self.keys
        for variant in term.variants:  # noqa: SIM110 - asked most often of all: a generator costs twice
            if f" {variant} " in keys and stands_in(keys, variant):
                return True
        return False

    def holds_directly(self, term: Term) -> bool:
        """Whether a text has the term as it was typed."""
        bare = term.bare
        return stands_in(self.keys, term.direct) or (
            bare is not None and stands_in(self.bare, bare)
        )

    def begins_with(self, term: Term) -> bool:
        """Whether one of the texts begins with the term or one of its synonyms."""
        bare = term.bare
        if any(f"| {variant} " in self.keys for variant in term.variants):
            return True
        if bare is not None and f"| {bare} " in self.bare:
            return True
        # "công ty nước ngoài nào" is answered by what is a "công ty".
        return any(
            text and f"{term.direct} ".startswith(text.lstrip()) for text in self.keys.split("|")
        )
