"""Read a knowledge folder and validate all of it: every problem is named with file and line."""

from __future__ import annotations

import re
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import yaml

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
from bnqa.lang import SafeLoader
from bnqa.library.entries import Reporter, read_entries, read_text, yaml_problem
from bnqa.library.fact_entries import check_evidence, read_fact
from bnqa.text.tokens import squeeze

_META = (
    "title", "outlet", "author", "url", "published", "place", "topic", "theme", "period", "language",
)  # fmt: skip


def load_library(path: str | PathLike[str]) -> Library:
    """Load one article's folder, or a folder of them. Raises KnowledgeError with every problem."""
    problems: list[Problem] = []
    articles = [load_article(folder, problems) for folder in article_folders(path)]
    if problems:
        raise KnowledgeError(problems)
    return Library(tuple(article for article in articles if article is not None))


def load_article(folder: Path, problems: list[Problem]) -> Article | None:
    """One article's folder; what is wrong with it is added to ``problems``."""
    path = folder / "article.md"
    text = read_text(path, problems)
    if text is None:
        return None
    meta, body, first_line = _front_matter(path, text, problems)
    name = article_id(folder)
    passages = tuple(_passages(name, body))
    if not passages:
        problems.append(
            Problem(str(path), first_line, "không có đoạn văn nào; hãy viết nội dung bài")
        )
    fields = {key: str(meta[key]) for key in _META if meta.get(key) is not None}
    title = fields.pop("title", name)
    article = Article(id=name, title=title, passages=passages, facts=(), **fields)
    if (folder / "facts.yaml").exists():
        facts = _load_facts(folder / "facts.yaml", name, passages, problems)
        return replace(article, facts=facts)
    from bnqa.extract import read  # costs nothing where facts are given

    return read(article)


def _front_matter(
    path: Path, text: str, problems: list[Problem]
) -> tuple[dict[str, Any], str, int]:
    match = re.match(r"---[ ]*\n(.*?)\n---[ ]*(?:\n|$)", text, re.DOTALL)
    if match is None:
        if text.startswith("---\n"):
            problems.append(
                Problem(str(path), 1, "phần đầu mở bằng --- mà không đóng; hãy thêm dòng ---")
            )
        return {}, text, 1
    first_line = match.group().count("\n") + 1
    try:
        meta = yaml.load(match.group(1), Loader=SafeLoader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        problems.append(yaml_problem(path, error, 1))
        meta = {}
    if meta is not None and not isinstance(meta, dict):
        problems.append(Problem(str(path), 2, "phần đầu phải gồm các dòng `khóa: giá trị`"))
        meta = {}
    meta = meta or {}
    if not meta.get("title"):
        problems.append(Problem(str(path), 1, "thiếu tiêu đề; hãy thêm dòng `title: …` ở phần đầu"))
    return meta, text[match.end() :], first_line


def _passages(article: str, body: str) -> list[Passage]:
    """Paragraphs between blank lines; a ``##`` heading belongs to those that follow it."""
    heading = ""
    found: list[Passage] = []
    for block in re.split(r"\n\s*\n", body):
        lines = []
        for line in block.strip().split("\n"):
            if line.lstrip().startswith("#"):
                heading = line.lstrip("# ").strip()
            else:
                lines.append(line)
        text = squeeze(" ".join(lines))
        if text:
            found.append(Passage(f"p{len(found) + 1:02d}", article, heading, text))
    return found


def _load_facts(
    path: Path, article: str, passages: tuple[Passage, ...], problems: list[Problem]
) -> tuple[Fact, ...]:
    text = read_text(path, problems)
    if text is None:
        return ()
    by_id = {passage.id: passage for passage in passages}
    seen: dict[str, int] = {}
    facts: list[Fact] = []
    entries = read_entries(path, text, problems)
    for entry in entries:
        report = Reporter(str(path), entry, problems)
        fact = read_fact(entry, article, report)
        if fact is None:
            continue
        if fact.id in seen:
            report("id", f"id `{fact.id}` đã dùng ở dòng {seen[fact.id]}; hãy đặt id khác")
        seen.setdefault(fact.id, entry.line)
        check_evidence(fact, by_id, report)
        facts.append(fact)
    for entry in entries:
        base = entry.values.get("of")
        if base is not None and base not in seen:
            problems.append(
                Problem(str(path), entry.line_of("of"), f"`of: {base}` không trỏ tới số liệu nào")
            )
    return tuple(facts)
