"""Periods: a year, eleven months of it, a quarter, a month, a day, a span, "to date".

A period may lack its year ("11 tháng", "quý 3"): then ``year`` is None and the months stand alone,
so that a question's "11 tháng" can meet a fact's "11 tháng năm 2024".
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from bnqa.text import fold, normalize


@dataclass(frozen=True, slots=True)
class Period:
    """``start`` and ``end`` are inclusive days, None where open or without a year.

    ``grain``: year, months, quarter, month, day, span, until, to_date, same_period.
    """

    grain: str
    start: date | None = None
    end: date | None = None
    year: int | None = None
    first_month: int | None = None
    last_month: int | None = None


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period where a text names it; offsets in code points."""

    text: str
    start: int
    end: int
    period: Period


def months(year: int | None, first: int, last: int, grain: str) -> Period:
    """The months ``first``..``last`` of a year, or of a year not named."""
    if year is None:
        return Period(grain, None, None, None, first, last)
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(grain, date(year, first, 1), end, year, first, last)


def year_period(year: int) -> Period:
    """The whole of a year."""
    return Period("year", date(year, 1, 1), date(year, 12, 31), year, 1, 12)


def span(first: int, last: int) -> Period:
    """From the start of one year to the end of another."""
    return Period("span", date(first, 1, 1), date(last, 12, 31))


_Y = r"(?P<y>(?:1[5-9]|20|21)\d\d)"
_OF_YEAR = rf"(?:\s*(?:[,/-]|cua)?\s*(?:nam\s*)?{_Y}(?![\d.,]*\d))"
_MONTH_WORDS = {
    "gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8,
    "chin": 9, "muoi": 10, "muoi mot": 11, "muoi hai": 12, "chap": 12,
}  # fmt: skip
_WORDS = "|".join(sorted(_MONTH_WORDS, key=len, reverse=True))
_N = rf"(?P<n>1[0-2]|0?[1-9]|{_WORDS})"
_QUARTER = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "tu": 4,
    "bon": 4,
    "dau": 1,
    "cuoi": 4,
    "nhat": 1,
}
_B = r"(?<![\w.,/])"
_E = r"(?![\w/]|[.,]\d)"

# Folded patterns, tried in this order at each place; the longest of the first that fits is taken.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(_B + pattern + _E))
    for name, pattern in (
        ("day", r"(?:ngay\s+)?(?P<d>3[01]|[12]\d|0?[1-9])\s?[/.-]\s?(?P<m>1[0-2]|0?[1-9])\s?[/.-]\s?" + _Y),
        ("day", _Y + r"-(?P<m>1[0-2]|0[1-9])-(?P<d>3[01]|[12]\d|0[1-9])"),
        ("day", r"(?:ngay\s+|mung\s+|hom\s+)(?P<d>3[01]|[12]\d|0?[1-9])\s+thang\s+(?P<m>1[0-2]|0?[1-9]|" + _WORDS + r")(?:" + _OF_YEAR + r")?"),
        ("day", r"(?:ngay|hom|sang|chieu|toi)\s+(?P<d>3[01]|[12]\d|0?[1-9])\s?[/-]\s?(?P<m>1[0-2]|0?[1-9])"),
        ("span", r"(?:(?:trong\s+)?(?:giai doan|thoi ky|thoi ki|nhiem ky|nien khoa|giai doan tu)\s+)?(?:tu\s+)?(?:nam\s+)?" + _Y + r"\s*(?:[-–—~]|den(?: nam)?|toi(?: nam)?)\s*(?:nam\s+)?(?P<y2>(?:1[5-9]|20|21)\d\d)"),
        ("until", r"(?:tam nhin(?:\s+(?:den|toi))?|den|toi|truoc)\s+(?:het\s+)?(?:cuoi\s+)?nam\s+" + _Y),
        ("until", r"tam nhin(?:\s+(?:den|toi))?\s+" + _Y),
        ("months", _N + r"\s*(?:thang|t)(?P<half>\s+(?:dau|cuoi))(?:\s+nam)?(?:" + _OF_YEAR + r")?"),
        ("months", _N + r"\s*thang" + _OF_YEAR),
        ("months", r"(?P<n>1[0-2]|[1-9])t[/.]?\s?" + _Y),
        ("half", r"nua\s+(?P<which>dau|cuoi)\s+(?:nam(?:\s*" + _Y + r")?)"),
        ("quarter", r"(?:quy|q)\.?\s*(?P<q>iii|iv|ii|i|[1-4]|mot|hai|ba|tu|bon|nhat|dau|cuoi)(?:" + _OF_YEAR + r")?"),
        ("month", r"(?:dau|giua|cuoi)?\s?thang\s+" + _N + r"(?:" + _OF_YEAR + r")?"),
        ("month", r"(?P<n>1[0-2]|0?[1-9])/" + _Y),
        ("months", _N + r"\s*thang(?!\s+\d)"),
        ("decade", r"(?:thap nien|thap ky|nhung nam)\s+(?P<y>(?:1[5-9]|20)\d0)"),
        ("century", r"the ky\s+(?:thu\s+)?(?P<c>\d{1,2}|xx?i{0,3}|xix|xviii|xvii)"),
        ("to_date", r"(?:tu dau nam\s+)?(?:den|toi|cho den|cho toi)\s+(?:nay|bay gio|hien tai|hien nay|thoi diem nay)"),
        ("to_date", r"tu dau nam(?:\s+den nay)?"),
        ("same_period", r"cung ky(?:\s+(?:nam\s+(?:ngoai|truoc|nay)|(?:nam\s+)?" + _Y + r"))?"),
        ("year", r"(?:(?:ca|trong|tron|dau|cuoi|giua)\s+)?nam\s*" + _Y),
        ("year", _Y),
        ("whole", r"(?:ca|nguyen|tron|het|toan)\s+nam"),
    )
)  # fmt: skip
_HINT = re.compile(
    r"\d|thang|quy|nam|nay|ngay|hom|tuan|ky|nien|chu nhat|thu |tet|noel|giang sinh|thoa"
)
_UNMARKED_YEAR = re.compile(r"năm|nam|nâm", re.IGNORECASE)


