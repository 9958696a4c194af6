"""Choose the articles that a question is about, and keep what deciding over them needs.

What a question leaves unsaid is looked for in the articles of the conversation first. Else a small
library is looked into as a whole, and of a large one the few articles whose passages and heads fit best.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar

from bnqa.decide.decider import Decider
from bnqa.dialogue.continuation import Continuer
from bnqa.facts.index import FactIndex
from bnqa.facts.indexed import IndexedFact, index_facts
from bnqa.knowledge import Article, Library
from bnqa.passages.figures import FigureReader
from bnqa.passages.index import PassageIndex, index_tokens
from bnqa.passages.postings import Postings
from bnqa.passages.spans import SpanReader
from bnqa.question.book import grammar_words
from bnqa.question.reading import Reader
from bnqa.text.tokens import fold
from bnqa.text.vocabulary import Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bnqa.question.question import Question

    Scores = NDArray[np.float64]

MAX_CHOSEN = 6  # articles that one question is decided over
MAX_FACTS = 400  # a library with more is looked into article by article,
MAX_PASSAGES = 600  # and so is one with more passages
NEAR_BEST = 0.9  # an article that scores this share of the best may be meant as well
KEPT_VIEWS, KEPT_ARTICLES = 32, 96

T = TypeVar("T")


class _Kept(Generic[T]):
    """Values made once for each key; of more than ``limit`` the one used longest ago goes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[object, T] = OrderedDict()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: object, make: Callable[[], T]) -> T:
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        value = self._values[key] = make()
        if len(self._values) > self._limit:
            self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class View:
    """Some articles of a library, ready for one question."""

    library: Library
    facts: FactIndex
    decider: Decider
    reader: Reader
    spans: SpanReader
    figures: FigureReader
    continuer: Continuer

    @property
    def articles(self) -> tuple[str, ...]:
        """The ids of its articles, in the order of the library."""
        return tuple(article.id for article in self.library.articles)


class Shelf:
    """The articles of a library, and the views of it that questions need."""

    def __init__(self, library: Library, passages: PassageIndex) -> None:
        self.library = library
        self._passages = passages
        self._views: _Kept[View] = _Kept(KEPT_VIEWS)
        self._facts: _Kept[tuple[IndexedFact, ...]] = _Kept(KEPT_ARTICLES)
        self._words: _Kept[Vocabulary] = _Kept(KEPT_ARTICLES)
        self._numbers = {article.id: n for n, article in enumerate(library.articles)}
        self.is_small = len(library.articles) <= MAX_CHOSEN or (
            sum(len(article.facts) for article in library.articles) <= MAX_FACTS
            and sum(len(article.passages) for article in library.articles) <= MAX_PASSAGES
        )

    @cached_property
    def reader(self) -> Reader:
        """Reads with the words of the whole library, before any article is chosen."""
        if self.is_small:
            return self.view(tuple(self._numbers)).reader
        return Reader(_words_of_index(self.library, self._passages.postings))

    @cached_property
    def _chooser(self) -> _Chooser:
        return _Chooser(self.library, self._passages.postings)

    def views(self, text: str, spoken_of: Sequence[str] = ()) -> Iterator[View]:
        """The views to decide a question over, likeliest first.

        ``text`` is the question as typed, ``spoken_of`` the ids of the articles that the last turns
        were answered from: what a question leaves unsaid is theirs.
        """
        before = tuple(dict.fromkeys(a for a in spoken_of if a in self._numbers))[:2]
        read = self.reader.spell(text) if before or not self.is_small else []
        if before and len(before) < len(self._numbers) and not self._names_another(read, before):
            yield self.view(before)
        if self.is_small:
            yield self.view(tuple(self._numbers))
            return
        marked = self.reader.is_marked(text)
        ranked = self._chooser.rank([self.reader.understand(words, marked) for words in read])
        best = ranked[0][1] if ranked else 0.0
        near = [n for n, score in ranked if score >= NEAR_BEST * best]
        for chosen in (near, [n for n, _ in ranked]):
            ids = [self.library.articles[n].id for n in chosen]
            yield self.view((*ids, *before))

    def _names_another(self, texts: Iterable[str], articles: Sequence[str]) -> bool:
        """Whether a question names a place that another article is about, and none of these is."""
        asked = frozenset(t for text in texts for t in index_tokens(text))
        return any(
            place <= asked and about.isdisjoint(articles) for place, about in self._places.items()
        )

    @cached_property
    def _places(self) -> dict[frozenset[str], set[str]]:
        """The places of the articles, as bare index tokens, with the ids of the articles."""
        found: dict[frozenset[str], set[str]] = {}
        for article in self.library.articles:
            bare = frozenset(t for t in index_tokens(article.place or "") if t[0] != "=")
            if bare:
                found.setdefault(bare, set()).add(article.id)
        return found

    def view(self, articles: Sequence[str]) -> View:
        """The view of some articles, by their ids; kept for the questions to come."""
        numbers = tuple(sorted({self._numbers[article] for article in articles}))
        return self._views.get(numbers, lambda: self._make(numbers))

    def _make(self, numbers: Sequence[int]) -> View:
        chosen = tuple(self.library.articles[n] for n in numbers)
        library = Library(chosen)
        facts = FactIndex(library, self._index_facts)
        spans = SpanReader(self._passages, library, facts.places)
        decider = Decider(facts)
        reader = Reader(self._vocabulary(chosen))
        continuer = Continuer(library, facts, decider.suggest)
        figures = FigureReader(self._passages, library)
        return View(library, facts, decider, reader, spans, figures, continuer)

    def _index_facts(self, article: Article) -> tuple[IndexedFact, ...]:
        return self._facts.get(article.id, lambda: index_facts(article))

    def _vocabulary(self, articles: Sequence[Article]) -> Vocabulary:
        known = [self._words.get(a.id, lambda a=a: article_words(a)) for a in articles]  # type: ignore[misc]
        if len(known) == 1:
            return known[0]
        vocabulary = Vocabulary()
        for words in known:
            vocabulary.update(words)
        return vocabulary


