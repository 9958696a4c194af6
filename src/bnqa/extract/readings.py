"""The readings of a sentence: each figure's clause in the light of those before it."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from bnqa.extract.baselines import read_baseline
from bnqa.extract.changes import read_change
from bnqa.extract.frames import Frame
from bnqa.extract.levels import read_level
from bnqa.extract.lexicon import Element
from bnqa.extract.nouns import begins_with, joined, lower_first, parts_of, split_noun
from bnqa.extract.reading import HAS, Context, Reading
from bnqa.extract.roles import role_of
from bnqa.extract.sentences import Sentence
from bnqa.extract.shares import read_share
from bnqa.extract.terms import words
from bnqa.values.period import PeriodMention


def read_sentence(frames: Sequence[Frame], before: Sequence[Reading], place: str) -> list[Reading]:
    """One reading for each figure; ``before`` are those of the sentence before, ``place`` the article's."""
    found: list[Reading] = []
    header, measured = "", ""
    index = 0
    while index < len(frames):
        frame = frames[index]
        if frame.opening.header is not None:
            header, measured = series_of(frame)
        run = _run(frames, index)
        subjects = parts_of(frame.text(frame.subject)) if len(run) > 1 and frame.subject else []
        if len(run) > 1 and len(subjects) == len(run):
            found += _respectively(run, subjects, Context(run[0], found, before, place))
        elif known := _planned_alike(run, found):
            found += _of_plans(run, known, Context(run[0], found, before, place))
        elif len(times := _times(run)) == len(run) > 1:
            found += _at_times(run, times, Context(run[0], found, before, place))
        elif known := _alike(run, found):
            found += _of_those(run, known, Context(run[0], found, before, place))
        else:
            run = run[:1]
            found.append(_read(Context(frame, found, before, place)))
        if header:
            found = [r if r.header else in_series(r, header, measured) for r in found]
        index += len(run)
    return _compared_alike(_extended(found))


def _extended(readings: list[Reading]) -> list[Reading]:
    """ "5 KCN mới với diện tích 1.805 ha vào Quy hoạch": what follows the second figure is of the first, too."""
    result = []
    for reading, following in zip(readings, [*readings[1:], None], strict=True):
        if (
            following is not None
            and reading.frame.leaves
            and not reading.frame.held
            and following.frame.clause.joint in ("glued", "còn", "lên", "xuống")
        ):
            reading = replace(reading, end=following.frame.end)
        elif (
            following is not None
            and reading.thing
            and not reading.is_change
            and following.frame.clause.joint in ("với", "glued")
            and following.frame.measure is not None
            and reading.end == reading.frame.end
        ):
            told = reading.frame.sentence.passage.text[
                reading.frame.figure.end : following.frame.end
            ]
            reading = replace(
                reading, end=following.frame.end, aliases=(*reading.aliases, told.strip())
            )
        result.append(reading)
    return result


def series_of(frame: Frame) -> tuple[str, str]:
    """What a colon leads in, by name ("sản phẩm chủ yếu"), and the noun of measure that it gives."""
    name, measured = named_series(frame.sentence, frame.opening.series) or ("", "")
    told = frame.text(frame.opening.header)
    for word in (" gồm", " như", " là", " bao gồm"):
        told = told.removesuffix(word)
    return name or told, measured


def named_series(sentence: Sentence, elements: Sequence[Element]) -> tuple[str, str] | None:
    """The name of a series in a stretch, and the noun of measure there; None where it names none."""
    quantified = [i for i, e in enumerate(elements) if e.text.lower() in _MANY]
    if not quantified:
        quantified = [i for i, e in enumerate(elements) if e.text.lower() in _PLURAL][:1]
    text = sentence.passage.text
    name = ""
    if quantified:
        rest = elements[quantified[-1] + 1 :]
        stop = next(
            (i for i, e in enumerate(rest) if i and not e.has("measure") and _ends_name(e)),
            len(rest),
        )
        name = text[rest[0].start : rest[stop - 1].end] if rest and stop else ""
        if name.lower().startswith(("ngày ", "tháng ", "năm ", "đợt ", "lần ")):
            name = ""
    nouns = (i for i, e in enumerate(elements) if e.has("measure") and not e.has("growth_nouns"))
    at = next(nouns, None)
    measured = ""
    if at is not None:
        stop = at + 1
        while (
            stop < len(elements)
            and stop < at + 6
            and (elements[stop].kinds == {"word"} or elements[stop].has("verb", "joined"))
        ):
            stop += 1
        measured = text[elements[at].start : elements[stop - 1].end].lower()
    return (name, measured) if name or measured else None


