"""What a whole article is about: the place and the words that go without saying in it, its period."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from functools import cache

from bnqa import lang
from bnqa.extract.lexicon import data
from bnqa.extract.setting import period_of, place_of
from bnqa.knowledge import Article
from bnqa.text.telex import is_syllable
from bnqa.text.tokens import fold
from bnqa.values.period import format_period
from bnqa.values.quantity import unit_names

MENTIONS = 3  # how often a place or a word is named at least before an article is about it
TOGETHER = 0.6  # the share of their mentions in which two syllables stand side by side, as a word


def about(article: Article) -> Article:
    """The article with its place and period, where its front matter does not give them."""
    texts = [passage.text for passage in article.passages]
    known = replace(article, place=article.place or place_of(article.title, texts))
    return replace(
        known, period=article.period or _period(article), theme=article.theme or _theme(known)
    )


def _period(article: Article) -> str | None:
    texts = [passage.text for passage in article.passages]
    period = period_of(article.title, texts, article.published)
    if period is None:
        return None
    return str(period.year) if period.grain == "year" else format_period(period)


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
