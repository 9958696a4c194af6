"""Short forms that may stand for several things, and acronyms with their letters mixed up."""

import pytest

from bnqa.question.reading import Reader
from bnqa.text.shortforms import MAX_READINGS
from bnqa.text.vocabulary import Vocabulary

POWER = (
    "Nhà máy có công suất 120 MW. Công suất điện tăng. Sản lượng điện của tỉnh đạt 3 tỷ kWh. "
    "Chủ tịch tỉnh dự khởi công. Chỉ số SAIDI và chỉ số CPI giảm."
)
SCHOOL = (
    "Trường mở ba cơ sở. Mỗi cơ sở tuyển 200 thí sinh. Chương trình học bằng tiếng Anh. "
    "Số lượng thí sinh tăng. Diện tích sân trường rộng."
)


def reader_of(text: str) -> Reader:
    vocabulary = Vocabulary()
    vocabulary.add_text(text)
    return Reader(vocabulary)


@pytest.fixture(scope="module")
def power() -> Reader:
    return reader_of(POWER)


@pytest.fixture(scope="module")
def school() -> Reader:
    return reader_of(SCHOOL)


@pytest.mark.parametrize("short", ["cs", "CS"])
def test_the_same_letters_stand_for_what_each_index_has(
    power: Reader, school: Reader, short: str
) -> None:
    assert power.spell(f"{short} bao nhiêu")[0] == "công suất bao nhiêu"
    assert school.spell(f"{short} bao nhiêu")[0] == "cơ sở bao nhiêu"
    assert not any("công suất" in text for text in school.spell(f"{short} bao nhiêu"))


def test_a_synonym_of_the_index_counts_as_a_word_of_it(school: Reader) -> None:
    # "học sinh" is no word there, nor is "hồ sơ"; both stay, for the answer names what is missing.
    assert len(school.spell("hs đông không")) > 1


def test_what_stands_beside_it_in_the_index_comes_first(power: Reader) -> None:
    assert power.spell("ct tỉnh là ai")[0] == "chủ tịch tỉnh là ai"
    assert power.spell("SL điện năm nay")[0] == "sản lượng điện năm nay"


def test_several_short_forms_do_not_push_the_right_ones_out(power: Reader) -> None:
    readings = power.spell("ct tỉnh dự lễ ở nm nào, cs và sl điện bn")
    assert "chủ tịch tỉnh dự lễ ở nhà máy nào, công suất và sản lượng điện bao nhiêu" in readings
    assert len(readings) <= MAX_READINGS


def test_words_of_grammar_are_kept_but_not_for_capitals(school: Reader) -> None:
    assert school.spell("kh có thí sinh")[0] == "không có thí sinh"
    bank = reader_of("Khách hàng vay nhiều. Dư nợ cho vay khách hàng tăng.")
    assert bank.spell("số KH vay") == ["số khách hàng vay"]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("còn sân trường thì s", "còn sân trường thì sao"),
        ("còn sân trường s vậy ạ", "còn sân trường sao vậy ạ"),
        ("trường có ba cơ sở đk", "trường có ba cơ sở đúng không"),
        ("trường có ba cơ sở dk nha", "trường có ba cơ sở đúng không nha"),
    ],
)
def test_single_letters_at_the_end(school: Reader, typed: str, text: str) -> None:
    assert school.spell(typed)[0] == text


def test_a_registration_is_one_at_the_end_too() -> None:
    capital = reader_of("Tổng vốn đăng ký tăng. Vốn đăng ký mới giảm.")
    assert capital.spell("tổng vốn đk")[0] == "tổng vốn đăng ký"


@pytest.mark.parametrize("typed", ["SADII", "SIADI", "SAIDII", "SAAIDI"])
def test_letters_swapped_or_doubled_in_an_acronym(power: Reader, typed: str) -> None:
    assert power.spell(f"chỉ số {typed} giảm mấy")[0] == "chỉ số SAIDI giảm mấy"


def test_another_acronym_stays_itself(power: Reader) -> None:
    assert power.spell("chỉ số PCI giảm mấy")[0] == "chỉ số CPI giảm mấy"
    assert power.spell("chỉ số PMI và PAPI")[0] == "chỉ số PMI và PAPI"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("total capacity là how much", "tổng công suất là bao nhiêu"),
        ("how many percent output up", "bao nhiêu phần trăm sản lượng up"),
        ("khi nào start và finish", "khi nào bắt đầu và hoàn thành"),
        ("headquarters located ở đâu", "trụ sở nằm ở đâu"),
    ],
)
def test_english_words_of_business(power: Reader, typed: str, text: str) -> None:
    assert power.spell(typed)[0] == text


def test_an_english_word_that_the_index_writes_as_a_name_stays(power: Reader) -> None:
    reader = reader_of("Công ty Onshore Energy mở nhà máy. Onshore có 30 kỹ sư.")
    assert reader.spell("Onshore có bao nhiêu kỹ sư")[0] == "Onshore có bao nhiêu kỹ sư"
    assert power.spell("điện onshore")[0] == "điện trên bờ"
