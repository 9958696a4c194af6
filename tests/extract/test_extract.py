"""Extraction holds on any text, and a folder without facts.yaml answers from its article alone."""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bnqa
from bnqa.answer import format_value
from bnqa.extract import extract, read
from bnqa.knowledge import NUMERIC_KINDS, TEXT_KINDS, Article, Fact, KnowledgeError, Passage
from bnqa.library.loading import load_library
from bnqa.reply.compose import statement
from bnqa.text.tokens import tokenize
from bnqa.values.mentions import find_quantities
from bnqa.values.multiples import find_multiples
from bnqa.values.numbers import parse_figure
from bnqa.values.period import parse_period
from bnqa.values.quantity import QUALIFIERS, make_quantity, parse_unit
from tests.extract.test_corpus import examples

ARTICLE = """---
title: Du lịch Hải Khê đón khách trở lại
published: "2024-10-05"
---

9 tháng năm 2024, tỉnh Hải Khê đón 2,4 triệu lượt khách, tăng 16% so với cùng kỳ năm trước. Tổng thu
từ du lịch đạt 3.150 tỷ đồng.

Ông Lê Minh Quân, Giám đốc Sở Du lịch Hải Khê, cho biết công suất phòng giảm từ 71% xuống 64%.

Tỉnh mở thêm 12 điểm đến để giữ chân du khách. Hải Khê đặt mục tiêu đón 3,5 triệu lượt khách trong
năm 2025.
"""

# Pieces that sentences of news are made of, put together at random: structures no one foresaw.
WORDS = """tăng giảm đạt chiếm còn lên xuống là gấp với và trong đó so với cùng kỳ lần lượt từ đến ( )
, ; : . – “ ” … % tỉnh dự án do làm chủ đầu tư Hải Khê ông Giám đốc nhờ để gồm 12,5% 1.200 {value}"""
PHRASES = """3 tỷ USD|gần 5 triệu lượt khách|6,5 - 7%|năm 2024|quý I|tháng 8|kim ngạch xuất khẩu|
|tổng vốn đầu tư|mục tiêu|so với cùng kỳ năm trước|ba trăm dự án|1/3|mỗi năm"""
PIECES = [*WORDS.split(), *PHRASES.split("|")]


def article(*texts: str) -> Article:
    passages = tuple(Passage(f"p{i:02}", "a", "", text) for i, text in enumerate(texts, 1))
    return Article("a", "Bài thử", passages, (), published="2024-10-05")


def assert_sound(fact: Fact, passages: dict[str, str]) -> None:
    """What loading asks of a fact that a person wrote, and that its figure stands in its quote."""
    assert fact.quote
    assert fact.quote in passages[fact.passage]
    assert fact.kind in (NUMERIC_KINDS if fact.is_numeric else TEXT_KINDS)
    assert fact.qualifier in QUALIFIERS
    assert 0 <= fact.confidence <= 1
    assert fact.subject
    assert fact.measure
    assert fact.period is None or parse_period(fact.period) is not None
    assert fact.phrase is None or "{value}" in fact.phrase
    if fact.unit is not None:
        parse_unit(fact.unit)
    if isinstance(fact.value, float):
        found = {parse_figure(t.text) for t in tokenize(fact.quote) if t.is_number}
        for mention in find_quantities(fact.quote):
            found |= {mention.quantity.low, mention.quantity.high}
        found |= {value for _, _, value in find_multiples(fact.quote)}
        value = abs(Decimal(str(fact.value)))
        scaled = make_quantity(value, fact.unit, "exact").value
        assert {value, scaled} & {abs(v) for v in found if v is not None}
    else:
        values = (fact.value,) if isinstance(fact.value, str) else fact.value
        assert all(value.lower() in fact.quote.lower() for value in values)
    statement(fact)


@given(st.lists(st.text(max_size=300), max_size=4))
@settings(max_examples=200, deadline=None)
def test_never_raises_on_any_text(texts: list[str]) -> None:
    told = article(*texts)
    passages = {p.id: p.text for p in told.passages}
    for fact in extract(told):
        assert_sound(fact, passages)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30))
