"""The path of a question on one page: read it, recall the conversation, match, decide, answer."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from bnqa.answer import Answer, PassageRef, Source, Status, fact_ref
from bnqa.compose import question_for
from bnqa.decide import Decider, Decision
from bnqa.dialogue import Session, Turn, picks_a_choice, ways
from bnqa.facts import FactIndex
from bnqa.index import Hit, PassageIndex
from bnqa.knowledge import Article, Fact, Library
from bnqa.question import MAX_LENGTH, Question, Reader
from bnqa.smalltalk import small_talk
from bnqa.spelling import Vocabulary
from bnqa.text import squeeze

SURE = 0.9  # an answer that accounts for its question this well needs no other reading of it
_ORDER = {"answered": 0, "clarify": 1, "refused": 2}


def _rank(decision: Decision) -> tuple[int, float]:
    return _ORDER[decision.status], -decision.confidence


class Engine:
    """Answers questions over a library. Holds no state between questions but its indexes."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._passages = PassageIndex(library)
        self._facts = FactIndex(library)
        self._decider = Decider(self._facts)
        self._reader = Reader(_vocabulary(library))
        self._articles = {article.id: article for article in library.articles}

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All facts of all articles."""
        return tuple(fact for article in self.library.articles for fact in article.facts)

    @property
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
        asked = question[:MAX_LENGTH]
        text = squeeze(question[: MAX_LENGTH * 4])[:MAX_LENGTH]
        hits = self._passages.search(text)
        quote = self._last_quote(session)
        spelt = (text, *self._reader.spell(text))
        talk = None
        if not picks_a_choice(text, session):
            talks = (
                small_talk(written, self.library, self._reader.knows, quote) for written in spelt
            )
            talk = next((found for found in talks if found is not None), None)
        if talk is not None:
            answer = self._talk(asked, *talk, hits)
        else:
            answer = self._answer(asked, text, session)
        return replace(answer, elapsed_ms=round((perf_counter() - started) * 1000, 3))

    def _last_quote(self, session: Session) -> str | None:
        keys = next((turn.facts for turn in reversed(session.turns) if turn.facts), ())
        indexed = self._facts.by_id.get(keys[0]) if keys else None
        return indexed.fact.quote if indexed is not None else None

    def _talk(self, asked: str, intent: str, text: str, hits: tuple[Hit, ...]) -> Answer:
        article = self.library.articles[0]
        status: Status = "answered" if intent == "author" else "chat"
        return Answer(
            asked, status, text, "chat", passages=_evidence(hits, None, None), source=_source(article),
            suggestions=self.examples[:3], confidence=1.0,
        )  # fmt: skip

    def _answer(self, asked: str, text: str, session: Session) -> Answer:
        best: tuple[Question, Decision] | None = None
        for reading in self._reader.read(text):
            for question, bias in ways(reading, session, self._facts):
                decision = self._decider.decide(question, bias)
                if best is None or _rank(decision) < _rank(best[1]):
                    best = (question, decision)
                if decision.status == "answered":
                    break
            if best is not None and best[1].status == "answered" and best[1].confidence >= SURE:
                break
        assert best is not None
        question, decision = best
        hits = self._passages.search(question.text)
        suggestions = self._suggestions(question, decision)
        session.remember(Turn.of(question.text, decision, suggestions))
        article = (
            self._articles[decision.facts[0].article] if decision.facts else self._source_of(hits)
        )
        return Answer(
            question=asked,
            status=decision.status,
            text=decision.text,
            kind=decision.kind,
            facts=tuple(fact_ref(fact) for fact in decision.facts),
            passages=_evidence(hits, decision, self._articles),
            source=_source(article),
            suggestions=suggestions,
            confidence=round(decision.confidence, 3),
        )

    def _source_of(self, hits: tuple[Hit, ...]) -> Article:
        return self._articles[hits[0].passage.article] if hits else self.library.articles[0]

    def _suggestions(self, question: Question, decision: Decision) -> tuple[str, ...]:
        if decision.choices:
            return tuple(question_for(fact) for fact in decision.choices)
        near = self._decider.nearest_questions(question, 5)
        said = {question_for(fact) for fact in decision.facts}
        return tuple(q for q in near if q not in said)[:3]

    def explain(self, question: str) -> str:
        """The path of one question, for people who extend the language data."""
        lines: list[str] = []
        for reading in self._reader.read(question):
            decision = self._decider.decide(reading)
            lines += [
                f"đọc là   {reading.text}",
                f"hỏi      {', '.join(sorted(reading.kinds)) or '-'}",
                "từ       " + ("; ".join(f"{t.text} [{t.role}]" for t in reading.terms) or "-"),
                f"kỳ       {', '.join(map(str, reading.periods)) or '-'}",
                f"số nêu   {', '.join(m.text for m in reading.claims) or '-'}   đếm {', '.join(m.text for m in reading.counts) or '-'}",
                f"đơn vị   {reading.unit or reading.dimension or '-'}",
                "số liệu",
            ]
            for match in self._decider.matches(reading)[:8]:
                against = match.conflict or ", ".join(t.text for t in match.missing) or "-"
                lines.append(f"  {match.score:6.3f}  {match.fact.id:<28} loại vì: {against}")
            lines.append("đoạn")
            lines += [
                f"  {hit.score:6.2f}  {hit.passage.id}  {hit.passage.text[:60]}…"
                for hit in self._passages.search(reading.text)
            ]
            lines += [
                f"kết luận {decision.status} ({decision.reason})",
                f"         {decision.text}",
                "",
            ]
        return "\n".join(lines)


def _vocabulary(library: Library) -> Vocabulary:
    vocabulary = Vocabulary()
    for article in library.articles:
        vocabulary.add_text(f"{article.title} {article.topic or ''}")
        for passage in article.passages:
            vocabulary.add_text(f"{passage.heading} . {passage.text}")
        for fact in article.facts:
            vocabulary.add_text(" . ".join((fact.subject, fact.measure, *fact.aliases)))
        if article.place:
            vocabulary.add_name(article.place)
    return vocabulary


def _evidence(
    hits: tuple[Hit, ...], decision: Decision | None, articles: dict[str, Article] | None
) -> tuple[PassageRef, ...]:
    """The passages of the facts first, then the best others: up to three."""
    found: dict[tuple[str, str], PassageRef] = {}
    scores = {(h.passage.article, h.passage.id): h for h in hits}
    for fact in decision.facts if decision is not None and articles is not None else ():
        key = (fact.article, fact.passage)
        if key in found or articles is None:
            continue
        text = next(p.text for p in articles[fact.article].passages if p.id == fact.passage)
        start = text.index(fact.quote)
        score = scores[key].score if key in scores else 0.0
        found[key] = PassageRef(
            fact.passage, fact.article, text, (start, start + len(fact.quote)), score
        )
    for key, hit in scores.items():
        if len(found) < 3 and key not in found:
            found[key] = PassageRef(
                hit.passage.id, hit.passage.article, hit.passage.text, hit.highlight, hit.score
            )
    return tuple(found.values())[:3]


def _source(article: Article) -> Source:
    return Source(article.title, article.outlet, article.url)
