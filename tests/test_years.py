"""Years as they are typed and said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnqa.parse import parse
from bnqa.text.tokens import fold
from bnqa.values.period import find_periods

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
REFERENCE = date(2025, 3, 1)


def years(text: str) -> list[int | None]:
    return [mention.period.year for mention in find_periods(text)]


def below_hundred(number: int) -> str:
    ten, one = divmod(number, 10)
    if ten == 0:
        return f"lẻ {DIGITS[one]}"
    last = {1: "mốt", 4: "tư", 5: "lăm"}.get(one, DIGITS[one]) if ten > 1 else DIGITS[one]
    if ten == 1:
        return "mười" if one == 0 else f"mười {'lăm' if one == 5 else last}"
    return f"{DIGITS[ten]} mươi {last}" if one else f"{DIGITS[ten]} mươi"


@given(st.integers(2001, 2099), st.booleans())
def test_a_year_in_words_reads_as_in_figures(year: int, bare: bool) -> None:
    by_digits = " ".join(DIGITS[int(digit)] for digit in str(year))
    in_full = f"hai nghìn không trăm {below_hundred(year % 100)}"
    for words in (by_digits, *([] if bare else [in_full])):
        text = f"sản lượng năm {words} là bao nhiêu?"
        assert years(fold(text) if bare else text) == [year], words


@given(st.integers(10, 99))
def test_two_figures_after_k_are_a_year_of_this_century(number: int) -> None:
    assert years(f"hồi 2k{number} có gì") == years(f"hồi {2000 + number} có gì")


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("năm hai ba cảng đón bao nhiêu tàu", 2023),
        ("năm hai mươi ba, cảng đón bao nhiêu tàu", 2023),
        ("nam hai lăm co gi", 2025),
        ("năm hai ngàn hai mươi ba", 2023),
        ("năm bảy lăm", 1975),
        ("từ đầu năm hai không hai ba", 2023),
        ("từ đầu năm hai nghìn hai mươi ba tới giờ", 2023),
        ("quý 2 năm hai tư", 2024),
        ("năm 23 thì sao", 2023),
        ("nam 2k23", 2023),
        ("hai không hai ba cảng mở thêm bến nào", 2023),
    ],
)
def test_years_that_are_said_short(text: str, year: int) -> None:
    assert years(text) == [year]


@pytest.mark.parametrize(
    "text",
    [
        "mỗi năm hai mươi ba tàu",
        "năm hai mươi người đến",
        "năm hai ba triệu tấn",
        "năm hai làm gì",
        "sinh viên năm hai",
        "năm mươi tư bến",
        "nam muoi lam ben",
        "cứ năm 24 giờ",
        "ba năm hai mươi tháng",
        "gọi số hai không hai bốn bốn bốn",
        "giá 2k5",
        "2k một quả",
        "12k24",
    ],
)
def test_numbers_that_are_no_years(text: str) -> None:
    assert years(text) == []


@pytest.mark.parametrize(
    ("text", "year"),
    [("Mở từ năm hai không một chín.", 2019), ("Trong năm chín lăm", 1995), ("họp hồi 2k22", 2022)],
)
def test_any_text_is_parsed_so_where_it_is_certain(text: str, year: int) -> None:
    (period,) = parse(text, REFERENCE).periods
    assert period.first is not None
    assert period.first.year == year


def test_two_figures_are_no_certain_year_of_any_text() -> None:
    assert parse("Xếp hạng năm 24 đội", REFERENCE).periods == ()
