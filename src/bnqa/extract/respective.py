"""Figures that answer one by one: "A, B và C lần lượt chiếm 21%, 14% và 9%", "quý I và quý II tăng 5% và 6%"."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from bnqa.extract.context import Context
from bnqa.extract.frames import Frame
from bnqa.extract.nouns import begins_with, joined, lower_first, parts_of, split_noun
from bnqa.extract.reading import Reading
from bnqa.extract.terms import words
from bnqa.values.period import PeriodMention

Reads = Callable[[Context], Reading]


def one_by_one(
    run: Sequence[Frame], found: Sequence[Reading], context: Context, reads: Reads
) -> list[Reading]:
    """The readings of a run of figures that belong to as many things, times, plans or levels.

    Empty where they do not; ``reads`` gives what the first of them says.
    """
    if len(run) > 1 and run[0].subject is not None:
        subjects = parts_of(run[0].text(run[0].subject))
        if len(subjects) == len(run):
            return _respectively(run, subjects, reads(context))
    if known := _planned_alike(run, found):
        return _of_plans(run, known, reads(context), context)
    if len(times := _times(run)) == len(run) > 1:
        return _at_times(run, times, reads(context), context.place)
    if known := _alike(run, found):
        first = reads(context)
        if first.is_change:
            return _of_those(run, known, first)
        return [first, *(reads(Context(f, [first], [], context.place)) for f in run[1:])]
    return []


def run_of(frames: Sequence[Frame], index: int) -> list[Frame]:
    """The figures that follow each other with nothing between: "21%, 14% và 9%"."""
    run = [frames[index]]
    for frame in frames[index + 1 :]:
        bare = not [e for e in frame.clause.head if not e.is_mark and not e.has("link", "aux")]
        alike = frame.figure.dimension == run[0].figure.dimension
        if not bare or not alike or frame.clause.joint not in (",", "và"):
            break
        run.append(frame)
    return run


def _respectively(run: Sequence[Frame], subjects: Sequence[str], first: Reading) -> list[Reading]:
    """One reading for each subject, in their order: "A, B và C lần lượt chiếm 21%, 14% và 9%"."""
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
    run: Sequence[Frame], times: Sequence[PeriodMention], first: Reading, place: str
) -> list[Reading]:
    """The same measure at each of the periods, in their order."""
    verb = run[0].verb
    said = verb.text.lower().removeprefix("lần lượt ").removesuffix(" lần lượt") if verb else "là"
    head = run[0].clause.head
    stretch = [e for e in head if e.end <= times[0].start]
    named = run[0].sentence.passage.text[head[0].start : times[0].start].strip() if stretch else ""
    if begins_with(named, "measure") is not None:  # "xuất khẩu tháng 7, tháng 8 lần lượt đạt …"
        measure, whose = split_noun(named)
        whose = whose or place or named
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
    every = len(known) == len([r for r in found if r.plan])  # as many as were planned
    respective = first.respective or len(run) == 1 or every
    return known if done and respective and len(known) == len(run) else []


def _of_plans(
    run: Sequence[Frame], known: Sequence[Reading], first: Reading, context: Context
) -> list[Reading]:
    """How much of each plan was done."""
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
    if len(run) < 2 or (subject and not subject.endswith(" này")):
        return []
    levels = [r for r in found if r.role == "level" and not r.frame.leaves]
    known = levels[-len(run) :]
    # "A và B đạt lần lượt 28 và 20 triệu USD, tăng 24% và 6%": the order is said once.
    ordered = bool(known) and known[0].frame.respective and found[-len(run) :] == known
    if not (first.respective or ordered):
        return []
    one_kind = len({r.frame.figure.dimension for r in known}) == 1
    return known if len(known) == len(run) and one_kind and first.figure.is_percent else []


def _of_those(run: Sequence[Frame], known: Sequence[Reading], first: Reading) -> list[Reading]:
    """Growths of the readings before them, in their order."""
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
