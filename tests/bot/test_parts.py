"""The bot's parts one by one: limits, journal, logs, settings, rendering, answering."""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bnqa import Engine
from bnqa.answer import Answer, FactRef, PassageRef, Source
from bot import render
from bot.answering import Answerer, TooSlow
from bot.limits import Limiter, Verdict
from bot.logs import RedactingFormatter, Redactor, describe
from bot.markup import split, to_html, to_plain
from bot.settings import SettingsError, from_env

TOKEN = "123456:AAsecretsecretsecret"


# --- limits -----------------------------------------------------------------------------------


def test_a_burst_then_so_many_a_minute_and_one_notice_a_window() -> None:
    limiter = Limiter(3, 60)
    keys = ("u", "c")
    assert [limiter.check(keys, 0, 0) for _ in range(5)] == [
        *[Verdict.ALLOW] * 3,
        Verdict.NOTICE,
        Verdict.SILENT,
    ]
    assert limiter.check(keys, 1.0, 1) is Verdict.ALLOW
    assert limiter.check(keys, 1.0, 1) is Verdict.SILENT
    assert [limiter.check(keys, 100.0, 100) for _ in range(4)][-2:] == [
        Verdict.ALLOW,
        Verdict.NOTICE,
    ]


def test_no_limit_and_one_notice_a_window() -> None:
    limiter = Limiter(0, 1)
    assert all(limiter.check(("u", "c"), 0, 0) is Verdict.ALLOW for _ in range(1000))
    assert [limiter.notice("c", now) for now in (0.0, 1.0, 59.0, 61.0)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_backlog_is_not_a_flood() -> None:
    limiter = Limiter(2, 60)
    assert all(limiter.check(("c",), 0.0, sent) is Verdict.ALLOW for sent in range(0, 50, 2))


def test_limits_are_bounded() -> None:
    limiter = Limiter(2, 60, size=100)
    for chat in range(1000):
        limiter.check((chat,), 0, 0)
    assert len(limiter) == 100


# --- logs -------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_json", [True, False])
def test_no_secret_passes_the_formatter(as_json: bool) -> None:
    formatter = RedactingFormatter(Redactor([TOKEN, "webhook-secret"]), as_json)
    try:
        raise ValueError(f"https://api/bot{TOKEN}/getMe webhook-secret")
    except ValueError:
        record = logging.LogRecord(
            "x", 10, "f", 1, "gọi %s và %%s", (f"/bot{TOKEN.replace(':', '%3A')}/",), sys.exc_info()
        )
    record.fields = {"url": f"bot{TOKEN}", "other": "987654321:" + "B" * 35}
    line = formatter.format(record)
    for secret in (TOKEN, TOKEN.partition(":")[2], "webhook-secret", "B" * 35):
        assert secret not in line
    assert "ValueError" in line


@pytest.mark.parametrize(("level", "shown"), [(logging.INFO, False), (logging.DEBUG, True)])
def test_what_an_error_quotes_is_shown_at_debug_only(level: int, shown: bool) -> None:
    root = logging.getLogger()
    before = root.level
    root.setLevel(level)
    asked = {"câu hỏi riêng": 1}
    try:
        asked[next(iter(asked)) + "!"]
    except KeyError as error:
        record = logging.LogRecord("x", 40, "f", 1, "lỗi", (), sys.exc_info())
        line = RedactingFormatter(Redactor([]), True).format(record)
        said = describe(error)
    finally:
        root.setLevel(before)
    assert said == "KeyError"
    assert ("câu hỏi riêng!" in line) is shown
    assert "KeyError" in line
    assert "test_parts.py" in line


def test_a_record_cannot_forge_another_line() -> None:
    record = logging.LogRecord("x", 20, "f", 1, "a\nERROR giả", (), None)
    assert "\n" not in RedactingFormatter(Redactor([]), False).format(record)


# --- settings ---------------------------------------------------------------------------------


def test_settings_have_sound_defaults_and_hide_secrets() -> None:
    settings = from_env({"BNQA_TELEGRAM_TOKEN": TOKEN, "HOME": "/home/x"})
    assert settings.state_dir == Path("/home/x/.local/state/bnqa")
    assert settings.knowledge.name == "bac-ninh-2024"
    assert (settings.rate_burst, settings.rate_per_minute) == (10, 20.0)
    assert TOKEN not in repr(settings)
    hook = {"BNQA_WEBHOOK_URL": "https://a.vn/h", "BNQA_WEBHOOK_SECRET": "s3cret"}
    hooked = from_env({"BNQA_TELEGRAM_TOKEN": TOKEN, **hook})
    assert hooked.webhook is not None
    assert (hooked.webhook.listen, hooked.webhook.path) == ("127.0.0.1", "/h")
    assert "s3cret" not in repr(hooked)


@pytest.mark.parametrize(
    ("url", "port", "listens"),
    [
        ("https://a.vn/h", "", 8080),
        ("http://127.0.0.1:9090/h", "", 9090),
        ("http://a.vn:9090/h", "", 8080),
        ("http://127.0.0.1:9090/h", "7070", 7070),
        ("http://127.0.0.1:9090/h", "0", 0),
    ],
)
def test_where_a_webhook_listens(url: str, port: str, listens: int) -> None:
    env = {"BNQA_WEBHOOK_URL": url, "BNQA_WEBHOOK_SECRET": "x", "BNQA_WEBHOOK_PORT": port}
    own = {"BNQA_TELEGRAM_BASE_URL": "http://127.0.0.1:8081/bot"}
    found = from_env({"BNQA_TELEGRAM_TOKEN": TOKEN, **env, **own}).webhook
    assert found is not None
    assert found.port == listens


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BNQA_LOG_LEVEL", "LOUD"),
        ("BNQA_LOG_FORMAT", "xml"),
        ("BNQA_TELEGRAM_BASE_URL", "ftp://x"),
        ("BNQA_WEBHOOK_URL", "http://a.vn"),
        ("BNQA_METRICS_PORT", "0"),
        ("BNQA_ALLOWED_CHATS", "a,b"),
    ],
)
def test_wrong_settings_are_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        from_env({"BNQA_TELEGRAM_TOKEN": TOKEN, name: value})


