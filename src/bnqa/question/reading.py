"""Read a question: mend its spelling, find its phrases, periods and quantities, say what is asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bnqa.question import cues, mentioned
from bnqa.question.book import grammar_words, phrase_book, small_words
from bnqa.question.question import MAX_LENGTH, Question, Term
from bnqa.question.scanning import Scanner, is_marked
from bnqa.text.segment import separate
from bnqa.text.shortforms import readings
from bnqa.text.spelling import glued_words, mend
from bnqa.text.tokens import Token, fold, squeeze, tokenize
from bnqa.text.vocabulary import Vocabulary
from bnqa.values.mentions import Mention, find_quantities
from bnqa.values.period import find_periods

_BESIDE_PLURAL = frozenset(
    {
        "list", "which", "definition", "name", "max", "min", "rank", "purpose", "why", "how",
        "where", "when", "who", "base",
    }
)  # fmt: skip
_SELECTS = frozenset({"list", "which", "how_many", "who", "name", "definition"})
_BOUNDS = frozenset({"more_than", "at_least", "less_than", "at_most", "range"})
_LOOKS_UP = frozenset(
    {
        "how_many",
        "who",
        "when",
        "where",
        "why",
        "which",
        "purpose",
        "definition",
        "how",
        "base",
        "share_of",
    }
)


def _overlaps(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in spans)


def _numbered_name(text: str, left: Token, right: Token) -> Term:
    """The last word of a name with its number, as they stand side by side."""
    keys, bare = f"{left.key} {right.key}", f"{left.folded} {right.folded}"
    written = text[left.start : right.end]
    return Term(written, (keys,), bare, left.is_marked, "proper", left.start)


class Reader:
    """Reads questions with the vocabulary of one index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._book = phrase_book()
        self._glued = glued_words(vocabulary, self._book)
        self._scanner = Scanner(vocabulary)
        self._spelt: tuple[str, list[str]] = ("", [""])  # the last question: it is asked for again

    def knows(self, token: Token) -> bool:
        """Whether a word is one of the index's or of the language data's."""
        return self._vocabulary.knows(token) or self._book.knows(token)

    def spell(self, question: str) -> list[str]:
        """The ways to write a question out, likeliest first, slips mended."""
        known, spelt = self._spelt
        if known != question:
            text = separate(squeeze(question[: MAX_LENGTH * 4])[:MAX_LENGTH], self._glued)
            written = [
                mend(r, self._vocabulary, self._book.knows)
                for r in readings(text, self._vocabulary, self._fits, self._asks)
            ]
            spelt = list(dict.fromkeys(written))
            self._spelt = question, spelt
        return spelt

    def _asks(self, phrase: str) -> bool:
        tokens = tokenize(phrase)
        return any(
            m.length == len(tokens) and m.payload.category == "question"
            for m in self._book.matches(tokens, 0)
        )

    def _fits(self, phrase: str) -> int | None:
        """2 where the index has a phrase, 1 where one that means the same, 0 for neither; None for
        what asks, greets or is grammar."""
        tokens = tokenize(phrase)
        entries = [m.payload for m in self._book.matches(tokens, 0) if m.length == len(tokens)]
        written = self._vocabulary.has(phrase)
        categories = {entry.category for entry in entries}
        if categories & {"question", "grammar"} or phrase in small_words():
            return None
        if "soft" in categories and not written:
            return None
        same = [v for e in entries if e.category == "concept" for v in e.variants]
        return 2 if written else int(any(map(self._vocabulary.has, same)))

    def read(self, question: str) -> Iterator[Question]:
        """The readings of a question, likeliest first (short forms may stand for several words)."""
        marked = self.is_marked(question)
        for text in self.spell(question):
            yield self.understand(text, marked)

    @staticmethod
    def without_context(question: Question) -> Question | None:
        """The last sentence alone to be answered, what goes before it only a hint; None for one sentence.

        "Em làm bài tập về FDI, thầy hỏi … Vậy vốn điều chỉnh là bao nhiêu?"
        """
        start = cues.last_question(question.text)
        if start is None:
            return None
        terms = tuple(
            replace(t, role="soft") if t.index < start and t.role != "soft" else t
            for t in question.terms
        )
        marks = tuple(m for m in question.marks if m[0] >= start)
        kept = frozenset(kind for _, _, kind in marks)
        kinds = kept | (question.kinds & {"check"}) if kept else question.kinds
        return replace(question, terms=terms, marks=marks, kinds=kinds)

    @staticmethod
    def is_marked(question: str) -> bool:
        """Whether a question was typed with diacritics: short forms written out do not tell."""
        return is_marked(tokenize(squeeze(question)))

    def understand(self, text: str, marked: bool) -> Question:
        """What one reading of a question asks."""
        dated = find_periods(text)
        rates = [(p.start, p.end) for p in dated if mentioned.is_rate(text, p)]
        periods = tuple(p for p in dated if (p.start, p.end) not in rates)
        tokens = tokenize(text)
        mentions = tuple(m for m in find_quantities(text, periods) if not self._is_place(tokens, m))
        nth, ratio = cues.place(text), mentioned.claimed_times(text, mentions, set())
        numbered = self._numbered(tokens, [(p.start, p.end) for p in dated])
        apart = [found[:2] for found in (nth, ratio) if found is not None]
        apart += [(right.start, right.end) for _, right in numbered]
        mentions = tuple(m for m in mentions if not _overlaps(m.start, m.end, apart))
        periods = tuple(p for p in periods if not _overlaps(p.start, p.end, apart))
        taken = [
            *apart,
            *rates,
            *[(p.start, p.end) for p in periods],
            *[(m.start, m.end) for m in mentions],
        ]
        scan = self._scanner.scan(text, tokens, taken, marked)
        kinds, terms, marks = scan.kinds, scan.terms, scan.marks
        unit, dimension, unit_span = cues.unit_wanted(text, tokens, marks, taken)
        if dimension not in (None, "count"):
            terms = [t for t in terms if not unit_span[0] <= t.index < unit_span[1]]
        if cues.asks_yes_or_no(text, kinds) or cues.asks_to_confirm(text, kinds):
            kinds.add("check")
        named = cues.asks_for_names(text) if not kinds - {"definition"} else None
        if named is not None:
            kinds = (kinds - {"definition"}) | {"name"}
            marks.append((*named, "name"))
        if nth is not None:
            kinds.add(nth[3])
        elif "max" in kinds and cues.asks_for_least(text):
            kinds = (kinds - {"max"}) | {"min"}
        counts = tuple(
            m for m in mentions if mentioned.is_count(m) and not mentioned.is_claim(m, text)
        )
        claimed = [
            m for m in mentions if m not in counts and not mentioned.is_measure_of_one(m, kinds)
        ]
        things = tuple(m for m in claimed if m.quantity.unit == cues.CLASSIFIER)
        claims = tuple(map(mentioned.as_claimed, claimed))
        if kinds & {"more", "less", "max", "min"} and self._may_be(text, marks, "when", "which"):
            kinds.discard("when")  # "thang nao" typed bare is "thằng nào" as well
        if dimension == "point":
            kinds.add("difference")
            unit = dimension = None
        opens_with_name = terms and terms[0].index == 0 and terms[0].proper
        if cues.opens_with_why(text) and not opens_with_name:
            kinds.add("why")
            kinds.discard("check")
        amounts = [(s, fold(text[s:e])) for s, e, kind in marks if kind == "how_many"]
        plural = bool(amounts) and all(amount.startswith("may") for _, amount in amounts)
        before = any(start < claim.start for start, _ in amounts for claim in claims)
        loose = dimension in (None, "count")
        if plural and (kinds & _BESIDE_PLURAL or (loose and (before or "check" in kinds))):
            kinds.discard("how_many")  # "mấy" as a plural: "kể tên mấy nước"
            unit = dimension = None
        if "how_many" in kinds and not claims:
            kinds.discard("check")  # "mấy tỷ … hả": there it only is polite
        terms = [*cues.lighten(terms, marks, text), *self._counted((*counts, *things))]
        terms += [_numbered_name(text, left, right) for left, right in numbered]
        aside = cues.set_aside(text)
        if aside is not None:
            start, end = aside
            terms = [
                replace(t, role="aside") if start <= t.index < end and t.role != "soft" else t
                for t in terms
            ]
            mentions = tuple(m for m in mentions if not start <= m.start < end)
            counts = tuple(m for m in counts if m in mentions)
            claims = tuple(m for m in claims if m in mentions)
        if ratio is not None:
            marks.append((ratio[0], ratio[1], "ratio"))
        limits: tuple[Mention, ...] = ()
        if "check" not in kinds and kinds & _SELECTS:
            limits = tuple(m for m in claims if m.quantity.qualifier in _BOUNDS)
            claims = tuple(m for m in claims if m not in limits)
            if "how_many" in kinds:  # "bác sĩ trên 10.000 dân" is a figure to go by, too
                terms += map(mentioned.figure, limits)
        if not kinds & {"check", "sum"} and claims and kinds & _LOOKS_UP:
            terms += map(mentioned.figure, claims)
            claims = ()
        amount = "how_many" in kinds and not any(t.direct in cues.change_words() for t in terms)
        base = tuple(
            m.period
            for m in periods
            if mentioned.is_base(text.lower(), m)
            or (m.period.grain == "same_period" and not amount)
        )
        if base or "base" in kinds:
            kinds.discard("compare")
        return Question(
            text=text,
            kinds=frozenset(kinds),
            terms=tuple(terms),
            periods=tuple(
                period
                for m in periods
                if m.period not in base
                for period in (m.period, *mentioned.up_to(text, m))
            ),
            base_periods=base,
            claims=claims,
            counts=counts,
            unit=unit,
            dimension=dimension,
            limits=limits,
            nth=nth[2] if nth is not None else 1,
            times=ratio[2] if ratio is not None else None,
            splits=tuple(scan.splits),
            last_year=mentioned.is_of_last_year(text),
            rate=text[rates[0][0] : rates[0][1]] if rates else None,
            head=self._head(terms, marks, mentions),
            counted=cues.counted_noun(terms, marks) if dimension is None else None,
            marks=tuple(marks),
        )

    def _numbered(
        self, tokens: tuple[Token, ...], dated: Sequence[tuple[int, int]]
    ) -> list[tuple[Token, Token]]:
        """The numbers that are part of a name of the index, each with the word before it."""
        return [
            (left, right)
            for left, right in itertools.pairwise(tokens)
            if right.is_number
            and self._vocabulary.is_numbered(left, right)
            and left.key not in grammar_words()
            and not _overlaps(right.start, right.end, dated)
        ]

    def _counted(self, counts: tuple[Mention, ...]) -> list[Term]:
        """The nouns of what is counted ("5 KCN mới"): a fact about it has them too."""
        found = []
        for mention in counts:
            unit = mention.surface_unit or ""
            terms = self._scanner.scan(unit, tokenize(unit), (), True).terms
            found += [replace(t, index=mention.start) for t in terms if t.role == "content"]
        return found

    def _head(
        self, terms: list[Term], marks: list[cues.Mark], mentions: tuple[Mention, ...]
    ) -> Term | None:
        """The noun to be named; of things that are counted their unit: "tên của 5 KCN mới"."""
        ends = {end for _, end, kind in marks if kind == "name"}
        for mention in mentions:
            if mention.start - 1 in ends and mention.surface_unit:
                unit = mention.surface_unit
                return next(iter(self._scanner.scan(unit, tokenize(unit), (), True).terms), None)
        return cues.head_noun(terms, marks)

    def _may_be(
        self, text: str, phrases: list[tuple[int, int, str]], kind: str, other: str
    ) -> bool:
        """Whether every phrase of one kind, as it was typed, can be one of another kind too."""
        found = [tokenize(text[start:end]) for start, end, k in phrases if k == kind]
        return all(
            any(
                m.length == len(tokens) and m.payload.kind == other
                for m in self._book.matches(tokens, 0)
            )
            for tokens in found
        )

    def _is_place(self, tokens: tuple[Token, ...], mention: Mention) -> bool:
        """ "hai phong" is a city before it is two rooms."""
        first = next((i for i, t in enumerate(tokens) if t.start >= mention.start), None)
        return first is not None and any(
            m.payload.category == "place" and m.length > 1
            for m in self._book.matches(tokens, first)
        )
