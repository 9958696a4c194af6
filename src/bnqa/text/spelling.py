"""Mend what was typed: abbreviations, Telex left-overs, doubled letters, glued words, slips.

A word that is known is never touched; an unknown one is mended only towards the index's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from bnqa import lang
from bnqa.text.phrases import PhraseBook
from bnqa.text.scan import lowered
from bnqa.text.segment import Words
from bnqa.text.telex import drop_echoes, is_syllable, untelex
from bnqa.text.tokens import Token, fold, normalize, syllable_key, tokenize
from bnqa.text.vocabulary import Vocabulary

_WORD = re.compile(r"\w+")
_RUN = re.compile(r"(.)\1{2,}")
_DOUBLE = re.compile(r"([a-zđ])\1", re.IGNORECASE)
MAX_READINGS = 4
LONG = 4  # letters from which on a slip in a word of grammar can be told


@cache
def short_forms() -> dict[str, tuple[str, ...]]:
    """The short forms of the language data, each with what it may stand for."""
    table: dict[str, tuple[str, ...]] = {}
    for short, long in lang.load("abbreviations").items():
        table[str(short)] = tuple(map(str, long)) if isinstance(long, list) else (str(long),)
    return table


@cache
def _phrases() -> dict[str, list[str]]:
    """The short forms of several words by their first, longest first: one pattern of all of them
    would take most of the time of a start to compile."""
    found: dict[str, list[str]] = {}
    for key in short_forms():
        first = _WORD.match(key)
        if first is not None and first.end() < len(key):
            found.setdefault(first.group(), []).append(key)
    return {first: sorted(keys, key=len, reverse=True) for first, keys in found.items()}


@cache
def _parts() -> frozenset[str]:
    """The words of the short forms of several: "capacity" of "bed capacity" is one word."""
    return frozenset(word for keys in _phrases().values() for key in keys for word in key.split())


@cache
def _glued_forms() -> frozenset[str]:
    """The short forms that only leave the space out: "baonhieu"."""
    table = short_forms().items()
    return frozenset(
        short for short, long in table if fold(long[0]).replace(" ", "") == fold(short)
    )


def glued_words(vocabulary: Vocabulary, book: PhraseBook[Any]) -> Words:
    """What tells the words of an index and of the language data from those typed together."""
    return Words(
        indexed=vocabulary.knows,
        data=lambda token: book.knows(token) or token.key in _number_words(),
        short=lambda form: form in short_forms() and form not in _glued_forms(),
        part=lambda word: word in _parts(),
        joined=lambda left, right: (left, right) in vocabulary.pairs or book.joins(left, right),
        written=lambda form: form in vocabulary.glued,
    )


def _written_out(text: str) -> str:
    """The text with its short forms of several words written out."""
    lower, pieces, position = lowered(text), [], 0
    for word in _WORD.finditer(lower):
        start = word.start()
        for phrase in _phrases().get(word.group(), ()) if start >= position else ():
            end = start + len(phrase)
            if lower.startswith(phrase, start) and not (lower[end : end + 1].isalnum()):
                pieces += [text[position:start], short_forms()[phrase][0]]
                position = end
                break
    return "".join([*pieces, text[position:]])


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


def readings(question: str, vocabulary: Vocabulary) -> list[str]:
    """The question with short forms written out, at most MAX_READINGS ways, likeliest first."""
    text = normalize(question)
    text = _written_out(text)
    variants = [""]
    position = 0
    short = short_forms()
    tokens = tokenize(text)
    for index, token in enumerate(tokens):
        head = text[position : token.start]
        position = token.end
        options: tuple[str, ...] = (token.text,)
        form = token.text.lower()
        attached = (
            text[token.start - 1 : token.start].isdigit()
            or text[token.end : token.end + 1].isdigit()
        )
        own = len(form) > 1 and form in vocabulary.names and not is_syllable(token.folded)
        if form in short and not attached and not own:
            options = short[form]
            left = tokens[index - 1].folded if index else ""
            right = tokens[index + 1].folded if index + 1 < len(tokens) else ""
            beside = {(left, token.folded), (token.folded, right)}
            lower = token.text.islower() or text.isupper()
            if lower and is_syllable(token.folded) and not beside.isdisjoint(vocabulary.pairs):
                options = (token.text, *options)  # "da nang" is no "dự án" of something
        if token.text.isupper() and not text.isupper() and _is_unknown(token, vocabulary):
            options = tuple(vocabulary.from_initials(token.folded)) or options
        if form in vocabulary.initials and not attached:
            name = vocabulary.initials[form]
            ordered = (
                (name, *options)
                if token.text.isupper() and not text.isupper()
                else (*options, name)
            )
            options = tuple(dict.fromkeys(o for o in ordered if o != token.text))
            if form in short and token.text.isupper() and not text.isupper():
                options = (name,)
        if attached:
            options = (token.text,)
        variants = [v + head + option for option in options for v in variants][:MAX_READINGS]
    return [v + text[position:] for v in variants]


def _is_unknown(token: Token, vocabulary: Vocabulary) -> bool:
    """Whether a word of two to five letters is a short form that nothing knows."""
    form = token.text.lower()
    known = form in short_forms() or form in vocabulary.initials or vocabulary.knows(token)
    return 2 <= len(form) <= 5 and token.text.isalpha() and not known


def mend(text: str, vocabulary: Vocabulary, known: Callable[[Token], bool]) -> str:
    """The text with unknown words mended; ``known`` tells further words that are never touched."""
    tokens = tokenize(text)
    pieces: list[str] = []
    position = 0
    for index, token in enumerate(tokens):
        pieces.append(text[position : token.start])
        position = token.end
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
        meant = _near_function_word(token.folded)
        if meant is not None:
            return meant
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
