"""Answers as Telegram messages: the answer in bold, the evidence, the source, the buttons."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bnqa.answer import Answer, PassageRef, Source, format_value
from bnqa.knowledge import Article, Fact
from bnqa.text.tokens import fold, sentences
from bot import texts
from bot.markup import Doc, Span, clean, split, to_html, units
from bot.send import Message

MAX_BUTTONS = 8
_MAX_BUTTON_TEXT = 100
_MAX_EVIDENCE = 2_500
_MAX_FACTS = 12_000
_MAX_SOURCES = 30
_INLINE_UNITS = 3_500

MakeButtons = Callable[[tuple[str, ...]], Sequence[str]]


def answer_message(answer: Answer, buttons: MakeButtons) -> Message:
    """One answer; ``buttons`` gives the callback data of the suggested questions."""
    return Message(answer_doc(answer), question_buttons(answer.suggestions, buttons))


def answer_doc(answer: Answer) -> Doc:
    """The answer in bold; what was answered comes with its evidence and source."""
    doc = [Span(clean(answer.text).strip() or "…", ("b",))]
    if answer.status == "answered":
        for passage in _shown(answer):
            doc += [Span("\n\n"), *_evidence(passage)]
        if answer.source is not None:
            doc += [Span("\n"), *_source_line(answer.source)]
    return tuple(doc)


def _shown(answer: Answer) -> list[PassageRef]:
    """The passages that the facts of the answer stand in; without facts the best one."""
    ids = {fact.passage for fact in answer.facts}
    shown = [p for p in answer.passages if p.id in ids and p.highlight is not None]
    return shown or list(answer.passages[:1])


def _evidence(passage: PassageRef) -> list[Span]:
    text = passage.text
    start, end = passage.highlight or (0, 0)
    if not 0 <= start < end <= len(text):
        start = end = 0
    elif whole := [(a, b) for a, b in sentences(text) if a < end and b > start]:
        # The engine may point at a few words: the reader is shown the sentence they stand in.
        start, end = min(start, whole[0][0]), max(end, whole[-1][1])
    left, right = _window(text, start, end)
    before, marked, after = text[left:start], text[start:end], text[end:right]
    spans = [
        Span(("… " if left else "") + clean(before), ("quote",)),
        Span(clean(marked), ("quote", "u")),
        Span(clean(after) + (" …" if right < len(text) else ""), ("quote",)),
    ]
    return [span for span in spans if span.text]


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole sentences around ``[start, end)`` that fit; nearly always the whole passage."""
    if units(text) <= _MAX_EVIDENCE:
        return 0, len(text)
    left, right = start, end
    bounds = sentences(text)
    while True:
        grown = [b for _, b in bounds if b > right][:1]
        wider_right = grown[0] if grown else right
        lower = [a for a, _ in bounds if a < left][-1:]
        wider_left = lower[0] if lower else left
        if (wider_left, wider_right) == (left, right):
            return left, right
        if units(text[wider_left:wider_right]) > _MAX_EVIDENCE:
            return left, max(right, min(wider_right, left + _MAX_EVIDENCE // 2))
        left, right = wider_left, wider_right


def _source_line(source: Source) -> list[Span]:
    title = Span(clean(source.title), (*_link(source.url), "i"))
    outlet = f", {clean(source.outlet)}" if source.outlet else ""
    return [Span("Nguồn: "), title, *([Span(outlet)] if outlet else [])]


def _link(url: str | None) -> tuple[str, ...]:
    if url is None or not url.startswith(("https://", "http://")) or clean(url) != url:
        return ()
    return (f"a:{url}",)


def question_buttons(
    questions: tuple[str, ...], buttons: MakeButtons
) -> tuple[tuple[str, str], ...]:
    """``(text, callback data)`` for each question that can be tapped."""
    asked = tuple(q for q in dict.fromkeys(map(clean, questions)) if q.strip())[:MAX_BUTTONS]
    return tuple(
        (_shortened(q, _MAX_BUTTON_TEXT), d) for q, d in zip(asked, buttons(asked), strict=True)
    )


def _shortened(text: str, limit: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


# --- commands -------------------------------------------------------------------------------


def welcome(
    articles: tuple[Article, ...], examples: tuple[str, ...], buttons: MakeButtons
) -> Message:
    """The first thing a user sees: what this is, and examples to tap."""
    doc = [Span(texts.WELCOME), Span("\n\n")]
    for article in articles[:3]:
        doc += [Span("“" + clean(article.title) + "”", ("b",)), Span("\n")]
    doc.append(Span("\n" + (texts.WELCOME_MORE if examples else texts.WELCOME_NO_EXAMPLES)))
    return Message(tuple(doc), question_buttons(examples, buttons))


def plain_message(text: str) -> Message:
    """A text without formatting."""
    return Message((Span(clean(text)),))


def sources(articles: tuple[Article, ...]) -> Message:
    """Title, outlet, author, date and link of each article."""
    doc: list[Span] = [Span("Nguồn", ("b",))]
    for article in articles[:_MAX_SOURCES]:
        doc += [Span("\n\n"), Span(clean(article.title), (*_link(article.url), "i"))]
        parts = [article.author, article.outlet, article.published]
        line = " · ".join(clean(part) for part in parts if part)
        if line:
            doc.append(Span("\n" + line))
    if len(articles) > _MAX_SOURCES:
        doc.append(Span(f"\n\n… và {len(articles) - _MAX_SOURCES} bài nữa."))
    return Message(tuple(doc))


def facts(articles: tuple[Article, ...], words: str) -> Message:
    """The facts, or those that hold all of ``words`` (without regard to diacritics)."""
    wanted = fold(clean(words)[:100]).split()
    doc: list[Span] = []
    room, left_out = _MAX_FACTS, 0
    for article in articles:
        lines = [line for line in map(_fact_line, article.facts) if _holds(line, wanted)]
        shown = []
        for line in lines:
            room -= units(line) + 1
            if room >= 0:
                shown.append("\n" + line)
        left_out += len(lines) - len(shown)
        if shown:
            heading = [Span("\n\n" if doc else ""), Span(clean(article.title), ("b",))]
            doc += [*heading, Span("\n" + "".join(shown))]
    if not doc:
        return plain_message(texts.NO_FACTS.format(words=_shortened(clean(words), 60)))
    if left_out:
        doc.append(Span("\n\n" + texts.MORE_FACTS.format(count=left_out)))
    return Message(tuple(doc))


def _fact_line(fact: Fact) -> str:
    what = ", ".join(part for part in (fact.subject, fact.measure, fact.period) if part)
    return clean(f"• {what}: {format_value(fact)}")


def _holds(line: str, wanted: list[str]) -> bool:
    folded = fold(line)
    return all(word in folded for word in wanted)


# --- inline ---------------------------------------------------------------------------------


def inline_results(answers: Iterable[Answer]) -> list[dict[str, Any]]:
    """One result for each answer, none twice."""
    return list({result["id"]: result for result in map(_inline_result, answers)}.values())


def _inline_result(answer: Answer) -> dict[str, Any]:
    """A full answer with its source, as one result of an inline query."""
    text = to_html(split(answer_doc(answer), _INLINE_UNITS)[0])
    digest = hashlib.sha256(f"{answer.question}\n{answer.text}".encode("utf-8", "replace"))
    return {
        "type": "article",
        "id": digest.hexdigest()[:32],
        "title": _shortened(clean(answer.text), 120) or "…",
        "description": _shortened(clean(answer.question), 120),
        "input_message_content": {
            "message_text": text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
    }
