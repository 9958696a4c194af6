"""A phrase book: phrases of syllables, found longest first in a run of tokens.

A question's syllable matches a phrase's when it is spelt the same, or when it was typed without
diacritics and the bare letters agree; ``năm`` never matches ``nằm``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from bnqa.text import Token, fold, normalize, syllable_key, tokenize

T = TypeVar("T")
Syllables = tuple[str, ...]


@lru_cache(maxsize=8192)
def syllables(text: str) -> Syllables:
    """The keys of the tokens of ``text``."""
    if text.replace(" ", "").isalpha():
        return tuple(map(syllable_key, normalize(text).split()))
    return tuple(token.key for token in tokenize(normalize(text)))


def agrees(token: Token, key: str, folded: str) -> bool:
    """Whether a typed token can be the syllable ``key`` (``folded`` without its diacritics)."""
    return token.key == key or (token.folded == folded and not token.is_marked)


def _fits(tokens: Sequence[Token], start: int, keys: Syllables, folded: Syllables) -> bool:
    """Whether the phrase stands there; in a longer one a single wrong or missing mark is let pass."""
    slips = 0
    for offset, key in enumerate(keys):
        token = tokens[start + offset]
        if agrees(token, key, folded[offset]):
            continue
        slips += 1
        if token.folded != folded[offset] or slips > 1 or len(keys) < 2:
            return False
    return True


@dataclass(slots=True)
class PhraseBook(Generic[T]):
    """Phrases with a payload each, by their first folded syllable."""

    _by_first: dict[str, list[tuple[Syllables, Syllables, T]]] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    _known: set[Syllables] = field(default_factory=set)
    _sorted: bool = True

    def add(self, phrase: str, payload: T) -> None:
        """Add one phrase; of two equal ones the first stays."""
        keys = syllables(phrase)
        if not keys or keys in self._known:
            return
        self._known.add(keys)
        folded = tuple(map(fold, keys))
        self._by_first.setdefault(folded[0], []).append((keys, folded, payload))
        self._sorted = False
        self.words.update(keys)
        self.words.update(folded)

    def extend(self, phrases: Iterable[str], payload: T) -> None:
        """Add many phrases with one payload."""
        for phrase in phrases:
            self.add(str(phrase), payload)

    def matches(self, tokens: Sequence[Token], start: int) -> list[tuple[int, T]]:
        """Every phrase that begins at ``start``, longest first, as (number of tokens, payload)."""
        if not self._sorted:
            for rows in self._by_first.values():
                rows.sort(key=lambda row: -len(row[0]))
            self._sorted = True
        found: list[tuple[int, T]] = []
        for keys, folded, payload in self._by_first.get(tokens[start].folded, ()):
            end = start + len(keys)
            if end <= len(tokens) and _fits(tokens, start, keys, folded):
                found.append((len(keys), payload))
        return found
