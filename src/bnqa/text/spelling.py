"""Mend what was typed: Telex left-overs, doubled letters, slips.

A word that is known is never touched; an unknown one is mended only towards the index's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from bnqa import lang
from bnqa.text.phrases import PhraseBook
from bnqa.text.segment import Words
from bnqa.text.shortforms import glued_forms, short_form_words, short_forms
from bnqa.text.slips import meant
from bnqa.text.telex import drop_echoes, is_syllable, untelex
from bnqa.text.tokens import Token, fold, syllable_key, tokenize
from bnqa.text.vocabulary import Vocabulary

__all__ = ["glued_words", "mend", "short_forms"]

_RUN = re.compile(r"(.)\1{2,}")
_FINAL_G = re.compile(r"(?<=[^\W\d_])(?<!n)g$")
_DOUBLE = re.compile(r"([a-zđ])\1", re.IGNORECASE)
LONG = 4  # letters from which on a slip in a word of grammar can be told


def glued_words(vocabulary: Vocabulary, book: PhraseBook[Any]) -> Words:
    """What tells the words of an index and of the language data from those typed together."""
    return Words(
        indexed=vocabulary.knows,
        data=lambda token: book.knows(token) or token.key in _number_words(),
        short=lambda form: form in short_forms() and form not in glued_forms(),
        part=lambda word: word in short_form_words(),
        joined=lambda left, right: (left, right) in vocabulary.pairs or book.joins(left, right),
        written=lambda form: form in vocabulary.glued,
        whole=set(),
    )


@cache
def _function_words() -> dict[str, str]:
    """The single syllables of grammar and number words by their bare form: "môt" is a slip for one."""
    grammar = map(str, lang.load("lexicon")["grammar"])
    numbers = map(str, lang.load("numbers")["digits"])
    found: dict[str, str] = {}
    for word in (*numbers, *grammar):
        if " " not in word:
            found.setdefault(fold(word), word)
    return found


def _near_function_word(folded: str) -> str | None:
    """A word of grammar that a slip away from: "khôg" is "không"."""
    from rapidfuzz.distance import OSA

    if len(folded) < LONG:
        return None
    known = _function_words()
    return next((known[w] for w in known if len(w) >= LONG and OSA.distance(w, folded) == 1), None)


@cache
def _number_words() -> frozenset[str]:
    """The words of which numbers are made; "mươi" is no slip, wherever it stands."""
    data = lang.load("numbers")
    words = (
        w
        for name in (
            "digits",
            "ten",
            "tens",
            "twenties",
            "last_digits",
            "fillers",
            "hundreds",
            "points",
            "half",
        )
        for w in data[name]
    )
    scales = lang.load("units")["scales"]
    return frozenset(syllable_key(str(word)) for word in (*words, *scales))


def mend(text: str, vocabulary: Vocabulary, known: Callable[[Token], bool]) -> str:
    """The text with unknown words mended; ``known`` tells further words that are never touched."""
    tokens = tokenize(text)
    pieces: list[str] = []
    position = 0
    for index, token in enumerate(tokens):
        pieces.append(text[position : token.start])
        position = token.end
        slip = meant(tokens, index, vocabulary.knows, known)
        if slip is not None:
            pieces.append(slip)
            continue
        if (
            token.is_number
            or known(token)
            or vocabulary.knows(token)
            or (token.is_marked and token.key in _number_words())
        ):
            pieces.append(token.text)
            continue
        left = tokens[index - 1].folded if index else ""
        right = tokens[index + 1].folded if index + 1 < len(tokens) else ""
        pieces.append(_mended(token, left, right, vocabulary, known, text))
    pieces.append(text[position:])
    return "".join(pieces)


def _mended(
    token: Token,
    left: str,
    right: str,
    vocabulary: Vocabulary,
    known: Callable[[Token], bool],
    text: str,
) -> str:
    word = token.text.lower()
    if token.text.isupper() and len(word) > 1 and not text.isupper():
        return token.text  # an acronym is no slip

    def is_known(candidate: str) -> bool:
        key = syllable_key(candidate)
        made = Token(candidate, 0, len(candidate), key, fold(key))
        return known(made) or vocabulary.knows(made)

    squeezed = drop_echoes(_RUN.sub(r"\1", word))
    if squeezed != word and (is_known(squeezed) or is_syllable(fold(squeezed))):
        return squeezed
    nasal = _FINAL_G.sub("ng", squeezed)
    if nasal != squeezed and not is_syllable(token.folded) and is_syllable(fold(nasal)):
        return nasal  # "lươg", "rộg": the n is left out
    plain = untelex(squeezed)
    if plain is not None:
        # A lone tone letter decodes much of English ("per"): then the word must be known.
        tone_only = len(plain) == len(squeezed) - 1
        if is_known(plain) or not (tone_only or is_syllable(squeezed)):
            return plain
    whole = _shortened(squeezed, vocabulary)
    if whole is not None:
        return whole
    single = _DOUBLE.sub(r"\1", squeezed)
    if single != squeezed and is_known(single):
        return single
    by_pair = (left, token.folded) in vocabulary.pairs or (token.folded, right) in vocabulary.pairs
    right_letters = token.is_marked and token.folded in vocabulary.folded
    if right_letters and (by_pair or token.text.islower() or not is_syllable(token.folded)):
        # The right letters with a wrong mark.
        return _function_words().get(token.folded, token.folded)
    if token.is_marked and token.text.islower() and token.folded in _function_words():
        return _function_words()[token.folded]
    if len(token.folded) < 3 or (token.text[0].isupper() and is_syllable(token.folded)):
        return token.text
    if not is_syllable(token.folded):
        near = _near_function_word(token.folded)
        if near is not None:
            return near
    candidates = [c for c in vocabulary.near(token.folded) if c != token.folded]
    paired = [
        c for c in candidates if (left, c) in vocabulary.pairs or (c, right) in vocabulary.pairs
    ]
    if paired:
        return paired[0]
    if candidates and not is_syllable(token.folded) and len(token.folded) >= 4:
        return candidates[0]
    return token.text


def _shortened(word: str, vocabulary: Vocabulary) -> str | None:
    """``qtế`` → ``quốc tế``: the first letters of one syllable of a pair, and the other whole."""
    for cut in (1, 2, 3):
        head, tail = fold(word[:cut]), word[cut:]
        if len(tail) < 2 or not is_syllable(fold(tail)):
            continue
        for first in vocabulary.seconds.get(fold(tail), ()):
            written = vocabulary.compounds.get((first, fold(tail)))
            if first.startswith(head) and first != head and written and not is_syllable(fold(word)):
                return sorted(written)[0]
    return None
