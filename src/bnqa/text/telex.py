"""The shape of Vietnamese syllables, and Telex left-overs decoded: ``nawm`` is ``năm``."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from bnqa import lang
from bnqa.text.tokens import fold

_LATE_HORN = re.compile(r"(uo|[aou])([bcdghkmnpt]{1,2})w")


@cache
def _syllable_shapes() -> frozenset[str]:
    data = lang.load("syllables")
    return frozenset(initial + rime for initial in data["initials"] for rime in data["rimes"])


def is_syllable(folded: str) -> bool:
    """Whether a bare word has the shape of a Vietnamese syllable."""
    return folded in _syllable_shapes()


@lru_cache(maxsize=4096)
def untelex(word: str) -> str | None:
    """Decode Telex left-overs: ``nawm`` → ``năm``, ``ddoo`` → ``đô``; None if it is not Telex."""
    data = lang.load("syllables")
    if not word.isascii() or len(word) < 3:
        return None
    tones = data["telex_tones"]
    vowel = next((i for i, ch in enumerate(word) if ch in "aeiouyw"), len(word))
    # The tone's letter may stand anywhere after the vowel: "phaarm", "phaamr".
    places = [i for i in range(len(word) - 1, vowel, -1) if word[i] in tones]
    for body, tone in [(word[:i] + word[i + 1 :], tones[word[i]]) for i in places] + [(word, "")]:
        changed = _letters(body, data["telex"])
        plain = changed == body and (not tone or is_syllable(word))
        if not plain and is_syllable(fold(changed)):
            return _with_tone(changed, tone)
    return None


def _letters(body: str, table: dict[str, str]) -> str:
    # The horn may be typed at the end: "nuocw", "namw".
    body = _LATE_HORN.sub(r"\1w\2", body)
    for typed, letter in table.items():
        body = body.replace(typed, letter)
    body = re.sub(r"(?<![aeiouyăâêôơư])w", "ư", body)
    return body.replace("ưo", "ươ").replace("uơ", "ươ").replace("ơw", "ơ").replace("uu", "u")


def _with_tone(changed: str, tone: str) -> str:
    place = max((i for i, ch in enumerate(changed) if fold(ch) in "aeiouy"), default=-1)
    for index, ch in enumerate(changed):
        if ch in "ăâêôơư":
            place = index
    return unicodedata.normalize("NFC", changed[: place + 1] + tone + changed[place + 1 :])


def drop_echoes(word: str) -> str:
    """``quáa`` → ``quá``: a letter that only echoes the marked one before it."""
    kept = word[:1]
    for ch in word[1:]:
        if not (kept[-1] != fold(kept[-1]) and fold(kept[-1]) == ch):
            kept += ch
    return kept
