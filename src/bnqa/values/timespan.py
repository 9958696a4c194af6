"""Periods as values: a year, eleven months of it, a quarter, a month, a day, a span, "to date".

A period may lack its year ("11 tháng", "quý 3"): then ``year`` is None and the months stand alone,
so that a question's "11 tháng" can meet a fact's "11 tháng năm 2024".
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


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


_GRAINS = ("day", "month", "quarter", "year")  # fine to coarse


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months(year: int | None, first: int, last: int, grain: str) -> Period:
    """The months ``first``..``last`` of a year, or of a year not named."""
    if year is None:
        return Period(grain, None, None, None, first, last)
    return Period(grain, date(year, first, 1), last_day(year, last), year, first, last)


def year_period(year: int) -> Period:
    """The whole of a year."""
    return Period("year", date(year, 1, 1), date(year, 12, 31), year, 1, 12)


def span(first: int, last: int) -> Period:
    """From the start of one year to the end of another."""
    return Period("span", date(first, 1, 1), date(last, 12, 31))


def a_year_before(period: Period) -> Period | None:
    """The same months of the year before; None for a period without a year or of another kind."""
    if period.year is None or period.first_month is None or period.last_month is None:
        return None
    if period.grain == "year":
        return year_period(period.year - 1)
    return months(period.year - 1, period.first_month, period.last_month, period.grain)


def in_year(period: Period, year: int) -> Period:
    """The months of a period in a year: "quý I" of 2023."""
    if period.grain == "year" or period.first_month is None or period.last_month is None:
        return year_period(year)
    if period.grain == "day" and period.start is None:
        return period
    return months(year, period.first_month, period.last_month, period.grain)


def a_step_before(period: Period) -> Period | None:
    """The month before a month, the quarter before a quarter; None for others or without a year."""
    if period.grain not in ("month", "quarter") or period.start is None:
        return None
    day = period.start - timedelta(days=1)
    if period.grain == "month":
        return months(day.year, day.month, day.month, "month")
    return months(day.year, day.month - 2, day.month, "quarter")


def is_as_fine(period: Period, grain: str | None) -> bool:
    """Whether a period says a time as fine as ``grain``: day, month or quarter; None takes any."""
    return grain is None or period.grain in _GRAINS[: _GRAINS.index(grain) + 1]


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


def closes(day: Period, period: Period) -> bool:
    """Whether a day is the last of a period: what stands on 30/9 is told of nine months and of the quarter."""
    if day.grain != "day" or day.start is None or period.grain not in ("months", "quarter", "year"):
        return False
    year = day.start.year if period.year is None else period.year
    month = 12 if period.grain == "year" else period.last_month
    return month is not None and day.start == last_day(year, month)


def format_period(period: Period) -> str:
    """``năm 2024`` · ``11 tháng năm 2024`` · ``tháng 10 năm 2024`` · ``giai đoạn 2021-2030``."""
    of_year = f" năm {period.year}" if period.year is not None else ""
    match period.grain:
        case "year":
            return f"năm {period.year}" if period.year is not None else "cả năm"
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
