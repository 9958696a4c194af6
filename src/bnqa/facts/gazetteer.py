"""The places that language data knows, and how much of a text they are."""

from __future__ import annotations

from functools import cache

from bnqa.facts.fields import joined
from bnqa.question.book import places
from bnqa.text.tokens import fold


@cache
def _known_places() -> frozenset[str]:
    return frozenset(fold(n) for names in places() for n in names if not n.startswith("<"))


def place_share(text: str, but: str = "") -> float:
    """What share of a text's syllables names places, other than those named in ``but``."""
    bare = joined(text)[1].split()
    said = f" {joined(but)[1]} "
    named: set[int] = set()
    for start in range(len(bare)):
        for end in range(start + 1, min(start + 4, len(bare)) + 1):
            run = " ".join(bare[start:end])
            if run in _known_places() and f" {run} " not in said:
                named.update(range(start, end))
    return len(named) / len(bare) if bare else 0.0
