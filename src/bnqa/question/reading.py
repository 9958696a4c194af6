"""Read a question: write it out with its slips mended, every way it may be meant, and understand each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bnqa.question import cues
from bnqa.question.book import phrase_book, small_words
from bnqa.question.question import MAX_LENGTH, Question
from bnqa.question.scanning import Scanner, is_marked
from bnqa.question.understanding import Understander
from bnqa.text.segment import separate
from bnqa.text.shortforms import readings
from bnqa.text.spelling import glued_words, mend
from bnqa.text.tokens import Token, squeeze, tokenize
from bnqa.text.vocabulary import Vocabulary


class Reader:
    """Reads questions with the vocabulary of one index."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._book = phrase_book()
        self._glued = glued_words(vocabulary, self._book)
        self._understander = Understander(vocabulary, Scanner(vocabulary))
        self._spelt: tuple[str, list[str]] = ("", [""])  # the last question: it is asked for again

    def knows(self, token: Token) -> bool:
        """Whether a word is one of the index's or of the language data's."""
        return self._vocabulary.knows(token) or self._book.knows(token)

    def spell(self, question: str) -> list[str]:
        """The ways to write a question out, likeliest first, slips mended."""
        known, spelt = self._spelt
        if known != question:
            text = separate(squeeze(question[: MAX_LENGTH * 4])[:MAX_LENGTH], self._glued)
            written = [
                mend(r, self._vocabulary, self._book.knows)
                for r in readings(text, self._vocabulary, self._fits, self._asks)
            ]
            spelt = list(dict.fromkeys(written))
            self._spelt = question, spelt
        return spelt

    def _asks(self, phrase: str) -> bool:
        tokens = tokenize(phrase)
        return any(
            m.length == len(tokens) and m.payload.category == "question"
            for m in self._book.matches(tokens, 0)
        )

    def _fits(self, phrase: str) -> int | None:
        """2 where the index has a phrase, 1 where one that means the same, 0 for neither; None for
        what asks, greets or is grammar."""
        tokens = tokenize(phrase)
        entries = [m.payload for m in self._book.matches(tokens, 0) if m.length == len(tokens)]
        written = self._vocabulary.has(phrase)
        categories = {entry.category for entry in entries}
        if categories & {"question", "grammar"} or phrase in small_words():
            return None
        if "soft" in categories and not written:
            return None
        same = [v for e in entries if e.category == "concept" for v in e.variants]
        return 2 if written else int(any(map(self._vocabulary.has, same)))

    def read(self, question: str) -> Iterator[Question]:
        """The readings of a question, likeliest first (short forms may stand for several words)."""
        marked = self.is_marked(question)
        for text in self.spell(question):
            yield self.understand(text, marked)

    @staticmethod
    def without_context(question: Question) -> Question | None:
        """The last sentence alone to be answered, what goes before it only a hint; None for one sentence.

        "Em làm bài tập về FDI, thầy hỏi … Vậy vốn điều chỉnh là bao nhiêu?"
        """
        start = cues.last_question(question.text)
        if start is None:
            return None
        terms = tuple(
            replace(t, role="soft") if t.index < start and t.role != "soft" else t
            for t in question.terms
        )
        marks = tuple(m for m in question.marks if m[0] >= start)
        kept = frozenset(kind for _, _, kind in marks)
        kinds = kept | (question.kinds & {"check"}) if kept else question.kinds
        return replace(question, terms=terms, marks=marks, kinds=kinds)

    @staticmethod
    def is_marked(question: str) -> bool:
        """Whether a question was typed with diacritics: short forms written out do not tell."""
        return is_marked(tokenize(squeeze(question)))

    def understand(self, text: str, marked: bool) -> Question:
        """What one reading of a question asks."""
        return self._understander.understand(text, marked)
