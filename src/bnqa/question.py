"""What is asked: kinds of question, content terms, periods, claimed quantities, the unit wanted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from bnqa import lang
from bnqa.mentions import Mention, find_quantities
from bnqa.period import Period, PeriodMention, find_periods
from bnqa.phrases import PhraseBook, syllables
from bnqa.quantity import unit_names
from bnqa.spelling import Vocabulary, mend, readings
from bnqa.text import Token, fold, squeeze, syllable_key, tokenize

MAX_LENGTH = 500  # code points of a question that are read


@dataclass(frozen=True, slots=True)
class Term:
    """One content phrase of a question, with the phrases that mean the same.

    ``variants`` are space-joined keys, the typed one first; ``folded`` the typed one bare. ``role``: content, soft (may be missing), outside (a word known to the
    language data), place, name (an unknown word), stranger (a name that the index does not have).
    """

    text: str
    variants: tuple[str, ...]
    folded: str
    marked: bool
    role: str
    index: int

    @property
    def bare(self) -> str | None:
        """The folded syllables, where they may be matched: typed bare, or several of them."""
        return self.folded if not self.marked or " " in self.folded else None

    @property
    def direct(self) -> str:
        return self.variants[0]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood; all of it plain values."""

    text: str
    kinds: frozenset[str]
    terms: tuple[Term, ...]
    periods: tuple[Period, ...] = ()
    base_periods: tuple[Period, ...] = ()
    claims: tuple[Mention, ...] = ()
    counts: tuple[Mention, ...] = ()
    unit: str | None = None
    dimension: str | None = None
    splits: tuple[int, ...] = ()
    head: Term | None = None
    marks: tuple[tuple[int, int, str], ...] = field(default=(), compare=False)

    def asks(self, *kinds: str) -> bool:
        return bool(self.kinds.intersection(kinds))

    @property
    def content(self) -> tuple[Term, ...]:
        """The terms that an answer must account for."""
        return tuple(term for term in self.terms if term.role != "soft")


@dataclass(frozen=True, slots=True)
class _Entry:
    """What a phrase means: its category, its kind of question, and the phrases that mean the same."""

    category: str
    kind: str = ""
    variants: tuple[str, ...] = ()


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
def phrase_book() -> PhraseBook[_Entry]:
    """All phrases of the language data that the reader knows."""
    book: PhraseBook[_Entry] = PhraseBook()
    for kind, phrases in lang.load("questions").items():
        book.extend(phrases, _Entry("question", kind))
    groups: dict[str, list[str]] = {}
    for group in lang.load("synonyms"):
        for phrase in map(str, group):
            groups.setdefault(phrase, []).extend(
                p for p in map(str, group) if p not in groups[phrase]
            )
    for phrase, same in groups.items():
        book.add(phrase, _Entry("concept", "", (phrase, *[p for p in same if p != phrase])))
    for entries in lang.load("places").values():
        for entry in entries:
            names = (
                [entry] if isinstance(entry, str) else [entry["name"], *entry.get("aliases", [])]
            )
            for name in map(str, names):
                book.add(name, _Entry("place", "", (name, *[str(n) for n in names if n != name])))
    book.extend([p for p in lang.load("dialogue")["openers"] if " " in str(p)], _Entry("grammar"))
    lexicon = lang.load("lexicon")
    book.extend(lexicon["grammar"], _Entry("grammar"))
    book.extend([*lexicon["soft"], *lexicon["estimate"]], _Entry("soft"))
    for topic in lexicon["nouns"].values():
        for noun in topic:
            book.add(str(noun), _Entry("outside", "", (str(noun),)))
    return book


@cache
def _grammar_words() -> frozenset[str]:
    """The single syllables that are grammar or ask something: no part of a compound."""
    lexicon = lang.load("lexicon")
    asking = [w for words in lang.load("questions").values() for w in words]
    return frozenset(
        syllables(str(w))[0] for w in (*lexicon["grammar"], *asking) if len(syllables(str(w))) == 1
    )


