"""Put a thing of the last answer in for its place there: "cái thứ hai vốn bao nhiêu?"."""

from __future__ import annotations

import re
from functools import cache

from bnqa import lang
from bnqa.dialogue.session import Session
from bnqa.facts.index import FactIndex
from bnqa.question.cues import place

MAX_WORDS = 14  # a longer question names what it is about


@cache
def _ordinals() -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern of the places in a list, and the number of each (-1: the last)."""
    data = lang.load("dialogue")
    numbers = {
        str(word): -1 if number == "last" else int(number)
        for number, words in data["ordinals"].items()
        for word in words
    }
    words = "|".join(map(re.escape, sorted(numbers, key=len, reverse=True)))
    leads = "|".join(map(re.escape, map(str, data["classifiers"])))
    pattern = rf"(?<!\w)(?:(?:{leads})\s+)?(?P<place>{words})(?!\w)"
    return re.compile(pattern, re.IGNORECASE), numbers


def named(text: str, session: Session, index: FactIndex) -> str:
    """The question with the place in a list that was just told replaced by what stands there.

    As it is, where nothing was listed, or where it asks for the n-th by size ("lớn thứ hai").
    """
    if not session.turns or session.turns[-1].choices or len(text.split()) > MAX_WORDS:
        return text
    pattern, numbers = _ordinals()
    found = pattern.search(text)
    if found is None or place(text) is not None:
        return text
    items = _items(session, index)
    number = numbers[found.group("place").lower()]
    if len(items) < 2 or number > len(items):
        return text
    item = items[number - 1] if number > 0 else items[-1]
    return f"{text[: found.start()]}{item}{text[found.end() :]}"


def _items(session: Session, index: FactIndex) -> tuple[str, ...]:
    """What the last answer listed: the items of a list, or what its figures are told of."""
    facts = [index.by_id[key].fact for key in session.turns[-1].facts if key in index.by_id]
    if len(facts) == 1 and isinstance(facts[0].value, tuple):
        return facts[0].value
    return tuple(dict.fromkeys(fact.subject for fact in facts))
