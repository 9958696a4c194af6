"""Names that are also words of grammar, and where a run of syllables is cut."""

import pytest

from bnqa.question.reading import Reader
from bnqa.text.vocabulary import Vocabulary

TEXT = (
    "KIA bán 3.200 xe. Doanh số KIA tăng. VAMA có 17 thành viên; các thành viên VAMA bán 28.000 xe. "
    "Thành viên mới vào. Lãi từ kinh doanh ngoại hối tăng. Thu từ kinh doanh giảm. Hoạt động kinh doanh "
    "tốt. Kinh doanh vàng lỗ. Người ta mua nhiều."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    vocabulary = Vocabulary()
    vocabulary.add_text(TEXT)
    return Reader(vocabulary)


def terms(reader: Reader, text: str) -> list[str]:
    return [term.text for term in next(reader.read(text)).terms]


@pytest.mark.parametrize("text", ["KIA bán mấy xe", "doanh số của Kia là bao nhiêu"])
def test_a_name_in_capitals_is_no_pronoun(reader: Reader, text: str) -> None:
    assert "kia" in [term.lower() for term in terms(reader, text)]


@pytest.mark.parametrize(
    "text", ["cái kia bán bao nhiêu xe", "CÁI KIA BÁN BAO NHIÊU XE", "Kia bán bao nhiêu xe"]
)
def test_the_pronoun_stays_one(reader: Reader, text: str) -> None:
    assert "kia" not in [term.lower() for term in terms(reader, text)]


def test_a_word_of_grammar_is_no_part_of_another_word(reader: Reader) -> None:
    assert "kinh doanh" in terms(reader, "lãi từ kinh doanh là bao nhiêu")


def test_bare_grammar_yields_to_a_word(reader: Reader) -> None:
    found = terms(reader, "cac thanh vien vama moi vao la ai")
    assert "thanh vien" in found
    assert "vama" in " ".join(found)
