"""What follows a figure: what it counts, what it is compared with, which side of a thing it is about."""

from __future__ import annotations

import itertools

from bnqa.extract.clauses import REASONS, Clause
from bnqa.extract.lexicon import Element
from bnqa.extract.sentences import Sentence

_ENDS_COUNTED = frozenset(
    [
        "để",
        "cho",
        "của",
        "do",
        "nhờ",
        "vì",
        "bởi",
        "khi",
        "vào",
        "tại",
        "ở",
        "trong",
        "theo",
        "mà",
        "từ",
        "dù",
        "mặc dù",
        "tuy",
        "bất chấp",
        "trong khi",
        "nhằm",
        "sau",
        "trước",
    ]
)
_CLOSING = frozenset(')]”"')


class Tail:
    """``counted`` and ``end`` are places in the passage (code points); ``compared`` and ``about`` words."""

    def __init__(self, sentence: Sentence, clause: Clause) -> None:
        self._text = sentence.passage.text
        self._times = clause.figure.dimension == "times" and any(
            e.text.lower().endswith(("gấp", "bằng")) for e in clause.head[-2:]
        )
        self.compared: str | None = None
        self.compare_at: int | None = None
        self.about: str | None = None
        self.counted: tuple[int, int] | None = None
        tail = self._until_reason(list(clause.tail))
        self.end = tail[-1].end if tail else clause.figure.end
        tail = self._without_comparison(tail)
        tail = self._without_side(tail)
        while clause.glued and tail and tail[-1].text.lower() in _ENDS_COUNTED:
            tail = tail[:-1]  # "900 sinh viên cho 12 ngành"
        if (
            clause.glued
            and tail
            and not (tail[0].has("period") or tail[0].text.lower() in _ENDS_COUNTED)
        ):
            self.counted = (tail[0].start, tail[-1].end)
        else:
            self._count(tail)

    @staticmethod
    def _until_reason(tail: list[Element]) -> list[Element]:
        for index, element in enumerate(tail):
            if element.text.lower() in REASONS and index:
                tail = tail[:index]
                break
        while tail and (
            (tail[-1].is_mark and tail[-1].text not in _CLOSING)
            or (tail[-1].has("link", "opener") and not tail[-1].has("measure"))
        ):
            tail = tail[:-1]
        return tail

    def _without_comparison(self, tail: list[Element]) -> list[Element]:
        if self._times and tail and not tail[0].has("compare") and tail[0].text.lower() != "về":
            # "gấp 1,3 lần quý trước", "bằng 1,6 lần trận lũ năm ngoái"
            self.compared, self.compare_at = self._words(tail), tail[0].start
            return []
        for index, element in enumerate(tail):
            lower = element.text.lower()
            if element.has("compare") and lower.startswith("so") and index + 1 < len(tail):
                self.compared, self.compare_at = self._words(tail[index + 1 :]), element.start
                return tail[:index]
            if element.has("period") and lower.startswith("cùng kỳ"):
                self.compared, self.compare_at = element.text, element.start
                return tail[:index]
        return tail

    def _without_side(self, tail: list[Element]) -> list[Element]:
        """ "tăng 12% về lượng": the side of it that grew."""
        for index, element in enumerate(tail):
            if element.text.lower() == "về" and index + 1 < len(tail):
                side = tail[index + 1 :]
                stop = next((i for i, e in enumerate(side) if e.has("link", "cut")), len(side))
                self.about = self._words(side[:stop]) or None
                return tail[:index]
        return tail

    def _count(self, tail: list[Element]) -> None:
        counted: list[Element] = []
        for number, element in enumerate(tail):
            if counted and element.text.lower() == "có" and _describes(tail[number + 1 :]):
                counted.append(element)
                continue
            following = tail[number + 1] if number + 1 < len(tail) else None
            whole = following is not None and following.has("measure", "plans", "wholes")
            if not counted and element.text.lower() == "tổng" and whole:
                counted.append(element)  # "chiếm 24% tổng kế hoạch vốn"
                continue
            ends = element.has("link", "cut", "up", "down", "period", "compare", "passive", "aux")
            if ends and counted and element.text.lower() == "cả năm" and counted[0].has("plans"):
                counted.append(element)  # "81% kế hoạch cả năm"
                continue
            if ends or (element.is_mark and element.text not in "()"):
                break
            if element.text.lower() in _ENDS_COUNTED or (
                element.has("level", "verb") and counted and not element.has("measure")
            ):
                break
            if element.has("level") and not element.has("measure"):
                break
            counted.append(element)
        if counted:
            self.counted = (counted[0].start, counted[-1].end)

    def _words(self, elements: list[Element]) -> str:
        for index, (word, after) in enumerate(itertools.pairwise(elements)):
            goes_on = after.has("level", "cut", "up", "down", "beside") and not after.has("measure")
            if index and word.has("link") and goes_on:
                elements = elements[:index]  # "so với cùng kỳ và là mức cao nhất …"
                break
        return self._text[elements[0].start : elements[-1].end] if elements else ""


def _describes(rest: list[Element]) -> bool:
    """ "cây có múi": what a thing has, in a word or two, and no measure of it."""
    return 0 < len(rest) <= _SHORT and all(e.kinds == {"word"} for e in rest)


_SHORT = 3  # elements
