"""The word lists of ``lang/vi/furniture.yaml``. They help; the shape of a page decides."""

from __future__ import annotations

from functools import cache

from bnqa import lang


@cache
def words(name: str) -> tuple[str, ...]:
    """A list of ``furniture.yaml``, lower case, the longest phrases first."""
    return tuple(
        sorted((str(p).lower() for p in lang.load("furniture")[name]), key=len, reverse=True)
    )
