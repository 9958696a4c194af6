"""Go on with what was just told: "chi tiết hơn" gives its sentences, "còn gì nữa không?" what is near it."""

from __future__ import annotations

import re
from functools import cache

from bnqa import lang
from bnqa.decide.decision import Decision
from bnqa.decide.suggest import Suggester
from bnqa.dialogue.session import Session
from bnqa.facts.index import FactIndex
from bnqa.knowledge import Fact, Library
from bnqa.reply.compose import lower_first, reply, statement
from bnqa.text.tokens import fold, sentences

MAX_SENTENCES = 3


@cache
def _phrases(name: str) -> frozenset[str]:
    return frozenset(fold(str(phrase)) for phrase in lang.load("dialogue")[name])


def wants(text: str) -> str | None:
    """``detail`` or ``more`` where a text asks to go on; None where it asks something else."""
    words = re.findall(r"\w+", fold(text))
    fillers = _phrases("fillers")
    bare = " ".join(word for word in words if word not in fillers)
    for name in ("detail", "more"):
        if bare and (bare in _phrases(name) or " ".join(words) in _phrases(name)):
            return name
    return None


class Continuer:
    """Goes on with the facts of the turns before."""

    def __init__(self, library: Library, index: FactIndex, suggester: Suggester) -> None:
        self._index, self._suggester = index, suggester
        self._texts = {
            (article.id, passage.id): passage.text
            for article in library.articles
            for passage in article.passages
        }

    def go_on(self, text: str, session: Session) -> Decision | None:
        """What to add to the last answer; None when nothing was asked for or nothing was told."""
        aspect = wants(text)
        told = [
            self._index.by_id[key].fact
            for turn in session.turns
            for key in turn.facts
            if key in self._index.by_id
        ]
        if aspect is None or not told:
            return None
        last = next(turn for turn in reversed(session.turns) if turn.facts)
        facts = [fact for fact in told if (fact.article, fact.id) in last.facts]
        return self._detail(facts) if aspect == "detail" else self._more(facts, told)

    def _detail(self, facts: list[Fact]) -> Decision:
        """The sentences of the article that the last answer rests on, in full."""
        found: dict[str, None] = {}
        for fact in facts:
            text = self._texts[fact.article, fact.passage]
            start = text.index(fact.quote)
            for begin, end in sentences(text):
                if begin < start + len(fact.quote) and start < end:
                    found[text[begin:end]] = None
        quoted = " ".join(list(found)[:MAX_SENTENCES])
        text = reply("answers", "detail", quote=quoted)
        return Decision("answered", text, "detail", tuple(facts), confidence=1.0, reason="detail")

    def _more(self, facts: list[Fact], told: list[Fact]) -> Decision:
        """The nearest fact that the conversation has not told yet."""
        near = [other for fact in facts for other in self._suggester.near(fact)]
        left = [fact for fact in near if fact not in told]
        if not left:
            return Decision("answered", reply("answers", "no_more"), "more", reason="no more")
        text = reply("answers", "more_from", statement=lower_first(statement(left[0])))
        return Decision("answered", text, "more", (left[0],), confidence=0.8, reason="more")
