"""One amount at a token of a text: a figure or number words, with sign, scale and unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from bnqa import lang
from bnqa.numbers import parse_figure, parse_words
from bnqa.quantity import unit_names
from bnqa.scan import BROKEN, FIGURE, GLUED, MARK, WORD, Phrases, Token, spellings

_OPENING = frozenset("([{\"'“‘«*•:=≈~<>≤≥")
_CLOSING = frozenset(".,;:!?…)]}\"'”’»*|")
_DASHES = frozenset("-–—~")
_MAX_FIGURES = 9  # a figure that begins with 0 and is this long is a telephone number


class Amount(NamedTuple):
    """An amount before its qualifier is known.

    ``value`` is in the canonical unit; ``first``..``last`` are its tokens (``last`` exclusive);
    ``worded`` counts the words of a number in words, 0 for figures. ``before`` says that the unit
    stands before the figure, ``risky`` that the words may be others.
    """

    value: Decimal
    unit: str | None
    first: int
    last: int
    scale: Decimal = Decimal(1)
    surface: str | None = None
    worded: int = 0
    before: bool = False
    risky: bool = False

    @property
    def is_bare(self) -> bool:
        return self.unit is None and self.scale == 1


class _Words:
    """The phrases of the language data around a number, made once."""

    def __init__(self) -> None:
        numbers, units = lang.load("numbers"), lang.load("units")
        self.units: Phrases[str] = Phrases()
        for name in unit_names():
            self.units.add(name, name, bare=False)
        self.not_units: Phrases[None] = Phrases()
        self.not_units.extend((*units["not_units"], *units["not_scales"]), None)
        self.signs: Phrases[str] = Phrases(backward=True)
        self.leading: Phrases[str] = Phrases()
        for entry in units["units"]:
            for sign in entry.get("before", ()):
                self.signs.add(sign, entry["unit"], bare=False)
                self.leading.add(sign, entry["unit"], bare=False)
        self.scales: dict[str, Decimal] = {}
        for word, factor in units["scales"].items():
            for form in spellings(word):
                self.scales.setdefault(form, Decimal(factor))
        self.attached = {w: Decimal(v) for w, v in units["attached_scales"].items()}
        self.upper = {w: Decimal(v) for w, v in units["upper_scales"].items()}
        self.with_money = frozenset(units["with_money"])
        self.tenths = frozenset(f for w in units["tenths"] for f in spellings(w))
        self.smaller = {k: Decimal(v) for k, v in units["smaller_units"].items()}
        self.labels: Phrases[bool] = Phrases(backward=True)
        for kind, strong in (("labels", True), ("weak_labels", False)):
            for word in numbers[kind]:
                # Typed bare, a short label is more often another word: "tang 6%" is no floor.
                self.labels.add(word, strong, bare=" " in word)
        self.idioms: Phrases[None] = Phrases()
        self.idioms.extend(numbers["idioms"], None)
        self.cased_idioms = frozenset(numbers["cased_idioms"])
        self.fractions: Phrases[Decimal] = Phrases()
        for phrase, value in numbers["fractions"].items():
            self.fractions.add(phrase, Decimal(str(value)))
        self.vulgar = {sign: Decimal(str(value)) for sign, value in numbers["vulgar"].items()}
        self.parts = frozenset(f for w in numbers["parts"] for f in spellings(w))
        self.half = frozenset(f for w in numbers["half"] for f in spellings(w))
        self.never_alone = frozenset(numbers["never_alone"])
        self.unmarked = frozenset(numbers["digits"])
        self.negative = frozenset(numbers["negative"])
        self.plus_minus: dict[str, int] = numbers["signs"]


@cache
def _counters() -> Phrases[str]:
    table: Phrases[str] = Phrases()
    for name in lang.load("counters"):
        # Typed bare, a short one is more often another word: "qua" is rarely "quả".
        table.add(name, name, bare=" " in name)
    return table


@cache
def words() -> _Words:
    """The phrases around a number, loaded once."""
    return _Words()


def dimension_of(name: str | None) -> str:
    """The dimension of a unit by any of its names; ``count`` for a word that only counts."""
    if name is None:
        return ""
    found = unit_names().get(name.lower())
    return found[2] if found is not None else "count"


class AmountReader:
    """Reads amounts in one text. ``counters``: also words that count things and are no units."""

    def __init__(self, text: str, tokens: Sequence[Token], counters: bool) -> None:
        self.text, self.tokens, self.counters = text, tokens, counters
        self.known = words()

    # ---- where a figure may begin and end ----

    def glued(self, index: int) -> Token | None:
        """The token at ``index`` if nothing stands between it and the one before."""
        if 0 < index < len(self.tokens) and self.tokens[index].gap == GLUED:
            return self.tokens[index]
        return None

    def past(self, index: int) -> int:
        """The token after everything that is glued together from ``index`` on."""
        index += 1
        while (token := self.glued(index)) is not None:
            if token.kind == MARK and token.form in _CLOSING and self.glued(index + 1) is None:
                break
            index += 1
        return index

    def closes(self, last: int) -> bool:
        """Whether a figure that ends before token ``last`` is whole there."""
        token = self.glued(last)
        if token is None:
            return True
        if token.kind != MARK:
            return self.tokens[last - 1].kind == MARK and token.kind == WORD  # "%/năm", "10$usd"
        after = self.glued(last + 1)
        if token.form in "/-–—":
            if after is None:
                return True
            # "5/người", but not "15/NĐ-CP", "4-star" or another figure
            return token.form == "/" and after.kind == WORD and self._written(after).islower()
        if token.form not in _CLOSING:
            return False
        return after is None or (after.kind != FIGURE and not after.form.isnumeric())

    def _written(self, token: Token) -> str:
        return self.text[token.start : token.end]

    def _opens(self, index: int) -> bool:
        """Whether a figure may begin at token ``index``: nothing glued before it makes it a part."""
        if self.tokens[index].gap != GLUED:
            return True
        before = self.tokens[index - 1]
        further = self.tokens[index - 2] if before.gap == GLUED and index > 1 else None
        if before.kind != MARK or before.form not in _OPENING:
            return False
        return further is None or before.form not in ":=*~" or further.kind == WORD

    # ---- amounts ----

    def at(self, index: int, limit: int, floor: int, joined: bool = False) -> Amount | None:
        """The amount at a token, or None. ``joined``: it is the second of a range."""
        token = self.tokens[index]
        if self.known.idioms.at(self.tokens, index, limit) is not None:
            return None
        if token.kind == FIGURE:
            after = self.glued(index + 1)
            if after is not None and self.text[token.start : after.end] in self.known.cased_idioms:
                return None
            return self._figure(index, limit, floor, joined)
        if token.kind == WORD:
            return self._worded(index, limit, floor)
        return None

    def _figure(self, index: int, limit: int, floor: int, joined: bool) -> Amount | None:
        tokens, known = self.tokens, self.known
        first, start = index, index
        value, last = self._thousands(index, limit)
        if value is None:
            return None
        negative = False
        if index > floor and tokens[index].gap == GLUED and tokens[index - 1].form in ".,":
            # ".77", but not the "5" of "a.5"
            signed = index > 1 and tokens[index - 2].form in known.plus_minus
            if tokens[index].form.isdigit() and (signed or tokens[index - 1].gap != GLUED):
                value, start = Decimal(f"0.{tokens[index].form}"), index - 1
                first = start
            else:
                return None
        sign = known.signs.before(tokens, start, floor)
        if sign is not None and tokens[start].gap <= 1 and self._free(sign[0], floor):
            first = start = sign[0]
        elif sign is not None:
            sign = None
        if (minus := self._minus(start, floor, joined)) is not None:
            first, factor = minus
            negative = factor < 0
        elif not joined and not self._opens(start):
            return None
        label = known.labels.before(tokens, first, floor)
        if label is not None and label[1]:
            return None
        token = self.glued(last)
        if token is not None and token.form in known.vulgar:
            value, last = value + known.vulgar[token.form], last + 1
        elif token is not None and token.form == "/" or self._spaced_slash(last):
            below = self._denominator(last, limit)
            if below is not None and (value < below or self._unit(last + 2, limit) is not None):
                value, last = value / below, last + 2
        amount = self._scaled(Amount(value, sign[1] if sign else None, first, last), limit)
        if sign is not None:
            amount = amount._replace(before=True, surface=amount.surface or sign[1])
        if label is not None and amount.is_bare:
            return None
        if amount.is_bare and not joined and self._in_a_row(index, amount.last):
            return None
        return amount._replace(value=-amount.value) if negative else amount

    def _thousands(self, index: int, limit: int) -> tuple[Decimal | None, int]:
        """The figure at a token; groups of three digits set apart by spaces are one figure."""
        tokens = self.tokens
        form = tokens[index].form
        end = index + 1
        if form[0] == "0" and len(form) >= _MAX_FIGURES and form.isdigit():
            return None, end
        plus = tokens[index].gap == GLUED and index > 0 and tokens[index - 1].form == "+"
        if len(form) <= 3 and form.isdigit() and form[0] != "0" and not plus:
            whole = form
            while (
                end < limit
                and tokens[end].kind == FIGURE
                and tokens[end].end - tokens[end - 1].end == 4
                and tokens[end].form[:3].isdigit()
                and len(tokens[end].form) == 3
                and len(whole) < MAX_GROUPED
            ):
                whole, end = whole + tokens[end].form, end + 1
            alone = end == index + 1 or (end < len(tokens) and tokens[end].kind == FIGURE)
            if not alone and (end > index + 2 or self._unit(end, limit) is not None):
                return Decimal(whole), end
            end = index + 1
        return parse_figure(form), end

    def _free(self, index: int, floor: int) -> bool:
        """Whether a sign before a figure is not itself glued to something: ``A$5`` is read, ``x$5`` not."""
        return (
            index == floor
            or self.tokens[index].gap != GLUED
            or (self.tokens[index - 1].form in _OPENING or self.tokens[index - 1].form in "-−+–")
        )

    def _minus(self, start: int, floor: int, joined: bool) -> tuple[int, int] | None:
        """A sign or "âm" before a figure: the token it begins at, and its factor."""
        if start <= floor or joined:
            return None
        tokens, before = self.tokens, self.tokens[start - 1]
        further = tokens[start - 2] if start > 1 and before.gap == GLUED else None
        follows = start - 2 >= 0 and tokens[start - 2].kind == FIGURE
        if before.form in self.known.negative and tokens[start].gap == 1 and not follows:
            return start - 1, -1
        factor = self.known.plus_minus.get(before.form)
        if factor is None:
            return None
        if tokens[start].gap == GLUED and not follows:
            if further is None or (further.kind == MARK and further.form in _OPENING):
                return start - 1, factor
            return None
        # "- 1.200.000" is a negative number where it is all there is, else an item of a list.
        if tokens[start].gap == 1 and start == 1 and self.past(start) == len(tokens):
            return start - 1, factor
        return None

    def _spaced_slash(self, index: int) -> bool:
        tokens = self.tokens
        return (
            index + 1 < len(tokens)
            and tokens[index].form == "/"
            and tokens[index].gap == 1
            and tokens[index + 1].gap <= 1
        )

    def _denominator(self, index: int, limit: int) -> Decimal | None:
        """The figure after a slash, when the two make a fraction."""
        if index + 1 >= limit or not (1 <= len(self.tokens[index + 1].form) <= 4):
            return None
        form = self.tokens[index + 1].form
        if not form.isascii() or not form.isdigit() or not int(form):
            return None
        after = self.glued(index + 2)
        if after is not None and (after.form == "/" or after.kind == WORD):
            return None
        return Decimal(int(form))

    def _in_a_row(self, index: int, last: int) -> bool:
        """Whether bare figures follow each other with only spaces between: a telephone number, a list."""
        tokens = self.tokens
        before = index > 0 and tokens[index].gap == 1 and tokens[index - 1].kind == FIGURE
        after = last < len(tokens) and tokens[last].gap == 1 and tokens[last].kind == FIGURE
        return before or after

    def _worded(self, index: int, limit: int, floor: int) -> Amount | None:
        tokens, known = self.tokens, self.known
        if tokens[index].gap == GLUED and tokens[index - 1].kind != MARK:
            return None
        first, negative = index, False
        if index > floor and tokens[index - 1].form in known.negative and tokens[index].gap == 1:
            first, negative = index - 1, True
        half = known.fractions.at(tokens, index, limit)
        if half is not None:
            length = half[0] - index
            amount = self._scaled(Amount(half[1], None, first, half[0], worded=length), limit)
            return amount._replace(value=-amount.value) if negative else amount
        read = parse_words(tokens, index, limit)
        label = known.labels.before(tokens, first, floor)
        if read is None or (label is not None and (label[1] or read.words == 1)):
            return None
        if read.words == 1 and tokens[index].form in known.never_alone:
            return None
        # "ba" has no marks to lose: in a text with marks it is rarely "bà".
        risky = read.risky and (self.text.isascii() or tokens[index].form not in known.unmarked)
        amount = Amount(read.value, None, first, read.end, worded=read.words, risky=risky)
        if read.end < limit and tokens[read.end].form in known.parts:
            below = parse_words(tokens, read.end + 1, limit) if read.end + 1 < limit else None
            if below is not None and below.value and self._unit(read.end, limit) is None:
                amount = amount._replace(value=read.value / below.value, last=below.end, worded=3)
        amount = self._scaled(amount, limit)
        return amount._replace(value=-amount.value) if negative else amount

    # ---- scale and unit ----

    def _scaled(self, amount: Amount, limit: int) -> Amount:
        scale, last, tenth = self._scale(amount, limit)
        value = amount.value * scale
        if scale > 1:
            value, last = self._after_scale(value, scale, last, limit, tenth)
        unit = self._unit(last, limit)
        if unit is None and amount.unit is None:
            return amount._replace(value=self._grouped(amount, value, None), last=last, scale=scale)
        if unit is None:
            grouped = self._grouped(amount, value, amount.unit)
            return amount._replace(value=grouped, last=last, scale=scale)
        name, end = unit
        canonical, factor, _ = unit_names().get(name) or (name, Decimal(1), "count")
        if amount.unit is not None and canonical != amount.unit:
            return amount._replace(value=value, last=last, scale=scale)
        value = self._grouped(amount, value, name) if scale == 1 else value
        read = amount._replace(
            value=value * factor, last=end, scale=scale, unit=canonical, surface=name
        )
        return self._smaller(read, name, limit)

    def _scale(self, amount: Amount, limit: int) -> tuple[Decimal, int, bool]:
        """The scale after a number: its factor, the token after it, and whether a tenth may follow."""
        tokens, known, last = self.tokens, self.known, amount.last
        scale, tenth = Decimal(1), False
        token = self.glued(last)
        if token is not None and tokens[last - 1].kind == FIGURE and token.kind == WORD:
            factor = known.upper.get(self._written(token)) or known.attached.get(token.form)
            if factor is not None and token.form in known.with_money:
                money = self._unit(last + 1, limit)
                upper = self._written(token) in known.upper
                if (
                    not upper
                    and (amount.unit is None)
                    and (money is None or dimension_of(money[0]) != "money")
                ):
                    factor = None
            if factor is not None:
                scale, last, tenth = factor, last + 1, token.form in known.tenths
        for _ in range(2):
            if last >= limit or tokens[last].gap == BROKEN or tokens[last].kind != WORD:
                break
            word = tokens[last].form
            factor = known.scales.get(word)
            if factor is None or known.not_units.at(tokens, last, limit) is not None:
                break
            if word == "tr" and scale > 1:
                break
            scale, last, tenth = scale * factor, last + 1, word in known.tenths
        return scale, last, tenth

    def _after_scale(
        self, value: Decimal, scale: Decimal, last: int, limit: int, tenth: bool
    ) -> tuple[Decimal, int]:
        """ "2 triệu rưỡi", "1tr2", "3 triệu 2", "2 triệu 500 nghìn"."""
        tokens = self.tokens
        if last >= limit or tokens[last].gap == BROKEN:
            return value, last
        token = tokens[last]
        if token.form in self.known.half:
            return value + scale / 2, last + 1
        if token.kind != FIGURE or not token.form.isdigit() or not tenth or len(token.form) > 3:
            return value, last
        figure = Decimal(token.form)
        if token.gap == GLUED:
            if self.closes(last + 1):
                return value + figure * scale / 10 ** len(token.form), last + 1
            return value, last
        part = Amount(figure, None, last, last + 1)
        smaller, end, _ = self._scale(part, limit)
        if 1 < smaller < scale and figure * smaller < scale and tokens[last - 1].kind == WORD:
            return self._after_scale(value + figure * smaller, smaller, end, limit, True)
        if smaller > 1 or not self.closes(last + 1):
            return value, last
        unit = self._unit(last + 1, limit)
        ends = last + 1 >= len(tokens) or (
            tokens[last + 1].kind == MARK and tokens[last + 1].form in _CLOSING
        )
        if not ends and (unit is None or dimension_of(unit[0]) != "money"):
            return value, last
        if len(token.form) == 1:
            return value + figure * scale / 10, last + 1
        return value + figure * scale / 1000, last + 1  # "3 triệu 200" leaves out "nghìn"

    def _unit(self, index: int, limit: int) -> tuple[str, int] | None:
        """The unit at a token: its name, and the token after it."""
        tokens, known = self.tokens, self.known
        if index >= limit or tokens[index].gap == BROKEN:
            return None
        if tokens[index].form == "-" and tokens[index].gap == GLUED and index + 1 < limit:
            if tokens[index + 1].gap == GLUED and tokens[index + 1].kind == WORD:
                index += 1  # "5-km"
        if known.not_units.at(tokens, index, limit) is not None:
            return None
        found = known.units.at(tokens, index, limit)
        counter = _counters().at(tokens, index, limit) if self.counters else None
        if counter is not None and (found is None or counter[0] > found[0]):
            found = counter
        if found is None:
            return None
        end, name = found
        after = self.glued(end)
        if after is not None and after.kind == WORD and tokens[end - 1].kind == WORD:
            return None
        return name, end

    def _grouped(self, amount: Amount, value: Decimal, name: str | None) -> Decimal:
        """ "12,345 đồng" groups thousands: nobody pays a thousandth; nor does one write "100,000" for 100."""
        token = self.tokens[amount.last - 1]
        whole, comma, rest = token.form.partition(",")
        if not comma or len(rest) != 3 or not whole.isdigit() or len(whole) > 3 or whole[0] == "0":
            return value
        if not rest.isdigit() or amount.worded or value != parse_figure(token.form):
            return value
        kind = dimension_of(name)
        if rest.endswith("00") and kind not in ("percent", "point", "permille"):
            return value * 1000
        counted = kind == "count" or (name is not None and unit_names()[name][0] == "VND")
        return value * 1000 if counted else value

    def _smaller(self, amount: Amount, name: str, limit: int) -> Amount:
        """ "3 đô 20 xu", "1 giờ 30 phút", "1m65", "2 tháng rưỡi": a part in a smaller unit."""
        tokens, last = self.tokens, amount.last
        if last >= limit or tokens[last].gap == BROKEN:
            return amount
        token, kind = tokens[last], dimension_of(name)
        if token.form in self.known.half and kind in (
            "duration",
            "length",
            "mass",
            "money",
            "area",
        ):
            factor = unit_names()[name][1] * amount.scale
            return amount._replace(value=amount.value + factor / 2, last=last + 1)
        if (
            name in ("m", "mét")
            and token.kind == FIGURE
            and token.form.isdigit()
            and (
                len(token.form) <= 2
                and (token.gap == GLUED or name == "mét")
                and self.closes(last + 1)
                and self._unit(last + 1, limit) is None
            )
        ):
            part = Decimal(token.form) / 10 ** len(token.form)
            return amount._replace(value=amount.value + part, last=last + 1)
        if token.form in ("và", "va") and kind == "money" and last + 1 < limit:
            last += 1
            token = tokens[last]
        if token.kind == FIGURE and token.form.isdigit() and token.gap == 1:
            figure, end = Decimal(token.form), last + 1
        elif token.kind == WORD and (read := parse_words(tokens, last, limit)) is not None:
            figure, end = read.value, read.end
        else:
            return amount
        below = self._unit(end, limit)
        if below is None:
            return amount
        canonical, factor, _ = unit_names().get(below[0]) or (below[0], Decimal(1), "count")
        if kind == "money" and canonical == amount.unit and factor < 1 and figure * factor < 1:
            return amount._replace(value=amount.value + figure * factor, last=below[1])
        ratio = self.known.smaller.get(f"{amount.unit}>{canonical}")
        if ratio is None or figure >= ratio or amount.value % 1:
            return amount
        return amount._replace(value=amount.value * ratio + figure, last=below[1], unit=canonical,
            surface=below[0],
        )  # fmt: skip


MAX_GROUPED = 24  # digits of a figure with spaces between its groups
