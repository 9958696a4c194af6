"""The words that an index knows, and how it writes them: what mending and scanning go by."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bnqa.text.phrases import syllables
from bnqa.text.tokens import Token, fold, tokenize

_TOGETHER = 0.7  # how often a syllable of a word stands with the other
_AT_TIMES = 0.1  # and how often the other stands with it
OFTEN_WRITTEN = {2: 6, 3: 2}  # times a word must be written to have a short form of so many letters
LONGEST_TERM = 4  # syllables


@dataclass(slots=True)
class Vocabulary:
    """The words an index knows: keys, bare forms with their keys, and the pairs they make."""

    keys: set[str] = field(default_factory=set)
    folded: dict[str, set[str]] = field(default_factory=dict)
    pairs: set[tuple[str, str]] = field(default_factory=set)
    initials: dict[str, str] = field(default_factory=dict)
    compounds: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # words written with a capital somewhere
    words: set[str] = field(default_factory=set)  # words written without one somewhere
    counts: Counter[str] = field(default_factory=Counter)  # how often words and pairs are written
    seconds: dict[str, list[str]] = field(default_factory=dict)  # the first syllables of pairs
    surfaces: dict[str, str] = field(default_factory=dict)  # a word of each key as it is written
    terms: dict[str, set[str]] = field(default_factory=dict)  # what it tells of, by bare form
    term_pairs: set[str] = field(default_factory=set)  # neighbours in what it tells of
    glued: set[str] = field(default_factory=set)  # letters and figures written as one: "co2"
    acronyms: set[str] = field(default_factory=set)  # words written in capitals: "GRDP"
    proper: dict[str, None] = field(default_factory=dict)  # runs of them: "Ánh Dương Sông Hàn"
    numbered: set[tuple[str, str]] = field(default_factory=set)  # "Đại Ngàn 1": ("ngan", "1")
    _choices: list[str] | None = None
    _beside: dict[tuple[str, int], int] | None = None

    def add_text(self, text: str) -> None:
        """Add the words and neighbouring pairs of a text."""
        tokens = tokenize(text)
        self.proper.update(dict.fromkeys(proper_names(text, tokens)))
        for token in tokens:
            self.add_key(token.key, token.folded)
            self.counts[token.key] += 1
            self.surfaces.setdefault(token.key, token.text.lower())
            if len(token.text) > 2 and token.text.isupper():
                self.acronyms.add(token.text)
            (self.names if token.text[0].isupper() else self.words).add(token.key)
        for left, right in itertools.pairwise(tokens):
            if (left.folded, right.folded) not in self.pairs:
                self.pairs.add((left.folded, right.folded))
                self.seconds.setdefault(right.folded, []).append(left.folded)
            gap = text[left.end : right.start]
            if right.is_number and left.text[0].isupper() and gap in ("", " "):
                self.numbered.add((left.folded, right.text))
            if left.end == right.start:
                self.glued.add(f"{left.text}{right.text}".lower())
            elif left.end + 1 == right.start:
                written = f"{left.key} {right.key}"
                self.counts[written] += 1
                self.compounds.setdefault((left.folded, right.folded), set()).add(written)

    def add_key(self, key: str, folded: str) -> None:
        """Add one word."""
        self.keys.add(key)
        self.folded.setdefault(folded, set()).add(key)

    def add_name(self, name: str) -> None:
        """Add the initials of a proper name as its short form: ``Bắc Ninh`` → ``bn``."""
        tokens = tokenize(name)
        if len(tokens) > 1:
            for letters in (
                "".join(token.key[0] for token in tokens),
                "".join(token.folded[0] for token in tokens),
            ):
                self.initials.setdefault(letters, name)

    def add_term(self, text: str) -> None:
        """Add a thing or a measure that the index tells of; a long one is hardly asked as it stands."""
        tokens = tokenize(text)
        pairs = [(a, b) for a, b in itertools.pairwise(tokens) if b.text.islower()]
        self.term_pairs.update(f"{a.key} {b.key}" for a, b in pairs)
        if 2 <= len(tokens) <= LONGEST_TERM:
            bare = " ".join(token.folded for token in tokens)
            self.terms.setdefault(bare, set()).add(" ".join(token.key for token in tokens))

    def update(self, other: Vocabulary) -> None:
        """Add all that another vocabulary has."""
        for right, lefts in other.seconds.items():
            new = [left for left in lefts if (left, right) not in self.pairs]
            self.seconds.setdefault(right, []).extend(new)
        for folded, keys in other.folded.items():
            self.folded.setdefault(folded, set()).update(keys)
        for pair, written in other.compounds.items():
            self.compounds.setdefault(pair, set()).update(written)
        for name, full in other.initials.items():
            self.initials.setdefault(name, full)
        for bare, terms in other.terms.items():
            self.terms.setdefault(bare, set()).update(terms)
        self.keys |= other.keys
        self.pairs |= other.pairs
        self.term_pairs |= other.term_pairs
        self.numbered |= other.numbered
        self.names |= other.names
        self.words |= other.words
        self.glued |= other.glued
        self.acronyms |= other.acronyms
        self.counts.update(other.counts)
        self.surfaces = {**other.surfaces, **self.surfaces}
        self.proper.update(other.proper)
        self._choices = None
        self._beside = None

    def knows(self, token: Token) -> bool:
        """Whether the word, or its bare form when typed bare, is one of the index's."""
        return token.key in self.keys or (not token.is_marked and token.folded in self.folded)

    def from_initials(self, letters: str) -> list[str]:
        """The phrases of the index that a short form may stand for: ``GDVL`` → ``giao dịch việc làm``.

        Of two letters only what is written over and over, for many a firm has a name of two.
        """
        often = OFTEN_WRITTEN.get(len(letters), 1)
        chains = [[""]]
        for place, letter in enumerate(letters[1:], 1):
            fitting = [
                pair.split()
                for (left, right), written in self.compounds.items()
                if left[0] == letters[place - 1] and right[0] == letter
                for pair in written
                if self.counts[pair] >= often
            ]
            chains = [
                [*chain, right] if place > 1 else [left, right]
                for chain in chains
                for left, right in fitting
                if place == 1 or chain[-1] == left
            ]
        ranked = sorted(
            chains, key=lambda c: -min(self.counts[f"{a} {b}"] for a, b in itertools.pairwise(c))
        )
        return [" ".join(self.surfaces.get(key, key) for key in chain) for chain in ranked[:2]]

    def is_term(self, tokens: Sequence[Token]) -> bool:
        """Whether some words are one that the index tells of, as they stand or typed bare."""
        known = self.terms.get(" ".join(token.folded for token in tokens))
        if known is None:
            return False
        return not any(t.is_marked for t in tokens) or " ".join(t.key for t in tokens) in known

    def spellings(self, tokens: Sequence[Token]) -> set[str]:
        """How the index writes one or two syllables that were typed bare; empty where it does not."""
        if len(tokens) == 1:
            return self.folded.get(tokens[0].folded, set())
        pair = (tokens[0].folded, tokens[1].folded)
        return self.compounds.get(pair, set()) if len(tokens) == 2 else set()

    def has(self, phrase: str) -> bool:
        """Whether the index writes a phrase, each pair of its words at least."""
        keys = syllables(phrase)
        if len(keys) == 1:
            return keys[0] in self.keys
        return bool(keys) and all(
            f"{left} {right}" in self.compounds.get((fold(left), fold(right)), ())
            for left, right in itertools.pairwise(keys)
        )

    def writes(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether the index writes a word beside one of its neighbours, just as they stand."""
        pairs = (tokens[max(index - 1, 0) : index + 1], tokens[index : index + 2])
        return any(" ".join(t.key for t in pair) in self.counts for pair in pairs if len(pair) > 1)

    def is_word(self, pair: str, grammar: Callable[[str], bool]) -> bool:
        """Whether two syllables are one word: one of them, and no word of grammar, is hardly ever
        written without the other ("chi nhánh")."""
        parts = pair.split()
        own = [self.counts[syllable] for syllable in parts if not grammar(syllable)]
        together = self.counts[pair]
        if together < 2 or not own or together < _TOGETHER * min(own):
            return False
        if not all(together >= _AT_TIMES * self.counts[syllable] for syllable in parts):
            return False
        # "từ | kinh doanh": beside a word of grammar it must not belong to another word.
        other = [place for place, syllable in enumerate(parts) if not grammar(syllable)]
        return len(other) == len(parts) or self._most_beside(parts[other[0]], other[0]) < together

    def _most_beside(self, syllable: str, place: int) -> int:
        """How often a syllable stands with its likeliest neighbour on its other side: after it
        where it is the second (``place`` 1) of a pair, else before it."""
        if self._beside is None:
            self._beside = {}
            for pair, count in self.counts.items():
                for side, part in enumerate(pair.split()) if " " in pair else ():
                    key = (part, 1 - side)
                    self._beside[key] = max(self._beside.get(key, 0), count)
        return self._beside.get((syllable, place), 0)

    def _meant(self, token: Token) -> set[str]:
        """The words of the index that a token may be: typed bare, any that has its letters."""
        return {token.key} if token.is_marked else self.folded.get(token.folded, {token.key})

    def is_numbered(self, left: Token, right: Token) -> bool:
        """Whether a number is part of a name of the index: "VF 5", "Bình Minh 2"."""
        if (left.folded, right.text) not in self.numbered:
            return False
        return not self.names.isdisjoint(self._meant(left) - self.words)

    def names_it(self, token: Token) -> bool:
        """Whether the index writes a word with a capital somewhere; one typed bare may be any of its."""
        return not self.names.isdisjoint(self._meant(token))

    def is_name(self, token: Token) -> bool:
        """Whether the index writes a word with a capital only."""
        keys = self._meant(token)
        return bool(keys & self.names) and not keys & self.words

    def near(self, folded: str) -> list[str]:
        """The bare words within one edit (two from eight letters on), nearest first."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if self._choices is None:
            self._choices = sorted(word for word in self.folded if len(word) > 1 and word.isalpha())
        limit = 2 if len(folded) >= 8 else 1
        if limit == 1 and len(folded) >= 6:
            names = [
                w for w in self._choices if w[:4] == folded[:4] and OSA.distance(w, folded) == 2
            ]
            names = [w for w in names if not self.folded[w] & self.words]
            if names:
                return names
        found = process.extract(
            folded, self._choices, scorer=OSA.distance, score_cutoff=limit, limit=8
        )
        return [word for word, _, _ in sorted(found, key=lambda row: (row[1], row[0]))]


def proper_names(text: str, tokens: tuple[Token, ...]) -> Iterator[str]:
    """The runs of two or more capitalised words of a text."""
    start = 0
    for end in range(1, len(tokens) + 1):
        goes_on = (
            end < len(tokens)
            and tokens[end].text[0].isupper()
            and text[tokens[end - 1].end : tokens[end].start] == " "
        )
        if goes_on and tokens[start].text[0].isupper():
            continue
        if end - start > 1:
            yield text[tokens[start].start : tokens[end - 1].end]
        start = end
