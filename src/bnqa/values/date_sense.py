"""Whether words that can name a date do so here: "thứ hai" is Monday or the second, "2/3" a part."""

from __future__ import annotations

from collections.abc import Sequence
from math import gcd

from bnqa.text.scan import BROKEN, FIGURE, GLUED, MARK, Token
from bnqa.text.templates import Slots
from bnqa.values.amount_words import Amount, dimension_of
from bnqa.values.amounts import AmountReader
from bnqa.values.date_words import date_words
from bnqa.values.number_words import number_words
from bnqa.values.period import is_meant
from bnqa.values.timespan import last_day

_FRACTIONS = (2, 3, 4, 5)  # denominators that are rather of a fraction than of a date
_COUNTED = frozenset({"count", "times", "age", "score", ""})
_SENTENCE_END = frozenset('.!?:;…("“')
_SUNDAY = 7


class DateSense:
    """Judges the dates of one text by the words and figures around them."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.tokens, self.known = tokens, date_words()
        self.amounts = AmountReader(text, tokens, counting=True)
        self.weekday_end = -1  # the token after the latest day of the week

    def is_meant(self, kind: str, slots: Slots, begin: int, end: int) -> bool:
        """Whether a match of a kind names a date: tokens ``begin``..``end``."""
        tokens, known = self.tokens, self.known
        if not is_possible(kind, slots) or not is_meant(kind, tokens, begin, end):
            return False
        before = tokens[begin - 1] if begin and tokens[begin].gap != BROKEN else None
        form = before.form if before is not None else ""
        if kind == "alone":
            return begin == 0 and end == len(tokens)
        told = end < len(tokens) and tokens[end].form in known.told and tokens[end].gap != BROKEN
        relative = isinstance(slots.get("y"), str) or {"rm", "rq", "rw"} & slots.keys()
        if relative and (told or form in known.plural or self._is_number(begin - 1)):
            return False
        if kind in ("ago", "ahead") and told:
            return False
        if kind == "ahead" and tokens[end - 1].form in known.after:
            return begin == 0 and end == len(
                tokens
            )  # in a tale "ba năm sau" counts from what was told
        if kind == "old_year":
            return self._is_old_year(slots["y"], form, end)
        if kind == "months" and not {"half", "y"} & slots.keys():
            return False  # "3 tháng" is a duration, "3 tháng đầu năm" a period
        if kind == "weekday":
            return self._is_weekday(slots, form, begin, end)
        if kind == "month_year":  # "12-2023", but not "10 - 2000"
            return all(token.gap == GLUED for token in tokens[begin + 1 : end])
        if kind == "day_month":
            return self._is_day_month(slots, form, begin, end)
        if kind == "bare_year":
            return self._is_bare_year(form, begin, end)
        if kind == "day_of_month":
            if form in known.each or (before is not None and before.kind == FIGURE):
                return False
            if end < len(tokens) and tokens[end].form in known.month:
                return False  # "ngày 30 tháng 2" is no day at all
        if kind in ("day", "day_of_month", "month", "quarter", "days") and (
            tokens[end - 1].kind == FIGURE and "y" not in slots and "yy" not in slots
        ):
            return self._counts_nothing(kind, form, begin, end)
        return True

    def _is_number(self, index: int) -> bool:
        """Whether a token is a number: in "ba năm trước khi" there is no "năm trước"."""
        if index < 0:
            return False
        token = self.tokens[index]
        return token.kind == FIGURE or (
            token.form in number_words() and token.form not in self.known.no_number
        )

    def _amount(self, index: int) -> Amount | None:
        return self.amounts.at(index, len(self.tokens), index, joined=True)

    def _counts_nothing(self, kind: str, form: str, begin: int, end: int) -> bool:
        """Whether the figure that ends a date is no amount: not "mỗi tháng 3 triệu đồng"."""
        amount = self._amount(end - 1)
        if amount is None or amount.is_bare or amount.last <= end:
            return True
        if amount.scale > 1 or dimension_of(amount.surface) not in _COUNTED:
            return False
        short = kind == "day" and self.tokens[begin].kind == FIGURE
        return not (form in self.known.each or short or kind == "day_of_month")

    def _is_weekday(self, slots: Slots, form: str, begin: int, end: int) -> bool:
        """ "thứ hai" is Monday, or the second of something."""
        tokens, known = self.tokens, self.known
        if slots["w"] != _SUNDAY and form in known.ordinals_of:
            return False
        if slots["w"] == _SUNDAY or "rw" in slots or "which" in slots or form in known.weekday_cues:
            return True
        if tokens[begin].form not in known.nth_day:  # with its part of the day
            return True
        if form in known.weekday_joiners and self.weekday_end == begin - 1:
            return True  # "thứ 2, thứ 4 và thứ 6"
        if begin <= 3 and end + 3 >= len(tokens):
            around = (*tokens[:begin], *tokens[end:])
            if all(token.kind == MARK for token in around):
                return True  # it is the whole text
        after = known.numbered_after if tokens[end - 1].kind == FIGURE else known.weekday_after
        if after.at(tokens, end, len(tokens)) or known.weekday_after.at(tokens, end, len(tokens)):
            return True
        starts = begin == 0 or tokens[begin].gap == BROKEN or form in _SENTENCE_END
        return (
            starts
            and end < len(tokens)
            and tokens[end].kind != MARK
            and tokens[end].form not in known.is_
        )

    def _is_day_month(self, slots: Slots, form: str, begin: int, end: int) -> bool:
        """ "15/2" is a date, "2/3 dân số" a fraction, "2-1" after "tỷ số" a score."""
        tokens, known = self.tokens, self.known
        slash = tokens[begin + 1].form == "/"
        if any(token.gap != GLUED for token in tokens[begin + 1 : end]):
            return False
        if self.amounts.is_labelled(begin):
            return False
        if self.amounts.known.idioms.at(tokens, begin, len(tokens)) is not None:
            return False
        day, month = slots["d"], slots["m"]
        if form in (known.date_cues if slash else known.dash_cues):
            return True
        amount = self._amount(begin if slash else end - 1)
        if amount is None or amount.unit is not None or amount.scale > 1:
            return False
        if not slash:  # "15-2" alone, but "24-10" in a text is rather a score
            whole = all(
                t.kind == MARK for t in (*tokens[max(0, begin - 1) : begin], *tokens[end : end + 2])
            )
            return bool(day > month) and whole and begin <= 1 and end + 2 >= len(tokens)
        if known.fraction_of.at(tokens, end, len(tokens)) is not None:
            return False
        return not (day < month and month in _FRACTIONS and gcd(day, month) == 1)

    def _is_old_year(self, year: int, form: str, end: int) -> bool:
        """ "năm 938", but not "mỗi năm 500 tấn"."""
        amount = self._amount(end - 1)
        if form in self.known.each or amount is None or not amount.is_bare:
            return False
        return year >= 1000 or self.amounts.glue.ends(end)

    def _is_bare_year(self, form: str, begin: int, end: int) -> bool:
        if end > begin + 1:  # "2k24", "hai không hai bốn"
            return form not in self.known.qualifiers and not self.amounts.is_labelled(begin)
        amount = self._amount(begin)
        if amount is None or not amount.is_bare or form in self.known.qualifiers:
            return False
        if amount.value % 100 == 0 and form not in self.known.openings:
            return False  # "1500" is rather a number
        return not self.amounts.is_labelled(begin) and not self.amounts.glue.in_a_row(begin, end)


def is_possible(kind: str, slots: Slots) -> bool:
    """Whether there is such a day at all: no 31/2, no 2025-2021."""
    if kind in ("day", "day_month", "days") and "dotted" not in slots:
        year = slots.get("y", slots.get("yy"))
        days = [slots["d"], slots["d2"]] if "d2" in slots else [slots["d"]]
        month = slots.get("m")
        if month is None:
            return days == sorted(days)
        longest = last_day(year if isinstance(year, int) and year > 99 else 2024, month).day
        return days == sorted(days) and days[-1] <= longest
    if kind == "short_span":
        return bool(slots["y"] % 100 < slots["yy"])
    if kind == "span":
        return bool(slots["y"] <= slots["y2"])
    if kind == "decade" and "y" in slots:
        return bool(slots["y"] % 10 == 0)
    if kind == "decade":
        return bool(slots["yy"] % 10 == 0)
    if kind == "day" and "dotted" in slots:
        day, month, year = slots["dotted"]
        return bool(day <= last_day(year, month).day)
    return True
