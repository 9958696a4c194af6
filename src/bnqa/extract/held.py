"""Figures of another time: what one is held against ("cao hơn mức 6,9% của năm 2023") and what was left."""

from __future__ import annotations

import re

from bnqa.extract.clauses import Clause
from bnqa.extract.sentences import Sentence

# "cao hơn mức …", "giảm so với tỷ lệ …": what the figure before is held against.
_HELD = re.compile(
    r"(?<!\w)(?:(?P<sure>(?:cao|thấp|nhỉnh|nhiều|ít|lớn|nhỏ|kém|tốt|nhanh|chậm) hơn|so với)|vượt|vượt xa|vượt qua|trên|dưới|bằng|kém|thua)"
    r"(?:\s(?:xa|hẳn|nhiều|rất nhiều|khá nhiều|một chút|so với|cả))*(?:\s(?P<noun>mức|con số|tỷ lệ|tỉ lệ|kết quả|mức tăng|mức giảm|tốc độ tăng|số|lượng|khoản))?"
    r"(?:\s(?:tăng|giảm|bình quân|chung|chỉ|khoảng|gần|hơn|đạt|trung bình))*\s*$",
    re.IGNORECASE,
)
_SURE = frozenset(["mức", "con số", "tỷ lệ", "tỉ lệ", "kết quả"])
_HELD_OF = re.compile(
    r"(?:/[^\s,;]+)?\s+(?:\S+\s){0,2}?(?:của|hồi|vào|cùng|trong|ở|năm|tháng|quý)\s", re.IGNORECASE
)
_HELD_BARE = re.compile(r"(?:/[^\s,;]+)?\s+(?:của|hồi)\s", re.IGNORECASE)


def is_held(sentence: Sentence, clause: Clause) -> bool:
    """Whether the figure before is held against this one, of another time or thing."""
    text = sentence.passage.text
    start = clause.head[0].start if clause.head else clause.figure.start
    digit = re.search(r"\d", text[clause.figure.start : clause.figure.end])
    number = clause.figure.start + (digit.start() if digit is not None else 0)
    led = _HELD.search(text, start, number)
    if led is None:
        return False
    before = [e for e in clause.head if e.end <= led.start()]
    if not all(
        e.has("opener", "adverbial", "link", "aux", "up", "down", "cut") or e.is_mark
        for e in before
    ):
        return False  # "lạm phát cao hơn mức 4%" is of the inflation
    if led["noun"] is None:  # "cao hơn 410 tỷ đồng của quý II"
        told = led["sure"] is not None and clause.figure.dimension != "point"
        return told and _HELD_BARE.match(text, clause.figure.end) is not None
    follows = _HELD_OF.match(text, clause.figure.end) is not None
    return follows or (
        led["sure"] is not None
        and led["noun"].lower() in _SURE
        and sentence.figures[0] is not clause.figure
    )


def is_level(sentence: Sentence, clause: Clause) -> bool:
    """ "thấp hơn mức 25,3 tỷ USD": the figure is what is compared with, no difference."""
    text = sentence.passage.text
    head = clause.head[-1].text.lower() if clause.head else ""
    named = text[clause.figure.start : clause.figure.end].lower().startswith(("mức ", "con số "))
    return named or head in ("mức", "con số")


_COMES = frozenset(["đi", "nâng", "rút", "đưa", "chuyển", "mức", "lên", "xuống", "hơn"])


def moves_on(sentence: Sentence, clause: Clause) -> bool:
    """Whether what is "từ" so much goes on to another figure, or said that it moved: "giảm từ 5%"."""
    counts = clause.figure.dimension == "count"  # "620 căn hộ từ 3 dự án"
    if not counts or any(e.has("up", "down") or e.text.lower() in _COMES for e in clause.head):
        return True
    after = [e for e in sentence.elements if e.start >= clause.figure.end]
    stop = next((i for i, e in enumerate(after) if e.has("figure")), None)
    return stop is not None and any(e.has("level", "adverbial") for e in after[:stop])
