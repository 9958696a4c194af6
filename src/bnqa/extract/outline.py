"""What a whole article is about: the place and the words that go without saying in it, its period."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache

from bnqa import lang
from bnqa.extract.lexicon import data
from bnqa.knowledge import Article
from bnqa.text.telex import is_syllable
from bnqa.text.tokens import fold
from bnqa.values.period import Period, find_periods, format_period, months
from bnqa.values.quantity import unit_names

MENTIONS = 3  # how often a place or a word is named at least before an article is about it
TOGETHER = 0.6  # the share of their mentions in which two syllables stand side by side, as a word
_GRAINS = ("year", "months", "quarter", "month")
_BASE = re.compile(r"(?:so với|so|hơn|cùng kỳ|của)\s+(?:cùng kỳ\s+)?$", re.IGNORECASE)
_TITLED = re.compile(
    r"(?<!\w)(?:tỉnh|thành phố|TP\.?|huyện|thị xã|quận|xã)\s+"
    r"([^\W\d_]+(?:\s+[^\W\d_]+){0,3})"
)


def about(article: Article) -> Article:
    """The article with its place and period, where its front matter does not give them."""
    known = replace(article, place=article.place or _place(article))
    return replace(
        known, period=article.period or _period(article), theme=article.theme or _theme(known)
    )


@cache
def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = []
    for kind, entries in lang.load("places").items():
        if kind != "provinces":
            continue
        for entry in entries:
            name = str(entry if isinstance(entry, str) else entry["name"])
            bare = re.sub(r"^(?:tỉnh|thành phố|TP\.?)\s+", "", name, flags=re.IGNORECASE)
            table.append((bare, re.compile(rf"(?<!\w){re.escape(bare)}(?!\w)")))
    return tuple(table)


def _place(article: Article) -> str | None:
    """The province that the title or the lead names and the text names far more than any other."""
    lead = f"{article.title} . {article.passages[0].text if article.passages else ''}"
    text = " . ".join([lead, *(p.text for p in article.passages[1:])])
    count: Counter[str] = Counter()
    for name, pattern in _names():
        if name in text:
            count[name] = len(pattern.findall(text))
    # A place that no list has is one all the same when it is called a province or a town.
    named = {_leading_name(match.group(1)) for match in _TITLED.finditer(text)}
    for name in named - set(count) - {""}:
        count[name] = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", text))
    ranked = count.most_common(2)
    if not ranked or ranked[0][0] not in lead or ranked[0][1] < MENTIONS:
        return None
    second = ranked[1][1] if len(ranked) > 1 else 0
    return ranked[0][0] if ranked[0][1] >= 2 * second else None


def _leading_name(words: str) -> str:
    """The capitalised words at the start of a phrase."""
    name: list[str] = []
    for word in words.split():
        if not (word[:1].isupper() and word[1:].islower()):
            break
        name.append(word)
    return " ".join(name)


def _theme(article: Article) -> str | None:
    """The words of the title that run through the text: "du lịch", "cà phê", "FDI".

    Without a dictionary two syllables are a word when they mostly stand side by side.
    """
    texts = [p.text.lower() for p in article.passages]
    runs = [
        re.findall(r"[^\W\d_]+", run) for text in texts for run in re.split(r"[^\w ]|\d+", text)
    ]
    single = Counter(s for run in runs for s in run)
    pairs = Counter(pair for run in runs for pair in itertools.pairwise(run))
    spread = Counter(s for text in texts for s in set(re.findall(r"[^\W\d_]+", text)))
    title = re.findall(r"[^\W\d_]+", article.title)
    found: list[str] = []
    for word in title:
        if (
            word.isupper()
            and len(word) > 1
            and spread[word.lower()] >= MENTIONS
            and word.lower() not in unit_names()
        ):
            found.append(word)
    for left, right in itertools.pairwise(title):
        a, b = left.lower(), right.lower()
        count = pairs[a, b]
        often = min(spread[a], spread[b]) >= MENTIONS and count >= MENTIONS
        named = left[:1].isupper() and right[:1].isupper()
        if (
            often
            and not named
            and count >= TOGETHER * min(single[a], single[b])
            and not _is_plain(f"{a} {b}")
        ):
            found.append(f"{a} {b}")
    found += [*_companies(article), *_rank(article)]
    return ", ".join(dict.fromkeys(found)) or None


def _rank(article: Article) -> list[str]:
    """What the place is, where it is no province: in an article of one district "huyện" is that."""
    place = article.place or ""
    text = " ".join(p.text for p in article.passages)
    found = re.search(rf"(?<!\w)(huyện|thị xã|quận|xã|phường)\s+{re.escape(place)}(?!\w)", text)
    return [found.group(1).lower()] if found and place else []


def owners(article: Article) -> tuple[str, ...]:
    """Whose the figures are that name nobody: the one firm that all is of, the district by its rank."""
    firms = _companies(article)
    text = " ".join(p.text for p in article.passages)
    found = [f"{rank} {article.place}" for rank in _rank(article)]
    for firm in firms if len(firms) == 1 else ():
        bracket = re.search(rf"\(([^()]*(?<!\w){re.escape(firm)}(?!\w)[^()]*)\)", text)
        short = re.findall(r"(?<!\w)[A-ZĐ]{2,}(?!\w)", bracket.group(1)) if bracket else []
        found.append(" ".join([firm, *short]))
    return tuple(found)


def _companies(article: Article) -> list[str]:
    """The firms that the text is of: names of one word, as no Vietnamese one is, all through it."""
    spread: Counter[str] = Counter()
    for passage in article.passages:
        words = re.findall(r"(?<![\w&/])[A-ZĐ][^\W\d_]+(?!\w)", passage.text)
        spread.update({w for w in words if not w.isupper() and not is_syllable(fold(w))})
    least = max(MENTIONS, len(article.passages) // 3)
    return [name for name, count in spread.most_common(2) if count >= least]


@cache
def _plain_words() -> frozenset[str]:
    names = (
        "up",
        "down",
        "level",
        "share",
        "verb",
        "aux",
        "cut",
        "opener",
        "adverbial",
        "growth_nouns",
        "here",
    )
    return frozenset(str(word) for name in names for word in data()[name])


def _is_plain(word: str) -> bool:
    """Whether a word tells how or how much, not what: "tăng trưởng", "tiếp tục", "tỷ đồng"."""
    return word in _plain_words() or not _amounts().isdisjoint(word.split())


@cache
def _amounts() -> frozenset[str]:
    scales = lang.load("units")["scales"]
    money = [
        name
        for name, (_, _, dimension) in unit_names().items()
        if dimension in ("money", "percent")
    ]
    return frozenset([*scales, *money, "giá"])


def _is_recent(period: Period, published: str | None) -> bool:
    """Whether an article of a day may be of a period: of that year, in its first months of the last one."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", published or "")
    if found is None or period.start is None or period.year is None:
        return True
    year, month, day = map(int, found.groups())
    if period.start > date(year, month, min(day, 28)):
        return False
    return period.year == year or (month <= _EARLY and period.year == year - 1)


_EARLY = 6  # months in which a year is still told of


def _in_year(period: Period, year: int) -> Period:
    """ "9 tháng" of a title is of the year in which the article came out."""
    return months(year, period.first_month or 1, period.last_month or 12, period.grain)


def _period(article: Article) -> str | None:
    """The period that the title or the lead is of."""
    for text in (article.title, *(p.text for p in article.passages[:2])):
        for mention in find_periods(text):
            period = mention.period
            if text is article.title and period.year is None and period.grain in _GRAINS[1:]:
                year = (article.published or "").strip()[:4]
                period = _in_year(period, int(year)) if year.isdigit() else period
            if _BASE.search(text, max(0, mention.start - 20), mention.start):
                continue  # what a change is counted from
            if text is not article.title and not _is_recent(period, article.published):
                continue  # what was long ago, or is still to come
            if period.year is not None and period.grain in _GRAINS:
                return str(period.year) if period.grain == "year" else format_period(period)
    return None
