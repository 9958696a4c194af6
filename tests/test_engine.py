"""What an engine promises whatever it is asked; the article's own suite has the single answers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnqa import Engine, Session
from bnqa.reply.compose import question_for


def test_the_answer_has_the_contracts_shape(engine: Engine) -> None:
    answer = engine.ask("GRDP Bắc Ninh năm 2024 tăng bao nhiêu?").to_dict()
    assert answer["status"] == "answered"
    assert answer["text"] == "Năm 2024, GRDP của Bắc Ninh ước tăng 6,03%."
    (fact,) = answer["facts"]
    assert (fact["value"], fact["unit"], fact["qualifier"], fact["period"]) == (
        6.03,
        "%",
        "estimated",
        "2024",
    )
    start, end = answer["passages"][0]["highlight"]
    assert "6,03%" in answer["passages"][0]["text"][start:end]
    assert answer["source"]["title"].startswith("Bắc Ninh")


def test_every_answer_shows_up_to_three_passages(engine: Engine) -> None:
    for question in ("GRDP tăng bao nhiêu?", "Giá vàng hôm nay?", "xin chào", "tăng bao nhiêu?"):
        assert len(engine.ask(question).passages) == 3


def test_same_question_same_answer(engine: Engine) -> None:
    for question in ("von foxconn", "dự án nào vốn lớn nhất", "tăng bao nhiêu?"):
        first, second = engine.ask(question).to_dict(), engine.ask(question).to_dict()
        first.pop("elapsed_ms"), second.pop("elapsed_ms")
        assert first == second


def test_a_refusal_names_what_the_article_does_not_speak_of(engine: Engine) -> None:
    answer = engine.ask("Vốn đầu tư của Samsung là bao nhiêu?")
    assert (answer.status, answer.text) == ("refused", "Bài viết không nói về Samsung.")
    assert answer.suggestions


def test_each_suggestion_can_be_answered(engine: Engine) -> None:
    asked = [*engine.examples]
    for question in ("tăng bao nhiêu?", "Giá vàng?", "vốn Foxconn", "bao nhiêu dự án?"):
        asked += engine.ask(question).suggestions
    for question in asked:
        assert engine.ask(question).status in ("answered", "clarify"), question


def test_a_clarify_is_resolved_by_a_number_or_a_word(engine: Engine) -> None:
    session = Session()
    asked = engine.ask("tăng bao nhiêu?", session)
    assert asked.status == "clarify"
    assert len(asked.suggestions) >= 2
    assert engine.ask("1", session).status == "answered"
    engine.ask("tăng bao nhiêu?", session)
    assert "6,03%" in engine.ask("GRDP", session).text


def test_a_session_survives_json(engine: Engine) -> None:
    session = Session()
    engine.ask("Vốn của Goertek là bao nhiêu?", session)
    again = Session.from_dict(session.to_dict())
    assert "383,3" in engine.ask("còn Foxconn thì sao?", again).text


def test_sessions_are_bounded(engine: Engine) -> None:
    session = Session()
    for _ in range(50):
        engine.ask("GRDP tăng bao nhiêu?", session)
    assert len(session.turns) <= 8


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "😀🎉",
        "\x00\x01\x1b[31m",
        "1" * 10_000,
        "?" * 500,
        "a" * 100_000,
        "\ud800",
        "ـﷺ\u202e\u200f",
    ],
)
def test_bad_input_gets_a_short_reply(engine: Engine, text: str) -> None:
    answer = engine.ask(text)
    assert answer.text
    assert len(answer.text) < 400
    assert len(answer.question) <= 500


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=3))
def test_any_text_gets_a_reply(engine: Engine, turns: list[str]) -> None:
    session = Session()
    for turn in turns:
        answer = engine.ask(turn, session)
        assert answer.status in ("answered", "clarify", "refused", "chat")
        assert answer.text


@pytest.mark.parametrize("which", ["engine", "seafood"])
def test_every_fact_answers_its_own_question(which: str, request: pytest.FixtureRequest) -> None:
    known: Engine = request.getfixturevalue(which)
    wrong = []
    for fact in known.facts:
        answer = known.ask(question_for(fact))
        if answer.status == "refused" or (
            answer.facts and fact.id not in {f.id for f in answer.facts}
        ):
            wrong.append((fact.id, question_for(fact), answer.status, answer.text))
    assert not wrong, "\n".join(map(str, wrong))