@cache
def _unit_book() -> PhraseBook[tuple[str, str]]:
    book: PhraseBook[tuple[str, str]] = PhraseBook()
    for name, (canonical, _, dimension) in unit_names().items():
        if len(name) > 1 and name[0].isalpha():
            book.add(name, (canonical, dimension))
    for scale in lang.load("units")["scales"]:
        book.add(scale, ("", "scale"))
    book.extend(["tiền", "vốn", "đô"], ("", "money"))
    return book


_SPLIT = frozenset(
    syllable_key(word)
    for word in ("và", "va", "với", "voi", "lẫn", "lan", "cùng", "cung", "hay", "hoặc", "hoac")
)
_BASE = re.compile(
    r"(?:so với|so voi|so|hơn|hon|kém|kem|vs)\s+(?:của\s+|cua\s+|cùng kỳ\s+|cung ky\s+|cả\s+|ca\s+)?$"
)
_NOT_AT_END = re.compile(
    r"\b(?:không|khong|ko|chưa|chua|k)\s*(?:ạ|a|nhỉ|nhi|vậy|vay|thế|the|bạn|ban|ad|em|anh|nhé|nha|hả|ha|ta|z)*\s*[?.!…]*$",
    re.IGNORECASE,
)
_LEAST = re.compile(r"\b(?:it|nho|thap|be|kem|cham|yeu)\s+\w+\s+(?:\w+\s+)?nhat\b")
_HAVE = re.compile(r"(?<!\w)(?:có|co|đã|da|phải|phai)(?!\w)", re.IGNORECASE)


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
        taken = [(p.start, p.end) for p in periods] + [(m.start, m.end) for m in mentions]
        kinds, terms, phrases, splits = self._scan(text, tokens, taken)
        unit, dimension, unit_span = _unit_wanted(text, tokens, phrases, taken)
        if dimension not in (None, "count"):
            terms = [t for t in terms if not unit_span[0] <= t.index < unit_span[1]]
        lower = text.lower()
        if (_NOT_AT_END.search(lower) and _HAVE.search(lower)) or (
            _NOT_AT_END.search(lower) and not kinds - {"check", "more", "less"}
        ):
            kinds.add("check")
        if "max" in kinds and _LEAST.search(fold(text)):
            kinds = (kinds - {"max"}) | {"min"}
        counts = tuple(m for m in mentions if _is_count(m) and not _is_claim(m, text))
        claims = tuple(m for m in mentions if m not in counts)
        if kinds & {"more", "less", "max", "min"} and self._may_be(text, phrases, "when", "which"):
            kinds.discard("when")  # "thang nao" typed bare is "thằng nào" as well
        amounts = {fold(text[s:e]) for s, e, kind in phrases if kind == "how_many"}
        if amounts == {"may"} and (kinds & _BESIDE_PLURAL or claims):
            kinds.discard("how_many")  # "mấy" as a plural: "kể tên mấy nước"
            unit = dimension = None
        if dimension == "point":
            kinds.add("difference")
            unit = dimension = None
        if fold(text).startswith("sao "):
            kinds.add("why")
        if not kinds & {"check"} and claims and kinds & _LOOKS_UP:
            # A figure that is named, not claimed, is a word to go by: "ai công bố mức tăng 5,9%".
            terms += [_figure(m) for m in claims]
            claims = ()
        base = tuple(
            m.period for m in periods if _is_base(lower, m) or m.period.grain == "same_period"
        )
        if base:
            kinds.discard("compare")
        asked = tuple(m.period for m in periods if m.period not in base)
        return Question(
            text=text,
            kinds=frozenset(kinds),
            terms=tuple(terms),
            periods=asked,
            base_periods=base,
            claims=claims,
            counts=counts,
            unit=unit,
            dimension=dimension,
            splits=tuple(splits),
            head=_head(terms, phrases),
            marks=tuple(phrases),
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
            if token.key in _SPLIT and longest <= 1:
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
    ) -> list[list[tuple[int, _Entry]]]:
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

    def _compound(self, tokens: tuple[Token, ...], index: int) -> list[tuple[int, _Entry]]:
        """A word of two syllables that the index has, typed bare: ``xay dung`` is no ``đúng``."""
        if index + 1 >= len(tokens) or tokens[index].is_marked or tokens[index + 1].is_marked:
            return []
        pair = (tokens[index].folded, tokens[index + 1].folded)
        words = sorted(
            w for w in self._vocabulary.compounds.get(pair, ()) if not self._has_grammar(w)
        )
        return [(2, _Entry("compound", "", tuple(words)))] if words else []

    def _has_grammar(self, words: str) -> bool:
        grammar = _grammar_words()
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


