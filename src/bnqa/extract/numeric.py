"""Facts from figures: every quantity of an article with its measure, subject, period and clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bnqa.extract.bodies import Bodies
from bnqa.extract.calendar import fill_years, written
from bnqa.extract.clauses import split
from bnqa.extract.drafts import Draft
from bnqa.extract.frames import read
from bnqa.extract.groups import groups
from bnqa.extract.kinds import implied, is_aim, is_an_occasion, kind_of, meant, moved
from bnqa.extract.nouns import begins_with, lower_first
from bnqa.extract.outline import owners
from bnqa.extract.ranks import rank_facts
from bnqa.extract.reading import Reading, names_another
from bnqa.extract.readings import in_series, named_series, read_sentence
from bnqa.extract.sentences import Sentence
from bnqa.extract.terms import words
from bnqa.extract.times import Clock, When
from bnqa.extract.topics import Topics
from bnqa.knowledge import Article

_HELD_AT = re.compile(r"hơn\s+(?:mức|con số|tỷ lệ)\s", re.IGNORECASE)
_EXPECTED = ("dự kiến ", "dự báo ")


def numeric_facts(article: Article, sentences: Sequence[Sentence]) -> Iterator[Draft]:
    """A draft for each figure, in the order of the text."""
    clock, topics, bodies, whose = Clock(article), Topics(article), Bodies(), owners(article)
    before: list[Reading] = []
    passage: list[tuple[Reading, Draft]] = []
    last: Sentence | None = None
    named: tuple[str, str] | None = None
    for sentence in sentences:
        clock.enter(sentence)
        topics.enter(sentence)
        bodies.enter(sentence)
        if last is None or sentence.passage.id != last.passage.id:
            yield from groups(passage)
            passage, named = [], None
        if not sentence.figures:
            named = named_series(sentence, sentence.elements)
            yield from rank_facts(sentence, (), article.place or "", bodies)
            topics.leave(sentence)
            last = sentence
            continue
        frames = [read(sentence, clause) for clause in split(sentence)]
        readings = read_sentence(frames, before, article.place or "")
        if named is not None and last is not None and last.passage.id == sentence.passage.id:
            readings = _continued(readings, *named, len(passage) == 0)
        drafts: dict[int, Draft] = {}
        forecaster = next((f.opening.forecaster for f in frames if f.opening.forecaster), None)
        for reading in readings:
            reading = topics.named(reading)
            draft = _draft(reading, _when(reading, clock), clock)
            body = bodies.aliases(reading, article.place or "")
            draft.aliases = (
                *draft.aliases,
                *topics.aliases(reading),
                *body,
                *meant(reading, passage),
                *topics.done_to(reading),
            )
            if forecaster and reading.frame is not frames[0]:
                draft.aliases = (*draft.aliases, forecaster)
            if whose and not names_another(reading, whose):
                draft.aliases = (*draft.aliases, *whose)
            drafts[id(reading)] = draft
            _link(reading, readings, drafts)
            passage.append((reading, draft))
            yield draft
        yield from rank_facts(sentence, readings, article.place or "", bodies)
        topics.leave(sentence)
        before, last = readings or before, sentence
    yield from groups(passage)


def _continued(readings: list[Reading], name: str, measured: str, first: bool) -> list[Reading]:
    """The members of a series that the sentence before named: "Một số sản phẩm … cao hơn. Sắt tăng …"."""
    own = {r.noun for r in readings if r.frame.subject is not None and r.base is None}
    head = name.split()[0].lower() if name else ""
    members = len(own) > 1 and first
    return [
        in_series(r, name, measured)
        if not r.header
        and r.base is None
        and (members or (head and r.subject.lower().startswith(head)))
        else r
        for r in readings
    ]


def _when(reading: Reading, clock: Clock) -> When:
    """The period of a figure, as its clause or what was made of it says."""
    apart = bool(reading.plan) or reading.frame.held
    when = clock.aside(reading.frame) if apart else clock.of(reading.frame)
    if reading.at is not None:
        return When(clock.dated(reading.at), 1.0)
    aimed = when.surety < _IN_SENTENCE and not reading.is_change and is_aim(reading)
    return clock.year_of(when) if reading.of_year or aimed else when


_IN_SENTENCE = 0.9  # a period that a sentence gives all its figures is surer


def _draft(reading: Reading, when: When, clock: Clock) -> Draft:
    frame, figure = reading.frame, reading.frame.figure
    text = frame.sentence.passage.text
    head = [e for e in frame.clause.head if not e.is_mark]
    start = min(reading.start, frame.start, head[0].start if head else figure.start)
    if reading.quoted is not None:
        start = min(start, reading.quoted)
    if reading.leads is not None:
        start = min(start, reading.lead[1])
    kind = kind_of(reading)
    value = float(abs(figure.value))
    below_zero = figure.value < 0  # "tăng trưởng âm 3%"
    falls = (reading.falls or below_zero) and kind == "growth"
    if below_zero and kind != "growth":
        value = -value
    qualifier, measure_of = figure.qualifier, reading.measure
    if measure_of.startswith("mức vượt ") and qualifier in ("more_than", "at_least"):
        qualifier = "exact"  # "vượt 5% kế hoạch" is so much more, not more than so much
    if frame.held and qualifier == "more_than" and _HELD_AT.match(text, figure.start):
        qualifier = "exact"  # "nhỉnh hơn mức 1,6 ngày" holds against just so much
    if frame.expected and qualifier == "exact":
        qualifier = "estimated"
    lead = text[reading.start : figure.start]
    lead = fill_years(lead, clock.dated) if reading.start < figure.start else ""
    if reading.prefix:
        lead = lower_first(lead)
    if figure.high is not None:
        lead = lead.removesuffix("trong ")
    if below_zero and falls:
        lead = f"{lead}âm "
    told = f"{reading.prefix}{lead}{{value}}{fill_years(text[figure.end : reading.end], clock.dated)}{reading.after}"
    if reading.compared and kind == "growth" and reading.compared not in told:
        told = f"{told} so với {reading.compared}"
    phrase: str | None = told
    measure, subject = reading.measure, reading.subject
    aliases = (*reading.aliases, *implied(reading))
    confidence = reading.surety * when.surety
    other = frame.leaves and when.period is not None and not reading.known
    if other and kind != "growth" and not frame.held and not frame.year_before:
        # Asked for without a time, what it became is meant.
        whose = reading.noun if frame.own or not clock.place else clock.place
        measure, subject = "mức trước đó", whose or "mức trước đó"
    if frame.leaves and not frame.year_before and not other and not reading.known:
        # Its noun stays in the clause: asked for alone, what it became is meant.
        measure, subject, confidence = (
            "mức trước đó",
            clock.place or "mức trước đó",
            confidence * 0.5,
        )
    if kind != "growth" and is_aim(reading):
        measure, aliases = (
            f"mục tiêu {measure}",
            (*aliases, "đặt mục tiêu", "phấn đấu", reading.measure),
        )
    if frame.opening.forecaster:
        aliases = (*aliases, frame.opening.forecaster)
    if kind == "rate" and figure.is_percent and reading.measure in words("verb"):
        aliases = (*aliases, f"tỷ lệ {reading.measure}")
    if kind in ("level", "count", "capital", "area", "rate") and frame.verb is not None:
        aliases = (*aliases, *moved(reading))
    if kind == "growth":
        if not figure.is_percent and figure.dimension != "times" and not falls:
            aliases = (*aliases, "tăng thêm")
        measure = ("mức giảm " if falls else "mức tăng ") + lower_first(measure)
        subject = reading.noun
        anaphor = frame.subject is not None and frame.text(frame.subject) not in reading.noun
        if (
            figure.is_percent
            and figure.high is None
            and (qualifier == "estimated" or (anaphor and not reading.prefix))
        ):
            phrase = None  # "ước tăng 7,4%" reads better than "tăng ước 7,4%"
    elif subject.lower() == measure.lower() and measure != "mức trước đó":
        # "giá cà phê nhân xô" is the "giá" of "cà phê nhân xô".
        noun = begins_with(measure, "measure") or ""
        rest = measure[len(noun) :].strip()
        averaged = rest in words("mean")
        subject = rest if rest and rest[0] != "(" and not averaged else clock.place or measure
    if kind != "growth" and qualifier == "estimated" and phrase is not None:
        for word in _EXPECTED:
            phrase = phrase.replace(word, "", 1)
    high = float(figure.high) if figure.high is not None and value < figure.high else None
    if falls:
        value, high = (-value, None) if high is None else (-high, -value)
    return Draft(
        passage=frame.sentence.passage,
        subject=subject,
        measure=measure,
        value=value,
        kind=kind,
        start=start,
        end=max(reading.end, frame.end, figure.end),
        phrase=_clean(phrase),
        unit=figure.unit,
        qualifier=qualifier,
        period=None if when.surety < 1 and is_an_occasion(reading) else written(when.period),
        compared_to=None if frame.year_before and kind != "growth" else reading.compared,
        aliases=aliases,
        value_to=high,
        confidence=confidence,
    )  # fmt: skip


def _clean(phrase: str | None) -> str | None:
    """The phrase as it stands inside a sentence; braces of the text are no blanks."""
    if phrase is None:
        return None
    before, _, after = phrase.partition("{value}")
    before, after = (part.replace("{", "(").replace("}", ")") for part in (before, after))
    return lower_first(f"{before}{{value}}{after}".strip(" ,;:–—-"))


def _link(reading: Reading, readings: Sequence[Reading], drafts: dict[int, Draft]) -> None:
    """A growth to its level, a total to the things that it is the total of."""
    draft = drafts[id(reading)]
    if reading.base is not None:
        draft.base = next(
            (d for r, d in _pairs(readings, drafts) if r.frame is reading.base.frame), None
        )
        if draft.base is not None and not reading.frame.own and not reading.frame.opening.periods:
            draft.period = draft.base.period
        if any(r.frame.leaves and r.frame.year_before for r in readings):
            draft.base = None  # what it was before is told, and need not be reckoned
    elif draft.kind in ("capital", "area", "level") and reading.frame.measure is not None:
        for other, other_draft in _pairs(readings, drafts):
            if (
                other is not reading
                and other_draft.kind == "count"
                and other.thing == reading.holder
            ):
                draft.base = other_draft
                if not reading.frame.own and not reading.frame.opening.periods:
                    draft.period = other_draft.period


def _pairs(
    readings: Sequence[Reading], drafts: dict[int, Draft]
) -> Iterator[tuple[Reading, Draft]]:
    for reading in readings:
        if id(reading) in drafts:
            yield reading, drafts[id(reading)]
