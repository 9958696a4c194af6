"""Figures as Vietnamese writes them: ``6,03`` · ``1.805`` · ``383.3``."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_DIGITS = 30  # a longer run of digits is no amount of anything
_THOUSANDS_DOT = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", re.ASCII)
_THOUSANDS_COMMA = re.compile(
    r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d+)?|[1-9]\d{0,2},\d{3}\.\d+", re.ASCII
)


def parse_figure(text: str) -> Decimal | None:
    """The value of a figure; a dot groups thousands where it can, else it is the decimal mark."""
    if len(text) > MAX_DIGITS * 2 or not text.isascii():
        return None
    if sum(ch.isdigit() for ch in text) > MAX_DIGITS:
        return None
    marks = [ch for ch in text if ch in ".,"]
    if not marks:
        return Decimal(text) if text.isdigit() else None
    if _THOUSANDS_DOT.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if len(marks) == 1:
        return Decimal(text.replace(",", "."))
    if _THOUSANDS_COMMA.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return None