# --- rendering --------------------------------------------------------------------------------

TEXT = "Câu đầu. Giá <5 & tăng 7%. Câu cuối."
ANSWER = Answer(
    question="Giá?",
    status="answered",
    text="Giá < 5.",
    kind="level",
    facts=(FactRef("f", "giá", "giá", 5.0, None, "exact", None, "p02"),),
    passages=(
        PassageRef("p01", "a", "Đoạn khác.", None, 2.0),
        PassageRef("p02", "a", TEXT, (TEXT.index("<5"), TEXT.index("<5") + 2), 1.0),
    ),
    source=Source("Bài & báo", "Báo <x>", 'https://a.vn/?q="1"&b=2'),
    suggestions=("Hỏi nữa?", "Hỏi nữa?", " ", "x" * 300),
)


def test_an_answer_is_marked_up_and_escaped() -> None:
    message = render.answer_message(ANSWER, lambda questions: [f"id{q[0]}" for q in questions])
    assert to_html(message.doc) == (
        "<b>Giá &lt; 5.</b>\n\n"
        "<blockquote expandable>Câu đầu. <u>Giá &lt;5 &amp; tăng 7%.</u> Câu cuối.</blockquote>\n"
        'Nguồn: <a href="https://a.vn/?q=&quot;1&quot;&amp;b=2"><i>Bài &amp; báo</i></a>, Báo &lt;x&gt;'
    )
    assert [data for _, data in message.buttons] == ["idH", "idx"]
    assert len(message.buttons[1][0]) == 100


def test_a_refusal_shows_no_evidence() -> None:
    assert to_html(render.answer_doc(replace(ANSWER, status="refused"))) == "<b>Giá &lt; 5.</b>"


@pytest.mark.parametrize("highlight", [(-1, 3), (3, 2), (0, 10_000), (5, 5), None])
def test_a_wrong_highlight_does_no_harm(highlight: Any) -> None:
    passage = replace(ANSWER.passages[1], highlight=highlight)
    shown = to_plain(render.answer_doc(replace(ANSWER, facts=(), passages=(passage,))))
    assert TEXT in shown


def test_a_long_passage_is_shown_around_its_sentence() -> None:
    text = "Câu này để đó cho dài. " * 400 + "Đây là câu trả lời. " + "Câu này nữa. " * 400
    start = text.index("Đây")
    passage = PassageRef("p02", "a", text, (start, start + 19), 1.0)
    doc = render.answer_doc(replace(ANSWER, passages=(passage,)))
    assert "<u>Đây là câu trả lời.</u>" in to_html(doc)
    assert len(to_plain(doc)) < 3_000


def test_only_web_links_become_links() -> None:
    source = Source("T", None, "javascript:alert(1)")
    assert "href" not in to_html(render.answer_doc(replace(ANSWER, source=source)))


def test_facts_are_filtered_without_diacritics_and_bounded(engine: Engine) -> None:
    (article,) = engine.library.articles
    found = to_plain(render.facts((article,), "VON fdi").doc)
    assert "1,8 tỷ USD" in found
    assert "6,03%" not in found
    everything = to_plain(render.facts((article,), "").doc)
    assert everything.count("•") == len(article.facts)
    many = replace(article, facts=article.facts * 20)
    message = render.facts((article, many, many), "")
    text = to_plain(message.doc)
    left_out = int(re.search(r"… và (\d+) số liệu nữa", text)[1])  # type: ignore[index]
    assert text.count("•") + left_out == 41 * len(article.facts)
    assert len(split(message.doc)) <= 4
    assert "zzz <b>" in to_plain(render.facts((article,), "zzz <b>").doc)


# --- answering --------------------------------------------------------------------------------


class FakeEngine:
    """Counts what it is asked; ``hang`` never ends."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.examples = ("a?",)

    def ask(self, question: str, session: Any = None) -> Answer:
        self.asked.append(question)
        while question == "hang":
            pass
        return replace(ANSWER, question=question)


def test_a_long_question_is_cut_and_a_broken_session_is_begun_anew() -> None:
    engine = FakeEngine()
    answerer = Answerer(lambda: engine)  # type: ignore[arg-type,return-value]
    first = answerer.ask("giá?", None)
    answerer.ask("x" * 2000, None)
    assert len(engine.asked[-1]) == 500
    assert answerer.ask("giá?", "hỏng{")[0].text == first[0].text


def test_an_engine_that_hangs_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering._SECONDS", 0.1)
    answerer = Answerer(FakeEngine)  # type: ignore[arg-type]
    with pytest.raises(TooSlow):
        answerer.ask("hang", None)
    assert answerer.ask("giá?", None)[0].text == ANSWER.text
