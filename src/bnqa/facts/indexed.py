"""A fact with its fields made ready for matching."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache

from bnqa import lang
from bnqa.facts.fields import Field
from bnqa.facts.gazetteer import place_share
from bnqa.facts.measures import generic_words
from bnqa.knowledge import Article, Fact
from bnqa.question.mentioned import base_kinds, is_base
from bnqa.question.question import Term
from bnqa.text.phrases import syllables
from bnqa.text.tokens import fold, normalize, tokenize
from bnqa.values.mentions import find_quantities
from bnqa.values.period import Period, find_periods, is_as_fine, parse_period
from bnqa.values.quantity import Quantity, parse_unit
from bnqa.values.timespan import a_step_before, a_year_before, compatible

COARSER = {"day": "month", "month": "quarter", "quarter": "year"}
_COORDINATED = re.compile(r"\s+và\s+|,\s*|\s+hoặc\s+|;\s*")
PLACES = 0.3  # from this share of place names on, a fact tells where


@lru_cache(maxsize=1024)
def _periods_of(text: str) -> tuple[Period, ...]:
    found = find_periods(text)
    # What it is compared with ("nhiều hơn năm 2023") is not the period that it is told for.
    return tuple(mention.period for mention in found if not is_base(text.lower(), mention))


def _names_in(text: str) -> frozenset[str]:
    """The bare words of a text that have a capital, but for its first."""
    return frozenset(t.folded for t in tokenize(normalize(text))[1:] if t.text[0].isupper())


@cache
def _common() -> frozenset[str]:
    return frozenset(fold(str(w)) for w in lang.load("dialogue")["common"])


@cache
def _asides() -> re.Pattern[str]:
    words = "|".join(map(re.escape, map(str, lang.load("kinds")["asides"])))
    return re.compile(rf"(?<!\w)(?:{words})\s[^,;.]+,\s*", re.IGNORECASE)


def without_asides(text: str) -> str:
    """A sentence without what it only sets beside its figure: "Cùng với dịch vụ, …"."""
    return _asides().sub("", text)


def _head_phrase(text: str) -> str:
    """A noun phrase from its head noun on: ``danh sách sản phẩm tăng`` → ``sản phẩm tăng``."""
    for opener in lang.load("kinds")["openers"]:
        if text.startswith(f"{opener} "):
            return _head_phrase(text.removeprefix(f"{opener} "))
    return text


class IndexedFact:
    """A fact with its fields made ready for matching; what only some questions need, when asked for."""

    def __init__(self, fact: Fact, article: Article, passage_text: str) -> None:
        self.fact = fact
        self.article = article
        self._passage_text = passage_text
        self._kinds: tuple[str, ...] = tuple(lang.load("kinds").get(fact.kind, ()))
        value = fact.value if isinstance(fact.value, tuple) else ()
        self._value: tuple[str, ...] = (fact.value,) if isinstance(fact.value, str) else value
        unit = (fact.unit,) if fact.unit else ()
        # What a cause brings about is asked for by its subject, not by the words of the cause.
        told = () if fact.kind in ("cause", "purpose") else self._value
        self.core = Field(fact.subject, fact.measure, *fact.aliases, *told, *unit, *self._kinds)
        quote = without_asides(fact.quote) if fact.is_numeric else fact.quote
        self.near = Field(fact.group or "", quote, fact.phrase or "", fact.compared_to or "")
        self.period = parse_period(fact.period) if fact.period else None
        self.unit = parse_unit(fact.unit) if fact.unit else None
        self.is_numeric = fact.is_numeric
        self.number = 0  # its place in the index, set there
        self.is_current = False  # whether its period is of the year of the article's own
        self.is_main = False  # whether its period is the article's own
        self.measures: frozenset[str] = frozenset()  # what it measures: money, area, growth

    @cached_property
    def phrases(self) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
        """The syllables of its measure, of measure and subject, and of each alias; marked and bare."""
        fact = self.fact
        named_as = (fact.measure, f"{fact.measure} {fact.subject}", *fact.aliases)
        keys = [frozenset(syllables(text)) for text in named_as]
        return tuple((k, frozenset(map(fold, k))) for k in keys if k)

    @cached_property
    def measure_words(self) -> frozenset[str]:
        """The bare syllables of its measure that a question must have to name it whole."""
        own = frozenset(map(fold, syllables(self.fact.measure)))
        return (own - generic_words()) or own

    @cached_property
    def subject_words(self) -> frozenset[str]:
        """The bare syllables of a figure's subject, without the place of its article."""
        return self._subject if self.fact.is_numeric else frozenset()

    @cached_property
    def _subject(self) -> frozenset[str]:
        own = frozenset(map(fold, syllables(self.fact.subject)))
        return own - generic_words() - self._place

    @cached_property
    def subject_field(self) -> Field:
        """Its subject to look phrases up in."""
        return Field(self.fact.subject)

    @cached_property
    def is_of_something(self) -> bool:
        """Whether its subject is a thing of its own, not what the whole article is of."""
        theme = frozenset(map(fold, syllables(self.article.theme or "")))
        return bool(self._subject - theme)

    @cached_property
    def members(self) -> tuple[frozenset[str], ...]:
        """The bare syllables that only one of several things of its subject has: "gió", "mặt trời"."""
        if not self.fact.is_numeric:
            return ()
        parts = _COORDINATED.split(self.fact.subject)
        words = [frozenset(map(fold, syllables(part))) - self._place for part in parts]
        own = [w - frozenset().union(*(o for o in words if o is not w)) for w in words]
        return tuple(own) if len(own) > 1 and all(own) else ()

    @cached_property
    def subject_names(self) -> frozenset[str]:
        """The names in its subject, without the place of its article: ``foxconn``."""
        return _names_in(self.fact.subject) - self._place

    @cached_property
    def alias_names(self) -> frozenset[str]:
        """The names in what else it is called: of a place told for several projects each of them."""
        return frozenset().union(*map(_names_in, self.fact.aliases)) - self._place

    @cached_property
    def topic_words(self) -> frozenset[str]:
        """The bare syllables of subject and measure that say what it is about."""
        fact = self.fact
        return frozenset(map(fold, syllables(f"{fact.subject} {fact.measure}"))) - _common()

    @cached_property
    def _place(self) -> frozenset[str]:
        return frozenset(map(fold, syllables(self.article.place or "")))

    def is_of_kind(self, term: Term) -> bool:
        """Whether a term only says what kind of fact is asked for: an office, a reason."""
        return Field(*self._kinds).holds(term)

    @cached_property
    def heads(self) -> Field:
        """What it can be called from its head noun on: "dự án nào" asks for one that is a "dự án"."""
        return Field(_head_phrase(self.fact.subject), *self._named_heads)

    @cached_property
    def name_heads(self) -> Field:
        """The same without its subject: what its value is a name of."""
        return Field(*self._named_heads)

    @property
    def _named_heads(self) -> tuple[str, ...]:
        fact = self.fact
        named_by = (fact.measure, *fact.aliases, fact.group or "", *self._value, *self._kinds)
        return tuple(map(_head_phrase, named_by))

    @cached_property
    def counted(self) -> tuple[Quantity, ...]:
        """The quantities that its subject counts: "5 KCN mới"."""
        return tuple(m.quantity for m in find_quantities(self.fact.subject))

    def is_told_after(self, term: Term) -> bool:
        """Whether its paragraph names something before it, and it nothing itself: "Sân bay Cam Ranh …
        Mỗi ngày sân bay đón 42 chuyến"."""
        if not self.is_numeric or self.subject_names:
            return False
        return self._before.holds(term)

    @cached_property
    def _before(self) -> Field:
        """Its paragraph up to its quote."""
        return Field(self._passage_text[: max(self._passage_text.find(self.fact.quote), 0)])

    @cached_property
    def is_place(self) -> bool:
        """Whether it tells where: its values, or the subject of a figure, are mostly places."""
        if self.fact.kind == "place":
            return True
        texts = self._value or (self.fact.subject,)
        shares = [place_share(text, self.article.place or "") for text in texts]
        return sum(shares) >= PLACES * len(shares)

    def is_dated_to(self, grain: str) -> bool:
        """Whether it is told for a time as fine as a grain (day, month, quarter); of a date the next
        coarser one will do: "từ tháng 10" is an answer to "ngày nào"."""
        if self.fact.kind == "date":
            grain = COARSER[grain]
        told = (self.period, *(p for text in self._value for p in _periods_of(text)))
        return any(period is not None and is_as_fine(period, grain) for period in told)

    @cached_property
    def value_words(self) -> frozenset[str]:
        """The bare syllables of a value in words."""
        return frozenset(map(fold, syllables(" ".join(self._value))))

    @cached_property
    def named_periods(self) -> tuple[Period, ...]:
        """The periods in its own words; of a fact in words, of its passage too."""
        fact = self.fact
        quote = "" if fact.is_numeric else self._passage_text
        named = " . ".join((fact.subject, fact.measure, *fact.aliases, fact.phrase or ""))
        loose = self.period is None or self.period.year is None
        # "cả năm" in a measure must not fit every year.
        periods = (*_periods_of(named), *_periods_of(quote))
        return tuple(p for p in periods if loose or p.year or p.start or p.end)

    @cached_property
    def _compared(self) -> tuple[Period, ...]:
        return tuple(m.period for m in find_periods(self.fact.compared_to or ""))

    @cached_property
    def base_kinds(self) -> frozenset[str]:
        """What a change is counted from, by kind; nothing where its text does not say it in words."""
        return (
            base_kinds(f"so với {self.fact.compared_to}") if self.fact.compared_to else frozenset()
        )

    def is_counted_from(self, base: Period) -> bool:
        """Whether a change may be counted from a period: one against last month is none on last year."""
        named = [p for p in self._compared if p.grain != "same_period"]
        if base.grain == "same_period":
            return self.fact.compared_to is None or not named or base.year is not None
        if base.grain in ("month", "quarter"):
            known = self._compared or self._step_before
            return not known or any(compatible(base, p) for p in known)
        return True

    def is_rate(self, length: str) -> bool:
        """Whether it is told for a length of time ("một tháng"): its text names it, or it is its period."""
        grains = lang.load("cues")["grains"].items()
        named = next((grain for grain, words in grains if length.split()[-1] in words), "year")
        if self.period is not None and self.period.grain == named:
            return True
        last = f" {syllables(length)[-1]} "
        return last in self.core.keys or last in self.near.keys

    def is_told_against(self, bases: Sequence[Period]) -> bool:
        """Whether a change names one of some periods as what it is counted from."""
        return any(compatible(base, known) for base in bases for known in self._compared)

    @property
    def _step_before(self) -> tuple[Period, ...]:
        """The month or quarter before its own, where it is counted from that."""
        if self.period is None or "base_step" not in self.base_kinds:
            return ()
        before = a_step_before(self.period)
        return (before,) if before is not None else ()

    @cached_property
    def base_period(self) -> Period | None:
        """The period that a change is counted from: the one named, or the same a year before."""
        if self.fact.kind != "growth" or self.period is None or self.period.year is None:
            return None
        named = [m.period for m in find_periods(self.fact.compared_to or "")]
        # "so với năm 2023" of nine months means the same nine; of a level it means that moment.
        whole = self.period.grain == "year"
        given = [p for p in named if p.year and (whole or p.year != self.period.year - 1)]
        if given and given[0].grain != "same_period":
            return given[0]
        return a_year_before(self.period)

    @cached_property
    def base_year(self) -> int | None:
        """The year that a change is counted from."""
        if self.fact.kind != "growth":
            return None
        if self._step_before:
            return self._step_before[0].year
        if self.fact.compared_to:
            years = [m.period.year for m in find_periods(self.fact.compared_to) if m.period.year]
            if years:
                return years[0]
        return self.period.year - 1 if self.period and self.period.year else None


def index_facts(article: Article) -> tuple[IndexedFact, ...]:
    """The facts of one article with their fields made ready: most of what an index costs."""
    passages = {p.id: p for p in article.passages}
    return tuple(IndexedFact(fact, article, passages[fact.passage].text) for fact in article.facts)
