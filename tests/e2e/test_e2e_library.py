"""The running bot takes up an article that was added: ``bnqa reload``."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

from botapi import BotApi
from conftest import StartBot
from harness import ROOT, doubled, unanswered

from tests.library_maker import TOPICS, write_article


async def bnqa_reload(state: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and all that was printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bnqa", "reload", *arguments, cwd=ROOT,
        env={**os.environ, "BNQA_STATE_DIR": str(state)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


async def test_an_added_article_is_taken_up_when_valid_and_no_question_is_lost(
    api: BotApi, start_bot: StartBot, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    first = write_article(library, "Cà Mau", 2024, TOPICS[0], random.Random(1))
    bot = await start_bot(BNQA_KNOWLEDGE=str(library))
    pid_file = bot.state / "bot.pid"
    assert pid_file.read_text("utf-8").split() == [str(bot.pid), str(library)]

    new = write_article(library, "Huế", 2024, TOPICS[1], random.Random(2))
    facts = library / new[0].article / "facts.yaml"
    good = facts.read_text("utf-8")
    facts.write_text(good + "- {id: x}\n", "utf-8")
    code, told = await bnqa_reload(bot.state)
    assert (code, "facts.yaml" in told, "Traceback" in told) == (1, True, False)
    assert "nạp lại" not in bot.log

    facts.write_text(good, "utf-8")
    for one in first:
        api.say(one.question)
    code, told = await bnqa_reload(bot.state)
    assert code == 0, told
    assert "2 bài" in told
    await api.until(lambda: "đã nạp lại" in bot.log)
    api.say(new[0].question)
    await api.until(lambda: not unanswered(api))
    assert doubled(api) == 0
    assert new[0].figure in api.sent(1)[-1].plain

    assert await bot.stop() == 0
    assert not pid_file.exists()


async def test_no_bot_no_reload_whatever_was_left_behind(
    start_bot: StartBot, tmp_path: Path
) -> None:
    code, told = await bnqa_reload(tmp_path / "nowhere")
    assert (code, "Không có bot nào đang chạy" in told) == (1, True)
    bot = await start_bot()
    await bot.kill()
    left = (bot.state / "bot.pid").read_text("utf-8")
    # The number may be another's process by now: this one's, which a SIGHUP would end.
    (bot.state / "bot.pid").write_text(left.replace(str(bot.pid), str(os.getpid())), "utf-8")
    code, told = await bnqa_reload(bot.state)
    assert (code, "Không có bot nào đang chạy" in told) == (1, True)
    (bot.state / "bot.pid").write_bytes(b"\xff")
    assert (await bnqa_reload(bot.state))[0] == 1
