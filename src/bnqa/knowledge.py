"""Articles, passages, facts and question/answer pairs; loading and validating them."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of an article. ``id`` (``p07``) is its place in the file."""

    id: str
    article: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One checked statement of an article; ``quote`` is an exact substring of its passage."""

    id: str
    article: str
    subject: str
    measure: str
    value: float | str | tuple[float, ...] | tuple[str, ...]
    unit: str | None
    qualifier: str
    period: str | None
    kind: str
    passage: str
    quote: str
    aliases: tuple[str, ...] = ()
    compared_to: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article and what is known of it."""

    id: str
    title: str
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Library:
    """The articles that an engine answers over."""

    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a knowledge folder, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(Exception):
    """A knowledge folder that can't be used; ``problems`` lists why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def load_library(path: str | PathLike[str]) -> Library:
    """Load one article's folder, or a folder of such folders."""
    raise KnowledgeError((Problem(str(path), 1, "not loaded"),))
