"""Shares: so many per cent of something, or of those who do something."""

from __future__ import annotations

from bnqa.extract.context import Context
from bnqa.extract.nouns import lower_first
from bnqa.extract.reading import HAS, Reading


def _last_share(context: Context) -> Reading | None:
    """The share before whose verb this one goes on with: "A chiếm 43%, B 33%"."""
    shares = (r for r in context.done[::-1] if r.role == "share" and r.frame.verb is not None)
    last = next(shares, None)
    named = last is not None and last.frame.verb is not None and last.frame.verb.has("share")
    return last if named and not context.frame.clause.nested else None


def read_share(context: Context) -> Reading:
    """The reading of "chiếm 45% kim ngạch", "43% cho biết chưa hài lòng", "đáp ứng 22% nhu cầu"."""
    frame, prev = context.frame, context.prev
    verb = context.verb
    whole, said = context.counted, context.said
    holder = context.own
    prefix, start = "", frame.start
    leads: tuple[str, int] | None = None
    if not holder:
        counted = prev is not None and bool(prev.thing) and prev.role in ("level", "share")
        if prev is not None:
            holder = prev.holder or prev.noun
        elif verb is not None:
            holder = context.holder()
        if verb is not None and counted and prev is not None and context.follows():
            prefix, start = prev.lead
        elif verb is not None:
            prefix, start = (f"{holder} " if holder else ""), context.verb_start()
        elif prev is not None and prev.role == "share" and frame.clause.joint in ("và", ","):
            prefix, start, leads = context.said_before(), context.figure.start, prev.lead
            said = prev.frame.verb.text.lower() if prev.frame.verb is not None else ""
    elif verb is None and prev is not None and (last := _last_share(context)) is not None:
        said_last = last.frame.verb.text.lower() if last.frame.verb is not None else ""
        prefix, start = f"{holder} {said_last} ", context.figure.start  # the verb is said once
    topic = frame.text(frame.topic) if frame.topic else ""
    setting = frame.opening.setting or ""
    if setting.lower().startswith("trong "):
        topic = setting[6:]
    if said in HAS and verb is not None:  # "có tới 85% doanh nghiệp …"
        verb, said, prefix, start = None, "", "", frame.start
    aliases: tuple[str, ...] = ()
    if verb is None and not context.own and said:
        measure = (
            f"tỷ trọng trong {lower_first(whole)}" if whole else (prev.measure if prev else said)
        )
        aliases = (f"{said} {whole}".strip(),)
    elif verb is None and not context.own:
        measure = f"tỷ lệ {context.after or whole}"
        holder = prev.thing if prev is not None and prev.thing else context.holder()
        if prev is not None and prev.role == "share" and not whole:
            measure = prev.measure
    elif whole:
        measure = (
            f"tỷ trọng trong {lower_first(whole)}"
            if verb is None or verb.has("share")
            else f"tỷ lệ {lower_first(whole)} {said}"
        )
        aliases = (f"{said} {whole}".strip(),)
    elif context.frame.clause.joint == "trong đó" and prev is not None and prev.role == "level":
        measure = f"tỷ trọng trong {lower_first(prev.measure)}"
    elif topic:
        measure = f"tỷ trọng trong {lower_first(topic)}"
    elif (known := next((r for r in context.done[::-1] if r.role == "share"), None)) is not None:
        measure = known.measure
    else:
        measure = "tỷ trọng"
    counted_here = any(r.role == "level" for r in context.done)
    if measure == "tỷ trọng" and context.near and not counted_here:
        aliases = (*aliases, f"tỷ trọng trong {lower_first(context.before[0].measure)}")
    sure = bool(whole or topic) and bool(holder)
    return Reading(
        frame, "share", measure, holder or context.place or measure, holder or whole, holder,
        prev.thing if prev is not None else "", prefix, start,
        frame.end, surety=1.0 if sure else 0.85, aliases=(*context.setting(), *aliases), compared=context.compared,
        leads=leads,
    )  # fmt: skip