def _ends_name(element: Element) -> bool:
    """ "dự án sản xuất lớn" goes on, "sản phẩm có sản lượng cao" does not."""
    ends = element.has("cut", "link", "passive", "level", "up", "down")
    return ends or (element.has("verb") and element.text.lower() in HAS)


_MANY = frozenset(["một số", "nhiều", "hàng loạt", "loạt", "số"])
_PLURAL = frozenset(["các", "những"])


def in_series(reading: Reading, header: str, measured: str) -> Reading:
    """A reading as a member of a series that was named before it."""
    aliases = (f"{measured} {reading.noun}",) if measured else ()
    if (
        measured
        and reading.role == "level"
        and reading.surety < 0.95
        and reading.frame.measure is None
    ):
        reading = replace(reading, measure=measured, surety=0.95)
    return replace(reading, header=header, aliases=(*reading.aliases, *aliases))


def _read(context: Context) -> Reading:
    against = read_baseline(context)
    if against is not None:
        return against
    role = role_of(context)
    if role in ("growth", "change"):
        return read_change(context, role)
    return read_share(context) if role == "share" else read_level(context, role)


def _run(frames: Sequence[Frame], index: int) -> list[Frame]:
    """The figures that follow each other with nothing between: "21%, 14% và 9%"."""
    run = [frames[index]]
    for frame in frames[index + 1 :]:
        bare = not [e for e in frame.clause.head if not e.is_mark and not e.has("link", "aux")]
        alike = frame.figure.dimension == run[0].figure.dimension
        if not bare or not alike or frame.clause.joint not in (",", "và"):
            break
        run.append(frame)
    return run


def _respectively(run: Sequence[Frame], subjects: Sequence[str], context: Context) -> list[Reading]:
    """One reading for each subject, in their order: "A, B và C lần lượt chiếm 21%, 14% và 9%"."""
    first = _read(context)
    verb = run[0].verb
    said = verb.text.lower() if verb is not None and not verb.has("link") else ""
    said = said.removeprefix("lần lượt ").removesuffix(" lần lượt")
    if not said and run[0].figure.reached:
        said = "đạt"
    found: list[Reading] = []
    all_of = run[0].text(run[0].subject).lower()
    for frame, subject in zip(run, subjects, strict=True):
        measure, owner = split_noun(subject)
        place = first.measure.lower().find(all_of) if all_of else -1
        if not measure and place >= 0:
            head = f"{first.measure[:place]}{first.measure[place + len(all_of) :]}".strip()
            measure = joined(head, subject) if head else subject
        how = f"{subject} {said} " if said else f"{subject}: "
        if run[0].measure is not None:
            how = f"{subject} có {first.measure} "
        found.append(
            replace(
                first,
                frame=frame,
                subject=owner or subject,
                noun=subject,
                holder=owner or subject,
                measure=lower_first(measure) or first.measure,
                prefix=how,
                start=frame.figure.start,
                end=frame.end,
                compared=first.compared or frame.tail.compared,
                quoted=run[0].start,
            )
        )
    return found


def _times(run: Sequence[Frame]) -> list[PeriodMention]:
    """The periods that a run of figures is of, one by one: "quý I và quý II lần lượt tăng 5% và 6%"."""
    first = run[0]
    listed = [m for m in (*first.opening.periods, *first.own) if m.start < first.figure.start]
    listed = listed or [m for m in run[-1].own if m.start > run[-1].figure.end]
    text = first.sentence.passage.text
    gaps = (text[a.end : b.start].strip(" ,") for a, b in itertools.pairwise(listed))
    joined_up = all(gap in ("", "và", "rồi", "cùng") for gap in gaps)
    return listed if first.respective and joined_up else []


def _at_times(
    run: Sequence[Frame], times: Sequence[PeriodMention], context: Context
) -> list[Reading]:
    """The same measure at each of the periods, in their order."""
    first = _read(context)
    verb = run[0].verb
    said = verb.text.lower().removeprefix("lần lượt ").removesuffix(" lần lượt") if verb else "là"
    head = run[0].clause.head
    stretch = [e for e in head if e.end <= times[0].start]
    named = run[0].sentence.passage.text[head[0].start : times[0].start].strip() if stretch else ""
    if begins_with(named, "measure") is not None:  # "xuất khẩu tháng 7, tháng 8 lần lượt đạt …"
        measure, whose = split_noun(named)
        whose = whose or context.place or named
        first = replace(
            first, noun=lower_first(named), measure=lower_first(measure), subject=whose, surety=1.0
        )
    return [
        replace(
            first,
            frame=frame,
            at=at,
            prefix=f"{first.noun} {said} ",
            start=frame.figure.start,
            end=frame.figure.end,
            quoted=run[0].clause.head[0].start if run[0].clause.head else run[0].start,
        )
        for frame, at in zip(run, times, strict=True)
    ]


