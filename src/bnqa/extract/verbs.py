"""The verb that leads to a figure, and what stands before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bnqa.extract.lexicon import Element

_TAKES_NOUN = ("up", "down", "level", "share", "times")
_PREDICATES = (*_TAKES_NOUN, "verb", "extent")
_UNTIL = frozenset(["đến", "tới", "tính đến", "trong", "hết", "vào"])


def find_verb(elements: Sequence[Element]) -> tuple[Element | None, list[Element], bool, bool]:
    """The verb right before a figure, the elements before it, and how the figure is led to."""
    place = len(elements)
    verb: Element | None = None
    weak: Element | None = None
    leaves = respective = False
    while place > 0:
        element = elements[place - 1]
        if element.has("from") and verb is None:
            leaves = True
        elif element.text.lower() == "cho" and verb is None and _is_done(elements[: place - 1]):
            pass  # "khám cho 41.200 lượt người"
        elif (
            element.text.lower() == "mới" and verb is not None and _is_named(elements[: place - 1])
        ):
            pass  # "tiền sử dụng đất mới thu được …", "con số này mới là …"
        elif element.has("mean") and verb is None and _is_done(elements[: place - 1]):
            pass  # "sân bay tiếp nhận trung bình 42 chuyến"
        elif element.has("respective"):
            respective = True
            told = place > 1 and elements[place - 2].has("up", "down", "share")
            if element.has("level") and verb is None and not told:
                verb = element  # "tăng tương ứng 8% và 12%" is a rise
        elif element.text == "," and leaves and verb is None and (back := _moved(elements, place)):
            place = back  # "tăng mạnh nhất, từ 5 lên 9 triệu lượt"
            continue
        elif element.text == "," and respective and verb is None:
            if place < 2 or not elements[place - 2].has("up", "down", "share"):
                break  # "giảm nhẹ, lần lượt 0,6%"
        elif element.has(*_PREDICATES) and not element.has("aux"):
            if verb is None:
                verb = element
                if element.has("measure") and not element.has("level"):
                    place -= 1
                    break
            elif verb.has("level") and element.has("up", "down") and not leaves:
                place -= 1  # "giảm mạnh xuống còn" is one verb
                break
            else:
                break
        elif element.has("aux", "period"):
            if element.has(*_PREDICATES) and weak is None:
                weak = element
            elif _ends_subject(elements[: place - 1], element, weak) and verb is None:
                # "số tiền chậm nộp đến cuối tháng 6 còn 41 tỷ đồng": before it stands the subject
                place -= 1
                verb = replace(weak, kinds=frozenset({"level"})) if weak is not None else None
                break
        else:
            break
        place -= 1
    return verb or weak, list(elements[:place]), leaves, respective


def _moved(elements: Sequence[Element], place: int) -> int:
    """Where a rise or fall ends that stands before the comma at ``place - 1``; 0 where none does."""
    back = place - 1
    while back > 1 and elements[back - 1].text.lower() in ("nhất", "ấn tượng", "mạnh", "rõ rệt"):
        back -= 1
    return back if back > 1 and elements[back - 1].has("up", "down") else 0


def _is_named(elements: Sequence[Element]) -> bool:
    """Whether a stretch ends with what needs no "mới" to be told: a measure, an anaphor, the place."""
    return bool(elements) and elements[-1].has("measure", "anaphor", "here")


def _is_done(elements: Sequence[Element]) -> bool:
    return bool(elements) and elements[-1].has("verb") and not elements[-1].has("measure")


def _ends_subject(before: Sequence[Element], period: Element, weak: Element | None) -> bool:
    """Whether a period parts the noun phrase before it from its weak verb: "… đến cuối tháng 6 còn"."""
    while before and before[-1].text.lower() in _UNTIL:
        before = before[:-1]
    return (
        period.has("period")
        and weak is not None
        and weak.has("level")
        and bool(before)
        and not before[-1].has(*_TAKES_NOUN, "compare", "aux")
    )
