"""The places that language data knows, and how much of a text they are."""

from __future__ import annotations

from functools import cache

from bnqa import lang
from bnqa.facts.fields import joined
from bnqa.text.tokens import fold


@cache
def _known_places() -> frozenset[str]:
    found: set[str] = set()
    for entries in lang.load("places").values():
        for entry in entries:
            names = (
                [entry] if isinstance(entry, str) else [entry["name"], *entry.get("aliases", [])]
            )
            found.update(fold(str(name)) for name in names)
    return frozenset(found)


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