def _head(terms: list[Term], phrases: list[tuple[int, int, str]]) -> Term | None:
    """The noun that a "nào" asks to name: ``KCN nào`` must be answered by a KCN."""
    for start, _, kind in phrases:
        if kind == "which":
            before = [
                t
                for t in terms
                if t.index + len(t.text) + 1 == start and t.role in ("content", "outside")
            ]
            return before[0] if before else None
    return None


def _is_name(text: str, tokens: tuple[Token, ...], index: int) -> bool:
    """Whether a capital marks a name: not at the start, nor where every word has one."""
    capitals = sum(token.text[0].isupper() for token in tokens)
    return index > 0 and tokens[index].text[0].isupper() and capitals * 2 <= len(tokens)


def _figure(mention: Mention) -> Term:
    digits = next((t.key for t in tokenize(mention.text) if t.is_number), mention.text)
    return Term(mention.text, (digits,), digits, True, "figure", mention.start)


def _is_base(lower: str, mention: PeriodMention) -> bool:
    """ "so với năm 2023" is what a change is counted from; "cao hơn trong năm 2024" is not."""
    written = lower[mention.start : mention.end]
    return not written.startswith(("trong", "ca ", "cả ")) and bool(
        _BASE.search(lower[: mention.start])
    )


def _segment(found: list[list[tuple[int, _Entry]]]) -> list[int]:
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


def _is_count(mention: Mention) -> bool:
    quantity = mention.quantity
    unit = (quantity.unit or "").lower()
    small = quantity.value is not None and quantity.value <= 20 and quantity.qualifier == "exact"
    return small and unit_names().get(unit, ("", 0, ""))[2] == "count"


def _is_claim(mention: Mention, text: str) -> bool:
    """ "có 16 KCN đúng không" claims sixteen; "ba dự án cộng lại bao nhiêu" counts three."""
    head = fold(text[: mention.start]).rstrip()
    return bool(
        re.search(
            r"(?:\bco|\bla|\bthem|\bmoi|\bchi|\bdat|\bdu|\bden|\btoi|\bhien co|\bbo sung|\bquy hoach)$",
            head,
        )
    )


def _unit_wanted(
    text: str,
    tokens: tuple[Token, ...],
    phrases: list[tuple[int, int, str]],
    taken: list[tuple[int, int]],
) -> tuple[str | None, str | None, tuple[int, int]]:
    """The unit after "bao nhiêu", its dimension, and where it stands."""
    folded = fold(text)
    ordered = sorted(phrases, key=lambda p: ("nhi" not in fold(text[p[0] : p[1]]), -p[0]))
    for start, end, kind in ordered:
        if kind != "how_many" and "nhi" not in folded[start:end]:
            continue
        rest = text[end : end + 3].strip()
        if rest.startswith("%"):
            return "%", "percent", (end, end)
        index = next((i for i, t in enumerate(tokens) if t.start >= end), None)
        dimension = unit = None
        while index is not None and index < len(tokens):
            if any(s <= tokens[index].start < e for s, e in taken):
                break
            matches = _unit_book().matches(tokens, index)
            if not matches:
                break
            length, (canonical, found) = matches[0]
            index += length
            if found == "scale":
                dimension = dimension or "money"
                continue
            unit, dimension = canonical or None, found
            break
        if unit == "chiếc":  # a classifier counts anything
            unit = dimension = None
        if dimension is not None and dimension != "duration":
            return unit, dimension, (end, tokens[index - 1].end if index else end)
    signs = [m.start() for m in re.finditer("phan tram|%", folded)]
    if any(not any(s <= sign < e for s, e in taken) for sign in signs):
        return "%", "percent", (0, 0)
    return None, None, (0, 0)


__all__ = ["MAX_LENGTH", "PeriodMention", "Question", "Reader", "Term"]
