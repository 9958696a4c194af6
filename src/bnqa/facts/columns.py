"""One field of many facts at once: which of them hold a term, as the bits of a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bnqa.facts.fields import Field, stands_in
from bnqa.question.question import Term


def ones(bits: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def union(sets: Iterable[int]) -> int:
    """All bits of several numbers."""
    found = 0
    for bits in sets:
        found |= bits
    return found


class _Texts:
    """Texts of syllables between spaces, with the texts that have each syllable."""

    __slots__ = ("bits", "texts")

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = list(texts)
        self.bits: dict[str, int] = {}
        for number, text in enumerate(self.texts):
            bit = 1 << number
            for syllable in set(text.split()):
                self.bits[syllable] = self.bits.get(syllable, 0) | bit

    def having(self, phrase: str) -> int:
        """The texts that have a phrase: those with all its syllables, looked through."""
        first, *others = phrase.split(" ")
        found = self.bits.get(first, 0)
        for syllable in others:
            found &= self.bits.get(syllable, 0)
        for number in ones(found):
            if not stands_in(self.texts[number], phrase):
                found ^= 1 << number
        return found


class Column:
    """The same field of each fact (or passage); bit n is the n-th."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._marked = _Texts(field.keys for field in fields)
        self._bare = _Texts(field.bare for field in fields)

    @property
    def syllables(self) -> dict[str, int]:
        """Each syllable, marked, with the fields that have it."""
        return self._marked.bits

    def holding(self, term: Term) -> int:
        """The fields that have a term or one of its synonyms."""
        if len(term.variants) == 1:
            return self.holding_directly(term)
        found = 0
        for variant in term.variants:
            found |= self._marked.having(variant)
        return found

    def holding_directly(self, term: Term) -> int:
        """The fields that have a term as it was typed."""
        found = self._marked.having(term.direct)
        bare = term.bare
        return found if bare is None else found | self._bare.having(bare)
