"""The passage index: BM25 over folded and unfolded syllables and syllable pairs, by rank-bm25."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from rank_bm25 import BM25Plus

from bnqa.knowledge import Library, Passage
from bnqa.text import sentences, tokenize


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with its BM25 score and its best sentence (``[start, end)`` code points)."""

    passage: Passage
    score: float
    highlight: tuple[int, int]


def index_tokens(text: str) -> list[str]:
    """Syllables and pairs of syllables, folded and as written: one token stream for all sizes."""
    tokens = tokenize(text)
    bare = [token.folded for token in tokens]
    marked = ["=" + token.key for token in tokens]
    pairs = [f"{left}_{right}" for left, right in itertools.pairwise(bare)]
    marked_pairs = [f"{left}_{right}" for left, right in itertools.pairwise(marked)]
    return [*bare, *pairs, *marked, *marked_pairs]


class PassageIndex:
    """BM25Plus over the passages of a library; candidates come from postings."""

    def __init__(self, library: Library) -> None:
        self.passages = tuple(p for article in library.articles for p in article.passages)
        corpus = [index_tokens(f"{p.heading} {p.text}") for p in self.passages]
        self._bm25 = BM25Plus(corpus or [[""]], b=0.9)
        self._postings: dict[str, list[int]] = {}
        for number, tokens in enumerate(corpus):
            for token in set(tokens):
                self._postings.setdefault(token, []).append(number)
        self._sentences = tuple(sentences(p.text) for p in self.passages)
        self._sentence_tokens = tuple(
            tuple(frozenset(index_tokens(p.text[a:b])) for a, b in spans)
            for p, spans in zip(self.passages, self._sentences, strict=True)
        )
        self._number = {(p.article, p.id): n for n, p in enumerate(self.passages)}

    def search(self, query: str, limit: int = 3) -> tuple[Hit, ...]:
        """The best ``limit`` passages for a query, best first; all of score 0 when nothing matches."""
        tokens = [token for token in index_tokens(query) if token in self._postings]
        found = sorted({number for token in tokens for number in self._postings[token]})
        if not found:
            found = list(range(min(limit, len(self.passages))))
            scores = [0.0] * len(found)
        else:
            scores = [float(s) for s in self._bm25.get_batch_scores(tokens, found)]
        ranked = sorted(zip(found, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))[
            :limit
        ]
        return tuple(
            Hit(self.passages[n], round(score, 4), self.best_sentence(n, tokens))
            for n, score in ranked
        )

    def best_sentence(self, number: int, tokens: list[str]) -> tuple[int, int]:
        """The sentence that covers most of the query, each token weighed by its rarity."""
        passage, wanted = self.passages[number], set(tokens)
        best, best_score = (0, len(passage.text)), -1.0
        spans = zip(self._sentences[number], self._sentence_tokens[number], strict=True)
        for (start, end), held in spans:
            score = sum(1.0 / len(self._postings[token]) for token in wanted & held)
            if score > best_score:
                best, best_score = (start, end), score
        return best

    def sentences_of(self, passage: Passage) -> tuple[tuple[int, int], ...]:
        """The sentence spans of a passage."""
        return self._sentences[self._number[passage.article, passage.id]]
