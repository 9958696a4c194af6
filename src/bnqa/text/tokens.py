"""Vietnamese text: Unicode form, tone placement, folding, tokens and sentences.

A :class:`Token` is a syllable, a Latin word or a whole number. It carries three forms:

``text``
    as it stands in the source, sliced by ``start:end`` (code points),
``key``
    lower case, NFC, tone placement and i/y made one (``hoà`` = ``hòa``, ``kỹ`` = ``kĩ``),
``folded``
    the key without any diacritics, ``đ`` as ``d``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

SHORT = 200  # code points of a text whose tokens are kept
TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền, sắc, ngã, hỏi, nặng
# Zero-width characters, joiners and bidirectional marks carry nothing that is asked.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*"  # 6,03 · 1.805 · 383.3; a sentence's final dot stays outside
    r"|[^\W\d_]+",
    re.UNICODE,
)
_BARE_Y = re.compile(r"^(b|c|d|đ|g|h|k|l|m|n|p|qu|r|s|t|v|x)y$")
_LETTERS = {
    "a": "àáảãạăằắẳẵặâầấẩẫậ", "e": "èéẻẽẹêềếểễệ", "i": "ìíỉĩịyỳýỷỹỵ", "o": "òóỏõọôồốổỗộơờớởỡợ",
    "u": "ùúủũụưừứửữự", "d": "đ",
}  # fmt: skip
_PLAIN = {ord(ch): plain for plain, letters in _LETTERS.items() for ch in letters}
_ABBREVIATION_END = re.compile(r"(?:^|[\s(])(?:TP|Tp|TS|ThS|PGS|GS|TT|Q|P|St|Mr|Mrs|Dr|v\.v|tr)\.$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)\]]*\s+(?=[\"“‘(\[]?(?P<next>\w))")


class Token(NamedTuple):  # texts have many: a data class takes twice as long to make
    """One syllable, word or number with its place in the source (code points)."""

    text: str
    start: int
    end: int
    key: str
    folded: str

    @property
    def is_number(self) -> bool:
        return self.text[0].isdigit()

    @property
    def is_marked(self) -> bool:
        """Whether it was written with diacritics (or ``đ``)."""
        return self.key != self.folded


def normalize(text: str) -> str:
    """NFC, without invisible characters; control characters become spaces."""
    text = unicodedata.normalize("NFC", text)
    return _CONTROL.sub(" ", _INVISIBLE.sub("", text))


def first_letters(text: str) -> str:
    """The first one or two letters of a text, bare and in lower case, with i for y."""
    head = text[:2].lower().translate(_PLAIN)
    return head if head.isalpha() else head[:1]


def normalize_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    """:func:`normalize`, and for each of its code points (and its end) the place in ``text``."""
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = normalize(text[start:end])
        pieces.append(piece)
        offsets.extend([start] * len(piece))
        start = end
    offsets.append(len(text))
    return "".join(pieces), tuple(offsets)


def squeeze(text: str) -> str:
    """:func:`normalize`, with runs of white space as one space."""
    return " ".join(normalize(text).split())


_VOWELS = "aăâeêioôơuưy"
# Each Vietnamese letter with a mark, bare; other alphabets take the long way.
_BARE = {
    ord(unicodedata.normalize("NFC", letter + tone)): unicodedata.normalize("NFD", letter)[0]
    for letter in _VOWELS
    for tone in ("", *TONES)
} | {ord("đ"): "d"}


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower case without diacritics: ``Bắc Ninh`` → ``bac ninh``, ``đ`` → ``d``."""
    bare = text.lower().translate(_BARE)
    if bare.isascii():
        return bare
    decomposed = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(ch for ch in decomposed if unicodedata.category(ch) != "Mn")
    return unicodedata.normalize("NFC", bare)


@lru_cache(maxsize=16384)
def syllable_key(word: str) -> str:
    """One spelling for one syllable: the tone is moved to the end, bare final ``y`` is ``i``."""
    if word.isascii():
        return _BARE_Y.sub(r"\1i", word.lower())
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = "".join(ch for ch in decomposed if ch in TONES)
    letters = unicodedata.normalize("NFC", "".join(ch for ch in decomposed if ch not in TONES))
    return _BARE_Y.sub(r"\1i", letters) + tones


def word_forms(text: str) -> list[tuple[str, str]]:
    """(key, folded) of each token of ``text``: what an index needs, at a fifth of the cost."""
    return [_forms(word) for word in _TOKEN.findall(text)]


@lru_cache(maxsize=65536)
def _forms(word: str) -> tuple[str, str]:
    if word[0].isdigit():
        return word, word
    key = syllable_key(word)
    return key, fold(key)


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of ``text`` in order; offsets are code points of ``text`` as given."""
    return _remembered(text) if len(text) <= SHORT else _tokens(text)


@lru_cache(maxsize=256)
def _remembered(text: str) -> tuple[Token, ...]:
    return _tokens(text)  # a question is cut up again by each who reads it


def _tokens(text: str) -> tuple[Token, ...]:
    tokens = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        tokens.append(Token(word, match.start(), match.end(), *_forms(word)))
    return tuple(tokens)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """``[start, end)`` of each sentence of ``text``, without the space around it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        head, begins = text[start : match.start()], match.group("next")
        if _ABBREVIATION_END.search(head) or not (begins.isupper() or begins.isdigit()):
            continue
        spans.append((start, match.end() - len(match.group()) + len(match.group().rstrip())))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text.rstrip())))
    return tuple(spans)
