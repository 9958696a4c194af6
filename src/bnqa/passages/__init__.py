"""The passages: BM25 over their tokens, and the sentence of one that answers."""
