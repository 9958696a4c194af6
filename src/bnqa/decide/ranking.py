"""Rank the facts for a question: what kinds of fact can answer it, and which fits best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from bnqa.decide.decision import Bias, kinship
from bnqa.facts.index import FactIndex
from bnqa.facts.indexed import IndexedFact
from bnqa.facts.matching import Match, Matcher
from bnqa.facts.measures import generic_words
from bnqa.facts.strengths import NEAR
from bnqa.knowledge import NUMERIC_KINDS, TEXT_KINDS
from bnqa.question.cues import is_plural, when_grain
from bnqa.question.question import RECKONED, Question, Term
from bnqa.text.phrases import syllables
from bnqa.text.tokens import fold, syllable_key

# What a fact's tier adds to its score; what is neither a cause nor an aim hardly answers "vì sao".
_BY_TIER = {
    "other": (0.12, 0.0, -0.06),
    "why": (0.12, 0.0, -0.3),
    "purpose": (0.2, 0.0, -0.3),
    "when": (0.12, -0.1, -0.16),
}
DEFINED = 0.05  # what a definition is ahead where one is asked for
LISTED = 0.1  # what a list is ahead where several things are asked for
_TOLD_IN_WORDS = frozenset({"why", "purpose", "how"})
# For each kind of question, the kinds of fact that answer it, best first.
_WANTED: tuple[tuple[str, tuple[frozenset[str], ...]], ...] = (
    ("name", (frozenset({"person", "organisation", "list", "product", "slogan", "place"}),)),
    ("when", (frozenset({"date"}), frozenset({"goal"}) | NUMERIC_KINDS, TEXT_KINDS)),
    (
        "who",
        (
            frozenset({"person", "organisation"}),
            frozenset({"office"}),
            frozenset({"purpose", "text"}),
        ),
    ),
    (
        "why",
        (frozenset({"cause"}), frozenset({"purpose"}), frozenset({"text", "definition", "goal"})),
    ),
    ("purpose", (frozenset({"purpose", "goal"}), frozenset({"cause", "text", "definition"}))),
    ("where", (frozenset({"place"}), frozenset({"list"}), frozenset({"text", "office"}))),
    ("list", (frozenset({"list", "product"}), TEXT_KINDS, NUMERIC_KINDS)),
    (
        "definition",
        (
            TEXT_KINDS - {"purpose", "cause", "date", "place"},
            frozenset({"purpose", "cause", "date"}),
            NUMERIC_KINDS,
        ),
    ),
    ("how", (TEXT_KINDS | {"growth"}, NUMERIC_KINDS)),
    ("which", (TEXT_KINDS, NUMERIC_KINDS)),
)


class Ranker:
    """Ranks the facts of one library."""

    def __init__(self, index: FactIndex) -> None:
        self.index = index
        self._matcher = Matcher(index)

    def matches(self, question: Question, bias: Bias | None = None) -> list[Match]:
        """Every fact against the question, best first; allowed kinds and the turn before count."""
        places = dict(self._candidates(question, bias))
        plural = is_plural(question)
        told = (
            "why"
            if question.asks("why", "purpose")
            else "when"
            if question.asks("when")
            else "other"
        )
        by_tier = _BY_TIER[told]
        named = bool(question.content)
        defines = question.asks("definition")
        facts = self.index.facts
        found = []
        for match in self._matcher.match(question, (facts[number] for number in places)):
            fact, score, coverage, missing, conflict, *rest = match
            indexed = self.index.of(fact)
            place = places[indexed.number]
            if conflict is None and not self._names(question, indexed):
                conflict = "head"
            score += by_tier[place] + kinship(fact, bias, named)
            if defines and fact.kind == "definition":
                score += DEFINED
            if plural and isinstance(fact.value, tuple) and place < 2:
                score += LISTED
            found.append(Match(fact, score, coverage, missing, conflict, *rest))
        found.sort(key=_by_score, reverse=True)
        return found

    def _candidates(self, question: Question, bias: Bias | None) -> Iterator[tuple[int, int]]:
        """The numbers of the facts whose kind can answer, each with its tier."""
        facts: Iterable[IndexedFact] = self.index.facts
        if bias and bias.among:
            chosen = (self.index.by_id[key] for key in bias.among if key in self.index.by_id)
            facts = sorted(chosen, key=lambda indexed: indexed.number)
        where = question.asks("where")
        only_own = question.asks("who", "when", "where")
        grain = when_grain(question.marks, question.text) if "when" in question.kinds else None
        named = any(term.role == "figure" for term in question.terms)
        asked = (question.kinds, question.dimension is not None, named, bool(question.claims))
        for indexed in facts:
            fact = indexed.fact
            place = tier(*asked, fact.kind, indexed.is_numeric, fact.period is not None)
            if place is None:
                continue
            if where and fact.kind in ("list", "place"):
                if not indexed.is_place:
                    continue
                place = 0
            if place and only_own and self._only_near(question, indexed):
                continue
            if grain is not None and not indexed.is_dated_to(grain):
                continue
            yield indexed.number, place

    def _only_near(self, question: Question, indexed: IndexedFact) -> bool:
        """Whether some word of the question is only in the fact's paragraph, not in the fact."""
        place = self.index.places[indexed.fact.article]
        return any(
            self.index.strength(t, indexed) < NEAR and not place.holds(t) for t in question.content
        )

    def _names(self, question: Question, indexed: IndexedFact) -> bool:
        """Whether the fact can name what is asked: "KCN nào" wants a KCN, "ai" not who is in the question."""
        fact = indexed.fact
        if question.asks("check"):
            return True
        if (
            question.asks("definition")
            and fact.kind != "definition"
            and not self._is_about(question, indexed)
        ):
            return False
        counted = question.asks("max", "min", "more", "less", "how_many", "rank")
        if question.head is not None and not counted:
            heads = indexed.name_heads if question.asks("name") else indexed.heads
            person = fact.kind == "person" and indexed.core.holds(question.head)
            named = heads.begins_with(question.head) or (question.asks("name") and person)
            if not named or _repeats(question.head, indexed):
                return False
        if (
            fact.kind in ("person", "organisation")
            and question.asks("who", "definition", "name")
            and isinstance(fact.value, str)
        ):
            name = set(syllables(fact.value)) - {syllable_key("ông"), syllable_key("bà")}
            asked = {word for term in question.terms for word in term.direct.split()}
            # "Lưu Bảo Trung là ai?" is told by his office; who is in a longer question is no answer.
            others = [t for t in question.content if not name.issuperset(t.direct.split())]
            return not name <= asked or all(
                indexed.is_of_kind(t)
                or (question.asks("definition") and self.index.strength(t, indexed) >= NEAR)
                for t in others
            )
        return True

    @staticmethod
    def _is_about(question: Question, indexed: IndexedFact) -> bool:
        """Whether a fact tells what something is: it is about that, not about something of it."""
        if len(question.terms) != 1 or question.terms[0].role == "figure":
            return True  # more is said than "X là gì"
        return indexed.heads.begins_with(question.terms[0])


