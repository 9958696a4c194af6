"""Vietnamese letters and syllables, as far as the shapes of a page need them."""

from __future__ import annotations

import re

from bnqa.spelling import is_syllable
from bnqa.text import fold

_ALL = [chr(code) for code in (*range(0x41, 0x7B), *range(0xC0, 0x1EFA))]
UPPER = "".join(letter for letter in _ALL if letter.isupper())
LOWER = "".join(letter for letter in _ALL if letter.islower())

# No word and hardly an address is as long; patterns that look for words would labour on it.
LONG_RUN = re.compile(r"\S{160,}")


def is_vietnamese(word: str) -> bool:
    """Whether a word has the shape of a syllable, marks aside; "Quỳnh" is "Huỳnh" with a q."""
    folded = fold(word)
    return is_syllable(folded) or (folded.startswith("qu") and is_syllable("h" + folded[1:]))
