"""Vietnamese letters and syllables, as far as the shapes of a page need them."""

from __future__ import annotations

import re

from bnqa.text.telex import is_syllable
from bnqa.text.tokens import fold

_MARKED = [
    chr(code) for code in (*range(0xC0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA))
]
# What stands between the brackets of a pattern: Latin letters, those of Vietnamese among them.
UPPER = "A-Z" + "".join(letter for letter in _MARKED if letter.isupper())
LOWER = "a-z" + "".join(letter for letter in _MARKED if letter.islower())

# No word and hardly an address is as long; patterns that look for words would labour on it.
LONG_RUN = re.compile(r"\S{160,}")


def is_vietnamese(word: str) -> bool:
    """Whether a word has the shape of a syllable, marks aside; "Quỳnh" is "Huỳnh" with a q."""
    folded = fold(word)
    return is_syllable(folded) or (folded.startswith("qu") and is_syllable("h" + folded[1:]))
