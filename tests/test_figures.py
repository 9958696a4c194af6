"""Sentences that have the figure, where the facts of an article were read from its text."""

from __future__ import annotations

from pathlib import Path

import pytest

import bnqa
from bnqa import Engine
from bnqa.library.loading import load_library
from bnqa.library.shelf import article_words
from bnqa.passages.figures import FigureReader
from bnqa.passages.index import PassageIndex
from bnqa.question.reading import Reader
from bnqa.text.vocabulary import Vocabulary

ARTICLE = """---
title: "Chợ nổi Phong Hà đón khách trở lại"
place: Phong Hà
period: "2024"
published: "2024-12-20"
---

Cùng với bến xe, chợ nổi Phong Hà có lúc buộc tới 86 chiếc ghe mỗi sáng. Cô Sáu Lành kể bún nước lèo bán hết veo 140 tô, còn hủ tiếu thì thong thả hơn.

Ghe khách quen thường ghé bến Cây Me, hàng về 12 tấn trái cây một chuyến, chỉ sau bến Vàm Xáng.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("knowledge") / "phong-ha"
    path.mkdir()
    (path / "article.md").write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def market(folder: Path) -> Engine:
    return bnqa.load(folder)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("bún nước lèo bán hết bao nhiêu tô", "140"),
        ("Ghe khách quen ghé bến Cây Me chở bao nhiêu tấn trái cây?", "12 tấn"),
    ],
)
def test_the_sentence_with_the_figure_is_told(market: Engine, question: str, told: str) -> None:
    answer = market.ask(question)
    assert answer.status == "answered", answer.text
    assert told in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Bến Vàm Xáng hàng về bao nhiêu tấn trái cây?",  # named after the figure, not told of it
        "Năm 2019 bún nước lèo bán hết bao nhiêu tô?",  # another year
        "Bún nước lèo giá bao nhiêu tiền một tô?",  # a figure of another kind
        "Hủ tiếu Mỹ Tho bán hết bao nhiêu tô?",
    ],
)
def test_another_figure_is_not_told(market: Engine, question: str) -> None:
    answer = market.ask(question)
    assert answer.status == "refused", answer.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("bún nước lèo hết bao nhiêu tô", "140 tô"),
        ("ghe hàng về bến Cây Me bao nhiêu tấn trái cây", "12 tấn"),
        ("hàng về bến Vàm Xáng bao nhiêu tấn trái cây", None),
        ("năm 2021 bún nước lèo hết bao nhiêu tô", None),
    ],
)
def test_a_sentence_is_read_by_its_words_names_and_period(
    market: Engine, asked: str, told: str | None
) -> None:
    library = market.library
    index = PassageIndex(library)
    question = Reader(article_words(library.articles[0])).understand(asked, marked=True)
    span = FigureReader(index, library).read(question, index.search(asked))
    assert (span is None) == (told is None)
    assert span is None or (told is not None and told in span.text)


def test_facts_that_a_person_wrote_need_no_sentence() -> None:
    library = load_library(Path(__file__).parent / "data" / "thuy-san-2023")
    index = PassageIndex(library)
    question = Reader(Vocabulary()).understand("kim ngạch bao nhiêu tỷ USD", marked=True)
    hits = index.search(question.text)
    assert FigureReader(index, library).read(question, hits) is None
