"""Other words for a noun of measure that is told alone: what stood beside it."""

from __future__ import annotations

from bnqa.extract.changes import plain
from bnqa.extract.context import Context
from bnqa.extract.nouns import begins_with, lower_first

_LEADS_ON = frozenset([",", "nhưng", "song", "nên", "còn", "và", "trong khi", "nhờ", "với"])


def beside(context: Context, own: str, measure: str) -> tuple[str, ...]:
    """Aliases of a level whose subject is a noun of measure that names nobody."""
    return (*_traded(context, own), *_held(context, own), *_before(context, own, measure))


def _traded(context: Context, own: str) -> tuple[str, ...]:
    """What the sentence before was about: "xuất khẩu 304.000 tấn cà phê. Giá xuất khẩu đạt …"."""
    for reading in context.before if context.near else ():
        verb = reading.frame.verb
        if reading.thing and verb is not None and verb.text.lower() in own.lower():
            return (f"{own} {plain(reading.thing)}",)
    return ()


def _before(context: Context, own: str, measure: str) -> tuple[str, ...]:
    """What the sentence before counted: "1.385 ha cây có múi. … sản lượng đạt 19.600 tấn"."""
    bare = lower_first(own) == begins_with(lower_first(own), "measure") == lower_first(measure)
    if not (bare and context.near and not any(r.thing for r in context.done)):
        return ()
    first = context.before[0]
    return (f"{own} {plain(first.thing)}",) if first.thing and first.frame.counted else ()


def _held(context: Context, own: str) -> tuple[str, ...]:
    """Whom a clause before was about: "DHB có 7.450 nhân viên; thu nhập bình quân đạt …"."""
    prev = context.prev
    first = context.done[0] if context.done else None
    if first is not None and first.holder and context.frame.clause.joint in _LEADS_ON:
        named = begins_with(first.holder, "measure") is None and first.holder != context.place
        if named and not first.holder[:1].isdigit():
            return (f"{lower_first(own)} {lower_first(first.holder)}",)
    if prev is None or not prev.thing or prev.holder in ("", context.place):
        return ()
    return (f"{plain(prev.thing)} {prev.holder}",)
