"""Words that stand for what was named before: "con số này", "khối này", "tổng mức này", "các dự án này"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bnqa.extract.names import UPPER
from bnqa.extract.nouns import begins_with
from bnqa.extract.reading import Reading
from bnqa.extract.terms import words

_PREPOSITIONS = frozenset(["từ", "tại", "ở", "sang", "của", "vào"])
_IS_A_NUMBER = ("con số", "mức", "kết quả", "tỷ lệ", "số", "giá trị", "lượng", "khoản")
_THIS_PLACE = re.compile(
    r"(?<!\w)(?P<to>sang|từ|với|vào|tại|của) (?:khối|thị trường|nước|quốc gia|khu vực|vùng|đối tác)(?: thị trường)? này(?!\w)"
)
_TOWARDS = re.compile(
    rf"(?<!\w)(?:sang|từ|với|vào) (?P<place>(?:thị trường )?[{UPPER}]\S*(?: [{UPPER}]\S*)*)$"
)


def resolved(
    own: str, done: Sequence[Reading], before: Sequence[Reading], prev: Reading | None, place: str
) -> str:
    """A subject that stands for one named before, by that name; ``done`` and ``before`` in text order."""
    lower = own.lower()
    if lower in words("here") and place:
        return place
    if lower in words("pronouns"):
        holders = (r.holder for r in (*done[::-1], *before[:1]) if r.holder)
        return next(holders, own)
    told = [r.noun for r in (*done[::-1], *before[::-1])]
    if lower.endswith(" này") and begins_with(own, "measure") is not None:
        stem = lower.removesuffix(" này")
        named = next((n for n in told if n.lower().startswith(f"{stem} ")), None)
        if named is not None:
            return named
    whole = _THIS_PLACE.search(own)
    meant = _place_meant(whole["to"], told) if whole is not None else ""
    if whole is not None and meant:  # "xuất khẩu sang khối này": sang thị trường EU
        return f"{own[: whole.start()]}{meant}{own[whole.end() :]}"
    first = lower.split(" ", 1)[0]
    if first in _PREPOSITIONS and prev is not None and f" {first} " in prev.noun:
        # "lượng khách từ Nga tăng 30%, từ Ấn Độ tăng 55%"
        return f"{prev.noun.split(f' {first} ')[0]} {own}"
    source = prev or (before[0] if before else None)
    if lower in words("anaphor") and source is not None and lower.startswith(_IS_A_NUMBER):
        return source.noun
    return own


def _place_meant(to: str, nouns: Sequence[str]) -> str:
    """The place after a preposition that nouns told before go to or come from; "" if none does."""
    for noun in nouns:
        place = noun.find(f" {to} ")
        if place >= 0 and any(c.isupper() for c in noun[place:]):
            return noun[place + 1 :]
    towards = next((m for m in map(_TOWARDS.search, nouns) if m is not None), None)
    return f"{to} {towards['place']}" if towards is not None else ""


def points_back(noun: str) -> bool:
    """Whether a noun means one that was named before: "dự án này", "khu vực nói trên"."""
    return noun.lower().endswith((" này", " ấy", " đó", " trên"))


def antecedent(written: str, told: Sequence[Reading]) -> Reading | None:
    """The count that "các dự án này" means; ``told`` from the last reading back."""
    lower = written.lower()
    if not points_back(written):
        return None
    noun = lower.rsplit(" ", 1)[0].removesuffix(" nói")
    for opener in ("các ", "những ", "số ", "toàn bộ ", "tất cả "):
        noun = noun.removeprefix(opener)
    return next((r for r in told if noun and noun in r.thing.lower()), None)
