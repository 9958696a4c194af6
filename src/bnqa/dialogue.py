"""A conversation: what a follow-up question inherits from the turns before it."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from bnqa import lang
from bnqa.cues import change_words, names_several
from bnqa.decision import Bias, Decision
from bnqa.facts import FactIndex
from bnqa.knowledge import Fact
from bnqa.phrases import syllables
from bnqa.question import Question, Term
from bnqa.text import fold

MAX_TURNS = 8


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn as far as the next one needs it; plain JSON values."""

    question: str
    status: str
    facts: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    suggestions: tuple[str, ...] = ()

    @classmethod
    def of(cls, question: str, decision: Decision, suggestions: tuple[str, ...]) -> Turn:
        """What to keep of a decided question."""
        return cls(
            question,
            decision.status,
            tuple((f.article, f.id) for f in decision.facts),
            tuple((f.article, f.id) for f in decision.choices),
            suggestions,
        )


@dataclass(slots=True)
class Session:
    """One conversation: its last MAX_TURNS turns; JSON-ready through ``to_dict`` and ``from_dict``."""

    turns: list[Turn] = field(default_factory=list)

    def remember(self, turn: Turn) -> None:
        """Add a turn; the oldest falls out."""
        self.turns = [*self.turns, turn][-MAX_TURNS:]

    def to_dict(self) -> dict[str, Any]:
        """The session as JSON-ready values."""
        return {"turns": [asdict(turn) for turn in self.turns]}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Session:
        """A session from :meth:`to_dict`; what can't be read is left out."""
        turns = []
        for row in data.get("turns", []) if isinstance(data, dict) else []:
            try:
                turns.append(
                    Turn(
                        str(row["question"]),
                        str(row["status"]),
                        tuple((str(a), str(b)) for a, b in row.get("facts", [])),
                        tuple((str(a), str(b)) for a, b in row.get("choices", [])),
                        tuple(map(str, row.get("suggestions", []))),
                    )
                )
            except (KeyError, TypeError, ValueError):
                continue
        return cls(turns[-MAX_TURNS:])


def _opens(text: str) -> bool:
    return bool(re.match(_pattern("openers"), fold(text)))


def _pattern(name: str) -> str:
    words = sorted({fold(str(w)) for w in lang.load("dialogue")[name]}, key=len, reverse=True)
    return r"\W*(?:" + "|".join(map(re.escape, words)) + r")(?!\w)"


def picked(text: str, count: int) -> int | None:
    """The number of a choice that a short reply names ("2", "cái đầu"), from 0; None for none."""
    data = lang.load("dialogue")["picks"]
    bare = " ".join(re.findall(r"\w+", fold(text)))
    for number, phrases in data.items():
        if bare in {fold(str(p)) for p in phrases}:
            index = count - 1 if number == "last" else int(number) - 1
            return index if 0 <= index < count else None
    return None


def picks_a_choice(text: str, session: Session) -> bool:
    """Whether a short text ("2", "cái đầu") answers the question just asked back."""
    choices = session.turns[-1].choices if session.turns else ()
    return bool(choices) and picked(text, len(choices)) is not None


def ways(question: Question, session: Session, index: FactIndex) -> list[tuple[Question, Bias]]:
    """How to take a question, likeliest first: on its own, or leaning on the turns before it."""
    alone = (question, Bias())
    if not session.turns:
        return [alone]
    picked_way = _choice(question, session.turns[-1], index)
    if picked_way is not None:
        return [picked_way]
    previous = next((t for t in reversed(session.turns) if t.facts or t.choices), None)
    keys = [key for key in (previous.facts if previous else ()) if key in index.by_id]
    if not keys:
        return [alone]
    anchors = tuple(index.by_id[key].fact for key in keys)
    before = _several_before(session, index) if len(anchors) == 1 else anchors
    pronoun = _has_pronoun(question.text)
    bare = len(question.content) <= 1 and question.asks("more", "less", "difference", "ratio")
    bare = bare or (len(anchors) > 1 and not _named(question) and question.asks(*_RECKONED))
    if (names_several(question.text) or bare) and len(before) > 1 and question.asks(*_RECKONED):
        # "hai cái đó cộng lại": the facts of the last turns are what is reckoned with.
        return [(_only(question, before), Bias(anchors[0], tuple(f.id for f in before)))]
    named = _named(question)
    if not named or (pronoun and not question.periods):
        among = _relatives(anchors[0], index)
        if question.asks("why", "purpose"):
            among = _reasons(anchors[0], index) or among
        elif question.asks("who"):
            among = _people(anchors[0], index) or among
        elif question.periods:
            among = _same_measure(anchors[0], index)
        leaning = (_about(question, anchors[0]), Bias(anchors[0], among))
    else:
        leaning = (question, Bias(anchors[0]))
    if pronoun or not named or _opens(question.text):
        if named and question.asks(*_RECKONED):
            return [alone, leaning]
        return [leaning, alone] if question.content and not pronoun else [leaning]
    if len(question.text.split()) <= 8 and len(question.content) <= 2:
        related = (_about(question, anchors[0]), Bias(anchors[0], _relatives(anchors[0], index)))
        return [alone, related]
    return [alone]


