"""What small patterns and an index's own words make of a question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnqa import Engine, Session
from bnqa.facts.columns import Column, ones
from bnqa.facts.fields import Field
from bnqa.passages.glosses import gloss
from bnqa.question import cues, mentioned
from bnqa.question.question import Question, Term
from bnqa.question.reading import Reader
from bnqa.text.tokens import fold, syllable_key
from bnqa.text.vocabulary import Vocabulary
from bnqa.values.mentions import find_quantities
from bnqa.values.period import find_periods, is_as_fine, parse_period


@pytest.fixture(scope="module")
def reader() -> Reader:
    vocabulary = Vocabulary()
    for text in (
        "Căn hộ mới ở quận Sơn Trà. " * 6,
        "Phiên giao dịch việc làm mở ở trạm y tế. Thủy điện giảm. Gỗ xuất khẩu. Ca mổ.",
    ):
        vocabulary.add_text(text)
    return Reader(vocabulary)


def read(reader: Reader, text: str) -> Question:
    return next(reader.read(text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("dự án lớn thứ hai", (2, "max")),
        ("vốn ít thứ ba", (3, "min")),
        ("đội nào về nhì", (2, "max")),
        ("tổng vốn kéo về năm 2024 là bao nhiêu", None),
    ],
)
def test_a_year_is_no_place_in_an_order(text: str, place: tuple[int, str] | None) -> None:
    found = cues.place(text)
    assert (found[2:] if found else None) == place


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("bốn phần năm", "%", 80), ("một nửa", "%", 50), ("2.000 cái", None, 2000)],
)
def test_fractions_are_shares_and_classifiers_count_anything(
    text: str, unit: str | None, value: int
) -> None:
    (mention,) = find_quantities(text)
    claimed = mentioned.as_claimed(mention).quantity
    assert (claimed.unit, claimed.value) == (unit, value)


def test_a_rate_is_no_period(reader: Reader) -> None:
    assert not read(reader, "lương bao nhiêu một tháng?").periods
    assert read(reader, "trong một tháng xuất khẩu bao nhiêu?").periods


def test_up_to_the_end_of_a_month_is_told_for_all_of_them_too(reader: Reader) -> None:
    asked = read(reader, "tính đến hết tháng 11/2024 gỗ tăng bao nhiêu?").periods
    assert parse_period("tháng 11/2024") in asked
    assert parse_period("11 tháng năm 2024") in asked
    assert len(read(reader, "tháng 11/2024 gỗ tăng bao nhiêu?").periods) == 1


def test_a_time_as_fine_as_is_asked_for() -> None:
    (year,), (day,) = find_periods("năm 2024"), find_periods("ngày 20/3/2024")
    assert [is_as_fine(p.period, "day") for p in (year, day)] == [False, True]
    assert is_as_fine(year.period, None)
    marks = [(0, 8, "when")]
    assert cues.when_grain(marks, "ngày nào khởi công?") == "day"
    assert cues.when_grain(marks, "khi nào? khởi công") is None


def test_names_are_asked_for_not_what_the_thing_is(reader: Reader) -> None:
    assert read(reader, "tên của quận mới là gì?").asks("name")
    assert read(reader, "căn hộ là gì?").asks("definition")


def test_what_is_counted_stands_after_the_question_word(reader: Reader) -> None:
    counted = read(reader, "có bao nhiêu căn hộ mới?").counted
    assert counted is not None
    assert counted.text == "căn hộ"
    assert read(reader, "căn hộ tăng bao nhiêu?").counted is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [("CH mới", "căn hộ mới"), ("phiên GDVL", "phiên giao dịch việc làm"), ("LG", "LG")],
)
def test_a_short_form_stands_for_what_the_index_writes(
    reader: Reader, typed: str, text: str
) -> None:
    assert reader.spell(f"{typed} ở đâu?")[0] == f"{text} ở đâu?"


@pytest.mark.parametrize(
    ("typed", "word", "written"),
    [("thuy dien giam", "thuy dien", "thủy điện"), ("xuat khau go", "go", "gỗ")],
)
def test_the_words_of_the_index_come_before_others_of_the_same_letters(
    reader: Reader, typed: str, word: str, written: str
) -> None:
    (term,) = [t for t in read(reader, typed).terms if t.text == word]
    assert term.direct == " ".join(map(syllable_key, written.split()))


def test_a_word_of_the_index_is_no_slip(reader: Reader) -> None:
    question = read(reader, "có bao nhiêu trạm y tế?")  # no "bao nhiêu trăm"
    assert "trạm" in [t.text.split()[0] for t in question.terms]
    assert reader.spell("bảy mươi phần trăm")[0] == "bảy mươi phần trăm"


def test_short_forms_are_told_by_what_stands_beside_them() -> None:
    text = "Quỹ bảo hiểm y tế (BHYT) chi nhiều; tỷ lệ chi phí (CIR) giảm; PCB (bảng mạch in) tăng."
    start, end = gloss(text, "BHYT", ()) or (0, 0)
    assert text[start:end] == "bảo hiểm y tế"
    assert gloss(text, "CIR", ()) is None
    start, end = gloss(text, "PCB", ()) or (0, 0)
    assert text[start:end] == "bảng mạch in"


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (("Kể tên các dự án sản xuất lớn", "cái thứ hai vốn bao nhiêu?"), "383,3"),
        (("Sản phẩm nào tăng so với cùng kỳ?", "cái cuối cùng tăng bao nhiêu?"), "25,3"),
        (("vốn nhà máy Goertek", "nó nằm ở đâu?"), "khu công nghiệp"),
        (("Dự án 280 triệu USD là của ai?",), "Goertek Vina"),
        (("16 KCN cộng 5 KCN là 21, đúng không?",), "Đúng"),
        (("16 KCN cộng 5 KCN là 22, đúng không?",), "Không"),
        (("Goertek có vốn lớn nhất phải không?",), "Foxconn"),
        (("KCN có phải tạo ra bốn phần năm giá trị sản xuất công nghiệp không?",), "Đúng"),
        (("Lưu Bảo Trung giữ chức vụ gì?",), "Giám đốc Sở Công Thương"),
        (("FDI là gì?",), "đầu tư nước ngoài"),
    ],
)
def test_conversations_and_claims(engine: Engine, turns: tuple[str, ...], said: str) -> None:
    session = Session()
    answer = [engine.ask(turn, session) for turn in turns][-1]
    assert answer.status == "answered"
    assert said in answer.text


@pytest.mark.parametrize(
    "question",
    ["Thủ tướng phê duyệt quy hoạch tỉnh ngày nào?", "Đi mấy nước xúc tiến đầu tư hết bao nhiêu tiền?",
     "FCPV là gì?", "Tên của 5 KCN mới là gì?"],
)  # fmt: skip
def test_near_misses_are_refused(engine: Engine, question: str) -> None:
    assert engine.ask(question).status == "refused"


words = st.sampled_from(
    ["vốn", "nước", "ngoài", "điện", "tử", "gỗ", "giá", "trị", "FDI", "đầu", "tư", "bac", "ninh"]
)
texts = st.lists(words, min_size=1, max_size=8).map(" ".join)


@given(st.lists(texts, min_size=1, max_size=6), st.lists(texts, min_size=1, max_size=3))
def test_a_column_finds_what_each_of_its_fields_holds(rows: list[str], asked: list[str]) -> None:
    fields = [Field(row) for row in rows]
    variants = tuple(" ".join(map(syllable_key, text.split())) for text in asked)
    term = Term(asked[0], variants, fold(asked[0]), asked[0] != fold(asked[0]), "content", 0)
    column = Column(fields)
    assert set(ones(column.holding(term))) == {n for n, f in enumerate(fields) if f.holds(term)}
    direct = {n for n, f in enumerate(fields) if f.holds_directly(term)}
    assert set(ones(column.holding_directly(term))) == direct


@pytest.mark.parametrize(
    ("question", "opens"),
    [
        ("Vốn đăng ký FDI cấp mới 2024 tăng hay giảm so với 2023?", "Năm 2024"),
        ("Mấy tỷ đô vốn FDI được rót vào tỉnh năm 2024 hả?", "Năm 2024"),
        ("Tổng vốn FDI 4,8 tỷ gồm những khoản nào?", "Năm 2024"),
        ("Vốn đăng ký FDI cấp mới 2024 giảm phải không?", "Không"),
    ],
)
def test_only_what_is_claimed_is_borne_out_or_denied(
    engine: Engine, question: str, opens: str
) -> None:
    assert engine.ask(question).text.startswith(opens)
