"""Look a fact up: state it, state several, ask back between equals, derive the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bnqa.decide import compute
from bnqa.decide.compute import figure
from bnqa.decide.decision import TIE, Bias, Decision
from bnqa.decide.operands import Operands
from bnqa.decide.ranking import Ranker
from bnqa.decide.series import computed
from bnqa.facts.index import FactIndex
from bnqa.facts.matching import Match
from bnqa.facts.measures import is_total
from bnqa.facts.strengths import NEAR
from bnqa.knowledge import Fact
from bnqa.question.cues import (
    change_syllables,
    change_words,
    is_negated,
    is_plural,
    says_fell,
    says_rose,
)
from bnqa.question.question import Question
from bnqa.reply.compose import converted, label, lower_first, reply, sentence, statement
from bnqa.values.period import Period, compatible, format_period

MAX_TOLD = 3  # figures of one thing that are told where each might be meant
MAX_FIGURES = 6  # figures of a topic that are told at once
_BETWEEN = ("more", "less", "compare", "difference", "ratio")
_OF_WORDS = ("definition", "how", "why", "purpose", "list")


class Lookup:
    """Answers what one fact, or one fact for each thing asked, says."""

    def __init__(self, index: FactIndex, ranker: Ranker, operands: Operands) -> None:
        self._index, self._ranker, self._operands = index, ranker, operands

    def look_up(self, question: Question, matches: Sequence[Match], bias: Bias) -> Decision | None:
        good = [m for m in matches if m.conflict is None and not m.missing]
        if question.claims and not question.kinds - {"check"}:
            good = [m for m in good if m.fact.is_numeric]  # a figure that is claimed is no name
        if question.asks("share_of") and question.content:
            good = [m for m in good if m.fact.kind == "share"] or good
        if not good:
            return self.several(question, matches)
        if (
            not any(t.role != "soft" for t in question.terms)
            and not question.periods
            and not bias.fact
            and not bias.among
            and question.unit is None
        ) and not question.asks("how_many"):
            return None
        if question.asks("check") and not question.content and not bias.fact:
            return None  # "hôm nay khỏe không?" claims nothing
        compares = question.asks(*_BETWEEN) and not question.asks(*_OF_WORDS)
        if compares and not good[0].fact.is_numeric:
            return None  # what is compared are figures
        if question.nth > 1:
            return None  # a place in an order that nothing tells
        if question.asks("figures"):
            return self._figures(question, good)
        if bias.all_of_them:
            return self._all(question, [m.fact for m in good])
        group = good[0].fact.group if is_plural(question) and good[0].fact.is_numeric else None
        series = [m.fact for m in good if group is not None and m.fact.group == group]
        if len(series) > 1 and not question.asks("how_many"):
            return self._all(question, series)
        ties = self._ties(question, good)
        if len(ties) > 1 and _wants_all(question, [m.fact for m in ties]):
            return self._all(question, [m.fact for m in ties])
        if len(ties) == 1:
            several = self.several(question, matches)
            figures = bool(self._index.cues(question)) and not good[0].fact.is_numeric
            if several is not None and (good[0].coverage < 0.9 or figures):
                return several
            return self.state(question, good[0])
        tied = [m.fact for m in ties]
        if question.asks("which", "list") and all(self.contradicts(question, f) for f in tied):
            return computed(compute.none_moved(tied), "list")
        if self._of_one_thing(tied):
            return self._all(question, tied)
        return self._clarify(question, tied)

    def _of_one_thing(self, facts: Sequence[Fact]) -> bool:
        """Whether facts that fit equally are what one thing came to and by how much it changed, or its
        changes from several bases: who asks for one is told both."""
        if len(facts) > MAX_TOLD or len({f.period for f in facts}) > 1:
            return False
        if not all(f.is_numeric for f in facts):
            return False
        changes = [f for f in facts if f.kind == "growth"]
        others = [f for f in facts if f.kind != "growth"]
        bases = {f.compared_to for f in changes}
        if not changes or len(others) > 1 or len(bases) < len(changes):
            return False
        about = {self._index.of(f).topic_words - change_syllables() for f in facts}
        return len(about) == 1

    def _all(self, question: Question, facts: Sequence[Fact]) -> Decision:
        """Each of several facts that are meant together; of those asked as fallen, what fell."""
        moved = [fact for fact in facts if not self.contradicts(question, fact)]
        if not moved:
            return computed(compute.none_moved(facts), "list")
        facts = moved
        if facts[0].group and len({f.group for f in facts}) == 1 and facts[0].is_numeric:
            result = compute.ranking(facts, descending=True)
            return Decision("answered", result.text, "list", result.facts, confidence=0.8)
        text = " ".join(sentence(statement(fact)) for fact in facts)
        return Decision(
            "answered", text, "list", tuple(facts), confidence=0.8, reason="all of them"
        )

    def _figures(self, question: Question, good: Sequence[Match]) -> Decision | None:
        """The main figures of a topic, in the order of the text."""
        near = [m.fact for m in good if m.fact.is_numeric and m.coverage > good[0].coverage - 0.15]
        chosen = sorted(near[:MAX_FIGURES], key=lambda f: (f.article, f.passage))
        return self._all(question, chosen) if chosen else None

    def _ties(self, question: Question, good: Sequence[Match]) -> list[Match]:
        best = good[0]
        # The less a question says, the less a small difference means.
        reach = (
            TIE * {0: 3, 1: 3, 2: 2}.get(len(question.content), 1) if best.fact.is_numeric else TIE
        )
        near = [m for m in good if m.score > best.score - reach]
        if not best.fact.is_numeric and is_plural(question):
            near = [m for m in good if m.fact.measure == best.fact.measure]
        if len(near) == 1:
            return near
        # Facts of one subject and measure differ only in their period: the article's own comes first.
        rivals = [m for m in near[1:] if not self._same_claim(best.fact, m.fact)]
        if best.whole and best.fact.is_numeric:
            # The question has the very measure: what is only named in part is not meant.
            rivals = [m for m in rivals if m.whole]
        if question.asks("total") and is_total(best.fact.measure):
            rivals = [m for m in rivals if is_total(m.fact.measure)]
        rivals = [m for m in rivals if self._extra(question, best) - self._extra(question, m) < 2]
        if best.exact:
            rivals = [m for m in rivals if m.exact]  # "tôm", not "tôm sú"
        if best.fact.is_numeric:
            rivals = [m for m in rivals if m.fact.is_numeric]
        else:
            named = best.fact.kind in ("organisation", "person", "product", "place")
            rivals = [m for m in rivals if named and m.fact.measure == best.fact.measure]
        return [best, *rivals]

    def _extra(self, question: Question, match: Match) -> int:
        """How many of the words that an answer need not have a fact has as its own."""
        indexed = self._index.of(match.fact)
        light = (t for t in question.terms if t.role in ("soft", "light"))
        return sum(self._index.strength(t, indexed) > NEAR for t in light)

    @staticmethod
    def _same_claim(one: Fact, other: Fact) -> bool:
        if one.is_numeric != other.is_numeric:
            return one.value == other.value
        return (
            one.kind == other.kind
            and one.is_numeric
            and one.period != other.period
            and (
                one.passage != other.passage
                or (one.article, one.measure, one.subject)
                == (other.article, other.measure, other.subject)
            )
        )

    def state(self, question: Question, match: Match) -> Decision:
        fact = match.fact
        text = sentence(statement(fact))
        other = converted(fact, question.unit)
        if other:
            text = reply("answers", "converted", statement=statement(fact), value=other)
        if question.asks("check") and not question.claims:
            key = "no" if is_negated(question.text) else "yes"
            text = reply("answers", key, statement=lower_first(statement(fact)))
        wants_text = question.asks("how", "why", "purpose", "list", "which", "who", "where")
        if self.contradicts(question, fact) and (question.asks("check") or not wants_text):
            key = "no_change" if figure(fact) > 0 and not question.asks("check") else "no"
            text = reply("answers", key, statement=lower_first(statement(fact)))
        kind = fact.kind if fact.is_numeric else (sorted(question.kinds) or [fact.kind])[0]
        return Decision(
            "answered", text, kind, (fact,), confidence=min(1.0, match.coverage), reason="fact"
        )

    def _clarify(self, question: Question, facts: Sequence[Fact]) -> Decision:
        chosen = list(dict.fromkeys(facts))[:5]
        several = len({f.article for f in chosen}) > 1
        names = [
            f"{label(f, chosen)} – {self._index.called[f.article]}" if several else label(f, chosen)
            for f in chosen
        ]
        labels = [f"{i}) {name}" for i, name in enumerate(names, 1)]
        text = reply("clarify", choices="; ".join(labels))
        return Decision(
            "clarify", text, "ambiguous", choices=tuple(chosen), confidence=0.5, reason="tie"
        )

    def several(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        """Two figures asked at once: facts that together account for every word."""
        if not question.splits:
            return None
        measured = bool(self._index.cues(question))
        chosen = self._operands.cover(question, matches, same_dimension=measured)
        if len(chosen) < 2 or len({fact.is_numeric for fact in chosen}) > 1:
            return None
        text = " ".join(sentence(statement(fact)) for fact in chosen)
        return Decision(
            "answered", text, "several", tuple(chosen), confidence=0.8, reason="several"
        )

    def derived(self, question: Question) -> Decision | None:
        """A value of the period before, from this period's value and its growth."""
        asks = question.asks("how_many") or question.dimension
        if not question.periods or not asks or question.asks("difference", "ratio", "check"):
            return None
        told = any(t.direct in change_words() for t in question.terms) and not question.claims
        if told and question.dimension in (None, "percent"):
            return None  # the growth itself is asked for
        for indexed in self._index.facts:
            growth = indexed.fact
            before = indexed.base_period if growth.of is not None else None
            if before is None or not any(
                p == before or (p.grain == "same_period" and p.year in (None, before.year))
                for p in question.periods
            ):
                continue
            base = self._index.by_id[(growth.article, growth.of or "")]
            kept = tuple(
                t for t in question.terms if t.direct not in change_words() and t.role != "figure"
            )
            timeless = replace(question, periods=(), claims=(), terms=kept)
            rivals = [
                m for m in self._ranker.matches(timeless) if m.conflict is None and not m.missing
            ]
            same = [m for m in rivals if m.fact.measure == rivals[0].fact.measure]
            if any(m.fact in (base.fact, growth) for m in same) and not self._is_told(
                question, before
            ):
                result = compute.earlier(base.fact, growth, format_period(before))
                return Decision(
                    "answered",
                    result.text,
                    "derived",
                    result.facts,
                    confidence=0.7,
                    reason="derived",
                )
        return None

    def _is_told(self, question: Question, period: Period) -> bool:
        """Whether a figure of the very period is told: then nothing needs to be derived."""
        return any(
            m.conflict is None
            and not m.missing
            and m.fact.is_numeric
            and m.fact.kind != "growth"
            and (known := self._index.of(m.fact).period) is not None
            and compatible(period, known)
            for m in self._ranker.matches(question)
        )

    def contradicts(self, question: Question, fact: Fact) -> bool:
        """Whether a question says that something fell that rose, or the other way round."""
        if fact.kind != "growth" or not fact.is_numeric:
            return False
        # What is called "lượng điện bị cắt giảm" may rise.
        subject = self._index.of(fact).subject_field
        terms = tuple(t for t in question.terms if not subject.holds_directly(t))
        moved = replace(question, terms=terms)
        down, up = says_fell(moved), says_rose(moved)
        if down and up:
            return False  # "tăng hay giảm?" says neither
        return (down and figure(fact) > 0) or (up and figure(fact) < 0)


def _wants_all(question: Question, facts: Sequence[Fact]) -> bool:
    """Whether a tie is meant: "những ai", "các chủ đầu tư", "dự án nào" of one measure."""
    if len({f.measure for f in facts}) > 1 or question.asks("how_many") or question.dimension:
        return False
    if facts[0].is_numeric:
        return question.asks("which", "list") and len({f.subject for f in facts}) == len(facts)
    return is_plural(question) or question.asks("which", "list", "where")
