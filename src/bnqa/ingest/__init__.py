"""From an article as people have it to a knowledge folder: the path on one page.

source → bytes → text or page → lines → cleaned article → passages, front matter → facts → folder

The folder is written beside its place, loaded and checked there, and only then put in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, cast

from bnqa.ingest.about import guess_period, guess_place, guess_topic
from bnqa.ingest.articlefile import ArticleFile, body_of, render
from bnqa.ingest.encodings import decode
from bnqa.ingest.factfile import FactFile, compose
from bnqa.ingest.furniture import clean
from bnqa.ingest.ledger import Book, read_book
from bnqa.ingest.lines import text_lines
from bnqa.ingest.model import Cleaned, Dropped, IngestError
from bnqa.ingest.passages import make_sections
from bnqa.ingest.sources import read_source
from bnqa.ingest.target import (
    check_target,
    load_article,
    problems_of,
    put_in_place,
    staging,
)
from bnqa.knowledge import Article, Fact, KnowledgeError

__all__ = ["IngestError", "Report", "ingest", "read_article"]

MAX_CHARACTERS = 2_000_000  # of a plain text

Extractor = Callable[[Article], Iterable[Fact]]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What was written where, and what a person had better look at."""

    folder: Path
    article: ArticleFile
    passages: int
    facts: FactFile
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
    updated: bool = False
    drafts: int | None = None
    failing_drafts: int = 0
    guessed: tuple[str, ...] = field(default=("place", "topic", "period"))


def read_article(source: str, stdin: BinaryIO | None = None) -> tuple[Cleaned, tuple[str, ...]]:
    """The article of a file, a web address or standard input ("-"), cleaned, and notes about it.

    Raises IngestError.
    """
    raw = read_source(source, stdin)
    text, encoding = decode(raw)
    if not raw.is_html and len(text) > MAX_CHARACTERS:
        raise IngestError(f"{raw.name}: quá dài cho một bài báo; hãy cắt lấy riêng bài cần dùng")
    notes = [f"nguồn dùng bảng mã {encoding}, đã đổi sang UTF-8"] if encoding else []
    if raw.is_html:
        from bnqa.ingest.page import read_page

        cleaned = read_page(text, raw.name, raw.url)
    else:
        cleaned = clean(text_lines(text), name=raw.name)
    return cleaned, (*notes, *cleaned.doubts)


def ingest(
    source: str | None,
    target: Path,
    *,
    update: bool = False,
    draft_qa: bool = False,
    stdin: BinaryIO | None = None,
    extract: Extractor | None = None,
    progress: Progress = lambda text: None,
) -> Report:
    """Make or update the knowledge folder ``target`` from ``source``; None: from the folder itself.

    ``extract`` finds the facts of an article (default: :func:`bnqa.extract.extract`). Raises
    IngestError; then nothing has been written.
    """
    exists = check_target(target, update or source is None)
    if source is None and not exists:
        raise IngestError(f"{target}: không có bài nào ở đây; hãy thêm nguồn", wrong_use=True)
    before = problems_of(target) if exists else None
    cleaned: Cleaned | None = None
    notes: tuple[str, ...] = ()
    if source is not None:
        progress("đọc và làm sạch")
        cleaned, notes = read_article(source, stdin)
    with staging(target) as staged:
        old_text = _text(target / "article.md") if exists else None
        try:
            article_file = _article_file(cleaned, old_text)
        except KnowledgeError as error:
            raise IngestError(_to_mend(target, before or error), wrong_use=True) from error
        (staged / "article.md").write_text(article_file.text, encoding="utf-8")
        (staged / "facts.yaml").write_text("", encoding="utf-8")
        article = _loaded(staged)
        if cleaned is None and not update:
            if before is not None:
                raise IngestError(_to_mend(target, before), wrong_use=True)
            _copy(target, staged, "facts.yaml")
            facts = FactFile("", 0, (), kept=len(load_article(target).facts))
        else:
            progress("rút số liệu")
            found = tuple((extract or _default_extractor())(article))
            try:
                facts = _write_facts(staged, target, article, found)
            except KnowledgeError as error:
                raise IngestError(_to_mend(target, before or error), wrong_use=True) from error
        drafts, failing = None, 0
        if draft_qa:
            progress("soạn cặp hỏi đáp nháp")
            drafts, failing = _write_drafts(staged, target)
        put_in_place(staged, target)
    kept = [f"`{key}` đã sửa tay trong article.md, giữ nguyên" for key in article_file.kept_keys]
    if article_file.kept_body and cleaned is not None:
        kept.append(
            "các đoạn trong article.md đã sửa tay, giữ nguyên; nội dung mới của nguồn không được lấy"
        )
    return Report(
        folder=target,
        article=article_file,
        passages=len(article.passages),
        facts=facts,
        dropped=cleaned.dropped if cleaned is not None else (),
        notes=(*notes, *kept),
        updated=exists,
        drafts=drafts,
        failing_drafts=failing,
    )


