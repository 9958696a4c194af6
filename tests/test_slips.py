"""Slips in asking words and units, told by the word beside them."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bnqa.question.reading import Reader
from bnqa.text.shortforms import short_forms
from bnqa.text.vocabulary import Vocabulary


def make_reader() -> Reader:
    vocabulary = Vocabulary()
    vocabulary.add_text("Sản lượng chè tăng 12%. Phần lớn chè trồng ở trạm giống. Cao nguyên rộng.")
    return Reader(vocabulary)


READER = make_reader()


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("chè tăng bao nhiêu phần trăn", "chè tăng bao nhiêu phần trăm"),
        ("chè tăng mấy phâm trăm", "chè tăng mấy phần trăm"),
        ("chè tăng 12 pần trăm", "chè tăng 12 phần trăm"),
        ("chè tăng bâo nhiêu", "chè tăng bao nhiêu"),
        ("chè tăng boa nhiêu", "chè tăng bao nhiêu"),
        ("trồng bao nhiêu héc tà", "trồng bao nhiêu héc ta"),
    ],
)
def test_a_word_is_mended_by_the_one_beside_it(typed: str, text: str) -> None:
    assert READER.spell(typed)[0] == text


@pytest.mark.parametrize(
    "typed",
    [
        "trồng cao nhiêu",  # how high, in the south
        "bao nhiêu trạm giống",
        "phần trà xanh ở đâu",
        "năm trăm cây",
        "đây là máy gì",
        "thằng nào to hơn",
        "năm sau thì sao",
        "ở đây có chè",
    ],
)
def test_what_is_a_word_as_it_stands_is_no_slip(typed: str) -> None:
    assert READER.spell(typed)[0] == typed


@given(st.sampled_from("bcdghklmnpqrstvx"), st.integers(0, 3), st.booleans())
def test_one_wrong_letter_in_percent_is_told(letter: str, place: int, put: bool) -> None:
    word = "trăm"
    typed = word[:place] + letter + word[place + (not put) :]
    assume(typed not in short_forms())  # "ptrăm" is one of its own
    text = READER.spell(f"chè tăng bao nhiêu phần {typed}")[0]
    assert text == "chè tăng bao nhiêu phần trăm" or typed in ("trạm", "trăm")
