"""Slips in the two words of a phrase that asks or of a unit, told by the word that stands beside:
``phần trăn``, ``pần trăm``, ``bao nhêu``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from bnqa import lang
from bnqa.text.tokens import Token, fold, syllable_key

_LETTERS = 3  # of a word whose slip can be told
Knows = Callable[[Token], bool]


class _Pairs:
    """Phrases of two words, by the bare form of either: the words that stand on the other side."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self.second: dict[str, list[str]] = {}
        self.first: dict[str, list[str]] = {}
        for phrase in phrases:
            words = phrase.split()
            if len(words) == 2 and all(word.isalpha() for word in words):
                left, right = words
                self.second.setdefault(fold(left), []).append(right)
                self.first.setdefault(fold(right), []).append(left)


@cache
def _sure() -> _Pairs:
    """The phrases that leave no doubt, whatever else the mistyped word may be."""
    return _Pairs(map(str, lang.load("syllables")["sure_pairs"]))


@cache
def _others() -> _Pairs:
    return _Pairs(_phrases())


def _phrases() -> Iterator[str]:
    for phrases in lang.load("questions").values():
        yield from map(str, phrases)
    for rows in lang.load("units")["units"].values():
        for names in rows.values():
            yield from map(str, lang.words(names))


@cache
def _amounts() -> frozenset[str]:
    words = map(str, lang.load("syllables")["amounts"])
    return frozenset(form for word in words for form in (syllable_key(word), fold(word)))


def meant(tokens: Sequence[Token], index: int, indexed: Knows, data: Knows) -> str | None:
    """What a word was to be, by the word before or after it; None where it is no slip.

    ``indexed`` and ``data`` know the words of the index and of the language data. What the index
    has is never touched; what the data has only in a phrase that leaves no doubt, where its letters
    are right and its mark is wrong, or an amount is asked for before ("bao nhiêu phần trăn").
    """
    token = tokens[index]
    sure, others = _sure(), _others()
    if token.is_number or token.text.isupper():
        return None
    left = tokens[index - 1].folded if index else ""
    right = tokens[index + 1].folded if index + 1 < len(tokens) else ""
    after, before = sure.second.get(left, ()), sure.first.get(right, ())
    if after or before:
        if any(syllable_key(word) == token.key for word in (*after, *before)):
            return None
        amount = _is_amount(tokens, index - 2 if after else index - 1)
        found = _slip(token, (*after, *before), amount or not data(token))
        if found is not None and not indexed(token):
            return found
    if not (left in others.second or right in others.first) or data(token) or indexed(token):
        return None
    return _slip(token, (*others.second.get(left, ()), *others.first.get(right, ())), True)


def _is_amount(tokens: Sequence[Token], index: int) -> bool:
    return index >= 0 and (tokens[index].is_number or tokens[index].key in _amounts())


def _slip(token: Token, words: Iterable[str], near: bool) -> str | None:
    """The one word that has a token's letters and another mark, its letters in another order, or
    (``near``) all of them but one."""
    from rapidfuzz.distance import OSA

    folded = {fold(word): word for word in words}
    if token.folded in folded:
        return folded[token.folded] if token.is_marked else None
    if len(token.folded) < _LETTERS:
        return None
    found = [
        word
        for bare, word in folded.items()
        if len(bare) >= _LETTERS
        and OSA.distance(bare, token.folded) == 1
        and (near or sorted(bare) == sorted(token.folded))
    ]
    return found[0] if len(found) == 1 else None
