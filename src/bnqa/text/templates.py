"""Word patterns from the language data, matched against the tokens of a text.

A template is a row of words and marks: ``[ngày] {d} tháng {m}``. ``[…]`` may be missing, ``(a|b)``
is a choice, ``{name}`` is a word list of the language data or a slot read by code; ``{name:key}``
keeps what it read under another key. A word is also matched typed bare, unless written ``=word``.
Nothing here knows Vietnamese, or what a slot means.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from bnqa.text.scan import BROKEN, FIGURE, Token, spellings

ANY_FIGURE = "#"  # stands for figures in the sets of first forms
Slots = dict[str, Any]
Continue = Callable[[int, Slots], bool]
# Reads a slot at a token: (value, token after it) for each reading, likeliest first.
SlotReader = Callable[[Sequence[Token], int], Iterable[tuple[Any, int]]]
_PIECE = re.compile(r"\s*(\{[\w:]+\}|[\[\]()|]|=?[^\W\d_]+|\S)")


class Slot(NamedTuple):
    """How a slot is read, and the forms that it may begin with."""

    read: SlotReader
    firsts: frozenset[str]


class _Walk:
    """One look for templates at one token: the tokens, and what slots have read."""

    __slots__ = ("memo", "tokens")

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.memo: dict[tuple[int, int], tuple[tuple[Any, int], ...]] = {}


class _Word:
    __slots__ = ("forms",)

    def __init__(self, forms: frozenset[str]) -> None:
        self.forms = forms

    def firsts(self) -> tuple[frozenset[str], bool]:
        return self.forms, False

    def match(self, walk: _Walk, index: int, slots: Slots, then: Continue) -> bool:
        if index >= len(walk.tokens) or walk.tokens[index].form not in self.forms:
            return False
        return then(index + 1, slots)


class _Slot:
    __slots__ = ("key", "slot")

    def __init__(self, slot: Slot, key: str) -> None:
        self.slot, self.key = slot, key

    def firsts(self) -> tuple[frozenset[str], bool]:
        return self.slot.firsts, False

    def match(self, walk: _Walk, index: int, slots: Slots, then: Continue) -> bool:
        if index >= len(walk.tokens):
            return False
        readings = walk.memo.get((index, id(self.slot)))
        if readings is None:  # several templates read the same slot at the same token
            readings = tuple(self.slot.read(walk.tokens, index))
            walk.memo[index, id(self.slot)] = readings
        return any(then(end, {**slots, self.key: value}) for value, end in readings)


class _Choice:
    """One of several rows; an empty row makes it optional."""

    __slots__ = ("rows",)

    def __init__(self, rows: list[_Row]) -> None:
        self.rows = rows

    def firsts(self) -> tuple[frozenset[str], bool]:
        found = [row.firsts() for row in self.rows]
        return frozenset().union(*(forms for forms, _ in found)), any(e for _, e in found)

    def match(self, walk: _Walk, index: int, slots: Slots, then: Continue) -> bool:
        return any(row.match(walk, index, slots, then) for row in self.rows)


class _Row:
    __slots__ = ("parts",)

    def __init__(self, parts: list[_Word | _Slot | _Choice]) -> None:
        self.parts = parts

    def firsts(self) -> tuple[frozenset[str], bool]:
        found: frozenset[str] = frozenset()
        for part in self.parts:
            forms, empty = part.firsts()
            found |= forms
            if not empty:
                return found, False
        return found, True

    def match(self, walk: _Walk, index: int, slots: Slots, then: Continue, part: int = 0) -> bool:
        last = len(self.parts) - 1
        if part >= last:
            return (
                then(index, slots)
                if part > last
                else self.parts[part].match(walk, index, slots, then)
            )
        return self.parts[part].match(
            walk, index, slots, lambda end, read: self.match(walk, end, read, then, part + 1)
        )


def _seconds(parts: list[_Word | _Slot | _Choice], first: str) -> frozenset[str] | None:
    """The forms that may follow when a row has taken one token; None where that can't be told."""
    found: frozenset[str] = frozenset()
    for index, part in enumerate(parts):
        forms, empty = part.firsts()
        rest = parts[index + 1 :]
        if first in forms and isinstance(part, _Choice):
            for row in part.rows:
                if first in row.firsts()[0]:
                    after = _seconds([*row.parts, *rest], first)
                    if after is None:
                        return None
                    found |= after
        elif first in forms:
            after, done = _Row(rest).firsts()
            if done or (isinstance(part, _Slot) and first != ANY_FIGURE):
                return None  # nothing need follow, or the slot may take more tokens
            found |= after
        if not empty:
            break
    return found


