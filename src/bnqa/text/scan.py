"""A text as figures, words and marks with the space between them, and phrases found in it.

What reads numbers and dates works on these tokens and never on letters, so nothing that is found
can begin or end inside a figure or a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeAlias, TypeVar

from bnqa.text.tokens import fold

T = TypeVar("T")
_Row: TypeAlias = tuple[tuple[frozenset[str], ...], tuple[bool, ...], T]
FIGURE, WORD, MARK = 1, 2, 3
GLUED, SPACED, BROKEN = 0, 1, 2  # nothing, space, or an empty line before a token
_TOKEN = re.compile(r"([0-9]+(?:[.,][0-9]+)*)|([^\W\d_]+)|(\S)")
_TWINS = {"y": "i", "ỳ": "ì", "ý": "í", "ỷ": "ỉ", "ỹ": "ĩ", "ỵ": "ị"}
_VOWELS = frozenset("aăâeêioôơuư")


class Token:
    """One figure, word or mark: its form in lower case, its place, its kind, the gap before it."""

    __slots__ = ("end", "form", "gap", "kind", "start")

    def __init__(self, form: str, start: int, end: int, kind: int, gap: int) -> None:
        self.form, self.start, self.end, self.kind, self.gap = form, start, end, kind, gap

    def __repr__(self) -> str:
        return f"{self.form!r}@{self.start}"


def lowered(text: str) -> str:
    """Lower case, letter by letter where a letter has no single lower one: offsets stay."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := ch.lower()) == 1 else ch for ch in text)


def scan(lower: str) -> list[Token]:
    """The tokens of a text in lower case; offsets are its code points."""
    tokens = []
    end = 0
    for match in _TOKEN.finditer(lower):
        start = match.start()
        if start == end:
            gap = GLUED if start else BROKEN
        elif start == end + 1 and end:
            gap = SPACED
        else:
            gap = BROKEN if not end or lower.count("\n", end, start) > 1 else SPACED
        end = match.end()
        tokens.append(Token(match.group(), start, end, match.lastindex or MARK, gap))
    return tokens


@lru_cache(maxsize=4096)
def spellings(word: str, bare: bool = True) -> frozenset[str]:
    """The ways to type a word: as it is, with i for a final y, and without diacritics."""
    found = {word}
    if (twin := _TWINS.get(word[-1:])) and len(word) > 1 and word[-2] not in _VOWELS - {"u"}:
        found.add(word[:-1] + twin)
    return frozenset(found | set(map(fold, found))) if bare else frozenset(found)


def all_spellings(words: Iterable[str]) -> frozenset[str]:
    """The ways to type any of several words."""
    return frozenset(form for word in words for form in spellings(word))


class Phrases(Generic[T]):
    """Phrases with a payload each, looked up where they begin, or where they end (``backward``).

    A phrase is spelt out when a token is first met that it may begin (or end) with: most never are.
    """

    def __init__(self, backward: bool = False) -> None:
        self._backward = backward
        self._raw: dict[str, list[tuple[str, T, bool]]] = {}
        self._rows: dict[str, list[_Row[T]]] = {}

    def add(self, phrase: str, payload: T, bare: bool = True) -> None:
        """Add one phrase; of two that are spelt alike the first stays."""
        words = phrase.split()
        edge = words[-1 if self._backward else 0]
        if not edge.isalpha():
            pieces = _TOKEN.findall(edge)
            edge = next(filter(None, pieces[-1 if self._backward else 0]))
        for form in spellings(edge, bare):
            self._raw.setdefault(form, []).append((phrase, payload, bare))

    def extend(self, phrases: Iterable[str], payload: T, bare: bool = True) -> None:
        """Add several phrases with one payload."""
        for phrase in phrases:
            self.add(phrase, payload, bare)

    def _of(self, form: str) -> list[_Row[T]]:
        rows = self._rows.get(form)
        if rows is None:
            if form not in self._raw:
                return []
            rows = [_spelt_out(*entry) for entry in self._raw[form]]
            rows.sort(key=lambda row: -len(row[0]))
            self._rows[form] = rows
        return rows

    def at(self, tokens: Sequence[Token], index: int, limit: int) -> tuple[int, T] | None:
        """The longest phrase that begins at ``index``: the token after it, and its payload."""
        return next(self.all_at(tokens, index, limit), None)

    def all_at(self, tokens: Sequence[Token], index: int, limit: int) -> Iterator[tuple[int, T]]:
        """Every phrase that begins at ``index``, longest first."""
        if index < limit:
            for forms, glued, payload in self._of(tokens[index].form):
                end = index + len(forms)
                if end <= limit and _fits(tokens, index, forms, glued):
                    yield end, payload

    def before(self, tokens: Sequence[Token], index: int, floor: int) -> tuple[int, T] | None:
        """The longest phrase that ends just before ``index``: its first token, and its payload."""
        if index - 1 < floor:
            return None
        for forms, glued, payload in self._of(tokens[index - 1].form):
            start = index - len(forms)
            if start >= floor and _fits(tokens, start, forms, glued):
                return start, payload
        return None


def _spelt_out(phrase: str, payload: T, bare: bool) -> _Row[T]:
    tokens = scan(phrase)
    forms = tuple(
        spellings(t.form, bare) if t.kind == WORD else frozenset({t.form}) for t in tokens
    )
    return forms, tuple(t.gap == GLUED for t in tokens), payload


def _fits(
    tokens: Sequence[Token], start: int, forms: tuple[frozenset[str], ...], glued: tuple[bool, ...]
) -> bool:
    for offset, form in enumerate(forms):
        token = tokens[start + offset]
        if token.form not in form:
            return False
        if offset and token.gap > (GLUED if glued[offset] else SPACED):
            return False
    return True
