"""Periods with the year that they are of, and as facts and phrases write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from bnqa.extract.sentences import is_named, periods_of
from bnqa.values.period import (
    Period,
    PeriodMention,
    find_periods,
    format_period,
    months,
    parse_period,
)
from bnqa.values.timespan import in_year

_NAMED_YEAR = re.compile(r"\s*năm (?:ngoái|trước|nay)(?!\w)")
_FILLED = ("month", "months", "quarter", "day")


def with_year(period: Period, year: int, text: str = "") -> Period:
    """A period that lacks its year, in that year."""
    if period.grain != "day":
        return in_year(period, year)
    found = find_periods(f"{text.strip()}/{year}") if text else ()
    exact = [m.period for m in found if m.period.grain == "day" and m.period.year == year]
    return (
        exact[0]
        if exact
        else months(year, period.first_month or 1, period.last_month or 12, "month")
    )


@lru_cache(maxsize=512)
def written(period: Period | None) -> str | None:
    """A period as a fact writes it, so that it is read back the same; None if it can't be."""
    if period is None:
        return None
    text = str(period.year) if period.grain == "year" and period.year else format_period(period)
    return text if text and parse_period(text) == period else None


def fill_years(text: str, dated: Callable[[PeriodMention], Period]) -> str:
    """A stretch of text with the years that its periods leave out: "tháng 8" → "tháng 8 năm 2025"."""
    pieces, place = [], 0
    for mention in find_periods(text):
        period = dated(mention)
        written_out = mention.text.rstrip()
        if (
            period.year is not None
            and mention.period.year is None
            and mention.period.grain in _FILLED
            and _NAMED_YEAR.match(text, mention.end) is None
            and not is_named(text, mention)
        ):
            added = (
                f"/{period.year}"
                if period.grain == "day"
                else f" {period.year}"
                if written_out.endswith("năm")
                else f" năm {period.year}"
            )
            pieces += [text[place : mention.start], written_out, added]
            place = mention.start + len(written_out)
    return "".join([*pieces, text[place:]])


def day_of(text: str | None) -> date | None:
    found = [m.period.start for m in find_periods(text or "") if m.period.grain == "day"]
    return found[0] if found else None


def day_told(title: str, lead: str, published: date | None) -> Period | None:
    """The day that an article is of, by its title or lead: "Giá cà phê hôm nay 14/3"."""
    if published is None:
        return None
    for text, apart in ((title, _NEAR), (lead[:_LEAD], 0)):
        for mention in periods_of(text):
            if mention.period.grain != "day":
                if text is title:
                    return None
                continue
            period = mention.period
            if period.year is None:
                period = with_year(period, published.year, mention.text)
            day = period.start
            if day is not None and abs((published - day).days) <= apart:
                return Period("day", day, day, day.year, day.month, day.month)
    return None


_NEAR = 3  # days between an article and the day that it is of
_LEAD = 120  # code points of a lead in which it says its day
