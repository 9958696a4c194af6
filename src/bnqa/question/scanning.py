"""Scan a question's tokens: the phrases of the language data, and the names between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from bnqa import lang
from bnqa.question.book import Entry, asking_words, grammar_words, phrase_book
from bnqa.question.cues import change_words
from bnqa.question.question import Term
from bnqa.text.phrases import Found, PhraseBook, bound_prefixes, syllables
from bnqa.text.shortforms import short_forms
from bnqa.text.tokens import Token, fold, syllable_key
from bnqa.text.vocabulary import Vocabulary

Span = tuple[int, int]
_ORDER = {
    "question": 0, "concept": 1, "proper": 1, "grammar": 2, "soft": 3, "outside": 4, "place": 4, "word": 5, "compound": 6,
}  # fmt: skip
# Of two equal cuts the one with a concept: "được | cấp mới", not "được cấp | mới".
_PREFERENCE = {"concept": 0.1, "proper": 0.1, "word": -0.4, "compound": -0.7}
_MARKED = 0.4  # from this share of marked syllables on, a bare one is meant as it stands
_BARE_COST = 2.1  # what it costs there to take one for a marked one


@cache
def _joints() -> frozenset[str]:
    words = map(str, lang.load("cues")["joints"])
    return frozenset(key for word in words for key in (syllable_key(word), fold(word)))


@dataclass(slots=True)
class Scan:
    """What the tokens of a question are. ``marks`` are the phrases that ask: start, end, kind."""

    kinds: set[str] = field(default_factory=set)
    terms: list[Term] = field(default_factory=list)
    marks: list[tuple[int, int, str]] = field(default_factory=list)
    splits: list[int] = field(default_factory=list)


class Scanner:
    """Scans with the vocabulary of one index."""

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

    def scan(
        self, text: str, tokens: tuple[Token, ...], taken: Sequence[Span], marked: bool
    ) -> Scan:
        """All tokens outside the ``taken`` spans (periods, quantities), left to right.

        ``marked`` says whether the question was typed with diacritics.
        """
        scan = Scan(splits=[m.start() for m in re.finditer("[,;&+]", text)])
        if re.search(r"\w\s?\+\s?\w", text):
            scan.kinds.add("sum")
        found = self._matches(tokens, taken, marked)
        lengths = _segment(found, _BARE_COST if marked else 0.0)
        index = 0
        while index < len(tokens):
            token, length = tokens[index], lengths[index]
            if token.is_number or _within(token, taken):
                index += 1
                continue
            if token.key in _joints() and length <= 1:
                scan.splits.append(token.start)
            if length:
                run = tokens[index : index + length]
                self._phrase(text, run, found[index], tokens, scan, marked)
                index += length
            else:
                index = self._name(text, tokens, index, taken, scan.terms)
        scan.terms = _bound(scan.terms)
        return scan

    def _phrase(
        self,
        text: str,
        run: tuple[Token, ...],
        found: Sequence[Found[Entry]],
        tokens: tuple[Token, ...],
        scan: Scan,
        marked: bool,
    ) -> None:
        """Take one phrase: a kind of question, or a term with all that means the same."""
        here = sorted(
            (m for m in found if m.length == len(run)),
            key=lambda m: (m.bare, _ORDER[m.payload.category]),
        )
        entries = [match.payload for match in here]
        token, first = run[0], entries[0]
        if len(run) == 1 and (here[0].bare or not first.is_noun or not marked):
            # Typed bare, "duoc" is "được" before it is "dược"; "việc" alone is no task. But where marks
            # are typed, "vay" is no "vậy".
            asks = ("question", "grammar")
            if any(e.category == "grammar" for e in entries):
                first = next(e for e in entries if e.category in asks)
        if first.category == "question":
            scan.kinds.add(first.kind)
            scan.marks.append((token.start, run[-1].end, first.kind))
            if first.kind == "sum":
                scan.splits.append(token.start)  # "A cộng B"
            return
        if first.category == "grammar":
            return
        if token.folded == "tong":
            scan.kinds.add("total")
        same = (v for e in entries if e.category == first.category for v in e.variants)
        variants = tuple(dict.fromkeys(" ".join(syllables(v)) for v in same))
        role = "content" if first.category in ("concept", "word", "compound") else first.category
        if len(run) == 1 and not token.is_marked and any(e.category == "soft" for e in entries):
            role = "light"  # "thuoc" may be "thuốc" or "thuộc"
        if (
            len(run) == 1
            and role in ("place", "outside")
            and self._is_stranger(text, tokens, token)
        ):
            role = "stranger"
        scan.terms.append(_term(text, run, role, variants))

    def _is_stranger(self, text: str, tokens: tuple[Token, ...], token: Token) -> bool:
        """Whether a capital marks a name that the index does not have: "Pháp", not "giải pháp"."""
        return _is_name(tokens, token) and token.key not in self._vocabulary.names

    def _matches(
        self, tokens: tuple[Token, ...], taken: Sequence[Span], marked: bool
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
            if asking_words().isdisjoint(w.split()) and not grammar_words().issuperset(w.split())
        ]
        is_word = any(self._vocabulary.is_word(w, grammar_words().__contains__) for w in words)
        category = "word" if is_word else "compound"
        return [Found(2, Entry(category, "", tuple(words)), 2)] if words else []

    def _name(
        self,
        text: str,
        tokens: tuple[Token, ...],
        index: int,
        taken: Sequence[Span],
        terms: list[Term],
    ) -> int:
        """One syllable that no phrase covers, a pair of the index, or a run of capitals: a name."""
        token, end = tokens[index], index + 1
        knows = self._vocabulary.knows
        role = "content" if knows(token) else "name"
        if self._vocabulary.is_name(token):
            role = "proper"
        if self._is_stranger(text, tokens, token):
            role = "stranger"

        def goes_on(end: int) -> bool:
            right = tokens[end]
            return (
                not right.is_number
                and text[tokens[end - 1].end : right.start] == " "
                and not self._book.matches(tokens, end)
                and not _within(right, taken)
            )

        if token.text[0].isupper() and not text.isupper():
            while (
                end < len(tokens)
                and tokens[end].text[0].isupper()
                and knows(tokens[end]) == knows(token)
                and goes_on(end)
            ):
                end += 1
        if end == index + 1 and end < len(tokens):
            # "dự án" and not "dự", "án"
            pair = (token.folded, tokens[end].folded)
            end += pair in self._vocabulary.pairs and goes_on(end)
        run = tokens[index:end]
        terms.append(_term(text, run, role, (" ".join(t.key for t in run),)))
        return end


def _term(text: str, run: Sequence[Token], role: str, variants: tuple[str, ...]) -> Term:
    typed, bare = " ".join(t.key for t in run), " ".join(t.folded for t in run)
    marked = any(t.is_marked for t in run)
    written = text[run[0].start : run[-1].end]
    return Term(written, variants or (typed,), bare, marked, role, run[0].start)


def _bound(terms: list[Term]) -> list[Term]:
    """Each prefix that makes another thing of the next term, joined to it: ``phó~chủ tịch``."""
    found: list[Term] = []
    for term in terms:
        last = found[-1] if found else term
        touches = last.index + len(last.text) + 1 == term.index
        if not touches or last.direct not in bound_prefixes():
            found.append(term)
            continue
        found[-1] = replace(
            term,
            text=f"{last.text} {term.text}",
            variants=tuple(f"{last.direct}~{v}" for v in term.variants),
            folded=f"{last.folded}~{term.folded}",
            index=last.index,
        )
    return [_bind(term) for term in found]


def _bind(term: Term) -> Term:
    """A phrase that has such a prefix inside: "phó chủ tịch" of a word list."""
    if not any(v.split()[0] in bound_prefixes() and " " in v for v in term.variants):
        return term
    variants = tuple(
        v.replace(" ", "~", 1) if v.split()[0] in bound_prefixes() else v for v in term.variants
    )
    return replace(term, variants=variants, folded=fold(variants[0]))


def _within(token: Token, spans: Sequence[Span]) -> bool:
    return any(start <= token.start < end for start, end in spans)


def _is_name(tokens: tuple[Token, ...], token: Token) -> bool:
    """Whether a capital marks a name: not at the start, nor where every word has one."""
    capitals = sum(t.text[0].isupper() for t in tokens)
    return token is not tokens[0] and token.text[0].isupper() and capitals * 2 <= len(tokens)


def is_marked(tokens: Sequence[Token]) -> bool:
    """Whether a text is typed with diacritics, on the whole."""
    words = [token for token in tokens if not token.is_number]
    return bool(words) and sum(token.is_marked for token in words) >= _MARKED * len(words)


def _segment(found: list[list[Found[Entry]]], bare_cost: float) -> list[int]:
    """The length of the phrase to take at each token: long phrases first, over the whole question.

    Greedy from the left would read "tổng vốn đầu tư | nước ngoài"; the sum of squares reads
    "tổng | vốn đầu tư nước ngoài".
    """
    size = len(found)
    best = [0.0] * (size + 1)
    take = [0] * size
    for index in range(size - 1, -1, -1):
        best[index], take[index] = best[index + 1], 0
        for match in found[index]:
            length = match.length
            worth = length * length + _PREFERENCE.get(match.payload.category, 0.0)
            value = max(worth - bare_cost * match.bare, 0.1) + best[index + length]
            if value > best[index] or (value == best[index] and length > take[index]):
                best[index], take[index] = value, length
    return take
