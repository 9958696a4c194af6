"""Which phrases stand at the tokens of a question, and how it is cut into them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from bnqa import lang
from bnqa.question.book import Entry, asking_words, grammar_words, phrase_book
from bnqa.question.cues import change_words
from bnqa.text.phrases import Found, PhraseBook, syllables
from bnqa.text.shortforms import short_forms
from bnqa.text.tokens import Token, syllable_key
from bnqa.text.vocabulary import Vocabulary

Span = tuple[int, int]
# Of two equal cuts the one with a concept: "được | cấp mới", not "được cấp | mới".
_PREFERENCE = {"concept": 0.1, "proper": 0.1, "word": -0.4, "compound": -0.7}
_TOLD = 1.5  # what a phrase is ahead that the index tells of: "sản lượng | điện gió"
# What it costs to take a bare word for a marked one, where the question is typed with marks.
_BARE_COST = 2.1
_STRIDE = 2  # syllables of a bare phrase of grammar that may yield to a word


class Phraser:
    """Finds phrases with the vocabulary of one index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._book = phrase_book()
        self._names: PhraseBook[Entry] = PhraseBook()
        for name in vocabulary.proper:
            self._names.add(name, Entry("proper", "", (name,)))
        for short, long in short_forms().items():
            # What the index writes short ("UBND") may be asked for in full, and the other way round.
            if len(short) > 1 and short in vocabulary.names and " " in long[0]:
                self._names.add(long[0], Entry("concept", "", (long[0], short)))
                self._names.add(short, Entry("concept", "", (short, long[0])))

    def found(
        self, text: str, tokens: tuple[Token, ...], taken: Sequence[Span], marked: bool
    ) -> list[list[Found[Entry]]]:
        """The phrases at each token, without those that reach into a period or a quantity."""
        return [
            [
                match
                for match in (
                    *self._book.matches(tokens, index),
                    *self._names.matches(tokens, index),
                    *self._compound(tokens, index),
                )
                if not (match.bare and self._is_other(tokens, index, match, marked))
                and not (match.length == 1 and self._is_written_name(text, tokens, index, match))
                and not (
                    match.bare == match.length == _STRIDE and self._yields(tokens, index, match)
                )
                and not any(
                    s < tokens[index + match.length - 1].end and token.start < e for s, e in taken
                )
            ]
            for index, token in enumerate(tokens)
        ]

    def _is_other(
        self, tokens: tuple[Token, ...], index: int, match: Found[Entry], marked: bool
    ) -> bool:
        """Whether a word is another than one that has its bare letters: "ngành y" is not about "Ý", and
        where marks are typed "hai" is no "hài" and what the article has ("ca", "trạm") is no slip."""
        token, category = tokens[index], match.payload.category
        if match.slip is not None:
            return self._vocabulary.writes(tokens, index + match.slip)
        meant = match.payload.is_noun or (category == "concept" and match.length == 1)
        if meant and not marked:
            # Typed bare, "thuy dien" is the article's "thủy điện" before it is Sweden.
            written = self._vocabulary.spellings(tokens[index : index + match.length])
            own = {" ".join(syllables(v)) for v in match.payload.variants} if written else set()
            if written and own.isdisjoint(written | change_words()):
                return True
        if match.length > 1:
            return False
        if len(token.text) == 1:
            return category != "grammar"
        if not marked:
            return False
        return match.payload.is_noun or token.key in self._vocabulary.keys

    def _is_written_name(
        self, text: str, tokens: tuple[Token, ...], index: int, match: Found[Entry]
    ) -> bool:
        """Whether a word of grammar is typed with the capitals of a name of the index: "KIA"."""
        token = tokens[index]
        if match.payload.category not in ("grammar", "soft", "question"):
            return False
        shouted = len(token.text) > 1 and token.text.isupper() and not text.isupper()
        if not (shouted or is_name(tokens, token)):
            return False
        return token.key in self._vocabulary.names and token.key not in self._vocabulary.words

    def _yields(self, tokens: tuple[Token, ...], index: int, match: Found[Entry]) -> bool:
        """Whether the second of two bare syllables of grammar begins a word: "cac thanh | vien"."""
        if match.payload.category not in ("grammar", "soft") or index + 2 >= len(tokens):
            return False
        right = tokens[index + 1 : index + 3]
        if right[1].is_number or right[0].end + 1 != right[1].start:
            return False
        written = self._vocabulary.compounds.get((right[0].folded, right[1].folded), ())
        if any(self._vocabulary.is_word(w, grammar_words().__contains__) for w in written):
            return True
        return any(
            m.length > 1 and m.payload.category == "concept"
            for m in self._book.matches(tokens, index + 1)
        )

    def _compound(self, tokens: tuple[Token, ...], index: int) -> list[Found[Entry]]:
        """A word of two syllables that the index has: typed bare, ``xay dung`` is no ``đúng``."""
        if index + 1 >= len(tokens):
            return []
        left, right = tokens[index], tokens[index + 1]
        written = sorted(self._vocabulary.compounds.get((left.folded, right.folded), ()))
        if left.is_marked or right.is_marked:
            words = [w for w in written if w == f"{left.key} {right.key}"]
            words = [w for w in words if self._vocabulary.is_word(w, grammar_words().__contains__)]
            return [Found(2, Entry("word", "", tuple(words)), 0)] if words else []
        words = [
            w
            for w in written
            if (asking_words().isdisjoint(w.split()) or self._is_side(w))
            and not grammar_words().issuperset(w.split())
        ]
        is_word = any(self._vocabulary.is_word(w, grammar_words().__contains__) for w in words)
        category = "word" if is_word else "compound"
        return [Found(2, Entry(category, "", tuple(words)), 2)] if words else []

    def _is_side(self, pair: str) -> bool:
        """Whether two syllables say on which side a thing is that the index tells of: "ngoài khơi"."""
        first, second = pair.split()
        apart = first in _sides() and second not in grammar_words()
        return apart and pair in self._vocabulary.term_pairs

    def told(
        self, tokens: tuple[Token, ...], found: Sequence[Sequence[Found[Entry]]]
    ) -> list[frozenset[int]]:
        """For each token the lengths of the phrases there that the index tells of."""
        lengths = [{m.length for m in matches if m.length > 1} for matches in found]
        is_term = self._vocabulary.is_term
        return [
            frozenset(n for n in own if is_term(tokens[index : index + n]))
            for index, own in enumerate(lengths)
        ]


