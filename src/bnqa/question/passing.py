"""Which words of a question an answer may lack: lone syllables, nouns of kind, plain verbs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bnqa import lang
from bnqa.question.cues import Mark, pattern
from bnqa.question.question import Question, Term
from bnqa.text.phrases import syllables
from bnqa.text.telex import is_syllable


def lighten(terms: list[Term], marks: list[Mark], text: str) -> list[Term]:
    """The terms with those that may be let pass marked ``light``.

    A lone syllable in lower case that no word list has is more often a verb, an adverb or a slip than
    what is asked about. Two in a row are a word, one that is counted or to be named is a noun.
    """
    if any(kind in ("when", "difference") for _, _, kind in marks):
        # "bao giờ mới xong": there it only marks the time.
        timely = pattern("^", "timely", "$")
        terms = [replace(t, role="soft") if timely.match(t.text) else t for t in terms]
    plain = [_may_be_light(t, text) for t in terms]
    found = []
    for i, term in enumerate(terms):
        beside = (i and plain[i - 1] and _touch(terms[i - 1], term)) or (
            i + 1 < len(terms) and plain[i + 1] and _touch(term, terms[i + 1])
        )
        light = plain[i] and not beside and not _is_asked(term, marks)
        found.append(replace(term, role="light") if light else term)
    return found


def _is_asked(term: Term, marks: Sequence[Mark]) -> bool:
    """Whether a term is what "bao nhiêu" counts or "nào" asks to name: then it is a noun."""
    before, after = term.index - 1, term.index + len(term.text) + 1
    return any(
        (kind == "which" and start == after) or (kind == "how_many" and end == before)
        for start, end, kind in marks
    )


@cache
def _passing() -> frozenset[str]:
    words = (*lang.load("cues")["classes"], *lang.load("cues")["doings"])
    return frozenset(" ".join(syllables(str(word))) for word in words)


def loosened(question: Question) -> Question | None:
    """The question with the nouns let pass that only say what kind of thing is spoken of, and the verbs
    that only say how it came about, but for what is counted or named.

    None where it has none or nothing else, or asks for a name, a time or a place: what is left can
    hardly tell those.
    """
    if question.asks("when", "where", "who", "name"):
        return None

    def is_light(term: Term) -> bool:
        plain = term.role in ("content", "outside", "name")
        return plain and term.direct in _passing() and not _is_asked(term, question.marks)

    if not any(map(is_light, question.terms)) or all(map(is_light, question.content)):
        return None
    terms = tuple(replace(t, role="light") if is_light(t) else t for t in question.terms)
    return replace(question, terms=terms)


def _may_be_light(term: Term, text: str) -> bool:
    written = term.text if term.index else term.text[:1].lower() + term.text[1:]
    lower = written.islower() or text.isupper()
    lone = term.role in ("content", "name") and len(term.variants) == 1 and " " not in term.text
    return lower and lone and is_syllable(term.folded)


def _touch(left: Term, right: Term) -> bool:
    return left.index + len(left.text) + 1 == right.index
