"""No figure without provenance: what an answer says stands in its facts or passages, or is reckoned from them."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnqa import Engine, Session, lang
from bnqa.answer import Answer, FactRef
from bnqa.library.pairs import load_pairs
from bnqa.text.tokens import squeeze
from bnqa.values.numbers import parse_figure
from bnqa.values.quantity import convert, make_quantity, plain
from tests.conftest import BAC_NINH

FIGURE = re.compile(r"(?<![^\W\d])\d+(?:[.,]\d+)*")
RECKONED = frozenset(
    {
        "sum",
        "comparison",
        "ratio",
        "share",
        "average",
        "derived",
        "check",
        "superlative",
        "ranking",
        "list",
    }
)


def figures(text: str) -> set[Decimal]:
    return {value for f in FIGURE.findall(text) if (value := parse_figure(f)) is not None}


def in_other_units(fact: FactRef) -> set[Decimal]:
    """The figure of a fact in the other units of its dimension."""
    known = make_quantity(str(fact.value), fact.unit, "exact")
    pairs = [key.split(">") for key in lang.load("units")["conversions"]]
    return {
        plain(value)
        for unit, other in pairs
        if unit == known.unit and (value := convert(known, other).value) is not None
    }


def assert_grounded(engine: Engine, question: str, session: Session | None = None) -> Answer:
    """Every figure is in a passage shown or a fact used; a reckoned one is the only other, with its working."""
    answer = engine.ask(question, session)
    if answer.status != "answered":
        return answer
    known = figures(" ".join(p.text for p in answer.passages))
    for fact in answer.facts:
        known |= figures(f"{fact.period or ''} {fact.subject} {fact.measure}")
        if isinstance(fact.value, float):
            known |= {abs(Decimal(str(fact.value)))} | in_other_units(fact)
    if answer.kind == "chat":
        known |= figures(engine.library.articles[0].title)
    new = figures(answer.text) - known
    if answer.kind in RECKONED:
        known |= figures(question)  # the limit asked for, said again
        new -= known | set(map(Decimal, range(1, 10)))  # places in a ranking, how many there are
        new -= {Decimal(100)}
        sums = {Decimal(str(f.value)) for f in answer.facts if isinstance(f.value, float)}
        new -= {sum(sums)}  # the whole that a share is of
        assert len(new) <= 1, (question, answer.text, new)
        assert not new or answer.facts, (question, answer.text)
        if new and answer.kind != "check":
            # The working shows the figures that it was reckoned from.
            assert len(figures(answer.text) & known) >= 2, (question, answer.text)
    else:
        assert not new, (question, answer.text, new)
    return answer


def test_over_the_suite(engine: Engine) -> None:
    for pair in load_pairs(BAC_NINH / "qa.yaml"):
        session = Session()
        for turn in pair.after:
            engine.ask(turn, session)
        assert_grounded(engine, pair.q, session)


FORMS = (
    "{s} {m} {p} là bao nhiêu?",
    "{m} của {s} {p}",
    "{s} tăng bao nhiêu phần trăm {p}?",
    "{s} {m} có phải {n} không?",
    "{s} hơn {t} bao nhiêu?",
    "{s} gấp mấy lần {t}?",
    "tổng {m} của {s} và {t}",
    "{s} chiếm bao nhiêu phần trăm {t}?",
    "ai là {m} của {s}?",
    "{s} {m} {p} khi nào, vì sao?",
    "những {s} nào {m} trên {n}?",
    "còn {s} thì sao?",
    "bình quân mỗi {s} bao nhiêu {m}?",
    "nếu {s} đạt {n} thì {t} {p} đạt mấy?",
)
SUBJECTS = (
    "GRDP",
    "Bắc Ninh",
    "Foxconn",
    "goertek",
    "dự án FDI cấp mới",
    "KCN",
    "5 KCN mới",
    "lao động",
    "thép",
    "dược phẩm",
    "máy in",
    "công nghiệp",
    "dự án thứ cấp",
    "victory giant",
    "Samsung",
    "Hải Phòng",
    "ba dự án lớn",
    "du an dieu chinh",
)
MEASURES = (
    "vốn",
    "tăng trưởng",
    "diện tích",
    "số lượng",
    "tỷ trọng",
    "vốn đăng ký",
    "lợi nhuận",
    "chủ đầu tư",
    "sản lượng",
    "xuất khẩu",
    "mục tiêu",
    "von",
)
PERIODS = ("năm 2024", "năm 2023", "11 tháng 2024", "năm 2025", "đến nay", "quý 3", "2021-2030", "")
NUMBERS = ("6,03%", "300 triệu USD", "hơn 2.000", "5 tỷ USD", "40%", "21 KCN", "1.805 ha", "359")


@pytest.mark.parametrize("seed", range(5))
def test_over_a_thousand_generated_questions_each(engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    session = Session()
    for number in range(1000):
        if number % 4 == 0:
            session = Session()
        question = chance.choice(FORMS).format(
            s=chance.choice(SUBJECTS),
            t=chance.choice(SUBJECTS),
            m=chance.choice(MEASURES),
            p=chance.choice(PERIODS),
            n=chance.choice(NUMBERS),
        )
        assert_grounded(engine, squeeze(question), session)


WORDS = st.sampled_from(
    squeeze(
        "vốn GRDP Foxconn Goertek dự án FDI KCN bao nhiêu mấy tăng năm 2024 2023 11 tháng công nghiệp"
        " lao động ai khi nào vì sao đúng không hơn 6,03% 5 tỷ USD lớn nhất tổng và còn Samsung diện"
        " tích ha quy hoạch thông điệp ko bn"
    ).split()
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=9).map(" ".join))
def test_over_any_mix_of_words(engine: Engine, question: str) -> None:
    assert_grounded(engine, question)
