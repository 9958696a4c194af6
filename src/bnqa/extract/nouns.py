"""Noun phrases: what is measured and whose it is ("kim ngạch xuất khẩu | của tỉnh"), lists, heads."""

from __future__ import annotations

import re
from functools import cache

from bnqa import lang
from bnqa.extract.lexicon import data
from bnqa.text.telex import is_syllable
from bnqa.text.tokens import fold

_OWNED = re.compile(r"\s+(?:của|thuộc)\s+")
_UPPER = "A-Z" + "".join(c for c in map(chr, range(0xC0, 0x1EFA)) if c.isupper() and c.isalpha())
_AT = re.compile(
    rf"\s+(?:tại|ở|trên địa bàn|vào|đến|từ|sang|trong|ngành|nhóm|khu vực)\s+(?=[{_UPPER}]|(?:tỉnh|thành phố|huyện|cả nước|địa phương)\b)"
)
_QUANTIFIERS = re.compile(r"^(?:tổng|tổng số|các|những|toàn bộ|mọi|nhiều|một số)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*,\s*(?:và\s+)?|\s+(?:và|cùng|cũng như|lẫn)\s+")
_FROM = re.compile(
    rf"^[^{_UPPER}].*?\s(?:từ|của|tại|ở|sang)\s(?=[A-ZĐ])|^[A-ZĐ][a-zà-ỹđ]+(?:\s[a-zà-ỹđ]+)*\s(?:từ|của|tại|ở|sang)\s(?=[A-ZĐ])"
)
_COUNTED = re.compile(
    r"(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|\d+)\s+(?=[a-zà-ỹđ])", re.IGNORECASE
)
_COMMON = re.compile(r"(?:[a-zà-ỹđ]+\s)+(?=[A-ZĐ])")
_BRACKETS = re.compile(r"\([^()]*\)")


@cache
def _phrases(name: str) -> re.Pattern[str]:
    words = sorted(map(str, data()[name]), key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


def begins_with(text: str, name: str) -> str | None:
    """The phrase of a list of the language data that ``text`` begins with, quantifiers aside."""
    if not text:
        return None
    found = _phrases(name).match(text)
    if found is not None:
        return found.group()
    rest = _QUANTIFIERS.sub("", text)
    if rest == text or not rest:
        return None
    found = _phrases(name).match(rest)
    return text[: len(text) - len(rest)] + found.group() if found else None


@cache
def _short_places() -> frozenset[str]:
    """Places of one word, which look like any word with a capital: "Pháp", "Đức"."""
    names = {
        str(entry if isinstance(entry, str) else entry["name"])
        for entries in lang.load("places").values()
        for entry in entries
    }
    return frozenset(name for name in names if " " not in name)


def split_noun(noun: str) -> tuple[str, str]:
    """A noun phrase as (measure, subject); the measure is "" where no noun of measure heads it."""
    if begins_with(noun, "measure") is None and begins_with(noun, "growth_nouns") is None:
        return "", noun
    for pattern in (_OWNED, _AT):
        found = pattern.search(noun)
        if found is not None:
            return noun[: found.start()].strip(), noun[found.end() :].strip()
    return noun, ""


def parts_of(noun: str) -> list[str]:
    """The members of a list of nouns: ``A, B và C`` → A, B, C; a head noun of measure goes to each."""
    bare = _BRACKETS.sub(lambda m: "\0" * len(m.group()), noun)
    cuts = [m.span() for m in _BETWEEN.finditer(bare)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(noun)]
    parts = [noun[a:b].strip() for a, b in zip(starts, ends, strict=True)]
    parts = [p for p in parts if p]
    counted = _COUNTED.match(parts[0]) if parts else None
    if counted is not None:  # "ba nhà máy Hòa Khánh, Tân Lập": of each by name
        parts[0] = parts[0][counted.end() :]
        common = _COMMON.match(parts[0])
        if common is not None and all(p[:1].isupper() for p in parts[1:]):
            return [parts[0], *(f"{common.group()}{p}" for p in parts[1:])]
    joined = _FROM.match(parts[0]) if parts else None
    if joined is not None and all(p[:1].isupper() for p in parts[1:]):
        return [parts[0], *(f"{joined.group()}{p}" for p in parts[1:])]
    head = begins_with(parts[0], "measure") if parts else None
    if head is not None:
        parts = [
            p if i == 0 or begins_with(p, "measure") else f"{head} {p}" for i, p in enumerate(parts)
        ]
    return parts


def lower_first(text: str) -> str:
    """The phrase as it stands inside a sentence: names and acronyms keep their capitals."""
    words = text.split()
    if not words:
        return text
    first, second = words[0], words[1] if len(words) > 1 else ""
    named = second[:1].isupper() and not second.isupper()
    if first in _short_places():
        return text
    common = first[:1].isupper() and first[1:].islower() and not named
    return text[:1].lower() + text[1:] if common and is_syllable(fold(first)) else text


def joined(head: str, noun: str) -> str:
    """A head with the noun that it is of, a word of both said once: ``sản lượng điện gió``."""
    noun, last = lower_first(noun), head.rsplit(" ", 1)[-1]
    return f"{head}{noun[len(last) :]}" if noun.split(" ", 1)[0] == last else f"{head} {noun}"
