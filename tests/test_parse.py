"""Reading texts for their own sake: the corpus in tests/corpus, and what holds for any text."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bnqa.parse import Reading, parse

CORPUS = Path(__file__).parent / "corpus"
REFERENCE = date(2013, 2, 12)


def load(name: str) -> Any:
    """A corpus file with every scalar a string: "15/2" and 2013-02-12 stay as they are written."""
    return yaml.load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def value_of(written: Any) -> Any:
    if isinstance(written, list):
        return [value_of(item) for item in written]
    return json.loads(written)


def days_of(written: Any) -> list[str | None]:
    days = written if isinstance(written, list) else [written, written]
    return [None if day == "null" else day for day in days]


def found_in(reading: Reading) -> list[tuple[Any, ...]]:
    """All that was read, in short: for the report of a failure."""
    data = reading.to_dict()
    quantities = [(q["text"], q["value"], q["unit"], q["qualifier"]) for q in data["quantities"]]
    return quantities + [(p["text"], p["from"], p["to"]) for p in data["periods"]]


AMOUNTS = [
    pytest.param(entry, id=f"{name}:{entry['texts'][0]}")
    for name in ("numbers", "money", "measures")
    for entry in load(name)
]


@pytest.mark.parametrize("entry", AMOUNTS)
def test_each_way_to_write_an_amount_is_read_whole(entry: dict[str, Any]) -> None:
    value, unit = value_of(entry["value"]), entry.get("unit")
    expected = [(value, unit, entry.get("qualifier", "exact"))]
    wrong = {}
    for text in entry["texts"]:
        data = parse(text, REFERENCE).to_dict()
        read = [(q["value"], q["unit"], q["qualifier"]) for q in data["quantities"]]
        whole = [q["text"] for q in data["quantities"]] == [text]
        if read != expected or not whole or data["periods"]:
            wrong[text] = found_in(parse(text, REFERENCE))
    assert not wrong, f"expected {expected}"


@pytest.mark.parametrize(
    "entry", [pytest.param(e, id=str(e["texts"][0])) for e in load("dates")["cases"]]
)
def test_each_way_to_name_a_date_is_read_whole(entry: dict[str, Any]) -> None:
    reference = date.fromisoformat(load("dates")["reference"])
    first, last = days_of(entry["days"])
    wrong = {}
    for text in entry["texts"]:
        reading = parse(text, reference)
        if found_in(reading) != [(text, first, last)]:
            wrong[text] = found_in(reading)
    assert not wrong, f"expected {first}..{last}"


@pytest.mark.parametrize("text", load("negative")["nothing"])
def test_what_measures_nothing_is_left_alone(text: str) -> None:
    assert found_in(parse(text, REFERENCE)) == []


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c["text"][:40]) for c in load("sentences")["cases"]]
)
def test_sentences_give_all_they_hold_and_nothing_else(case: dict[str, Any]) -> None:
    reference = date.fromisoformat(load("sentences")["reference"])
    quantities = [
        (text, value_of(value), None if unit == "null" else unit, qualifier)
        for text, value, unit, qualifier in case.get("quantities", [])
    ]
    periods = [(text, *days_of(days)) for text, *days in case.get("periods", [])]
    assert found_in(parse(case["text"], reference)) == quantities + periods


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    texts = [t for name in ("numbers", "money", "measures") for e in load(name) for t in e["texts"]]
    texts += [t for e in load("dates")["cases"] for t in e["texts"]]
    assert len(texts) + len(load("negative")["nothing"]) > 1000


RELATIVE = ["hôm qua", "tháng 3", "thứ hai", "15/2", "quý này", "3 ngày trước", "giáng sinh"]


@pytest.mark.parametrize("text", RELATIVE)
def test_without_a_reference_a_relative_date_has_no_days(text: str) -> None:
    assert found_in(parse(text)) == [(text, None, None)]


@pytest.mark.parametrize("text", ["năm 2024", "15/2/2013", "quý III/2024", "thế kỷ 20"])
def test_a_full_date_needs_no_reference(text: str) -> None:
    assert found_in(parse(text)) == found_in(parse(text, REFERENCE)) != []


def test_offsets_are_those_of_the_text_as_given() -> None:
    text = unicodedata.normalize("NFD", "Nă\u200bm 2024 ước đạt hơn 383,3 triệu đô la Mỹ\u0007")
    data = parse(text).to_dict()
    for item in data["quantities"] + data["periods"]:
        assert text[item["start"] : item["end"]] == item["text"]
    assert [q["value"] for q in data["quantities"]] == [[383300000, None]]


WORDS = (
    "một hai ba năm mười mươi trăm nghìn triệu tỷ linh rưỡi phẩy phần nửa từ đến hơn gần dưới "
    "khoảng ngày tháng quý thứ tuần giờ sáng trước sau nay đầu cuối đồng đô % $ € k K tr kg m 15/2 "
    "15-2 2/3 1.000 1,5 2024 2013-02-15 13-15/7 8h30 4:51 -5 +3 .77 ½ ² ( ) . , ; : / - – ~ > 0 00 7 "
    "99999 1-1-1 tết giữa và âm mấy"
)
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n"])), max_size=10).map(
        lambda parts: "".join(a + b for a, b in parts)
    ),
    st.text(alphabet="0123456789.,:/-–% ", max_size=40),
)
DATES = st.one_of(st.none(), st.dates())


@given(TEXTS, DATES)
def test_any_text_is_read_whole_or_left(text: str, reference: date | None) -> None:
    data = parse(text, reference).to_dict()
    spans = sorted((i["start"], i["end"]) for i in data["quantities"] + data["periods"])
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    for start, end in spans:
        before, found, after = text[:start], text[start:end], text[end:]
        assert found.strip() == found != ""
        if re.match("[0-9]", found):
            assert not re.search(r"[0-9]\Z|[0-9][.,:/–-]\Z", before), (before, found)
        if re.search(r"[0-9]\Z", found):
            assert not re.match(r"\w|[.,:/–-][0-9]", after), (found, after)


@given(st.integers(1, 10**15))
def test_a_number_reads_as_its_grouped_figure(value: int) -> None:
    (quantity,) = parse(f"{value:,} người".replace(",", ".")).to_dict()["quantities"]
    assert quantity["value"] == value


DIGITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def in_words(value: int) -> str:
    """A whole number below a thousand billion as it is read aloud."""
    groups = []
    for scale in ("", " nghìn", " triệu", " tỷ"):
        value, group = divmod(value, 1000)
        groups.append((group, scale))
    words: list[str] = []
    for group, scale in reversed(groups):
        if group:
            words.append(group_in_words(group, bool(words)) + scale)
    return " ".join(words) or "không"


def group_in_words(group: int, full: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, unit = divmod(rest, 10)
    words = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and unit and words:
        words.append(f"linh {DIGITS[unit]}")
    elif tens == 0 and unit:
        words.append(DIGITS[unit])
    elif tens:
        words.append("mười" if tens == 1 else f"{DIGITS[tens]} mươi")
        last = {1: "mốt" if tens > 1 else "một", 5: "lăm"}
        words += [last.get(unit, DIGITS[unit])] if unit else []
    return " ".join(words)


@given(st.integers(0, 10**12 - 1))
def test_numbers_in_words_give_their_value(value: int) -> None:
    # "một triệu hai trăm" alone leaves out "nghìn"; with "đúng … đồng" it would be no different.
    if value >= 10**6 and value % 1000 and value % 1000 % 100 == 0 and value // 1000 % 1000 == 0:
        return
    (quantity,) = parse(in_words(value)).to_dict()["quantities"]
    assert (quantity["value"], quantity["text"]) == (value, in_words(value))


@given(st.dates(date(1500, 1, 1), date(2199, 12, 31)))
def test_a_date_is_the_same_however_it_is_written(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day:02}-{day.month:02}-{day.year}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day.day}.{day.month}.{day.year}",
    ]
    for form in forms:
        assert found_in(parse(form)) == [(form, day.isoformat(), day.isoformat())]


LONG = [
    "1",
    "từ ",
    "1-",
    "1/",
    "năm ",
    "ngày 1 ",
    "một ",
    "(",
    "\u0301\u0316",
    "3 triệu 2 ",
    "8 giờ ",
]


@pytest.mark.parametrize("unit", LONG)
def test_work_grows_with_the_length_and_no_faster(
    unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted in calls, not in seconds: twice the text takes about twice the work."""

    def calls(text: str) -> int:
        count = 0

        def trace(frame: Any, event: str, argument: Any) -> None:
            nonlocal count
            count += event == "call"

        sys.setprofile(trace)
        try:
            parse(text, REFERENCE)
        finally:
            sys.setprofile(None)
        return count

    parse(unit, REFERENCE)  # loads the language data
    short, long = unit * 200, unit * 800
    assert calls(long) < 6 * calls(short) + 1000


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bnqa", "parse", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_command_prints_json() -> None:
    done = run("hơn 2.000 dự án", "từ hôm qua", "--json", "--reference", "2024-11-30")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "quantities": [
            {"text": "hơn 2.000 dự án", "start": 0, "end": 15, "value": [2000, None],
             "unit": "dự án", "qualifier": "more_than"}
        ],
        "periods": [
            {"text": "từ hôm qua", "start": 16, "end": 26, "from": "2024-11-29", "to": None}
        ],
    }  # fmt: skip


def test_command_reads_lines_and_goes_on_after_a_bad_one() -> None:
    lines = ['{"text": "hôm qua", "reference": "2024-11-30"}', "không phải JSON", '{"text": 5}',
             '{"text": "5%", "reference": "hôm qua"}', '{"text": "gần 3 tỷ USD"}']  # fmt: skip
    done = run("--jsonl", stdin="\n".join(lines))
    first, *errors, last = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert first["periods"][0]["from"] == "2024-11-29"
    assert [error.keys() for error in errors] == [{"error"}] * 3
    assert (last["quantities"][0]["value"], last["quantities"][0]["qualifier"]) == (
        3000000000,
        "nearly",
    )


def test_command_reads_standard_input_for_people() -> None:
    done = run(stdin="Năm 2024, vốn đạt 383,3 triệu USD")
    assert "383.300.000 USD" in done.stdout
    assert "2024-01-01 – 2024-12-31" in done.stdout
    assert "Không thấy" in run("không có gì").stdout


def test_a_wrong_reference_is_wrong_use() -> None:
    done = run("hôm qua", "--reference", "30/11/2024")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--reference" in done.stderr
    assert "Traceback" not in done.stderr
