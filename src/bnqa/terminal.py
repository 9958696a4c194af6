"""Show an answer in a terminal: plain text, or coloured with the answering sentence marked."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TextIO

from bnqa.answer import Answer, PassageRef, Source
from bnqa.knowledge import Article, Fact

_LIMIT = 320  # code points of evidence shown around the answering sentence


def wants_colour(stream: TextIO) -> bool:
    """Colour only on a real terminal that can, and not against NO_COLOR."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") in ("", "dumb"):
        return False
    return stream.isatty()


def source_line(source: Source | None, passage: PassageRef | None) -> str:
    """``Nguồn: “title” (outlet), đoạn p05``."""
    if source is None:
        return ""
    outlet = f", {source.outlet}" if source.outlet else ""
    place = f", đoạn {passage.id}" if passage is not None else ""
    return f"Nguồn: “{source.title}”{outlet}{place}"


def excerpt(passage: PassageRef) -> tuple[str, str, str]:
    """The evidence as (before, highlight, after), cut to what stands near the highlight."""
    start, end = passage.highlight or (0, 0)
    before, marked, after = passage.text[:start], passage.text[start:end], passage.text[end:]
    room = max(0, (_LIMIT - len(marked)) // 2)
    if len(before) > room:
        before = "…" + before[len(before) - room :].partition(" ")[2]
    if len(after) > room:
        after = after[:room].rpartition(" ")[0] + "…"
    return before, marked, after


def plain(answer: Answer) -> str:
    """The answer, its evidence and source, and what may be asked next, without any colour."""
    lines = [answer.text]
    shown = answer.passages[0] if answer.passages and answer.status == "answered" else None
    if shown is not None:
        lines += ["", "  “" + "".join(excerpt(shown)).strip() + "”"]
        lines.append("  " + source_line(answer.source, shown))
    if answer.suggestions:
        title = "Bạn có thể chọn:" if answer.status == "clarify" else "Hỏi tiếp:"
        lines += ["", title, *(f"  {i}. {q}" for i, q in enumerate(answer.suggestions, 1))]
    return "\n".join(lines)


def show(answer: Answer, stream: TextIO) -> None:
    """Print an answer to a stream, coloured where the stream can."""
    if not wants_colour(stream):
        print(plain(answer), file=stream, flush=True)
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=stream, highlight=False)
    style = {"answered": "bold green", "clarify": "bold yellow", "refused": "bold red"}
    console.print(Text(answer.text, style=style.get(answer.status, "bold")))
    if answer.passages and answer.status == "answered":
        before, marked, after = excerpt(answer.passages[0])
        body = Text.assemble((before, "dim"), (marked, "bold underline"), (after, "dim"))
        console.print(Padding(body, (1, 2, 0, 2)))
        console.print(Padding(Text(source_line(answer.source, answer.passages[0]), "cyan"), (0, 2)))
    if answer.suggestions:
        console.print()
        for number, question in enumerate(answer.suggestions, 1):
            console.print(Text.assemble((f"  {number}. ", "yellow"), question))


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns; the first row is the heading."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def fact_rows(facts: Sequence[Fact]) -> list[tuple[str, str, str, str]]:
    """The fact table: id, what is measured, its value, its period."""
    from bnqa.answer import format_value

    rows = [("Mã", "Số liệu", "Giá trị", "Kỳ")]
    for fact in facts:
        rows.append(
            (fact.id, f"{fact.measure} – {fact.subject}", format_value(fact), fact.period or "")
        )
    return rows


def article_rows(articles: Sequence[Article]) -> list[tuple[str, ...]]:
    """The table of a library: each article's id, title, where and when it was published, its size."""
    rows: list[tuple[str, ...]] = [("Mã", "Tên bài", "Nơi đăng", "Ngày", "Đoạn", "Số liệu")]
    for a in articles:
        counts = str(len(a.passages)), str(len(a.facts))
        rows.append((a.id, a.title, a.outlet or "", a.published or "", *counts))
    return rows


def article_source(article: Article) -> str:
    """Where an article comes from, in one line."""
    parts = [f"“{article.title}”", article.author, article.outlet, article.published, article.url]
    return ", ".join(part for part in parts if part)
