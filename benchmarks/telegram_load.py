"""The bot under load, over HTTP against the loopback Bot API of the tests.

Prints throughput beside a bare python-telegram-bot echo bot at the same concurrency, the latency at
100 questions a second when every send takes 50 ms, memory after 20,000 updates from 5,000 chats, and
what a kill in the middle of a burst costs. Exit code 1 when a figure misses its bound.

    python benchmarks/telegram_load.py [throughput] [latency] [memory] [kill]
"""

from __future__ import annotations

import asyncio
import itertools
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from botapi import TOKEN, BotApi
from harness import BotProcess, doubled, unanswered

CONCURRENCY = 16
QUESTIONS = (
    "GRDP Bắc Ninh năm 2024 tăng bao nhiêu?",
    "Giám đốc Sở Công Thương Bắc Ninh là ai?",
    "von fdi cap moi nam 2024 la bao nhieu",
    "bao nhiêu khu công nghiệp được quy hoạch?",
    "sản xuất công nghiệp 11 tháng tăng mấy phần trăm",
    "giá vàng hôm nay bao nhiêu?",
    "chào bạn",
    "số lao động trong các KCN?",
)

ECHO = f"""
import sys
from telegram import Update
from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest
async def echo(update, context):
    await update.message.reply_text(update.message.text)
app = (
    Application.builder().token({TOKEN!r}).base_url(sys.argv[1])
    .request(HTTPXRequest(connection_pool_size={CONCURRENCY} + 16, pool_timeout=30))
    .concurrent_updates({CONCURRENCY}).job_queue(None).build()
)
app.add_handler(MessageHandler(filters.TEXT, echo))
app.run_polling(poll_interval=0, allowed_updates=["message"])
"""

_ok = True


def report(name: str, value: str, good: bool) -> None:
    global _ok
    _ok = _ok and good
    print(f"{'đạt  ' if good else 'TRƯỢT'}  {name:<52} {value}", flush=True)


def fresh_state() -> Path:
    return Path(tempfile.mkdtemp(prefix="bnqa-load-")) / "state"


async def run_burst(api: BotApi, count: int, chats: int) -> float:
    """Questions a second from the first send to the last, all of them waiting at the start."""
    seen: list[float] = []
    api.on_send = lambda call: seen.append(call.at)
    for number in range(count):
        api.say(QUESTIONS[number % len(QUESTIONS)], chat=number % chats + 1)
    await api.until(lambda: len(seen) >= count, 120)
    api.on_send = None
    return (count - 1) / (seen[-1] - seen[0])


async def throughput() -> None:
    for latency, count in ((0.0, 2000), (0.05, 1500)):
        rates = {}
        for name in ("echo", "bnqa"):
            api = BotApi(latency=latency, keep_calls=False)
            await api.start()
            if name == "echo":
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-c", ECHO, api.base_url, stderr=asyncio.subprocess.DEVNULL
                )
                await api.until(lambda server=api: server.polls > 0, 20)  # type: ignore[misc]
                rates[name] = await run_burst(api, count, 200)
                process.kill()
                await process.wait()
            else:
                bot = await BotProcess(
                    api, fresh_state(), BNQA_CONCURRENCY=str(CONCURRENCY)
                ).start()
                await bot.ready()
                rates[name] = await run_burst(api, count, 200)
                await bot.stop()
            await api.stop()
        ratio = rates["bnqa"] / rates["echo"]
        what = f"câu/giây, mỗi lần gửi {latency * 1000:.0f} ms, {CONCURRENCY} việc cùng lúc"
        report(what, f"{rates['bnqa']:.0f} / echo {rates['echo']:.0f} = {ratio:.2f}", ratio >= 0.8)


async def latency() -> None:
    api = BotApi(latency=0.05)
    await api.start()
    bot = await BotProcess(api, fresh_state()).start()
    await bot.ready()
    await asyncio.sleep(0.5)
    asked: dict[int, float] = {}
    took: list[float] = []
    api.on_send = lambda call: took.append(
        call.at - asked[call.params["reply_parameters"]["message_id"]]
    )
    chance = random.Random(1)  # arrivals as they come from many people: exponential gaps
    at = time.monotonic()
    for number in range(1500):
        at += chance.expovariate(100)
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        message = api.message(QUESTIONS[number % len(QUESTIONS)], chat=number % 300 + 1)
        asked[message["message_id"]] = time.monotonic()
        api.push(message=message)
    await api.until(lambda: len(took) >= 1500, 30)
    took.sort()
    p50, p99 = took[len(took) // 2] * 1000, took[int(len(took) * 0.99)] * 1000
    report("ms ở 100 câu/giây, mỗi lần gửi 50 ms", f"p50 {p50:.0f}, p99 {p99:.0f}", p99 < 150)
    await bot.stop()
    await api.stop()


async def memory() -> None:
    api = BotApi(keep_calls=False)
    await api.start()
    bot = await BotProcess(api, fresh_state()).start()
    await bot.ready()
    start = bot.resident_mb
    seen = itertools.count()
    done = [0]
    api.on_send = lambda call: done.__setitem__(0, next(seen) + 1)
    pushed = 0
    while done[0] < 20_000:
        while pushed < 20_000 and pushed - done[0] < 1_000:
            text = f"{QUESTIONS[pushed % len(QUESTIONS)]} {pushed % 97}"
            api.say(text, chat=pushed % 5_000 + 1)
            pushed += 1
        await asyncio.sleep(0.02)
    end = bot.resident_mb
    what = "MB sau 20.000 update của 5.000 cuộc trò chuyện"
    report(what, f"{end:.0f} (lúc đầu {start:.0f})", end < 150)
    report("MB khi vừa chạy", f"{start:.0f}", start < 120)
    await bot.stop()
    await api.stop()


async def kill() -> None:
    for number, most in ((signal.SIGKILL, 16), (signal.SIGTERM, 0)):
        api = BotApi(latency=0.05)
        await api.start()
        state = fresh_state()
        bot = await BotProcess(api, state).start()
        for index in range(400):
            api.say(QUESTIONS[index // 100], chat=index % 100 + 1)
        await api.until(lambda server=api: len(server.sent()) >= 150, 30)  # type: ignore[misc]
        bot.signal(number)
        code = await bot.wait(10)
        bot = await BotProcess(api, state).start()
        await api.until(lambda server=api: not unanswered(server), 30)  # type: ignore[misc]
        await asyncio.sleep(0.5)
        lost, twice = len(unanswered(api)), doubled(api)
        good = lost == 0 and twice <= most and (number == signal.SIGKILL or code == 0)
        report(f"{number.name} giữa 400 câu", f"mất {lost}, lặp {twice}, mã thoát {code}", good)
        await bot.stop()
        await api.stop()


async def main() -> int:
    parts = {"throughput": throughput, "latency": latency, "memory": memory, "kill": kill}
    for name in sys.argv[1:] or parts:
        await parts[name]()
    return 0 if _ok else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