def _by_score(match: Match) -> float:
    return match.score


def _repeats(head: Term, indexed: IndexedFact) -> bool:
    """Whether a fact only says again what is asked: "KCN nào" is not answered by "các KCN"."""
    known = {fold(word) for variant in head.variants for word in variant.split()}
    return bool(indexed.value_words) and not indexed.value_words - known - generic_words()


@lru_cache(maxsize=8192)
def tier(
    kinds: frozenset[str],
    measured: bool,
    named: bool,
    claimed: bool,
    kind: str,
    numeric: bool,
    dated: bool,
) -> int | None:
    """How well a kind of fact fits what is asked: 0, 1, 2, or None when it can't answer.

    Asked are ``kinds``, perhaps for something ``measured``, with a figure ``named`` or ``claimed``; the
    fact may be ``numeric`` and may be ``dated`` (have a period).
    """
    if measured or "how_many" in kinds:
        if "when" in kinds and kind == "date":
            return 0
        return 0 if numeric else None
    if "base" in kinds:
        return 0 if kind == "growth" else None
    if "when" in kinds and kind != "date":
        return 1 if dated else None
    if numeric and kinds & RECKONED and not kinds & _TOLD_IN_WORDS:
        return 0
    if numeric and "definition" in kinds:
        return 2 if named else None
    for asked, tiers in _WANTED:
        if asked in kinds:
            return next((n for n, answering in enumerate(tiers) if kind in answering), None)
    if "check" in kinds:
        return 1 if numeric and not claimed else 0
    return 0 if numeric else 1
