"""A stand-in for the extraction of facts: every percentage and amount of money of each passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from bnqa.ingest import Extractor
from bnqa.knowledge import Article, Fact
from bnqa.values.numbers import parse_figure

_FIGURE = re.compile(
    r"(?P<words>(?:[^\W\d]+ ){1,4})(?P<figure>\d[\d.,]*\d|\d) ?(?P<unit>%|tỷ đồng|triệu USD|tỷ USD|ha)"
)


def every_figure(article: Article) -> tuple[Fact, ...]:
    """A fact for each plain figure with a unit; odd ones are of low confidence."""
    found = []
    for passage in article.passages:
        for number, match in enumerate(_FIGURE.finditer(passage.text), 1):
            value = parse_figure(match["figure"])
            if value is None:
                continue
            found.append(
                Rated(
                    id=f"{passage.id}-{number}", article=article.id, subject=article.place or article.title,
                    measure=match["words"].strip(), value=float(value), unit=match["unit"], qualifier="exact",
                    period=None, kind="level", passage=passage.id, quote=match.group(), confidence=0.5 if number % 2 else 0.9,
                )
            )  # fmt: skip
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Rated(Fact):
    """A fact with the confidence that extraction gives it."""

    confidence: float = 1.0


@pytest.fixture
def extract() -> Extractor:
    return every_figure
