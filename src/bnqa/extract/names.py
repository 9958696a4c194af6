"""Names in a text: runs of capitalised words, people, organisations; and short forms in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bnqa import lang
from bnqa.extract.lexicon import data

UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
CAPITALISED = rf"[{UPPER}][^\W\d_]*(?:[-.&][{UPPER}\d][^\W_]*)*"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: ``[start, end)`` code points."""

    text: str
    start: int
    end: int


@cache
def _alternatives(name: str) -> str:
    words = sorted((str(word) for word in data()[name]), key=len, reverse=True)
    return "|".join(re.escape(word) for word in words)


def any_of(name: str) -> str:
    """A pattern for the phrases of a list of the language data, longest first, as whole words."""
    return rf"(?<!\w)(?:{_alternatives(name)})(?!\w)"


@cache
def person_pattern() -> re.Pattern[str]:
    """A person's name: a family name and one to four more."""
    return re.compile(
        rf"(?<!\w)(?:{_alternatives('surnames')})(?:\s[{UPPER}][^\W\d_]*){{1,4}}(?!\w)"
    )


@cache
def titled_pattern() -> re.Pattern[str]:
    """A title and the name after it: ``ông Lưu Bảo Trung``, ``TS. Nguyễn An``."""
    return re.compile(
        rf"(?<!\w)(?P<title>{_alternatives('titles')})\.?\s"
        rf"(?P<name>[{UPPER}][^\W\d_]*(?:\s[{UPPER}][^\W\d_]*){{1,4}})(?!\w)",
        re.IGNORECASE,
    )


def people(text: str) -> Iterator[tuple[Span, str]]:
    """The people that a text names, each with its title ("" for none)."""
    taken: list[tuple[int, int]] = []
    for match in titled_pattern().finditer(text):
        name = match["name"]
        if not name[0].isupper() or not all(word[0].isupper() for word in name.split()):
            continue
        taken.append(match.span())
        yield Span(name, match.start("name"), match.end("name")), match["title"].lower()
    for match in person_pattern().finditer(text):
        if not any(a < match.end() and match.start() < b for a, b in taken):
            yield Span(match.group(), *match.span()), ""


@cache
def gazetteer() -> dict[str, str]:
    """The names and aliases of places, lower case, with the name that each stands for."""
    known: dict[str, str] = {}
    for group in lang.load("places").values():
        for entry in group:
            name = entry["name"] if isinstance(entry, dict) else str(entry)
            for spelling in (name, *(entry.get("aliases", []) if isinstance(entry, dict) else [])):
                known.setdefault(str(spelling).lower(), name)
    return known


@cache
def place_names() -> frozenset[str]:
    """The names of all places of the language data."""
    found: set[str] = set()
    for entries in lang.load("places").values():
        for entry in entries:
            found.update(
                [entry] if isinstance(entry, str) else [entry["name"], *entry.get("aliases", [])]
            )
    return frozenset(map(str, found))


_BRACKETED = re.compile(rf"\((?P<short>[{UPPER}][{UPPER}\d&/-]{{1,9}})\)")
_WORDS_BEFORE = re.compile(r"(?:[^\W\d_]+[ ])*[^\W\d_]+\s$")


def short_forms(text: str) -> Iterator[tuple[Span, Span]]:
    """Short forms in brackets with the words that they stand for: ``khu công nghiệp (KCN)``."""
    for match in _BRACKETED.finditer(text):
        before = _WORDS_BEFORE.search(text, max(0, match.start() - 80), match.start())
        if before is None:
            continue
        words = before.group().split()
        letters = [word[0].upper().replace("Đ", "D") for word in words]
        short = match["short"].replace("Đ", "D")
        size = len(short)
        count = size if letters[-size:] == list(short) else _noun_length(words)
        full = " ".join(words[-count:])
        end = match.start() - 1
        yield (
            Span(match["short"], match.start("short"), match.end("short")),
            Span(full, end - len(full), end),
        )


def _noun_length(words: list[str]) -> int:
    """How many of the words before a short form make its noun.

    From the head of a measure or an organisation on, where there is one ("hệ số an toàn vốn"), else
    back to a word that joins or counts.
    """
    text = " ".join(words).lower()
    heads = [m.start() for m in _heads().finditer(text)]
    if heads:
        start = next((h for h in heads if len(text[h:].split()) <= _MAX_FULL), heads[-1])
        return len(text[start:].split())
    count = 0
    for word in reversed(words):
        if word.lower() in _STOPS or count >= _MAX_NOUN:
            break
        count += 1
    return max(count, 1)


@cache
def _heads() -> re.Pattern[str]:
    names = [*data()["measure"], *data()["organisations"]]
    heads = sorted(
        {str(n).lower() for n in names if len(str(n).split()) > 1 or str(n) in _LONE},
        key=len,
        reverse=True,
    )
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, heads)) + r")(?!\w)")


_LONE = frozenset(["hiệp", "hiệp hội", "viện", "cục", "sở", "bộ", "quỹ"])
_STOPS = frozenset(
    [
        "và",
        "của",
        "các",
        "những",
        "với",
        "theo",
        "là",
        "tại",
        "cho",
        "dự",
        "án",
        "số",
        "vốn",
        "hệ",
        "thống",
    ]
)
_MAX_FULL, _MAX_NOUN = 10, 7  # words
