"""Find the quantities of a text: figures and number words, with scale, unit, qualifier and range."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from bnqa import lang
from bnqa.numbers import FIGURE, parse_figure, parse_words
from bnqa.period import PeriodMention, find_periods
from bnqa.quantity import Quantity, bounded, unit_names
from bnqa.text import fold


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity where a text gives it; offsets in code points. ``surface_unit`` is as written."""

    text: str
    start: int
    end: int
    quantity: Quantity
    scale: Decimal
    surface_unit: str | None


@dataclass(frozen=True, slots=True)
class _Amount:
    """A figure with scale and unit, before its qualifier is known."""

    value: Decimal
    unit: str | None
    start: int
    end: int
    scale: Decimal
    surface_unit: str | None


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases of the language data, longest first, as one alternation."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    labels: re.Pattern[str]
    units: re.Pattern[str]
    signs: re.Pattern[str]
    scales: re.Pattern[str]
    attached: re.Pattern[str]
    fractions: re.Pattern[str]
    kinds: dict[str, str]
    fraction_values: dict[str, Decimal]


def _alternation(phrases: list[str], head: str, tail: str) -> re.Pattern[str]:
    ordered = sorted(set(phrases), key=len, reverse=True)
    return re.compile(head + "(?:" + "|".join(map(re.escape, ordered)) + ")" + tail)


@cache
def _phrases() -> _Phrases:
    numbers, units = lang.load("numbers"), lang.load("units")
    kinds: dict[str, str] = {}
    for table in (numbers["qualifiers"], numbers["after"]):
        for kind, words in table.items():
            for word in words:
                kinds.setdefault(word, kind)
                kinds.setdefault(fold(word), kind)
    risky = frozenset(numbers["risky_qualifiers"])
    before = [
        f
        for ws in numbers["qualifiers"].values()
        for w in ws
        for f in (w, fold(w))
        if f not in risky
    ]
    after = [form for ws in numbers["after"].values() for w in ws for form in (w, fold(w))]
    names = [name for name in unit_names() if not (len(name) == 1 and name.isalpha())]
    names += ["đ", "m", "l", "g"]
    scales = [form for word in units["scales"] for form in (word, fold(word))]
    fractions = {
        form: Decimal(str(v)) for w, v in numbers["fractions"].items() for form in (w, fold(w))
    }
    signs = [sign for entry in units["units"] for sign in entry.get("before", [])]
    # Typed bare, a short label is more often another word: "tang 6%" is no floor.
    labels = [
        form
        for word in numbers["labels"]
        for form in (word, *([fold(word)] if " " in word else []))
    ]
    return _Phrases(
        before=_alternation(before, r"(?<!\w)", r"\s+(?:là\s+|la\s+|đến\s+|den\s+)?$"),
        after=_alternation(after, r"\s*", r"(?!\w)"),
        labels=_alternation(labels, r"(?<!\w)", r"[\s.]*$"),
        units=_alternation(names, r"[\s-]?", r"(?![^\W\d_])"),
        signs=_alternation(signs, r"(?<!\w)", r"\s?$"),
        scales=_alternation(scales, r"\s*", r"(?![^\W\d_])"),
        attached=_alternation(list(units["attached_scales"]), "", r"(?![^\W\d_])"),
        fractions=_alternation(list(fractions), r"(?<!\w)", r"(?!\w)"),
        kinds=kinds,
        fraction_values=fractions,
    )  # fmt: skip


_START = re.compile(r"\d|[^\W\d_]+")
_FRACTION = re.compile(r"\s?/\s?(\d{1,4})(?![\d/.,])")
_NEVER_ALONE = frozenset({"tư", "tu", "lăm", "lam", "mốt", "nhăm", "nham"})
_VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_RANGE = re.compile(r"\s?(?:[-–—~]|đến|den|tới|toi|và|va|hoặc)\s?(?=[\d$€]|[^\W\d_])")
_PARTS = re.compile(r"\s+phần\s+|\s+phan\s+")


