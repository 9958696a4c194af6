"""Read a question: mend its spelling, find its phrases, periods and quantities, say what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TypeVar

from bnqa import cues, lang
from bnqa.book import Entry, grammar_words, phrase_book
from bnqa.mentions import Mention, find_quantities
from bnqa.period import PeriodMention, find_periods
from bnqa.phrases import syllables
from bnqa.question import MAX_LENGTH, Question, Term
from bnqa.spelling import Vocabulary, mend, readings
from bnqa.text import Token, fold, squeeze, syllable_key, tokenize

Found = TypeVar("Found", Mention, PeriodMention)

_BESIDE_PLURAL = frozenset({"check", "list", "which", "definition", "name", "max", "min", "rank"})
_LOOKS_UP = frozenset(
    {"how_many", "who", "when", "where", "why", "which", "purpose", "definition", "how"}
)
_ORDER = {
    "question": 0,
    "concept": 1,
    "grammar": 2,
    "soft": 3,
    "outside": 4,
    "place": 4,
    "compound": 5,
}


@cache
def _joints() -> frozenset[str]:
    return frozenset(
        key for word in lang.load("cues")["joints"] for key in (syllable_key(word), fold(word))
    )


def _outside(found: Sequence[Found], spans: Sequence[tuple[int, int]]) -> tuple[Found, ...]:
    """Those that do not overlap any of the spans."""
    kept = []
    for mention in found:
        if not any(mention.start < end and start < mention.end for start, end in spans):
            kept.append(mention)
    return tuple(kept)


class Reader:
    """Reads questions with the vocabulary of one index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._book = phrase_book()

    def knows(self, token: Token) -> bool:
        """Whether a word is one of the index's or of the language data's."""
        return self._vocabulary.knows(token) or self._book.knows(token)

    def spell(self, question: str) -> list[str]:
        """The ways to write a question out, likeliest first, slips mended."""
        text = squeeze(question[: MAX_LENGTH * 4])[:MAX_LENGTH]
        written = [
            mend(r, self._vocabulary, self._book.knows) for r in readings(text, self._vocabulary)
        ]
        return list(dict.fromkeys(written))

    def read(self, question: str) -> Iterator[Question]:
        """The readings of a question, likeliest first (short forms may stand for several words)."""
        yield from map(self.understand, self.spell(question))

    def understand(self, text: str) -> Question:
        """What one reading of a question asks."""
        periods = find_periods(text)
        tokens = tokenize(text)
        mentions = tuple(m for m in find_quantities(text, periods) if not self._is_place(tokens, m))
        nth, ratio = cues.place(text), cues.times(text)
        apart = [found[:2] for found in (nth, ratio) if found is not None]
        mentions, periods = _outside(mentions, apart), _outside(periods, apart)
        taken = [*apart, *((m.start, m.end) for m in (*periods, *mentions))]
        kinds, terms, marks, splits = self._scan(text, tokens, taken)
        unit, dimension, unit_span = cues.unit_wanted(text, tokens, marks, taken)
        if dimension not in (None, "count"):
            terms = [t for t in terms if not unit_span[0] <= t.index < unit_span[1]]
        if cues.asks_yes_or_no(text, kinds):
            kinds.add("check")
        if nth is not None:
            kinds.add(nth[3])
        elif "max" in kinds and cues.asks_for_least(text):
            kinds = (kinds - {"max"}) | {"min"}
        counts = tuple(m for m in mentions if cues.is_count(m) and not cues.is_claim(m, text))
        claims = tuple(m for m in mentions if m not in counts)
        if kinds & {"more", "less", "max", "min"} and self._may_be(text, marks, "when", "which"):
            kinds.discard("when")  # "thang nao" typed bare is "thằng nào" as well
        amounts = {fold(text[s:e]) for s, e, kind in marks if kind == "how_many"}
        if amounts == {"may"} and (kinds & _BESIDE_PLURAL or claims):
            kinds.discard("how_many")  # "mấy" as a plural: "kể tên mấy nước"
            unit = dimension = None
        if dimension == "point":
            kinds.add("difference")
            unit = dimension = None
        if fold(text).startswith("sao "):
            kinds.add("why")
        if not kinds & {"check"} and claims and kinds & _LOOKS_UP:
            terms += map(cues.figure, claims)
            claims = ()
        base = tuple(
            m.period
            for m in periods
            if m.period.grain == "same_period" or cues.is_base(text.lower(), m)
        )
        if base:
            kinds.discard("compare")
        return Question(
            text=text,
            kinds=frozenset(kinds),
            terms=tuple(terms),
            periods=tuple(m.period for m in periods if m.period not in base),
            base_periods=base,
            claims=claims,
            counts=counts,
            unit=unit,
            dimension=dimension,
            nth=nth[2] if nth is not None else 1,
            times=ratio[2] if ratio is not None else None,
            splits=tuple(splits),
            head=cues.head_noun(terms, marks),
            marks=tuple(marks),
        )

    def _may_be(
        self, text: str, phrases: list[tuple[int, int, str]], kind: str, other: str
    ) -> bool:
        """Whether every phrase of one kind, as it was typed, can be one of another kind too."""
        found = [tokenize(text[start:end]) for start, end, k in phrases if k == kind]
        return all(
            any(n == len(tokens) and e.kind == other for n, e in self._book.matches(tokens, 0))
            for tokens in found
        )

    def _is_place(self, tokens: tuple[Token, ...], mention: Mention) -> bool:
        """ "hai phong" is a city before it is two rooms."""
        first = next((i for i, t in enumerate(tokens) if t.start >= mention.start), None)
        return first is not None and any(
            entry.category == "place" and length > 1
            for length, entry in self._book.matches(tokens, first)
        )

    def _scan(
        self, text: str, tokens: tuple[Token, ...], taken: list[tuple[int, int]]
    ) -> tuple[set[str], list[Term], list[tuple[int, int, str]], list[int]]:
        kinds: set[str] = set()
        terms: list[Term] = []
        phrases: list[tuple[int, int, str]] = []
        splits: list[int] = [m.start() for m in re.finditer("[,;&+]", text)]
        found = self._matches(tokens, taken)
        lengths = _segment(found)
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if any(start <= token.start < end for start, end in taken) or token.is_number:
                index += 1
                continue
            longest = lengths[index]
            if token.key in _joints() and longest <= 1:
                splits.append(token.start)
            if not longest:
                index = self._name(text, tokens, index, taken, terms)
                continue
            entries = sorted(
                (e for n, e in found[index] if n == longest), key=lambda e: _ORDER[e.category]
            )
            first = entries[0]
            words = text[token.start : tokens[index + longest - 1].end]
            if (
                longest == 1
                and not token.is_marked
                and any(e.category == "grammar" for e in entries)
            ):
                # Typed bare, "duoc" is "được" before it is "dược".
                first = next(e for e in entries if e.category in ("question", "grammar"))
            if first.category == "concept" and token.folded == "tong":
                kinds.add("total")
            if first.category == "question":
                kinds.add(first.kind)
                phrases.append((token.start, tokens[index + longest - 1].end, first.kind))
            elif first.category not in ("grammar",):
                same = (v for e in entries if e.category == first.category for v in e.variants)
                variants = tuple(dict.fromkeys(" ".join(syllables(v)) for v in same))
                typed = " ".join(t.key for t in tokens[index : index + longest])
                bare = " ".join(t.folded for t in tokens[index : index + longest])
                role = "content" if first.category in ("concept", "compound") else first.category
                named = longest == 1 and role in ("place", "outside")
                if (
                    named
                    and _is_name(text, tokens, index)
                    and token.key not in self._vocabulary.names
                ):
                    role = "stranger"
                any_marked = any(t.is_marked for t in tokens[index : index + longest])
                terms.append(Term(words, variants or (typed,), bare, any_marked, role, token.start))
            index += longest
        return kinds, terms, phrases, splits

    def _matches(
        self, tokens: tuple[Token, ...], taken: list[tuple[int, int]]
    ) -> list[list[tuple[int, Entry]]]:
        """The phrases at each token, without those that reach into a period or a quantity."""
        return [
            [
                (length, entry)
                for length, entry in (
                    *self._book.matches(tokens, index),
                    *self._compound(tokens, index),
                )
                if not any(
                    s < tokens[index + length - 1].end and tokens[index].start < e for s, e in taken
                )
            ]
            for index in range(len(tokens))
        ]

    def _compound(self, tokens: tuple[Token, ...], index: int) -> list[tuple[int, Entry]]:
        """A word of two syllables that the index has, typed bare: ``xay dung`` is no ``đúng``."""
        if index + 1 >= len(tokens) or tokens[index].is_marked or tokens[index + 1].is_marked:
            return []
        pair = (tokens[index].folded, tokens[index + 1].folded)
        words = sorted(
            w for w in self._vocabulary.compounds.get(pair, ()) if not self._has_grammar(w)
        )
        return [(2, Entry("compound", "", tuple(words)))] if words else []

    def _has_grammar(self, words: str) -> bool:
        grammar = grammar_words()
        return any(word in grammar for word in words.split())

    def _name(
        self,
        text: str,
        tokens: tuple[Token, ...],
        index: int,
        taken: list[tuple[int, int]],
        terms: list[Term],
    ) -> int:
        """One syllable that no phrase covers, or a run of capitalised ones: a name."""
        token = tokens[index]
        end = index + 1
        role = "content" if self._vocabulary.knows(token) else "name"
        if _is_name(text, tokens, index) and token.key not in self._vocabulary.names:
            role = "stranger"  # "Pháp" is not the "pháp" of "giải pháp"
        if token.text[0].isupper() and not text.isupper():
            while (
                end < len(tokens)
                and tokens[end].text[0].isupper()
                and not tokens[end].is_number
                and text[tokens[end - 1].end : tokens[end].start] == " "
                and not self._book.matches(tokens, end)
                and self._vocabulary.knows(tokens[end]) == self._vocabulary.knows(token)
                and not any(s <= tokens[end].start < e for s, e in taken)
            ):
                end += 1
        if end == index + 1 and end < len(tokens) and self._pair(text, tokens, index, taken):
            end += 1
        run = tokens[index:end]
        bare, marked = " ".join(t.folded for t in run), any(t.is_marked for t in run)
        terms.append(
            Term(
                text[token.start : run[-1].end],
                (" ".join(t.key for t in run),),
                bare,
                marked,
                role,
                token.start,
            )
        )
        return end

    def _pair(
        self, text: str, tokens: tuple[Token, ...], index: int, taken: list[tuple[int, int]]
    ) -> bool:
        """Whether a syllable and the next make a word of the index: ``dự án`` and not ``dự``, ``án``."""
        left, right = tokens[index], tokens[index + 1]
        return (
            (left.folded, right.folded) in self._vocabulary.pairs
            and text[left.end : right.start] == " "
            and not right.is_number
            and not self._book.matches(tokens, index + 1)
            and not any(s <= right.start < e for s, e in taken)
        )


def _is_name(text: str, tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a capital marks a name: not at the start, nor where every word has one."""
    capitals = sum(token.text[0].isupper() for token in tokens)
    return index > 0 and tokens[index].text[0].isupper() and capitals * 2 <= len(tokens)


def _segment(found: list[list[tuple[int, Entry]]]) -> list[int]:
    """The length of the phrase to take at each token: long phrases first, over the whole question.

    Greedy from the left would read "tổng vốn đầu tư | nước ngoài"; the sum of squares reads
    "tổng | vốn đầu tư nước ngoài".
    """
    size = len(found)
    best = [0.0] * (size + 1)
    take = [0] * size
    for index in range(size - 1, -1, -1):
        best[index], take[index] = best[index + 1], 0
        for length, entry in found[index]:
            # Of two equal cuts the one with a concept: "được | cấp mới", not "được cấp | mới".
            value = length * length + 0.1 * (entry.category == "concept") + best[index + length]
            if value > best[index] or (value == best[index] and length > take[index]):
                best[index], take[index] = value, length
    return take
