"""Words that were typed without the space between them: ``chủđầutư dựánGoertek`` → its words.

A word that is known is never cut: a word or a name of the index, a word of the language data, a
short form, a syllable. Neither is a figure from its unit (``10km``, ``5G``).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from bnqa import lang
from bnqa.text.telex import drop_echoes, is_syllable, untelex
from bnqa.text.tokens import TONES, Token, fold, syllable_key, tokenize

Knows = Callable[[Token], bool]
Joined = Callable[[str, str], bool]

_AFTER_MARK = re.compile(r"([%)\],;:?!…])(?=[^\W\d_])")
_BEFORE_MARK = re.compile(r"(?<=[^\W_])(?=[(\[])|(?<=[^\W_])_(?=[^\W_])")
_MARKS = frozenset("([_")
_DOUBLED = re.compile(r"(.)\1+")
LONGEST = 7  # letters of a syllable: "nghiêng"
_LONGEST_WORD = 16  # letters of a word of another language, or of a short form
_NAME = 4  # letters from which on a piece may be a word that is no syllable
_SHORT_FORM = 3  # and from which on it may be a short form, or a name of the index
_REMEMBERED = 20_000  # words that are kept as known to be whole
_ACRONYM = 5  # letters of a run of capitals that may be one
_AVERAGE = 2.6  # letters of a piece where nothing else tells that the word is glued
# What a piece costs: one that is known, a short form, a syllable that nothing knows, a lone vowel.
_KNOWN, _SHORT, _STRANGE, _ALONE = 1.0, 1.2, 1.75, 1.5
# What is gained where two pieces stand together in the index or the language data; less beside others.
_JOINED, _BESIDE = 0.3, 0.2


class Words(NamedTuple):
    """What tells words from glued ones, each by a call.

    ``indexed`` and ``data`` know a word of the index, of the language data; ``short`` a short form,
    ``part`` a word of a short form of several; ``joined`` two bare words that stand together in
    a text or a phrase; ``written`` what the index writes of letters and figures together ("co2").
    """

    indexed: Knows
    data: Knows
    short: Callable[[str], bool]
    part: Callable[[str], bool]
    joined: Joined
    written: Callable[[str], bool]
    whole: set[str]  # words that were found to be whole


class _Piece(NamedTuple):
    text: str
    folded: str
    cost: float
    strange: bool = False  # nothing knows it
    own: bool = True  # a syllable, or a word of the index: no word of another language


@cache
def _vowels_alone() -> frozenset[str]:
    return frozenset(map(str, lang.load("syllables")["alone"]))


@cache
def _attached() -> frozenset[str]:
    """What stands glued to a figure: units and scales, in small letters and bare."""
    data = lang.load("units")
    names = [n for rows in data["units"].values() for names in rows.values() for n in _list(names)]
    found = {*map(str, names), *map(str, data["scales"]), *map(str, data["attached_scales"])}
    return frozenset(form for name in found for form in (name.lower(), fold(name)))


def _list(names: str | list[str]) -> Iterable[str]:
    return lang.words(names)


def separate(text: str, words: Words) -> str:
    """The text with its glued words apart; the same text where none is."""
    spaced = _AFTER_MARK.sub(r"\1 ", text)
    if not _MARKS.isdisjoint(spaced):
        spaced = _BEFORE_MARK.sub(" ", spaced)
    tokens = tokenize(spaced)
    if not any(_may_be_cut(tokens, index, words) for index in range(len(tokens))):
        return spaced
    whole = spaced.isupper()
    pieces: list[str] = []
    position = 0
    before: Token | None = None  # the word or figure that the text so far ends with
    for index, token in enumerate(tokens):
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        found: list[str] | None = None
        if not token.is_number and len(token.text) > _SHORT_FORM:
            left = before.folded if before is not None else ""
            right = after.folded if after is not None else ""
            found = _cut_word(token, left, right, words, whole)
        first = _token(found[0]) if found else token
        if before is not None and tokens[index - 1].end == token.start:
            pieces += [" "] * _apart(before, first, words)
        pieces.append(spaced[position : token.start])
        pieces.append(" ".join(found) if found else token.text)
        position = token.end
        before = _token(found[-1]) if found else token
    pieces.append(spaced[position:])
    return "".join(pieces)


def _may_be_cut(tokens: tuple[Token, ...], index: int, words: Words) -> bool:
    """Whether a token is glued to the one before it, or is no word that is known to be whole."""
    token = tokens[index]
    if index and tokens[index - 1].end == token.start:
        return True
    if len(token.text) <= _SHORT_FORM or token.text in words.whole or token.is_number:
        return False
    if not _is_whole(token, words):
        return True
    if len(words.whole) < _REMEMBERED:
        words.whole.add(token.text)
    return False


def _is_whole(token: Token, words: Words) -> bool:
    form = token.text.lower()
    return (
        (is_syllable(token.folded) and _tones(form) < 2)
        or words.indexed(token)
        or words.data(token)
        or words.short(form)
        or words.part(form)
    )


def _apart(left: Token, right: Token, words: Words) -> bool:
    """Whether a figure and a word that are glued are two: "năm2024", "5KCN"; not "10km", "VF3"."""
    word = left if right.is_number else right
    if len(word.text) < 2 or words.written(left.text.lower() + right.text.lower()):
        return False
    if left.is_number:
        if word.folded in _attached() or word.key in _attached():
            return False
    elif len(right.text) == 1 and not word.is_marked:
        # "co2", "ev3" are names; "top3" is not.
        return words.indexed(word) and word.text.islower() and is_syllable(word.folded)
    known = words.indexed(word) or words.data(word) or words.short(word.text.lower())
    return known or (word.is_marked and is_syllable(word.folded))


def _cut_word(token: Token, left: str, right: str, words: Words, whole: bool) -> list[str] | None:
    """The words that one token is made of; None where it is one."""
    word = token.text
    if _is_whole(token, words):
        return None
    if whole or (word.isupper() and len(word) > LONGEST):
        word = word.lower()
    cases = not (word.islower() or word.isupper() or word[1:].islower())
    meant = _single(word.lower(), words) if word.isalpha() else None
    pieces = _best(word, left, right, words)
    if pieces is None or len(pieces) < 2:
        return None
    if meant is not None and not _all_joined(pieces, left, right, words):
        return None
    strange = sum(piece.strange for piece in pieces)
    if (2 if _tones(word) > 1 else 3) * strange > len(pieces):
        return None
    if not cases and not token.is_marked:
        # Bare letters may be a word of another language: then the pieces must be sure.
        sure = len(word) >= _AVERAGE * len(pieces) or _all_joined(pieces, left, right, words)
        if not sure or strange or not all(piece.own for piece in pieces):
            return None
    made = [piece.text for piece in pieces]
    a_name = all(piece.istitle() and piece.isascii() for piece in made)
    if a_name and not _all_joined(pieces, left, right, words):
        return None  # "LacHongBank" is somebody; "BacNinh" is known
    return [piece.upper() for piece in made] if whole else made


def _single(word: str, words: Words) -> str | None:
    """The one word that is meant where letters are only doubled or left over from Telex."""
    for meant in (drop_echoes(word), _DOUBLED.sub(r"\1", word), untelex(word)):
        if meant is not None and meant != word:
            made = _token(meant)
            if words.indexed(made) or words.data(made):
                return meant
    return None


def _all_joined(pieces: list[_Piece], left: str, right: str, words: Words) -> bool:
    """Whether each piece stands beside one of its neighbours somewhere, too."""
    row = [left, *(piece.folded for piece in pieces), right]
    together = [bool(a and b) and words.joined(a, b) for a, b in itertools.pairwise(row)]
    return all(a or b for a, b in itertools.pairwise(together))


def _token(text: str) -> Token:
    key = syllable_key(text)
    return Token(text, 0, len(text), key, fold(key))


def _best(word: str, left: str, right: str, words: Words) -> list[_Piece] | None:
    """The cheapest way to cut a word, by dynamic programming over its letters.

    A state is a place and the piece that ends there, since what stands together is cheaper.
    """
    best: list[dict[str, tuple[float, list[_Piece]]]] = [{left: (0.0, [])}]
    for end in range(1, len(word) + 1):
        states: dict[str, tuple[float, list[_Piece]]] = {}
        for start in range(max(0, end - _LONGEST_WORD), end):
            if not best[start]:
                continue
            piece = _piece(word, start, end, words)
            if piece is None:
                continue
            for before, (cost, chain) in best[start].items():
                cost += piece.cost
                if before and words.joined(before, piece.folded):
                    cost -= _JOINED if chain else _BESIDE
                if piece.folded not in states or cost < states[piece.folded][0]:
                    states[piece.folded] = (cost, [*chain, piece])
        best.append(states)
    ends = [
        (cost - (_BESIDE if right and words.joined(last, right) else 0.0), len(chain), chain)
        for last, (cost, chain) in best[-1].items()
    ]
    return min(ends, key=lambda one: one[:2])[2] if ends else None


def _piece(word: str, start: int, end: int, words: Words) -> _Piece | None:
    """One piece of a glued word with its cost; None where it can be none."""
    text = word[start:end]
    if len(text) == 1:
        return _Piece(text, fold(text), _ALONE) if text.lower() in _vowels_alone() else None
    capitals = text.isupper()
    # A run of capitals is one piece, or all of it but the capital of the next word.
    if capitals and ((start and word[start - 1].isupper()) or word[end : end + 2].isupper()):
        return None
    made = _token(text)
    if not (capitals or text.islower() or text[1:].islower()):
        # Only a name of the index is written so: "LacHongBank".
        return _Piece(text, made.folded, _KNOWN) if words.indexed(made) else None
    syllable = is_syllable(made.folded) and _tones(text) < 2
    name = capitals or (start and text[0].isupper())
    if words.indexed(made) and (syllable or name or len(text) >= _SHORT_FORM):
        return _Piece(text, made.folded, _KNOWN)
    if words.data(made) and (syllable or len(text) >= _NAME):
        return _Piece(text, made.folded, _KNOWN, own=syllable)
    bounded = (not start or text.isupper()) and word[end : end + 1].isupper()
    may_be_short = len(text) >= _SHORT_FORM or capitals or bounded or _stands_out(text, start)
    if may_be_short and words.short(text.lower()):
        return _Piece(text, made.folded, _SHORT, own=syllable)
    if capitals and len(text) <= _ACRONYM:
        return _Piece(text, made.folded, _STRANGE, strange=True)
    # "nghi ệp" is a slip and not two words: an unknown syllable begins with a consonant.
    if syllable and 2 < len(text) <= LONGEST and made.folded[0] not in "aeiouy":
        return _Piece(text, made.folded, _STRANGE, strange=True)
    return None


def _stands_out(text: str, start: int) -> bool:
    """Whether two letters can be no part of a syllable: the "bn" of "mớibn". At the start of a word
    they are rather a slip ("btrăm"), but for "đc"."""
    return (start > 0 or not text.isascii()) and not _begins(fold(text))


@cache
def _begins(folded: str) -> bool:
    """Whether letters may be a part of a syllable: those of "bn" never stand together in one."""
    data = lang.load("syllables")
    edges = (*data["initials"], *data["rimes"])
    whole = is_syllable(folded) or len(set(folded)) < len(folded)
    return whole or any(folded in str(edge) for edge in edges)


def _tones(text: str) -> int:
    return sum(ch in TONES for ch in unicodedata.normalize("NFD", text))