def find_quantities(
    text: str, periods: tuple[PeriodMention, ...] | None = None
) -> tuple[Mention, ...]:
    """The quantities of a text, left to right, not overlapping each other or a period."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(ch.lower() if len(ch.lower()) == 1 else ch for ch in text)
    taken = find_periods(text) if periods is None else periods
    bars = iter(taken)
    bar = next(bars, None)
    found: list[Mention] = []
    position = 0
    while (match := _START.search(lower, position)) is not None:
        place = match.start()
        while bar is not None and bar.end <= place:
            bar = next(bars, None)
        if bar is not None and bar.start <= place:
            position = bar.end
            continue
        amount = _amount_at(lower, place)
        limit = bar.start if bar is not None else len(lower)
        if amount is None or amount.end > limit:
            position = _past(lower, match)
            continue
        mention = _with_range(text, lower, amount, found[-1].end if found else 0, limit)
        found.append(mention)
        position = mention.end
    return tuple(found)


def _past(lower: str, match: re.Match[str]) -> int:
    if match.group().isdigit():
        # The whole figure with what is glued to it: never half of it.
        glued = re.compile(r"[\w.,/:-]*\w").match(lower, match.start())
        return glued.end() if glued else match.end()
    return match.end()


def _amount_at(lower: str, place: int) -> _Amount | None:
    if lower[place].isdigit():
        return _figure_at(lower, place)
    return _words_at(lower, place)


def _figure_at(lower: str, place: int) -> _Amount | None:
    match = FIGURE.match(lower, place)
    if match is None:
        return None
    before = lower[place - 1] if place else " "
    head = lower[max(0, place - 24) : place]
    signed = before in "-−" and not (place > 1 and (lower[place - 2].isalnum()))
    if (before.isalnum() or before in "_/:.,#") and not _phrases().signs.search(head):
        return None
    if before in "-−" and not signed and place > 1 and lower[place - 2].isalpha():
        return None  # covid-19
    if _phrases().labels.search(head):
        return None
    value = parse_figure(match.group())
    if value is None:
        return None
    end = match.end()
    if end < len(lower) and lower[end] in _VULGAR:
        value, end = value + _VULGAR[lower[end]], end + 1
    elif (fraction := _FRACTION.match(lower, end)) is not None:
        if Decimal(fraction.group(1)) == 0:
            return None
        value, end = value / Decimal(fraction.group(1)), fraction.end()
    elif end < len(lower) and (
        lower[end] in "/:" and end + 1 < len(lower) and lower[end + 1].isdigit()
    ):
        return None  # a clock, a score, part of a date
    start = place
    if signed:
        value, start = -value, place - 1
    else:
        negative = re.compile(r"(?<!\w)(?:âm|trừ)\s+$").search(head)
        if negative is not None:
            value, start = -value, place - (len(head) - negative.start())
    return _scaled(lower, value, start, end)


def _words_at(lower: str, place: int) -> _Amount | None:
    if place and (lower[place - 1].isalnum() or lower[place - 1] == "_"):
        return None
    known = _phrases()
    if (half := known.fractions.match(lower, place)) is not None:
        amount = _scaled(lower, known.fraction_values[half.group()], place, half.end())
        lone = " " not in half.group() and amount.scale == 1 and amount.unit is None
        return None if lone else amount
    words = parse_words(lower, place)
    if words is None:
        return None
    head = lower[max(0, place - 24) : place]
    if known.labels.search(head):
        return None
    if (parts := _PARTS.match(lower, words.end)) is not None:
        below = parse_words(lower, parts.end())
        if below is not None and below.value:
            return _scaled(lower, words.value / below.value, place, below.end)
    amount = _scaled(lower, words.value, place, words.end)
    if words.words == 1 and lower[place : words.end] in _NEVER_ALONE:
        return None
    if words.words == 1:
        alone = not lower[:place].strip() and not lower[words.end :].strip(" .?!")
        dimension = unit_names().get((amount.unit or "").lower(), ("", Decimal(1), ""))[2]
        article = words.value == 1 and dimension == "count"  # "một dự án" is "a project"
        if not alone and (amount.end == words.end or article):
            return None
        if words.risky and amount.scale == 1 and dimension not in ("count", "percent", "money"):
            return None
    return amount


def _scaled(lower: str, value: Decimal, start: int, end: int) -> _Amount:
    known, units = _phrases(), lang.load("units")
    scale = Decimal(1)
    attached = known.attached.match(lower, end)
    if attached is not None and end and lower[end - 1].isdigit():
        after = lower[attached.end() : attached.end() + 1]
        if not after.isdigit():
            scale *= units["attached_scales"][attached.group()]
            end = attached.end()
    scales = {fold(word): factor for word, factor in units["scales"].items()} | units["scales"]
    for _ in range(2):
        word = known.scales.match(lower, end)
        if word is None or word.group().strip() not in scales:
            break
        if word.group().strip() in ("tr", "ty") and scale > 1:
            break
        scale *= scales[word.group().strip()]
        end = word.end()
    if scale > 1:
        tail = re.compile(r"\s(?:rưỡi|ruoi|rưởi)(?!\w)").match(lower, end)
        if tail is not None:
            value, end = value + Decimal("0.5"), tail.end()
        else:
            tail = re.compile(r"\s?(\d)(?![\d.,/%]|\s*\w)").match(lower, end)
            if tail is not None:  # "1 triệu 2"
                value, end = value + Decimal(tail.group(1)) / 10, tail.end()
    unit, surface = None, None
    written = known.units.match(lower, end)
    if written is not None:
        name = written.group().strip(" -")
        canonical, factor, _ = unit_names()[name]
        unit, surface, end = canonical, name, written.end()
        value *= factor
        if name in ("$", "usd") or canonical == "USD":
            more = re.compile(r"\s(?:mỹ|my)(?!\w)").match(lower, end)
            end = more.end() if more else end
    head = lower[max(0, start - 8) : start]
    sign = known.signs.search(head)
    if sign is not None and unit is None:
        name = sign.group().strip()
        unit, surface = unit_names()[name][0], name
        start -= len(head) - sign.start()
    return _Amount(value * scale, unit, start, end, scale, surface)


def _with_range(text: str, lower: str, first: _Amount, floor: int, limit: int) -> Mention:
    joined = _RANGE.match(lower, first.end)
    if joined is not None:
        second = _amount_at(lower, joined.end()) or _after_sign(lower, joined.end())
        opener = _opener(lower, first.start, floor)
        dash = joined.group().strip() in "-–—~"
        if second is not None and second.end <= limit and (opener is not None or dash):
            low = _same_scale(first, second)
            if low.value < second.value and low.unit == second.unit:
                start = first.start if opener is None else opener
                quantity = Quantity(low.value, second.value, second.unit, "range")
                return Mention(
                    text[start : second.end],
                    start,
                    second.end,
                    quantity,
                    second.scale,
                    second.surface_unit,
                )
    known = _phrases()
    start, end, kind = first.start, first.end, "exact"
    qualifier = known.before.search(lower, max(floor, start - 24), start)
    if qualifier is not None:
        word = re.sub(r"\s+(?:là|la|đến|den)?$", "", qualifier.group().strip()).strip()
        kind = known.kinds.get(qualifier.group().strip(), known.kinds.get(word, "exact"))
        if word in ("từ", "tu"):
            kind = "exact"
        else:
            start = qualifier.start()
    after = known.after.match(lower, end)
    if after is not None and after.end() <= limit and kind == "exact":
        word = after.group().strip()
        kind, end = (
            ("at_least" if word.startswith(("trở lên", "tro len")) else known.kinds[word]),
            after.end(),
        )
    quantity = bounded(first.value, first.unit, kind)
    return Mention(text[start:end], start, end, quantity, first.scale, first.surface_unit)


def _after_sign(lower: str, place: int) -> _Amount | None:
    if place < len(lower) and lower[place] in "$€£¥₫":
        return _figure_at(lower, place + 1) if lower[place + 1 : place + 2].isdigit() else None
    return None


def _opener(lower: str, start: int, floor: int) -> int | None:
    head = lower[floor:start]
    match = re.compile(
        r"(?<!\w)(?:khoảng\s+|khoang\s+)?(?:từ|tu|giữa|giua|khoảng|khoang)\s+(?:khoảng\s+)?$"
    ).search(head)
    return None if match is None else floor + match.start()


def _same_scale(first: _Amount, second: _Amount) -> _Amount:
    """ "1-2 triệu đồng": the first figure takes scale and unit of the second when it has none."""
    if first.unit is None and second.unit is not None:
        first = replace(first, unit=second.unit)
    if first.scale == 1 and second.scale > 1 and first.value < 1000:
        first = replace(first, value=first.value * second.scale)
    if second.unit is None and first.unit is not None:
        return replace(first, unit=None) if first.scale != 1 else first
    return first