def _planned_alike(run: Sequence[Frame], found: Sequence[Reading]) -> list[Reading]:
    """The plans that a run of per cents is of: "kế hoạch 9 tỷ đồng doanh thu và 1 tỷ đồng lãi, đã đạt …"."""
    first = run[0]
    said = first.verb.text.lower() if first.verb is not None else ""
    done = first.figure.is_percent and said in words("carries_out")
    known = [r for r in found if r.plan and not r.frame.figure.is_percent][-len(run) :]
    respective = first.respective or len(run) == 1
    return known if done and respective and len(known) == len(run) else []


def _of_plans(run: Sequence[Frame], known: Sequence[Reading], context: Context) -> list[Reading]:
    """How much of each plan was done."""
    first = _read(context)
    named = not any(c.isdigit() for c in context.own)
    holder = context.own if context.own and named else known[0].subject
    return [
        replace(
            first,
            frame=frame,
            role="rate",
            measure=f"tỷ lệ so với {plan.measure}",
            subject=f"mức thực hiện {plan.noun}",
            noun=f"mức thực hiện {plan.noun}",
            holder=holder,
            prefix=f"{holder} thực hiện ".lstrip(),
            start=frame.figure.start,
            end=frame.figure.end,
            aliases=(
                holder,
                f"thực hiện {plan.noun} năm",
                f"hoàn thành {plan.noun} năm",
            ),
            after=f" {plan.noun}",
            quoted=run[0].start,
        )
        for frame, plan in zip(run, known, strict=True)
    ]


def _alike(run: Sequence[Frame], found: Sequence[Reading]) -> list[Reading]:
    """The levels that a run of figures is of: "xuất khẩu đạt 5, nhập khẩu đạt 4, tăng lần lượt 15% và 17%"."""
    first = run[0]
    subject = first.text(first.subject).lower()
    if len(run) < 2 or not first.respective or (subject and not subject.endswith(" này")):
        return []
    levels = [r for r in found if r.role == "level" and not r.frame.leaves]
    known = levels[-len(run) :]
    one_kind = len({r.frame.figure.dimension for r in known}) == 1
    return known if len(known) == len(run) and one_kind and first.figure.is_percent else []


def _of_those(run: Sequence[Frame], known: Sequence[Reading], context: Context) -> list[Reading]:
    """Growths of the readings before them, in their order."""
    first = _read(context)
    if not first.is_change:
        return [first, *(_read(Context(f, [first], [], context.place)) for f in run[1:])]
    said = "giảm" if first.falls else "tăng"
    compared = next((f.tail.compared for f in run if f.tail.compared), first.compared)
    return [
        replace(
            first,
            frame=frame,
            measure=lower_first(split_noun(level.noun)[0] or level.noun),
            subject=level.subject,
            noun=level.noun,
            holder=level.holder,
            thing=level.thing,
            prefix=f"{level.noun} {said} ",
            start=frame.figure.start,
            end=frame.figure.end,
            base=level,
            aliases=(*level.aliases, *_by_measure(level)),
            compared=compared,
            quoted=run[0].start,
        )
        for frame, level in zip(run, known, strict=True)
    ]


def _by_measure(level: Reading) -> tuple[str, ...]:
    """What grew, with what it is measured by: "sản lượng hàng xuất khẩu"."""
    head = begins_with(level.measure, "measure")
    if head is None or head.lower().startswith("tổng") or head.lower() in level.noun.lower():
        return ()
    return (joined(head.lower(), level.noun),)


def _compared_alike(readings: list[Reading]) -> list[Reading]:
    """What one growth of a sentence is compared with, those beside it are too."""
    shared: str | None = None
    result: list[Reading] = []
    for reading in reversed(readings):
        if reading.role == "growth":
            if reading.compared is not None:
                shared = reading.compared
            elif shared is not None and not reading.frame.clause.nested:
                reading = replace(reading, compared=shared)
        result.append(reading)
    result.reverse()
    led = next((r.compared for r in result if r.frame.opening.compared), None)
    return [
        replace(r, compared=led) if led and r.role == "growth" and r.compared is None else r
        for r in result
    ]
