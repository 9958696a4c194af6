"""What the short forms of an article stand for, as it says itself: "bảo hiểm y tế (BHYT)"."""

from __future__ import annotations

import re
from collections.abc import Collection

from bnqa.text.tokens import Token, fold, tokenize

_BESIDE = re.compile(r"\(([A-ZĐ]{2,8})\)")
_BEFORE = re.compile(r"(?<!\w)([A-ZĐ]{2,8}) \(([^()\d]{4,80})\)")


def gloss(text: str, short: str, meanings: Collection[str]) -> tuple[int, int] | None:
    """Where the long form of a short one stands in a text (``[start, end)`` code points).

    Before brackets it is told from what else the sentence says by its initials, or by being one of
    the ``meanings`` (syllables between spaces) that the language data has.
    """
    for match in _BESIDE.finditer(text):
        if match.group(1) == short:
            words = _long_form(tokenize(text[: match.start()]), short, meanings)
            if words:
                return words[0].start, words[-1].end
    for match in _BEFORE.finditer(text):
        if match.group(1) == short and len(tokenize(match.group(2))) >= len(short):
            return match.span(2)
    return None


def _long_form(
    words: tuple[Token, ...], short: str, meanings: Collection[str]
) -> tuple[Token, ...]:
    """The last words of some that a short form stands for; none where nothing tells."""
    last = words[-len(short) :]
    if [word.folded[0] for word in last] == list(fold(short)):
        return last
    longest = max(len(meaning.split()) for meaning in (*meanings, ""))
    for count in range(min(longest, len(words)), 1, -1):
        if " ".join(word.key for word in words[-count:]) in meanings:
            return words[-count:]
    return ()
