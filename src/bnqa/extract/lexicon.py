"""The words that show how a sentence is built (``lang/vi/extract.yaml``), and a scan for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bnqa import lang
from bnqa.text.tokens import syllable_key

_TOKEN = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+|[,;:()\[\]…“”\"%&]|[-–—]|\.{3}|[^\w\s]")
_KINDS = (
    "up", "down", "level", "share", "times", "verb", "aux", "cut", "link", "compare", "anaphor", "here",
    "measure", "growth_nouns", "falling_nouns", "wholes", "plans", "opener", "adverbial", "says",
    "respective", "joined", "beside", "from", "passive", "mean", "extent", "projects", "makes",
)  # fmt: skip
_DASHES = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Element:
    """A stretch of a sentence: a figure, a period, a mark, a known phrase or a plain word.

    ``kinds`` are the lists of the language data that a phrase stands in; of a figure or a period,
    its own name; offsets are code points of the text that was scanned.
    """

    text: str
    start: int
    end: int
    kinds: frozenset[str]

    def has(self, *kinds: str) -> bool:
        return not self.kinds.isdisjoint(kinds)

    @property
    def is_mark(self) -> bool:
        return "mark" in self.kinds

    @property
    def is_name(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[:1].isupper()


_WORD, _MARK = frozenset({"word"}), frozenset({"mark"})
_Row = tuple[tuple[str, ...], frozenset[str]]


def _keys(phrase: str) -> tuple[str, ...]:
    return tuple(_key(match.group()) for match in _TOKEN.finditer(phrase))


@cache
def _key(word: str) -> str:
    return syllable_key(word) if word.isalpha() else word.lower()


@cache
def data() -> dict[str, list[str]]:
    """The lists of the language data, by name."""
    found: dict[str, list[str]] = lang.load("extract")
    return found


@cache
def _book() -> dict[str, list[_Row]]:
    """Every phrase by its first word, longest first, with all lists that it stands in."""
    kinds: dict[tuple[str, ...], set[str]] = {}
    for kind in _KINDS:
        for phrase in data().get(kind, ()):
            kinds.setdefault(_keys(str(phrase)), set()).add(kind)
    book: dict[str, list[_Row]] = {}
    for keys, names in kinds.items():
        book.setdefault(keys[0], []).append((keys, frozenset(names)))
    for rows in book.values():
        rows.sort(key=lambda row: -len(row[0]))
    return book


def scan(text: str, spans: Sequence[tuple[int, int, str]], start: int = 0) -> Iterator[Element]:
    """The elements of ``text`` from ``start``; ``spans`` (in order) are figures and periods in it."""
    tokens = list(_TOKEN.finditer(text, start))
    keys = [_key(token.group()) for token in tokens]
    book, taken = _book(), iter(spans)
    span = next(taken, None)
    index = 0
    while index < len(tokens):
        token = tokens[index]
        while span is not None and span[1] <= token.start():
            span = next(taken, None)
        if span is not None and span[0] <= token.start():
            while index < len(tokens) and tokens[index].start() < span[1]:
                index += 1
            yield Element(text[span[0] : span[1]], span[0], span[1], frozenset({span[2]}))
            continue
        limit = len(text) if span is None else span[0]
        rows: Sequence[_Row] = book.get(keys[index], ())
        if rows and _is_name(tokens, index):
            rows = [row for row in rows if "," in row[0]]
        length, kinds = _longest(rows, keys, index, tokens, limit)
        end = tokens[index + length - 1].end()
        written = text[token.start() : end]
        if length == 1 and written.lower() == "số" and _numbers(tokens, index + 1, limit):
            kinds = _WORD  # "bão số 3" numbers, it counts nothing
        if kinds is _WORD and not written[0].isalnum():
            kinds = _MARK
            if written in _DASHES and not _stands_apart(text, token.start(), end):
                kinds = _WORD  # the hyphen of a compound
        yield Element(written, token.start(), end, kinds)
        index += length


def _longest(
    rows: Sequence[_Row], keys: list[str], index: int, tokens: list[re.Match[str]], limit: int
) -> tuple[int, frozenset[str]]:
    for wanted, kinds in rows:
        end = index + len(wanted)
        if tuple(keys[index:end]) == wanted and tokens[end - 1].end() <= limit:
            return len(wanted), kinds
    return 1, _WORD


def _numbers(tokens: list[re.Match[str]], index: int, limit: int) -> bool:
    return (
        index < len(tokens) and tokens[index].group()[0].isdigit() and tokens[index].end() <= limit
    )


def _stands_apart(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isspace() and text[end : end + 1].isspace()


def _is_name(tokens: list[re.Match[str]], index: int) -> bool:
    """Whether a word is part of a name: two capitals side by side; "Cần Thơ" needs ("cần") nothing.

    The first word of a sentence has its capital anyway: it is a name only with a known place.
    """
    word = tokens[index].group()
    if not _is_title(word):
        return False
    if index == 0 or tokens[index - 1].group() in _OPENERS:
        pair = [token.group() for token in tokens[index : index + 2]]
        return " ".join(pair) in _places()
    return any(
        _is_title(tokens[i].group())
        and tokens[max(i, index)].start() == tokens[min(i, index)].end() + 1
        for i in (index - 1, index + 1)
        if 0 <= i < len(tokens)
    )


_OPENERS = frozenset(".:“\"'(–—-")


def _is_title(word: str) -> bool:
    return word[:1].isupper() and (word[1:].islower() or len(word) == 1)


@cache
def _places() -> frozenset[str]:
    """The first two words of the names of places."""
    names = []
    for entries in lang.load("places").values():
        names += [entry if isinstance(entry, str) else entry["name"] for entry in entries]
    return frozenset(" ".join(str(name).split()[:2]) for name in names)
