"""Of what kind a figure is, and the other words that its fact answers to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bnqa.extract.drafts import Draft
from bnqa.extract.lexicon import data
from bnqa.extract.nouns import begins_with, lower_first
from bnqa.extract.reading import Reading
from bnqa.extract.terms import words

_CAPITAL = ("vốn", "đầu tư", "fdi", "kinh phí")


def kind_of(reading: Reading) -> str:
    figure = reading.frame.figure
    if reading.is_change:
        return "growth"
    if reading.role in ("share", "rate"):
        return reading.role
    if figure.dimension == "money":
        known = begins_with(reading.measure, "measure") or reading.measure in words("results")
        noun = "" if known else reading.noun.split(" có ")[0]
        own = f"{reading.measure} {noun}".lower()
        return "capital" if any(word in own for word in _CAPITAL) else "level"
    if figure.dimension == "area":
        return "area"
    if _is_rate(reading):
        return "rate"
    whole = figure.value == figure.value.to_integral_value() or (figure.unit or "").split()[:1] == [
        "triệu"
    ]
    if figure.dimension == "count" or (reading.measure.startswith("số ") and whole):
        return "count"
    return "level"


def _is_rate(reading: Reading) -> bool:
    """Whether a figure is so much of a thing for each other thing: "52 tạ/ha", "sản phẩm/năm"."""
    text = reading.frame.sentence.passage.text
    end = reading.frame.figure.end
    return text[end : end + 1] == "/" or "/" in (reading.frame.figure.unit or "")


def is_aim(reading: Reading) -> bool:
    """Whether a figure is what is aimed at: "đặt mục tiêu đón 6,5 triệu lượt khách"."""
    head = [
        e.text.lower()
        for e in reading.frame.sentence.elements
        if e.start < reading.frame.figure.start
    ]
    return any(
        word in ("đặt mục tiêu", "phấn đấu", "phấn đấu đạt", "đặt chỉ tiêu", "đề ra mục tiêu")
        for word in head
    )


def implied(reading: Reading) -> list[str]:
    """What the members of a list are measured by: those of "sản phẩm" by their output."""
    if not reading.header or not reading.is_change:
        return []
    table: dict[str, list[str]] = data()["implied"]  # type: ignore[assignment]
    words = [
        word for name, found in table.items() if name in reading.header.lower() for word in found
    ]
    return [f"{word} {reading.noun}" for word in words]


def is_an_occasion(reading: Reading) -> bool:
    """Whether the figure is of an occasion that has a time of its own: "kỳ nghỉ Tết với 465.000 lượt khách"."""
    return reading.holder.lower().startswith(("kỳ nghỉ", "dịp", "tết", "đợt", "lễ hội", "mùa"))


def moved(reading: Reading) -> list[str]:
    """The verb of a level that rose or fell to where it stands: "giảm xuống", "nâng lên"."""
    head = reading.frame.opening.rest
    words = [e.text.lower() for e in head if e.has("level", "up", "down") and e.has("up", "down")]
    words += [
        e.text.lower()
        for e in head
        if e.text.lower().split()[0] in ("tăng", "giảm", "nâng", "lên", "xuống", "còn")
    ]
    return list(dict.fromkeys(words))


def meant(reading: Reading, passage: Sequence[tuple[Reading, Draft]]) -> tuple[str, ...]:
    """What a bare noun means by what its paragraph told of: "số thu" the "tổng thu ngân sách" before."""
    measure = lower_first(reading.measure)
    short = _BARE.fullmatch(measure)
    if short is None:
        return ()
    named = (r.measure for r, _ in passage if not r.is_change and r.measure.lower() != measure)
    told = [m for m in named if f"{short['what']} " in f"{m.lower()} "]
    # The whole stays the answer to who asks for the whole.
    return tuple(m.lower().removeprefix("tổng ") for m in told[:1])


_BARE = re.compile(r"(?:tổng )?(?:số|mức|lượng|khoản)(?: tiền)? (?P<what>[^\W\d_]+)")
