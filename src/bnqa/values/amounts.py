"""One amount at a token of a text: a figure or number words, with sign, scale and unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bnqa.text.scan import FIGURE, GLUED, MARK, SPACED, WORD, Token
from bnqa.values.amount_words import Amount, amount_words
from bnqa.values.glue import OPENING, Glue
from bnqa.values.number_words import parse_words
from bnqa.values.numbers import parse_figure
from bnqa.values.scaling import Scaling

TELEPHONE = 9  # a figure that begins with 0 and has so many digits is a telephone number
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
MAX_GROUPED = 24  # digits of a figure with spaces between its groups


class AmountReader:
    """Reads amounts in one text. ``counting``: also words that count things and are no units."""

    def __init__(self, text: str, tokens: Sequence[Token], counting: bool) -> None:
        self.text, self.tokens = text, tokens
        self.glue = Glue(text, tokens)
        self.scaling = Scaling(self.glue, counting)
        self.known = amount_words()
        self.bare = text.isascii()  # typed without diacritics

    def at(self, index: int, limit: int, floor: int, joined: bool = False) -> Amount | None:
        """The amount at a token, between tokens ``floor`` and ``limit``, or None.

        ``joined``: it is the second of a range, so the dash before it is no sign.
        """
        token = self.tokens[index]
        if self.known.idioms.at(self.tokens, index, limit) is not None:
            return None
        if token.kind == FIGURE:
            return self._figure(index, limit, floor, joined)
        if token.form in self.known.vulgar:
            amount = Amount(self.known.vulgar[token.form], None, index, index + 1)
            return self.scaling.scaled(amount, limit) if self.glue.opens(index) else None
        return self._worded(index, limit, floor) if token.kind == WORD else None

    def is_labelled(self, index: int) -> bool:
        """Whether a word before a figure says that it names something: "số", "tỷ số"."""
        return self._label(index, 0) is not None

    def _label(self, index: int, floor: int) -> bool | None:
        """The label before a token: True where it names whatever follows, False a bare figure only."""
        label = self.known.labels.before(self.tokens, index, floor)
        return None if label is None else label[1]

    # ---- figures ----

    def _figure(self, index: int, limit: int, floor: int, joined: bool) -> Amount | None:
        tokens, known = self.tokens, self.known
        after = self.glue.glued(index + 1)
        if after is not None and self.text[tokens[index].start : after.end] in known.cased_idioms:
            return None
        value, last = self._thousands(index, limit)
        start = index
        if index > floor and tokens[index].gap == GLUED and tokens[index - 1].form in ".,":
            value, start = self._pointed(index), index - 1
        if value is None:
            return None
        first = start
        sign = known.signs.before(tokens, start, floor)
        if sign is not None and tokens[start].gap <= SPACED and self.glue.is_free(sign[0], floor):
            first, unit = sign
        else:
            sign, unit = None, None
        negative = False
        if not joined and (minus := self._minus(first, floor)) is not None:
            first, negative = minus
        elif not joined and not self.glue.opens(first):
            return None
        label = self._label(first, floor)
        if label is False and _GROUPED.fullmatch(tokens[index].form):
            label = None  # "trong số 20.000 quân"
        if label:
            return None
        value, last = self._fraction(value, last, limit)
        amount = self.scaling.scaled(Amount(value, unit, first, last), limit)
        if sign is not None:
            amount = amount._replace(before=True, surface=amount.surface or unit)
        if amount.is_bare and (
            label is not None or (not joined and self.glue.in_a_row(index, amount.last))
        ):
            return None
        if amount.last < limit and tokens[amount.last].form in known.vague_after:
            return None  # "10 mấy triệu"
        return amount._replace(value=-amount.value) if negative else amount

    def _pointed(self, index: int) -> Decimal | None:
        """The value of ".77"; None for the "5" of "a.5"."""
        tokens = self.tokens
        signed = index > 1 and tokens[index - 2].form in self.known.plus_minus
        if not tokens[index].form.isdigit() or not (signed or tokens[index - 1].gap != GLUED):
            return None
        return parse_figure(f"0.{tokens[index].form}")

    def _thousands(self, index: int, limit: int) -> tuple[Decimal | None, int]:
        """The figure at a token; groups of three digits set apart by spaces are one figure."""
        tokens = self.tokens
        form = tokens[index].form
        end = index + 1
        if form[0] == "0" and len(form) >= TELEPHONE and form.isdigit():
            return None, end
        plus = tokens[index].gap == GLUED and index > 0 and tokens[index - 1].form == "+"
        if len(form) <= 3 and form.isdigit() and form[0] != "0" and not plus:
            whole = form
            while "." not in whole and len(whole) < MAX_GROUPED and self._is_group(end, limit):
                whole, end = whole + tokens[end].form.replace(",", "."), end + 1
            sure = end > index + 2 or "." in whole or self.scaling.follows(end, limit)
            followed = end < len(tokens) and tokens[end].kind == FIGURE
            if end > index + 1 and sure and not followed and whole.count(".") < 2:
                return Decimal(whole), end
        return parse_figure(form), index + 1

    def _is_group(self, index: int, limit: int) -> bool:
        """Whether a token is three digits after a single space: the "000" of "1 000"."""
        if index >= limit or self.tokens[index].kind != FIGURE:
            return False
        token = self.tokens[index]
        digits, mark = token.form[:3], token.form[3:4]
        one_space = token.start - self.tokens[index - 1].end == 1
        return one_space and len(digits) == 3 and digits.isdigit() and mark in ("", ",", ".")

    def _minus(self, start: int, floor: int) -> tuple[int, bool] | None:
        """A sign or "âm" before a figure: the token it begins at, and whether it is negative."""
        if start <= floor:
            return None
        tokens, before = self.tokens, self.tokens[start - 1]
        follows = start > 1 and tokens[start - 2].kind == FIGURE  # "10 trừ 3", "10 -5"
        gap = tokens[start].gap
        whole = gap == SPACED and start == 1 and self.glue.past(start) == len(tokens)
        if before.form in self.known.negative or (
            whole and before.form in self.known.bare_negative
        ):
            return (start - 1, True) if gap == SPACED and not follows else None
        factor = self.known.plus_minus.get(before.form)
        if factor is None:
            return None
        further = tokens[start - 2] if start > 1 and before.gap == GLUED else None
        free = further is None or (further.kind == MARK and further.form in OPENING)
        # "- 1.200.000" is a negative number where it is all there is, else an item of a list.
        if (gap == GLUED and free and not follows) or whole:
            return start - 1, factor < 0
        return None

    # ---- fractions ----

    def _fraction(self, value: Decimal, last: int, limit: int) -> tuple[Decimal, int]:
        """ "6½", "2 1/2", "3 phần 4", "3/4": the value, and the token after it."""
        tokens, known = self.tokens, self.known
        if last >= len(tokens):
            return value, last
        token = tokens[last]
        if token.gap == GLUED and token.form in known.vulgar:
            return value + known.vulgar[token.form], last + 1
        if (
            last + 2 < limit
            and token.kind == FIGURE
            and token.form.isdigit()
            and token.gap == SPACED
        ):
            part = self._slashed(Decimal(token.form[:9]), last + 1, limit)
            if part is not None and len(token.form) <= 2 and tokens[last + 1].gap == GLUED:
                return value + part, last + 3
        if token.form in known.points and last + 1 < limit and value % 1 == 0:
            decimals = tokens[last + 1]
            if decimals.kind == FIGURE and decimals.gap == SPACED and decimals.form.isdigit():
                part = parse_figure(f"0.{decimals.form}")
                if part is not None and self.glue.closes(last + 2):
                    return value + part, last + 2  # "2 phẩy 5"
        if token.form in known.parts and token.gap == SPACED and last + 1 < limit:
            parts = self._parts(last + 1, limit)
            if parts is not None:
                return value / parts[0], parts[1]
        part = self._slashed(value, last, limit)
        return (part, last + 2) if part is not None else (value, last)

    def _slashed(self, value: Decimal, index: int, limit: int) -> Decimal | None:
        """The fraction that a slash at a token makes; an improper one only where a unit follows."""
        tokens = self.tokens
        if index + 1 >= limit or tokens[index].form != "/" or tokens[index + 1].gap > SPACED:
            return None
        form = tokens[index + 1].form
        if len(form) > 4 or not form.isascii() or not form.isdigit() or not int(form):
            return None
        after = self.glue.glued(index + 2)
        if after is not None and (after.form == "/" or after.kind == WORD):
            return None
        if value >= int(form) and self.scaling.unit(index + 2, limit) is None:
            return None
        return value / int(form)

    def _parts(self, index: int, limit: int) -> tuple[Decimal, int] | None:
        """The denominator after "phần", unless "phần trăm" is the unit."""
        if self.scaling.unit(index - 1, limit) is not None:
            return None
        token = self.tokens[index]
        if token.kind == FIGURE:
            value = parse_figure(token.form) if token.form.isdigit() else None
            return (value, index + 1) if value else None
        below = parse_words(self.tokens, index, limit)
        return (below.value, below.end) if below is not None and below.value else None

    # ---- words ----

    def _worded(self, index: int, limit: int, floor: int) -> Amount | None:
        tokens, known = self.tokens, self.known
        if tokens[index].gap == GLUED and tokens[index - 1].kind != MARK:
            return None
        negative = (
            index > floor
            and tokens[index - 1].form in known.negative
            and tokens[index].gap == SPACED
        )
        first = index - 1 if negative else index
        amount = self._half(first, index, limit) or self._number(first, index, limit, floor)
        if amount is None:
            return None
        read = self.scaling.scaled(amount, limit)
        if not self.bare and read.surface in known.bare_units:
            read = amount  # "Ba Lan" is no "ba lần"
        return read._replace(value=-read.value) if negative else read

    def _half(self, first: int, index: int, limit: int) -> Amount | None:
        half = self.known.fractions.at(self.tokens, index, limit)
        if half is None:
            return None
        return Amount(half[1], None, first, half[0], worded=half[0] - index)

    def _number(self, first: int, index: int, limit: int, floor: int) -> Amount | None:
        tokens, known = self.tokens, self.known
        read = parse_words(tokens, index, limit)
        if read is None or tokens[index].form in known.never_first:
            return None
        label = self._label(first, floor)
        if label or (label is False and read.words == 1):
            return None
        # "ba" has no marks to lose: in a text with marks it is rarely "bà".
        risky = read.risky and (self.bare or tokens[index].form not in known.unmarked)
        if risky and not self.bare:
            return None  # the "Nam" of "Việt Nam do" is no "năm"
        if read.value == 0 and read.words == 1 and (index or read.end < len(tokens)):
            return None  # "không người lái"
        amount = Amount(
            read.value, None, first, read.end, read.scale, worded=read.words, risky=risky
        )
        if read.end + 1 < limit and tokens[read.end].form in known.parts:
            below = self._parts(read.end + 1, limit)
            if below is not None:
                words = below[1] - index
                return amount._replace(value=read.value / below[0], last=below[1], worded=words)
        return amount
