"""Levels with no subject of their own: "lên 5.512 USD/tấn", "trong đó khoảng 9.200 ha mất trắng"."""

from __future__ import annotations

from dataclasses import replace

from bnqa.extract.changes import plain
from bnqa.extract.context import Context
from bnqa.extract.making import make
from bnqa.extract.nouns import begins_with, lower_first, split_noun
from bnqa.extract.reading import Reading
from bnqa.extract.roles import of_a_plan
from bnqa.extract.terms import generic, words

_MOVES = ("glued", "còn", "lên", "xuống")


def read_part(context: Context, role: str) -> Reading:
    """ "…, trong đó khoảng 9.200 ha mất trắng": what follows the figure says which part."""
    prev, figure = context.prev, context.figure
    kind = generic(figure.dimension)
    thing = plain(prev.thing) if prev is not None and prev.thing else ""
    if context.frame.clause.joint == "và" and context.counted and thing:
        done = prev.frame.verb if prev is not None else None  # "thu giữ 4 xe và 18 kg pháo"
        said = f" {done.text.lower()}" if done is not None and done.has("verb") else ""
        measure, holder = f"{kind} {context.after}{said}", context.holder()
        prefix = f"{measure} là "
        made = make(
            context,
            role,
            measure,
            holder or measure,
            measure,
            holder,
            "",
            prefix,
            figure.start,
            0.85,
        )
        return replace(made, end=figure.end)
    measure = f"{kind} {thing} {context.after}".replace("  ", " ")
    holder = context.holder()
    prefix = f"{kind} {thing} {context.after} là " if thing else ""
    whose = holder or measure
    made = make(context, role, measure, whose, measure, holder, thing, prefix, figure.start, 0.85)
    return replace(made, end=figure.end) if thing else made


def read_carried(context: Context, role: str) -> Reading:
    """A figure of what the clause or sentence before it was about."""
    frame, figure, prev = context.frame, context.figure, context.prev
    source = prev or (context.before[-1] if context.before else None)
    if source is None:
        head = [e.text for e in frame.clause.head if e.kinds == {"word"}][-4:]
        measure = " ".join([generic(figure.dimension), context.counted, *head]).strip()
        whose = context.holder() or measure
        return make(context, role, measure, whose, measure, context.place, surety=0.4)
    surety = 0.95 if prev is not None else 0.6 if context.near else 0.45
    alike = source.frame.figure.dimension == figure.dimension or source.is_change
    if not alike and not of_a_plan(context):
        surety *= 0.7
    noun = f"{source.noun} bình quân" if frame.mean else source.noun
    measure = source.measure
    if of_a_plan(Context(source.frame, [], [], context.place)) and not figure.is_percent:
        measure = split_noun(source.noun)[0] or source.noun  # "vượt 5% kế hoạch, đạt 3.400 tỷ đồng"
    whole = begins_with(context.counted, "wholes")
    if figure.is_percent and not source.frame.figure.is_percent and whole is not None:
        measure = source.measure if of_a_plan(context) else f"tỷ lệ {context.counted}"
    priced = (
        figure.dimension == "money"
        and "/" in frame.sentence.passage.text[figure.end : figure.end + 1]
    )
    if priced and begins_with(measure, "measure") is None:
        measure = f"giá {lower_first(measure)}"  # "cổ phiếu A tăng 2% lên 17.850 đồng/cổ phiếu"
    prefix, start = _lead(context, noun)
    made = make(
        context,
        role,
        measure,
        source.subject,
        noun,
        source.holder,
        source.thing,
        prefix,
        start,
        surety,
    )
    return replace(made, end=figure.end) if frame.year_before else made


def ends_change(context: Context) -> bool:
    """ "doanh số giảm 9,3%, còn 2.390 xe": where what rose or fell stands now."""
    prev = context.prev
    return (
        prev is not None
        and prev.is_change
        and (
            prev.frame.figure.is_percent or prev.frame.figure.dimension == context.figure.dimension
        )
        and (prev.role == "change" or begins_with(prev.noun, "measure") is not None)
        and context.figure.unit is not None
        and not (context.own or context.counted or context.measure)
        and context.said in words("ends_change")
        and context.follows()
    )


def _lead(context: Context, noun: str) -> tuple[str, int]:
    """The words, and the place of the text from which on they go on, that say the figure whole."""
    frame, figure, prev = context.frame, context.figure, context.prev
    if frame.year_before:
        return f"{noun} là ", figure.start
    compares = bool(frame.opening.rest) and frame.opening.rest[0].has("compare")
    moved = prev is not None and prev.frame.leaves and frame.clause.joint in _MOVES
    if moved and prev is not None and prev.frame.own:
        # What was of another time is told apart: "từ 5% của quý II lên 6%".
        return f"{noun} ", context.verb_start()
    if prev is not None and (compares or moved) and context.follows():
        return prev.lead
    if frame.mean or context.verb is None:
        return f"{noun} là ", figure.start
    return f"{noun} ", context.verb_start()
