"""What is counted, had or taken in: "cấp mới 359 dự án", "với 4,8 tỷ USD vốn", "xuất khẩu 5 tấn"."""

from __future__ import annotations

import re
from dataclasses import replace

from bnqa.extract.changes import plain
from bnqa.extract.context import Context
from bnqa.extract.making import make
from bnqa.extract.nouns import begins_with, joined, lower_first, split_noun
from bnqa.extract.reading import HAS, Reading
from bnqa.extract.terms import generic, words

_DESCRIBES = frozenset(["đang", "đã", "được", "bị", "chưa", "sẽ", "còn"])
_AFFECTS = frozenset(["làm", "khiến"])
_WHEN = re.compile(r"\s+(?:từ|trong|vào|hồi|kể từ|tính đến|đến|tính từ)?\s*$")  # before a period
_MAX_TOLD = 9  # words after what is counted that tell more of it


def read_counted(context: Context, role: str) -> Reading:
    """ "tỉnh cấp mới 359 dự án FDI", "52 dự án cấp mới có …", "với 10.400 phòng"."""
    return _Counted(context, role).reading()


class _Counted:
    def __init__(self, context: Context, role: str) -> None:
        self.context, self.role = context, role
        self.frame, self.prev, self.verb = context.frame, context.prev, context.verb
        head = self.frame.clause.head
        self.takes = self.verb is not None and self.verb.has("verb")
        self.said = context.said if self.takes else ""
        if self.takes and head and head[-1].text.lower() == "thêm":
            self.said = f"{self.said} thêm"
        self.holder = context.own
        self.prefix, self.start, self.surety = "", self.frame.start, 1.0
        self.leads: tuple[str, int] | None = None

    def reading(self) -> Reading:
        context, figure = self.context, self.context.figure
        what = self._object() or "số lượng"
        self._hold()
        text = self.frame.sentence.passage.text
        thing = f"{text[figure.start : figure.end]} {context.counted}".strip()
        measure = f"số {lower_first(what)}"
        field = _field(context)
        full, noun = self._nouns(measure)
        if field:
            full, noun = field, f"{field} của {self.holder}" if self.holder else field
        prev = context.prev
        within = (prev.holder,) if prev is not None and context.joined_with() else ()
        aliases = (
            *context.alike(),
            *within,
            *(() if self.said in HAS else (f"{self.said} {what}",)),
        )
        return make(
            context,
            self.role,
            full,
            self.holder or what,
            noun,
            self.holder,
            thing,
            self.prefix,
            self.start,
            self.surety if self.holder else 0.8,
            aliases,
            self.leads,
        )

    def _nouns(self, measure: str) -> tuple[str, str]:
        """What is measured, and its name in a sentence: with whose it is and what was done."""
        said, holder = self.said, self.holder
        if said in HAS:
            whose = self.context.own if holder != self.context.place else ""
            return (
                measure,
                f"{measure} của {whose}" if whose and self.frame.measure is None else measure,
            )
        if said in _AFFECTS:
            return measure, measure
        if said in words("befalls"):
            befallen = f"{measure} {said.removeprefix('làm ')}".strip()
            return befallen, befallen
        full = f"{measure} {said}".strip()
        if not holder or holder == self.context.place:
            return full, full  # the place that all is about goes without saying
        return full, f"{measure} {holder} {said}"

    def _object(self) -> str:
        """What is counted, with what the clause tells of it: "dự án đang hoạt động"."""
        context, frame = self.context, self.frame
        what = context.object()
        since = (p.start for p in frame.own if p.start > context.figure.end)
        rest = frame.sentence.passage.text[context.figure.end : next(since, frame.end)]
        rest = _WHEN.sub("", rest)
        told = rest.split(context.counted, 1)[-1].strip() if context.counted else rest.strip()
        if not told or frame.clause.glued:
            return what
        joined = frame.clause.joint in ("với", "glued")
        leads = self.verb is None and not context.own and not joined
        first = told.split()[0]
        if first in _DESCRIBES and len(told.split()) <= _MAX_TOLD:
            return f"{what} {told}" if self.takes or leads else what
        after = frame.clause.tail[len(context.counted.split()) :][:2]
        if leads and any(e.has("verb", "passive") for e in after):
            return f"{what.removesuffix(context.counted).strip()} {context.after}".strip()
        return what

    def _hold(self) -> None:
        """Find whose it is, and the words that lead the figure in where its clause has none."""
        context, frame, prev = self.context, self.frame, self.prev
        if self.holder:
            if self.holder != context.written and frame.subject and frame.start == frame.subject[0]:
                self.prefix, self.start = self.holder, frame.subject[1]
            return
        self.surety = 0.95
        if context.joined_with() and prev is not None:
            self.prefix, self.start, self.holder = prev.prefix, prev.start, prev.thing
            return
        self.holder = holder = context.holder()
        counted_too = prev is not None and bool(prev.thing) and frame.clause.joint in ("và", ",")
        figure = context.figure
        if self.verb is None and counted_too and prev is not None and context.said_before():
            self.prefix, self.start, self.leads = context.said_before(), figure.start, prev.lead
            done = prev.frame.verb
            self.said = done.text.lower() if done is not None and done.has("verb") else ""
        elif self.verb is not None:
            if prev is not None and context.follows() and frame.clause.joint != ";":
                self.prefix, self.start = prev.lead
            elif holder:
                self.prefix, self.start = f"{holder} ", context.verb_start()
        elif frame.clause.head and not frame.clause.head[-1].is_mark and holder:
            self.prefix, self.start = f"{holder} có ", figure.start


