"""Guess what an article is about: its place, its topic, its period. A person looks at each."""

from __future__ import annotations

import re

from bnqa.ingest.model import Cleaned
from bnqa.values.period import Period, parse_period


def guess_place(cleaned: Cleaned) -> str | None:
    """The place that title or lead names and that runs through the article; None if none does."""
    # By name when it is needed: an article is read, and may be refused, without it.
    from bnqa.extract.setting import place_of

    return place_of(cleaned.meta.title or "", _paragraphs(cleaned))


def guess_period(cleaned: Cleaned) -> str | None:
    """The period that most of the figures are told for, else the year of publication."""
    from bnqa.extract.setting import period_of

    published = cleaned.meta.published
    period = period_of(cleaned.meta.title or "", _paragraphs(cleaned), published)
    written = _written(period) if period is not None else None
    if written is not None and parse_period(written) is not None:
        return written
    return published[:4] if published else None


def _paragraphs(cleaned: Cleaned) -> list[str]:
    return [piece.text for piece in cleaned.body if piece.kind != "heading"]


def _written(period: Period) -> str | None:
    year = period.year
    match period.grain:
        case "months" if period.first_month == 1:
            return f"{period.last_month} tháng {year}"
        case "quarter":
            return f"quý {(period.last_month or 3) // 3}/{year}"
        case "month":
            return f"tháng {period.first_month}/{year}"
        case _:
            return str(year) if year is not None else None


def guess_topic(cleaned: Cleaned, place: str | None) -> str | None:
    """The title as it goes on after "Bài viết nói về": without its place, in lower case."""
    title = cleaned.meta.title
    if not title:
        return None
    head, colon, rest = title.partition(":")
    if colon and place is not None and head.strip().lower() == place.lower():
        title = rest.strip()
    first = title.split(" ", 1)[0]
    text = " ".join(piece.text for piece in cleaned.body)
    # A word that the article writes small somewhere is no name.
    common = first[1:].islower() and re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", text)
    return title[:1].lower() + title[1:] if common else title
