"""Values as YAML that a person can read and edit: plain where that is safe, quoted where not."""

from __future__ import annotations

import json
import re
from decimal import Decimal

_PLAIN = re.compile(r"^[^\W\d_][\w ./()%–-]*(?:, ?[\w ./()%–-]+)*$")
_WORDS = frozenset({"yes", "no", "true", "false", "null", "on", "off", "y", "n"})


def scalar(value: object, in_list: bool = False) -> str:
    """One value on one line."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number(value)
    text = str(value)
    plain = _PLAIN.match(text) and text.lower() not in _WORDS and text == text.strip()
    if plain and not (in_list and "," in text):
        return text
    return json.dumps(text, ensure_ascii=False)


def number(value: float) -> str:
    """``383.3`` · ``300000``: no exponent, no needless point."""
    exact = Decimal(str(value))
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def items(values: tuple[str, ...]) -> str:
    """A list on one line."""
    return "[" + ", ".join(scalar(value, in_list=True) for value in values) + "]"
