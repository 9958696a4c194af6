"""A library as it was read last, so that only what changed is read again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import fields
from os import PathLike
from pathlib import Path
from typing import Any

from bnqa import cache
from bnqa.knowledge import (
    Article,
    Fact,
    KnowledgeError,
    Library,
    Passage,
    Problem,
    article_folders,
    article_id,
)
from bnqa.passages.postings import ROWS, Postings

_FILES = ("article.md", "facts.yaml")  # all that an article is made from
_FACT = tuple(field.name for field in fields(Fact))
_META = tuple(f.name for f in fields(Article) if f.name not in ("passages", "facts"))


def load(path: str | PathLike[str]) -> tuple[Library, Postings]:
    """A validated library and the postings of its passages; what did not change comes from the cache.

    Raises KnowledgeError with every problem, as :func:`bnqa.loading.load_library` does.
    """
    place = str(Path(path).resolve())
    name = f"library-{zlib.crc32(place.encode(errors='replace')):08x}.jsonl"
    rows = cache.read(name)
    if not rows or not isinstance(rows[-1], dict) or rows[-1].get("path") != place:
        rows = []
    kept = _articles(row for row in rows if isinstance(row, dict) and "stamps" in row)
    read: list[tuple[Article, list[cache.Stamp | None], bool]] = []
    problems: list[Problem] = []
    for folder in article_folders(path):
        stamps = [cache.stamp(folder / file) for file in _FILES]
        settled = all(map(cache.is_settled, stamps))
        known, article = kept.get(article_id(folder), (None, None))
        if known != stamps or not settled:
            from bnqa.library.loading import load_article  # what is kept needs no YAML reader

            article = load_article(folder, problems)
        if article is not None:
            read.append((article, stamps, settled))
    if problems:
        raise KnowledgeError(problems)
    library = Library(tuple(article for article, _, _ in read))
    order = [[article.id, stamps] for article, stamps, _ in read]
    complete = all(settled for _, _, settled in read)
    postings = _postings(rows, order) if rows and complete else None
    if postings is None:
        from bnqa.passages.index import PassageIndex

        postings = PassageIndex.build_postings(library)
        new = [_row(article, stamps) for article, stamps, settled in read if settled]
        index = postings.to_rows() if complete else []
        cache.write(name, [*new, *index, {"path": place, "of": order if complete else None}])
    return library, postings


def _articles(rows: Iterable[Any]) -> dict[str, tuple[list[Any], Article]]:
    """The articles that were kept, by their ids; {} when a row makes no sense."""
    try:
        made = [(row["stamps"], _article(row)) for row in rows]
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}
    return {article.id: (stamps, article) for stamps, article in made}


def _postings(rows: list[Any], order: list[Any]) -> Postings | None:
    """The postings that were kept, when they are of these very articles."""
    if rows[-1].get("of") != order:
        return None
    try:
        return Postings.from_rows(rows[-1 - ROWS : -1])
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _row(article: Article, stamps: list[cache.Stamp | None]) -> dict[str, Any]:
    return {
        "stamps": stamps,
        "meta": [getattr(article, name) for name in _META],
        "passages": [[p.id, p.heading, p.text] for p in article.passages],
        "facts": [[getattr(fact, name) for name in _FACT] for fact in article.facts],
    }


def _article(row: dict[str, Any]) -> Article:
    meta = dict(zip(_META, row["meta"], strict=True))
    passages = tuple(Passage(i, meta["id"], heading, text) for i, heading, text in row["passages"])
    return Article(passages=passages, facts=tuple(map(_fact, row["facts"])), **meta)


def _fact(row: list[Any]) -> Fact:
    values: list[Any] = [tuple(value) if isinstance(value, list) else value for value in row]
    return Fact(*values)
