"""Which kind of figure it is: a level, a growth, a change, a share of something, a rate."""

from __future__ import annotations

from bnqa.extract.context import Context
from bnqa.extract.nouns import begins_with
from bnqa.extract.terms import words


def role_of(context: Context) -> str:
    """level, growth, change, share or rate."""
    verb, figure, prev = context.verb, context.figure, context.prev
    grows = (
        verb is not None
        and verb.has("up", "down")
        and not context.frame.leaves
        and not context.measure
        and not (figure.dimension == "duration" and context.said == "mất")  # "mất 12 năm mới đủ"
    )
    if figure.dimension == "times":
        stands = verb is not None and verb.has("level") and not verb.has("times", "share")
        counts = verb is None and prev is None and not context.compared
        counts = counts or (verb is not None and verb.has("verb"))
        if context.frame.leaves or stands or counts:
            return "level"
        if verb is None and prev is not None and not prev.is_change and not context.compared:
            return "level"  # "11 kỳ điều chỉnh, trong đó 6 lần tăng"
        return "growth"
    if figure.dimension in ("percent", "point", "permille"):
        return _percent(context, grows)
    if grows:
        return "change"
    if prev is not None and prev.is_change and not context.own and not context.measure:
        alike = context.said.startswith("tương đương")
        if alike or (context.frame.clause.nested and verb is None and not context.counted):
            return "change"
    return "level"


def _percent(context: Context, grows: bool) -> str:
    verb, prev = context.verb, context.prev
    name = context.measure or context.own
    if grows:
        return "growth"
    if context.frame.leaves or (verb is not None and verb.has("level") and verb.has("up", "down")):
        return "rate"
    if verb is not None and verb.has("share"):
        compared = context.said == "bằng" and not context.counted and context.compared
        return "rate" if of_a_plan(context) or compared else "share"
    if begins_with(name, "growth_nouns") is not None:
        return "growth"
    nested = context.frame.clause.nested and verb is None
    if nested and not name and prev is not None and prev.is_change and not context.counted:
        return "growth"  # "giảm 9,5 điểm (0,8%)"
    if of_a_plan(context):
        return "rate"
    if name and begins_with(name, "measure") is not None:
        return "rate"
    if verb is not None and verb.has("verb"):
        return "share"
    if prev is not None and prev.role == "growth" and verb is None and context.frame.tail.about:
        return "growth"  # "tăng 5,9% về lượng và 21,7% về trị giá"
    if context.counted and (verb is None or begins_with(context.counted, "wholes") is not None):
        return "share"
    followed = prev is not None and prev.role == "growth" and verb is None and not context.own
    if followed and context.after.lower().startswith("theo "):
        return "growth"  # "tăng 1,6% theo quý và 2,8% theo năm"
    if verb is None and not context.own and context.after and not context.compared:
        return "share"
    stands = verb is not None and verb.has("level") and not verb.has("link", "respective")
    known = [r for r in context.done if r.frame.figure.is_percent and r.role in ("rate", "share")]
    if stands and known and context.said in words("stands_at"):
        return "rate"  # "đạt 63%, cao hơn 12 điểm phần trăm, nhưng tháng 10 chỉ còn 48%"
    if context.said in words("amounts_to") and _has_moved(context):
        return "growth"  # "tăng từ 33 lên 38 tỷ đồng, tương đương 14%"
    if context.frame.changed or (prev is not None and prev.role == "growth"):
        return "growth"
    if prev is not None and prev.role in ("share", "rate") and verb is None:
        return prev.role
    return "rate"


def _has_moved(context: Context) -> bool:
    """Whether the figure before is where a rise or fall led: "từ 33 lên 38 tỷ đồng"."""
    two = context.done[-2:]
    return len(two) == 2 and two[0].frame.leaves and not two[0].frame.held and not two[1].is_change


def of_a_plan(context: Context) -> bool:
    """Whether it is so many per cent of a plan: "đạt 98% kế hoạch năm"."""
    relative = context.figure.is_percent or context.figure.dimension == "times"
    part = context.said.startswith("chiếm")  # "chiếm 24% tổng kế hoạch vốn"
    return relative and not part and begins_with(context.counted, "plans") is not None
