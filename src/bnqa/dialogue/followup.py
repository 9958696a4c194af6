"""What a follow-up inherits from the turns before it: subject, measure, period, or the figures told."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bnqa import lang
from bnqa.decide.decision import Bias, likeness
from bnqa.dialogue.relatives import aspect, beside, relatives, same_measure
from bnqa.dialogue.session import Session
from bnqa.facts.index import FactIndex
from bnqa.facts.strengths import NEAR
from bnqa.knowledge import Fact
from bnqa.question.cues import change_words, names_several
from bnqa.question.question import RECKONED, Question, Term
from bnqa.text.phrases import syllables
from bnqa.text.tokens import fold

Way = tuple[Question, Bias]
RECENT = 3  # turns whose choices may still be picked from
_OTHERWISE = (
    "who",
    "when",
    "where",
    "why",
    "purpose",
    "how",
    "list",
    "definition",
    "check",
    "name",
)
_PAIRED = ("more", "less", "difference", "ratio", "compare")
_RECKONED = RECKONED | {"compare"}


def picked(text: str, count: int) -> int | None:
    """The number of a choice that a short reply names ("2", "cái đầu"), from 0; None for none."""
    bare = " ".join(re.findall(r"\w+", fold(text)))
    opener = _pattern("openers").match(bare)
    for said in {bare, bare[opener.end() :].strip() if opener else bare}:
        for number, phrases in lang.load("dialogue")["picks"].items():
            if said in {fold(str(p)) for p in phrases}:
                index = count - 1 if number == "last" else int(number) - 1
                return index if 0 <= index < count else None
    return None


def picks_a_choice(text: str, session: Session) -> bool:
    """Whether a short text ("2", "cái đầu") answers the question just asked back."""
    choices = _choices(session)
    return bool(choices) and (_is_all(text) or picked(text, len(choices)) is not None)


def ways(question: Question, session: Session, index: FactIndex) -> list[Way]:
    """How to take a question, likeliest first: on its own, or leaning on the turns before it."""
    alone = (question, Bias())
    chosen = _choice(question, session, index)
    if chosen is not None:
        return [chosen]
    anchors = _last_facts(session, index)
    if not anchors:
        return [alone]
    given = _reckoned_with(question, anchors, session, index)
    if given is not None:
        return [given]
    anchor, named = anchors[0], _named(question)
    pronoun = _has_pronoun(question.text)
    if not named or (pronoun and not question.periods):
        leaning = (_about(question, anchor), Bias(anchor, aspect(question, anchor, index)))
    else:
        leaning = (question, Bias(anchor))
    related = tuple(k for k in relatives(anchor, index) if _has_all(k, named, index))
    about = [(_about(question, anchor), Bias(anchor, related))] if related and named else []
    alike = tuple(k for k in same_measure(anchor, index) if _has_all(k, named, index))
    if named and alike and not index.cues(question) and not question.asks(*_OTHERWISE):
        # "còn cà phê?" asks for what was just told, of something else.
        about.insert(0, (question, Bias(anchor, alike)))
    if pronoun or not named or _opens(question.text):
        if named and question.asks(*_RECKONED):
            return [alone, leaning]
        if named and pronoun:
            around = tuple(i.fact.key for i in beside(anchor, index))
            return [leaning, (question, Bias(anchor, around))]
        return [*about, leaning, alone] if named else [leaning]
    if len(question.text.split()) <= 8 and len(question.content) <= 2:
        return [alone, *about, leaning]
    return [alone]


# --- picking from what was asked back ----------------------------------------------------------


def _choices(session: Session) -> tuple[tuple[str, str], ...]:
    """The choices asked back in the last few turns."""
    recent = reversed(session.turns[-RECENT:])
    return next((turn.choices for turn in recent if turn.choices), ())


def _choice(question: Question, session: Session, index: FactIndex) -> Way | None:
    """A short reply to a clarify: a number, or words that tell one choice from the others."""
    facts = [index.by_id[key].fact for key in _choices(session) if key in index.by_id]
    if not facts:
        return None
    if _is_all(question.text):
        both = replace(question, kinds=frozenset({"list"}), terms=(), counts=(), claims=())
        return both, Bias(facts[0], tuple(f.key for f in facts), all_of_them=True)
    number = picked(question.text, len(facts))
    if number is not None:
        chosen = facts[number]
        bare = replace(
            question, terms=(), claims=(), counts=(), periods=(), kinds=frozenset({"which"})
        )
        return _about(bare, chosen), Bias(chosen, (chosen.key,))
    if not session.turns[-1].choices or len(question.text.split()) > 7 or not question.content:
        return None
    held = [
        fact for fact in facts
        if all(index.strength(t, index.of(fact)) >= 0.8 for t in question.content)
    ]  # fmt: skip
    return (question, Bias(held[0], tuple(f.key for f in held))) if held else None


# --- reckoning with what was told --------------------------------------------------------------


def _last_facts(session: Session, index: FactIndex) -> tuple[Fact, ...]:
    """The facts that the last answer rested on."""
    last = next((t for t in reversed(session.turns) if t.facts or t.choices), None)
    keys = last.facts if last is not None else ()
    return tuple(index.by_id[key].fact for key in keys if key in index.by_id)


def _reckoned_with(
    question: Question, anchors: tuple[Fact, ...], session: Session, index: FactIndex
) -> Way | None:
    """ "hai cái đó cộng lại", "cái nào lớn hơn": the figures of the last turns are reckoned with."""
    if not question.asks(*_RECKONED):
        return None
    named = _named(question)
    if question.asks(*_PAIRED) and named and anchors[0].is_numeric:
        other = _other_side(named, anchors[0], index)
        if other is not None and len(named) <= 2:
            return _given(question, [anchors[0], other])
    pairwise = question.asks(*_PAIRED, "max", "min", "sum", "total", "rank")
    bare = pairwise and len(named) <= (len(anchors) == 1)
    if not (names_several(question.text) or bare):
        return None
    figures = [f for f in anchors if f.is_numeric] if len(anchors) > 1 else []
    if len(figures) < 2:
        figures = list(_figures_before(session, index))
        if question.asks(*_PAIRED):
            figures = figures[-2:]
        elif len(figures) < 2:
            figures = _whole_group(figures, index, None)
    wanted = [m.quantity.value for m in question.counts if m.quantity.value]
    count = int(wanted[0]) if wanted else _spoken_count(question.text)
    if count is not None and count != len(figures):
        figures = _whole_group(figures, index, count) or figures[-count:]
    return _given(question, figures) if len(figures) > 1 else None


def _given(question: Question, figures: list[Fact]) -> Way:
    given = replace(question, terms=(), counts=(), head=None)
    return given, Bias(figures[0], tuple(f.key for f in figures))


def _other_side(named: list[Term], anchor: Fact, index: FactIndex) -> Fact | None:
    """The figure that a comparison names beside the last one: "cao hơn GRDP à?"."""
    found = [
        i.fact for i in index.facts
        if i.fact is not anchor and i.fact.is_numeric and i.fact.unit == anchor.unit
        and i.fact.kind == anchor.kind
        and all(index.strength(t, i) >= NEAR for t in named)
        and any(index.strength(t, index.of(anchor)) < NEAR for t in named)
    ]  # fmt: skip
    return max(found, key=lambda fact: likeness(anchor, fact), default=None)


def _figures_before(session: Session, index: FactIndex) -> tuple[Fact, ...]:
    """The figures of the last turns that answered; of a text fact, its subject's figure."""
    told: list[Fact] = []
    for turn in [t for t in session.turns if t.facts][-RECENT:]:
        for key in turn.facts:
            if key in index.by_id:
                told += _figure_of(index.by_id[key].fact, index)
    found = list(dict.fromkeys(told))
    unit = found[-1].unit if found else None
    return tuple(f for f in found if f.unit == unit)


