"""Check what a question claims: a figure by interval logic, words by the facts that hold them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bnqa.answer import format_value, known
from bnqa.decide.compute import figure
from bnqa.decide.decision import TIE, Decision, like, same_dimension
from bnqa.decide.lookup import Lookup
from bnqa.facts.fields import Field
from bnqa.facts.index import FactIndex
from bnqa.facts.matching import Match
from bnqa.facts.strengths import CORE, NEAR
from bnqa.knowledge import Fact
from bnqa.question.cues import says_fell
from bnqa.question.question import Question, Term
from bnqa.reply.compose import lower_first, reply, statement
from bnqa.values.period import compatible, covers, find_periods
from bnqa.values.quantity import Quantity, compare

_NUMBER = re.compile(r"\d+")


class Checker:
    """Bears claims out, denies them with the right figure, or says that the text does not settle it."""

    def __init__(self, index: FactIndex, lookup: Lookup) -> None:
        self._index, self._lookup = index, lookup

    def check(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        if question.claims and (
            question.asks("check")
            or not question.asks(
                "how_many", "which", "who", "when", "why", "list", "definition", "how"
            )
        ):
            return self._check_claim(question, matches)
        if question.asks("check") and not question.asks("how_many"):
            return self._check_words(question, matches)
        return None

    def _check_claim(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        several = self._several(question, matches)
        if several is not None:
            return several
        claim = question.claims[0].quantity
        fitting = [
            m for m in matches
            if m.conflict is None and not m.missing and m.fact.is_numeric and same_dimension(claim, m.fact)
        ]  # fmt: skip
        if not fitting:
            return None
        # Of facts that fit equally, the one that the claim is about is the one it agrees with.
        near = [m for m in fitting if m.score > fitting[0].score - TIE * 2]
        if says_fell(question):
            near = [m for m in near if m.fact.kind == "growth"] or near
        claims = {m.fact.key: _directed(claim, question, m.fact) for m in near}
        verdicts = {
            key: compare(claims[key], known(m.fact)) for key, m in ((m.fact.key, m) for m in near)
        }
        # Of facts that fit equally, the one that is meant has the very figure; else the best.
        same = [m for m in near if claims[m.fact.key].value == known(m.fact).value]
        best = max(same or near, key=lambda m: m.score)
        verdict, claim = verdicts[best.fact.key], claims[best.fact.key]
        said = lower_first(statement(best.fact))
        if self._lookup.contradicts(question, best.fact):
            text = reply("answers", "no", statement=said)
        elif verdict == "yes":
            text = reply("answers", "yes", statement=said)
        elif verdict == "no":
            text = reply("answers", "no", statement=said)
        elif claim.value == known(best.fact).value:
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
            denies=verdict == "no",
        )

    def _several(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        """ "Có 16 KCN rồi thêm 5 KCN nữa à?": each figure is to be one that a fact of its own tells."""
        figures = [mention.quantity for mention in (*question.claims, *question.counts)]
        if len(figures) < 2:
            return None
        numeric = [m for m in matches if m.conflict in (None, "count") and m.fact.is_numeric]
        right: list[Match] = []
        wrong: list[Quantity] = []
        for claim in figures:
            same = (m for m in numeric if m not in right and _is_very(claim, m.fact))
            match = next(same, None)
            wrong += [claim] if match is None else []
            right += [match] if match is not None else []
        told = [self._index.of(m.fact) for m in right]
        rest = [
            t for t in question.content
            if all(self._index.strength(t, indexed) < NEAR for indexed in told)
        ]  # fmt: skip
        if not right or bool(wrong) != bool(rest):
            return None
        if wrong:
            # What the right figures are not told of is what the wrong one claims.
            others = [m for m in numeric if m not in right and same_dimension(wrong[0], m.fact)]
            meant = [m for m in others if set(rest) <= self._told_of(question, m)]
            return _denied(meant[0], "one is wrong") if meant else None
        said = "; ".join(lower_first(statement(m.fact)) for m in right)
        return Decision(
            "answered", reply("answers", "yes", statement=said), "check",
            tuple(m.fact for m in right), confidence=0.9, reason="all right",
        )  # fmt: skip

    def _told_of(self, question: Question, match: Match) -> set[Term]:
        """The terms of a question that a fact has in its own words or its quote."""
        indexed = self._index.of(match.fact)
        return {t for t in question.content if self._index.strength(t, indexed) >= NEAR}

    def _check_words(self, question: Question, matches: Sequence[Match]) -> Decision | None:
        if not question.content and not question.periods:
            return None  # "hôm nay khỏe không?" claims nothing
        good = [
            m for m in matches
            if m.conflict is None and self._says_all(question, m) and not self._spread(question, m) and not self._strangers(question, m)
        ]  # fmt: skip
        good = [m for m in good if _has_figures(question, m.fact)]
        if good and good[0].coverage >= 0.5:
            if self._other_date(question, good[0]):
                return _denied(good[0], "other date")
            return self._lookup.state(question, good[0])

        # A fact of one value says more of a claim than a list that happens to hold its words.
        # Of two that lack a name each, the one that has what comes first is spoken of.
        def order(match: Match) -> tuple[bool, int, int]:
            held = len(self._told_of(question, match))
            first = min((t.index for t in match.missing), default=0)
            return isinstance(match.fact.value, tuple), -held, -first

        for match in sorted(matches[:6], key=order):
            if match.conflict == "period" and not match.missing and match.fact.kind == "date":
                return _denied(match, "other period")
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
                    statement=lower_first(statement(fact)),
                )
                return Decision(
                    "answered",
                    text,
                    "check",
                    (fact,),
                    confidence=0.6,
                    reason="not in list",
                    denies=True,
                )
            names = fact.kind == "text" and any(ch.isupper() for ch in str(fact.value))
            if names or fact.kind in ("person", "organisation", "office", "place"):
                return _denied(match, "other name")
        return None

    def _says_all(self, question: Question, match: Match) -> bool:
        """Whether the fact itself, not only its paragraph, has every word of the claim."""
        indexed = self._index.of(match.fact)
        about = self._index.places[match.fact.article], self._index.context[match.fact.article]
        return all(
            any(field.holds(t) for field in about)
            or (
                self._index.strength(t, indexed) >= NEAR
                and not (isinstance(match.fact.value, tuple) and self._index.is_owned(t, indexed))
            )
            for t in question.content
        )

    @staticmethod
    def _other_date(question: Question, match: Match) -> bool:
        """Whether a date is claimed that is not the fact's."""
        if match.fact.kind != "date" or not question.periods:
            return False
        known = [m.period for m in find_periods(str(match.fact.value))]
        return bool(known) and not any(
            compatible(p, k) or covers(p, k) for p in question.periods for k in known
        )

    def _strangers(self, question: Question, match: Match) -> list[Term]:
        """The names in a claim that the fact itself does not have, though its paragraph may."""
        indexed = self._index.of(match.fact)
        # Of a list only its items are claimed; what else its sentence says of them is not.
        enough = CORE - 0.1 if isinstance(match.fact.value, tuple) else NEAR
        person = match.fact.kind in ("person", "office", "organisation", "date")
        return [
            t for t in question.content
            if (t.proper or t.text[0].isupper() or (person and t.role == "outside"))
            and not self._index.places[match.fact.article].holds(t)
            and self._index.strength(t, indexed) < enough
            and (t in match.missing or t.role == "name" or t.text[0].isupper())
        ]  # fmt: skip

    def _spread(self, question: Question, match: Match) -> bool:
        """A list that holds the words in several of its items bears out no claim about one."""
        if not isinstance(match.fact.value, tuple):
            return False
        fields = [Field(item) for item in match.fact.value]
        rare = [t for t in question.content if sum(f.holds(t) for f in fields) == 1]
        return len({next(i for i, f in enumerate(fields) if f.holds(t)) for t in rare}) > 1


