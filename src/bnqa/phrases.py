"""A phrase book: phrases of syllables, found longest first in a run of tokens.

A question's syllable matches a phrase's when it is spelt the same, or when it was typed without
diacritics and the bare letters agree; ``năm`` never matches ``nằm``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, TypeVar

from bnqa.text import Token, fold, normalize, syllable_key, tokenize

T = TypeVar("T")
_FIRST = re.compile(r"[^\W\d_]+")
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


def _slips(tokens: Sequence[Token], start: int, keys: Syllables, folded: Syllables) -> int:
    """How many syllables have a wrong or missing mark; a large number when it is another phrase."""
    slips = 0
    for offset, key in enumerate(keys):
        token = tokens[start + offset]
        if agrees(token, key, folded[offset]):
            continue
        if token.folded != folded[offset]:
            return len(keys) + 1
        slips += 1
    return slips


@dataclass(slots=True)
class PhraseBook(Generic[T]):
    """Phrases with a payload each, by their first folded syllable."""

    _raw: dict[str, list[tuple[str, T]]] = field(default_factory=dict)
    _ready: dict[str, list[tuple[Syllables, Syllables, T]]] = field(default_factory=dict)
    _words: set[str] = field(default_factory=set)
    _key_set: set[str] = field(default_factory=set)
    _bare_set: set[str] = field(default_factory=set)
    _made: int = 0

    def add(self, phrase: str, payload: T) -> None:
        """Add one phrase; of two equal ones the first stays."""
        lower = phrase.lower()
        first = _FIRST.match(lower)
        if first is None:
            return
        bare = fold(syllable_key(first.group()))
        self._raw.setdefault(bare, []).append((phrase, payload))
        self._ready.pop(bare, None)
        self._words.update(lower.split())

    def knows(self, token: Token) -> bool:
        """Whether a word stands in a phrase, as it is spelt or bare."""
        if token.text.lower() in self._words or token.key in self._keys():
            return True
        return not token.is_marked and token.folded in self._bare()

    def _keys(self) -> set[str]:
        if self._made != len(self._words):
            self._made = len(self._words)
            self._key_set = {syllable_key(word) for word in self._words}
            self._bare_set = set(map(fold, self._words))
        return self._key_set

    def _bare(self) -> set[str]:
        self._keys()
        return self._bare_set

    def _rows(self, first: str) -> list[tuple[Syllables, Syllables, T]]:
        """The phrases that begin with a bare syllable, longest first; spelt out when first asked for."""
        rows = self._ready.get(first)
        if rows is None:
            by_keys: dict[Syllables, T] = {}
            for phrase, payload in self._raw.get(first, ()):
                by_keys.setdefault(syllables(phrase), payload)
            rows = [(keys, tuple(map(fold, keys)), payload) for keys, payload in by_keys.items()]
            rows.sort(key=lambda row: -len(row[0]))
            self._ready[first] = rows
        return rows

    def extend(self, phrases: Iterable[str], payload: T) -> None:
        """Add many phrases with one payload."""
        for phrase in phrases:
            self.add(str(phrase), payload)

    def matches(self, tokens: Sequence[Token], start: int) -> list[tuple[int, T]]:
        """Every phrase that begins at ``start``, longest first, as (number of tokens, payload)."""
        found: list[tuple[int, T]] = []
        near: list[tuple[int, T]] = []
        for keys, folded, payload in self._rows(tokens[start].folded):
            end = start + len(keys)
            if end > len(tokens):
                continue
            slips = _slips(tokens, start, keys, folded)
            if not slips:
                found.append((len(keys), payload))
            elif slips == 1 and len(keys) > 1:
                near.append((len(keys), payload))
        # In a longer phrase one wrong mark is let pass, unless the words are another phrase as they stand.
        exact = {length for length, _ in found}
        found += [row for row in near if row[0] not in exact]
        return sorted(found, key=lambda row: -row[0])
