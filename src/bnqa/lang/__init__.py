"""Language data: one folder a language, YAML in it. Nothing here knows Vietnamese."""

from __future__ import annotations

import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bnqa import cache as kept

if TYPE_CHECKING:
    SafeLoader: Any  # see __getattr__


@cache
def load(name: str, language: str = "vi") -> Any:
    """The data of ``lang/<language>/<name>.yaml``."""
    return _data(language)[name]


@cache
def _data(language: str) -> dict[str, Any]:
    """All data of a language by name, parsed once for all runs: that takes longer than an answer."""
    # Not importlib.resources: its import alone costs more than reading all the files.
    home = Path(__file__).parent / language
    name = f"language-{language}-{zlib.crc32(str(home).encode()):08x}.json"
    rows = kept.read(name)
    if rows and isinstance(rows[0], dict):
        return rows[0]
    data = {file.stem: parse(file.read_text(encoding="utf-8")) for file in home.glob("*.yaml")}
    kept.write(name, [data])
    return data


def parse(text: str) -> Any:
    """The value of a YAML text."""
    import yaml

    return yaml.load(text, Loader=_safe_loader())  # noqa: S506 - a safe loader, see below


@cache
def _safe_loader() -> Any:
    """libyaml's safe loader, ten times faster, where it is there; else PyYAML's own."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def __getattr__(name: str) -> Any:
    # SafeLoader, made when asked for: what is kept from the run before needs no YAML reader.
    if name == "SafeLoader":
        return _safe_loader()
    raise AttributeError(name)


def words(entry: str | list[str]) -> list[str]:
    """The words of an entry: a list, or one string with commas between them (quicker to load)."""
    return entry.split(", ") if isinstance(entry, str) else entry