_RECKONED = (
    "sum",
    "difference",
    "ratio",
    "max",
    "min",
    "rank",
    "more",
    "less",
    "compare",
    "average",
    "share_of",
)


def _named(question: Question) -> list[Term]:
    """What a question names beside that something grew or fell."""
    return [t for t in question.content if t.direct not in change_words()]


def _choice(question: Question, last: Turn, index: FactIndex) -> tuple[Question, Bias] | None:
    """A short reply to a clarify: a number, or words that tell one choice from the others."""
    facts = [index.by_id[key].fact for key in last.choices if key in index.by_id]
    if not facts:
        return None
    number = picked(question.text, len(facts))
    if number is not None:
        chosen = facts[number]
        bare = replace(
            question, terms=(), claims=(), counts=(), periods=(), kinds=frozenset({"which"})
        )
        return _about(bare, chosen), Bias(chosen, (chosen.id,))
    if len(question.text.split()) > 7 or not question.content:
        return None
    held = [
        fact for fact in facts
        if all(index.strength(t, index.by_id[(fact.article, fact.id)]) >= 0.8 for t in question.content)
    ]  # fmt: skip
    return (question, Bias(held[0], tuple(f.id for f in held))) if held else None


def _several_before(session: Session, index: FactIndex) -> tuple[Fact, ...]:
    """The facts of the last two turns that answered, older first."""
    answered = [t for t in session.turns if t.facts][-2:]
    facts = [index.by_id[k].fact for t in answered for k in t.facts if k in index.by_id]
    return tuple(dict.fromkeys(facts))


def _has_pronoun(text: str) -> bool:
    return re.search(r"(?<!\w)" + _pattern("pronouns").removeprefix(r"\W*"), fold(text)) is not None


def _relatives(anchor: Fact, index: FactIndex) -> tuple[str, ...]:
    """The facts that are about what the anchor is about: its subject, its base, its change."""
    own = _content(anchor)
    found = []
    for indexed in index.facts:
        fact = indexed.fact
        linked = (
            fact.of == anchor.id
            or anchor.of == fact.id
            or (fact.of is not None and fact.of == anchor.of)
        )
        shared = own & _content(fact)
        near = fact.quote == anchor.quote or (
            fact.passage == anchor.passage and fact.kind in ("purpose", "cause")
        )
        if (
            fact is anchor
            or linked
            or near
            or len(shared) >= 0.6 * min(len(own), len(_content(fact)))
        ):
            found.append(fact.id)
    return tuple(found)


def _same_measure(anchor: Fact, index: FactIndex) -> tuple[str, ...]:
    """The facts that measure what the anchor measures, in any period."""
    own = index.by_id[(anchor.article, anchor.id)].measure_words
    return tuple(
        i.fact.id for i in index.facts
        if i.fact.article == anchor.article and i.fact.kind == anchor.kind
        and len(own & i.measure_words) >= 0.6 * min(len(own), len(i.measure_words))
    )  # fmt: skip


def _people(anchor: Fact, index: FactIndex) -> tuple[str, ...]:
    """Who is named in the anchor's own paragraph: "ai nói vậy?"."""
    return tuple(
        i.fact.id for i in index.facts
        if i.fact.passage == anchor.passage and i.fact.article == anchor.article
        and i.fact.kind in ("person", "organisation", "office")
    )  # fmt: skip


def _reasons(anchor: Fact, index: FactIndex) -> tuple[str, ...]:
    """Why or what for, as the anchor's own paragraph says it."""
    return tuple(
        i.fact.id for i in index.facts
        if i.fact.passage == anchor.passage and i.fact.article == anchor.article and i.fact.kind in ("purpose", "cause")
    )  # fmt: skip


def _content(fact: Fact) -> frozenset[str]:
    """The syllables of subject and measure that say what the fact is about."""
    common = {fold(str(w)) for w in lang.load("dialogue")["common"]}
    words = {fold(w) for w in _keys(f"{fact.subject} {fact.measure}")}
    return frozenset(words - common)


def _only(question: Question, facts: tuple[Fact, ...]) -> Question:
    """The question with nothing left to look for: the facts are given."""
    del facts
    return replace(question, terms=(), counts=())


def _about(question: Question, fact: Fact) -> Question:
    """The question with the subject of a fact put in for what it leaves out."""
    keys = " ".join(_keys(fact.subject))
    subject = Term(fact.subject, (keys,), fold(keys), True, "soft", 0)
    kept = tuple(t for t in question.terms if not _has_pronoun(t.text))
    return replace(question, terms=(*kept, subject))


def _keys(text: str) -> tuple[str, ...]:
    return syllables(text)
