"""A phrase book: phrases of syllables, found longest first in a run of tokens.

A question's syllable matches a phrase's when it is spelt the same, or when it was typed without
diacritics and the bare letters agree; ``năm`` never matches ``nằm``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Generic, TypeVar

from bnqa import lang
from bnqa.text.tokens import Token, first_letters, fold, normalize, syllable_key, tokenize

T = TypeVar("T")
_FIRST = re.compile(r"[^\W\d_]+")
Syllables = tuple[str, ...]


@lru_cache(maxsize=16384)
def _bare_first(word: str) -> str:
    """The first syllable of a phrase's first word, bare: what it is filed under."""
    first = _FIRST.match(word.lower())
    return fold(syllable_key(first.group())) if first is not None else ""


@cache
def bound_prefixes() -> frozenset[str]:
    """Syllables that make another thing of what follows: ``phó`` of ``phó chủ tịch``."""
    return frozenset(syllables(str(word))[0] for word in lang.load("kinds")["prefixes"])


@dataclass(slots=True)
class _Shelf(Generic[T]):
    """The phrases that begin alike: by their folded syllables, and the lengths there are."""

    rows: dict[Syllables, list[tuple[Syllables, T]]] = field(default_factory=dict)
    lengths: list[int] = field(default_factory=list)


@lru_cache(maxsize=8192)
def syllables(text: str) -> Syllables:
    """The keys of the tokens of ``text``."""
    if text.replace(" ", "").isalpha():
        return tuple(map(syllable_key, normalize(text).split()))
    return tuple(token.key for token in tokenize(normalize(text)))


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A phrase at a place: its number of tokens, its payload, and how many of its syllables were
    matched by their bare letters alone."""

    length: int
    payload: T
    bare: int
    slip: int | None = None  # the place of the syllable that has a wrong mark


@dataclass(slots=True)
class PhraseBook(Generic[T]):
    """Phrases with a payload each, by their first two letters, and there by their first syllable."""

    _raw: dict[str, list[tuple[str, T]]] = field(default_factory=dict)
    # Sorted by syllable only when a letter is first asked for: most of them never are in one run.
    _sorted: dict[str, dict[str, list[tuple[str, T]]]] = field(default_factory=dict)
    _ready: dict[str, _Shelf[T]] = field(default_factory=dict)
    _words: dict[str, set[str]] = field(default_factory=dict)  # by their first letters
    _spelt: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    _new: list[str] = field(default_factory=list)  # phrases whose words are not counted yet
    _pairs: set[tuple[str, str]] | None = None

    def add(self, phrase: str, payload: T) -> None:
        """Add one phrase; of two equal ones the first stays."""
        letters = first_letters(phrase)
        if not letters.isalpha():
            return
        self._raw.setdefault(letters, []).append((phrase, payload))
        if letters in self._sorted:
            del self._sorted[letters]
            self._ready.clear()
        self._new.append(phrase)
        self._pairs = None

    def knows(self, token: Token) -> bool:
        """Whether a word stands in a phrase, as it is spelt or bare."""
        if self._new:
            for word in set(" ".join(self._new).lower().split()):
                self._words.setdefault(first_letters(word), set()).add(word)
            self._new.clear()
            self._spelt.clear()
        letters = first_letters(token.folded)
        words = self._words.get(letters, set())
        if token.text.lower() in words:
            return True
        if letters not in self._spelt:
            self._spelt[letters] = (set(map(syllable_key, words)), set(map(fold, words)))
        keys, bare = self._spelt[letters]
        return token.key in keys or (not token.is_marked and token.folded in bare)

    def joins(self, left: str, right: str) -> bool:
        """Whether two bare words stand together in a phrase."""
        if self._pairs is None:
            phrases = (phrase for rows in self._raw.values() for phrase, _ in rows)
            rows = (fold(phrase).split() for phrase in phrases if " " in phrase)
            self._pairs = {pair for words in rows for pair in itertools.pairwise(words)}
        return (left, right) in self._pairs

    def _shelf(self, first: str) -> _Shelf[T]:
        """The phrases that begin with a bare syllable; spelt out when first asked for."""
        shelf = self._ready.get(first)
        if shelf is None:
            shelf = self._ready[first] = _Shelf()
            seen: set[Syllables] = set()
            for phrase, payload in self._beginning(first):
                keys = syllables(phrase)
                if keys not in seen:
                    seen.add(keys)
                    shelf.rows.setdefault(tuple(map(fold, keys)), []).append((keys, payload))
            shelf.lengths = sorted({len(folded) for folded in shelf.rows}, reverse=True)
        return shelf

    def _beginning(self, first: str) -> list[tuple[str, T]]:
        """The phrases whose first syllable is ``first``, bare."""
        letters = first_letters(first)
        found = self._sorted.get(letters)
        if found is None:
            found = self._sorted[letters] = {}
            for row in self._raw.get(letters, ()):
                found.setdefault(_bare_first(row[0].split(" ", 1)[0]), []).append(row)
        return found.get(first, [])

    def extend(self, phrases: Iterable[str], payload: T) -> None:
        """Add many phrases with one payload."""
        for phrase in phrases:
            self.add(str(phrase), payload)

    def matches(self, tokens: Sequence[Token], start: int) -> list[Found[T]]:
        """Every phrase that begins at ``start``, longest first."""
        shelf = self._shelf(tokens[start].folded)
        found: list[Found[T]] = []
        if not shelf.lengths:
            return found
        run = tokens[start : start + shelf.lengths[0]]
        folded, typed = tuple(t.folded for t in run), tuple(t.key for t in run)
        for length in shelf.lengths:
            rows = shelf.rows.get(folded[:length]) if length <= len(run) else None
            if rows is None:
                continue
            near: list[Found[T]] = []
            as_typed = len(found)
            for keys, payload in rows:
                if keys == typed[:length]:
                    found.append(Found(length, payload, 0))
                    continue
                others = [i for i, key in enumerate(keys) if typed[i] != key]
                slips = [i for i in others if run[i].is_marked]
                if not slips:
                    found.append(Found(length, payload, len(others)))
                elif len(slips) == 1 and length > 1 and _is_unbroken(run[:length]):
                    near.append(Found(length, payload, len(others), slips[0]))
            # In a longer phrase one wrong mark is let pass, unless the words are another as they stand.
            if len(found) == as_typed:
                found += near
        return found


def _is_unbroken(run: Sequence[Token]) -> bool:
    """Whether only spaces stand between some tokens: "mới, dự án" is no "mỗi dự án"."""
    return all(left.end + 1 == right.start for left, right in itertools.pairwise(run))
