"""What leads a clause in: who says it, when, where, compared with what; none of it is what is measured."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from bnqa.extract.clauses import Clause
from bnqa.extract.lexicon import Element, data
from bnqa.extract.phrases import tells
from bnqa.extract.sentences import Sentence
from bnqa.extract.terms import words
from bnqa.values.period import PeriodMention

_TAKES_NOUN = ("up", "down", "level", "share", "times")
_SAYS_ALWAYS = frozenset(
    ["cho biết", "cho hay", "cho rằng", "nói rằng", "cho thấy", "khẳng định", "thừa nhận"]
)
_FORECAST = frozenset(["dự báo", "dự kiến", "ước tính", "kỳ vọng"])
_REPORTS = frozenset(
    ["theo", "báo cáo", "số liệu", "thống kê", "căn cứ", "thông tin", "khảo sát", "phát biểu", "chia sẻ",
     "theo số liệu", "theo báo cáo", "theo thống kê", "theo khảo sát", "thống kê của", "cũng theo", "vẫn theo"]
)  # fmt: skip
_PLACED = frozenset(["tại", "ở", "trên", "trong", "vụ", "niên vụ", "mùa"])
_BY = frozenset(["xét", "tính", "chia", "phân", "nếu xét"])
_TRAILS = frozenset(["qua", "vừa", "nay"])  # after a period
_IF = frozenset(["nếu", "còn", "và", "tuy nhiên"])
_MOST_ABOUT = 7  # elements of "Về hạ tầng lưu trú,"
_LED = 3  # elements in which a sentence that opens with its period does so
_TITLES = frozenset(["ông", "bà", "ts", "ths", "pgs", "gs"])


class Opening:
    """The opening of a clause, and the ``rest`` of its head without it.

    ``periods`` are those that hold for what follows, ``compared`` what it is counted from,
    ``setting`` a place ("Trên sàn London"), ``header`` what a colon leads in.
    """

    def __init__(self, sentence: Sentence, clause: Clause) -> None:
        self._sentence = sentence
        self.periods: list[PeriodMention] = []
        self.compared: str | None = None
        self.setting: str | None = None
        self.header: tuple[int, int] | None = None
        self.series: tuple[Element, ...] = ()
        self.forecast = False
        self.forecaster: str | None = None  # "Chứng khoán A dự báo"
        self.begins: int | None = None  # where a period begins that no comma parts from its clause
        self._preposition: int | None = None
        head = self._after_colon(self._after_speaker(list(clause.head)))
        if self._names_one_of(clause):
            head = []
        while head:
            begins = self.begins
            rest = self._one(head)
            if rest is head:
                self.begins = begins
                break
            head = rest
        self.rest: list[Element] = head
        more = len(head) > 2 and head[0].has(*_TAKES_NOUN) and head[0].text.endswith(" hơn")
        if more and head[1].has("period"):  # "nhiều hơn năm 2023 là 2,9%"
            self.compared = self._words(head[1:2])

    def _names_one_of(self, clause: Clause) -> bool:
        """ "Chị là một trong 2.150 người": the figure is of them all, and of no one of them."""
        if len(clause.head) < 2 or not _one_of().search(
            self._sentence.passage.text, clause.head[0].start, clause.figure.start
        ):
            return False
        return any(e.has("level") for e in clause.head[-4:])

    def _after_speaker(self, head: list[Element]) -> list[Element]:
        """Without "Ông A, Giám đốc B, cho biết": who says it is no part of what is said."""
        said = None
        titled = bool(head) and (
            head[0].text.lower() in _TITLES
            or any(a.text == "," and b.text.lower() in _TITLES for a, b in itertools.pairwise(head))
        )
        for index, element in enumerate(head[:-1]):
            lower = element.text.lower()
            if lower in _FORECAST and index and head[index + 1].has("measure"):
                self.forecast = True
                self.forecaster = self._words(head[: index + 1])
                said = index
            if not element.has("says") or index == 0:
                continue
            marked = head[index + 1].text in (",", ":", "rằng", "là")
            if marked or lower in _SAYS_ALWAYS or titled:
                said = index
        if said is None:
            return head
        led = next((i for i, e in enumerate(head[:_LED]) if e.has("period")), None)
        if led is not None and led < said and head[led + 1].text == ",":
            self._keep(head[: led + 1], days=False)  # "Trong tháng 4, EVN dự báo …"
        rest = head[said + 1 :]
        while rest and rest[0].text in (",", ":", "rằng", "là", "“", '"'):
            rest = rest[1:]
        return rest

    def _after_colon(self, head: list[Element]) -> list[Element]:
        colons = [i for i, e in enumerate(head) if e.text == ":"]
        if not colons:
            return head
        before = [e for e in head[: colons[-1]] if not e.is_mark or e.text == ","]
        rest = head[colons[-1] + 1 :]
        label = (
            [e for e in head[colons[-2] + 1 : colons[-1]] if not e.is_mark] if colons[1:] else []
        )
        if rest and _is_label(label) and rest[0].has("verb", "measure", *_TAKES_NOUN):
            # "Kết quả của từng huyện như sau: A: trồng 900 ha, …": each member is of its label
            self._lead_in([e for e in head[: colons[-2]] if not e.is_mark or e.text == ","])
            return [*label, *rest]
        if before and all(e.has("aux", "from", *_TAKES_NOUN) for e in rest):
            # "Về cơ cấu: gạch: 3 triệu tấn", "ngói: giảm từ 40 xuống 35 tấn"
            last = (
                [e for e in head[colons[-2] + 1 : colons[-1]] if not e.is_mark]
                if colons[1:]
                else before
            )
            if (
                last
                and not tells(last)
                and not any(e.has("period", "opener", "says") for e in last)
            ):
                if last is not before:
                    self._lead_in([e for e in head[: colons[-2]] if not e.is_mark or e.text == ","])
                return [*last, *rest]
        self._lead_in(before)
        return rest

    def _lead_in(self, before: list[Element]) -> None:
        """Keep what a colon leads in: its name, its period, what it is compared with."""
        while before and before[0].has("opener") and not before[0].has("measure"):
            before = before[1:]
        if before:
            self.header = (before[0].start, before[-1].end)
            self.series = tuple(before)
            self._keep(before)
            compared = next(
                (i for i, e in enumerate(before) if e.has("compare") and i + 1 < len(before)), None
            )
            if compared is not None:
                rest = [e for e in before[compared + 1 :] if not e.has("link")]
                self.compared = self._words(rest)

    def _one(self, head: list[Element]) -> list[Element]:
        first, lower = head[0], head[0].text.lower()
        if first.is_mark:
            return head[1:]
        if first.has("period"):
            self._keep(head[:1])
            while len(head) > 1 and head[1].text.lower() in _TRAILS:
                head = [head[0], *head[2:]]  # "ba tháng qua"
            parted = len(head) == 1 or head[1].is_mark
            self.begins = None if parted else (self._preposition or first.start)
            return head[1:]
        self.begins = None
        if first.has("mean"):
            return head[1:]
        lone = all(e.has("aux", "level", "link", "respective", "from", *_TAKES_NOUN) for e in head)
        if lone and first.has(*_TAKES_NOUN):
            return head
        comma = next((i for i, e in enumerate(head) if e.text == ","), None)
        if comma is not None and (self._words(head[:comma]) or "").lower() in words("results_in"):
            return head[comma + 1 :]
        if lower in _IF and len(head) > 1 and head[1].has("compare"):
            return head[1:]
        if first.has("compare") and lower.startswith("so"):
            if len(head) > 2 and head[1].has("period") and not head[2].is_mark:
                return head[2:]
            return self._comparison(head, comma)
        if first.has("adverbial") and not (first.has("measure") and comma is None):
            if comma is not None:
                return self._adverbial(head, comma)
            if len(head) > 1 and head[1].has("period", "adverbial") and not first.has("up"):
                self._preposition = self._preposition or first.start
                return head[1:]
        if first.has("opener") and not (first.has("measure") and not first.has("adverbial")):
            if first.has("level", "up", "down", "share") and len(head) == 1:
                return head
            return head[1:]
        return head

    def _comparison(self, head: list[Element], comma: int | None) -> list[Element]:
        """ "so với cùng kỳ năm trước tăng 3,24%": the comparison ends at its comma or the verb."""
        verb = next((i for i, e in enumerate(head) if i and e.has("up", "down")), None)
        stop = comma if comma is not None else verb
        if stop is None:
            return head
        self.compared = self._words(head[1:stop])
        return head[stop + 1 :] if stop == comma else head[stop:]

    def _adverbial(self, head: list[Element], comma: int) -> list[Element]:
        first = head[0].text.lower()
        chunk, rest = head[:comma], head[comma + 1 :]
        reports = first in _REPORTS
        self._keep(chunk, days=not reports)
        if first.split()[0] in _PLACED and len(chunk) > 1 and not chunk[1].has("period"):
            self.setting = self._words(chunk)
        if first.endswith(" phiên"):
            self.setting = chunk[0].text.lower()  # "Kết phiên 28/10, cổ phiếu A …"
        moved = any(e.has("cut", "up", "down", "level", "share", "figure") for e in chunk[1:])
        if first in ("về", "đối với") and 1 < len(chunk) <= _MOST_ABOUT and not moved:
            self.setting = self._words(chunk[1:])  # "Về hạ tầng lưu trú, tỉnh có 900 cơ sở"
        if first in _BY and len(chunk) > 2 and chunk[1].text.lower() == "theo":
            self.setting = self._words(chunk[2:])  # "Xét theo ngành, dệt may chiếm …"
        while reports and (listed := _names_until_comma(rest)):
            rest = rest[listed:]  # "Theo A, B và C, lượng xe …"
        another = next((i for i, e in enumerate(rest) if e.text == ","), None)
        titled = len(chunk) > 1 and chunk[1].text.lower() in _TITLES
        if reports and titled and another is not None:
            return rest[another + 1 :]  # "Theo ông A, Giám đốc B, …"
        return rest

    def _keep(self, elements: Sequence[Element], days: bool = True) -> None:
        for number, element in enumerate(elements):
            if not element.has("period"):
                continue
            mention = next(p for p in self._sentence.periods if p.start == element.start)
            before = elements[number - 1].text.lower() if number else ""
            if mention.period.grain == "same_period" or before.startswith("so"):
                continue
            if days or mention.period.grain != "day":
                self.periods.append(mention)

    def _words(self, elements: Sequence[Element]) -> str | None:
        if not elements:
            return None
        return self._sentence.passage.text[elements[0].start : elements[-1].end]


def _is_label(elements: Sequence[Element]) -> bool:
    """Whether a stretch before a colon names a member of a list, and tells nothing by itself."""
    if not elements or len(elements) > _LONGEST_LABEL or tells(elements):
        return False
    return elements[0].is_name and not any(e.has("period", "opener", "says") for e in elements)


_LONGEST_LABEL = 6  # elements


@cache
def _one_of() -> re.Pattern[str]:
    words = sorted(map(str, data()["one_of"]), key=len, reverse=True)
    return re.compile(rf"(?:là|,)\s+(?:{'|'.join(words)})\s+(?:hơn|gần|khoảng)?\s*$")


def _names_until_comma(elements: Sequence[Element]) -> int:
    """How many elements are names up to a comma and it: who else reports; 0 if another thing follows."""
    for index, element in enumerate(elements):
        if element.text == ",":
            return index + 1 if index else 0
        named = element.kinds == {"word"} and (element.is_name or element.text[0] == "(")
        if not named and element.text not in ("và", "&"):
            return 0
    return 0
