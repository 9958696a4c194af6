"""An article as sentences: each with its elements, figures and periods, at their places in the passage."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from functools import cache

from bnqa.extract.figures import Figure, find_figures
from bnqa.extract.lexicon import Element, data, scan
from bnqa.knowledge import Article, Passage
from bnqa.text.tokens import sentences
from bnqa.values.period import Period, PeriodMention, find_periods, months


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a passage. All offsets are code points of the passage's text."""

    passage: Passage
    start: int
    end: int
    elements: tuple[Element, ...]
    figures: tuple[Figure, ...]
    periods: tuple[PeriodMention, ...]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    def figure_at(self, element: Element) -> Figure:
        """The figure that an element stands for."""
        return next(f for f in self.figures if f.start == element.start)


def read_sentences(article: Article) -> tuple[Sentence, ...]:
    """All sentences of an article, in order."""
    return tuple(
        _sentence(passage, start, end)
        for passage in article.passages
        for start, end in sentences(passage.text)
    )


def _sentence(passage: Passage, start: int, end: int) -> Sentence:
    text = passage.text[start:end]
    named = periods_of(text)
    figures = find_figures(text, named)
    periods = tuple(p for p in named if not is_named(text, p))
    elements = _scan(text, figures, periods)
    labels = _labels(elements) | _appositions(elements) | _introduced(elements)
    drop = [f for f in figures if f.start in labels and (f.is_percent or f.in_words)]
    if drop:
        figures = tuple(f for f in figures if f not in drop)
        elements = _scan(text, figures, periods)
    return Sentence(
        passage,
        start,
        end,
        tuple(replace(e, start=e.start + start, end=e.end + start) for e in elements),
        tuple(replace(f, start=f.start + start, end=f.end + start) for f in figures),
        tuple(replace(p, start=p.start + start, end=p.end + start) for p in periods),
    )


# Days and years as news names them: "phiên 13/3", "đến 25/9", "năm nay".
_DAY = re.compile(
    r"(?<!\w)(?:(?:[Pp]hiên|[Đđ]ến|[Tt]ới|[Tt]ừ|trước|sau|vào|trưa|đêm|khuya|rạng sáng|dịp|dịp lễ|lễ|hôm nay|hôm qua|sáng nay|chiều nay)\s+\(?)"
    r"(?P<day>(?:3[01]|[12]\d|0?[1-9])/(?:1[0-2]|0?[1-9]))(?![\d/%])(?!\s*(?:điểm|phiếu|lượt))"
)
_PART = re.compile(r"(?<!\w)(?:hồi\s+)?(?:đầu|giữa|cuối)\s+$|(?<!\w)hồi\s+$", re.IGNORECASE)
# "từ ngày 4 đến 8/4": days of one month.
_DAYS = re.compile(
    r"(?<!\w)(?:từ\s+)?(?:(?:ngày|sáng|chiều|tối)\s+)?(?<![\d/])\d{1,2}(?:/(?P<first>\d{1,2}))?"
    r"\s*(?:-|–|đến|tới)\s*(?:hết\s+)?(?:ngày\s+)?\d{1,2}/(?P<month>\d{1,2})"
    r"(?:/(?P<year>(?:19|20)\d\d))?(?![\d/%])"
)
# "Sau 4 tháng thất nghiệp": how long, not which months.
_LASTING = re.compile(
    r"(?<!\w)(?:[Ss]au|suốt|mất|hơn|gần|khoảng|chỉ)\s(?P<time>\d{1,2} tháng)(?=\s(?!đầu|cuối|năm|của|qua|nay|tới|trước|này|đó|liên|20)[a-zà-ỹđ])"
)
_YEAR = re.compile(r"(?<!\w)năm (?:nay|ngoái|trước|vừa qua)(?!\w)", re.IGNORECASE)
_SAME_TIME = re.compile(
    r"(?<!\w)cùng (?:thời điểm|thời gian|giai đoạn|quý|tháng)(?: này)?(?: của)? (?:năm (?:trước|ngoái|(?P<year>20\d\d)))(?!\w)",
    re.IGNORECASE,
)


def periods_of(text: str) -> tuple[PeriodMention, ...]:
    """The periods of a text, with those that only an article's date makes plain."""
    # "dự toán năm" is no "toàn năm".
    found = [_trimmed(m, text) for m in find_periods(text) if not m.text.lower().startswith("toán")]
    if _LASTING.search(text) is not None:
        lasting = [m.span("time") for m in _LASTING.finditer(text)]
        found = [m for m in found if (m.start, m.end) not in lasting]
    for match in _DAYS.finditer(text) if "/" in text else ():
        month = int(match["month"])
        opened = match.group().startswith(("từ", "ngày", "sáng", "chiều", "tối"))
        if opened and 1 <= month <= 12 and match["first"] in (None, match["month"]):
            year = int(match["year"]) if match["year"] else None
            found = [m for m in found if m.end <= match.start() or match.end() <= m.start]
            found.append(
                PeriodMention(match.group(), *match.span(), months(year, month, month, "month"))
            )
    for match in _SAME_TIME.finditer(text) if "ùng " in text else ():
        found = [m for m in found if m.end <= match.start() or match.end() <= m.start]
        year = int(match["year"]) if match["year"] else None
        same = Period("same_period", None, None, year)
        found.append(PeriodMention(match.group(), *match.span(), same))
    taken = [(m.start, m.end) for m in found]
    for match in _DAY.finditer(text):
        start, end = match.span("day")
        if not any(a < end and start < b for a, b in taken):
            month = int(match["day"].split("/")[1])
            found.append(
                PeriodMention(
                    f"ngày {match['day']}",
                    start,
                    end,
                    Period("day", None, None, None, month, month),
                )
            )
    for match in _YEAR.finditer(text):
        start, end = match.span()
        before = next((m for m in found if m.end + 1 == start and m.period.year is None), None)
        if before is not None:  # "tháng 12 năm ngoái"
            found[found.index(before)] = replace(before, text=text[before.start : end], end=end)
        elif not any(a < end and start < b for a, b in taken):
            found.append(PeriodMention(match.group(), start, end, Period("year")))
    return tuple(sorted(found, key=lambda m: m.start))