@settings(max_examples=400, deadline=None)
def test_facts_are_sound_whatever_the_structure(pieces: list[str]) -> None:
    text = " ".join(pieces).strip()
    for fact in read(article(text)).facts:
        assert_sound(fact, {"p01": text})


@pytest.mark.parametrize("example", list(examples()))
def test_facts_of_the_corpus_are_sound(example: object) -> None:
    told = example.article  # type: ignore[attr-defined]
    passages = {p.id: p.text for p in told.passages}
    facts = extract(told)
    for fact in facts:
        assert_sound(fact, passages)
    assert len({fact.id for fact in facts}) == len(facts)
    assert all(fact.of in {None, *(f.id for f in facts)} for fact in facts)


def test_figures_of_unknown_measure_are_kept_with_low_confidence() -> None:
    (known, *_) = extract(article("Kim ngạch xuất khẩu năm 2023 đạt 3 tỷ USD."))
    (unknown, *_) = extract(article("Tăng 12%."))
    assert known.confidence == 1
    assert unknown.value == 12
    assert unknown.confidence < 0.5


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    folder = tmp_path / "hai-khe"
    folder.mkdir()
    (folder / "article.md").write_text(ARTICLE, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("9 tháng Hải Khê đón bao nhiêu lượt khách?", "2,4 triệu lượt khách"),
        ("lượt khách tăng bao nhiêu phần trăm so với cùng kỳ?", "16%"),
        ("Tổng thu từ du lịch đạt bao nhiêu?", "3.150 tỷ đồng"),
        ("công suất phòng giảm xuống bao nhiêu?", "64%"),
        ("Ai là Giám đốc Sở Du lịch Hải Khê?", "Lê Minh Quân"),
        ("Tỉnh mở thêm 12 điểm đến để làm gì?", "giữ chân du khách"),
        ("Năm 2025 Hải Khê đặt mục tiêu đón bao nhiêu khách?", "3,5 triệu lượt khách"),
    ],
)
def test_a_bare_article_answers(bare: Path, question: str, expected: str) -> None:
    answer = bnqa.load(bare).ask(question)
    assert answer.status == "answered"
    assert expected in answer.text


def test_a_bare_article_knows_its_place_and_refuses_the_rest(bare: Path) -> None:
    (found,) = load_library(bare).articles
    assert found.place == "Hải Khê"
    assert bnqa.load(bare).ask("Giá vàng hôm nay bao nhiêu?").status == "refused"


def test_facts_of_a_person_are_not_added_to(bare: Path) -> None:
    (bare / "facts.yaml").write_text(
        "- {id: khach, subject: Hải Khê, measure: số lượt khách, value: 2.4, unit: triệu lượt khách,"
        ' kind: count, passage: p01, quote: "đón 2,4 triệu lượt khách"}\n',
        encoding="utf-8",
    )
    (found,) = load_library(bare).articles
    assert [(fact.id, fact.confidence) for fact in found.facts] == [("khach", 1.0)]


def test_a_person_may_write_a_range_and_a_confidence(bare: Path) -> None:
    text = (
        '- {id: gia, subject: Hải Khê, measure: công suất, value: 64, value_to: 71, unit: "%",'
        ' kind: rate, passage: p02, quote: "từ 71% xuống 64%", confidence: 0.5}\n'
    )
    (bare / "facts.yaml").write_text(text, encoding="utf-8")
    (found,) = load_library(bare).articles
    assert (found.facts[0].value_to, found.facts[0].confidence) == (71.0, 0.5)
    for wrong, message in (
        (text.replace("value_to: 71", "value_to: 60"), "value_to phải là"),
        (text.replace("value_to: 71", "value_to: 77"), "số 77 không có"),
        (text.replace("confidence: 0.5", "confidence: 7"), "confidence phải là"),
    ):
        (bare / "facts.yaml").write_text(wrong, encoding="utf-8")
        with pytest.raises(KnowledgeError) as caught:
            load_library(bare)
        assert message in str(caught.value)


