"""The sentences of ``corpus/*.yaml`` give the facts written beside them; add an example by adding one there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bnqa.extract import extract
from bnqa.knowledge import Article, Fact, Passage
from bnqa.reply.compose import statement

CORPUS = Path(__file__).parent / "corpus"
DEFAULTS = {"qualifier": "exact"}


@dataclass(frozen=True)
class Example:
    article: Article
    facts: list[dict[str, Any]]


def examples() -> Iterator[Any]:
    for path in sorted(CORPUS.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in data["examples"]:
            article = Article(
                "bai-thu",
                "Bài thử",
                (Passage("p01", "bai-thu", "", entry["text"]),),
                (),
                published=data["published"],
                place=data["place"],
            )
            yield pytest.param(
                Example(article, entry["facts"]), id=f"{path.stem}: {entry['text'][:60]}"
            )


def shown(fact: Fact, expected: dict[str, Any]) -> dict[str, Any]:
    """What a fact has of the keys that an example gives."""
    told = {key: getattr(fact, key) for key in expected if key != "says"}
    if isinstance(fact.value, tuple):
        told["value"] = list(fact.value)
    if "says" in expected:
        told["says"] = statement(fact)
    return told


@pytest.mark.parametrize("example", list(examples()))
def test_example(example: Example) -> None:
    facts = extract(example.article)
    numeric = [fact for fact in facts if fact.is_numeric]
    figures = [fact for fact in example.facts if not isinstance(fact["value"], str | list)]
    assert [fact.value for fact in numeric] == [fact["value"] for fact in figures]
    for fact, given in zip(numeric, figures, strict=True):
        expected = DEFAULTS | given
        assert shown(fact, expected) == expected
    for expected in example.facts:
        if isinstance(expected["value"], str | list):
            assert expected in [shown(fact, expected) for fact in facts]


def test_corpus_is_large() -> None:
    assert len(list(examples())) >= 200
