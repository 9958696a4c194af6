"""Levels: a noun of measure with its figure, things counted, what was taken in, what stands where."""

from __future__ import annotations

from dataclasses import replace

from bnqa.extract.changes import plain
from bnqa.extract.nouns import begins_with, lower_first, split_noun
from bnqa.extract.reading import Context, Reading, extent, generic, words
from bnqa.extract.roles import of_a_plan

_COUNTED = frozenset(["count", "score"])
_OF_A_THING = frozenset(["area", "length", "power", "volume", "mass"])
_HAS = frozenset(["có", "hiện có", "đã có", "đang có", "còn", "gồm", "bao gồm", ""])
_DESCRIBES = frozenset(["đang", "đã", "được", "bị", "chưa", "sẽ", "còn"])
_AFFECTS = frozenset(["làm", "khiến"])


def read_level(context: Context, role: str) -> Reading:
    """The reading of a level or a rate."""
    return _Level(context, role).reading()


class _Level:
    def __init__(self, context: Context, role: str) -> None:
        self.context, self.role = context, role
        self.frame, self.figure = context.frame, context.figure
        self.prev, self.verb, self.own = context.prev, context.verb, context.own

    def reading(self) -> Reading:
        context, verb = self.context, self.verb
        takes = verb is not None and verb.has("verb")
        counts = self._counts()
        if takes and verb is not None and verb.has("measure") and (self.own or context.counted):
            return self._taken()
        if context.measure and not (counts and takes and context.counted):
            return self._measured()
        verbal = verb is None or takes or verb.has("link") or context.said in _HAS
        if counts and verbal and not (self.own and self._is_gap()):
            return self._counted()
        named = begins_with(context.counted, "measure") is not None and not self.own
        if named and (verb is None or verb.has("link")):
            return self._had()
        if takes:
            return self._taken()
        if verb is not None and verb.has("extent") and extent(context.said):
            return self._extends()
        if self.own:
            return self._stands()
        if verb is None and not self.frame.mean and not context.figure.is_percent and context.after and not self._is_gap():
            return self._part()
        return self._carried()

    def _counts(self) -> bool:
        if self.figure.is_percent:
            return False
        bare = self.figure.unit is None and bool(self.context.counted)
        return self.figure.dimension in _COUNTED or bare

    def _is_gap(self) -> bool:
        """ "Trung Quốc đạt 1,2 triệu lượt, Hàn Quốc 900.000 lượt": the verb is said once."""
        prev = self.prev
        return (
            prev is not None
            and bool(self.own)
            and self.verb is None
            and not self.context.counted
            and prev.frame.figure.dimension == self.figure.dimension
            and prev.role in ("level", "rate")
        )

    def _make(
        self, measure: str, subject: str, noun: str, holder: str, thing: str = "", prefix: str = "",
        start: int | None = None, surety: float = 1.0, aliases: tuple[str, ...] = (),
        leads: tuple[str, int] | None = None,
    ) -> Reading:  # fmt: skip
        context = self.context
        if of_a_plan(context):
            # Where its level was said, the noun stays in the clause: asked alone, that is meant.
            subject = f"mức thực hiện {context.counted}" if self.prev is not None else noun
            measure = f"tỷ lệ so với {context.counted}"
        elif context.said == "bằng" and context.compared and self.figure.is_percent:
            measure = f"tỷ lệ so với {context.compared}"
        elif self.frame.mean and "bình quân" not in measure:
            measure = f"{measure} bình quân"
        return Reading(
            self.frame, self.role, lower_first(measure), subject, noun, holder, thing, prefix,
            self.frame.start if start is None else start, self.frame.end, surety=surety,
            aliases=(*context.setting(), *aliases), compared=context.compared, leads=leads,
        )  # fmt: skip

    def _measured(self) -> Reading:
        """ "với tổng vốn đăng ký 1,8 tỷ USD": the noun of measure stands before the figure."""
        context, frame, prev = self.context, self.frame, self.prev
        measure, inner = split_noun(context.measure)
        measure = measure or context.measure
        holder, surety = self.own or inner, 1.0
        prefix, start = "", frame.start
        known = context.antecedent()
        if known is not None:
            holder = known.thing
            if frame.subject is not None and frame.start == frame.subject[0]:
                prefix, start = holder, frame.subject[1]
        begin = frame.measure[0] if frame.measure else frame.start
        if not holder:
            surety = 0.95
            belongs = prev is not None and prev.thing and self.figure.dimension in _OF_A_THING
            if prev is not None and (context.joined_with() or belongs):
                holder = prev.thing
            holder = holder or context.holder()
            verb = self.verb
            has = verb is not None and verb.start < begin and not verb.has("link")
            if verb is not None and verb.has("up") and verb.start < begin:
                measure = f"{measure} tăng thêm"
            if holder and prev is not None:
                prefix = f"{holder} " if has else f"{holder} có "
                start = verb.start if has and verb is not None else begin
            elif not has:
                start = begin
        noun = context.measure
        if holder and not inner:
            of = " " if noun.lower() == "giá" and holder[:1].islower() else " của "
            noun = f"{noun}{of}{holder}"
        thing = prev.thing if prev is not None else ""
        source = known or (prev if prev is not None and prev.thing else None)
        aliases = (source.thing, *source.aliases) if source is not None else ()
        if source is None and prev is None and not self.own and not inner and context.near and context.before[0].thing:
            aliases = (plain(context.before[0].thing),)
        return self._make(
            measure, holder or context.place or measure, noun, holder, thing, prefix, start, surety, aliases
        )  # fmt: skip

    def _counted(self) -> Reading:
        """ "tỉnh cấp mới 359 dự án FDI", "52 dự án cấp mới có …", "với 10.400 phòng"."""
        context, frame, prev = self.context, self.frame, self.prev
        takes = self.verb is not None and self.verb.has("verb")
        said = context.said if takes else ""
        if takes and frame.clause.head and frame.clause.head[-1].text.lower() == "thêm":
            said = f"{said} thêm"
        leads = self.verb is None and not self.own and frame.clause.joint not in ("với", "glued")
        what = context.object()
        rest = frame.sentence.passage.text[self.figure.end : frame.end]
        told = rest.split(context.counted, 1)[-1].strip() if context.counted else rest.strip()
        verbal = any(e.has("verb", "passive") for e in frame.clause.tail[len(context.counted.split()) :][:2])
        described = told.split()[:1] and told.split()[0] in _DESCRIBES and len(told.split()) <= 9
        if described and self.figure.end < frame.end and (takes or leads) and not frame.clause.glued:
            what = f"{what} {told}"
        elif leads and told and verbal and not frame.clause.glued:
            what = f"{context.object().removesuffix(context.counted).strip()} {context.after}".strip()
        what = what or "số lượng"
        has = said in _HAS
        holder, prefix, start, surety = self.own, "", frame.start, 1.0
        leads: tuple[str, int] | None = None
        if not holder:
            surety = 0.95
            if context.joined_with() and prev is not None:
                prefix, start, holder = prev.prefix, prev.start, prev.thing
            else:
                holder = context.holder()
                counted_too = prev is not None and bool(prev.thing) and frame.clause.joint in ("và", ",")
                if self.verb is None and counted_too and prev is not None and context.said_before():
                    prefix, start = context.said_before(), self.figure.start
                    leads = prev.lead
                    done = prev.frame.verb
                    said = done.text.lower() if done is not None and done.has("verb") else ""
                    has = said in _HAS
                elif self.verb is not None:
                    if prev is not None and context.follows() and frame.clause.joint != ";":
                        prefix, start = prev.lead
                    elif holder:
                        prefix, start = f"{holder} ", context.verb_start()
                elif frame.clause.head and not frame.clause.head[-1].is_mark and holder:
                    prefix, start = f"{holder} có ", self.figure.start
        elif self.own != context.written and frame.subject is not None and frame.start == frame.subject[0]:
            prefix, start = self.own, frame.subject[1]
        text = frame.sentence.passage.text
        thing = f"{text[self.figure.start : self.figure.end]} {context.counted}".strip()
        measure = f"số {lower_first(what)}"
        befalls = said in words("befalls") or said in _AFFECTS
        noun = measure if has else f"{measure} {holder} {said}".replace("  ", " ")
        if befalls:
            noun = f"{measure} {'' if said in _AFFECTS else said.removeprefix('làm ')}".strip()
        aliases = (*context.alike(), *(() if has else (f"{said} {what}",)))
        full = measure if has else f"{measure} {'' if said in _AFFECTS else said.removeprefix('làm ') if befalls else said}".strip()
        if noun.startswith(f"{measure} {holder} ") and holder == context.place:
            noun = full  # the place that all is about goes without saying
        return self._make(
            full, holder or what, noun, holder, thing, prefix, start,
            surety if holder else 0.8, aliases, leads,
        )  # fmt: skip

    def _had(self) -> Reading:
        """ "Với 4,8 tỷ USD vốn đầu tư nước ngoài, tỉnh …": the noun of measure follows its figure."""
        context = self.context
        holder = context.holder()
        measure, subject = split_noun(context.counted)
        prefix = f"{holder} có " if holder else ""
        return self._make(
            measure or context.counted, subject or holder or context.counted, context.counted, holder,
            context.counted, prefix, self.figure.start, 0.9,
        )  # fmt: skip

    def _taken(self) -> Reading:
        """ "Việt Nam xuất khẩu 304.000 tấn cà phê, thu về 1,66 tỷ USD"."""
        context, prev = self.context, self.prev
        said, what, holder = context.said, context.counted, self.own
        prefix, start, surety = "", self.frame.start, 1.0
        if not holder:
            holder, surety = context.holder(), 0.95
            if prev is not None and context.follows():
                prefix, start = prev.lead
            elif holder:
                prefix, start = f"{holder} ", context.verb_start()
        kind = generic(self.figure.dimension)
        if said in _AFFECTS and what:
            measure = f"{kind} {context.after}" if context.after.startswith(what) else f"{kind} {what}"
            return self._make(measure, holder or what, measure, "", what, prefix, start, surety, (what,))
        aliases: tuple[str, ...] = (f"{said} {what}".strip(),)
        if what and begins_with(what, "measure") is not None:
            measure = f"{what} {said}"
        elif what:
            measure = f"{kind} {what} {said}"
        elif prev is not None and prev.thing and not self.own:
            done = prev.frame.verb.text.lower() if prev.frame.verb is not None else ""
            measure = f"{kind} {plain(prev.thing)} {said}"
            aliases = (f"{done} {plain(prev.thing)} {said}".strip(), f"kim ngạch {done} {plain(prev.thing)}")
        elif begins_with(said, "measure") is not None or " " in said:
            measure = said
        else:
            measure = f"{kind} {said}"
        noun = f"{measure} của {holder}" if holder else measure
        thing = what or (prev.thing if prev is not None else "")
        return self._make(
            measure, holder or context.place or measure, noun, holder, thing, prefix, start, surety, aliases
        )  # fmt: skip

    def _stands(self) -> Reading:
        """ "Kim ngạch xuất khẩu của tỉnh đạt 2 tỷ USD"."""
        context, frame, own = self.context, self.frame, self.own
        measure, subject = split_noun(own)
        prefix, start, surety = "", frame.start, 1.0
        if own != context.written and frame.subject is not None and frame.start == frame.subject[0]:
            prefix, start = own, frame.subject[1]
        if measure:
            aliases = self._traded(own) if not subject else ()
            return self._make(measure, subject or context.place or own, own, subject or own, "", prefix, start, 1.0, aliases)
        source = context.last_level()
        aliases = ()
        named = self._named_measure()
        if named:
            measure, surety = named, 0.9
            if source is not None and source.measure.lower().startswith(named):
                aliases = (source.measure,)
        elif self._is_gap() and self.prev is not None and self.prev.thing:
            measure, surety = self.prev.measure, 0.9
        elif self.figure.dimension in _COUNTED and self.figure.unit:
            unit = context.object().split()
            first = own.lower().split()[0] if own else ""
            measure = f"số {' '.join(unit[:-1] if unit and unit[-1] == first else unit)} {lower_first(own)}"
            surety = 0.9
        elif source is not None and not source.frame.figure.is_percent:
            head = begins_with(source.measure, "measure")
            shared = source.holder == source.noun and head is not None and own[:1].islower()
            measure, surety = f"{head} {own}" if shared else source.measure, 0.9
        else:
            measure, surety = f"{self._generic()} {lower_first(own)}", 0.75
        if self._is_gap() and self.prev is not None:
            verb = next((r.frame.verb for r in context.done[::-1] if r.frame.verb is not None), None)
            joins = verb is not None and verb.has("level", "verb") and not verb.has("link")
            prefix, start = f"{own} {verb.text.lower() if joins and verb else 'là'} ", self.figure.start
        if frame.clause.nested:
            has = f" có {self._generic()}" if self.figure.dimension in _OF_A_THING else ":"
            made = self._make(measure, own, own, own, "", f"{own}{has} ", self.figure.start, surety, aliases)
            return replace(made, end=self.figure.end)
        return self._make(measure, own, own, own, "", prefix, start, surety, aliases)

    def _extends(self) -> Reading:
        """ "Cầu Cửa Lạch dài 1.250 m, rộng 24 m"."""
        context = self.context
        measure = "diện tích" if self.figure.dimension == "area" else extent(context.said)
        holder = self.own or context.holder()
        prefix, start = ("", self.frame.start) if self.own else (f"{holder} ", context.verb_start())
        return self._make(measure, holder or measure, f"{measure} của {holder}", holder, "", prefix, start, 0.95)

    def _traded(self, own: str) -> tuple[str, ...]:
        """What the sentence before was about: "xuất khẩu 304.000 tấn cà phê. Giá xuất khẩu đạt …"."""
        for reading in self.context.before if self.context.near else ():
            verb = reading.frame.verb
            if reading.thing and verb is not None and verb.text.lower() in own.lower():
                return (f"{own} {plain(reading.thing)}",)
        return ()

    def _generic(self) -> str:
        text, end = self.frame.sentence.passage.text, self.figure.end
        priced = self.figure.dimension == "money" and (text[end : end + 1] == "/" or "/" in (self.figure.unit or ""))
        return "giá" if priced else generic(self.figure.dimension)

    def _named_measure(self) -> str:
        """A noun of measure elsewhere in the clause: "Đắk Nông có giá cao nhất với …"."""
        inside = self.frame.subject
        for element in reversed(self.frame.clause.head):
            if element.has("measure") and (inside is None or element.start >= inside[1]):
                return element.text.lower()
        return ""

    def _part(self) -> Reading:
        """ "…, trong đó khoảng 9.200 ha mất trắng": what follows the figure says which part."""
        context, prev = self.context, self.prev
        thing = plain(prev.thing) if prev is not None and prev.thing else ""
        measure = f"{generic(self.figure.dimension)} {thing} {context.after}".replace("  ", " ")
        holder = context.holder()
        prefix = f"{generic(self.figure.dimension)} {thing} {context.after} là " if thing else ""
        start = self.figure.start
        made = self._make(measure, holder or measure, measure, holder, thing, prefix, start, 0.85)
        return replace(made, end=self.figure.end) if thing else made

    def _carried(self) -> Reading:
        """A figure without a subject of its own: "lên 5.512 USD/tấn"."""
        context, frame, prev = self.context, self.frame, self.prev
        source = prev or (context.before[-1] if context.before else None)
        if source is None:
            head = [e.text for e in frame.clause.head if e.kinds == {"word"}][-4:]
            measure = " ".join([generic(self.figure.dimension), context.counted, *head]).strip()
            return self._make(measure, context.holder() or measure, measure, context.place, surety=0.4)
        surety = 0.95 if prev is not None else 0.6 if context.near else 0.45
        alike = source.frame.figure.dimension == self.figure.dimension or source.is_change
        if not alike and not of_a_plan(context):
            surety *= 0.7
        noun = f"{source.noun} bình quân" if frame.mean else source.noun
        prefix, start = f"{noun} ", context.verb_start()
        if frame.mean or self.verb is None:
            prefix, start = f"{noun} là ", self.figure.start
        compares = bool(frame.opening.rest) and frame.opening.rest[0].has("compare")
        moved = prev is not None and prev.frame.leaves and frame.clause.joint in ("glued", "còn", "lên", "xuống")
        if (compares or moved) and context.follows() and prev is not None:
            prefix, start = prev.lead
        return self._make(source.measure, source.subject, noun, source.holder, source.thing, prefix, start, surety)


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
    topic = frame.text(frame.topic) if frame.topic else ""
    setting = frame.opening.setting or ""
    if setting.lower().startswith("trong "):
        topic = setting[6:]
    if said in _HAS and verb is not None:  # "có tới 85% doanh nghiệp …"
        verb, said, prefix, start = None, "", "", frame.start
    aliases: tuple[str, ...] = ()
    if verb is None and not context.own and said:
        measure = f"tỷ trọng trong {lower_first(whole)}" if whole else (prev.measure if prev else said)
        aliases = (f"{said} {whole}".strip(),)
    elif verb is None and not context.own:
        measure = f"tỷ lệ {context.after or whole}"
        holder = prev.thing if prev is not None and prev.thing else context.holder()
        if prev is not None and prev.role == "share" and not whole:
            measure = prev.measure
    elif whole:
        measure = f"tỷ trọng trong {lower_first(whole)}" if verb is None or verb.has("share") else f"tỷ lệ {lower_first(whole)} {said}"
        aliases = (f"{said} {whole}".strip(),)
    elif topic:
        measure = f"tỷ trọng trong {lower_first(topic)}"
    elif prev is not None and prev.role == "share":
        measure = prev.measure
    else:
        measure = "tỷ trọng"
    sure = bool(whole or topic) and bool(holder)
    return Reading(
        frame, "share", measure, holder or context.place or measure, holder or whole, holder,
        prev.thing if prev is not None else "", prefix, start,
        frame.end, surety=1.0 if sure else 0.85, aliases=(*context.setting(), *aliases), compared=context.compared,
        leads=leads,
    )  # fmt: skip
