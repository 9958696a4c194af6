"""Rank the facts for a question: what kinds of fact can answer it, and which fits best."""

from __future__ import annotations

from bnqa.decide.decision import Bias, kinship
from bnqa.facts.index import NEAR, FactIndex
from bnqa.facts.indexed import IndexedFact
from bnqa.facts.matching import Match, Matcher
from bnqa.facts.measures import generic_words
from bnqa.knowledge import NUMERIC_KINDS, TEXT_KINDS, Fact
from bnqa.question.cues import is_plural
from bnqa.question.question import Question, Term
from bnqa.text.phrases import syllables
from bnqa.text.tokens import fold, syllable_key

# What a fact's tier adds to its score; what is neither a cause nor an aim hardly answers "vì sao".
_BY_TIER = {"other": (0.12, 0.0, -0.06), "why": (0.12, 0.0, -0.3)}
DEFINED = 0.05  # what a definition is ahead where one is asked for
LISTED = 0.1  # what a list is ahead where several things are asked for
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
        found = []
        plural = is_plural(question)
        by_tier = _BY_TIER["why" if question.asks("why", "purpose") else "other"]
        named = bool(question.content)
        only_own = question.asks("who", "when", "where")
        tiers: dict[tuple[str, bool], int | None] = {}
        for match in self._matcher.match_all(question):
            fact = match.fact
            if bias and bias.among and fact.key not in bias.among:
                continue
            kind = (fact.kind, fact.period is None)
            if kind not in tiers:
                tiers[kind] = tier(question, fact)
            place = tiers[kind]
            if place is None:
                continue
            indexed = self.index.by_id[(fact.article, fact.id)]
            if question.asks("where") and fact.kind in ("list", "place"):
                if not indexed.is_place:
                    continue
                place = 0
            if place and only_own and self._only_near(question, indexed):
                continue
            conflict = match.conflict
            if conflict is None and not self._names(question, indexed):
                conflict = "head"
            score = match.score + by_tier[place] + kinship(fact, bias, named)
            if fact.kind == "definition" and question.asks("definition"):
                score += DEFINED
            if plural and isinstance(fact.value, tuple) and place < 2:
                score += LISTED
            found.append(Match(fact, score, match.coverage, match.missing, conflict, match.whole))
        return sorted(found, key=lambda m: -m.score)

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
        counted = question.asks("max", "min", "more", "less", "how_many", "rank")
        if question.head is not None and not counted:
            heads = indexed.name_heads if question.asks("name") else indexed.heads
            person = fact.kind in ("person", "organisation") and indexed.core.holds(question.head)
            named = heads.begins_with(question.head) or (question.asks("name") and person)
            if not named or _repeats(question.head, indexed):
                return False
        if (
            fact.kind in ("person", "organisation")
            and question.asks("who", "definition", "name")
            and isinstance(fact.value, str)
        ):
            asked = {word for term in question.terms for word in term.direct.split()}
            return not set(syllables(fact.value)) <= asked | {
                syllable_key("ông"),
                syllable_key("bà"),
            }
        return True


def _repeats(head: Term, indexed: IndexedFact) -> bool:
    """Whether a fact only says again what is asked: "KCN nào" is not answered by "các KCN"."""
    known = {fold(word) for variant in head.variants for word in variant.split()}
    return bool(indexed.value_words) and not indexed.value_words - known - generic_words()


def tier(question: Question, fact: Fact) -> int | None:
    """How well a fact's kind fits what is asked: 0, 1, 2, or None when it can't answer."""
    if question.asks("how_many") or question.dimension is not None:
        if question.asks("when") and fact.kind == "date":
            return 0
        return 0 if fact.is_numeric else None
    if question.asks("base"):
        return 0 if fact.kind == "growth" else None
    if question.asks("when") and fact.kind != "date":
        return 1 if fact.period is not None else None
    if (
        question.asks(
            "max",
            "min",
            "more",
            "less",
            "rank",
            "sum",
            "total",
            "difference",
            "ratio",
            "share_of",
            "average",
        )
        and fact.is_numeric
        and not question.asks("why", "purpose", "how")
    ):
        return 0
    if question.asks("definition") and fact.is_numeric:
        named = any(t.role == "figure" for t in question.terms)
        return 2 if named else None
    for kind, tiers in _WANTED:
        if question.asks(kind):
            for tier, kinds in enumerate(tiers):
                if fact.kind in kinds:
                    return tier
            return None
    if question.asks("check"):
        return 1 if fact.is_numeric and not question.claims else 0
    return 0 if fact.is_numeric else 1
