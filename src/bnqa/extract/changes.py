"""Growths and changes: of which noun, and of which level that the sentence gave before."""

from __future__ import annotations

from bnqa.extract.context import Context
from bnqa.extract.making import parts
from bnqa.extract.nouns import begins_with, joined, lower_first, split_noun
from bnqa.extract.reading import Reading
from bnqa.extract.terms import words

_MONEY = ("giá", "vốn", "kim ngạch", "doanh", "tiền", "thu")
_LIKE_PLACES = ("khu vực", "nhóm", "tỉnh", "thành phố", "ngành", "huyện")


def read_change(context: Context, role: str) -> Reading:
    """The reading of "tăng 12%", "giảm 500 đồng", "tăng trưởng GRDP đạt 6%"."""
    return _Change(context, role).reading()


class _Change:
    def __init__(self, context: Context, role: str) -> None:
        self.context, self.role = context, role
        self.noun = ""
        self.base: Reading | None = None
        self.prefix = ""
        self.start, self.end = context.frame.start, context.frame.end
        self.surety = 1.0
        self.aliases: tuple[str, ...] = ()
        verb, prev = context.verb, context.prev
        self.falls = verb is not None and verb.has("down")
        if prev is not None and (verb is None or not verb.has("up", "down", "times")):
            self.falls = self.falls or (prev.is_change and prev.falls)

    def reading(self) -> Reading:
        context = self.context
        self._name()
        measure, subject = split_noun(self.noun)
        if context.frame.mean and "bình quân" not in measure:
            measure = f"{measure} bình quân".strip()
            self._average()
        named = lower_first(measure or self.noun)
        whose = subject if subject and measure else ""
        source = self.base or context.prev
        thing = source.thing if source is not None else ""
        if self.base is not None:
            # A capital's own words lead: "cấp mới dự án FDI" alone means their number.
            of_things = self.base.thing and self.base.frame.measure is not None
            own = f"{self.base.measure} " if of_things else ""
            head = begins_with(self.base.measure, "measure")
            whole = head is not None and head.lower().startswith("tổng")  # of no part of it
            if head is not None and not whole and head.lower() not in self.noun.lower():
                self.aliases = (*self.aliases, joined(head.lower(), self.noun))
            self.aliases = (*self.aliases, *(f"{own}{alias}" for alias in self.base.aliases))
        prev = context.prev
        if prev is not None and prev.thing and (context.joined_with() or context.own):
            self.aliases = (*self.aliases, prev.thing, *prev.aliases)
        of = self.base.holder if self.base is not None else ""
        holder = whose or (of if begins_with(of, "measure") is None else "")
        return Reading(
            context.frame, self.role, named, whose or self.noun, self.noun, holder, thing, self.prefix,
            self.start, self.end, self.falls, self.base, self.surety,
            (*context.setting(), *self.aliases),
            context.compared,
        )  # fmt: skip

    def _average(self) -> None:
        """ "Bình quân 5 tháng, CPI tăng 3,9%": of the mean, which the clause alone does not say."""
        text = self.context.frame.sentence.passage.text
        said = f"{self.prefix}{text[self.start : self.end]}".lower()
        if self.noun and "bình quân" not in said and "trung bình" not in said:
            self.prefix, self.start = f"{self.noun} bình quân ", self.context.verb_start()

    def _name(self) -> None:
        """Find the noun that grew."""
        context, own = self.context, self.context.own
        side = context.frame.tail.about
        growth_noun = begins_with(context.measure or own, "growth_nouns")
        if growth_noun is not None:
            name = context.measure or own
            self.falls = self.falls or begins_with(name, "falling_nouns") is not None
            rest = name[len(growth_noun) :].removeprefix(" của").strip()
            if context.measure and own:
                rest = f"{rest} của {own}".removeprefix(" của ").strip()
            self.noun = rest or self._known_noun()
        elif self._of_object():  # "kéo giảm 5% số vụ phạm pháp"
            self.noun = context.counted
            self.prefix, self.start = f"{context.counted} ", context.verb_start()
            self.end = context.figure.end
        elif own.lower() in words("sides") and self._take_side(own):
            self.prefix, self.start = f"{self.noun} ", context.verb_start()
        elif own:
            self.noun = self._completed(own)
            if self.noun != own or own != context.written:
                self.prefix, self.start = f"{self.noun} ", context.verb_start()
            self.base = self._level_of(self.noun)
            self._share_head()
        elif side and self._take_side(side):
            self.prefix, self.start = f"{self.noun} {self._said_before()}", context.verb_start()
            self.end = self._before_side()
        elif context.measure:
            self.noun = context.measure
        else:
            self._inherit(side)

    def _of_object(self) -> bool:
        context = self.context
        object_ = begins_with(context.counted, "measure") is not None
        named = begins_with(context.own, "measure") is not None
        return object_ and context.figure.is_percent and bool(context.own) and not named

    def _inherit(self, side: str | None) -> None:
        context, prev = self.context, self.context.prev
        if prev is not None:
            self.base = (
                prev.base
                if prev.is_change
                else self._last_share() or self._same_count() or self._last_level()
            )
            self.noun = (
                self.base.noun if self.base is not None and not prev.is_change else prev.noun
            )
            if self.base is None and prev.plan:  # "giữ mục tiêu tăng 8%, đồng nghĩa quý IV tăng 9%"
                self.noun = prev.noun.removeprefix(f"{prev.plan} ").removeprefix("tăng ")
            if self.base is not None and self.base.role == "share":
                self.noun = f"tỷ trọng {lower_first(self.base.noun)}"
            self.surety = min(0.97, prev.surety)
        elif context.before:
            self.noun, self.surety = context.before[-1].noun, 0.7 if context.near else 0.5
        else:
            self.noun, self.surety = "mức thay đổi", 0.4
            return
        if side:
            self.noun = f"{side} {self.noun}"
            self.end = self._before_side()
        if context.said in words("amounts_to") and prev is not None and not prev.is_change:
            left = context.done[-2].frame.verb if len(context.done) > 1 else None
            self.falls = left is not None and left.has("down")
            self.prefix = f"{self.noun} {'giảm' if self.falls else 'tăng'} "
            self.start = context.figure.start  # "tăng từ 33 lên 38, tương đương 14%"
            return
        said = self._said_before()
        if said:
            self.surety = 0.6  # the same change over again in another unit
        self.prefix, self.start = f"{self.noun} {said}", context.verb_start()

    def _said_before(self) -> str:
        """The verb of the change before, where this clause has none of its own: "tương đương 61 USD"."""
        prev = self.context.prev
        if (
            prev is None
            or not prev.is_change
            or self.context.verb_grows()
            or prev.frame.verb is None
        ):
            return ""
        return prev.frame.verb.text.lower() + " "

    def _before_side(self) -> int:
        """Where the clause ends without its "về lượng", which the noun already says."""
        text = self.context.frame.sentence.passage.text
        place = text.find(" về ", self.context.figure.end, self.end)
        if place < 0:
            return self.end
        compared = self.context.frame.tail.compare_at
        return self.end if compared is not None and compared < place else place

    def _known_noun(self) -> str:
        source = self.context.prev or (self.context.before[-1] if self.context.before else None)
        return source.noun if source is not None else self.context.holder() or "mức thay đổi"

    def _completed(self, own: str) -> str:
        """A subject that leaves out what it shares with the one before.

        "CPI của Hà Nội tăng 0,12%, Đà Nẵng giảm 0,06%": the CPI of Đà Nẵng; "giá robusta kỳ hạn giao
        tháng 5 tăng 1%; kỳ hạn giao tháng 7 …": the price of robusta for July.
        """
        prev = self.context.prev
        if begins_with(own, "measure") is not None:
            return own
        if self.role == "change" and self._is_priced():
            return f"giá {lower_first(own)}"
        if prev is None:
            return own
        noun = prev.noun
        if parts(self.context.frame) and begins_with(noun, "measure") is None:
            return own  # "khu vực công nghiệp - xây dựng tăng 11%, trong đó công nghiệp tăng 13%"
        joined = noun.find(" của ")
        if joined > 0 and (own[:1].isupper() or own.lower().startswith(_LIKE_PLACES)):
            return f"{noun[:joined]} của {own}"
        place = noun.find(f" {' '.join(own.split()[:2])} ")
        if place > 0:
            return f"{noun[:place]} {own}"
        words_of = noun.split()
        if begins_with(noun, "measure") is not None and words_of[1:2] == own.split()[:1]:
            return f"{words_of[0]} {own}"
        return own

    def _is_priced(self) -> bool:
        figure = self.context.figure
        text = self.context.frame.sentence.passage.text
        per = text[figure.end : figure.end + 1] == "/" or "/" in (figure.unit or "")
        return figure.dimension == "money" and per

    def _share_head(self) -> None:
        """ "giá rau tươi tăng 3,1%; trứng các loại tăng 1,06%": the price of eggs."""
        if begins_with(self.noun, "measure") is None:
            for reading in self.context.done[::-1]:
                head = begins_with(reading.noun, "shared_heads")
                if head is not None:
                    self.aliases = (f"{lower_first(head)} {self.noun}",)
                    return

    def _take_side(self, side: str) -> bool:
        """The figure that "về lượng", "về trị giá", "về số vốn" means, and its name."""
        money = any(word in side.lower() for word in _MONEY)
        for reading in reversed(self.context.done):
            if reading.is_change or reading.role != "level":
                continue
            if (reading.frame.figure.dimension == "money") != money:
                continue
            self.base = reading
            if reading.measure.lower().startswith(side.lower()):
                self.noun = reading.noun
            else:
                verb = reading.frame.verb
                done = verb.text.lower() if verb is not None and verb.has("verb") else ""
                what = lower_first(plain(reading.thing or reading.holder or reading.noun))
                self.noun = f"{side} {what} {done}".strip()
                if money and done != "xuất khẩu" and self.context.done[0] is not reading:
                    first = self.context.done[0].frame.verb
                    done = first.text.lower() if first is not None and first.has("verb") else done
                    self.noun = f"{side} {what} {done}".strip()
            return True
        return False

    def _level_of(self, noun: str) -> Reading | None:
        for reading in reversed(self.context.done):
            if reading.role in ("level", "rate") and reading.noun == noun:
                return reading
        return None

    def _same_count(self) -> Reading | None:
        """ "1.849 nhà thuốc và 117 trung tâm, tăng 352 nhà thuốc": the count of the same things."""
        counted = self.context.counted
        for reading in reversed(self.context.done) if counted else ():
            if reading.frame.text(reading.frame.counted) == counted and not reading.is_change:
                return reading
        return None

    def _last_share(self) -> Reading | None:
        """The share that a change in points is of: "chiếm 41%, giảm 2 điểm phần trăm"."""
        prev = self.context.prev
        points = self.context.figure.dimension == "point"
        return prev if points and prev is not None and prev.role == "share" else None

    def _last_level(self) -> Reading | None:
        for reading in reversed(self.context.done):
            head = reading.frame.clause.head
            clause = reading.frame.clause
            side = clause.joint == "glued" and not head and bool(reading.thing)
            if side or (head and all(e.has("from") or e.text in ("tại", "ở", "của") for e in head)):
                continue  # "620 căn hộ từ 3 dự án, tăng 64%"
            plan = begins_with(reading.frame.text(reading.frame.counted), "plans") or reading.plan
            aside = clause.nested and not self.context.frame.clause.nested
            if (aside and reading is not self.context.prev) or reading.plan:
                continue
            if reading.role in ("level", "rate") and not reading.frame.leaves and not plan:
                return reading
        return None


def plain(thing: str) -> str:
    """What was counted, without its figure: ``52 dự án cấp mới`` → ``dự án cấp mới``."""
    parts = thing.split()
    small = ("khoảng", "gần", "hơn", "trên", "triệu", "tấn", "tỷ", "nghìn", "ước", "đạt")
    while parts and (parts[0][0].isdigit() or parts[0].lower() in small):
        parts = parts[1:]
    return " ".join(parts)
