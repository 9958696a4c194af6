"""Where a figure may begin and end in a text: what is glued to it makes it part of something else."""

from __future__ import annotations

from collections.abc import Sequence

from bnqa.text.scan import FIGURE, GLUED, MARK, WORD, Token

OPENING = frozenset("([{\"'“‘«*•:=≈~<>≤≥")
CLOSING = frozenset(".,;:!?…)]}\"'”’»*|")
_SIGNS = frozenset("-−+–")


class Glue:
    """The tokens of one text, and which of them stand together without a space."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text, self.tokens = text, tokens

    def written(self, token: Token) -> str:
        """A token in its own letters, capitals kept."""
        return self.text[token.start : token.end]

    def glued(self, index: int) -> Token | None:
        """The token at ``index`` if nothing stands between it and the one before."""
        if 0 < index < len(self.tokens) and self.tokens[index].gap == GLUED:
            return self.tokens[index]
        return None

    def past(self, index: int) -> int:
        """The token after everything that is glued together from ``index`` on."""
        index += 1
        while (token := self.glued(index)) is not None:
            if token.kind == MARK and token.form in CLOSING and self.glued(index + 1) is None:
                break
            index += 1
        return index

    def closes(self, last: int) -> bool:
        """Whether a figure that ends before token ``last`` is whole there."""
        token = self.glued(last)
        if token is None:
            return True
        if token.kind != MARK:
            return self.tokens[last - 1].kind == MARK and token.kind == WORD  # "10$usd"
        after = self.glued(last + 1)
        if token.form in "/-–—":
            # "5/người", but not "15/NĐ-CP", "4-star" or another figure
            own_word = token.form == "/" and after is not None and after.kind == WORD
            per = self.tokens[last - 1].kind == WORD  # "USD/FEU", "đồng/kWh"
            return after is None or (own_word and (per or self.written(after).islower()))
        if token.form not in CLOSING:
            return False
        return after is None or (after.kind != FIGURE and not after.form.isnumeric())

    def opens(self, index: int) -> bool:
        """Whether a figure may begin at token ``index``: nothing glued before it makes it a part."""
        if self.tokens[index].gap != GLUED:
            return True
        before = self.tokens[index - 1]
        if before.kind != MARK or before.form not in OPENING:
            return False
        further = self.tokens[index - 2] if before.gap == GLUED and index > 1 else None
        return further is None or before.form not in ":=*~" or further.kind == WORD

    def is_free(self, index: int, floor: int) -> bool:
        """Whether a sign before a figure is glued to nothing itself: ``x$5`` is not read."""
        if index == floor or self.tokens[index].gap != GLUED:
            return True
        return self.tokens[index - 1].form in OPENING | _SIGNS

    def ends(self, index: int) -> bool:
        """Whether a text or a clause ends before a token."""
        return index >= len(self.tokens) or self.tokens[index].form in CLOSING

    def in_a_row(self, index: int, last: int) -> bool:
        """Whether figures follow each other with only spaces between: a telephone number, a list."""
        tokens = self.tokens
        before = index > 0 and tokens[index].gap == 1 and tokens[index - 1].kind == FIGURE
        after = last < len(tokens) and tokens[last].gap == 1 and tokens[last].kind == FIGURE
        return before or after
