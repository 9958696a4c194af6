"""A clause among those before it: whose its figure is, what it counts, and the words that lead to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bnqa.extract.anaphora import antecedent, points_back, resolved
from bnqa.extract.frames import Frame
from bnqa.extract.nouns import begins_with
from bnqa.extract.reading import HAS, Reading
from bnqa.extract.terms import by_unit, words

_WITH = frozenset(["với", "glued", "kèm", "kèm theo", "cùng", "cùng với"])
_IN_TIME = re.compile(
    r"\s+(?:(?:trong|của)\s+(?:quý|tháng|năm|kỳ|tuần|ngày|phiên)(?:\s+này)?|(?:trong\s+)?(?:quý|tháng|kỳ|phiên) này)$"
)
_ONLY = frozenset(["chỉ", "mới", "mới chỉ", "cũng", "đã", "vẫn"])
_PER = re.compile(r"^\s?(?:/\s?[^\W\d_]+[23²³]?)+")
_SCALES = frozenset(["triệu", "nghìn", "ngàn", "tỷ", "tỉ", "trăm", "chục", "vạn"])


class Context:
    """A clause among those before it: ``done`` of its sentence, ``before`` of the sentence before."""

    def __init__(
        self, frame: Frame, done: Sequence[Reading], before: Sequence[Reading], place: str
    ) -> None:
        self.frame, self.figure, self.verb = frame, frame.figure, frame.verb
        self.done = done
        self.prev = self._last(done)
        same = [r for r in before if r.frame.sentence.passage is frame.sentence.passage]
        self.before = same or list(before)
        self.near = bool(same)  # the sentence before is of the same passage
        self.place = place
        self.written = self._undated(frame)
        self.full = resolved(self.written, done, self.before, self.prev, place)
        self.own = self._active(self.full)
        self.measure = self._earned(_IN_TIME.sub("", frame.text(frame.measure)))
        if frame.held:
            self.own = self.full = self.written = self.measure = ""
        self.counted = frame.text(frame.counted)
        self.compared = frame.tail.compared or frame.opening.compared

    def _last(self, done: Sequence[Reading]) -> Reading | None:
        """The reading before; what follows a bracket goes on with what stood before it, if that told
        of a figure: "đạt 117% dự toán (15.900 tỷ đồng) và tăng 28%"."""
        outside = [r for r in done if not r.frame.clause.nested]
        if self.frame.clause.nested or not outside or done[-1] is outside[-1]:
            return done[-1] if done else None
        return outside[-1]

    def _active(self, own: str) -> str:
        """A thing without what was done to it: "gạo 5% tấm được chào bán ở mức …" is of the rice."""
        head, passive, _ = own.partition(" được ")
        if not passive or begins_with(own, "measure") is not None or self.frame.figure.is_percent:
            return own
        return head

    @staticmethod
    def _earned(measure: str) -> str:
        """A noun of measure without the verb by which it came in: "tiền thuê đất mang về"."""
        verb = next((v for v in words("brings_in") if measure.lower().endswith(f" {v}")), "")
        told = measure[: len(measure) - len(verb)].split()
        while verb and len(told) > 1 and told[-1].lower() in _ONLY:
            told.pop()  # "tiền thuê đất chỉ thu được"
        return " ".join(told) if verb else measure

    @staticmethod
    def _undated(frame: Frame) -> str:
        """The subject without the period inside it: "CPI tháng 8 của Hà Nội" is the CPI of Hà Nội."""
        text = _IN_TIME.sub("", frame.text(frame.subject))
        if frame.subject is None:
            return text
        for mention in frame.own:
            if frame.subject[0] < mention.start and mention.end < frame.subject[1]:
                text = text.replace(f" {mention.text}", "", 1)
        return text

    @property
    def said(self) -> str:
        """The clause's verb."""
        return self.verb.text.lower() if self.verb is not None else ""

    @property
    def exceeds(self) -> bool:
        """ "vượt 5% kế hoạch": so much more than all of it."""
        text = self.frame.sentence.passage.text
        told = text[self.figure.start : self.figure.end].lower().startswith("vượt ")
        return self.figure.is_percent and (told or self.said in ("vượt", "vượt mức"))

    @property
    def after(self) -> str:
        """All that follows the figure in its clause."""
        end = self.figure.end
        return _PER.sub("", self.frame.sentence.passage.text[end : self.frame.end]).strip(" ,.")

    def verb_grows(self) -> bool:
        """Whether the clause's own verb says that something grew or fell."""
        return self.verb is not None and self.verb.has("up", "down", "times")

    def joined_with(self) -> bool:
        """Whether the clause hangs on what the one before counted: "52 dự án với tổng vốn …"."""
        return self.frame.clause.joint in _WITH and self.prev is not None and bool(self.prev.thing)

    def holder(self) -> str:
        """Whose a figure is where its clause does not say."""
        opened = self.prev is None and bool(self.frame.opening.periods)
        rest = self.after.lower().split()[:3]
        if self.place and ("còn lại" in " ".join(rest)):
            return self.place  # "700 người còn lại"
        if opened and self.place and self.said in HAS and self.verb is not None:
            return self.place  # "Quý II có 640 người …": not of whom the sentence before was about
        if self.prev is not None:
            first = self.done[0] if self.frame.clause.joint == ";" else self.prev
            alike = first.frame.figure.dimension == self.figure.dimension and bool(self.measure)
            doing = self.verb is not None and self.verb.has("verb") and self.said not in HAS
            if first.holder[:1].isdigit() and doing:
                doers = (r.holder for r in self.done[::-1] if not r.holder[:1].isdigit())
                return next(doers, self.place)  # who moved "500 hộ với 1.900 nhân khẩu"
            itself = first.holder == first.noun and _is_measure(first.holder)
            if itself and self.counted and self.figure.dimension == "count":
                named = (r.holder for r in self.done[::-1] if not _is_measure(r.holder))
                return next(named, self.place)  # "nhu cầu tuyển lên 8.100, nhưng chỉ 900 người …"
            if first.holder and not (alike and itself):
                return (
                    first.holder
                )  # "thu nội địa đạt 9 tỷ, thu từ dầu thô 3 tỷ" are two of one kind
        if self.near and self.before and self.before[0].holder:
            held = self.before[0].holder
            return held if begins_with(held, "measure") is None else self.place
        return self.place

    def said_before(self) -> str:
        """What led to the figure before, where this one only follows with "và": "… đã cấp phép cho"."""
        prev = self.prev
        if prev is None or prev.start > prev.frame.figure.start:
            return ""
        text = self.frame.sentence.passage.text
        return prev.prefix + text[prev.start : prev.frame.figure.start]

    def antecedent(self) -> Reading | None:
        """The count that "các dự án này" means."""
        return antecedent(self.written, [*self.done[::-1], *self.before[::-1]])

    def alike(self) -> tuple[str, ...]:
        """What was counted before in the same unit: "174 dự án" after "359 dự án FDI" are "dự án FDI"."""
        if self.counted or self.figure.unit is None:
            return ()
        for reading in (*self.done[::-1], *(self.before[::-1] if self.near else ())):
            same = reading.frame.figure.unit == self.figure.unit
            if same and reading.frame.counted is not None:
                return (f"{self.figure.unit} {reading.frame.text(reading.frame.counted)}",)
        return ()

    def last_level(self) -> Reading | None:
        """The last reading that is no change: of the sentence one of the figure's dimension, of the one
        before it one of its very unit."""
        for reading in self.done[::-1]:
            alike = by_unit(reading.frame.figure.unit) == by_unit(self.figure.unit)
            same = reading.frame.figure.dimension == self.figure.dimension
            if not reading.is_change and same and alike:
                return reading
        for reading in self.before[::-1] if self.near else ():
            if not reading.is_change and reading.frame.figure.unit == self.figure.unit:
                return reading
        return None

    def object(self) -> str:
        """What is counted, with its unit: ``dự án FDI còn hiệu lực``."""
        words = (self.figure.unit or "").split()
        while len(words) > 1 and words[0] in _SCALES:
            words = words[1:]
        return f"{' '.join(words)} {self.counted}".strip()

    def setting(self) -> tuple[str, ...]:
        """Where it is, what was named before it, who "này" is: words that the fact answers to, too."""
        settings = [self.frame.opening.setting, *(r.frame.opening.setting for r in self.done[::-1])]
        found = [next((s for s in settings if s), "")]
        if self.frame.topic is not None:
            found.append(self.frame.text(self.frame.topic))
        for reading in self.before if self.own else ():
            told = reading.frame.opening.setting
            if told and self.own.lower() in told.lower():
                found.append(told)  # "Tại sân bay A, … . Mỗi ngày sân bay đón …"
                break
        who = self.written or (self.prev.holder if self.prev is not None else "")
        if points_back(who) and (self.prev or self.before):
            last = self.prev if self.written and self.prev is not None else None
            antecedent = (
                last.holder if last is not None else self.before[0].holder if self.before else ""
            )
            noun = who.rsplit(" ", 1)[0].removeprefix("các ").removeprefix("những ")
            found += [
                antecedent,
                *(f"{noun} {w}" for w in antecedent.split() if w.isupper() and len(w) > 1),
            ]
        return tuple(word for word in found if word)

    def verb_start(self) -> int:
        """Where the clause's verb begins, with the words that belong to it ("chỉ còn", "ước tăng")."""
        head = self.frame.opening.rest
        place = len(head)
        floor = self.frame.subject[1] if self.frame.subject is not None else 0
        while (
            place > 0
            and head[place - 1].start >= floor
            and head[place - 1].has(
                "aux",
                "up",
                "down",
                "level",
                "share",
                "times",
                "verb",
                "from",
                "respective",
                "extent",
            )
        ):
            place -= 1
        more = head[place - 2] if place > 1 and head[place - 1].has("period") else None
        if more is not None and more.text.endswith(" hơn"):
            place -= 2  # "nhiều hơn năm 2023 là 2,9%"
        return head[place].start if place < len(head) else self.figure.start

    def follows(self) -> bool:
        """Whether the clause follows the one before in the text, so that both can be quoted as one."""
        prev = self.prev
        return (
            prev is not None
            and not self.frame.clause.nested
            and not self.frame.year_before
            and not prev.frame.clause.nested
            and self.frame.start - prev.frame.end < 14
            and prev.lead[1] < self.frame.start
        )


def _is_measure(noun: str) -> bool:
    return begins_with(noun, "measure") is not None
