"""Words typed without the space between them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnqa import Engine
from bnqa.question.reading import Reader
from bnqa.text.vocabulary import Vocabulary

TEXT = (
    "Cảng Hòn Sao đón 214 tàu hàng trong năm 2023, tăng 12,5%. Chủ đầu tư bến số 3 là Công ty HarborOne. "
    "Sản lượng hàng hóa thông qua cảng đạt 3,4 triệu tấn; khí thải CO2 giảm. Bến thứ hai mở tháng 9."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    vocabulary = Vocabulary()
    vocabulary.add_text(TEXT)
    return Reader(vocabulary)


@pytest.mark.parametrize(
    ("typed", "apart"),
    [
        ("cảngHònSao đónbaonhiêu tàuhàng", "cảng Hòn Sao đón bao nhiêu tàu hàng"),
        ("chủđầutư bếnsố3 làai", "chủ đầu tư bến số 3 là ai"),
        ("sảnlượnghànghóa năm2023", "sản lượng hàng hóa năm 2023"),
        ("tăng12,5%đúngkhông", "tăng 12,5% đúng không"),
        ("bến thứhai", "bến thứ hai"),  # and not "thức", "thứ" of something else
        ("năm2023(hàng)", "năm 2023 (hàng)"),
        ("hànghóa_thông_qua", "hàng hóa thông qua"),
    ],
)
def test_glued_words_are_cut_into_what_the_index_has(
    reader: Reader, typed: str, apart: str
) -> None:
    assert reader.spell(typed)[0] == apart


def test_words_typed_bare_are_cut_too(reader: Reader) -> None:
    assert reader.spell("sanluonghanghoa")[0] == "san luong hang hoa"
    assert reader.spell("chudautu laai")[0] == "chu dau tu la ai"


@pytest.mark.parametrize(
    "typed",
    [
        "HarborOne ở đâu",  # a name of the index, in mixed case
        "khí thải CO2",  # letters and a figure that the index writes as one
        "dài 10km, rộng 3ha",
        "mạng 5G, bản 4.0, xe VF3",
        "ngân hàng MekongStar",  # a name that nobody knows
        "showroom marketing",  # words of another language
        "nghìệm thu",  # a slip, and no two words
    ],
)
def test_what_is_one_word_stays_whole(reader: Reader, typed: str) -> None:
    assert reader.spell(typed)[0] == typed


def test_doubled_letters_and_telex_are_no_glued_words(reader: Reader) -> None:
    assert reader.spell("cảngg tăngg quáaa")[0] == "cảng tăng quá"
    assert reader.spell("tawng bao nhieeu")[0] == "tăng bao nhiêu"


@pytest.mark.parametrize(
    ("typed", "apart"),
    [("ĐÓNBAONHIÊU TÀU", "ĐÓN BAO NHIÊU TÀU"), ("năm2023cảng đón", "năm 2023 cảng đón")],
)
def test_capitals_and_figures_bound_words(reader: Reader, typed: str, apart: str) -> None:
    assert reader.spell(typed)[0].upper() == apart.upper()


QUESTIONS = (
    "Bắc Ninh cấp mới bao nhiêu dự án FDI năm 2024?",
    "chủ đầu tư dự án Foxconn là ai?",
    "dược phẩm có vitamin tăng bao nhiêu phần trăm?",
    "các dự án trong KCN sử dụng bao nhiêu lao động?",
    "vốn điều chỉnh của các dự án FDI là bao nhiêu?",
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(question=st.sampled_from(QUESTIONS), data=st.data())
def test_gluing_words_together_changes_no_answer(
    engine: Engine, question: str, data: st.DataObject
) -> None:
    words = question.split(" ")
    joints = data.draw(st.lists(st.booleans(), min_size=len(words) - 1, max_size=len(words) - 1))
    typed = words[0]
    for glued, word in zip(joints, words[1:], strict=True):
        typed += word if glued else f" {word}"
    assert engine.ask(typed).text == engine.ask(question).text
