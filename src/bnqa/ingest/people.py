"""Names: of people in bylines, captions and under articles, and of places."""

from __future__ import annotations

import re
from functools import lru_cache

from bnqa.ingest.letters import LOWER, UPPER, is_vietnamese
from bnqa.ingest.wordlists import words

ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\b[\w-]+\.(?:vn|com|net|org)(?:/\S*)?\b")
_NAME_WORD = re.compile(rf"(?:[{UPPER}][{LOWER}]*\.?)+")
_SUFFIX = re.compile(r"\s*\((?:[^)]{2,40})\)\s*$")


def name_in(text: str, capitals: bool = False) -> str | None:
    """A person's name that is all of a short text, without what leads it ("Bài và ảnh:", "PV")."""
    left = ADDRESS.sub(" ", _SUFFIX.sub("", text)).strip(" -–—|,;:.*/")
    led = _bylines(words("bylines")).match(left)
    if led is not None:
        left = left[led.end() :].strip()
    left = re.sub(r"\s+(?:thực hiện|tổng hợp|\(?t/h\)?|ghi)$", "", left, flags=re.IGNORECASE)
    people = [
        part.strip() for part in re.split(r"\s*[-–—,;&|/+]\s*|\s+và\s+", left) if part.strip()
    ]
    if not 1 <= len(people) <= 4:
        return None
    return ", ".join(people) if all(_is_name(person, capitals) for person in people) else None


@lru_cache(maxsize=4)
def _bylines(phrases: tuple[str, ...]) -> re.Pattern[str]:
    spelt = (r"\s*[,&+/-]?\s*(?:và\s+)?".join(map(re.escape, p.split())) for p in phrases)
    return re.compile(rf"(?i:{'|'.join(spelt) or '(?!)'})(?:\s*[:/]\s*|\s+(?=[{UPPER}]))")


def _is_name(text: str, capitals: bool) -> bool:
    parts = text.split()
    if not 2 <= len(parts) <= 5 or is_place(text):
        return False
    if text.isupper() and any(len(part) > 2 for part in parts):
        return capitals and all(is_vietnamese(part) for part in parts)
    return all(
        _NAME_WORD.fullmatch(part)
        and (is_vietnamese(part) or len(part.rstrip(".")) == 1 or "." in part)
        for part in parts
    )


_SIGNED = re.compile(
    rf"(?P<end>[.!?…][”\"’)]*)\s*[-–—(]?\s*(?P<name>(?:[{UPPER}][^\s.,;:]*\s){{1,3}}[{UPPER}][^\s.,;:]*)\)?\.?$"
)
_NAME_LENGTH = 60


def signed_off(text: str) -> tuple[str, str] | None:
    """A paragraph that ends in its author's name: the paragraph without it, and the name."""
    start = max(0, len(text) - _NAME_LENGTH)
    match = _SIGNED.search(text, start)
    if match is None or len(text[: match.end("end")].split()) < 8:
        return None
    name = name_in(match["name"], capitals=True)
    return (text[: match.end("end")].removesuffix("/."), name) if name is not None else None


def is_place(text: str) -> bool:
    """Whether a text is the name of a place of the gazetteer."""
    # The gazetteer comes with what reads facts, which a source that is no article does not need.
    from bnqa.extract.names import gazetteer

    return text.lower() in gazetteer()


def is_person(text: str) -> bool:
    """Whether a text begins with a person by form of address and name: "Anh Bùi Văn Thưởng …"."""
    first, _, rest = text.partition(" ")
    named = re.match(rf"(?:[{UPPER}][{LOWER}]+\s){{2,4}}(?=[{LOWER}])", rest)
    return first.lower() in words("persons") and named is not None
