"""The bot under load, over HTTP against the loopback Bot API of the tests.

Prints throughput beside a bare python-telegram-bot echo bot at the same concurrency, the latency at
100 questions a second when every send takes 50 ms, memory after 20,000 updates from 5,000 chats,
what a kill in the middle of a burst costs, how long other chats wait for one that is told to wait,
what Telegram would refuse of 2,000 hostile questions, and each fault in a burst of its own. Exit
code 1 when a figure misses its bound.

    python benchmarks/telegram_load.py [throughput] [latency] [memory] [kill] [throttle] [refusals]
                                       [faults]
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "e2e"))

from adversarial import adversarial
from botapi import TOKEN, BotApi
from harness import ROOT, BotProcess, doubled, unanswered
from loopback import Fault

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
    folder = Path(tempfile.mkdtemp(prefix="bnqa-load-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder / "state"


def all_questions() -> list[str]:
    """Every question of the knowledge's own regression, in no order."""
    pairs = yaml.safe_load((ROOT / "knowledge" / "bac-ninh-2024" / "qa.yaml").read_text("utf-8"))
    questions = [str(pair["q"]) for pair in pairs]
    random.Random(1).shuffle(questions)
    return questions


async def run_burst(api: BotApi, count: int, chats: int, questions: Sequence[str]) -> float:
    """Questions a second from the first send to the last, all of them waiting at the start."""
    seen: list[float] = []
    api.on_send = lambda call: seen.append(call.at)
    for number in range(count):
        api.say(questions[number % len(questions)], chat=number % chats + 1)
    await api.until(lambda: len(seen) >= count, 120)
    api.on_send = None
    return (count - 1) / (seen[-1] - seen[0])


async def throughput() -> None:
    """Few questions asked again and again, and many different ones: the engine keeps answers."""
    for latency, count in ((0.0, 2000), (0.05, 1500)):
        echo = await rate("echo", latency, count, QUESTIONS)
        for name, questions in (("8 câu", QUESTIONS), ("mọi câu", all_questions())):
            bnqa = await rate("bnqa", latency, count, questions)
            what = f"câu/giây, {name}, mỗi lần gửi {latency * 1000:.0f} ms, {CONCURRENCY} việc"
            good = bnqa >= 0.8 * echo
            report(what, f"{bnqa:.0f} / echo {echo:.0f} = {bnqa / echo:.2f}", good)


