"""Levels: a noun of measure with its figure, what stands where, a figure with no subject."""

from __future__ import annotations

import re
from dataclasses import replace

from bnqa.extract.beside import beside
from bnqa.extract.carried import ends_change, read_carried, read_part
from bnqa.extract.changes import plain
from bnqa.extract.context import Context
from bnqa.extract.making import is_of, make, parts, starts
from bnqa.extract.names import place_names
from bnqa.extract.nouns import begins_with, joined, lower_first, split_noun
from bnqa.extract.reading import HAS, Reading
from bnqa.extract.terms import by_unit, extent, generic, words
from bnqa.extract.things import read_copula, read_counted, read_had, read_taken

_COUNTED = frozenset(["count", "score"])
_OF_LAND = re.compile(r"/\s?(?:ha|hecta|héc-ta|sào|công)(?!\w)", re.IGNORECASE)
_OF_A_THING = frozenset(["area", "length", "power", "volume", "mass"])


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
        if (copula := read_copula(context, self.role)) is not None:
            return copula
        if takes and verb is not None and verb.has("measure") and (self.own or context.counted):
            return read_taken(context, self.role)
        if ends_change(context):
            return read_carried(context, self.role)
        if context.measure and not (counts and takes and context.counted):
            return self._measured()
        noted = context.said == "ghi nhận" and bool(context.counted)
        verbal = verb is None or takes or noted or verb.has("link") or context.said in HAS
        if counts and verbal and not (self.own and self._is_gap()):
            return read_counted(context, self.role)
        named = begins_with(context.counted, "measure") is not None and not self.own
        if named and (verb is None or verb.has("link")):
            return read_had(context, self.role)
        if self._booked():
            return read_had(context, self.role)
        if takes and not self._earns():
            return read_taken(context, self.role)
        if verb is not None and verb.has("extent") and extent(context.said):
            return self._extends()
        if self.own:
            return self._stands()
        if (
            verb is None
            and not self.frame.mean
            and not context.figure.is_percent
            and context.after
            and not self._is_gap()
        ):
            return read_part(context, self.role)
        return read_carried(context, self.role)

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

    def _earns(self) -> bool:
        """ "đồ gỗ mang về 500 triệu USD", "Nhật Bản nhập 120 triệu USD": of what is traded, or where."""
        context = self.context
        if not self.own or context.counted or self.figure.dimension != "money":
            return False
        bare = begins_with(self.own, "measure") is None and begins_with(self.own, "traded") is None
        placed = self.own in place_names()
        return bare and (
            context.said in words("brings_in") or (placed and context.said in words("buys"))
        )

    def _booked(self) -> bool:
        """ "công ty ghi nhận 900 tỷ đồng doanh thu": the noun of measure stands after its figure."""
        named = begins_with(self.context.counted, "measure") is not None
        money = self.figure.dimension == "money" and self.context.said in words("books")
        return named and money and begins_with(self.own, "measure") is None

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
            done = frame.clause.joint == "với" and not context.joined_with() and context.follows()
            if (
                done
                and prev is not None
                and not prev.is_change
                and not prev.frame.leaves
                and not has
            ):
                prefix, start = prev.lead  # "đang làm hồ A cùng 8 km kênh với tổng vốn …"
            elif holder and prev is not None:
                prefix = f"{holder} " if has else f"{holder} có "
                start = verb.start if has and verb is not None else begin
            elif not has:
                start = begin
        noun = context.measure
        if holder and not inner:
            holder = lower_first(holder)
            of = " " if noun.lower() == "giá" and holder[:1].islower() else " của "
            noun = f"{noun}{of}{holder}"
        thing = prev.thing if prev is not None else ""
        source = known or (prev if prev is not None and prev.thing else None)
        aliases = (
            (source.thing, source.measure.removeprefix("số "), *source.aliases)
            if source is not None
            else ()
        )
        if (
            source is None
            and prev is None
            and not self.own
            and not inner
            and context.near
            and context.before[0].thing
        ):
            aliases = (plain(context.before[0].thing),)
        return make(context, self.role,
            measure, holder or context.place or measure, noun, holder, thing, prefix, start, surety, aliases
        )  # fmt: skip

    def _stands(self) -> Reading:
        """ "Kim ngạch xuất khẩu của tỉnh đạt 2 tỷ USD"."""
        context, own = self.context, self.own
        measure, subject = split_noun(own)
        prefix, start = self._subject_lead()
        if measure:
            topic = context.frame.text(context.frame.topic) if not subject else ""
            named = topic[:1].isupper() or begins_with(topic, "organisations") is not None
            if topic and named:
                subject = topic  # "Ba Lan là điểm sáng khi kim ngạch tăng lên …"
                own = f"{own} của {topic}"
                if starts(self.frame) and self.frame.subject is not None:
                    prefix, start = own, self.frame.subject[1]
            whose = subject or context.place or own
            aliases: tuple[str, ...] = ()
            if not subject:
                aliases = beside(context, own, measure)
            holder = subject or own
            return make(
                context, self.role, measure, whose, own, holder, "", prefix, start, 1.0, aliases
            )
        measure, surety, aliases = self._unnamed_measure()
        if context.full != own:
            aliases = (*aliases, context.full)
        source = context.last_level()
        if source is not None and measure == source.measure and is_of(source):
            noun = f"{measure} của {lower_first(own)}"
            if starts(self.frame) and self.frame.subject is not None:
                prefix, start = noun, self.frame.subject[1]
                if self.verb is None or self.verb.has("link"):
                    prefix, start = f"{noun} là ", self.figure.start
            return make(
                context, self.role, measure, own, noun, own, "", prefix, start, surety, aliases
            )
        noun = measure if measure == f"giá {lower_first(own)}" else own
        if self.frame.clause.nested:
            has = f" có {self._generic()}" if self.figure.dimension in _OF_A_THING else ":"
            prefix, start = f"{own}{has} ", self.figure.start
        made = make(context, self.role, measure, own, noun, own, "", prefix, start, surety, aliases)
        return replace(made, end=self.figure.end) if self.frame.clause.nested else made

    def _subject_lead(self) -> tuple[str, int]:
        """The words before the clause's text from a place on that make it a sentence."""
        context, frame, own = self.context, self.frame, self.own
        if split_noun(own)[0] == "" and self._is_gap():
            done = (r.frame.verb for r in context.done[::-1] if r.frame.verb is not None)
            verb = next(done, None)
            joins = verb is not None and verb.has("level", "verb") and not verb.has("link")
            said = verb.text.lower() if joins and verb is not None else "là"
            return f"{own} {said} ", self.figure.start
        if frame.subject is None:
            return "", frame.start
        if own != context.written and frame.start == frame.subject[0]:
            return own, frame.subject[1]
        head = frame.clause.head
        if self.verb is None and head and head[-1].end == frame.subject[1]:
            return f"{own} là ", self.figure.start
        return "", frame.start

    def _unnamed_measure(self) -> tuple[str, float, tuple[str, ...]]:
        """What is measured where the subject does not say it, how sure that is, and aliases."""
        context, own = self.context, self.own
        source = context.last_level()
        named = self._named_measure()
        if named:
            told = source is not None and source.measure.lower().startswith(named)
            return named, 0.9, (source.measure,) if told and source is not None else ()
        placed = own[:1].islower() and own.split()[-1][:1].isupper()
        if self._is_part() and self.figure.dimension not in _COUNTED and not placed:
            return joined(self._generic(), own), 0.9, ()
        if self._is_gap() and self.prev is not None and self.prev.thing:
            return self.prev.measure, 0.9, ()
        if self.figure.dimension in _COUNTED and self.figure.unit:
            unit = context.object().split()
            if unit and unit[-1] in (own.lower().split()[0], *words("classifiers")):
                unit = unit[:-1]
            return f"số {' '.join(unit)} {lower_first(own)}", 0.9, ()
        if source is not None and not source.frame.figure.is_percent:
            head = begins_with(source.measure, "shared_heads")
            shared = source.holder == source.noun and head is not None and own[:1].islower()
            if shared:
                return f"{head} {own}", 0.9, ()
            named = source.measure.lower().removesuffix(f" {source.subject.lower()}")
            if named != source.measure.lower() and source.frame.measure is None:
                return joined(named, own), 0.9, ()  # "nhà có giá 9 tỷ, đất 5 tỷ"
            placed = own.split()[-1][:1].isupper()  # "riêng huyện Bắc Sơn 300 ha"
            if placed or not (source.holder == source.noun and own[:1].islower()):
                return source.measure, 0.9, ()
        return joined(self._generic(), own), 0.75, ()

    def _is_part(self) -> bool:
        """ "1.385 ha cây có múi, trong đó cam 980 ha, bưởi 270 ha": each is a kind of what was counted."""
        parted = parts(self.frame)
        for reading in self.context.done[::-1]:
            if parted and not reading.frame.leaves:
                return reading.frame.counted is not None and not reading.is_change
            parted = parted or parts(reading.frame)
        return False

    def _extends(self) -> Reading:
        """ "Cầu Cửa Lạch dài 1.250 m, rộng 24 m"."""
        context = self.context
        measure = "diện tích" if self.figure.dimension == "area" else extent(context.said)
        holder = self.own or context.holder()
        prefix, start = ("", self.frame.start) if self.own else (f"{holder} ", context.verb_start())
        whose, noun = holder or measure, f"{measure} của {holder}"
        return make(
            context, self.role, measure, whose, noun, holder, "", prefix, start, 0.95
        )  # fmt: skip

    def _generic(self) -> str:
        text, end = self.frame.sentence.passage.text, self.figure.end
        sold = begins_with(self.own, "priced") is not None and self.figure.unit == "đồng"
        priced = self.figure.dimension == "money" and (
            sold or text[end : end + 1] == "/" or "/" in (self.figure.unit or "")
        )
        if self.figure.dimension == "mass" and _OF_LAND.match(text, end) is not None:
            return "năng suất"
        return "giá" if priced else by_unit(self.figure.unit) or generic(self.figure.dimension)

    def _named_measure(self) -> str:
        """A noun of measure elsewhere in the clause: "Đắk Nông có giá cao nhất với …"."""
        inside = self.frame.subject
        for element in reversed(self.frame.clause.head):
            if element.has("measure") and (inside is None or element.start >= inside[1]):
                return element.text.lower()
        return ""
