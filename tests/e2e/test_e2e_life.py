"""How the process starts, dies, is killed and comes back."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from botapi import TOKEN, BotApi
from conftest import Arena, StartBot
from harness import ROOT, BotProcess, doubled, together, unanswered
from loopback import Fault

QUESTION = "GRDP Bắc Ninh năm 2024 tăng bao nhiêu?"


def run(tmp_path: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("BNQA_")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=ROOT,
        env={**clean, "BNQA_STATE_DIR": str(tmp_path / "s"), "PYTHONIOENCODING": "utf-8", **env},
        capture_output=True,
        encoding="utf-8",
        timeout=20,
        check=False,
    )


def test_without_a_token_it_says_so_in_one_line(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "BNQA_TELEGRAM_TOKEN" in done.stderr


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"BNQA_TELEGRAM_TOKEN_FILE": "/nonexistent/token"}, "BNQA_TELEGRAM_TOKEN_FILE"),
        ({"BNQA_TELEGRAM_TOKEN": "a b/c"}, "@BotFather"),
        (
            {"BNQA_TELEGRAM_TOKEN": TOKEN, "BNQA_WEBHOOK_URL": "https://a.vn/x"},
            "BNQA_WEBHOOK_SECRET",
        ),
        ({"BNQA_TELEGRAM_TOKEN": TOKEN, "BNQA_RATE_BURST": "nhiều"}, "BNQA_RATE_BURST"),
        ({"BNQA_TELEGRAM_TOKEN": TOKEN, "BNQA_KNOWLEDGE": "/nonexistent"}, "/nonexistent:1:"),
    ],
)
def test_wrong_settings_end_with_2_and_a_line(
    tmp_path: Path, env: dict[str, str], says: str
) -> None:
    done = run(tmp_path, **env)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stderr


async def the_token_may_stand_in_a_file(arena: Arena, tmp_path: Path) -> None:
    api = BotApi()
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    api.say(QUESTION)
    await arena("file", api, BNQA_TELEGRAM_TOKEN="", BNQA_TELEGRAM_TOKEN_FILE=str(file))
    await api.until(lambda: len(api.sent(1)) == 1)
    assert "6,03%" in api.sent(1)[0].plain


async def a_refused_token_ends_it_and_is_never_logged(arena: Arena) -> None:
    api = BotApi()
    api.faults.append(Fault("getMe", status=401, description="Unauthorized", times=99))
    bot = await arena("refused", api, ready=False, BNQA_LOG_LEVEL="DEBUG")
    assert await bot.wait() == 3
    assert "@BotFather" in bot.log
    assert "Traceback" not in bot.log
    assert TOKEN not in bot.log
    assert TOKEN.partition(":")[2] not in bot.log


async def trouble_at_the_start_is_survived(arena: Arena) -> None:
    api = BotApi()
    api.faults += [
        Fault("getMe", status=401, description="Unauthorized"),
        Fault("getMe", status=502, description="Bad Gateway"),
        Fault("getMe", "json"),
        Fault("getMyCommands", status=500, times=99),
        Fault("setMyDescription", status=400, description="Bad Request", times=99),
    ]
    api.say(QUESTION)
    bot = await arena("trouble", api, ready=False, BNQA_LOG_LEVEL="DEBUG")
    await api.until(lambda: len(api.sent(1)) == 1, 15)
    assert await bot.stop() == 0
    assert TOKEN not in bot.log


async def test_sigterm_at_any_moment_of_the_start(arena: Arena) -> None:
    async def end_after(wait: float) -> None:
        bot = await arena(f"s{wait}", BotApi(), ready=False)
        await asyncio.sleep(wait)
        bot.signal(signal.SIGTERM)
        code = await bot.wait(10)
        # Before Python runs the first line of the program nobody can catch a signal.
        assert code == 0 or (bot.log == "" and code == -signal.SIGTERM)
        assert "Traceback" not in bot.log

    await together(*map(end_after, (0.05, 0.3, 0.6, 0.9)))


async def sigterm_ends_a_start_that_goes_nowhere(arena: Arena, fault: Fault) -> None:
    api = BotApi(faults=[fault])
    bot = await arena(f"nowhere-{fault.kind}", api, ready=False)
    await api.until(lambda: fault.times < 99, 20)
    bot.signal(signal.SIGTERM)
    assert await bot.wait(4) == 0
    assert "Traceback" not in bot.log


async def the_second_bot_on_a_token_ends(arena: Arena) -> None:
    api = BotApi()
    first = await arena("first", api)
    second = await arena("other", api, ready=False)
    assert await second.wait() == 4
    assert "Một bot khác" in second.log
    api.say(QUESTION)
    await api.until(lambda: len(api.sent(1)) == 1)
    assert await first.stop() == 0


async def test_health_follows_the_process(api: BotApi, start_bot: StartBot, tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    assert run(tmp_path, "--health", BNQA_STATE_DIR=state).returncode == 1
    bot = await start_bot()
    await api.until(lambda: (tmp_path / "state" / "heartbeat.json").exists())
    assert run(tmp_path, "--health", BNQA_STATE_DIR=state).returncode == 0
    await bot.kill()
    assert run(tmp_path, "--health", BNQA_STATE_DIR=state).returncode == 1


async def a_burst_of_400(arena: Arena, number: signal.Signals, most_doubled: int) -> None:
    api = BotApi(latency=0.03)
    for index in range(400):
        api.say(QUESTION, chat=index % 100 + 1)
    bot = await arena(number.name, api)
    await api.until(lambda: len(api.sent()) >= 150, 20)
    bot.signal(number)
    code = await bot.wait(10)
    assert number == signal.SIGKILL or code == 0
    assert len(api.sent()) < 400, "the burst was over before the signal"
    again = await arena(number.name, api)
    await api.until(lambda: not unanswered(api), 20)
    await api.until(lambda: not api.pending, 5)
    assert doubled(api) <= most_doubled
    assert await again.stop() == 0


async def test_nothing_is_lost_in_a_burst_of_400(arena: Arena) -> None:
    await together(
        a_burst_of_400(arena, signal.SIGKILL, 16), a_burst_of_400(arena, signal.SIGTERM, 0)
    )


async def nothing_is_acknowledged_before_it_is_answered(arena: Arena) -> None:
    """Whatever a kill hits, the server still has it: no state folder is needed for that."""
    api = BotApi()
    api.latency = 0.02
    owed = {api.say(QUESTION, chat=n + 1): n + 1 for n in range(120)}
    early: list[int] = []

    def check(call: object) -> None:
        answered = {sent.params["chat_id"] for sent in api.sent()}
        early.extend(u for u in api.acknowledged if owed[u] not in answered)

    api.on_send = check
    await arena("early", api)
    await api.until(lambda: not unanswered(api))
    assert early == []


async def a_second_signal_changes_nothing(arena: Arena) -> None:
    api = BotApi()
    api.latency = 1.0
    api.say(QUESTION)
    bot = await arena("signals", api)
    await asyncio.sleep(0.4)
    bot.signal(signal.SIGTERM)
    await asyncio.sleep(0.1)
    bot.signal(signal.SIGTERM)
    bot.signal(signal.SIGINT)
    assert await bot.wait(8) == 0
    assert len(api.sent(1)) == 1


async def a_conversation_goes_on_after_a_restart(arena: Arena) -> None:
    api = BotApi()
    bot = await arena("talk", api)
    api.say("Sản xuất công nghiệp Bắc Ninh năm 2024 tăng bao nhiêu?")
    await api.until(lambda: len(api.sent(1)) == 1)
    await api.until(lambda: not api.pending)
    await bot.kill()
    await arena("talk", api)
    api.say("thế 11 tháng?")
    await api.until(lambda: len(api.sent(1)) == 2)
    assert "6,2%" in api.sent(1)[0].plain
    assert "5,9%" in api.sent(1)[1].plain


async def the_profile_is_set_once(arena: Arena) -> None:
    api = BotApi()
    bot = await arena("profile", api)
    await api.until(lambda: api.called("setMyShortDescription") == 3)
    assert {language for _, language in api.commands} == {"", "vi", "en"}
    assert await bot.stop() == 0
    api.calls.clear()
    bot = await arena("profile", api)
    await api.until(lambda: api.called("getMyCommands") == 3)
    await asyncio.sleep(0.3)
    assert not [call.method for call in api.calls if call.method.startswith("set")]


async def test_sighup_takes_up_sound_knowledge_only(
    api: BotApi, start_bot: StartBot, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    article = folder / "article.md"
    article.write_text("---\ntitle: Bài một\n---\n\nĐoạn văn thứ nhất.\n", "utf-8")
    bot: BotProcess = await start_bot(BNQA_KNOWLEDGE=str(folder))

    async def source() -> str:
        before = len(api.sent(1))
        api.say("/nguon")
        await api.until(lambda: len(api.sent(1)) > before)
        return api.sent(1)[-1].plain

    assert "Bài một" in await source()
    article.write_text("---\ntitle: [hỏng\n---\n\nx\n", "utf-8")
    bot.signal(signal.SIGHUP)
    await api.until(lambda: "giữ bản cũ" in bot.log)
    assert "Bài một" in await source()
    article.write_text("---\ntitle: Bài hai\n---\n\nĐoạn văn thứ nhất.\n", "utf-8")
    bot.signal(signal.SIGHUP)
    await api.until(lambda: "đã nạp lại" in bot.log)
    assert "Bài hai" in await source()
    for number in range(200):
        api.say(QUESTION, chat=number % 40 + 1)
        if number % 50 == 0:
            bot.signal(signal.SIGHUP)
            await asyncio.sleep(0.1)
    await api.until(lambda: not unanswered(api))
    assert doubled(api) == 0
    assert await bot.stop() == 0


async def test_how_it_starts(arena: Arena, tmp_path: Path) -> None:
    await together(
        the_token_may_stand_in_a_file(arena, tmp_path),
        a_refused_token_ends_it_and_is_never_logged(arena),
        trouble_at_the_start_is_survived(arena),
        sigterm_ends_a_start_that_goes_nowhere(arena, Fault("getMe", status=502, times=99)),
        sigterm_ends_a_start_that_goes_nowhere(arena, Fault("getMe", "hole", times=99)),
        the_second_bot_on_a_token_ends(arena),
    )


async def test_how_it_lives_and_ends(arena: Arena) -> None:
    await together(
        nothing_is_acknowledged_before_it_is_answered(arena),
        a_second_signal_changes_nothing(arena),
        a_conversation_goes_on_after_a_restart(arena),
        the_profile_is_set_once(arena),
    )
