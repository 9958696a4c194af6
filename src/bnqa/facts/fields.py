"""Texts made ready to look phrases up in."""

from __future__ import annotations

import re
from functools import lru_cache

from bnqa.question.question import Term
from bnqa.text.phrases import bound_prefixes
from bnqa.text.spelling import short_forms
from bnqa.text.tokens import normalize, tokenize

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
            if f" {variant} " in keys:
                return True
        return False

    def holds_directly(self, term: Term) -> bool:
        """Whether a text has the term as it was typed."""
        bare = term.bare
        return f" {term.direct} " in self.keys or (bare is not None and f" {bare} " in self.bare)

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
