from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnqa.values.period import (
    Period,
    compatible,
    find_periods,
    format_period,
    months,
    parse_period,
    span,
    year_period,
)

READ = [
    ("GRDP năm 2024 tăng", "năm 2024", date(2024, 1, 1), date(2024, 12, 31)),
    ("11 tháng năm 2024", "11 tháng năm 2024", date(2024, 1, 1), date(2024, 11, 30)),
    ("9T/2024", "9T/2024", date(2024, 1, 1), date(2024, 9, 30)),
    ("6 tháng đầu năm 2025", "6 tháng đầu năm 2025", date(2025, 1, 1), date(2025, 6, 30)),
    ("quý III/2024", "quý III/2024", date(2024, 7, 1), date(2024, 9, 30)),
    ("thang 10 nam 2024", "thang 10 nam 2024", date(2024, 10, 1), date(2024, 10, 31)),
    ("tháng 10/2024", "tháng 10/2024", date(2024, 10, 1), date(2024, 10, 31)),
    ("ngày 28/3/2013", "ngày 28/3/2013", date(2013, 3, 28), date(2013, 3, 28)),
    ("thời kỳ 2021-2030", "thời kỳ 2021-2030", date(2021, 1, 1), date(2030, 12, 31)),
    ("từ năm 2021 đến 2030", "từ năm 2021 đến 2030", date(2021, 1, 1), date(2030, 12, 31)),
    ("tầm nhìn đến năm 2050", "tầm nhìn đến năm 2050", None, date(2050, 12, 31)),
]


@pytest.mark.parametrize(("text", "part", "start", "end"), READ)
def test_reads(text: str, part: str, start: date | None, end: date) -> None:
    (mention,) = find_periods(text)
    assert (mention.text, mention.period.start, mention.period.end) == (part, start, end)


@pytest.mark.parametrize(
    "text", ["2024 dự án", "1.805 ha", "quỹ 2", "383,3", "từ tháng mấy", "sau tháng"]
)
def test_leaves_what_is_no_period(text: str) -> None:
    assert find_periods(text) == ()


def test_a_period_without_a_year_meets_the_same_months_of_any_year() -> None:
    eleven, whole = parse_period("11 tháng 2024"), parse_period("2024")
    asked = find_periods("11 tháng")[0].period
    assert eleven is not None
    assert whole is not None
    assert compatible(asked, eleven)
    assert not compatible(asked, whole)
    assert not compatible(whole, eleven)
    assert compatible(find_periods("cả năm")[0].period, whole)


years = st.integers(1900, 2099)
periods = st.one_of(
    years.map(year_period),
    st.tuples(years, st.integers(2, 11)).map(lambda p: months(p[0], 1, p[1], "months")),
    st.tuples(years, st.integers(1, 12)).map(lambda p: months(p[0], p[1], p[1], "month")),
    st.tuples(years, st.integers(0, 3)).map(
        lambda p: months(p[0], p[1] * 3 + 1, p[1] * 3 + 3, "quarter")
    ),
    st.tuples(st.integers(1900, 1999), st.integers(2000, 2099)).map(lambda p: span(*p)),
    st.dates(date(1500, 1, 1), date(2199, 12, 31)).map(
        lambda d: Period("day", d, d, d.year, d.month, d.month)
    ),
    years.map(lambda y: Period("until", None, date(y, 12, 31), y)),
    st.integers(1, 11).map(lambda n: months(None, 1, n, "months")),
    st.tuples(st.one_of(st.none(), years), st.integers(1, 11)).map(
        lambda p: months(p[0], 13 - p[1], 12, "months")
    ),
    st.integers(0, 3).map(lambda q: months(None, q * 3 + 1, q * 3 + 3, "quarter")),
    st.integers(1, 12).map(lambda m: months(None, m, m, "month")),
    st.just(Period("to_date")),
)


@given(periods)
def test_reading_what_was_written_gives_it_back(period: object) -> None:
    assert parse_period(format_period(period)) == period  # type: ignore[arg-type]


@given(st.text(max_size=120))
def test_any_text_is_read_without_failing(text: str) -> None:
    for mention in find_periods(text):
        assert text[mention.start : mention.end] == mention.text
