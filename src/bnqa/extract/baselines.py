"""What a figure is held against: the same thing at another time or of another, a plan, a target.

"cao hơn mức 6,9% của 9 tháng năm 2023", "nhỉnh hơn tỷ lệ 51% của cả nước", "vượt kế hoạch 48 tỷ USD".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bnqa.extract.context import Context
from bnqa.extract.lexicon import Element, data
from bnqa.extract.making import make
from bnqa.extract.nouns import begins_with, lower_first
from bnqa.extract.reading import Reading
from bnqa.extract.roles import of_a_plan
from bnqa.extract.terms import words
from bnqa.values.period import PeriodMention, find_periods

_OF = re.compile(r"^\s*(?:bình quân\s+)?của\s+(?P<whose>[^,;:()]{2,50}?)\s*$")
_AIMED = frozenset(
    [
        "đặt",
        "đặt ra",
        "giao",
        "phê duyệt",
        "thông qua",
        "gồm",
        "là",
        "đạt",
        "ở mức",
        "với",
        "đề ra",
        "tăng",
        "giảm",
        "thu",
        "đón",
        "được",
    ]
)
_MOST = 12  # elements between a plan and its figure


def read_baseline(context: Context) -> Reading | None:
    """The reading of a figure that another is held against; None where it is none of those."""
    prev = context.prev
    left = context.frame.leaves and context.figure.is_percent and not context.own
    if context.frame.held or (left and prev is not None and prev.role == "share"):
        return _read_held(context)  # "chiếm 40% kim ngạch, tăng từ 36% của cùng kỳ năm trước"
    return _read_plan(context)


def _read_held(context: Context) -> Reading | None:
    """The same measure at another time, or of another: "cao hơn mức 6,9% của 9 tháng năm 2023"."""
    frame = context.frame
    source = _source(context)
    if source is None:
        return None
    whose = _OF.match(frame.sentence.passage.text[context.figure.end : frame.end])
    other = whose["whose"] if whose is not None and not frame.own else ""
    if other and (find_periods(other) or other.startswith("cùng ")):
        other = ""
    role = source.role
    if source.is_change:
        role = "growth" if context.figure.is_percent else "level"
    noun, subject, holder = source.noun, source.subject, source.holder
    if other:
        subject = holder = other
        noun = f"{source.measure} của {other}"
    said = "giảm" if source.falls else "tăng"
    prefix, after = f"{noun} {said} " if role == "growth" else f"{noun} là ", ""
    verb = source.frame.verb
    if role == "share" and verb is not None and source.holder and not other:
        whole = source.frame.text(source.frame.counted)
        prefix, after = f"{source.holder} {verb.text.lower()} ", f" {whole}".rstrip()
    return Reading(
        frame, role, source.measure, subject, noun, holder, "", prefix, context.figure.start,
        context.figure.end, falls=source.falls and role == "growth", surety=0.9 * source.surety,
        aliases=source.aliases, known=bool(other), after=after, compared=None if role == "growth" else context.compared,
    )  # fmt: skip


def _source(context: Context) -> Reading | None:
    """The figure that this one is held against: the last one of its kind."""
    figure = context.figure
    told: list[Reading] = [*context.done[::-1], *(context.before if context.near else ())]
    for reading in told:
        other = reading.frame.figure
        alike = other.is_percent if figure.is_percent else other.dimension == figure.dimension
        fits = figure.is_percent or not reading.is_change
        if alike and fits and not reading.frame.leaves and not reading.plan:
            return reading
    return None


def _read_plan(context: Context) -> Reading | None:
    """What was planned: "kế hoạch 48,5 tỷ USD", "76% kế hoạch năm (9.000 tỷ đồng)"."""
    frame, prev = context.frame, context.prev
    if of_a_plan(context) or frame.figure.dimension == "times":
        return None
    head = frame.clause.head
    at = next(
        (i for i in range(len(head) - 1, -1, -1) if head[i].has("plans") and _leads(head, i)), None
    )
    if at is not None:
        plan = _named(head[at].text)
        return _planned(context, plan, head[at].end) if plan else None
    named = context.measure or begins_with(context.counted, "measure")
    if prev is not None and prev.plan and not context.own and named:
        goes_on = frame.clause.joint in ("và", ",", "cùng") and frame.verb is None
        return _planned(context, prev.plan, frame.start, prev.at) if goes_on else None
    bare = not context.own and not context.measure and not context.figure.is_percent
    if prev is not None and frame.clause.nested and bare and prev.frame.figure.is_percent:
        counted = prev.frame.text(prev.frame.counted)
        plan = _named(begins_with(counted, "plans") or "")
        return _planned(context, plan, context.figure.start) if plan else None
    return None


def _named(plan: str) -> str:
    """The plan alone: "so với kế hoạch năm" is a "kế hoạch"; "" for what is compared and no plan."""
    plan = plan.lower().removeprefix("so với ").removesuffix(" năm").removesuffix(" giao")
    return plan if plan in words("aims") else ""


def _leads(head: Sequence[Element], at: int) -> bool:
    """Whether a plan leads to the figure: only words that tell of it stand between."""
    rest = head[at + 1 :]
    return len(rest) <= _MOST and not any(
        (
            e.has("up", "down", "verb", "share", "passive", "compare")
            and e.text.lower() not in _AIMED
            and not e.has("measure", "joined")
        )
        or (e.is_mark and e.text != "(")
        for e in rest
    )


def _planned(
    context: Context, plan: str, begins: int, at: PeriodMention | None = None
) -> Reading | None:
    frame, figure = context.frame, context.figure
    text = frame.sentence.passage.text
    named = [m for m in find_periods(text[begins : figure.start]) if m.period.grain == "year"]
    at = next((m for m in named if m.period.year is not None), at)
    of = _source(context)
    what = context.counted if begins_with(context.counted, "measure") is not None else ""
    what = what or _between(context, begins)
    if not what and context.measure and not frame.clause.head[0].has("plans"):
        what = context.measure if begins_with(context.measure, "plans") is None else ""
    if of is None and not what and context.object() and figure.dimension == "count":
        what = f"số {context.object()}"
    last = context.prev if of is None and not what else None
    of = of or last
    if not what and of is None:
        return None
    subject = of.subject if of is not None else context.holder() or what
    noun = what or (of.noun if of is not None else "")
    measured = what or (of.measure if of is not None and of is not last else noun)
    if not what and of is not None and of.is_change:
        noun, measured = (
            f"{'giảm' if of.falls else 'tăng'} {lower_first(w)}" for w in (noun, measured)
        )
    verb = frame.verb
    if what and figure.is_percent and verb is not None and verb.has("up", "down"):
        noun, measured = (f"{verb.text.lower()} {lower_first(w)}" for w in (noun, measured))
    if what and of is not None:
        subject = context.holder() or subject
    subject = _planner(context, plan) or subject
    told = f"{plan} {lower_first(noun)}"
    role = "rate" if figure.is_percent else "level"
    aliases = [f"{word} {lower_first(measured)}" for word in data()["aims"] if word != plan]
    made = make(
        context, role, f"{plan} {lower_first(measured)}", subject, told,
        of.holder if of is not None and not what else context.holder(), "", f"{told} là ", figure.start, 0.9,
        (*aliases, *(of.aliases if of is not None and not what else ())),
    )  # fmt: skip
    return replace(made, end=figure.end, of_year=True, plan=plan, at=at)


_PLANS_IT = re.compile(r"\s+(?:đặt|đặt ra|đề ra|giữ nguyên|nâng|hạ|giao|xây dựng)$")
_NO_PLANNER = ("cách", "so", "sau", "vượt", "bằng", "trong")


def _planner(context: Context, plan: str) -> str:
    """Whose plan it is, where the clause says: "công ty đặt kế hoạch …"; "" where it does not."""
    own = context.own
    place = own.lower().find(plan)
    named = _PLANS_IT.sub("", own[:place].rstrip()) if place >= 0 else own
    if place >= 0 and named == own[:place].rstrip():
        return ""
    if not named or named.lower().startswith(_NO_PLANNER) or named.lower() in words("here"):
        return ""
    return named if begins_with(named, "measure") is None else ""


def _between(context: Context, begins: int) -> str:
    """What a plan is of, where the words after it say so: "kế hoạch doanh thu 15.200 tỷ đồng"."""
    head = [e for e in context.frame.clause.head if e.start >= begins]
    if not head or not head[0].has("measure", "growth_nouns"):
        return ""
    stop = next(
        (i for i, e in enumerate(head) if e.has("period", "level", "link") or e.is_mark), len(head)
    )
    text = context.frame.sentence.passage.text
    return text[head[0].start : head[stop - 1].end] if stop else ""
