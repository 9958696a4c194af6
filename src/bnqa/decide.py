"""Decide on a question: answer from facts, reckon, check, ask back, or refuse and say why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bnqa import compute
from bnqa.answer import format_value
from bnqa.compose import join, label, lower_first, question_for, reply, sentence, statement
from bnqa.facts import FAR, NEAR, FactIndex, Field, IndexedFact, Match
from bnqa.knowledge import NUMERIC_KINDS, TEXT_KINDS, Fact
from bnqa.period import format_period
from bnqa.phrases import syllables
from bnqa.quantity import Quantity, compare, dimension, make_quantity, parse_unit
from bnqa.question import Question, Term
from bnqa.text import fold, syllable_key

Outcome = Literal["answered", "clarify", "refused"]
_BETWEEN = frozenset({"ratio", "share_of", "difference", "more", "less", "compare"})
_DOWN, _UP = syllable_key("giảm"), syllable_key("tăng")
TIE = 0.045  # two facts whose scores are nearer than this fit equally well

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
    ("where", (frozenset({"place", "list"}), frozenset({"text", "organisation"}))),
    ("list", (frozenset({"list", "product"}), TEXT_KINDS, NUMERIC_KINDS)),
    (
        "definition",
        (
            TEXT_KINDS - {"purpose", "cause", "date"},
            frozenset({"purpose", "cause", "date"}),
            NUMERIC_KINDS,
        ),
    ),
    ("how", (TEXT_KINDS | {"growth"}, NUMERIC_KINDS)),
    ("which", (TEXT_KINDS, NUMERIC_KINDS)),
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to reply. ``choices`` are the facts between which a clarify asks."""

    status: Outcome
    text: str
    kind: str
    facts: tuple[Fact, ...] = ()
    choices: tuple[Fact, ...] = ()
    confidence: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bias:
    """What the turn before prefers when several facts fit: its fact, and its choices."""

    fact: Fact | None = None
    among: tuple[str, ...] = ()


