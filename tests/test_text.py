import itertools

from hypothesis import given
from hypothesis import strategies as st

from bnqa.text.tokens import (
    fold,
    normalize,
    normalize_with_offsets,
    sentences,
    squeeze,
    syllable_key,
    tokenize,
)


def test_one_key_for_old_and_new_tone_placement_and_for_any_unicode_form() -> None:
    assert syllable_key("hoà") == syllable_key("hòa") == syllable_key("ho\u0061\u0300")
    assert syllable_key("thuỷ") == syllable_key("thủy")
    assert syllable_key("kỹ") == syllable_key("kĩ")
    assert syllable_key("tỷ") == syllable_key("tỉ")
    assert syllable_key("quý") != syllable_key("quỹ")


def test_folding_takes_away_every_mark_and_the_bar_of_d() -> None:
    assert fold("Định hướng ĐƯỜNG") == "dinh huong duong"


def test_numbers_are_whole_tokens_without_the_final_dot() -> None:
    assert [t.text for t in tokenize("tăng 6,03%, 1.805 ha. Hết 2024.")] == [
        "tăng",
        "6,03",
        "1.805",
        "ha",
        "Hết",
        "2024",
    ]


def test_sentences_end_at_stops_but_not_in_abbreviations_or_numbers() -> None:
    text = "TP. Bắc Ninh tăng 6,03%. Có 1.805 ha. Hết!"
    assert [text[a:b] for a, b in sentences(text)] == [
        "TP. Bắc Ninh tăng 6,03%.",
        "Có 1.805 ha.",
        "Hết!",
    ]


def test_invisible_characters_are_dropped() -> None:
    assert normalize("a\u200bb\ufeff\x00c") == "ab c"
    assert squeeze("  a \n\t b ") == "a b"


@given(st.text(max_size=200))
def test_tokens_are_slices_of_the_text_in_order(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))


@given(st.text(max_size=200))
def test_offsets_lead_back_to_the_source(text: str) -> None:
    normalized, offsets = normalize_with_offsets(text)
    assert len(offsets) == len(normalized) + 1
    assert list(offsets) == sorted(offsets)
    assert offsets[-1] == len(text)


@given(st.text(max_size=100))
def test_sentences_cover_all_but_white_space(text: str) -> None:
    spans = sentences(text)
    covered = "".join(text[a:b] for a, b in spans)
    assert "".join(covered.split()) == "".join(text.split())
