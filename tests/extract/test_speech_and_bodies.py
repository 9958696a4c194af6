"""Who says a sentence, whose a figure is that names nobody, and words that multiply."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnqa.extract import extract
from bnqa.extract.speech import said
from bnqa.knowledge import Article, Fact, Passage
from bnqa.values.multiples import find_multiples


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ông Lê An, Giám đốc Sở Y tế, cho biết tỉnh có 9 bệnh viện.", "tỉnh có 9 bệnh viện."),
        ("Cũng theo bà Lan, ba tháng qua thu 5 tỷ đồng.", "ba tháng qua thu 5 tỷ đồng."),
        ("Tỉnh có 9 bệnh viện.", "Tỉnh có 9 bệnh viện."),
        (
            "Cầu vượt quá tải từ tháng 5”, ông Vũ Hà, Giám đốc Ban dự án, nói.",
            "Cầu vượt quá tải từ tháng 5",
        ),
        ("Doanh thu đạt 5 tỷ đồng, ông An cho biết", "Doanh thu đạt 5 tỷ đồng"),
    ],
)
def test_what_is_said(text: str, told: str) -> None:
    start, end = said(text)
    assert text[start:end] == told


@given(st.text(alphabet="aàbcđ ôngbàcho biết,:“”.1 theo Sở", max_size=120))
def test_what_is_said_is_a_stretch_of_the_text(text: str) -> None:
    start, end = said(text)
    assert 0 <= start <= end <= len(text)


def facts_of(*texts: str) -> tuple[Fact, ...]:
    passages = tuple(Passage(f"p{n:02}", "bai", "", text) for n, text in enumerate(texts, 1))
    return extract(Article("bai", "Bài thử", passages, (), published="2024-10-05"))


def test_a_bare_head_is_the_body_named_before() -> None:
    facts = facts_of(
        "Công ty CP Cảng Hòn Nêm (mã HNM) vừa công bố kết quả kinh doanh.",
        "Quý III/2024, doanh thu của công ty đạt 410 tỷ đồng.",
    )
    figure = next(fact for fact in facts if fact.value == 410)
    assert {"Công ty CP Cảng Hòn Nêm", "HNM"} <= set(figure.aliases)


def test_what_the_head_of_a_firm_says_is_of_the_firm() -> None:
    facts = facts_of(
        "Bà Trần Thu, Tổng Giám đốc HNM, chia sẻ: “Lợi nhuận trước thuế quý II/2024 đạt 52 tỷ đồng”."
    )
    assert "HNM" in next(fact for fact in facts if fact.value == 52).aliases


def test_this_quarter_is_the_last_one_named() -> None:
    facts = facts_of("Quý II/2024 là quý tốt nhất. Doanh thu quý này đạt 77 tỷ đồng.")
    figure = next(fact for fact in facts if fact.value == 77)
    assert (figure.measure, figure.period) == ("doanh thu", "quý 2 năm 2024")


def test_how_long_is_no_period() -> None:
    facts = facts_of("Sau 4 tháng thất nghiệp, chị Hoa nhận lương 8,5 triệu đồng.")
    assert next(fact for fact in facts if fact.value == 8.5).period is None


@pytest.mark.parametrize(
    ("text", "times"),
    [("gấp đôi cùng kỳ", ["2"]), ("gấp rưỡi", ["1.5"]), ("gấp ba lần", []), ("đôi khi", [])],
)
def test_multiples(text: str, times: list[str]) -> None:
    assert [value for _, _, value in find_multiples(text)] == [Decimal(t) for t in times]