def _scan(
    text: str, figures: tuple[Figure, ...], periods: tuple[PeriodMention, ...]
) -> list[Element]:
    spans = [(f.start, f.end, "figure") for f in figures]
    spans += [(p.start, p.end, "period") for p in periods]
    return _with_asides(text, _with_hyphens(list(scan(text, sorted(spans)))))


def _with_hyphens(elements: list[Element]) -> list[Element]:
    """A lone hyphen between plain words joins them: "công nghiệp - xây dựng", "Hải Phòng - Bắc Mỹ"."""
    marks = [i for i, e in enumerate(elements) if e.is_mark and e.text in "-–"]
    if not marks:
        return elements
    result = list(elements)
    for place in marks:
        sides = elements[max(0, place - 1) : place + 2]
        paired = any(i != place and abs(i - place) <= _LONGEST_ASIDE for i in marks)
        plain = len(sides) == 3 and all(
            e.text[0].isalpha() and not e.has("figure", "period", "cut", "link") for e in sides[::2]
        )
        if not plain or paired or sides[2].text.lower() in _apart():
            continue
        result[place] = replace(elements[place], kinds=frozenset({"word"}))
        if sides[2].has("verb") and not sides[2].has("measure"):
            result[place + 1] = replace(
                sides[2], kinds=frozenset({"word"})
            )  # no verb in a compound
    return result


@cache
def _apart() -> frozenset[str]:
    """Words with which something of its own begins after a dash: "… - nước xuất khẩu lớn nhất"."""
    return frozenset(str(word).split()[0].lower() for word in data()["after_dash"])


def _with_asides(text: str, elements: list[Element]) -> list[Element]:
    """A bracket without a figure is part of the noun before it: "Trung Quốc (gồm cả Hồng Kông)"."""
    merged: list[Element] = []
    index = 0
    while index < len(elements):
        element = elements[index]
        closing = _closing(elements, index) if element.text == "(" and merged else None
        if closing is None:
            merged.append(element)
            index += 1
            continue
        start, end = element.start, elements[closing].end
        merged.append(Element(text[start:end], start, end, frozenset({"word"})))
        index = closing + 1
    return merged


def _closing(elements: list[Element], index: int) -> int | None:
    """Where a bracket closes that holds nothing but words."""
    for place in range(index + 1, min(index + _LONGEST_ASIDE, len(elements))):
        element = elements[place]
        if element.text == ")":
            return place
        if element.has("figure", "period") or element.text in "(;":
            return None
    return None


_LONGEST_ASIDE = 14  # elements


def _labels(elements: list[Element]) -> frozenset[int]:
    """Where figures stand inside a noun, with plain words on both sides: "gạo 5% tấm"."""
    found = []
    for before, element, after in zip(elements, elements[1:], elements[2:], strict=False):
        sides = (before, after)
        if element.has("figure") and all(
            e.kinds <= {"word", "joined"}
            and e.text.lower() not in _particles()
            and (e.text.islower() or e is elements[0])
            for e in sides
        ):
            found.append(element.start)
    return frozenset(found)


def _appositions(elements: list[Element]) -> frozenset[int]:
    """Numbers in words that only count the names after them: "ba nhà máy Hòa Khánh, Tân Lập và Phú Lộc"."""
    return frozenset(
        element.start
        for element, after in itertools.pairwise(elements)
        if element.has("figure")
        and after.is_name
        and after.kinds == {"word"}
        and len(after.text) > 1
    )


def _introduced(elements: list[Element]) -> frozenset[int]:
    """A number in words of those that are named right after it, each with a figure of its own.

    "Hai mặt hàng chủ lực là tôm và cá tra lần lượt mang về …"
    """
    first = next((i for i, e in enumerate(elements) if e.has("figure")), None)
    if first is None:
        return frozenset()
    after = elements[first + 1 :]
    stop = next((i for i, e in enumerate(after) if e.has("figure")), None)
    if stop is None or any(c.isdigit() for c in elements[first].text):
        return frozenset()
    told = [e.text.lower() for e in after[:stop]]
    one_by_one = any(t.split()[-1] == "là" for t in told) and any(
        e.has("respective") for e in after[:stop]
    )
    return frozenset([elements[first].start]) if one_by_one else frozenset()


@cache
def _particles() -> frozenset[str]:
    return frozenset(map(str, data()["particles"]))


def _trimmed(mention: PeriodMention, text: str) -> PeriodMention:
    """Without space around it, and with the part of it that is meant: "cuối quý III"."""
    start = mention.start + len(mention.text) - len(mention.text.lstrip())
    part = _PART.search(text, max(0, start - 14), start)
    start = part.start() if part is not None else start
    end = start + len(text[start : mention.end].rstrip())
    return replace(mention, text=text[start:end], start=start, end=end)


def is_named(text: str, mention: PeriodMention) -> bool:
    """Whether a period is part of a name: "giá giao tháng 5", "Quy hoạch tỉnh thời kỳ 2021-2030"."""
    words = text[max(0, mention.start - 30) : mention.start].lower().split()
    named = any(" ".join(words[-n:]) in _naming() for n in (1, 2, 3) if len(words) >= n)
    return named and not mention.text.lower().startswith(("đến", "tới", "trong", "cả"))


@cache
def _naming() -> frozenset[str]:
    return frozenset(map(str, data()["period_names"]))
