"""Scan a question's tokens: the phrases of the language data, and the names between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from bnqa import lang
from bnqa.question.book import Entry, phrase_book
from bnqa.question.phrasing import Phraser, Span, is_name, segment, within
from bnqa.question.question import Term
from bnqa.text.phrases import Found, bound_prefixes, syllables
from bnqa.text.tokens import Token, fold, syllable_key
from bnqa.text.vocabulary import Vocabulary

_ORDER = {
    "question": 0, "concept": 1, "proper": 1, "grammar": 2, "soft": 3, "outside": 4, "place": 4, "word": 5, "compound": 6,
}  # fmt: skip
_MARKED = 0.4  # from this share of marked syllables on, a bare one is meant as it stands


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
        self._phraser = Phraser(vocabulary)

    def scan(
        self, text: str, tokens: tuple[Token, ...], taken: Sequence[Span], marked: bool
    ) -> Scan:
        """All tokens outside the ``taken`` spans (periods, quantities), left to right.

        ``marked`` says whether the question was typed with diacritics.
        """
        scan = Scan(splits=[m.start() for m in re.finditer("[,;&+]", text)])
        if re.search(r"\w\s?\+\s?\w", text):
            scan.kinds.add("sum")
        found = self._phraser.found(text, tokens, taken, marked)
        lengths = segment(found, marked, self._phraser.told(tokens, found))
        index = 0
        while index < len(tokens):
            token, length = tokens[index], lengths[index]
            if token.is_number or within(token, taken):
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
        return is_name(tokens, token) and not self._vocabulary.names_it(token)

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
                and not within(right, taken)
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


def is_marked(tokens: Sequence[Token]) -> bool:
    """Whether a text is typed with diacritics, on the whole."""
    words = [token for token in tokens if not token.is_number]
    return bool(words) and sum(token.is_marked for token in words) >= _MARKED * len(words)
