"""Put a level together from what its clause said."""

from __future__ import annotations

from bnqa.extract.context import Context
from bnqa.extract.frames import Frame
from bnqa.extract.nouns import lower_first
from bnqa.extract.reading import Reading
from bnqa.extract.roles import of_a_plan
from bnqa.extract.terms import words


def make(
    context: Context,
    role: str,
    measure: str,
    subject: str,
    noun: str,
    holder: str,
    thing: str = "",
    prefix: str = "",
    start: int | None = None,
    surety: float = 1.0,
    aliases: tuple[str, ...] = (),
    leads: tuple[str, int] | None = None,
) -> Reading:
    """A level or rate; of a plan it is how much of the plan was done."""
    frame = context.frame
    if of_a_plan(context):
        # Where its level was said, the noun stays in the clause: asked alone, that is meant.
        subject = f"mức thực hiện {context.counted}" if context.prev is not None else noun
        if context.said in words("carries_out") and context.verb and context.verb.has("verb"):
            subject, noun = holder or noun, holder or noun  # "công ty hoàn thành 82% kế hoạch"
        goes_on = frame.clause.joint == "và" and context.verb is None and context.said_before()
        if goes_on:
            prefix, start = context.said_before(), context.figure.start
        measure = f"tỷ lệ so với {context.counted.removeprefix('so với ')}"
        if context.exceeds:
            measure = f"mức vượt {context.counted.removeprefix('so với ')}"
            prefix, start = f"{noun} vượt ", context.figure.start
    elif context.said == "bằng" and context.compared and context.figure.is_percent:
        measure = f"tỷ lệ so với {context.compared}"
        subject = noun if context.prev is None else subject
    elif frame.mean and "bình quân" not in measure:
        measure = f"{measure} bình quân"
    return Reading(
        frame,
        role,
        lower_first(measure),
        subject,
        noun,
        holder,
        thing,
        prefix,
        frame.start if start is None else start,
        frame.end,
        surety=surety,
        aliases=(*context.setting(), *aliases),
        compared=context.compared,
        leads=leads,
    )


_PARTS = frozenset(["trong đó", "gồm", "bao gồm"])


def parts(frame: Frame) -> bool:
    """Whether a clause begins to say of what parts the thing before it is."""
    return frame.clause.joint in _PARTS or any(e.text.lower() in _PARTS for e in frame.clause.head)


def is_of(source: Reading) -> bool:
    """Whether a level named its measure and whose it is: "xuất khẩu của khu vực trong nước"."""
    return source.noun.startswith(f"{source.measure} của ") and source.frame.measure is None


def starts(frame: Frame) -> bool:
    """Whether a clause begins with its subject."""
    return frame.subject is not None and frame.start == frame.subject[0] and not frame.clause.nested
