"""The figures of a sentence: value, unit and qualifier as written, without numbers that are names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from bnqa import lang
from bnqa.extract.lexicon import data
from bnqa.values.mentions import Mention, find_quantities
from bnqa.values.multiples import find_multiples
from bnqa.values.number_words import number_words
from bnqa.values.numbers import parse_figure
from bnqa.values.period import PeriodMention
from bnqa.values.quantity import is_unit, make_quantity, parse_unit


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text: ``value`` (and ``high``, of a range) in ``unit``, both as written.

    ``start`` and ``end`` (code points) take in the qualifier and the unit: ``gần 3 tỷ USD``.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    unit: str | None
    dimension: str | None
    qualifier: str
    in_words: bool = False
    reached: bool = False  # its qualifier has the verb in it: "ước đạt 5 tỷ USD"

    @property
    def is_percent(self) -> bool:
        return self.dimension in ("percent", "permille")


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MOST = Decimal(10) ** 18  # no article has more of anything
_PER = re.compile(r"/\s?[^\W\d_]+[23²³]?(?:\s?/\s?[^\W\d_]+[23²³]?)*")
_AFTER = re.compile(r"\s*(?:trở lên|trở xuống|đổ lại|\+)$")
_BETWEEN = re.compile(r"\s*(?:,|;|và|, và|rồi|hoặc)\s*")
_LAST_WORDS = re.compile(r"(?:[^\W\d_]+[ ]){0,3}[^\W\d_]+[.]?\s+$")
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)")
_GOES_BY = frozenset(
    [
        "qua",
        "trở",
        "đây",
        "trước",
        "nay",
        "tới",
        "liên",
        "đầu",
        "cuối",
        "gần",
        "sau",
        "kế",
        "đó",
        "này",
        "ấy",
        "ngày",
        "giờ",
        "sáng",
        "chiều",
    ]
)
_SPANS_TIME = frozenset(
    ["lúc", "sau", "suốt", "mỗi", "hằng", "hàng", "cách", "từng", "cứ", "quân", "vài", "mấy"]
)
_UNMARKED = frozenset(["do"])  # words that an article would write with their marks as units
_INSIDE_PER = re.compile(r"/\s?[^\W\d_]+\s$")
_AT_LEAST = re.compile(r"^từ .*(?:trở lên|trở xuống)$")
_OR_MORE = re.compile(r"\s+[^\W\d_]+\s+(?:trở lên|trở xuống)")
_IN_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}\.\d{3}(?![\d.])")
_DATE = re.compile(r"\d{1,2}/\d{1,2}(?!\d)")  # no fraction in news
_COMPARED = re.compile(r"(?:cao|nhiều|lớn|nhanh|mạnh|thấp|ít|nhỏ|chậm|dài|ngắn)\s+hơn\s+|kém\s+")


def find_figures(text: str, periods: tuple[PeriodMention, ...]) -> tuple[Figure, ...]:
    """The figures of a text, left to right; ``periods`` are those already found in it."""
    found = []
    for mention in _mentions(text, periods):
        figure = _figure(text, mention)
        if figure is not None and not _is_name(text, figure):
            found.append(figure)
    for start, end, value in find_multiples(text) if "gấp" in text else ():
        if not any(f.start < end and start < f.end for f in found):
            found.append(Figure(start, end, value, None, "lần", "times", "exact", True))
    return tuple(_share_units(text, sorted(found, key=lambda figure: figure.start)))


_BEFORE, _AFTER_IT = 48, 96  # code points around a number that can belong to it


def _mentions(text: str, periods: tuple[PeriodMention, ...]) -> Iterator[Mention]:
    """The quantities of a text, sought only around its digits and number words: most of it has none."""
    windows: list[tuple[int, int]] = []
    for match in _number_word().finditer(text):
        start = max(0, text.rfind(" ", 0, max(0, match.start() - _BEFORE)) + 1)
        stop = text.find(" ", match.end() + _AFTER_IT)
        end = len(text) if stop < 0 else stop
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], end)
        else:
            windows.append((start, end))
    for start, end in windows:
        inside = tuple(
            replace(p, start=max(0, p.start - start), end=p.end - start)
            for p in periods
            if p.end > start and p.start < end
        )
        for mention in find_quantities(text[start:end], inside):
            yield replace(mention, start=mention.start + start, end=mention.end + start)


@cache
def _number_word() -> re.Pattern[str]:
    words = sorted(_spellings() - {"không"}, key=len, reverse=True)
    return re.compile(r"\d|(?<!\w)(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE)


def _figure(text: str, mention: Mention) -> Figure | None:
    quantity, start, end = mention.quantity, mention.start, mention.end
    if mention.surface_unit in _UNMARKED:  # "bến số 1 do Công ty A thi công"
        found = _NUMBER.search(text, start, end)
        if found is None:
            return None
        end, quantity = found.end(), replace(quantity, unit=None)
    qualifier = quantity.qualifier
    compared = _COMPARED.match(mention.text.lower())
    if compared is not None:  # "cao hơn 2 điểm %" says how much, it bounds nothing
        start, qualifier = start + compared.end(), "exact"
    written = text[start:end]
    low = quantity.low if quantity.low is not None else quantity.high
    high = quantity.high if quantity.qualifier == "range" else None
    qualifier = "exact" if qualifier == "range" else qualifier
    numbers = [m for m in _NUMBER.finditer(written) if parse_figure(m.group()) is not None]
    if low is None or (not numbers and not _is_spelt(text, mention)):
        return None
    if max(abs(low), abs(high or low)) >= MOST:
        return None
    unit: str | None = None
    value = low
    if numbers:
        tail = _AFTER.sub("", written[numbers[-1].end() :]).strip()
        named = _unit(tail)
        first = parse_figure(numbers[0].group())
        last = parse_figure(numbers[-1].group())
        if named is not None and first is not None and last is not None:
            scale = make_quantity(1, named, "exact").value or Decimal(1)
            if high is None and first * scale == low:
                unit, value = named, first
            elif high is not None and last * scale == high:
                unit, value, high = named, low / scale, last
    if numbers and (longer := _longer_noun(text, start + numbers[-1].end(), end)) is not None:
        unit, end = None, longer
        value, high = low, quantity.high if quantity.qualifier == "range" else None
    elif unit is None and quantity.unit is not None:
        unit = _unit(mention.surface_unit or "") or quantity.unit
        factor = make_quantity(1, unit, "exact").value or Decimal(1)
        value, high = low / factor, None if high is None else high / factor
    if unit is not None and (per := _PER.match(text, end)) is not None:
        compound = _unit(unit + per.group().replace(" ", ""))
        if compound is not None:
            unit, end = compound, per.end()
    return Figure(
        start, end, value, high, unit, _dimension(unit),
        qualifier, not numbers, "đạt" in written.lower().split(),
    )  # fmt: skip


def _longer_noun(text: str, start: int, end: int) -> int | None:
    """Where a figure ends whose unit only begins a longer noun: "9 khách sạn"; None if none does."""
    for match in re.finditer(r"[^\W\d_]+", text[start:end]):
        place = start + match.start()
        if _nouns().match(text, place) is not None:
            return start + len(text[start:place].rstrip())
    return None


@cache
def _nouns() -> re.Pattern[str]:
    words = sorted(map(str, data()["longer_nouns"]), key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, words)) + r")(?!\w)", re.IGNORECASE)


@cache
def _unit(name: str) -> str | None:
    """A unit as it is written, if it is one that is known."""
    return name if is_unit(name) else None


def _dimension(unit: str | None) -> str | None:
    return parse_unit(unit).dimension if unit is not None else None


def _is_spelt(text: str, mention: Mention) -> bool:
    """Whether words are meant as a number: articles are spelt well, "Nam do" is no "năm đô"."""
    words = mention.text.split()
    first = next((w for w in words if w.lower() in _spellings()), None)
    if first is None or (first[0].isupper() and not _opens(text, mention.start)):
        return False
    if mention.quantity.unit is None and mention.scale == 1:
        return False
    return not (first.lower() == "năm" and not _opens(text, mention.start) and len(words) < 2)


@cache
def _spellings() -> frozenset[str]:
    # Written without its mark, only "ba" and "hai" are spelt right.
    marked = {word for word in number_words() if not word.isascii()} | {"nửa", "ba", "hai"}
    return frozenset(marked - set(lang.load("units")["scales"]) - {"trăm"})


def _opens(text: str, start: int) -> bool:
    return not text[:start].rstrip(" “\"'(") or text[:start].rstrip()[-1:] in ".;:"


def _is_name(text: str, figure: Figure) -> bool:
    """A number that numbers or names something, or a span of time that only says when."""
    head = _LAST_WORDS.search(text, max(0, figure.start - 40), figure.start)
    before = head.group().split() if head else []
    after = _NEXT_WORD.match(text, figure.end)
    following = after.group(1).lower() if after else ""
    if figure.in_words and figure.value == 1 and figure.dimension == "times":
        return True  # "rút bảo hiểm một lần"
    if figure.dimension == "duration":
        opened = bool(before) and before[-1].lower() in _SPANS_TIME
        return figure.in_words or following in _GOES_BY or opened
    if _INSIDE_PER.search(text, max(0, figure.start - 24), figure.start):
        return True  # "421.000 đồng/bình 12 kg"
    if (
        text[figure.start : figure.end].lower().startswith("cỡ ")
        and text[figure.end : figure.end + 1] == "/"
    ):
        return True  # "tôm thẻ cỡ 50 con/kg"
    if before[-1:] == ["container"] and figure.unit in (None, "feet", "ft", "inch"):
        return True  # "container 40 feet"
    if figure.unit == "G":
        return True  # "mạng 5G"
    if (figure.in_words and figure.value < 1) or _DATE.match(text[figure.start : figure.end]):
        return True
    if figure.unit is None and _AT_LEAST.search(text[figure.start : figure.end]) is not None:
        return True  # "sản phẩm từ 3 sao trở lên"
    if figure.unit is None and figure.high is None:
        if before[-1:] == ["từ"] and _OR_MORE.match(text, figure.end) is not None:
            return True
        lowered = [word.lower() for word in before]
        if figure.value != figure.value.to_integral_value():
            return False  # "điểm chuẩn 24,5"
        if _IN_THOUSANDS.search(text[figure.start : figure.end]) is not None:
            return False  # what only numbers a thing is written without points
        if any(" ".join(lowered[-n:]) in _naming() for n in range(1, len(lowered) + 1)):
            return True
        named = bool(before) and before[-1][0].isupper() and not _opens(text, figure.start)
        return named and not (len(before) == 1 and _opens(text, head.start() if head else 0))
    return False


@cache
def _naming() -> frozenset[str]:
    return frozenset(map(str, data()["names"]))


def _share_units(text: str, figures: list[Figure]) -> list[Figure]:
    """ "383, 280 và 260 triệu USD": the last one's unit and scale are those of all."""
    shared = list(figures)
    for index in range(len(shared) - 2, -1, -1):
        this, following = shared[index], shared[index + 1]
        between = text[this.end : following.start]
        if this.unit is None and following.unit is not None and _BETWEEN.fullmatch(between):
            shared[index] = replace(this, unit=following.unit, dimension=following.dimension)
    return shared
