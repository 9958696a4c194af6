"""Questions made to break the mark-up, the counting, the database or the reader's eyes."""

from __future__ import annotations

import random

_PARTS = (
    "<b>", "</b>", "<", ">", "&", "&amp;", "&#60;", "</blockquote>", "<a href='x'>", "<!--", "]]>",
    "\x00", "\x07", "\u202e", "\u200f", "\u2066", "\u061c", "\ufeff", "\u2028", "\u200b", "\ufffe",
    "😀", "👨‍👩‍👧‍👦", "🇻🇳", "e\u0301" * 9, "GRDP", "tăng bao nhiêu?", "vốn FDI", "giá < 5 & > 3?",
    "'", '"', "`", "\\", "*_~|", "{ref}", "%s", "%(x)s", "\n\n", " ", "1" * 60, "ạ" * 50, "\ud83d",
    "@bnqa_test_bot", "https://a.vn/?a=1&b=<2>", "Foxconn", "--", "');DROP TABLE handled;", "/hoi ",
    "tg://user?id=1", "مرحبا", "năm 2024", "có phải", "còn", "không?", "so với",
)  # fmt: skip
_WHOLE = (
    "x" * 4096,
    "😀" * 2048,
    "<b>" * 1365,
    "&" * 4096,
    "GRDP " * 819,
    "\u202e" * 100,
    "\u200b",
    "   ",
    "9" * 4096,
    "\n" * 4096,
    "á" * 4096,
    "GRDP tăng bao nhiêu? " * 195,
    "<b>GRDP</b> tăng bao nhiêu?",
    "GRDP tăng \u202ebao nhiêu?",
)


def adversarial(count: int, seed: int = 7) -> list[str]:
    """``count`` questions of at most 4,096 UTF-16 units, the same for the same seed."""
    chance = random.Random(seed)
    made = list(_WHOLE[:count])
    while len(made) < count:
        text = "".join(chance.choices(_PARTS, k=chance.choice((1, 2, 3, 5, 8, 30, 300))))
        made.append(text.encode("utf-16-le", "surrogatepass")[:8192].decode("utf-16-le", "replace"))
    return made
