"""What an engine answers over: articles, passages, facts and question/answer pairs.

These are plain immutable values; :mod:`bnqa.library.loading` reads and validates them from a folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

NUMERIC_KINDS = frozenset({"growth", "level", "share", "count", "capital", "area", "rate"})
TEXT_KINDS = frozenset(
    {
        "person", "office", "organisation", "place", "date", "list", "purpose", "cause", "definition",
        "goal", "product", "slogan", "text",
    }
)  # fmt: skip

Value = float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of an article. ``id`` (``p07``) is its place in the file, from 1."""

    id: str
    article: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One checked statement of an article; ``quote`` is an exact substring of its passage.

    ``value`` is as the article gives it, in ``unit`` (a number), or the words of the article (text),
    or a list of them. ``phrase`` says it in a sentence, with ``{value}`` where the value goes.
    ``group`` names the series it belongs to; ``of`` the fact whose change this one is. Of a range
    ``value`` is the lower end and ``value_to`` the upper one. ``confidence`` (0–1) is how sure the
    reading is: 1 for a fact that a person wrote, less for one read from the text.
    """

    id: str
    article: str
    subject: str
    measure: str
    value: Value
    unit: str | None
    qualifier: str
    period: str | None
    kind: str
    passage: str
    quote: str
    aliases: tuple[str, ...] = ()
    compared_to: str | None = None
    phrase: str | None = None
    group: str | None = None
    of: str | None = None
    value_to: float | None = None
    confidence: float = 1.0

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all facts of a library: its article and its id."""
        return self.article, self.id

    @property
    def is_numeric(self) -> bool:
        return isinstance(self.value, float)


@dataclass(frozen=True, slots=True)
class Article:
    """One article and what is known of it. What it is about: ``place``,
    ``topic`` (for people), ``theme`` (words that go without saying) and ``period``."""

    id: str
    title: str
    passages: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    outlet: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None
    place: str | None = None
    topic: str | None = None
    theme: str | None = None
    period: str | None = None
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Library:
    """The articles that an engine answers over, in the order of their folders."""

    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class QAPair:
    """A regression pair: ``expect`` is all of, each a choice of alternatives; see docs/knowledge.md."""

    q: str
    expect: tuple[tuple[str, ...], ...] = ()
    forbid: tuple[str, ...] = ()
    status: str = "answered"
    facts: tuple[str, ...] = ()
    passage: str | None = None
    after: tuple[str, ...] = ()
    kind: str = "other"
    style: str = "formal"
    file: str = ""
    line: int = 0


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

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def article_folders(path: str | PathLike[str]) -> list[Path]:
    """The folders of a library's articles: the one named, or those in it that hold an article.md.

    Raises KnowledgeError when there is no such folder.
    """
    root = Path(path)
    if not root.is_dir():
        what = "là một tệp, không phải thư mục" if root.exists() else "không có thư mục này"
        raise KnowledgeError([Problem(str(root), 1, f"{what}; hãy chỉ tới thư mục kiến thức")])
    if (root / "article.md").exists():
        return [root]
    return sorted(file.parent for file in root.glob("*/article.md")) or [root]


def article_id(folder: Path) -> str:
    """An article's id: its folder's name."""
    return folder.name or folder.resolve().name
