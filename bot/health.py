"""One bot per token and state folder, and the heartbeat that says it is alive."""

from __future__ import annotations

import contextlib
import faulthandler
import fcntl
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

MAX_AGE_SECONDS = 60.0
STUCK_SECONDS = 180.0
_HEARTBEAT = "heartbeat.json"
_LOCK = "bot.lock"
_PID = "bot.pid"


class AlreadyRunning(Exception):
    """Another process holds this token or this state folder."""


@contextlib.contextmanager
def only_instance(state_dir: Path, token: str, base_url: str, wait: float = 1.0) -> Iterator[None]:
    """Hold the locks of the state folder and of the token; the system frees them when the process
    ends, however it ends. Raises AlreadyRunning after ``wait`` seconds, OSError when the state
    folder can't be written."""
    digest = hashlib.sha256(f"{base_url}\n{token}".encode()).hexdigest()[:24]
    name = f"bnqa-{os.getuid()}-{digest}.lock"
    deadline = time.monotonic() + wait
    with contextlib.ExitStack() as held:
        _hold(state_dir / _LOCK, held, deadline)
        # Without a folder for temporary files, Telegram itself tells when another bot polls.
        with contextlib.suppress(OSError):
            _hold(Path(tempfile.gettempdir()) / name, held, deadline)
        yield


def _hold(path: Path, held: contextlib.ExitStack, deadline: float) -> None:
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    held.callback(os.close, handle)
    while not _lock(handle):
        if time.monotonic() > deadline:
            raise AlreadyRunning
        time.sleep(0.1)


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def write_pid(state_dir: Path, knowledge: Path) -> None:
    """Say which process runs, and from which knowledge, for ``bnqa reload``."""
    file = state_dir / _PID
    new = file.with_suffix(".new")
    new.write_text(f"{os.getpid()}\n{knowledge.resolve()}\n", "utf-8")
    new.replace(file)


def remove_pid(state_dir: Path) -> None:
    """The process ends: nothing more is to be sent to it."""
    with contextlib.suppress(OSError):
        (state_dir / _PID).unlink(missing_ok=True)


def beat(state_dir: Path, **fields: object) -> None:
    """Write the heartbeat, whole or not at all."""
    file = state_dir / _HEARTBEAT
    new = file.with_suffix(".new")
    new.write_text(json.dumps({"at": time.time(), "pid": os.getpid(), **fields}), "utf-8")
    new.replace(file)


def guard() -> None:
    """End the process, with its stacks on standard error, unless this is called again within
    STUCK_SECONDS: what hangs below Python can't be cut, and a dead loop can't tell."""
    faulthandler.dump_traceback_later(STUCK_SECONDS, exit=True)


def stop_guard() -> None:
    """No more guarding."""
    faulthandler.cancel_dump_traceback_later()


def stop_beating(state_dir: Path) -> None:
    """The process ends on purpose: say so at once."""
    (state_dir / _HEARTBEAT).unlink(missing_ok=True)


def is_healthy(state_dir: Path) -> tuple[bool, str]:
    """Whether a bot lives in this state folder and heard from Telegram lately, and why not."""
    try:
        at = float(json.loads((state_dir / _HEARTBEAT).read_text("utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return False, "bot chưa chạy hoặc chưa nhận được gì từ Telegram"
    age = time.time() - at
    if not -MAX_AGE_SECONDS <= age <= MAX_AGE_SECONDS:
        return False, f"lần cuối bot nghe được từ Telegram là {age:.0f} giây trước"
    try:
        handle = os.open(state_dir / _LOCK, os.O_RDWR)
    except OSError:
        return False, "bot không chạy"
    try:
        if _lock(handle):
            return False, "bot không chạy (tiến trình đã dừng)"
    finally:
        os.close(handle)
    return True, f"bot khỏe, nghe được từ Telegram {max(age, 0):.0f} giây trước"
