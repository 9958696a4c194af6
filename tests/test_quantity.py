from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bnqa import lang
from bnqa.values.mentions import find_quantities
from bnqa.values.period import find_periods
from bnqa.values.quantity import (
    Quantity,
    Unit,
    bounded,
    compare,
    convert,
    format_quantity,
    is_unit,
    make_quantity,
    parse_unit,
    plain,
)

READ = [
    ("383,3 triệu USD", "383300000", "383300000", "USD", "exact"),
    ("383.3 triệu đô la Mỹ", "383300000", "383300000", "USD", "exact"),
    ("gần 3 tỷ USD", None, "3000000000", "USD", "nearly"),
    ("hơn 2.000 dự án", "2000", None, "dự án", "more_than"),
    ("khoảng 1.805 ha", "1805", "1805", "ha", "about"),
    ("1,8ty usd", "1800000000", "1800000000", "USD", "exact"),
    ("ba trăm năm mươi chín dự án", "359", "359", "dự án", "exact"),
    ("ba tram nam muoi chin du an", "359", "359", "dự án", "exact"),
    ("từ 1000 đến 2000 đồng", "1000", "2000", "VND", "range"),
    ("1000-2000 đồng", "1000", "2000", "VND", "range"),
    ("$10", "10", "10", "USD", "exact"),
    ("-1,2%", "-1.2", "-1.2", "%", "exact"),
    ("6½", "6.5", "6.5", None, "exact"),
    ("hai triệu rưỡi", "2500000", "2500000", None, "exact"),
    ("bốn phẩy tám tỷ đô", "4800000000", "4800000000", "USD", "exact"),
    ("5 người trở lên", "5", None, "người", "at_least"),
    ("1,5 điểm phần trăm", "1.5", "1.5", "điểm %", "exact"),
    ("gan 300.000 lao dong", None, "300000", "người", "nearly"),
]


@pytest.mark.parametrize(("text", "low", "high", "unit", "qualifier"), READ)
def test_reads(
    text: str, low: str | None, high: str | None, unit: str | None, qualifier: str
) -> None:
    (mention,) = find_quantities(text)
    found = mention.quantity
    assert found.low == (None if low is None else Decimal(low))
    assert found.high == (None if high is None else Decimal(high))
    assert (found.unit, found.qualifier) == (unit, qualifier)
    assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "text",
    [
        "Quốc lộ 18",
        "Covid-19",
        "RON95",
        "điều 5",
        "số 22 Hàng Buồm",
        "tỷ số 4:51",
        "một dự án",
        "chủ đầu tư dự án",
    ],
)
def test_what_measures_nothing_is_left_alone(text: str) -> None:
    assert find_quantities(text) == ()


CHECKS = [
    (("6.03", "%", "exact"), ("6.03", "%", "estimated"), "yes"),
    (("5", "%", "more_than"), ("6.03", "%", "estimated"), "yes"),
    (("7", "%", "exact"), ("6.03", "%", "estimated"), "no"),
    (("3", "tỷ USD", "nearly"), ("3", "tỷ USD", "nearly"), "yes"),
    (("3", "tỷ USD", "exact"), ("3", "tỷ USD", "nearly"), "unsettled"),
    (("5", "tỷ USD", "exact"), ("3", "tỷ USD", "nearly"), "no"),
    (("2500", "dự án", "exact"), ("2000", "dự án", "more_than"), "unsettled"),
    (("1500", "dự án", "exact"), ("2000", "dự án", "more_than"), "no"),
    (("2", "tỷ USD", "less_than"), ("1.8", "tỷ USD", "exact"), "yes"),
    (("1800", "triệu USD", "exact"), ("1.8", "tỷ USD", "exact"), "yes"),
    (("90", "%", "more_than"), ("90", "%", "about"), "unsettled"),
    (("10", "ha", "exact"), ("10", "%", "exact"), "no"),
    (("18.05", "km2", "exact"), ("1805", "ha", "about"), "yes"),
    (("20", "km2", "exact"), ("1805", "ha", "exact"), "no"),
    (("2", "USD", "exact"), ("2", "VND", "exact"), "no"),
]


