"""From what a date was named by to its first and last day, counted from a reference date.

What is not named is taken from the reference: a month or a date of its year; a weekday, a day of the
month or a holiday is the coming one. Without a reference such a date has no days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from bnqa.text.templates import Slots
from bnqa.values.timespan import last_day

Days = tuple[date | None, date | None]
UNKNOWN: Days = (None, None)
_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
_PARTS = {"start": 0, "middle": 1, "end": 2}


def resolve(kind: str, slots: Slots, reference: date | None) -> Days:
    """The first and last day of a date of a kind; None where unknown or out of the calendar."""
    try:
        return _KINDS[kind](slots, reference)
    except (ValueError, OverflowError, _NoReference):
        return UNKNOWN


class _NoReference(Exception):
    """A date that depends on a reference, and none was given."""


def _needed(reference: date | None) -> date:
    if reference is None:
        raise _NoReference
    return reference


def _year(slots: Slots, reference: date | None) -> int:
    if "yy" in slots:
        two: int = slots["yy"]
        return 2000 + two if two < 50 else 1900 + two
    year: int | str = slots.get("y", "+0")
    return year if isinstance(year, int) else _needed(reference).year + int(year)


def _shift(day: date, count: int, unit: str) -> date:
    """A day so many units later, or earlier; the month's last day where it is shorter."""
    if unit in ("day", "week"):
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    month = day.year * 12 + day.month - 1 + count * _MONTHS[unit]
    end = last_day(month // 12, month % 12 + 1)
    return end.replace(day=min(day.day, end.day))


def _month(slots: Slots, reference: date | None) -> date:
    """The first day of the month that is meant."""
    if "rm" in slots:
        return _shift(_needed(reference).replace(day=1), int(slots["rm"]), "month")
    return date(_year(slots, reference), slots["m"], 1)


def _months(first: date, count: int) -> tuple[date, date]:
    end = _shift(first, count - 1, "month")
    return first, last_day(end.year, end.month)


def _whole(day: date, unit: str) -> tuple[date, date]:
    """The unit of the calendar that a day lies in."""
    match unit:
        case "day":
            return day, day
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            return _months(day.replace(day=1), 1)
        case "quarter":
            return _months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3)
        case "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        case "decade":
            return date(day.year // 10 * 10, 1, 1), date(day.year // 10 * 10 + 9, 12, 31)
        case _:
            first = (day.year - 1) // 100 * 100 + 1
            return date(first, 1, 1), date(first + 99, 12, 31)


def _day(slots: Slots, reference: date | None) -> Days:
    if "dotted" in slots:
        day_, month, year = slots["dotted"]
        return _whole(date(year, month, day_), "day")
    first = _month(slots, reference)
    day: int = slots["d"]
    return first.replace(day=day), first.replace(day=slots.get("d2", day))


def _day_of_month(slots: Slots, reference: date | None) -> Days:
    first = _needed(reference).replace(day=1)
    for _ in range(12):
        if slots["d"] <= last_day(first.year, first.month).day:
            day = first.replace(day=slots["d"])
            if day >= _needed(reference):
                return day, day
        first = _shift(first, 1, "month")
    return UNKNOWN


def _year_days(slots: Slots, reference: date | None) -> Days:
    year = _year(slots, reference)
    match _PARTS.get(slots.get("part", "")):
        case 0:
            return _months(date(year, 1, 1), 3)
        case 1:
            return _months(date(year, 5, 1), 4)
        case 2:
            return _months(date(year, 10, 1), 3)
        case _:
            return _months(date(year, 1, 1), 12)


def _month_days(slots: Slots, reference: date | None) -> Days:
    first, end = _months(_month(slots, reference), 1)
    part = _PARTS.get(slots.get("part", ""))
    if part is None:
        return first, end
    return first.replace(day=part * 10 + 1), (
        end if part == 2 else first.replace(day=part * 10 + 10)
    )


def _month_span(slots: Slots, reference: date | None) -> Days:
    last = date(_year(slots, reference), slots["m2"], 1)
    first = date(last.year, slots["m"], 1)
    if first > last:  # over the turn of the year; a year that is named is that of the end
        if "y" in slots:
            first = first.replace(year=first.year - 1)
        else:
            last = last.replace(year=last.year + 1)
    return first, last_day(last.year, last.month)


def _part_of_year(slots: Slots, reference: date | None) -> Days:
    """ "9 tháng đầu năm", "11 tháng năm 2024"."""
    year, count = _year(slots, reference), slots["n"]
    first = 13 - count if slots.get("half") == "last" else 1
    return _months(date(year, first, 1), count)


def _half(slots: Slots, reference: date | None) -> Days:
    return _months(date(_year(slots, reference), 1 if slots["half"] == "first" else 7, 1), 6)


def _quarter(slots: Slots, reference: date | None) -> Days:
    if "rq" in slots:
        return _whole(_shift(_needed(reference), int(slots["rq"]), "quarter"), "quarter")
    return _months(date(_year(slots, reference), slots["q"] * 3 - 2, 1), 3)


def _week(slots: Slots, reference: date | None) -> tuple[date, date]:
    return _whole(_shift(_needed(reference), int(slots.get("rw", "+0")), "week"), "week")


def _part_of_week(slots: Slots, reference: date | None) -> Days:
    """Two days at the start or in the middle of a week, or its weekend."""
    monday = _week(slots, reference)[0]
    first = monday + timedelta(days={"start": 0, "middle": 2, "end": 5}[slots["part"]])
    return first, first + timedelta(days=1)


def _weekend(slots: Slots, reference: date | None) -> Days:
    monday = _week(slots, reference)[0]
    return monday + timedelta(days=5), monday + timedelta(days=6)


def _weekday(slots: Slots, reference: date | None) -> Days:
    today, wanted = _needed(reference), slots["w"] - 1
    monday = today - timedelta(days=today.weekday())
    if "rw" in slots:
        day = monday + timedelta(days=7 * int(slots["rw"]) + wanted)
    elif slots.get("which") == "next_week":
        day = monday + timedelta(days=7 + wanted)
    elif slots.get("which") == "last":
        day = today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    else:
        day = today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    return day, day


def _rel_day(slots: Slots, reference: date | None) -> Days:
    return _whole(_shift(_needed(reference), int(slots["rd"]), "day"), "day")


def _nth_weekday(slots: Slots, reference: date | None) -> Days:
    first, end = _months(_month(slots, reference), 1)
    if slots["nth"] < 0:
        day = end - timedelta(days=(end.weekday() - slots["w"] + 1) % 7)
    else:
        day = first + timedelta(
            days=(slots["w"] - 1 - first.weekday()) % 7 + 7 * (slots["nth"] - 1)
        )
    return (day, day) if first <= day <= end else UNKNOWN


def _nth_week(slots: Slots, reference: date | None) -> Days:
    """A whole week, Monday to Sunday, that lies in the month."""
    monday = {**slots, "w": 1}
    if slots["nth"] < 0:
        sunday = _nth_weekday({**slots, "w": 7}, reference)[0]
        return (sunday - timedelta(days=6), sunday) if sunday is not None else UNKNOWN
    first = _nth_weekday(monday, reference)[0]
    return (first, first + timedelta(days=6)) if first is not None else UNKNOWN


def _nth_day(slots: Slots, reference: date | None) -> Days:
    first, end = _months(_month(slots, reference), 1)
    day = end if slots["nth"] < 0 else first.replace(day=slots["nth"])
    return day, day


def _holiday(slots: Slots, reference: date | None) -> Days:
    day, month = map(int, slots["solar"].split("/"))
    if "y" in slots:
        when = date(_year(slots, reference), month, day)
    else:
        today = _needed(reference)
        when = date(today.year, month, day)
        if when < today:
            when = date(today.year + 1, month, day)
    return when, when


def _moving(slots: Slots, reference: date | None) -> Days:
    """A holiday on the second Sunday of May and the like; the coming one where no year is named."""
    nth, weekday, month = slots["moving"]
    found = _nth_weekday({**slots, "nth": nth, "w": weekday, "m": month}, reference)
    if "y" not in slots and found[0] is not None and found[0] < _needed(reference):
        year = _needed(reference).year + 1
        found = _nth_weekday({"nth": nth, "w": weekday, "m": month, "y": year}, reference)
    return found


def from_date(slots: Slots, sign: int, day: date) -> Days:
    """So many units before or after a day: "3 ngày sau giáng sinh"."""
    try:
        moved = _shift(day, sign * slots["count"], slots["unit"])
    except (ValueError, OverflowError):
        return UNKNOWN
    return moved, moved


def _ago(slots: Slots, reference: date | None, sign: int = -1) -> Days:
    """So many units from the reference, one step finer than the unit: "2 năm trước" is a month."""
    unit = slots["unit"]
    day = _shift(_needed(reference), sign * slots["count"], unit)
    finer = {"year": "month", "decade": "year", "century": "year"}.get(unit, "day")
    return _whole(day, finer)


def _run(slots: Slots, reference: date | None, sign: int) -> Days:
    """So many whole units of the calendar before or after the one that the reference lies in."""
    today, unit, count = _needed(reference), slots["unit"], slots["count"]
    near = _whole(_shift(today, sign, unit), unit)
    far = _whole(_shift(today, sign * count, unit), unit)
    return (far[0], near[1]) if sign < 0 else (near[0], far[1])


def _within(slots: Slots, reference: date | None) -> Days:
    today = _needed(reference)
    return today, _shift(today, slots["count"], slots["unit"])


def _short_span(slots: Slots, reference: date | None) -> Days:
    """ "năm 2023-24"."""
    return date(slots["y"], 1, 1), date(slots["y"] // 100 * 100 + slots["yy"], 12, 31)


def _decade(slots: Slots, reference: date | None) -> Days:
    year = slots["y"] if "y" in slots else slots["yy"] + (1900 if slots["yy"] >= 30 else 2000)
    return _whole(date(year, 1, 1), "decade")


def _century(slots: Slots, reference: date | None) -> Days:
    first = slots["c"] * 100 - 99
    part = _PARTS.get(slots.get("part", ""))
    low, high = {None: (0, 99), 0: (0, 32), 1: (33, 65), 2: (66, 99)}[part]
    return date(first + low, 1, 1), date(first + high, 12, 31)


_KINDS: dict[str, Callable[[Slots, date | None], Days]] = {
    "year": _year_days, "old_year": _year_days, "short_span": _short_span, "bare_year": _year_days, "whole": _year_days, "quarter": _quarter,
    "month": _month_days, "month_year": _month_days, "month_span": _month_span, "months": _part_of_year, "half": _half,
    "week": _week, "weekend": _weekend, "weekday": _weekday, "rel_day": _rel_day, "alone": _rel_day,
    "day": _day, "day_month": _day, "days": _day, "day_of_month": _day_of_month, "span": lambda slots, _: (date(slots["y"], 1, 1), date(slots["y2"], 12, 31)),
    "nth_weekday": _nth_weekday, "nth_week": _nth_week, "nth_day": _nth_day, "holiday": _holiday,
    "part_of_week": _part_of_week, "moving": _moving, "from_now": lambda _, reference: (reference, None), "lunar": lambda *_: UNKNOWN, "same_period": lambda *_: UNKNOWN,
    "to_date": lambda _, reference: (None, reference), "decade": _decade,
    "century": _century, "ago": _ago, "ahead": lambda slots, reference: _ago(slots, reference, 1), "within": _within,
    "last_n": lambda slots, reference: _run(slots, reference, -1),
    "next_n": lambda slots, reference: _run(slots, reference, 1),
}  # fmt: skip
