"""What an answer shows: the passages it rests on, the answering sentence marked, and the source."""

from __future__ import annotations

from bnqa.answer import PassageRef, Source
from bnqa.knowledge import Article, Fact
from bnqa.passages.index import Hit
from bnqa.passages.spans import Span

SHOWN = 3  # passages in an answer


def evidence(
    hits: tuple[Hit, ...],
    facts: tuple[Fact, ...],
    span: Span | None,
    articles: dict[str, Article],
) -> tuple[PassageRef, ...]:
    """The passages of the answer first, their quotes marked, then the best others: up to SHOWN."""
    found: dict[tuple[str, str], PassageRef] = {}
    scores = {(hit.passage.article, hit.passage.id): hit for hit in hits}

    def add(article: str, passage: str, text: str, start: int, end: int) -> None:
        key = (article, passage)
        score = scores[key].score if key in scores else 0.0
        found.setdefault(key, PassageRef(passage, article, text, (start, end), score))

    if span is not None:
        add(span.passage.article, span.passage.id, span.passage.text, span.start, span.end)
    for fact in facts:
        text = next(p.text for p in articles[fact.article].passages if p.id == fact.passage)
        start = text.index(fact.quote)
        add(fact.article, fact.passage, text, start, start + len(fact.quote))
    for hit in hits:
        add(hit.passage.article, hit.passage.id, hit.passage.text, *hit.highlight)
    return tuple(found.values())[:SHOWN]


def source(article: Article) -> Source:
    """Where an article was published."""
    return Source(article.title, article.outlet, article.url, article.published)
