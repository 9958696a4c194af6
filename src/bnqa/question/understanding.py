"""Understand one reading of a question: its kinds, terms, periods, claimed figures, the unit wanted."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bnqa.question import cues, mentioned
from bnqa.question.book import grammar_words, phrase_book
from bnqa.question.passing import lighten
from bnqa.question.question import Question, Term
from bnqa.question.scanning import Scan, Scanner
from bnqa.text.tokens import Token, fold, tokenize
from bnqa.text.vocabulary import Vocabulary
from bnqa.values.mentions import Mention, find_quantities
from bnqa.values.period import Period, PeriodMention, find_periods

Span = tuple[int, int]
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
        "how_many", "who", "when", "where", "why", "which", "purpose", "definition", "how", "base",
        "share_of",
    }
)  # fmt: skip


@dataclass(slots=True)
class _Named:
    """The figures and periods that a text names, and where they stand.

    ``rates`` are the lengths of time that a figure is asked for, ``nth`` the place in an order,
    ``ratio`` the one that is claimed, ``numbered`` the numbers that are part of a name.
    """

    periods: tuple[PeriodMention, ...]
    rates: list[Span]
    mentions: tuple[Mention, ...]
    nth: tuple[int, int, int, str] | None
    ratio: tuple[int, int, Decimal] | None
    numbered: list[tuple[Token, Token]]

    @property
    def taken(self) -> list[Span]:
        """All that is no word to go by."""
        return [
            *[found[:2] for found in (self.nth, self.ratio) if found is not None],
            *[(right.start, right.end) for _, right in self.numbered],
            *self.rates,
            *[(p.start, p.end) for p in self.periods],
            *[(m.start, m.end) for m in self.mentions],
        ]


@dataclass(slots=True)
class _Asked:
    """What is asked, as far as it is found out."""

    text: str
    named: _Named
    kinds: set[str]
    terms: list[Term]
    marks: list[cues.Mark]
    unit: str | None = None
    dimension: str | None = None
    counts: tuple[Mention, ...] = ()
    claims: tuple[Mention, ...] = ()
    limits: tuple[Mention, ...] = ()
    things: tuple[Mention, ...] = ()

    def unmeasured(self) -> None:
        self.unit = self.dimension = None


class Understander:
    """Understands questions with the vocabulary of one index."""

    def __init__(self, vocabulary: Vocabulary, scanner: Scanner) -> None:
        self._vocabulary = vocabulary
        self._book = phrase_book()
        self._scanner = scanner

    def understand(self, text: str, marked: bool) -> Question:
        """What one reading of a question asks; ``marked``: typed with diacritics."""
        tokens = tokenize(text)
        named = self._named(text, tokens)
        scan = self._scanner.scan(text, tokens, named.taken, marked)
        asked = _Asked(text, named, scan.kinds, scan.terms, scan.marks)
        asked.unit, asked.dimension, (start, end) = cues.unit_wanted(
            text, tokens, asked.marks, named.taken
        )
        if asked.dimension not in (None, "count"):
            asked.terms = [t for t in asked.terms if not start <= t.index < end]
        self._settle_kinds(asked)
        _find_claims(asked)
        self._settle_doubts(asked)
        self._settle_terms(asked)
        _settle_claims(asked)
        return self._question(asked, scan)

    def _named(self, text: str, tokens: tuple[Token, ...]) -> _Named:
        dated = find_periods(text)
        rates = [(p.start, p.end) for p in dated if mentioned.is_rate(text, p)]
        periods = tuple(p for p in dated if (p.start, p.end) not in rates)
        mentions = tuple(m for m in find_quantities(text, periods) if not self._is_place(tokens, m))
        nth, ratio = cues.place(text), mentioned.claimed_times(text, mentions)
        numbered = self._numbered(tokens, [(p.start, p.end) for p in dated])
        apart = [found[:2] for found in (nth, ratio) if found is not None]
        apart += [(right.start, right.end) for _, right in numbered]
        return _Named(
            tuple(p for p in periods if not _overlaps(p.start, p.end, apart)),
            rates,
            tuple(m for m in mentions if not _overlaps(m.start, m.end, apart)),
            nth,
            ratio,
            numbered,
        )

    @staticmethod
    def _settle_kinds(asked: _Asked) -> None:
        """What the words as they stand ask: yes or no, names, a place in an order."""
        text, kinds = asked.text, asked.kinds
        if cues.asks_yes_or_no(text, kinds) or cues.asks_to_confirm(text, kinds):
            kinds.add("check")
        names = cues.asks_for_names(text) if not kinds - {"definition"} else None
        if names is not None:
            kinds -= {"definition"}
            kinds.add("name")
            asked.marks.append((*names, "name"))
        if asked.named.nth is not None:
            kinds.add(asked.named.nth[3])
        elif "max" in kinds and cues.asks_for_least(text):
            kinds -= {"max"}
            kinds.add("min")

    def _settle_doubts(self, asked: _Asked) -> None:
        """What may ask something else than it seems: "thang nao", "sao …", "mấy" as a plural."""
        text, kinds = asked.text, asked.kinds
        if kinds & {"more", "less", "max", "min"} and self._may_be(asked, "when", "which"):
            kinds.discard("when")  # "thang nao" typed bare is "thằng nào" as well
        if asked.dimension == "point":
            kinds.add("difference")
            asked.unmeasured()
        opens_with_name = asked.terms and asked.terms[0].index == 0 and asked.terms[0].proper
        if cues.opens_with_why(text) and not opens_with_name:
            kinds.add("why")
            kinds.discard("check")
        amounts = [(s, fold(text[s:e])) for s, e, kind in asked.marks if kind == "how_many"]
        plural = bool(amounts) and all(amount.startswith("may") for _, amount in amounts)
        before = any(start < claim.start for start, _ in amounts for claim in asked.claims)
        loose = asked.dimension in (None, "count")
        if plural and (kinds & _BESIDE_PLURAL or (loose and (before or "check" in kinds))):
            kinds.discard("how_many")  # "mấy" as a plural: "kể tên mấy nước"
            asked.unmeasured()
        if "how_many" in kinds and not asked.claims:
            kinds.discard("check")  # "mấy tỷ … hả": there it only is polite

    def _settle_terms(self, asked: _Asked) -> None:
        """What each term is there for: light, counted, part of a name, set aside."""
        terms = lighten(asked.terms, asked.marks, asked.text)
        terms += self._counted((*asked.counts, *asked.things))
        terms += [_numbered_name(asked.text, left, right) for left, right in asked.named.numbered]
        aside = cues.set_aside(asked.text)
        if aside is not None:
            start, end = aside
            terms = [
                replace(t, role="aside") if start <= t.index < end and t.role != "soft" else t
                for t in terms
            ]
            asked.named.mentions = tuple(
                m for m in asked.named.mentions if not start <= m.start < end
            )
            asked.counts = tuple(m for m in asked.counts if m in asked.named.mentions)
            asked.claims = tuple(m for m in asked.claims if m in asked.named.mentions)
        if asked.named.ratio is not None:
            asked.marks.append((*asked.named.ratio[:2], "ratio"))
        asked.terms = terms

    def _question(self, asked: _Asked, scan: Scan) -> Question:
        text, named, terms = asked.text, asked.named, asked.terms
        base = _bases(asked)
        if base or "base" in asked.kinds:
            asked.kinds.discard("compare")
        counts = asked.dimension is None and "how_many" in asked.kinds
        counted = cues.counted_noun(terms, asked.marks) if counts else None
        return Question(
            text=text,
            kinds=frozenset(asked.kinds),
            terms=tuple(terms),
            periods=tuple(
                period
                for m in named.periods
                if m.period not in base
                for period in (m.period, *mentioned.up_to(text, m))
            ),
            base_periods=base,
            claims=asked.claims,
            counts=asked.counts,
            unit=asked.unit,
            dimension=asked.dimension,
            limits=asked.limits,
            nth=named.nth[2] if named.nth is not None else 1,
            times=named.ratio[2] if named.ratio is not None else None,
            splits=tuple(scan.splits),
            last_year=mentioned.is_of_last_year(text),
            rate=text[slice(*named.rates[0])] if named.rates else None,
            head=self._head(asked),
            counted=counted,
            marks=tuple(asked.marks),
        )

    def _numbered(
        self, tokens: tuple[Token, ...], dated: Sequence[Span]
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
            terms = self._terms_of(mention.surface_unit or "")
            found += [replace(t, index=mention.start) for t in terms if t.role == "content"]
        return found

    def _terms_of(self, words: str) -> list[Term]:
        return self._scanner.scan(words, tokenize(words), (), True).terms

    def _head(self, asked: _Asked) -> Term | None:
        """The noun to be named; of things that are counted their unit: "tên của 5 KCN mới"."""
        ends = {end for _, end, kind in asked.marks if kind == "name"}
        for mention in asked.named.mentions:
            if mention.start - 1 in ends and mention.surface_unit:
                return next(iter(self._terms_of(mention.surface_unit)), None)
        return cues.head_noun(asked.terms, asked.marks)

    def _may_be(self, asked: _Asked, kind: str, other: str) -> bool:
        """Whether every phrase of one kind, as it was typed, can be one of another kind too."""
        found = [tokenize(asked.text[start:end]) for start, end, k in asked.marks if k == kind]
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


def _find_claims(asked: _Asked) -> None:
    """Which figures count things that are spoken of, and which are claimed."""
    mentions, text, kinds = asked.named.mentions, asked.text, asked.kinds
    asked.counts = tuple(
        m for m in mentions if mentioned.is_count(m) and not mentioned.is_claim(m, text)
    )
    claimed = [
        m for m in mentions if m not in asked.counts and not mentioned.is_measure_of_one(m, kinds)
    ]
    asked.things = tuple(m for m in claimed if m.quantity.unit == cues.CLASSIFIER)
    asked.claims = tuple(map(mentioned.as_claimed, claimed))


def _settle_claims(asked: _Asked) -> None:
    """Which claimed figures are limits of what is asked, or words to go by."""
    kinds = asked.kinds
    if "check" not in kinds and kinds & _SELECTS:
        asked.limits = tuple(m for m in asked.claims if m.quantity.qualifier in _BOUNDS)
        asked.claims = tuple(m for m in asked.claims if m not in asked.limits)
        if "how_many" in kinds:  # "bác sĩ trên 10.000 dân" is a figure to go by, too
            asked.terms += map(mentioned.figure, asked.limits)
    if not kinds & {"check", "sum"} and asked.claims and kinds & _LOOKS_UP:
        asked.terms += map(mentioned.figure, asked.claims)
        asked.claims = ()


def _bases(asked: _Asked) -> tuple[Period, ...]:
    """The periods that a change is counted from."""
    changes = any(t.direct in cues.change_words() for t in asked.terms)
    amount = "how_many" in asked.kinds and not changes
    return tuple(
        m.period
        for m in asked.named.periods
        if mentioned.is_base(asked.text.lower(), m)
        or (m.period.grain == "same_period" and not amount)
    )


def _overlaps(start: int, end: int, spans: Sequence[Span]) -> bool:
    return any(start < last and first < end for first, last in spans)


def _numbered_name(text: str, left: Token, right: Token) -> Term:
    """The last word of a name with its number, as they stand side by side."""
    keys, bare = f"{left.key} {right.key}", f"{left.folded} {right.folded}"
    written = text[left.start : right.end]
    return Term(written, (keys,), bare, left.is_marked, "proper", left.start)
