"""A question as understood: its kinds, content terms, periods, claimed quantities, the unit wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from bnqa.values.mentions import Mention
from bnqa.values.period import Period

RECKONED = frozenset(
    {
        "sum",
        "total",
        "difference",
        "ratio",
        "max",
        "min",
        "rank",
        "more",
        "less",
        "average",
        "share_of",
    }
)  # kinds of question that are answered from figures
MAX_LENGTH = 500  # code points of a question that are read


@dataclass(frozen=True, slots=True)
class Term:
    """One content phrase of a question, with the phrases that mean the same.

    ``variants`` are space-joined keys, the typed one first; ``folded`` the typed one bare. ``role``: content, soft (may be missing), light (a lone
    syllable that one or two may be missing of), aside (set aside: "chưa kể …"), outside (a word known to the
    language data), place, proper (a name of the index), name (an unknown word), stranger (a name that the index does not have).
    """

    text: str
    variants: tuple[str, ...]
    folded: str
    marked: bool
    role: str
    index: int

    @property
    def bare(self) -> str | None:
        """The folded syllables, where they may be matched: typed bare, or several of them."""
        return self.folded if not self.marked or " " in self.folded else None

    @property
    def proper(self) -> bool:
        """Whether it is a name: written with a capital in the index, or in the question."""
        return self.role in ("place", "name", "stranger", "proper")

    @property
    def direct(self) -> str:
        return self.variants[0]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood; all of it plain values.

    ``last_year`` says that the year before the article's is asked ("năm ngoái"),
    ``rate`` is the length of time that a figure is asked for ("một tháng"), ``limits`` are the bounds that a series is asked for ("tăng trên 40%"), ``nth`` is the place that a superlative asks for ("lớn thứ hai"), ``times`` the ratio that is
    claimed ("gấp đôi"), ``splits`` the code points at which its parts are joined, ``head`` the noun
    that a "nào" or a "tên gì" asks to name, ``counted`` the one that "bao nhiêu" asks a number of.
    """

    text: str
    kinds: frozenset[str]
    terms: tuple[Term, ...]
    periods: tuple[Period, ...] = ()
    base_periods: tuple[Period, ...] = ()
    claims: tuple[Mention, ...] = ()
    counts: tuple[Mention, ...] = ()
    unit: str | None = None
    dimension: str | None = None
    limits: tuple[Mention, ...] = ()
    nth: int = 1
    times: Decimal | None = None
    rate: str | None = None
    last_year: bool = False
    splits: tuple[int, ...] = ()
    head: Term | None = None
    counted: Term | None = None
    marks: tuple[tuple[int, int, str], ...] = field(default=(), compare=False)

    def asks(self, *kinds: str) -> bool:
        return bool(self.kinds.intersection(kinds))

    @property
    def content(self) -> tuple[Term, ...]:
        """The terms that an answer must account for."""
        return tuple(term for term in self.terms if term.role not in ("soft", "light", "aside"))
