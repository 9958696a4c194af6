"""``python -m bot``: exit codes 0 ended as asked, 1 crashed, 2 wrong settings, 3 token refused,
4 a second bot on the same token, 5 Telegram not reached. ``--health``: 0 alive, 1 not."""

from __future__ import annotations

import argparse
import asyncio
import io
import logging
import os
import signal
import sqlite3
import sys
from typing import Any

from bot import settings as settings_module
from bot.settings import Settings, SettingsError

OK, CRASHED, WRONG_SETTINGS, TOKEN_REFUSED, TWO_BOTS, NOT_REACHED = range(6)


def main(arguments: list[str] | None = None) -> int:
    """Run the bot, or ask how it is; the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a terminal without Vietnamese is no reason to die
            stream.reconfigure(errors="backslashreplace")
    parser = argparse.ArgumentParser(prog="python -m bot", description="Bot Telegram của bnqa.")
    parser.add_argument(
        "--health", action="store_true", help="bot có sống không: mã thoát 0 hoặc 1"
    )
    if parser.parse_args(arguments).health:
        return _health()
    signals = StopSignals()
    try:
        settings = settings_module.from_env(os.environ)
        settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except SettingsError as error:
        return _say(str(error), WRONG_SETTINGS)
    except OSError as error:
        line = f"Không tạo được thư mục trạng thái {error.filename} ({error.strerror})."
        return _say(line, WRONG_SETTINGS)
    try:
        return _run(settings, signals)
    finally:
        signals.ignore()


class StopSignals:
    """SIGTERM and SIGINT from the first moment to the last: the first asks to stop, the others
    change nothing. (asyncio's own handlers leave gaps at the start and at the end.)"""

    def __init__(self) -> None:
        self._asked = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._event: asyncio.Event | None = None
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)
        # Asked to reload before anything is loaded: nothing to do, and no reason to die.
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def event(self) -> asyncio.Event:
        """Set in the running loop when asked to stop."""
        self._loop, self._event = asyncio.get_running_loop(), asyncio.Event()
        if self._asked:
            self._event.set()
        return self._event

    def _ask(self, number: int, frame: Any) -> None:
        self._asked = True
        if self._loop is not None and self._event is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    def ignore(self) -> None:
        """The end is near anyway."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)


def _say(line: str, code: int) -> int:
    print(line, file=sys.stderr, flush=True)
    return code


def _health() -> int:
    from bot.health import is_healthy

    healthy, why = is_healthy(settings_module.state_dir(os.environ))
    print(why)
    return 0 if healthy else 1


def _run(settings: Settings, signals: StopSignals) -> int:
    from bot import logs

    secret = settings.webhook.secret if settings.webhook else ""
    logs.set_up(settings.log_level, settings.log_format, [settings.token, secret])

    import bnqa
    from bnqa.knowledge import KnowledgeError
    from bot import health
    from bot.app import Bot, StartFailed, Stuck
    from bot.metrics import MetricsMissing
    from bot.polling import TokenRefused, TwoPollers

    async def run() -> None:
        stop = signals.event()
        await Bot(settings, lambda: bnqa.load(settings.knowledge), stop).run()

    try:
        with health.only_instance(settings.state_dir, settings.token, settings.base_url):
            asyncio.run(run())
    except health.AlreadyRunning:
        line = "Một bot khác đang chạy với token hoặc thư mục trạng thái này; hãy dừng nó trước."
        return _say(line, TWO_BOTS)
    except TwoPollers:
        line = "Một bot khác đang nhận tin bằng cùng token (409 Conflict); hãy dừng một trong hai."
        return _say(line, TWO_BOTS)
    except TokenRefused:
        line = "Telegram từ chối token này hai lần; lấy token mới từ @BotFather rồi chạy lại."
        return _say(line, TOKEN_REFUSED)
    except StartFailed:
        return _say("Không gọi được Telegram sau nhiều lần thử; kiểm tra mạng.", NOT_REACHED)
    except KnowledgeError as error:
        for problem in error.problems:
            _say(str(problem), WRONG_SETTINGS)
        return WRONG_SETTINGS
    except MetricsMissing:
        return _say(
            "Cổng số đo cần prometheus-client: pip install 'bnqa[metrics]'.", WRONG_SETTINGS
        )
    except OSError as error:
        what = f"tệp {error.filename}" if error.filename else "cổng hoặc tệp cần thiết"
        return _say(f"Không mở được {what} ({error.strerror}).", WRONG_SETTINGS)
    except sqlite3.Error as error:
        return _say(f"Không mở được sổ ghi trong {settings.state_dir} ({error}).", WRONG_SETTINGS)
    except Stuck:
        return _say("Vòng nhận tin bị kẹt; thoát để được khởi động lại.", CRASHED)
    except Exception:
        logging.getLogger("bot").critical("lỗi không ngờ", exc_info=True)
        return CRASHED
    return OK


if __name__ == "__main__":
    sys.exit(main())
