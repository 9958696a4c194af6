"""An inverted index: for each token its postings, weighed as rank-bm25's BM25Plus weighs them.

``BM25Plus.get_scores`` walks over every document for every query token. Its score is a sum of one
term for each query token, so the terms can be worked out once: ``idf · (delta + tf part)``. The first
half is the same for all documents; the second is kept here, for the documents that have the token.
"""

from __future__ import annotations

import base64
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VECTORS_FROM = 2000  # from this many documents on, numpy is worth its import


class Postings:
    """The postings of a corpus in one row: those of token ``t`` are at ``starts[t]:starts[t + 1]``.

    ``documents`` are document numbers, rising within a token; ``weights`` what the token adds to the
    score of each of them; ``bases`` what it adds to the score of every document.
    """

    __slots__ = ("bases", "documents", "size", "starts", "tokens", "weights")

    def __init__(
        self,
        size: int,
        tokens: Mapping[str, int],
        starts: array[int],
        documents: array[int],
        weights: array[float],
        bases: array[float],
    ) -> None:
        self.size = size
        self.tokens = tokens
        self.starts = starts
        self.documents = documents
        self.weights = weights
        self.bases = bases

    @classmethod
    def build(cls, corpus: Sequence[Sequence[str]], b: float = 0.75) -> Postings:
        """Index documents given as tokens; ``b`` is how much a document's length counts."""
        import numpy as np

        numbers: dict[str, int] = {}
        flat = [
            numbers.setdefault(token, len(numbers)) for document in corpus for token in document
        ]
        lengths = np.fromiter(map(len, corpus), np.int64, len(corpus))
        size = len(corpus)
        keys = np.array(flat, dtype=np.int64) * max(size, 1)
        keys += np.repeat(np.arange(size), lengths)
        keys, frequencies = np.unique(keys, return_counts=True)
        token_of, document_of = np.divmod(keys, max(size, 1))
        counts = np.bincount(token_of, minlength=len(numbers))
        model = _statistics(lengths.tolist(), dict(zip(numbers, counts.tolist(), strict=True)), b)
        idf = np.array([model.idf[token] for token in numbers], dtype=np.float64)
        norms = model.k1 * (1 - model.b + model.b * lengths / (model.avgdl or 1))
        weights = idf[token_of] * frequencies * (model.k1 + 1) / (norms[document_of] + frequencies)
        starts = np.concatenate(([0], np.cumsum(counts)))
        return cls(
            size,
            numbers,
            array("q", starts.astype(np.int64).tobytes()),
            array("i", document_of.astype(np.int32).tobytes()),
            array("d", weights.tobytes()),
            array("d", (idf * model.delta).tobytes()),
        )

    def __contains__(self, token: str) -> bool:
        return token in self.tokens

    def frequency(self, token: str) -> int:
        """The number of documents that have a token."""
        number = self.tokens.get(token)
        return 0 if number is None else self.starts[number + 1] - self.starts[number]

    def scores(
        self, query: Iterable[str], within: Sequence[tuple[int, int]] | None = None
    ) -> dict[int, float]:
        """The score of each document that has a token of the query: BM25Plus's ``get_scores``.

        ``within`` are the ``[start, end)`` of the document numbers to look at; None for all.
        """
        known = [self.tokens[token] for token in query if token in self.tokens]
        spans = [(0, self.size)] if within is None else within
        base = sum(self.bases[number] for number in known)
        score = self._in_vectors if self.size >= VECTORS_FROM else self._one_by_one
        return {document: base + found for document, found in score(known, spans) if found}

    def _one_by_one(
        self, known: Sequence[int], spans: Sequence[tuple[int, int]]
    ) -> Iterable[tuple[int, float]]:
        found = [0.0] * self.size
        for number in known:
            row = slice(self.starts[number], self.starts[number + 1])
            for document, weight in zip(self.documents[row], self.weights[row], strict=True):
                found[document] += weight
        return ((n, found[n]) for start, end in spans for n in range(start, end))

    def _in_vectors(
        self, known: Sequence[int], spans: Sequence[tuple[int, int]]
    ) -> Iterable[tuple[int, float]]:
        import numpy as np

        found = np.zeros(self.size)
        for number in known:
            documents, weights = self.vectors(number)
            found[documents] += weights
        return (
            row
            for start, end in spans
            for row in zip(range(start, end), found[start:end].tolist(), strict=True)
        )

    def vectors(self, number: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
        """The documents and weights of one token, by its number, as views."""
        import numpy as np

        start, count = self.starts[number], self.starts[number + 1] - self.starts[number]
        documents = np.frombuffer(self.documents, np.int32, count, 4 * start)
        return documents, np.frombuffer(self.weights, np.float64, count, 8 * start)

    def to_rows(self) -> list[Any]:
        """The index as ROWS JSON-ready values: what it is, and each row of numbers as it is in memory."""
        head = {"size": self.size, "order": sys.byteorder, "tokens": list(self.tokens)}
        return [head, *(_pack(getattr(self, name)) for name in _NUMBERS)]

    @classmethod
    def from_rows(cls, rows: Sequence[Any]) -> Postings:
        """An index from :meth:`to_rows`. Raises ValueError, KeyError or TypeError on anything else."""
        head, *packed = rows
        starts, documents, weights, bases = map(_unpack, _NUMBERS.values(), packed)
        tokens = {str(token): number for number, token in enumerate(head["tokens"])}
        whole = (
            head["order"] == sys.byteorder
            and len(tokens) + 1 == len(starts)
            and len(bases) == len(tokens)
            and starts[0] == 0
            and len(documents) == len(weights) == starts[-1]
        )
        if not whole:
            raise ValueError("not an index of this machine")
        return cls(int(head["size"]), tokens, starts, documents, weights, bases)


_NUMBERS = {"starts": "q", "documents": "i", "weights": "d", "bases": "d"}
ROWS = 1 + len(_NUMBERS)


def _pack(row: array[Any]) -> str:
    return base64.b64encode(row.tobytes()).decode("ascii")


def _unpack(kind: str, text: str) -> array[Any]:
    return array(kind, base64.b64decode(text, validate=True))


def _statistics(lengths: list[int], frequencies: dict[str, int], b: float) -> Any:
    """rank-bm25's model of a corpus, from what is counted already: its idf, its parameters."""
    from rank_bm25 import BM25Plus

    class Counted(BM25Plus):  # type: ignore[misc]  # rank-bm25 has no types
        def _initialize(self, corpus: object) -> dict[str, int]:
            self.corpus_size = len(lengths)
            self.doc_len = lengths
            self.avgdl = sum(lengths) / max(len(lengths), 1)
            return frequencies

    return Counted([], b=b)