def read_copula(context: Context, role: str) -> Reading | None:
    """ "còn lại 5,4 triệu lượt là khách nội địa": what they are is said after the figure."""
    after = context.after
    what = after.removeprefix("là ")
    verb = context.verb
    led = verb is not None and not (verb.has("link") or context.said in ("còn", "còn lại", "là"))
    bare = context.own.lower() in ("", "còn lại", "số còn lại", "phần còn lại")
    counts = context.figure.dimension == "count" and context.figure.unit is not None
    if what == after or not counts or not bare or led or len(what.split()) > _MAX_TOLD:
        return None
    measure, start = f"số {context.object()} {what}".strip(), context.figure.start
    made = make(context, role, measure, what, measure, what, what, f"{what} là ", start, 0.9)
    return replace(made, end=context.figure.end)


_LEADS_IN = re.compile(
    r"(?:đầu|nhất|thứ [^\W\d_]+|thứ \d+|hàng)(?: cả nước| toàn quốc| thế giới)? về (?P<field>[^,;]{3,40}?) với\s*$"
)


def _field(context: Context) -> str:
    """ "Bắc Sơn dẫn đầu về số ca mắc với 312 ca": in what it leads; "" where nothing is said."""
    frame = context.frame
    head = frame.clause.head
    text = frame.sentence.passage.text
    if frame.clause.joint == "với" and context.prev is None and not head:
        return ""
    begin = head[0].start if head else context.figure.start
    found = _LEADS_IN.search(text, begin, context.figure.start)
    return found["field"] if found is not None else ""


def read_had(context: Context, role: str) -> Reading:
    """ "Với 4,8 tỷ USD vốn đầu tư nước ngoài, tỉnh …": the noun of measure follows its figure."""
    holder, counted = context.own or context.holder(), context.counted
    measure, subject = split_noun(counted)
    prefix = f"{holder} có " if holder else ""
    return make(
        context,
        role,
        measure or counted,
        subject or holder or counted,
        counted,
        holder,
        counted,
        prefix,
        context.figure.start,
        0.9,
    )


def read_taken(context: Context, role: str) -> Reading:
    """ "Việt Nam xuất khẩu 304.000 tấn cà phê, thu về 1,66 tỷ USD"."""
    prev, said, what, holder = context.prev, context.said, context.counted, context.own
    prefix, start, surety = "", context.frame.start, 1.0
    if not holder:
        holder, surety = context.holder(), 0.95
        if prev is not None and context.follows():
            prefix, start = prev.lead
        elif holder:
            prefix, start = f"{holder} ", context.verb_start()
    kind = generic(context.figure.dimension)
    if said in _AFFECTS and what:
        measure = f"{kind} {context.after if context.after.startswith(what) else what}"
        whose = holder or what
        return make(
            context, role, measure, whose, measure, "", what, prefix, start, surety, (what,)
        )
    measure, aliases = _taken(context, kind)
    if measure.startswith(_TRADE) and begins_with(holder, "traded") is not None:
        return _traded(context, role, measure, aliases, prefix, start, surety)
    bought = said in words("spends") and begins_with(what, "traded") is not None
    noun = f"{measure} của {holder}" if holder and not bought else measure
    thing = what or (prev.thing if prev is not None else "")
    whose = holder or context.place or measure
    return make(context, role, measure, whose, noun, holder, thing, prefix, start, surety, aliases)


_IN_TIME = re.compile(r"\s+(?:trong|vào|từ đầu|sau)\s.*$")
_TRADE = "kim ngạch "


def _traded(
    context: Context,
    role: str,
    measure: str,
    aliases: tuple[str, ...],
    prefix: str,
    start: int,
    surety: float,
) -> Reading:
    """ "Xuất khẩu thủy sản mang về 864 triệu USD": the "kim ngạch xuất khẩu" of "thủy sản"."""
    head, whose = split_noun(measure)
    activity = begins_with(measure.removeprefix(_TRADE), "traded") or ""
    named = head.removeprefix(_TRADE)
    subject = whose or named[len(activity) :].strip() or context.place or measure
    aliases = (*aliases, measure)
    return make(context, role, named, subject, measure, whose, "", prefix, start, surety, aliases)


def _taken(context: Context, kind: str) -> tuple[str, tuple[str, ...]]:
    """What is measured of what was taken in, and other words for it."""
    prev, said, what = context.prev, context.said, context.counted
    aliases: tuple[str, ...] = (f"{said} {what}".strip(),)
    traded = begins_with(context.own, "traded") if said in words("brings_in") else None
    if traded is not None and not what:
        return f"kim ngạch {lower_first(context.own)}", aliases
    if said in words("results"):
        return said, aliases
    if said in words("spends") and begins_with(what, "traded") is not None:
        bought = _IN_TIME.sub("", context.after)
        return (bought if bought.startswith(what) else what), aliases
    if what and begins_with(what, "measure") is not None:
        return f"{what} {said}", aliases
    if what:
        return f"{joined(kind, what)} {said}", aliases
    if prev is not None and prev.thing and not context.own:
        done = prev.frame.verb.text.lower() if prev.frame.verb is not None else ""
        thing = plain(prev.thing)
        return f"{kind} {thing} {said}", (
            f"{done} {thing} {said}".strip(),
            f"kim ngạch {done} {thing}",
        )
    if begins_with(said, "measure") is not None or " " in said:
        return said, aliases
    return f"{kind} {said}", aliases