async def rate(name: str, latency: float, count: int, questions: Sequence[str]) -> float:
    api = BotApi(latency=latency, keep_calls=False)
    await api.start()
    if name == "echo":
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ECHO, api.base_url, stderr=asyncio.subprocess.DEVNULL
        )
        await api.until(lambda: api.polls > 0, 20)
        found = await run_burst(api, count, 200, questions)
        process.kill()
        await process.wait()
    else:
        env = {"BNQA_CONCURRENCY": str(CONCURRENCY)}
        bot = await BotProcess(api, fresh_state(), **env).start()
        await bot.ready()
        found = await run_burst(api, count, 200, questions)
        await bot.stop()
    await api.stop()
    return found


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
    questions = all_questions()
    chance = random.Random(1)  # arrivals as they come from many people: exponential gaps
    at = time.monotonic()
    for number in range(1500):
        at += chance.expovariate(100)
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        message = api.message(questions[number % len(questions)], chat=number % 300 + 1)
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
    for number, most in ((signal.SIGKILL, CONCURRENCY), (signal.SIGTERM, 0)):
        for after in (20, 150, 350):
            api = BotApi(latency=0.05)
            await api.start()
            state = fresh_state()
            bot = await BotProcess(api, state).start()
            for index in range(400):
                api.say(QUESTIONS[index // 100], chat=index % 100 + 1)
            await api.until(lambda server=api, n=after: len(server.sent()) >= n, 30)  # type: ignore[misc]
            bot.signal(number)
            started = time.monotonic()
            code = await bot.wait(12)
            took = time.monotonic() - started
            bot = await BotProcess(api, state).start()
            await api.until(lambda server=api: not unanswered(server), 30)  # type: ignore[misc]
            await asyncio.sleep(0.5)
            lost, twice = len(unanswered(api)), doubled(api)
            good = lost == 0 and twice <= most and (number == signal.SIGKILL or code == 0)
            what = f"{number.name} sau {after} câu trong 400, 100 cuộc trò chuyện"
            report(what, f"mất {lost}, lặp {twice}, mã thoát {code} sau {took:.1f} giây", good)
            await bot.stop()
            await api.stop()


async def throttle() -> None:
    """The same burst with and without a chat that is told to wait for 5 seconds."""
    times = []
    for slow in (False, True):
        api = BotApi(latency=0.05)
        await api.start()
        bot = await BotProcess(api, fresh_state()).start()
        await bot.ready()
        if slow:
            wait = {"retry_after": 5}
            api.faults.append(
                Fault(
                    "sendMessage",
                    status=429,
                    description="Too Many Requests",
                    parameters=wait,
                    when=lambda params: params["chat_id"] == 1,
                )
            )
        started = time.monotonic()
        for index in range(200):
            api.say(QUESTIONS[index % len(QUESTIONS)], chat=index % 50 + 1)
        await api.until(lambda server=api: not unanswered(server), 30)  # type: ignore[misc]
        others = sorted(call.at - started for call in api.sent() if call.params["chat_id"] != 1)
        times.append(others)
        if slow:
            own = min(call.at - started for call in api.sent(1))
            twice = doubled(api)
        await bot.stop()
        await api.stop()
    later = max(b - a for a, b in zip(*times, strict=True))
    value = f"những cuộc khác chậm hơn nhiều nhất {later:.2f}, cuộc đó sau {own:.1f}, lặp {twice}"
    report("giây, khi một cuộc bị bắt chờ 5 giây", value, later <= 0.5 and twice == 0)


async def refusals() -> None:
    api = BotApi()
    await api.start()
    bot = await BotProcess(api, fresh_state()).start()
    await bot.ready()
    questions = adversarial(2_000)
    for number, text in enumerate(questions):
        api.say(text, chat=number + 1)
        if number % 500 == 0:
            await asyncio.sleep(0.1)
    await api.until(lambda: not unanswered(api), 120)
    errors = bot.log.count(" ERROR ")
    value = f"bị từ chối {len(api.refused)}, không trả lời {len(unanswered(api))}, lỗi {errors}"
    report("2.000 câu hỏi hiểm", value, not api.refused and not errors)
    await bot.stop()
    await api.stop()


async def faults() -> None:
    """Each fault of polling and sending, one at a time, in a burst of 200 of 50 chats."""
    for name, fault, most in all_faults():
        api = BotApi(latency=0.01, faults=[fault])
        await api.start()
        bot = await BotProcess(api, fresh_state(), BNQA_LOG_LEVEL="DEBUG").start()
        for index in range(200):
            api.say(QUESTIONS[index % len(QUESTIONS)], chat=index % 50 + 1)
        started = time.monotonic()
        await api.until(lambda server=api: not unanswered(server), 60)  # type: ignore[misc]
        took = time.monotonic() - started
        await api.until(lambda server=api: not server.pending, 30)  # type: ignore[misc]
        lost, twice = len(unanswered(api)), doubled(api)
        clean = TOKEN not in bot.log and "Traceback" not in bot.log
        good = fault.times == 0 and lost == 0 and twice <= most and clean
        report(name, f"mất {lost}, lặp {twice}, {took:.1f} giây", good)
        await bot.stop()
        await api.stop()


def all_faults() -> list[tuple[str, Fault, int]]:
    """``(name, fault, most doubled)``."""
    made: list[tuple[str, Fault, int]] = []
    replies = ((401, "Unauthorized"), (404, "Not Found"), (500, "x"), (502, "Bad Gateway"))
    for method in ("getUpdates", "sendMessage"):
        for status, text in replies:
            made.append((f"{method} {status}", Fault(method, status=status, description=text), 0))
        wait = {"retry_after": 2}
        made.append(
            (f"{method} 429", Fault(method, status=429, description="x", parameters=wait), 0)
        )
        made.append((f"{method} 429 không nói bao lâu", Fault(method, status=429), 0))
        for kind in ("json", "empty", "cut", "half", "hole"):
            # What never gets a reply is not sent again: there it was delivered.
            deliver = method == "sendMessage" and kind == "hole"
            made.append((f"{method} {kind}", Fault(method, kind, deliver=deliver), 0))
    for kind in ("json", "empty", "cut", "half"):
        fault = Fault("sendMessage", kind, deliver=True)
        made.append((f"sendMessage tới nơi rồi {kind}", fault, 1))
    conflict = Fault("getUpdates", status=409, description="Conflict: terminated by other")
    made.append(("getUpdates 409", conflict, 0))
    for text in ("QUOTE_TEXT_INVALID", "can't parse entities: x", "something new"):
        fault = Fault("sendMessage", status=400, description=f"Bad Request: {text}")
        made.append((f"sendMessage 400 {text[:20]}", fault, 0))
    return made


async def main() -> int:
    parts = (throughput, latency, memory, kill, throttle, refusals, faults)
    named = {part.__name__: part for part in parts}
    for name in sys.argv[1:] or named:
        await named[name]()
    return 0 if _ok else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