def _figure_of(fact: Fact, index: FactIndex) -> list[Fact]:
    if fact.is_numeric:
        return [fact]
    return [
        i.fact for i in index.facts
        if i.fact.is_numeric and i.fact.group and i.fact.subject == fact.subject
    ][:1]  # fmt: skip


def _spoken_count(text: str) -> int | None:
    words = {"hai": 2, "2": 2, "ba": 3, "3": 3}
    return next((words[w] for w in fold(text).split() if w in words), None)


def _whole_group(figures: list[Fact], index: FactIndex, count: int | None) -> list[Fact]:
    """All of a series, where it has as many members as are spoken of (None: however many)."""
    group = figures[0].group if figures else None
    members = [i.fact for i in index.facts if group is not None and i.fact.group == group]
    return members if count in (None, len(members)) else []


# --- reading a follow-up -----------------------------------------------------------------------


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = sorted({fold(str(w)) for w in lang.load("dialogue")[name]}, key=len, reverse=True)
    return re.compile(r"\W*(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")


@cache
def _all_words() -> frozenset[str]:
    return frozenset(fold(str(w)) for w in lang.load("dialogue")["all"])


def _is_all(text: str) -> bool:
    """Whether a short reply means every choice: "cả hai"."""
    return " ".join(re.findall(r"\w+", fold(text))) in _all_words()


def _has_all(fact: tuple[str, str], named: list[Term], index: FactIndex) -> bool:
    """Whether a fact itself has all that is named, not only its article."""
    indexed = index.by_id[fact]
    return all(index.strength(term, indexed) >= NEAR for term in named)


def _opens(text: str) -> bool:
    return _pattern("openers").match(fold(text)) is not None


def _has_pronoun(text: str) -> bool:
    return _pattern("pronouns").search(fold(text)) is not None


def _named(question: Question) -> list[Term]:
    """What a question names beside that something grew or fell."""
    return [t for t in question.content if t.direct not in change_words()]


def _about(question: Question, fact: Fact) -> Question:
    """The question with the subject of a fact put in for what it leaves out."""
    keys = " ".join(syllables(fact.subject))
    subject = Term(fact.subject, (keys,), fold(keys), True, "soft", 0)
    kept = tuple(t for t in question.terms if not _has_pronoun(t.text))
    return replace(question, terms=(*kept, subject))
