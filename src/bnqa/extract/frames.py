"""What a clause says of its figure: who or what, by which verb, when, compared with what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bnqa.extract.clauses import REASONS, Clause
from bnqa.extract.figures import Figure
from bnqa.extract.held import is_held, is_level, moves_on
from bnqa.extract.lexicon import Element
from bnqa.extract.openings import Opening
from bnqa.extract.phrases import (
    Span,
    after_conjunction,
    before_conjunction,
    inverted,
    noun_phrase,
    span_of,
    trimmed,
)
from bnqa.extract.sentences import Sentence
from bnqa.extract.tails import Tail
from bnqa.extract.verbs import find_verb
from bnqa.values.period import PeriodMention

_SINCE = re.compile(r"(?:nhất|kỷ lục) (?:kể )?(?:từ|trong|trong vòng)\s*$|kể từ\s*$")
_TAKES_NOUN = ("up", "down", "level", "share", "times")
_ANOTHER = frozenset(["và", "nhưng", "song", "còn"])


@dataclass(frozen=True, slots=True)
class Frame:
    """A clause taken apart; spans are ``[start, end)`` code points of the passage.

    ``topic`` is what a ranking is of ("khách quốc tế đông nhất là …"), ``subject`` the noun phrase before the verb, ``measure`` a noun of measure right before the
    figure, ``counted`` the noun phrase after it; each None where the clause has none. ``start`` is
    where the clause begins once its openers are taken off.
    """

    sentence: Sentence
    clause: Clause
    start: int
    end: int
    topic: Span | None
    subject: Span | None
    measure: Span | None
    counted: Span | None
    verb: Element | None
    opening: Opening
    tail: Tail
    own: tuple[PeriodMention, ...]
    respective: bool
    leaves: bool  # "giảm từ 5% …": the figure is what was left behind
    changed: bool  # an earlier verb of the clause already said that it grew
    expected: bool  # forecast, planned or hoped for
    mean: bool  # "bình quân"
    held: bool  # another figure is held against it: "cao hơn mức 6,9% của năm 2023"

    @property
    def figure(self) -> Figure:
        return self.clause.figure

    def clause_at(self, place: int) -> bool:
        """Whether a place of the passage is in the clause, from its opening on."""
        head, tail = self.clause.head, self.clause.tail
        first = head[0].start if head else self.figure.start
        return first <= place < (tail[-1].end if tail else self.figure.end)

    @property
    def year_before(self) -> bool:
        """ "cùng kỳ lãi 38 tỷ đồng", "thấp hơn mức 25,3 tỷ USD của cùng kỳ": a figure of that time."""
        return self.same_time is not None

    @property
    def same_time(self) -> PeriodMention | None:
        """The words by which a figure is of the same time of another year."""
        for mention in self.sentence.periods:
            if mention.period.grain != "same_period" or not self.clause_at(mention.start):
                continue
            if mention.start > self.figure.end:
                return mention if self.leaves else None
            text = self.sentence.passage.text[self.sentence.start : mention.start].rstrip().lower()
            return None if text.endswith(("so với", "so", "hơn", "với")) else mention
        return None

    def text(self, span: Span | None) -> str:
        return trimmed(self.sentence.passage.text[span[0] : span[1]]) if span else ""


def read(sentence: Sentence, clause: Clause) -> Frame:
    """Take a clause apart."""
    opening = Opening(sentence, clause)
    head = opening.rest
    if len(head) > 1 and head[0].text.lower() == "là":
        head = head[1:]
    start = head[0].start if head else clause.figure.start
    if opening.begins is not None and head:
        start = opening.begins
    if clause.figure.reached:
        reached = Element("đạt", clause.figure.start, clause.figure.start, frozenset({"level"}))
        verb, zone, leaves, respective = find_verb([*head, reached])
    else:
        verb, zone, leaves, respective = find_verb(head)
    measure: Span | None = None
    at = _measure_at_end(zone, verb)
    if at is not None:
        ends = verb.end if verb is not None and not verb.has(*_TAKES_NOUN) else zone[-1].end
        if verb is not None and verb.has("measure"):
            ends = verb.end
        measure = (zone[at].start, ends)
        verb, zone, _, _ = find_verb(zone[:at])
        if zone and zone[-1].text.lower() in _ANOTHER and any(e.has("aux", "cut") for e in zone):
            zone = []  # "các phiên đấu giá liên tục vắng khách và tiền thuê đất chỉ thu …"
    elif verb is not None and verb.has("measure") and verb.has("verb", "level"):
        measure = (verb.start, verb.end)
    if verb is not None and verb.text.endswith(" hơn") and is_level(sentence, clause):
        leaves = True
    leaves = leaves and moves_on(sentence, clause)
    held = is_held(sentence, clause)
    leaves = leaves or held
    tail = Tail(sentence, clause)
    inside = [p for p in sentence.periods if start <= p.start < max(tail.end, clause.figure.end)]
    reason = next((e.start for e in clause.tail if e.text.lower() in REASONS), tail.end)
    relative = clause.figure.is_percent or clause.figure.dimension == "times"
    if relative and clause.tail and clause.tail[0].has("plans"):
        reason = min(reason, clause.figure.end)  # "bằng 76% dự toán giao cả năm": that of the plan
    own = tuple(p for p in inside if p.start < reason and not _is_base(sentence, p, tail))
    subject, topic = noun_phrase(zone, verb), None
    if (copula := inverted(zone)) is not None:
        ranked = [e for e in zone[: copula - 1] if not e.text.lower().endswith("nhất")]
        topic = noun_phrase(ranked, None) if ranked else None
        told = before_conjunction(zone[copula:])
        topic = span_of(told) if told else topic
    elif (main := before_conjunction(zone)) and subject is not None:
        topic = noun_phrase(main, None)
    if (
        copula is None
        and subject is not None
        and subject[0] > start
        and (len(after_conjunction(zone)) < len(zone) or zone[0].text.endswith(" hơn"))
    ):
        start = subject[0]
    return Frame(
        sentence, clause, start, tail.end, topic, subject, measure,
        tail.counted, verb, opening, tail, own, respective, leaves,
        any(e.has("up", "down") for e in zone),
        opening.forecast or any(_expects(e) for e in clause.head),
        _mean(clause, opening), held,
    )  # fmt: skip


def _expects(element: Element) -> bool:
    """Whether a word says that a figure is not certain yet: "ước tăng", "dự kiến đạt"."""
    return element.text.lower().startswith(("dự kiến", "dự báo", "kỳ vọng", "ước"))


def _mean(clause: Clause, opening: Opening) -> bool:
    """Whether "bình quân" opens the clause, alone or before its period."""
    head = clause.head
    return len(opening.rest) < len(head) and any(
        e.has("mean") for e in head if e not in opening.rest
    )


def _measure_at_end(zone: Sequence[Element], verb: Element | None) -> int | None:
    """Where a noun phrase of measure right before the figure begins, if no verb stands between.

    "chi phí sản xuất 4.000 đồng": a verb after a noun of measure belongs to it; "đạt" does not.
    """
    if (
        verb is not None
        and verb.has(*_TAKES_NOUN)
        and verb.text.lower() != "với"
        and not (verb.has("measure") and zone and zone[-1].has("measure"))
    ):
        return None
    if (
        verb is not None
        and not (zone and zone[-1].has("measure", "joined"))
        and not verb.has("measure")
    ):
        return None
    for index in range(len(zone) - 1, -1, -1):
        element = zone[index]
        if element.has("measure", "growth_nouns"):
            while index > 0 and zone[index - 1].has("measure") and not zone[index - 1].has("verb"):
                index -= 1
            return _headed(zone, index)
        if element.has("cut", *_TAKES_NOUN) or element.is_mark:
            return None
        if (
            element.has("verb")
            and index < len(zone) - 1
            and not zone[index - 1 if index else 0].has("measure")
        ):
            return None
    return None


def _headed(zone: Sequence[Element], index: int) -> int:
    """Where the noun of measure begins that another is only part of: "thu từ hoạt động xuất nhập khẩu"."""
    for place in range(index - 1, -1, -1):
        element = zone[place]
        if element.has("measure") and element.text.lower().endswith((" từ", " sử dụng", " về")):
            return place
        if element.kinds - {"word", "joined", "measure"} or element.is_name:
            break
    return index


def _is_base(sentence: Sentence, mention: PeriodMention, tail: Tail) -> bool:
    """Whether a period is what a change is counted from, not when the figure holds."""
    if mention.period.grain == "same_period":
        return True
    if tail.compare_at is not None and mention.start >= tail.compare_at:
        return True
    before = sentence.passage.text[max(sentence.start, mention.start - 14) : mention.start].lower()
    since = f"{before}{mention.text[:3].lower()}" if mention.text.lower()[:3] == "từ " else before
    if _SINCE.search(since) is not None:
        return True  # "quý cao nhất kể từ đầu năm 2023"
    words = before.split()
    return words[-1:] in (["hơn"], ["so"]) or words[-2:] in (["so", "với"], ["cùng", "kỳ"])
