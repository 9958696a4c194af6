"""What the figures and periods that a question names are there for: a base, a rate, a count, a claim."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from bnqa import lang
from bnqa.question.cues import CLASSIFIER, alternatives, pattern
from bnqa.question.question import Term
from bnqa.text.tokens import fold
from bnqa.values.mentions import Mention
from bnqa.values.period import Period, PeriodMention, months
from bnqa.values.quantity import format_number, unit_names

MANY = 10**6  # from this scale on a figure is not written with all its digits


def is_base(lower: str, mention: PeriodMention) -> bool:
    """Whether a change is counted from a period ("so với năm 2023"), not asked for it."""
    if pattern("", "whole", r"\s").match(lower[mention.start : mention.end]):
        return False
    head = lower[: mention.start]
    fillers = rf"\s+(?:{alternatives('base_fillers')}\s+)?$"
    if pattern(r"(?<!\w)", "base", fillers).search(head) is not None:
        return True
    # What follows "thì" is asked: "so với cùng kỳ thì CPI tháng 8 tăng …".
    own = rf"(?!{alternatives('topical')}\s)[^\W\d]+\s+"
    gap = rf"\s+(?:{own}){{0,4}}$"
    return pattern(r"(?<!\w)", "base_of", gap).search(head) is not None


def is_of_last_year(text: str) -> bool:
    """Whether a question is about the year before that of the article, not a change from it."""
    lower = text.lower()
    base = rf"(?<!\w){alternatives('base')}\s+(?:[^\W\d]+\s+){{0,3}}$"
    return any(
        re.search(base, lower[: found.start()]) is None
        for found in pattern(r"(?<!\w)", "last_year", r"(?!\w)(?!\s+\d{4})").finditer(lower)
    )


@lru_cache(maxsize=4096)
def base_kinds(text: str) -> frozenset[str]:
    """What a text counts a change from, by kind: the step before, the year before, a start."""
    lower = text.lower()
    gap = r"\s+(?:[^\W\d]+\s+){0,3}?"
    return frozenset(
        kind
        for kind in ("base_step", "base_year", "base_start")
        if re.search(rf"(?<!\w){alternatives('base')}{gap}{alternatives(kind)}(?!\w)", lower)
    )


def up_to(text: str, mention: PeriodMention) -> tuple[Period, ...]:
    """The months up to one that is named as the last: "tính đến hết tháng 11" is told for eleven, too."""
    month = mention.period.last_month
    if mention.period.grain != "month" or month is None:
        return ()
    head, own = text[: mention.start], text[mention.start : mention.end]
    words = pattern(r"(?<!\w)", "up_to", r"(?!\w)")
    if words.search(own) is None and pattern(r"(?<!\w)", "up_to", r"\s+$").search(head) is None:
        return ()
    return (months(mention.period.year, 1, month, "months"),)


def is_rate(text: str, mention: PeriodMention) -> bool:
    """Whether a length of time only says what a figure is told for: "bao nhiêu một tháng"."""
    if mention.period.year is not None:
        return False
    if pattern("^", "rates", "$").search(text[mention.start : mention.end]) is None:
        return False
    return pattern(r"(?<!\w)", "within", r"\s+$").search(text[: mention.start]) is None


def claimed_times(text: str, mentions: tuple[Mention, ...]) -> tuple[int, int, Decimal] | None:
    """(start, end, ratio) of a claimed ratio: "gấp đôi", "gấp 2 lần"; None where none is claimed."""
    words = pattern(r"(?<!\w)", "times", r"(?!\w)").search(text)
    if words is not None:
        bare = fold(words.group())
        ratio = next(v for word, v in lang.load("cues")["times"].items() if fold(word) == bare)
        return words.start(), words.end(), Decimal(str(ratio))
    for mention in mentions:
        value = mention.quantity.value
        if mention.quantity.unit == "lần" and value is not None:
            return mention.start, mention.end, value
    return None


def is_count(mention: Mention) -> bool:
    """Whether a small number of things is named: "ba dự án"."""
    quantity = mention.quantity
    unit = (quantity.unit or "").lower()
    value = quantity.value
    small = value is not None and value <= 20 and value % 1 == 0 and quantity.qualifier == "exact"
    return small and unit_names().get(unit, ("", 0, ""))[2] == "count"


def is_claim(mention: Mention, text: str) -> bool:
    """ "có 16 KCN đúng không" claims sixteen; "ba dự án cộng lại bao nhiêu" counts three."""
    head = text[: mention.start].rstrip()
    return pattern(r"(?<!\w)", "claims", "$").search(head) is not None


def as_claimed(mention: Mention) -> Mention:
    """ "bốn phần năm" and "một nửa" of something are 80% and 50% of it; "2.000 cái" are of anything."""
    quantity = mention.quantity
    if quantity.unit == CLASSIFIER:
        return replace(mention, quantity=replace(quantity, unit=None))
    value, bounds = quantity.value, (quantity.low, quantity.high)
    named = pattern(r"(?<!\w)", "fractions", r"(?!\w)").search(mention.text) is not None
    if not named or quantity.unit is not None or value is None or not 0 < value < 1:
        return mention
    low, high = (None if bound is None else bound * 100 for bound in bounds)
    return replace(mention, quantity=replace(quantity, low=low, high=high, unit="%"))


def is_measure_of_one(mention: Mention, kinds: set[str]) -> bool:
    """ "bao nhiêu USD một tấn": one of a unit only says what a price is for."""
    return mention.quantity.value == 1 and "how_many" in kinds


def figure(mention: Mention) -> Term:
    """A figure that is named, not claimed, as a word to go by: "ai công bố mức tăng 5,9%"."""
    value = mention.quantity.value
    if value is None:
        return Term(mention.text, (mention.text,), mention.text, True, "figure", mention.start)
    # As it may be written: "4,8" of "4,8 tỷ", and all the digits of "một vạn".
    digits = format_number(value / mention.scale)
    written = tuple(
        dict.fromkeys((digits, format_number(value)) if mention.scale < MANY else (digits,))
    )
    return Term(mention.text, written[::-1], written[-1], True, "figure", mention.start)
