"""Multiples that are a word of their own: "gấp đôi", "gấp rưỡi", "gấp ba"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from bnqa import lang


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(_table())
    return re.compile(
        rf"(?<!\w)gấp (?P<word>{words})(?!\w)(?! (?:lần|rưỡi|mươi|trăm))", re.IGNORECASE
    )


@cache
def _table() -> dict[str, Decimal]:
    return {str(k): Decimal(str(v)) for k, v in lang.load("numbers")["multiples"].items()}


def find_multiples(text: str) -> Iterator[tuple[int, int, Decimal]]:
    """Start and end (code points) of the word, and how many times it is: ``gấp [đôi]`` → 2."""
    for match in _pattern().finditer(text):
        yield match.start("word"), match.end("word"), _table()[match["word"].lower()]