def article_words(article: Article) -> Vocabulary:
    """The words of one article: its head, its passages, its facts, the initials of its place."""
    vocabulary = Vocabulary()
    vocabulary.add_text(f"{article.title} {article.topic or ''}")
    for passage in article.passages:
        vocabulary.add_text(f"{passage.heading} . {passage.text}")
    for fact in article.facts:
        vocabulary.add_text(" . ".join((fact.subject, fact.measure, *fact.aliases)))
        for text in (fact.subject, fact.measure):
            vocabulary.add_term(text)
    if article.place:
        vocabulary.add_name(article.place)
    return vocabulary


def _words_of_index(library: Library, postings: Postings) -> Vocabulary:
    """The words of a whole library, from the tokens of its index: its texts are not read again."""
    vocabulary = Vocabulary()
    for article in library.articles:
        vocabulary.add_text(f"{article.title} . {article.topic or ''} . {article.place or ''}")
        if article.place:
            vocabulary.add_name(article.place)
    keys = []
    for token in postings.tokens:
        left, pair, right = token.partition("_")
        if not token.startswith("="):
            if pair and (left, right) not in vocabulary.pairs:
                vocabulary.pairs.add((left, right))
                vocabulary.seconds.setdefault(right, []).append(left)
        elif pair:
            keys.append((left[1:], right[1:]))
        else:
            vocabulary.add_key(left[1:], fold(left[1:]))
    for one, other in keys:
        written = f"{one} {other}"
        vocabulary.compounds.setdefault((fold(one), fold(other)), set()).add(written)
    return vocabulary


def head(article: Article) -> str:
    """What an article is about, as it is searched: never shown as evidence."""
    parts = (article.title, article.place, article.topic, article.theme, article.period)
    return " . ".join(part for part in parts if part)


class _Chooser:
    """Scores the articles of a large library by their best passages and their heads."""

    def __init__(self, library: Library, postings: Postings) -> None:
        import numpy as np

        self._postings = postings
        self._heads = Postings.build([index_tokens(head(a)) for a in library.articles])
        self._size = len(library.articles)
        counts = [len(article.passages) for article in library.articles]
        self._owner = np.repeat(np.arange(self._size), counts)
        self._best: _Kept[Scores] = _Kept(512)

    def rank(self, questions: Sequence[Question]) -> list[tuple[int, float]]:
        """(article number, score) of at most MAX_CHOSEN articles, best first, over all readings."""
        import numpy as np

        scores = np.zeros(self._size)
        for question in questions:
            scores = np.maximum(scores, self._score(question))
        order = np.argsort(-scores, kind="stable")[:MAX_CHOSEN]
        return [(int(n), float(scores[n])) for n in order if scores[n] > 0]

    def _score(self, question: Question) -> Scores:
        """Each token counts where the article has it best, each phrase by the synonym that fits best."""
        import numpy as np

        total = sum((self._token(t) for t in _asked(question)), start=np.zeros(self._size))
        for term in question.content:
            if len(term.variants) > 1:
                same = [
                    self._tokens(index_tokens(v)) / max(1, len(v.split())) for v in term.variants
                ]
                total = total + np.max(same, axis=0)
        return total

    def _tokens(self, tokens: Sequence[str]) -> Scores:
        import numpy as np

        return sum((self._token(t) for t in dict.fromkeys(tokens)), start=np.zeros(self._size))

    def _token(self, token: str) -> Scores:
        return self._best.get(token, lambda: self._weigh(token))

    def _weigh(self, token: str) -> Scores:
        """What a token adds to each article: the most that it adds to a passage, and to the head."""
        import numpy as np

        scores = np.zeros(self._size)
        number = self._postings.tokens.get(token)
        if number is not None:
            passages, weights = self._postings.vectors(number)
            np.maximum.at(scores, self._owner[passages], weights)
        number = self._heads.tokens.get(token)
        if number is not None:
            articles, weights = self._heads.vectors(number)
            scores[articles] += weights
        return scores


def _asked(question: Question) -> list[str]:
    """The index tokens of a question, each once, without the words that only ask."""
    text = question.text
    for start, end, _ in question.marks:
        text = text[:start] + "." * (end - start) + text[end:]
    return [t for t in dict.fromkeys(index_tokens(text)) if t.lstrip("=") not in grammar_words()]