def find_periods(text: str) -> tuple[PeriodMention, ...]:
    """The periods that a text names, left to right, not overlapping."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(ch.lower()[:1] or ch for ch in text)
    folded = same_length_fold(lower)
    found: list[PeriodMention] = []
    position = 0
    while (hint := _HINT.search(folded, position)) is not None:
        # A pattern may begin up to three words before the hint ("trong giai đoạn từ năm 2021").
        start = _word_starts_before(folded, hint.start(), position)
        best: PeriodMention | None = None
        for begin in start:
            best = _match_at(text, lower, folded, begin)
            if best is not None:
                break
        if best is None:
            step = re.compile(r"\w+|\W").match(folded, hint.start())
            position = step.end() if step else hint.end()
            continue
        found.append(best)
        position = best.end
    return tuple(found)


def _word_starts_before(folded: str, place: int, floor: int) -> list[int]:
    starts = [place]
    position = place
    while position > floor and folded[position - 1].isalnum():
        position -= 1
    starts.append(position)
    for _ in range(4):
        if position - 1 <= floor or folded[position - 1] != " ":
            break
        position -= 1
        while position > floor and folded[position - 1].isalnum():
            position -= 1
        starts.append(position)
    return sorted(set(starts))


def same_length_fold(lower: str) -> str:
    """``fold`` letter by letter, so that offsets stay."""
    return lower.translate(_FOLDING) if lower.isascii() is False else lower


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = fold(character)
        self[code] = folded if len(folded) == 1 else character
        return self[code]


_FOLDING = _Folding()


def _match_at(text: str, lower: str, folded: str, begin: int) -> PeriodMention | None:
    for name, pattern in _PATTERNS:
        match = pattern.match(folded, begin)
        if match is None or not _is_meant(name, match, lower):
            continue
        period = _build(name, match)
        if period is not None:
            return PeriodMention(text[begin : match.end()], begin, match.end(), period)
    return None


def _is_meant(name: str, match: re.Match[str], lower: str) -> bool:
    """Folded words can be others: "quỹ 2" is no quarter, "thăng" no month, "1.500 năm" no year."""
    written = match.group()
    marked = lower[match.start() : match.end()]
    for plain, allowed in _SPELLINGS.items():
        for found in re.finditer(rf"\b{plain}\b", written):
            if marked[found.start() : found.end()] not in allowed:
                return False
    if name == "year" and "nam" not in written:
        rest = lower[match.end() : match.end() + 12].lstrip()
        return not rest.startswith(_COUNTED)
    if name in ("months", "whole") and marked.split()[0] in _NOT_COUNTS:
        return False
    if name == "months" and "thang" in written and match.groupdict().get("y") is None:
        before = lower[max(0, match.start() - 8) : match.start()].rstrip()
        return not before.endswith(("ngày", "mùng"))
    return True


_NOT_COUNTS = ("tu", "tư", "từ", "sau", "nam", "năm", "lam")  # "từ tháng", "sau tháng", "năm tháng"
_SPELLINGS = {
    "nam": ("năm", "nam", "nâm"),
    "thang": ("tháng", "thang", "thág"),
    "quy": ("quý", "quy", "qúy", "quí"),
    "ngay": ("ngày", "ngay"),
    "nay": ("nay",),
    "den": ("đến", "den", "dến"),
    "toi": ("tới", "toi", "tối"),
    "tu": ("từ", "tu", "tư"),
    "dau": ("đầu", "dau"),
    "cuoi": ("cuối", "cuoi"),
    "ca": ("cả", "ca"),
    "ky": ("kỳ", "ky", "kỷ"),
}
_COUNTED = (
    "dự án",
    "du an",
    "triệu",
    "trieu",
    "tỷ",
    "người",
    "nguoi",
    "%",
    "ha",
    "usd",
    "đồng",
    "kcn",
    "doanh",
    "lao",
    "tấn",
    "$",
    "nghìn",
    "lượt",
)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _MONTH_WORDS[word]


def _build(name: str, match: re.Match[str]) -> Period | None:
    groups = match.groupdict()
    year = int(groups["y"]) if groups.get("y") else None
    if name == "day":
        month, day = _number(str(groups["m"])), int(str(groups["d"]))
        if year is None:
            return Period("day", None, None, None, month, month)
        try:
            when = date(year, month, day)
        except ValueError:
            return None
        return Period("day", when, when, year, month, month)
    if name == "span":
        first, last = int(str(groups["y"])), int(str(groups["y2"]))
        return span(first, last) if first <= last else None
    if name == "until":
        return Period("until", None, date(year or 1, 12, 31), year)
    if name == "months":
        count = _number(str(groups["n"]))
        last_part = (groups.get("half") or "").strip() == "cuoi"
        if count == 12:
            return months(year, 1, 12, "year" if year else "months")
        return (
            months(year, 13 - count, 12, "months")
            if last_part
            else months(year, 1, count, "months")
        )
    if name == "half":
        return (
            months(year, 1, 6, "months")
            if groups["which"] == "dau"
            else months(year, 7, 12, "months")
        )
    if name == "quarter":
        raw = str(groups["q"])
        quarter = int(raw) if raw.isdigit() else _QUARTER[raw]
        return months(year, quarter * 3 - 2, quarter * 3, "quarter")
    if name == "month":
        month = _number(str(groups["n"]))
        return months(year, month, month, "month")
    if name == "decade":
        return span(int(str(groups["y"])), int(str(groups["y"])) + 9)
    if name == "century":
        raw = str(groups["c"])
        century = int(raw) if raw.isdigit() else _ROMAN.get(raw, 0)
        return span(century * 100 - 99, century * 100) if 1 <= century <= 30 else None
    if name == "whole":
        return months(None, 1, 12, "year")
    if name == "year" and year is not None:
        return year_period(year)
    if name == "to_date":
        return Period("to_date")
    return Period(name, None, None, year)


_ROMAN = {"xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}


def a_year_before(period: Period) -> Period | None:
    """The same months of the year before; None for a period without a year or of another kind."""
    if period.year is None or period.first_month is None or period.last_month is None:
        return None
    if period.grain == "year":
        return year_period(period.year - 1)
    return months(period.year - 1, period.first_month, period.last_month, period.grain)


def parse_period(text: str) -> Period | None:
    """Read one period that is the whole of ``text``, as facts write it; None if it is none."""
    cleaned = normalize(text).strip()
    found = find_periods(cleaned)
    return found[0].period if len(found) == 1 and found[0].text == cleaned else None


def compatible(asked: Period, known: Period) -> bool:
    """Whether a question's period can mean a fact's: same months, and same year where both name one."""
    if asked.grain in ("to_date", "same_period") or known.grain == "to_date":
        return asked.grain == known.grain
    if asked.grain == "until":
        return known.end is not None and asked.end is not None and known.end.year == asked.end.year
    if known.grain == "until":
        return asked.grain == "year" and known.year == asked.year
    if known.grain == "span" or asked.grain == "span":
        return asked.start == known.start and asked.end == known.end
    if asked.year is not None and known.year is not None and asked.year != known.year:
        return False
    return (asked.first_month, asked.last_month) == (known.first_month, known.last_month)


def covers(known: Period, asked: Period) -> bool:
    """Whether the period of a fact holds the one asked: a span holds its years, a year its months."""
    if known.start is None or known.end is None or asked.start is None or asked.end is None:
        return False
    return known.start <= asked.start and asked.end <= known.end


def format_period(period: Period) -> str:
    """``năm 2024`` · ``11 tháng năm 2024`` · ``tháng 10 năm 2024`` · ``giai đoạn 2021-2030``."""
    of_year = f" năm {period.year}" if period.year is not None else ""
    match period.grain:
        case "year":
            return f"năm {period.year}"
        case "months" if period.first_month == 1:
            return (
                f"{period.last_month} tháng{of_year}" if of_year else f"{period.last_month} tháng"
            )
        case "months":
            return f"{13 - (period.first_month or 1)} tháng cuối năm{of_year.removeprefix(' năm')}"
        case "quarter":
            return f"quý {(period.last_month or 3) // 3}{of_year}"
        case "month":
            return f"tháng {period.first_month}{of_year}"
        case "day" if period.start is not None:
            return f"ngày {period.start.day} tháng {period.start.month}{of_year}"
        case "span" if period.start is not None and period.end is not None:
            return f"giai đoạn {period.start.year}-{period.end.year}"
        case "until":
            return f"đến năm {period.year}"
        case "to_date":
            return "đến nay"
        case _:
            return ""
