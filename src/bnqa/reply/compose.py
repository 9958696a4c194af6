"""The Vietnamese that answers are written in: statements, questions and lists from facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from bnqa import lang
from bnqa.answer import format_value, known
from bnqa.knowledge import Article, Fact
from bnqa.text.tokens import fold
from bnqa.values.period import find_periods, format_period, parse_period
from bnqa.values.quantity import convert, convertible, format_quantity, make_quantity, parse_unit


def reply(*path: str, **values: object) -> str:
    """A phrase of ``lang/vi/replies.yaml`` with its blanks filled in, as one sentence."""
    entry = lang.load("replies")
    for key in path:
        entry = entry[key]
    return sentence(str(entry).format(**values))


def sentence(text: str) -> str:
    """Capital first letter, one full stop."""
    text = text.strip().replace("....", "...")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", "…", ".”")) else text + "."


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence: names and acronyms keep their capitals."""
    first = text.split(" ", 1)[0]
    common = first[:1].isupper() and first[1:].islower()
    return (
        text[:1].lower() + text[1:] if common and fold(first).lower() in _SENTENCE_WORDS else text
    )


_SENTENCE_WORDS = frozenset(
    [
        "nam",
        "giai",
        "den",
        "cac",
        "chu",
        "quy",
        "muc",
        "dong",
        "ve",
        "tu",
        "phat",
        "he",
        "chinh",
        "trong",
        "mot",
        "ty",
        "san",
        "nganh",
        "tong",
        "so",
        "von",
        "huong",
    ]
)


def period_words(fact: Fact) -> str:
    """The fact's period in words: ``năm 2024``; empty where it has none."""
    period = parse_period(fact.period) if fact.period else None
    return format_period(period) if period is not None else ""


def statement(fact: Fact, with_period: bool = True) -> str:
    """What a fact says, as a clause without a full stop: ``Năm 2024, GRDP … ước tăng 6,03%``."""
    value = format_value(fact)
    if fact.phrase is not None:
        # A phrase has its own verb: "giảm {value}" takes the figure without its sign.
        falls = fact.kind == "growth" and isinstance(fact.value, float) and fact.value < 0
        body = fact.phrase.replace("{value}", value.replace("-", "") if falls else value)
    elif fact.kind == "growth" and isinstance(fact.value, float):
        body = _growth(fact, fact.value)
    elif isinstance(fact.value, float):
        body = f"{fact.measure} của {fact.subject} là {value}"
    else:
        body = f"{fact.measure} của {fact.subject}: {value}"
    period = period_words(fact) if with_period and isinstance(fact.value, float) else ""
    own = {(m.period.start, m.period.end, m.period.grain) for m in find_periods(body)}
    known = parse_period(fact.period) if fact.period else None
    if period and known is not None and (known.start, known.end, known.grain) not in own:
        body = f"{period}, {lower_first(body)}"
    return body[:1].upper() + body[1:]


def converted(fact: Fact, unit: str | None) -> str:
    """The figure in another unit that was asked for: ``khoảng 18,05 km2``; empty where it has it."""
    own = parse_unit(fact.unit).canonical if fact.unit and fact.is_numeric else None
    if own is None or unit is None or own == unit or not convertible(own, unit):
        return ""
    return format_quantity(convert(known(fact), unit), unit)


def _growth(fact: Fact, value: float) -> str:
    word = lang.load("numbers")["words"].get(fact.qualifier, "")
    amount = format_quantity(make_quantity(abs(value), fact.unit, "exact"), fact.unit)
    verb = "tăng" if value >= 0 else "giảm"
    head = (
        f"{fact.subject} {word} {verb}"
        if fact.qualifier == "estimated"
        else f"{fact.subject} {verb} {word}"
    )
    base = f" so với {fact.compared_to}" if fact.compared_to else ""
    return " ".join(f"{head} {amount}{base}".split())


@lru_cache(maxsize=4096)
def question_for(fact: Fact) -> str:
    """A question that the fact answers, fit to be tapped."""
    period = period_words(fact)
    tail = f" {period}" if period and period not in fact.subject else ""
    forms: dict[str, str] = lang.load("replies")["questions"]
    form = forms.get(fact.kind, forms["number" if fact.is_numeric else "other"])
    told = fold(fact.subject) in fold(fact.measure) or (
        " của " in fact.measure and not fact.is_numeric
    )
    of_subject = "" if told else f" của {fact.subject}"
    measure = fact.measure.removeprefix("danh sách ").removeprefix("người ")
    text = form.format(
        measure=measure,
        subject=fact.subject,
        of_subject=of_subject,
        tail=tail,
        value=format_value(fact),
    )
    return text[:1].upper() + text[1:] + "?"


def told_elsewhere(fact: Fact, other: Fact, article: Article) -> str:
    """What another article says of the same thing, with its date: the same, or another figure."""
    date = f" ({article.published})" if article.published else ""
    key = "same_elsewhere" if (fact.value, fact.unit) == (other.value, other.unit) else "elsewhere"
    return reply("answers", key, title=article.title, date=date, value=format_value(other))


def label(fact: Fact, among: Sequence[Fact]) -> str:
    """What tells a fact apart from others: its measure, its subject, or both, and its period."""
    if fact.kind == "growth":
        name = fact.subject
    elif len({f.measure for f in among}) == len(among):
        name = fact.measure
    else:
        name = f"{fact.measure} của {fact.subject}"
    same = [
        f
        for f in among
        if f is not fact and f.subject == fact.subject and f.measure == fact.measure
    ]
    period = period_words(fact)
    if same and len({f.period for f in (fact, *same)}) < 2 and fact.compared_to:
        return f"{name} (so với {fact.compared_to})"
    return f"{name} ({period})" if same and period else name


def join(items: Iterable[str]) -> str:
    """``a, b và c``."""
    parts = list(items)
    return (
        parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " và " + parts[-1] if parts else ""
    )


def rounded(value: Decimal, places: int = 1) -> Decimal:
    """A reckoned figure, rounded for reading."""
    return value.quantize(Decimal(1).scaleb(-places))
