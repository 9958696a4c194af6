"""Articles as they are copied from pages: what is kept, what is dropped, what is found out."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bnqa.ingest import IngestError, read_article, wordlists
from bnqa.ingest.about import guess_period, guess_place
from bnqa.ingest.furniture import clean
from bnqa.ingest.lines import text_lines
from bnqa.ingest.model import Cleaned

RAW = Path(__file__).parents[1] / "data" / "raw"
CASES = sorted(RAW.glob("*.yaml"))
TEXTS = [case for case in CASES if case.with_suffix(".txt").exists()]


def expected(case: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(case.read_text(encoding="utf-8"))
    return loaded


def source_of(case: Path) -> Path:
    return next(p for s in (".txt", ".html") if (p := case.with_suffix(s)).exists())


def body_of(cleaned: Cleaned) -> str:
    return "\n".join(piece.text for piece in cleaned.body)


def name(case: Path) -> str:
    return case.stem


@pytest.mark.parametrize("case", CASES, ids=name)
def test_keeps_the_article_and_drops_its_furniture(case: Path) -> None:
    wanted = expected(case)
    cleaned, _ = read_article(str(source_of(case)))
    text = body_of(cleaned)
    assert [part for part in wanted["kept"] if part not in text] == []
    assert [part for part in wanted["dropped"] if part in text] == []
    running = [piece.text for piece in cleaned.body if piece.kind != "heading"]
    assert running[0].startswith(wanted["first"])
    assert running[-1].endswith(wanted["last"])
    assert [p.text for p in cleaned.body if p.kind == "heading"] == wanted["headings"]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_finds_what_the_page_says_of_the_article(case: Path) -> None:
    wanted = expected(case)
    cleaned, _ = read_article(str(source_of(case)))
    for key in ("title", "author", "outlet", "published", "url"):
        assert getattr(cleaned.meta, key) == wanted.get(key, getattr(cleaned.meta, key)), key
    assert guess_place(cleaned) == wanted.get("place")
    assert guess_period(cleaned) == wanted["period"] if "period" in wanted else True


@pytest.mark.parametrize("case", CASES, ids=name)
def test_what_is_dropped_is_listed_with_its_line_and_a_reason(case: Path) -> None:
    cleaned, _ = read_article(str(source_of(case)))
    for line in cleaned.dropped:
        assert line.reason
        assert line.number >= 1
    listed = " ".join(line.text for line in cleaned.dropped)
    assert [
        part
        for part in expected(case)["dropped"]
        if part not in listed and part != "không phải bài"
    ] == []


def letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text.lower() if letter.isalnum())


def accounted(cleaned: Cleaned) -> Counter[str]:
    parts = [
        cleaned.meta.title or "",
        *(d.text for d in cleaned.dropped),
        *(p.text for p in cleaned.body),
    ]
    return letters(" ".join(parts))


@pytest.mark.parametrize("case", TEXTS, ids=name)
def test_every_word_of_a_text_is_kept_or_listed(case: Path) -> None:
    text = case.with_suffix(".txt").read_text(encoding="utf-8")
    assert letters(text) - accounted(clean(text_lines(text))) == Counter()


@pytest.mark.parametrize("case", TEXTS, ids=name)
@pytest.mark.parametrize("layout", ["dense", "sparse"])
def test_blank_lines_are_a_help_not_a_need(case: Path, layout: str) -> None:
    if case.stem == "lua-giong":
        pytest.skip("without blank lines a wrapped text has no paragraphs left")
    text = case.with_suffix(".txt").read_text(encoding="utf-8")
    text = re.sub(r"\n\s*\n", "\n", text) if layout == "dense" else re.sub(r"\n+", "\n\n", text)
    cleaned = clean(text_lines(text))
    wanted = expected(case)
    assert cleaned.meta.title == wanted["title"]
    assert [part for part in wanted["kept"] if part not in body_of(cleaned)] == []
    assert body_of(cleaned).endswith(wanted["last"])


@pytest.mark.parametrize("case", TEXTS, ids=name)
def test_structure_alone_finds_the_article(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any word list the article is whole, and hardly anything else is in it."""
    wordlists.words.cache_clear()
    load = wordlists.lang.load
    known = {key: [] for key in load("furniture")}
    monkeypatch.setattr(
        wordlists.lang, "load", lambda file: known if file == "furniture" else load(file)
    )
    try:
        cleaned, _ = read_article(str(source_of(case)))
    finally:
        wordlists.words.cache_clear()
    wanted = expected(case)
    text = body_of(cleaned)
    assert cleaned.meta.title == wanted["title"]
    assert [part for part in wanted["kept"] if part not in text] == []
    assert len([part for part in wanted["dropped"] if part in text]) <= len(wanted["dropped"]) / 5


def test_the_sample_article() -> None:
    path = os.environ.get("BNQA_SAMPLE_ARTICLE")
    if not path:
        pytest.skip("BNQA_SAMPLE_ARTICLE names no article")
    cleaned, _ = read_article(path)
    assert cleaned.meta.author == "Thu Hường"
    assert (cleaned.meta.title or "").startswith("Bắc Ninh: Sản xuất công nghiệp")
    assert sum(piece.kind == "paragraph" for piece in cleaned.body) == 16
    assert sum(piece.kind == "heading" for piece in cleaned.body) == 2
    assert guess_place(cleaned) == "Bắc Ninh"
    assert guess_period(cleaned) == "2024"
    assert not any(
        word in body_of(cleaned) for word in ("Ảnh:", "khởi sắc hơn", "Bính Ngọ", "Bình luận")
    )


LINE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "", "Bình luận", "Ảnh: Minh Khơi", "Kinh tế > Thủy sản", "Thứ Tư, 18/09/2024", "#thẻ", "## Đề mục", "- ý một;",
            "Tin liên quan", "Cảng cá đón thêm tàuKhởi công khu neo đậuNgư dân được mùa", "Gồm ba hạng mục:", "./.",
            "Sản lượng qua cảng đạt 41.700 tấn, tăng 9,5% so với cùng kỳ năm trước.", "Theo Minh Khơi", "[Quảng cáo]",
        ]
    ),
)  # fmt: skip


@given(st.lists(LINE, max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_lines_are_accounted_for_or_refused(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        cleaned = clean(text_lines(text))
    except IngestError:
        return
    source = letters("\n".join(line.text for line in text_lines(text)))
    assert source - accounted(cleaned) == Counter()
    assert cleaned.meta.title
    assert any(piece.kind != "heading" for piece in cleaned.body)
