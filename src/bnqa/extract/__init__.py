"""Facts from an article's own sentences, without a person: the path on one page.

Sentences are cut into clauses, one for each figure; each clause is taken apart (who, verb, figure, what
follows), read in the light of those before it, dated, and becomes a fact that quotes it. People,
organisations, lists, reasons and the like are read from their own patterns. The words that show all
this are data: ``lang/vi/extract.yaml``.
"""

from __future__ import annotations

from dataclasses import replace

from bnqa.extract.drafts import finish
from bnqa.extract.events import event_facts
from bnqa.extract.lists import list_facts
from bnqa.extract.numeric import numeric_facts
from bnqa.extract.outline import about
from bnqa.extract.people import people_facts
from bnqa.extract.projects import project_facts, share_names
from bnqa.extract.reasons import reason_facts
from bnqa.extract.sentences import read_sentences
from bnqa.extract.times import Clock
from bnqa.knowledge import Article, Fact


def extract(article: Article) -> tuple[Fact, ...]:
    """The facts of an article's passages, in the order of the text; never raises on any text.

    Each would be let in from a ``facts.yaml``: its quote is an exact part of its passage and holds its
    value. ``confidence`` says how sure its structure was. Facts that the article has are not looked at.
    """
    article = about(article)
    sentences = read_sentences(article)
    clock = Clock(article)
    drafts = [
        *numeric_facts(article, sentences),
        *people_facts(sentences),
        *project_facts(sentences),
        *list_facts(sentences),
        *reason_facts(sentences, clock),
        *event_facts(sentences, clock),
    ]
    share_names(drafts)
    return finish(drafts, article.id)


def read(article: Article) -> Article:
    """The article with the facts read from it, and its place and period where it lacks them."""
    known = about(article)
    return replace(known, facts=extract(known))


__all__ = ["about", "extract", "read"]