class Grammar:
    """Templates by kind, ready to be matched. Raises KeyError for a slot that nobody defines.

    ``templates``: (kind, template); ``words``: word lists, with a value for each word or without;
    ``macros``: templates for use in others; ``typos``: more spellings of single words.
    """

    def __init__(
        self,
        templates: Iterable[tuple[str, str]],
        words: Mapping[str, Any],
        macros: Mapping[str, str],
        slots: Mapping[str, Slot],
        typos: Mapping[str, Sequence[str]],
    ) -> None:
        self._words, self._macros, self._typos = words, macros, typos
        self._slots = dict(slots)
        self._by_first: dict[str, list[tuple[str, _Row]]] = {}
        self._made: dict[str, _Row] = {}
        self._ready: dict[str, list[tuple[str, _Row, frozenset[str] | None]]] = {}
        for kind, template in templates:
            row = self._row(template)
            for form in row.firsts()[0]:
                self._by_first.setdefault(form, []).append((kind, row))

    def _candidates(self, first: str) -> list[tuple[str, _Row, frozenset[str] | None]]:
        """The templates that may begin with a form, with the forms that may come second (None: any)."""
        found = self._ready.get(first)
        if found is None:
            rows = self._by_first.get(first, ())
            found = [(kind, row, _seconds(row.parts, first)) for kind, row in rows]
            self._ready[first] = found
        return found

    def may_begin(self, token: Token) -> bool:
        """Whether any template can begin at a token."""
        return token.form in self._by_first or token.kind == FIGURE

    def begins(self, form: str) -> bool:
        """Whether any template can begin with a word."""
        return form in self._by_first

    def match(
        self,
        tokens: Sequence[Token],
        index: int,
        accept: Callable[[str, int, Slots], bool],
    ) -> tuple[str, int, Slots] | None:
        """The longest match at a token that is accepted (kind, token after it, slots); None for none."""
        rows = self._candidates(tokens[index].form)
        if tokens[index].kind == FIGURE:
            rows = rows + self._candidates(ANY_FIGURE)
        if not rows:
            return None
        after = tokens[index + 1] if index + 1 < len(tokens) else None
        second = "" if after is None else ANY_FIGURE if after.kind == FIGURE else after.form
        best: tuple[str, int, Slots] | None = None
        walk = _Walk(tokens)
        for kind, row, seconds in rows:
            if (
                seconds is not None
                and second not in seconds
                and (after is None or after.form not in seconds)
            ):
                continue
            found: list[tuple[int, Slots]] = []

            def take(end: int, slots: Slots, kind: str = kind, found: Any = found) -> bool:
                if any(tokens[i].gap == BROKEN for i in range(index + 1, end)):
                    return False
                if not accept(kind, end, slots):
                    return False
                found.append((end, slots))
                return True

            if row.match(walk, index, {}, take) and (best is None or found[0][0] > best[1]):
                best = (kind, *found[0])
        return best

    def _row(self, template: str) -> _Row:
        if template not in self._made:
            pieces = [m.group(1) for m in _PIECE.finditer(template)]
            rows, end = self._rows(pieces, 0)
            if end != len(pieces):
                raise ValueError(template)
            self._made[template] = rows[0] if len(rows) == 1 else _Row([_Choice(rows)])
        return self._made[template]

    def _rows(self, pieces: list[str], index: int) -> tuple[list[_Row], int]:
        """The rows up to a closing bracket, split at ``|``."""
        rows: list[_Row] = []
        parts: list[_Word | _Slot | _Choice] = []
        while index < len(pieces):
            piece = pieces[index]
            if piece in ")]":
                break
            if piece == "|":
                rows.append(_Row(parts))
                parts = []
            elif piece in "([":
                inner, index = self._rows(pieces, index + 1)
                parts.append(_Choice([*inner, _Row([])] if piece == "[" else inner))
            elif piece[0] == "{":
                parts.append(self._named(piece[1:-1]))
            else:
                parts.append(_Word(forms_of(piece, self._typos)))
            index += 1
        return [*rows, _Row(parts)], index

    def _named(self, name: str) -> _Word | _Slot | _Choice:
        name, _, key = name.partition(":")
        if name in self._macros:
            return _Choice([self._row(self._macros[name])])
        if name not in self._slots:
            self._slots[name] = phrase_slot(self._words[name], self._typos)
        return _Slot(self._slots[name], key or name)


def forms_of(word: str, typos: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """The forms that a word or mark of a template stands for."""
    if word[0] == "=" and len(word) > 1:
        return spellings(word[1:], bare=False)
    forms = spellings(word)
    return forms | frozenset(typos[word]) if word in typos else forms


def phrase_slot(
    phrases: Mapping[str, Any] | Sequence[str], typos: Mapping[str, Sequence[str]]
) -> Slot:
    """A slot that reads one of the phrases: its value, or the phrase where they have no values."""
    entries = phrases.items() if isinstance(phrases, Mapping) else [(p, p) for p in phrases]
    table: dict[str, list[tuple[list[frozenset[str]], Any]]] = {}
    for phrase, value in entries:
        row = [forms_of(match.group(1), typos) for match in _PIECE.finditer(phrase)]
        for form in row[0]:
            table.setdefault(form, []).append((row, value))
    for rows in table.values():
        rows.sort(key=lambda entry: -len(entry[0]))

    def read(tokens: Sequence[Token], index: int) -> Iterable[tuple[Any, int]]:
        for row, value in table.get(tokens[index].form, ()):
            end = index + len(row)
            if end <= len(tokens) and all(
                token.form in forms for token, forms in zip(tokens[index:end], row, strict=True)
            ):
                yield value, end

    return Slot(read, frozenset(table))