def _has_figures(question: Question, fact: Fact) -> bool:
    """Whether a fact has every number of a claim that no period accounts for: "hết 10 giờ" is not
    borne out by a landslide."""
    if question.periods:
        return True
    told = set(_NUMBER.findall(f"{fact.quote} {fact.value} {fact.subject} {fact.phrase or ''}"))
    return told.issuperset(_NUMBER.findall(question.text))


def _is_very(claim: Quantity, fact: Fact) -> bool:
    """Whether a figure that is claimed is the very one of a fact."""
    if claim.value is None or not same_dimension(claim, fact):
        return False
    return like(claim, fact).value == known(fact).value


def _denied(match: Match, reason: str) -> Decision:
    text = reply("answers", "no", statement=lower_first(statement(match.fact)))
    return Decision(
        "answered", text, "check", (match.fact,), confidence=0.6, reason=reason, denies=True
    )


def _directed(claim: Quantity, question: Question, fact: Fact) -> Quantity:
    """A claim in the fact's unit; "giảm 9,8%" of a fall is -9,8%."""
    asked = like(claim, fact)
    down = fact.kind == "growth" and says_fell(question)
    if not down or asked.value is None or asked.value < 0 or figure(fact) >= 0:
        return asked
    low, high = asked.low, asked.high
    return replace(asked, low=None if high is None else -high, high=None if low is None else -low)
