"""Language data: one folder a language, YAML in it. Nothing here knows Vietnamese."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

# libyaml's loader is ten times faster; both are safe loaders.
SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load(name: str, language: str = "vi") -> Any:
    """The data of ``lang/<language>/<name>.yaml``."""
    # Not importlib.resources: its import alone costs more than reading all the files.
    text = (Path(__file__).parent / language / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=SafeLoader)  # noqa: S506 - a safe loader, see above


def words(entry: str | list[str]) -> list[str]:
    """The words of an entry: a list, or one string with commas between them (quicker to load)."""
    return entry.split(", ") if isinstance(entry, str) else entry