def test_ranges_and_falls_are_said_as_articles_say_them() -> None:
    (price,) = extract(article("Giá cà phê dao động 97.000 - 98.500 đồng/kg."))
    assert format_value(price) == "từ 97.000 đến 98.500 đồng"
    (fall,) = extract(article("Giá gạo giảm 2,3%."))
    assert (fall.value, statement(fall)) == (-2.3, "Giá gạo giảm 2,3%")
    assert statement(replace(fall, phrase=None)).endswith("giảm 2,3%")


def test_an_article_of_two_pages_takes_little_time() -> None:
    texts = [example.values[0].article.passages[0].text for example in examples()]
    told = article(*(" ".join(texts[i : i + 5]) for i in range(0, 50, 5)))
    extract(told)  # the language data is read once
    started = time.process_time()
    for _ in range(5):
        extract(told)
    assert (time.process_time() - started) / 5 < 0.25  # generous: machines of CI are slow


def test_an_article_of_a_day_is_of_that_day() -> None:
    told = replace(
        article("Giá hồ tiêu trong nước tăng.", "Đắk Nông có giá cao nhất với 151.000 đồng/kg."),
        title="Giá hồ tiêu hôm nay 5/10: Tăng nhẹ",
    )
    (price,) = [f for f in extract(told) if f.is_numeric]
    assert price.period == "ngày 5 tháng 10 năm 2024"


def test_what_stood_at_a_day_stands_in_the_paragraphs_after_it() -> None:
    told = replace(
        article(
            "Quý III/2024, Ngân hàng Nam Hải lãi 700 tỷ đồng.",
            "Tại ngày 30/9/2024, tổng tài sản đạt 90.000 tỷ đồng.",
            "Cho vay mua nhà chiếm 24% dư nợ. Thu phí dịch vụ đạt 80 tỷ đồng.",
        ),
        period="quý III/2024",
    )
    periods = {f.value: f.period for f in extract(told) if f.is_numeric}
    assert periods == {
        700: "quý 3 năm 2024",
        90000: "ngày 30 tháng 9 năm 2024",
        24: "ngày 30 tháng 9 năm 2024",
        80: "quý 3 năm 2024",
    }


def test_a_period_long_past_is_not_what_an_article_is_of() -> None:
    told = read(article("Diện tích mít tăng từ 3.000 ha năm 2019 lên 7.000 ha.", "Giá đạt 20 USD."))
    assert told.period is None
    assert {f.value: f.period for f in told.facts if f.is_numeric} == {
        3000: "2019",
        7000: None,
        20: None,
    }


def test_figures_that_name_nobody_are_of_the_one_firm_of_the_text() -> None:
    told = article(
        "Ngân hàng Nam Hải (NHBank, mã chứng khoán: NHB) lãi 700 tỷ đồng.",
        "Tổng tài sản của NHBank đạt 90.000 tỷ đồng. Tỷ lệ nợ xấu ở mức 1,5%.",
        "NHBank có 3.000 nhân viên.",
    )
    ratio = next(f for f in extract(told) if f.value == 1.5)
    assert "NHBank NHB" in ratio.aliases


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Nhà máy công suất 60.000 xe/năm sẽ chạy thử từ tháng 10/2024.", ["từ tháng 10/2024"]),
        ("Ngày 7/9, bão số 3 làm chết 5 người.", ["Ngày 7/9"]),
        ("Cầu Cửa Lạch được khánh thành vào tháng 8/2024.", ["vào tháng 8/2024"]),
        ("9 tháng, xuất khẩu đạt 3 tỷ USD, tăng 4%.", []),
        ("Tăng trưởng quý III bứt lên mức cao nhất từ trước tới nay.", []),
        ("Tính đến ngày 30/9, dư nợ đạt 900 tỷ đồng.", []),
    ],
)
def test_a_time_is_a_fact_where_something_happens(text: str, times: list[str]) -> None:
    told = [f.value for f in extract(article(text)) if f.kind == "date"]
    assert told == times