class Decider:
    """Decides over the facts of one library."""

    def __init__(self, index: FactIndex) -> None:
        self.index = index

    def decide(self, question: Question, bias: Bias | None = None) -> Decision:
        """The decision for one reading of a question; refusals say what ruled the facts out."""
        bias = bias or Bias()
        matches = self.matches(question, bias)
        derived = (
            self._derived(question) if question.asks("how_many") or question.dimension else None
        )
        if derived is not None:
            return derived
        for step in (self._operation, self._check, self._lookup):
            found = step(question, matches, bias)
            if found is not None:
                return found
        return self._refuse(question, matches)

    def matches(self, question: Question, bias: Bias | None = None) -> list[Match]:
        """Every fact against the question, best first; allowed kinds and the turn before count."""
        found = []
        for match in self.index.match_all(question):
            if bias and bias.among and match.fact.id not in bias.among:
                continue
            indexed = self.index.by_id[(match.fact.article, match.fact.id)]
            tier = _tier(question, indexed.fact)
            if tier is None:
                continue
            if (
                tier
                and question.asks("who", "when", "where")
                and self._only_near(question, indexed)
            ):
                continue
            if match.conflict is None and not self._names(question, indexed):
                match = replace(match, conflict="head")
            score = (
                match.score
                + (0.12, 0.0, -0.06)[tier]
                + _kinship(indexed.fact, bias, bool(question.content))
            )
            found.append(replace(match, score=score))
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
        if question.head is not None and not question.asks(
            "max", "min", "more", "less", "how_many", "rank"
        ):
            return indexed.heads.begins_with(question.head)
        if (
            fact.kind in ("person", "organisation")
            and question.asks("who", "definition", "name")
            and isinstance(fact.value, str)
        ):
            asked = {
                word
                for term in question.terms
                for variant in term.variants
                for word in variant.split()
            }
            return not set(syllables(fact.value)) <= asked | {
                syllable_key("ông"),
                syllable_key("bà"),
            }
        return True

    # --- plain look-ups ---------------------------------------------------------------------

    def _lookup(self, question: Question, matches: Sequence[Match], bias: Bias) -> Decision | None:
        good = [m for m in matches if m.conflict is None and not m.missing]
        if not good:
            return self._several(question, matches)
        if (
            not question.content
            and not question.periods
            and not bias.fact
            and not bias.among
            and question.unit is None
        ) and not question.asks("how_many"):
            return None
        ties = self._ties(question, good)
        if len(ties) > 1 and _wants_all(question, [m.fact for m in ties]):
            text = " ".join(sentence(statement(m.fact)) for m in ties)
            return Decision(
                "answered",
                text,
                "list",
                tuple(m.fact for m in ties),
                confidence=0.8,
                reason="all of them",
            )
        if len(ties) == 1:
            several = self._several(question, matches)
            if (
                several is not None
                and len(several.facts) > 1
                and question.splits
                and good[0].coverage < 0.9
            ):
                return several
            return self._state(question, good[0])
        return self._clarify(question, [m.fact for m in ties])

    def _ties(self, question: Question, good: Sequence[Match]) -> list[Match]:
        best = good[0]
        # The less a question says, the less a small difference means.
        reach = (
            TIE * {0: 3, 1: 3, 2: 2}.get(len(question.content), 1) if best.fact.is_numeric else TIE
        )
        near = [m for m in good if m.score > best.score - reach]
        if not best.fact.is_numeric and _plural(question):
            near = [m for m in good if m.fact.measure == best.fact.measure]
        if len(near) == 1:
            return near
        # Facts of one subject and measure differ only in their period: the article's own comes first.
        rivals = [m for m in near[1:] if not self._same_claim(best.fact, m.fact)]
        if best.fact.is_numeric:
            rivals = [m for m in rivals if m.fact.is_numeric]
        else:
            named = best.fact.kind in ("organisation", "person", "product")
            rivals = [m for m in rivals if named and m.fact.measure == best.fact.measure]
        return [best, *rivals]

    @staticmethod
    def _same_claim(one: Fact, other: Fact) -> bool:
        if one.is_numeric != other.is_numeric:
            return one.value == other.value
        return (
            one.kind == other.kind
            and one.is_numeric
            and one.period != other.period
            and one.passage != other.passage
        )

    def _state(self, question: Question, match: Match) -> Decision:
        fact = match.fact
        text = sentence(statement(fact))
        if question.asks("check") and not question.claims:
            text = reply("answers", "yes", statement=_inside(statement(fact)))
        if self._reversed(question) and fact.kind == "growth":
            text = reply("answers", "no_change", statement=_inside(statement(fact)))
        kind = fact.kind if fact.is_numeric else (sorted(question.kinds) or [fact.kind])[0]
        return Decision(
            "answered", text, kind, (fact,), confidence=min(1.0, match.coverage), reason="fact"
        )

    def _clarify(self, question: Question, facts: Sequence[Fact]) -> Decision:
        chosen = list(dict.fromkeys(facts))[:5]
        labels = [f"{i}) {label(f, chosen)}" for i, f in enumerate(chosen, 1)]
        text = reply("clarify", choices="; ".join(labels))
        return Decision(
            "clarify", text, "ambiguous", choices=tuple(chosen), confidence=0.5, reason="tie"
        )

    def _several(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        """Two figures asked at once: facts that together account for every word."""
        if not question.splits:
            return None
        chosen = self._cover(question, matches, same_dimension=False)
        if len(chosen) < 2:
            return None
        text = " ".join(sentence(statement(fact)) for fact in chosen)
        return Decision(
            "answered", text, "several", tuple(chosen), confidence=0.8, reason="several"
        )

    def _cover(
        self, question: Question, matches: Sequence[Match], same_dimension: bool
    ) -> list[Fact]:
        """The fewest facts, best first, that account for all content terms; empty if none do.

        Each fact must stand for a stretch of the question of its own: the words that only it covers
        lie on one side of an "và", a comma or a comparison.
        """
        terms = question.content
        pool = (
            [m for m in matches if m.conflict is None and m.fact.is_numeric]
            if same_dimension
            else [m for m in matches if m.conflict is None]
        )
        held = {
            m.fact.id: self._held(terms, self.index.by_id[(m.fact.article, m.fact.id)])
            for m in pool
        }
        best: list[Fact] = []
        best_score = -1.0
        for first in pool[:12]:
            if not held[first.fact.id]:
                continue
            chosen, covered, score = [first], set(held[first.fact.id]), first.score
            for other in sorted(pool, key=lambda m: -len(held[m.fact.id] - covered)):
                new = held[other.fact.id] - covered
                if len(covered) == len(terms) or not new:
                    break
                if same_dimension and not compute.same_unit((first.fact, other.fact)):
                    continue
                rivals = [
                    m for m in pool
                    if held[m.fact.id] - covered >= new and (not same_dimension or compute.same_unit((first.fact, m.fact)))
                ]  # fmt: skip
                other = max(rivals, key=lambda m: (_likeness(first.fact, m.fact), m.score))
                chosen.append(other)
                covered |= held[other.fact.id]
                score += other.score
            if len(covered) == len(terms) and len(chosen) > 1:
                value = score / len(chosen) + _likeness(chosen[0].fact, chosen[1].fact)
                if value > best_score and self._apart(question, [held[m.fact.id] for m in chosen]):
                    best, best_score = [m.fact for m in chosen], value
        return sorted(
            best, key=lambda f: min((terms[i].index for i in self._own(f, best, held)), default=0)
        )

    @staticmethod
    def _own(fact: Fact, chosen: Sequence[Fact], held: dict[str, frozenset[int]]) -> frozenset[int]:
        others = frozenset(i for f in chosen if f is not fact for i in held[f.id])
        return held[fact.id] - others

    @staticmethod
    def _apart(question: Question, held: Sequence[frozenset[int]]) -> bool:
        terms = question.content
        for i, one in enumerate(held):
            others = frozenset(x for j, h in enumerate(held) if j != i for x in h)
            own = [terms[x].index for x in one - others]
            if not own:
                return False
            rest = [terms[x].index for x in others - one]
            cut = [
                s
                for s in question.splits
                if any(min(a, b) < s < max(a, b) for a in own for b in rest)
            ]
            if not cut and not question.asks(
                "more", "less", "compare", "difference", "ratio", "share_of"
            ):
                return False
        return True

    def _held(self, terms: Sequence[Term], indexed: IndexedFact) -> frozenset[int]:
        place = self.index.places[indexed.fact.article]
        return frozenset(
            i
            for i, t in enumerate(terms)
            if self.index.strength(t, indexed) >= FAR or place.holds(t)
        )

    def _derived(self, question: Question) -> Decision | None:
        """A value of the year before, from this year's value and its growth."""
        if not question.periods:
            return None
        for indexed in self.index.facts:
            growth = indexed.fact
            if growth.of is None or indexed.base_year is None:
                continue
            if not any(p.grain == "year" and p.year == indexed.base_year for p in question.periods):
                continue
            if question.asks("difference", "ratio", "check"):
                continue
            base = self.index.by_id[(growth.article, growth.of)]
            timeless = replace(question, periods=(), claims=())
            rivals = [m for m in self.matches(timeless) if m.conflict is None and not m.missing]
            told = (
                any(_DOWN in t.variants or "tăng" in t.variants for t in question.terms)
                and not question.claims
            )
            if rivals and not told and rivals[0].fact in (base.fact, growth):
                result = compute.earlier(base.fact, growth, f"năm {indexed.base_year}")
                return Decision(
                    "answered",
                    result.text,
                    "derived",
                    result.facts,
                    confidence=0.7,
                    reason="derived",
                )
        return None

    # --- reckoning --------------------------------------------------------------------------

    def _operation(
        self, question: Question, matches: Sequence[Match], bias: Bias
    ) -> Decision | None:
        ranking = question.asks("max", "min", "rank")
        reckoning = question.asks(
            "sum", "total", "difference", "ratio", "share_of", "compare", "more", "less", "average"
        )
        if not ranking and not reckoning:
            return self._series(question, matches) if question.asks("list") else None
        loose = (
            replace(question, dimension=None, unit=None)
            if question.asks("share_of", "ratio", "difference")
            else question
        )
        pool = self.matches(loose, bias) if loose is not question else list(matches)
        if question.asks("check") and question.claims:
            return None
        counted = self._counted(question, pool)
        if len(counted) >= 2 and question.asks("sum", "total", "difference", "ratio"):
            return self._reckon(question, counted)
        if question.asks("share_of") or (
            question.dimension == "percent" and not question.asks("difference", "more", "less")
        ):
            wanted = ("share",) if question.asks("share_of") else ("share", "growth")
            plain = [
                m for m in matches if m.conflict is None and not m.missing and m.fact.kind in wanted
            ]
            if plain:
                return None
        given = self._given(bias, pool)
        if len(given) >= 2 and not question.content:
            return self._reckon(question, given)
        if question.asks("average"):
            return self._average(loose, pool)
        pair = self._two_periods(loose) if len(question.periods) > 1 else []
        pair = pair or self._sides(loose)
        pair = pair or self._cover(loose, self._alike(loose, pool), same_dimension=True)
        if len(pair) >= 2:
            return self._reckon(question, pair)
        group = self._group(question, pool)
        if question.asks("share_of") and group:
            part = self._part(question, pool, group)
            result = compute.share(part, group) if part is not None else None
            if result is not None:
                return _computed(result, "share")
        if ranking and group:
            return self._rank(question, group)
        if (
            question.asks("sum", "total")
            and group
            and not question.asks("more", "less")
            and (question.counts or question.asks("sum"))
        ):
            named = [
                m for m in pool if m.conflict is None and not m.missing and m.fact.group is None
            ]
            if question.counts or not named or named[0].score < self._best_of(pool, group) + TIE:
                return _computed(compute.total(group), "sum")
        if question.asks("sum"):
            return self._sum_of_ties(pool)
        return None

    def _given(self, bias: Bias, pool: Sequence[Match]) -> list[Fact]:
        """The facts that the conversation hands over to reckon with."""
        by_id = {m.fact.id: m.fact for m in pool if m.fact.is_numeric}
        found = [by_id[i] for i in bias.among if i in by_id]
        return found if len(found) == len(bias.among) and compute.same_unit(found or []) else []

    def _sides(self, question: Question) -> list[Fact]:
        """The two figures on either side of "gấp mấy lần", "hơn", "chiếm … của"; [] where one lacks."""
        for start, end, kind in question.marks:
            if kind not in _BETWEEN:
                continue
            left = tuple(t for t in question.terms if t.index < start)
            right = tuple(t for t in question.terms if t.index >= end)
            if not any(t.role != "soft" for t in left) or not any(t.role != "soft" for t in right):
                continue
            for leader, other in ((left, right), (right, left)):
                first = self._best_number(question, leader, None)
                second = self._best_number(question, other, first) if first else None
                if first and second and first is not second and compute.same_unit((first, second)):
                    return [first, second] if leader is left else [second, first]
        return []

    def _best_number(
        self, question: Question, terms: tuple[Term, ...], like: Fact | None
    ) -> Fact | None:
        """The figure that accounts for all of some terms; one like ``like``, when that is given."""
        part = replace(
            question, terms=terms, kinds=frozenset({"how_many"}), claims=(), counts=(), head=None
        )
        good = [
            m
            for m in self.matches(part, Bias(like))
            if m.conflict in (None, "measure") and not m.missing
        ]
        if like is not None:
            good = [m for m in good if m.fact is not like and m.fact.kind == like.kind] or good
        else:
            good = [m for m in good if m.conflict is None]
        clear = len(good) == 1 or (len(good) > 1 and good[0].score > good[1].score + TIE / 2)
        return good[0].fact if good and clear and good[0].coverage > 0.55 else None

    def _series(self, question: Question, pool: Sequence[Match]) -> Decision | None:
        """A list asked with its figures: "liệt kê các dự án kèm vốn"."""
        measured = [
            m
            for m in self.matches(replace(question, kinds=frozenset({"rank"})))
            if m.conflict is None
        ]
        del pool
        group = self._group(question, measured)
        money = any(
            m.fact in group
            and self.index.by_id[m.fact.article, m.fact.id].measures & self.index.cues(question)
            for m in measured
        )
        if not group or not money or group[0].kind == "growth":
            return None
        return _computed(compute.ranking(group, descending=True), "list")

    def _alike(self, question: Question, pool: Sequence[Match]) -> Sequence[Match]:
        """The facts that measure what the question's words measure, where there are several."""
        growth = [m for m in pool if m.fact.kind == "growth"]
        asked = any(_UP in t.variants for t in question.terms)
        return growth if asked and len(growth) > 1 else pool

    def _two_periods(self, question: Question) -> list[Fact]:
        """One subject in two periods: "cả năm với 11 tháng"."""
        good = [
            m for m in self.matches(replace(question, periods=()))
            if m.conflict is None and not m.missing and m.fact.kind == "growth" and m.coverage > 0.7
        ]  # fmt: skip
        if len(good) < 2 or good[0].fact.period == good[1].fact.period:
            return []
        return [good[0].fact, good[1].fact] if _likeness(good[0].fact, good[1].fact) >= 0.4 else []

    def _average(self, question: Question, pool: Sequence[Match]) -> Decision | None:
        """A total over the things it is linked to, or over the members of its group."""
        group = self._group(question, pool)
        named = self._cover(question, pool, same_dimension=True)
        chosen = named if len(named) > 1 else group
        good = [
            m.fact
            for m in pool
            if m.conflict is None and not m.missing and m.fact.of and m.fact.kind != "growth"
        ]
        if good and (not chosen or not question.counts):
            whole = good[0]
            base = self.index.by_id[(whole.article, whole.of or "")].fact
            result = compute.average(whole, compute.figure(base), base.unit or "", (whole, base))
            return _computed(result, "average") if result else None
        if len(chosen) > 1:
            result = compute.average_of(chosen)
            return _computed(result, "average") if result else None
        return None

    @staticmethod
    def _counted(question: Question, pool: Sequence[Match]) -> list[Fact]:
        """The facts whose very figures the question names: "16 KCN cộng 5 KCN"."""
        found: list[Fact] = []
        for mention in (*question.claims, *question.counts):
            same = [
                m.fact
                for m in pool
                if m.fact.is_numeric
                and _known(m.fact).value == _like(mention.quantity, m.fact).value
            ]
            if not same:
                return []
            found.append(same[0])
        return list(dict.fromkeys(found)) if compute.same_unit(found or []) else []

    @staticmethod
    def _best_of(pool: Sequence[Match], group: Sequence[Fact]) -> float:
        return max((m.score for m in pool if m.fact in group), default=0.0)

    def _sum_of_ties(self, pool: Sequence[Match]) -> Decision | None:
        good = [
            m
            for m in pool
            if m.conflict is None and not m.missing and m.fact.kind in ("count", "capital")
        ]
        if not good:
            return None
        best = good[0].fact
        near = [m.fact for m in good if m.fact.passage == best.passage and m.fact.unit == best.unit]
        exact = all(f.qualifier == "exact" for f in near)
        if (
            len(near) == 2
            and exact
            and compute.same_unit(near)
            and near[0].passage == near[1].passage
        ):
            return _computed(compute.total(near), "sum")
        return None

    def _reckon(self, question: Question, facts: list[Fact]) -> Decision | None:
        first, second = facts[0], facts[1]
        if question.asks("max", "min", "rank") and len(facts) > 2:
            return self._rank(question, facts)
        if (
            question.asks("sum", "total")
            and not question.asks("difference", "ratio", "share_of")
            and not any(f.kind in ("growth", "share") for f in facts)
        ):
            return _computed(compute.total(facts), "sum")
        if question.asks("ratio"):
            result = compute.ratio(first, second)
            return _computed(result, "ratio") if result else None
        if question.asks("share_of") or (question.unit == "%" and first.kind == "capital"):
            result = compute.share(first, (second,)) or compute.share(second, (first,))
            return _computed(result, "share") if result else None
        result = compute.difference(first, second)
        if question.asks("check"):
            larger = first if compute.figure(first) >= compute.figure(second) else second
            claimed = second if question.asks("less") else first
            key = "yes" if claimed is larger else "no"
            result = compute.Result(
                reply("answers", key, statement=_inside(result.text.rstrip("."))), result.facts
            )
        return _computed(result, "comparison")

    def _group(self, question: Question, pool: Sequence[Match]) -> list[Fact]:
        """The series that a ranking or sum is over: facts of one group, unit and kind."""
        series: dict[str, list[Match]] = {}
        for match in pool:
            if match.fact.group and match.fact.is_numeric and match.conflict is None:
                series.setdefault(match.fact.group, []).append(match)
        best: list[Fact] = []
        best_score = 0.0
        for members in series.values():
            shared = [m for m in members if not self._lacks(question, m)]
            if question.asks("share_of"):
                shared = members
            if len(shared) < 2:
                continue
            if question.counts and question.counts[0].quantity.value not in (len(shared), 1):
                continue
            score = max(m.score for m in shared) + (0.2 if question.counts else 0.0)
            if score > best_score:
                best, best_score = [m.fact for m in shared], score
        return best

    def _lacks(self, question: Question, match: Match) -> bool:
        return any(term.role != "soft" for term in match.missing)

    def _part(
        self, question: Question, pool: Sequence[Match], group: Sequence[Fact]
    ) -> Fact | None:
        """The member of a group that the question names."""
        named = []
        for fact in group:
            indexed = self.index.by_id[(fact.article, fact.id)]
            own = [t for t in question.content if self.index.strength(t, indexed) >= NEAR]
            rare = [
                t for t in own
                if not any(
                    self.index.strength(t, self.index.by_id[(o.article, o.id)]) >= NEAR for o in group if o is not fact
                )
            ]  # fmt: skip
            if rare:
                named.append(fact)
        return named[0] if len(named) == 1 else None

    def _rank(self, question: Question, facts: Sequence[Fact]) -> Decision:
        if question.asks("rank") or not question.asks("max", "min"):
            up = any(
                p in question.text.lower()
                for p in (
                    "tăng dần",
                    "nhỏ đến",
                    "thấp đến",
                    "bé đến",
                    "tang dan",
                    "nho den",
                    "thap den",
                )
            )
            return _computed(compute.ranking(facts, not up), "ranking")
        largest = question.asks("max") or not question.asks("min")
        growth = facts[0].kind == "growth"
        adjective = (
            ("tăng cao" if largest else "tăng thấp")
            if growth
            else ("có vốn lớn" if largest else "có vốn nhỏ")
        )
        if not growth and facts[0].kind != "capital":
            adjective = "lớn" if largest else "nhỏ"
        return _computed(compute.extreme(facts, largest, adjective), "superlative")

    # --- checks -----------------------------------------------------------------------------

    def _check(self, question: Question, matches: Sequence[Match], bias: Bias) -> Decision | None:
        if question.claims and (
            question.asks("check") or not question.asks("how_many", "which", "who", "when", "why")
        ):
            return self._check_claim(question, matches)
        if question.asks("check") and not question.asks("how_many"):
            return self._check_words(question, matches)
        return None

    def _check_claim(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        claim = question.claims[0].quantity
        fitting = [
            m for m in matches
            if m.conflict is None and not m.missing and m.fact.is_numeric and _same_dimension(claim, m.fact)
        ]  # fmt: skip
        if not fitting:
            return None
        # Of facts that fit equally, the one that the claim is about is the one it agrees with.
        near = [m for m in fitting if m.score > fitting[0].score - TIE * 2]
        verdicts = {m.fact.id: compare(_like(claim, m.fact), _known(m.fact)) for m in near}
        order = {"yes": 0, "unsettled": 1, "no": 2}
        best = min(near, key=lambda m: (order[verdicts[m.fact.id]], -m.score))
        verdict = verdicts[best.fact.id]
        said = _inside(statement(best.fact))
        if self._reversed(question) and best.fact.kind == "growth":
            text = reply("answers", "no", statement=said)
        elif verdict == "yes":
            text = reply("answers", "yes", statement=said)
        elif verdict == "no":
            text = reply("answers", "no", statement=said)
        elif _like(claim, best.fact).value == _known(best.fact).value:
            text = reply("answers", "nearly_right", statement=said)
        else:
            text = reply("answers", "bound", value=format_value(best.fact), statement=said)
        return Decision(
            "answered",
            text,
            "check",
            (best.fact,),
            confidence=best.coverage,
            reason=f"check {verdict}",
        )

    @staticmethod
    def _reversed(question: Question) -> bool:
        return any(_DOWN in t.variants for t in question.terms)

    def _check_words(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        good = [
            m for m in matches
            if m.conflict is None and not m.missing and not self._spread(question, m) and not self._strangers(question, m)
        ]  # fmt: skip
        if good and good[0].coverage >= 0.5:
            return self._state(question, good[0])
        for match in matches[:4]:
            if match.conflict == "period" and not match.missing and match.fact.kind == "date":
                text = reply("answers", "no", statement=_inside(statement(match.fact)))
                return Decision(
                    "answered", text, "check", (match.fact,), confidence=0.7, reason="other period"
                )
            if match.conflict is not None or not self._strangers(question, match):
                continue
            strangers = self._strangers(question, match)
            if len({*strangers, *match.missing}) != len(strangers) or match.coverage < 0.4:
                continue
            fact = match.fact
            if isinstance(fact.value, tuple):
                text = reply(
                    "answers",
                    "not_in_list",
                    name=strangers[0].text,
                    statement=_inside(statement(fact)),
                )
                return Decision(
                    "answered", text, "check", (fact,), confidence=0.6, reason="not in list"
                )
            if fact.kind in ("person", "organisation", "office", "place", "date"):
                text = reply("answers", "no", statement=_inside(statement(fact)))
                return Decision(
                    "answered", text, "check", (fact,), confidence=0.6, reason="other name"
                )
        return None

    def _strangers(self, question: Question, match: Match) -> list[Term]:
        """The names in a claim that the fact itself does not have, though its paragraph may."""
        indexed = self.index.by_id[(match.fact.article, match.fact.id)]
        person = match.fact.kind in ("person", "office", "organisation", "date")
        return [
            t for t in question.content
            if (t.role in ("name", "place") or t.text[0].isupper() or (person and t.role == "outside"))
            and not self.index.places[match.fact.article].holds(t)
            and self.index.strength(t, indexed) < NEAR
            and (t in match.missing or t.role == "name" or t.text[0].isupper())
        ]  # fmt: skip

    def _spread(self, question: Question, match: Match) -> bool:
        """A list that holds the words in several of its items bears out no claim about one."""
        if not isinstance(match.fact.value, tuple):
            return False
        fields = [Field(item) for item in match.fact.value]
        rare = [t for t in question.content if sum(f.holds(t) for f in fields) == 1]
        return len({next(i for i, f in enumerate(fields) if f.holds(t)) for t in rare}) > 1

    # --- refusals ---------------------------------------------------------------------------

    def _refuse(self, question: Question, matches: Sequence[Match]) -> Decision:
        foreign = self.foreign(question)
        if foreign:
            telling = [t for t in foreign if t.role != "content"] or foreign
            text = reply("refuse", "foreign", name=join(_quoted(t) for t in telling[:2]))
            return Decision(
                "refused", text, "unknown", reason="foreign: " + ", ".join(t.text for t in foreign)
            )
        periods = [m for m in matches if m.conflict == "period" and not m.missing]
        if periods and question.periods:
            text = reply("refuse", "period", period=format_period(question.periods[0]) or "kỳ này")
            return Decision("refused", text, "unknown", reason="period")
        if question.asks("why") and not question.content:
            return Decision(
                "refused", reply("refuse", "reason"), "unknown", reason="no reason given"
            )
        named = [t for t in question.content if t.role in ("content", "name", "place")]
        if named:
            text = reply("refuse", "missing", name=join(f"“{t.text}”" for t in named[:2]))
            return Decision("refused", text, "unknown", reason="no fact accounts for all words")
        return Decision("refused", reply("refuse", "unknown"), "unknown", reason="nothing to go by")

    def foreign(self, question: Question) -> list[Term]:
        """The terms that no fact, passage or title of the library accounts for."""
        return [
            term for term in question.content
            if not self.index.titles.holds(term)
            and all(self.index.strength(term, indexed) == 0 for indexed in self.index.facts)
        ]  # fmt: skip

    def nearest_questions(self, question: Question, limit: int = 3) -> tuple[str, ...]:
        """Questions that can be answered, nearest to the one asked; figures before words."""
        open_question = replace(
            question, kinds=frozenset(), periods=(), dimension=None, unit=None, head=None
        )
        near = self.matches(open_question)[: 3 * limit]
        near.sort(key=lambda m: not m.fact.is_numeric)
        return tuple(dict.fromkeys(question_for(m.fact) for m in near))[:limit]


def _quoted(term: Term) -> str:
    """A term as a refusal names it: names as they are, other words in quotes."""
    if term.text[0].isupper() and (term.index > 0 or term.role in ("name", "place")):
        return term.text
    return f"“{lower_first_letter(term)}”"


def lower_first_letter(term: Term) -> str:
    """The words of a term; a capital that only begins the question is taken back."""
    capitals = sum(ch.isupper() for ch in term.text)
    return term.text[0].lower() + term.text[1:] if term.index == 0 and capitals == 1 else term.text


def _computed(result: compute.Result, kind: str) -> Decision:
    return Decision("answered", result.text, kind, result.facts, confidence=0.85, reason="computed")


def _tier(question: Question, fact: Fact) -> int | None:
    """How well a fact's kind fits what is asked: 0, 1, 2, or None when it can't answer."""
    if question.asks("how_many") or question.dimension is not None:
        if question.asks("when") and fact.kind == "date":
            return 0
        return 0 if fact.is_numeric else None
    if question.asks("when") and not fact.is_numeric and fact.kind != "date":
        return 1 if fact.period is not None else None
    if (
        question.asks(
            "max", "min", "rank", "sum", "total", "difference", "ratio", "share_of", "average"
        )
        and fact.is_numeric
    ):
        return 0
    for kind, tiers in _WANTED:
        if question.asks(kind):
            for tier, kinds in enumerate(tiers):
                if fact.kind in kinds:
                    return tier
            return None
    return 0 if fact.is_numeric or question.asks("check") else 1


def _plural(question: Question) -> bool:
    named = re.search(r"\b(?:nhung|cac|ke ten|liet ke|lan luot|may)\b", fold(question.text))
    return question.asks("list") or named is not None


def _wants_all(question: Question, facts: Sequence[Fact]) -> bool:
    """Whether a tie is meant: "những ai", "các chủ đầu tư" of one measure."""
    return _plural(question) and len({f.measure for f in facts}) == 1 and not facts[0].is_numeric


def _kinship(fact: Fact, bias: Bias | None, asked: bool) -> float:
    if bias is None or bias.fact is None:
        return 0.0
    if fact is bias.fact and asked:
        return 0.3  # something else of it is asked
    linked = bias.fact.id == fact.of or fact.id == bias.fact.of
    return 0.6 * _likeness(bias.fact, fact) + 0.2 * linked


def _likeness(one: Fact, other: Fact) -> float:
    """How alike two facts are in kind, unit, measure, group and subject: 0–1."""
    alike = 0.3 * (one.kind == other.kind) + 0.1 * (one.unit == other.unit)
    alike += 0.2 * (one.measure == other.measure) + 0.2 * (
        one.group is not None and one.group == other.group
    )
    return alike + 0.2 * (one.subject == other.subject)


def _inside(text: str) -> str:
    return lower_first(text)


def _known(fact: Fact) -> Quantity:
    return make_quantity(str(fact.value), fact.unit, fact.qualifier)


def _same_dimension(claim: Quantity, fact: Fact) -> bool:
    if claim.unit is None:
        return True
    if fact.unit is None:
        return False
    known = parse_unit(fact.unit)
    return (
        claim.unit == known.canonical
        if known.dimension == "count"
        else dimension(claim.unit) == known.dimension
    )


def _like(claim: Quantity, fact: Fact) -> Quantity:
    """The claim in the fact's unit; a bare figure ("383,3") takes the fact's unit and scale."""
    if claim.unit is not None or fact.unit is None:
        unit = parse_unit(fact.unit) if fact.unit else None
        if unit is not None and unit.dimension == "count":
            return replace(claim, unit=unit.canonical)
        return claim
    unit = parse_unit(fact.unit)
    value = claim.value
    scale = unit.scale if value is None or abs(value) < unit.scale else 1
    return Quantity(
        None if claim.low is None else claim.low * scale,
        None if claim.high is None else claim.high * scale,
        unit.canonical,
        claim.qualifier,
    )
