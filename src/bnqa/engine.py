"""The path of a question on one page: read it, recall the conversation, match, decide, answer."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from time import perf_counter

from bnqa.answer import Answer, Status, fact_ref
from bnqa.decide.decision import Decision
from bnqa.dialogue.followup import picks_a_choice, ways
from bnqa.dialogue.items import named
from bnqa.dialogue.session import Session, Turn
from bnqa.dialogue.smalltalk import small_talk
from bnqa.knowledge import Article, Fact, Library
from bnqa.library.shelf import Shelf, View
from bnqa.library.told import also_told
from bnqa.passages.index import Hit, PassageIndex
from bnqa.passages.postings import Postings
from bnqa.passages.spans import Span
from bnqa.question.passing import loosened
from bnqa.question.question import MAX_LENGTH, Question
from bnqa.reply.compose import lower_first, question_for, reply, sentence, told_elsewhere
from bnqa.reply.evidence import evidence, source
from bnqa.text.tokens import squeeze

MAX_OTHERS = 2  # other articles whose figure is told beside the answer
MAX_ANSWERS = 2048  # answers kept for questions asked again
DENIED = 0.2  # what another reading may be less sure of than one by which a claim is wrong
SURE = 0.9  # an answer that accounts for its question this well needs no other reading of it
_ORDER = {"answered": 0, "clarify": 1, "refused": 2}


def _rank(decision: Decision) -> tuple[int, float]:
    """The lower the better: of two readings of a claim the one that the article bears out is meant."""
    return _ORDER[decision.status], DENIED * decision.denies - decision.confidence


def _is_sure(decision: Decision) -> bool:
    """Whether a decision needs no other reading of its question beside it."""
    return decision.status == "answered" and decision.confidence >= SURE and not decision.denies


class Engine:
    """Answers questions over a library.

    It keeps nothing between questions but its indexes and a bounded cache: the same question in the
    same conversation has the same answer, so the second asking costs a look-up.
    """

    def __init__(
        self, library: Library, cache: int = MAX_ANSWERS, postings: Postings | None = None
    ) -> None:
        self.library = library
        self._cache = cache
        self._passages = PassageIndex(library, postings)
        self._shelf = Shelf(library, self._passages)
        self._answered: dict[tuple[str, tuple[Turn, ...]], tuple[Answer, Turn | None]] = {}
        self._articles = {article.id: article for article in library.articles}

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All facts of all articles."""
        return tuple(fact for article in self.library.articles for fact in article.facts)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """A few questions to start with, one for each kind of fact."""
        first: dict[str, Fact] = {}
        for fact in self.facts:
            first.setdefault(fact.kind, fact)
        return tuple(question_for(fact) for fact in list(first.values())[:5])

    def ask(self, question: str, session: Session | None = None) -> Answer:
        """Answer one question; ``session`` is read and updated in place. Never raises on any text."""
        started = perf_counter()
        session = session if session is not None else Session()
        text = squeeze(question[: MAX_LENGTH * 4])[:MAX_LENGTH]
        key = (text, tuple(session.turns[-2:]))
        known = self._answered.get(key)
        if known is None:
            known = self._answer(text, session)
            self._remember(key, known)
        answer, turn = known
        if turn is not None:
            session.remember(turn)
        elapsed = round((perf_counter() - started) * 1000, 3)
        return replace(answer, question=question[:MAX_LENGTH], elapsed_ms=elapsed)

    def _remember(
        self, key: tuple[str, tuple[Turn, ...]], known: tuple[Answer, Turn | None]
    ) -> None:
        if not self._cache:
            return
        if len(self._answered) >= self._cache:
            del self._answered[next(iter(self._answered))]
        self._answered[key] = known

    def _answer(self, text: str, session: Session) -> tuple[Answer, Turn | None]:
        """The path: small talk, or read → recall → decide → evidence; and the turn to remember."""
        reader = self._shelf.reader
        further = self._go_on(text, session)
        if further is not None:
            return self._shown(text, further, self._passages.search(text), (), None)
        if not picks_a_choice(text, session):
            quote = self._last_quote(session)
            for number, words in enumerate((text, *reader.spell(text))):
                talk = small_talk(words, self.library, reader.knows, quote, mended=number > 0)
                if talk is not None:
                    return self._talk(text, *talk, quote), None
        view, question, decision, span = self._choose(text, session)
        decision = self._with_others(view, decision)
        hits = self._passages.search(question.text, among=view.articles)
        suggestions = self._suggestions(view, question, decision)
        return self._shown(text, decision, hits, suggestions, span)

    @staticmethod
    def _with_others(view: View, decision: Decision) -> Decision:
        """An answer from one figure, with what other articles say of the same thing."""
        if decision.status != "answered" or len(decision.facts) != 1 or decision.kind == "check":
            return decision
        others = also_told(decision.facts[0], view.library.articles)[:MAX_OTHERS]
        if not others:
            return decision
        articles = {article.id: article for article in view.library.articles}
        said = " ".join(told_elsewhere(decision.facts[0], o, articles[o.article]) for o in others)
        return replace(decision, text=f"{decision.text} {said}", facts=(*decision.facts, *others))

    def _go_on(self, text: str, session: Session) -> Decision | None:
        """More of what the last turns told, where that is asked for."""
        told = self._spoken_of(session)
        return self._shelf.view(told).continuer.go_on(text, session) if told else None

    def _spoken_of(self, session: Session) -> list[str]:
        """The articles that the last turns were answered from, or asked back about."""
        turns = [turn for turn in reversed(session.turns) if turn.facts or turn.choices][:2]
        told = (article for turn in turns for article, _ in (*turn.facts, *turn.choices))
        return [article for article in dict.fromkeys(told) if article in self._articles]

    def _shown(
        self,
        text: str,
        decision: Decision,
        hits: tuple[Hit, ...],
        suggestions: tuple[str, ...],
        span: Span | None,
    ) -> tuple[Answer, Turn | None]:
        """A decision as an answer with its evidence, and the turn to remember."""
        shown = evidence(hits, decision.facts, span, self._articles)
        answer = Answer(
            question=text,
            status=decision.status,
            text=decision.text,
            kind=decision.kind,
            facts=tuple(fact_ref(fact) for fact in decision.facts),
            passages=shown,
            source=source(self._articles[shown[0].article]) if shown else None,
            suggestions=suggestions,
            confidence=round(decision.confidence, 3),
        )
        return answer, Turn.of(text, decision, suggestions)

    def _choose(self, text: str, session: Session) -> tuple[View, Question, Decision, Span | None]:
        """The best decision over the views of the library that a question may be about: from facts,
        or where no view has any that fit, from a sentence of a passage."""
        tried: list[tuple[View, Question, Decision]] = []
        for view in self._shelf.views(text, self._spoken_of(session)):
            tried.append((view, *self._decide(view, text, session)))
            # What is worked out from another year's figure may stand in an article of its own.
            if tried[-1][2].status != "refused" and tried[-1][2].kind != "derived":
                break
        # Of refusals the last tells most: it is of the widest view.
        best = min(reversed(tried), key=lambda one: _ORDER[one[2].status])
        if best[2].status == "refused":
            for view, question, _ in tried:
                hits = self._passages.search(question.text, among=view.articles)
                span = view.spans.read(question, hits) or view.figures.read(question, hits)
                if span is not None:
                    text = sentence(span.text)
                    if span.short is not None:
                        long = lower_first(span.text)
                        text = reply("answers", "gloss", short=span.short, long=long)
                    told = Decision("answered", text, "text", confidence=0.6, reason="span")
                    return view, question, told, span
        return *best, None

    @staticmethod
    def _decide(view: View, text: str, session: Session) -> tuple[Question, Decision]:
        """The best decision over the readings of a question and the ways to take each of them."""
        best: tuple[Question, Decision] | None = None
        text = named(text, session, view.facts)
        marked = view.reader.is_marked(text)
        readings = [view.reader.understand(words, marked) for words in view.reader.spell(text)]
        readings += [q for q in map(view.reader.without_context, readings) if q is not None]
        for strict in (True, False):
            for reading in readings:
                for question, bias in ways(reading, session, view.facts):
                    decision = view.decider.decide(question, bias)
                    if best is None or _rank(decision) < _rank(best[1]):
                        best = (question, decision)
                    if decision.status == "answered":
                        break
                if best is not None and _is_sure(best[1]):
                    break
            if strict and best is not None and best[1].status != "refused":
                break
            # Only what else is refused is read with less asked of an answer.
            readings = [q for q in map(loosened, readings) if q is not None]
        assert best is not None
        return best

    def _last_quote(self, session: Session) -> tuple[Article, str] | None:
        """The article and the words that the last answer rested on."""
        key = next((turn.facts[0] for turn in reversed(session.turns) if turn.facts), None)
        article = self._articles.get(key[0]) if key is not None else None
        if article is None:
            return None
        quotes = (fact.quote for fact in article.facts if fact.key == key)
        return next(((article, quote) for quote in quotes), None)

    def _talk(
        self, text: str, intent: str, reply: str, quote: tuple[Article, str] | None
    ) -> Answer:
        told = intent in ("author", "about") or (intent == "source" and quote is not None)
        status: Status = "answered" if told else "chat"
        shown = evidence(
            self._passages.search(quote[1] if told and quote else text), (), None, self._articles
        )
        return Answer(
            text, status, reply, "chat", passages=shown, source=source(self.library.articles[0]),
            suggestions=self.examples[:3], confidence=1.0,
        )  # fmt: skip

    @staticmethod
    def _suggestions(view: View, question: Question, decision: Decision) -> tuple[str, ...]:
        if decision.choices:
            return tuple(question_for(fact) for fact in decision.choices)
        if decision.facts:
            return view.decider.suggest.after(decision.facts)
        return view.decider.suggest.instead_of(question)

    def explain(self, question: str) -> str:
        """The path of one question, for people who extend the language data."""
        from bnqa.explain import explain

        view, *_ = self._choose(squeeze(question), Session())
        return explain(question, view.reader, view.decider, self._passages)
