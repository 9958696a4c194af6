"""The passage index: BM25 over folded and unfolded syllables and syllable pairs, by rank-bm25."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from bnqa.knowledge import Library, Passage
from bnqa.passages.postings import Postings
from bnqa.text.tokens import sentences, word_forms

LENGTH_COUNTS = 0.9  # BM25's b: how much the length of a passage counts


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its BM25 score and its best sentence (``[start, end)`` code points)."""

    passage: Passage
    score: float
    highlight: tuple[int, int]


def index_tokens(text: str) -> list[str]:
    """Syllables and pairs of syllables, folded and as written: one token stream for all sizes."""
    forms = word_forms(text)
    bare = [folded for _, folded in forms]
    marked = ["=" + key for key, _ in forms]
    pairs = [f"{left}_{right}" for left, right in itertools.pairwise(bare)]
    marked_pairs = [f"{left}_{right}" for left, right in itertools.pairwise(marked)]
    return [*bare, *pairs, *marked, *marked_pairs]


class PassageIndex:
    """BM25Plus over the passages of a library; candidates come from postings."""

    def __init__(self, library: Library, postings: Postings | None = None) -> None:
        """``postings`` are those of :meth:`build_postings` for the same library, where kept."""
        self.passages = tuple(p for article in library.articles for p in article.passages)
        if postings is None or postings.size != len(self.passages):
            postings = self.build_postings(library)
        self.postings = postings
        self._spans: dict[str, tuple[int, int]] = {}
        first = 0
        for article in library.articles:
            self._spans[article.id] = (first, first + len(article.passages))
            first += len(article.passages)

    @staticmethod
    def build_postings(library: Library) -> Postings:
        """The postings of all passages with their headings, in the order of the library."""
        corpus = [
            index_tokens(f"{p.heading} {p.text}") for a in library.articles for p in a.passages
        ]
        return Postings.build(corpus, b=LENGTH_COUNTS)

    def search(
        self, query: str, limit: int = 3, among: Collection[str] | None = None
    ) -> tuple[Hit, ...]:
        """The best ``limit`` passages for a query, best first; all of score 0 when nothing matches.

        ``among`` are the ids of the articles to look in; None for all.
        """
        tokens = [token for token in index_tokens(query) if token in self.postings]
        spans = None if among is None else sorted(self._spans[article] for article in among)
        scores = self.postings.scores(tokens, spans)
        if not scores:
            everywhere = [(0, len(self.passages))] if spans is None else spans
            first = (n for start, end in everywhere for n in range(start, end))
            scores = dict.fromkeys(itertools.islice(first, limit), 0.0)
        best = heapq.nsmallest(limit, scores.items(), key=lambda row: (-row[1], row[0]))
        return tuple(
            Hit(self.passages[n], round(score, 4), self.best_sentence(n, tokens))
            for n, score in best
        )

    def best_sentence(self, number: int, tokens: list[str]) -> tuple[int, int]:
        """The sentence that covers most of the query, each token weighed by its rarity."""
        passage, wanted = self.passages[number], set(tokens)
        best, best_score = (0, len(passage.text)), -1.0
        for (start, end), held in _sentence_tokens(passage.text):
            score = sum(1.0 / self.postings.frequency(token) for token in wanted & held)
            if score > best_score:
                best, best_score = (start, end), score
        return best

    def sentences_of(self, passage: Passage) -> tuple[tuple[int, int], ...]:
        """The sentence spans of a passage."""
        return tuple(span for span, _ in _sentence_tokens(passage.text))


@lru_cache(maxsize=2048)
def _sentence_tokens(text: str) -> tuple[tuple[tuple[int, int], frozenset[str]], ...]:
    """The sentences of a passage, as spans, with their index tokens."""
    return tuple(((a, b), frozenset(index_tokens(text[a:b]))) for a, b in sentences(text))