@pytest.mark.parametrize(("claim", "known", "verdict"), CHECKS)
def test_checks_by_interval(
    claim: tuple[str, str, str], known: tuple[str, str, str], verdict: str
) -> None:
    assert compare(make_quantity(*claim), make_quantity(*known)) == verdict


def test_formats_the_vietnamese_way() -> None:
    assert format_quantity(make_quantity("6.03", "%", "estimated")) == "ước 6,03%"
    assert format_quantity(make_quantity(1805, "ha", "about"), "ha") == "khoảng 1.805 ha"
    assert format_quantity(make_quantity(3, "tỷ USD", "nearly"), "tỷ USD") == "gần 3 tỷ USD"


def test_converts_within_a_dimension_only() -> None:
    assert convert(make_quantity(2, "ha", "exact"), "m2").low == 20000
    with pytest.raises(ValueError, match="USD"):
        convert(make_quantity(2, "USD", "exact"), "VND")


def test_any_noun_counts_things() -> None:
    assert parse_unit("nghìn quả") == Unit("nghìn quả", "quả", Decimal(1000), "count")
    assert is_unit("nghìn USD")
    assert not is_unit("quả")


figures = st.decimals(min_value=0, max_value=10**9, places=2).map(plain)
qualifiers = st.sampled_from(
    ["exact", "estimated", "more_than", "at_least", "less_than", "at_most", "nearly", "about"]
)
units = st.sampled_from([None, "triệu USD", "tỷ USD", "nghìn tỷ đồng", "triệu lượt khách", *(unit for group in lang.load("units")["units"].values() for unit in group)])  # fmt: skip
signed = st.decimals(min_value=-(10**9), max_value=10**9, places=2).map(plain)


@given(signed, units, qualifiers)
def test_reading_what_was_written_gives_it_back(
    value: Decimal, unit: str | None, qualifier: str
) -> None:
    quantity = make_quantity(value, unit, qualifier)
    written = format_quantity(quantity, unit)
    assume(not find_periods(written))  # "5 tháng" is the first five of a year
    (mention,) = find_quantities(written)
    assert mention.quantity == quantity


@given(st.tuples(figures, figures).filter(lambda pair: pair[0] < pair[1]), units)
def test_a_range_reads_as_it_was_written(pair: tuple[Decimal, Decimal], unit: str | None) -> None:
    scale = parse_unit(unit).scale if unit is not None else 1
    canonical = parse_unit(unit).canonical if unit is not None else None
    quantity = Quantity(pair[0] * scale, pair[1] * scale, canonical, "range")
    (mention,) = find_quantities(format_quantity(quantity, unit))
    assert mention.quantity == quantity


@given(signed.filter(bool), st.sampled_from(["%", "ha", None]), qualifiers)
def test_everything_bears_itself_out(value: Decimal, unit: str | None, qualifier: str) -> None:
    quantity = bounded(value, unit, qualifier)
    assert compare(quantity, quantity) == "yes"


@given(signed.filter(bool), signed.filter(bool), qualifiers, qualifiers)
def test_swapping_never_turns_yes_into_no(
    one: Decimal, other: Decimal, first: str, second: str
) -> None:
    claim, known = bounded(one, None, first), bounded(other, None, second)
    assert {compare(claim, known), compare(known, claim)} != {"yes", "no"}


@given(figures.filter(bool), figures.filter(bool), qualifiers, qualifiers)  # "gần 0" says nothing
def test_comparison_is_consistent(one: Decimal, other: Decimal, first: str, second: str) -> None:
    claim, known = bounded(one, "%", first), bounded(other, "%", second)
    assert compare(known, known) == "yes"
    if first == second == "exact":
        assert (compare(claim, known) == "yes") == (one == other)
    if compare(claim, known) == "yes" and compare(known, claim) == "no":
        raise AssertionError("borne out one way, denied the other")


@given(st.text(alphabet="0123456789.,/-% triệutỷnămhaimộtrăm", max_size=60))
def test_any_text_is_read_or_left_never_half_a_figure(text: str) -> None:
    for mention in find_quantities(text):
        assert text[mention.start : mention.end] == mention.text
        after = text[mention.end : mention.end + 1]
        assert not (mention.text[-1].isdigit() and after.isdigit())


def test_long_runs_of_digits_end_soon() -> None:
    assert find_quantities("1" * 10_000) == ()
