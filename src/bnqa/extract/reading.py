"""A reading: what one figure measures, and the words that say it on their own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bnqa.extract.frames import Frame
from bnqa.extract.nouns import lower_first
from bnqa.values.period import PeriodMention

HAS = frozenset(["có", "hiện có", "đã có", "đang có", "còn", "gồm", "bao gồm", ""])
_BRACKETED = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one figure measures.

    ``role``: level, growth (a change in per cent or times), change (one in the thing's own unit),
    share, rate. ``measure`` and ``subject`` are the fact's; ``noun`` names what is measured in full,
    ``holder`` whose it is, ``thing`` what was counted. ``prefix`` and the passage's text from
    ``start`` to ``end`` (code points) say it on their own. ``base`` is what a growth is the growth of.
    """

    frame: Frame
    role: str
    measure: str
    subject: str
    noun: str
    holder: str
    thing: str
    prefix: str
    start: int
    end: int
    falls: bool = False
    base: Reading | None = None
    surety: float = 1.0
    aliases: tuple[str, ...] = ()
    compared: str | None = None
    header: str = ""
    quoted: int | None = None  # where its quote begins, if not with its clause
    of_year: bool = False  # of the whole year, whatever part of it the rest is of: "kế hoạch năm"
    plan: str = ""  # "kế hoạch", "mục tiêu" where the figure is what was planned
    at: PeriodMention | None = None  # its period, where its clause leaves it to another place
    after: str = ""  # what is said after the figure that the text does not say there
    known: bool = False  # of another thing than the one that the sentence is about
    leads: tuple[str, int] | None = None  # prefix and start of the clauses that it follows on from

    @property
    def lead(self) -> tuple[str, int]:
        """The words and the place from which on the text says all that leads to this figure."""
        return self.leads if self.leads is not None else (self.prefix, self.start)

    @property
    def is_change(self) -> bool:
        return self.role in ("growth", "change")


def names_another(reading: Reading, known: Sequence[str]) -> bool:
    """Whether a reading names somebody who is none of those known."""
    own = {word for name in known for word in name.split()}
    for told in (reading.holder, reading.subject):
        first, *others = _BRACKETED.sub("", lower_first(told)).split() or [""]
        # The first word has a capital for itself only where it is a name.
        named = [w for w in others if w[:1].isupper() and not w.isupper()]
        named += [first] if first[:1].isupper() and not others else []
        if any(word not in own for word in named):
            return True
    return False
