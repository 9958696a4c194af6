"""Lists and tables of the language data that readings look words up in."""

from __future__ import annotations

from functools import cache

from bnqa.extract.lexicon import data


@cache
def words(name: str) -> frozenset[str]:
    """A list of the language data as a set."""
    return frozenset(map(str, data()[name]))


@cache
def extent(adjective: str) -> str:
    """What an adjective before a figure measures: "dài" the "chiều dài"; "" for other words."""
    table: dict[str, str] = data()["extents"]  # type: ignore[assignment]
    return table.get(adjective, "")


@cache
def generic(dimension: str | None) -> str:
    """What a figure of a dimension measures where nothing else says: money a "giá trị"."""
    table: dict[str, str] = data()["generic"]  # type: ignore[assignment]
    return table.get(dimension or "", "giá trị")


@cache
def by_unit(unit: str | None) -> str:
    """What a figure in a unit measures where nothing else says: "tuổi" the "tuổi"; "" for most."""
    table: dict[str, str] = data()["by_unit"]  # type: ignore[assignment]
    return table.get(unit or "", "")
