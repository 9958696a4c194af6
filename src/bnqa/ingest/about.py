"""Guess what an article is about: its place, its topic, its period. A person looks at each."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from bnqa.ingest.letters import LOWER, UPPER
from bnqa.ingest.model import Cleaned
from bnqa.ingest.people import places
from bnqa.values.period import Period, find_periods, parse_period

_ADMIN = re.compile(
    rf"(?:tỉnh|thành phố|TP\.?|huyện|thị xã|quận|thị trấn)\s+(?P<name>[{UPPER}][{LOWER}]+(?:\s[{UPPER}][{LOWER}]+){{0,3}})"
)
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 6  # words of a place's name
_PLAIN_GRAINS = ("year", "months", "quarter", "month", "day")


def guess_place(cleaned: Cleaned) -> str | None:
    """The place that title or lead names and that runs through the article; None if none does."""
    title = cleaned.meta.title or ""
    texts = [piece.text for piece in cleaned.body if piece.kind != "heading"]
    named = {m["name"] for text in (title, *texts) for m in _ADMIN.finditer(text)}
    by_text = [_places_in(text, named) for text in texts]
    spread = Counter(name for found in by_text for name in set(found))
    in_title, in_lead = _places_in(title, named), by_text[0] if by_text else []
    candidates = list(dict.fromkeys([*in_title, *in_lead]))
    if not candidates:
        return None
    # A place that one paragraph names is where that happened; the article's own runs through it.
    best = max(candidates, key=lambda name: spread[name] + 3 * (name in in_title))
    rivals = [name for name in spread if name != best and spread[name] >= spread[best]]
    if rivals and (best not in in_title or set(rivals) & set(in_title)):
        return None
    return best if spread[best] >= max(2, 0.15 * len(texts)) or len(texts) < 3 else None


def _places_in(text: str, named: set[str]) -> list[str]:
    """The places of a text in order: those of the gazetteer, and those the article calls a place."""
    known = places()
    runs = list(_WORD.finditer(text))
    found: list[str] = []
    n = 0
    while n < len(runs):
        size = 1
        if runs[n].group()[:1].isupper():
            for more in range(min(_LONGEST, len(runs) - n), 0, -1):
                name = text[runs[n].start() : runs[n + more - 1].end()]
                # One syllable may be of another name ("Minh Đức"), and nothing tells them apart.
                place = known.get(name.lower()) if more > 1 or "." in name else None
                if place is not None and name[:1].isupper() and name.split(" ")[-1][:1].isupper():
                    found.append(place)
                elif name in named:
                    found.append(name)
                else:
                    continue
                size = more
                break
        n += size
    return found


def guess_period(cleaned: Cleaned) -> str | None:
    """The period of title or lead, else the year named most, else that of publication."""
    title = cleaned.meta.title or ""
    lead = cleaned.lead or ""
    texts = [piece.text for piece in cleaned.body]
    published = _year(cleaned.meta.published)
    years = Counter(
        mention.period.year
        for text in (title, lead, *texts)
        for mention in find_periods(text)
        if mention.period.grain in _PLAIN_GRAINS and mention.period.year is not None
    )
    year = published if published in years or not years else years.most_common(1)[0][0]
    for text in (title, lead):
        for mention in find_periods(text):
            period = mention.period
            if period.grain in _PLAIN_GRAINS and not (
                period.grain == "day" and period.year is None
            ):
                written = _written(period, period.year or _year_of(period, texts, year))
                if written is not None and parse_period(written) is not None:
                    return written
    return str(year) if year is not None else None


def _year(day: str | None) -> int | None:
    return date.fromisoformat(day).year if day else None


def _year_of(period: Period, texts: list[str], fallback: int | None) -> int | None:
    """The year with which the article names the same months elsewhere."""
    for text in texts:
        for mention in find_periods(text):
            other = mention.period
            same = (other.first_month, other.last_month) == (period.first_month, period.last_month)
            if same and other.year is not None and other.grain == period.grain:
                return other.year
    return fallback


def _written(period: Period, year: int | None) -> str | None:
    if year is None:
        return None
    match period.grain:
        case "months" if period.first_month == 1:
            return f"{period.last_month} tháng {year}"
        case "quarter":
            return f"quý {(period.last_month or 3) // 3}/{year}"
        case "month":
            return f"tháng {period.first_month}/{year}"
        case "day" if period.start is not None:
            return f"{period.start.day}/{period.start.month}/{year}"
        case _:
            return str(year)


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