@cache
def _sides() -> frozenset[str]:
    return frozenset(syllable_key(str(word)) for word in lang.load("cues")["sides"])


def within(token: Token, spans: Sequence[Span]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def is_name(tokens: tuple[Token, ...], token: Token) -> bool:
    """Whether a capital marks a name: not at the start, nor where every word has one."""
    capitals = sum(t.text[0].isupper() for t in tokens)
    return token is not tokens[0] and token.text[0].isupper() and capitals * 2 <= len(tokens)


def _square(match: Found[Entry], after: Sequence[Found[Entry]]) -> float:
    """The worth of a phrase by its length; typed bare, "đâu bao nhiêu" is a filler before what asks as
    well alone."""
    length, payload = match.length, match.payload
    filled = (
        match.bare
        and payload.category == "question"
        and length > 2
        and any(
            other.length == length - 1
            and (other.payload.category, other.payload.kind) == (payload.category, payload.kind)
            for other in after
        )
    )
    return float((length - 1) ** 2 + 1 if filled else length * length)


def segment(
    found: list[list[Found[Entry]]], marked: bool, told: Sequence[frozenset[int]]
) -> list[int]:
    """The length of the phrase to take at each token: long phrases first, over the whole question.

    Greedy from the left would read "tổng vốn đầu tư | nước ngoài"; the sum of squares reads
    "tổng | vốn đầu tư nước ngoài". ``told`` are the lengths of what the index tells of.
    """
    bare_cost = _BARE_COST if marked else 0.0
    size = len(found)
    best = [0.0] * (size + 1)
    take = [0] * size
    for index in range(size - 1, -1, -1):
        best[index], take[index] = best[index + 1], 0
        for match in found[index]:
            length = match.length
            worth = _square(match, found[index + 1] if index + 1 < size else ())
            worth += _PREFERENCE.get(match.payload.category, 0.0) + _TOLD * (length in told[index])
            value = max(worth - bare_cost * match.bare, 0.1) + best[index + length]
            if value > best[index] or (value == best[index] and length > take[index]):
                best[index], take[index] = value, length
    return take