def _default_extractor() -> Extractor:
    # Imported by name when it is needed: an article is read, and may be refused, without it.
    return cast("Extractor", import_module("bnqa.extract").extract)


def _article_file(cleaned: Cleaned | None, old: str | None) -> ArticleFile:
    if cleaned is None:
        return ArticleFile(old or "", {})
    meta, place = cleaned.meta, guess_place(cleaned)
    values = {
        "title": meta.title, "author": meta.author, "outlet": meta.outlet, "published": meta.published,
        "url": meta.url, "language": "vi", "place": place, "topic": guess_topic(cleaned, place),
        "period": guess_period(cleaned),
    }  # fmt: skip
    known = {key: value for key, value in values.items() if value}
    return render(known, body_of(make_sections(cleaned.body)), old)


def _loaded(folder: Path) -> Article:
    try:
        return load_article(folder)
    except KnowledgeError as error:
        raise IngestError(f"bài ghi ra không nạp được, nên không ghi:\n{error}") from error


def _to_mend(target: Path, error: KnowledgeError) -> str:
    return f"{target}: đang có lỗi, hãy sửa rồi chạy lại:\n{error}"


def _write_facts(staged: Path, target: Path, article: Article, found: tuple[Fact, ...]) -> FactFile:
    """``facts.yaml``, without the automatic entries that would not load.

    Raises KnowledgeError where a person's entries don't.
    """
    old_path = target / "facts.yaml"
    old = read_book(_text(old_path), str(old_path)) if old_path.exists() else Book()
    without: frozenset[str] = frozenset()
    while True:
        written = compose(article, found, old, without)
        (staged / "facts.yaml").write_text(written.text, encoding="utf-8")
        try:
            load_article(staged)
            return written
        except KnowledgeError as error:
            bad = _automatic_at(written, {problem.line for problem in error.problems})
            if not bad - without:
                raise
            without |= bad


def _automatic_at(written: FactFile, lines: set[int]) -> frozenset[str]:
    """The automatic entries that stand at some lines of the file."""
    ours = {name for _, name in written.ids}
    found: set[str] = set()
    current = ""
    for number, line in enumerate(written.text.split("\n"), 1):
        if line.startswith("- "):
            current = line.partition("id: ")[2].split("  # auto")[0].strip().strip('"')
        if number in lines and current in ours:
            found.add(current)
    return frozenset(found)


def _write_drafts(staged: Path, target: Path) -> tuple[int, int]:
    from bnqa.ingest.draft import draft_pairs

    _copy(target, staged, "qa.yaml")
    try:
        drafts = draft_pairs(staged)
    except KnowledgeError as error:
        raise IngestError(
            f"qa.yaml đang có lỗi, hãy sửa trước:\n{error}", wrong_use=True
        ) from error
    (staged / "qa.yaml").write_text(drafts.text, encoding="utf-8")
    return drafts.added, drafts.failing


def _copy(target: Path, staged: Path, name: str) -> None:
    if (target / name).exists():
        (staged / name).write_text(_text(target / name), encoding="utf-8")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise IngestError(
            f"{path}: không phải UTF-8; hãy lưu lại với mã UTF-8", wrong_use=True
        ) from error
