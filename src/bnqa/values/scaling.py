"""What follows a number: its scale ("triệu", "tr", "K"), its unit, and parts in smaller units."""

from __future__ import annotations

from decimal import Decimal

from bnqa.text.scan import BROKEN, FIGURE, GLUED, WORD, Token
from bnqa.values.amount_words import Amount, amount_words, canonical_unit, counters, dimension_of
from bnqa.values.glue import Glue
from bnqa.values.number_words import parse_words, tenths
from bnqa.values.numbers import parse_figure
from bnqa.values.quantity import unit_names

_NO_THOUSANDTHS = frozenset({"percent", "point", "permille"})


class Scaling:
    """Reads scale and unit after a number of one text."""

    def __init__(self, glue: Glue, counting: bool) -> None:
        self.glue, self.tokens, self.counting = glue, glue.tokens, counting
        self.known = amount_words()

    def scaled(self, amount: Amount, limit: int) -> Amount:
        """The amount of a bare number with the scale and the unit that follow it."""
        scale, last, tenth = self._scale(amount, limit)
        value = amount.value * scale
        if scale > 1:
            value, last = self._after_scale(value, scale, last, limit, tenth)
        scale *= amount.scale
        unit = self.unit(last, limit)
        if unit is None:
            value = self._grouped(amount, value, amount.unit)
            return amount._replace(value=value, last=last, scale=scale)
        name, end = unit
        canonical, factor = canonical_unit(name)
        if amount.unit is not None and canonical != amount.unit:
            return amount._replace(value=value, last=last, scale=scale)
        value = self._grouped(amount, value, name) * factor
        read = amount._replace(value=value, last=end, scale=scale, unit=canonical, surface=name)
        return self._smaller(read, name, limit)

    def unit(self, index: int, limit: int) -> tuple[str, int] | None:
        """The unit at a token: its name, and the token after it."""
        tokens, known = self.tokens, self.known
        if index >= limit or tokens[index].gap == BROKEN:
            return None
        after = self.glue.glued(index + 1) if tokens[index].form == "-" else None
        if after is not None and after.kind == WORD and tokens[index].gap == GLUED:
            index += 1  # "5-km"
        if known.not_units.at(tokens, index, limit) is not None:
            return None
        found = known.units.at(tokens, index, limit)
        counter = counters().at(tokens, index, limit) if self.counting else None
        if counter is not None and (found is None or counter[0] > found[0]):
            found = counter
        if found is None:
            return None
        end, name = found
        after = self.glue.glued(end)
        if after is not None and after.kind == WORD and tokens[end - 1].kind == WORD:
            return None
        return name, end

    def follows(self, index: int, limit: int) -> bool:
        """Whether a unit or a scale stands at a token."""
        if self.unit(index, limit) is not None:
            return True
        return index < limit and self.tokens[index].form in self.known.scales

    def _scale(self, amount: Amount, limit: int) -> tuple[Decimal, int, bool]:
        """The scale after a number: its factor, the token after it, and whether a tenth may follow."""
        tokens, known, last = self.tokens, self.known, amount.last
        scale, tenth = Decimal(1), False
        token = self.glue.glued(last)
        if token is not None and token.kind == WORD and tokens[last - 1].kind == FIGURE:
            factor = self._attached(token, last + 1, limit, amount.unit is not None)
            if factor is not None:
                scale, last, tenth = factor, last + 1, token.form in known.tenths
        for _ in range(2):
            if last >= limit or tokens[last].gap == BROKEN or tokens[last].kind != WORD:
                break
            word = tokens[last].form
            factor = known.scales.get(word)
            if factor is None or known.not_units.at(tokens, last, limit) is not None:
                break
            scale, last, tenth = scale * factor, last + 1, word in known.tenths
        return scale, last, tenth

    def _attached(self, token: Token, index: int, limit: int, priced: bool) -> Decimal | None:
        """The factor of a letter glued to a figure; "m" is a million only of money."""
        written = self.glue.written(token)
        if written in self.known.upper:
            return self.known.upper[written]
        factor = self.known.attached.get(token.form)
        if factor is not None and token.form in self.known.with_money and not priced:
            money = self.unit(index, limit)
            return factor if money is not None and dimension_of(money[0]) == "money" else None
        return factor

    def _after_scale(
        self, value: Decimal, scale: Decimal, last: int, limit: int, tenth: bool
    ) -> tuple[Decimal, int]:
        """ "2 triệu rưỡi", "1tr2", "3 triệu 2", "2 triệu 500 nghìn"."""
        tokens, glue = self.tokens, self.glue
        if last >= limit or tokens[last].gap == BROKEN:
            return value, last
        token = tokens[last]
        if token.form in self.known.half:
            return value + scale / 2, last + 1
        if (
            token.kind == WORD
            and tenth
            and (digit := tenths(tokens, last, limit, scale)) is not None
        ):
            return value + digit * scale / 10, last + 1  # "3 triệu hai"
        if token.kind != FIGURE or not token.form.isdigit() or not tenth or len(token.form) > 3:
            return value, last
        figure = Decimal(token.form)
        if token.gap == GLUED:
            whole = glue.closes(last + 1)
            return (
                (value + figure.scaleb(-len(token.form)) * scale, last + 1)
                if whole
                else (value, last)
            )
        smaller, end, _ = self._scale(Amount(figure, None, last, last + 1), limit)
        if 1 < smaller < scale and figure * smaller < scale and tokens[last - 1].kind == WORD:
            return self._after_scale(value + figure * smaller, smaller, end, limit, True)
        if smaller > 1 or not glue.closes(last + 1):
            return value, last
        unit = self.unit(last + 1, limit)
        priced = unit is not None and dimension_of(unit[0]) == "money"
        if not (priced or glue.ends(last + 1) or tokens[last + 1].form in self.known.after_tenths):
            return value, last
        # "3 triệu 200" leaves out "nghìn"; "3 triệu 2" is a tenth
        return value + figure * scale / (10 if len(token.form) == 1 else 1000), last + 1

    def _grouped(self, amount: Amount, value: Decimal, name: str | None) -> Decimal:
        """ "12,345 đồng" groups thousands: nobody pays a thousandth; nor does one write "100,000" for 100."""
        token = self.tokens[amount.last - 1]
        whole, comma, rest = token.form.partition(",")
        if not comma or len(rest) != 3 or not whole.isdigit() or len(whole) > 3 or whole[0] == "0":
            return value
        if not rest.isdigit() or amount.worded or value != parse_figure(token.form):
            return value
        kind = dimension_of(name)
        counted = kind == "count" or (name is not None and unit_names()[name.lower()][0] == "VND")
        if counted or (rest.endswith("00") and kind not in _NO_THOUSANDTHS):
            return value * 1000
        return value

    def _smaller(self, amount: Amount, name: str, limit: int) -> Amount:
        """ "3 đô 20 xu", "1 giờ 30 phút", "1m65", "2 tháng rưỡi": a part in a smaller unit."""
        tokens, last, known = self.tokens, amount.last, self.known
        if last >= limit or tokens[last].gap == BROKEN:
            return amount
        token, kind = tokens[last], dimension_of(name)
        if token.form in known.half and kind in known.halved and name not in known.not_halved:
            half = unit_names()[name][1] * amount.scale / 2
            return amount._replace(value=amount.value + half, last=last + 1)
        if name in known.with_decimals and (part := self._decimals(last, limit)) is not None:
            return amount._replace(value=amount.value + part, last=last + 1)
        if token.form in known.and_smaller and kind == "money" and last + 1 < limit:
            last += 1
        token = tokens[last]
        if token.kind == FIGURE and token.form.isdigit() and token.gap == 1:
            figure, end = Decimal(token.form[:9]), last + 1
        elif token.kind == WORD and (read := parse_words(tokens, last, limit)) is not None:
            figure, end = read.value, read.end
        else:
            return amount
        below = self.unit(end, limit)
        if kind == "money":
            return self._hundredths(amount, figure, end, below)
        if below is None:
            return amount
        canonical = canonical_unit(below[0])[0]
        ratio = known.smaller.get(f"{amount.unit}>{canonical}")
        if ratio is None or figure >= ratio or amount.value % 1:
            return amount
        value = amount.value * ratio + figure
        return amount._replace(value=value, last=below[1], unit=canonical, surface=below[0])

    def _hundredths(
        self, amount: Amount, figure: Decimal, end: int, below: tuple[str, int] | None
    ) -> Amount:
        """ "3 đô 20 xu", "20 rupi 43": the part of a price in hundredths of its currency."""
        if amount.unit in self.known.no_hundredths or not 0 < figure < 100 or amount.scale > 1:
            return amount
        if figure % 1 or amount.value % 1:
            return amount
        if below is None:
            two = self.tokens[end - 1].kind == FIGURE and len(self.tokens[end - 1].form) == 2
            if not two or end != amount.last + 1 or not self.glue.ends(end):
                return amount
            return amount._replace(value=amount.value + figure / 100, last=end)
        if below[0] not in self.known.hundredths:
            return amount
        return amount._replace(value=amount.value + figure / 100, last=below[1])

    def _decimals(self, index: int, limit: int) -> Decimal | None:
        """The decimals in "1m65" and "1 mét 7"."""
        token = self.tokens[index]
        if token.kind != FIGURE or not token.form.isdigit() or len(token.form) > 2:
            return None
        if token.gap != GLUED and self.tokens[index - 1].end - self.tokens[index - 1].start == 1:
            return None  # "5 m 3" says nothing sure
        if not self.glue.closes(index + 1) or self.unit(index + 1, limit) is not None:
            return None
        return Decimal(token.form).scaleb(-len(token.form))
