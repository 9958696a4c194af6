"""The bot that runs with this user's state folder: find it, and have it take up changed knowledge."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

PID_FILE = (
    "bot.pid"  # written by the bot: its process id, and in the second line its knowledge folder
)
LOCK_FILE = "bot.lock"  # locked by the bot for as long as it lives
NOT_RUNNING = "Không có bot nào đang chạy với thư mục trạng thái {folder}."


@dataclass(frozen=True, slots=True)
class RunningBot:
    """A bot that is alive, and the knowledge folder that it answers from, where it says so."""

    pid: int
    knowledge: Path | None


def state_folder() -> Path:
    """The user's folder for state: BNQA_STATE_DIR, XDG_STATE_HOME/bnqa or ~/.local/state/bnqa."""
    own = os.environ.get("BNQA_STATE_DIR")
    if own:
        return Path(own).expanduser()
    base = os.environ.get("XDG_STATE_HOME")
    return Path(base) / "bnqa" if base else Path.home() / ".local" / "state" / "bnqa"


def find_bot(folder: Path) -> RunningBot | None:
    """The bot of a state folder; None where none lives, whatever it left behind."""
    try:
        lines = (folder / PID_FILE).read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    # The number of a dead process may be another's by now: the lock tells.
    if pid <= 1 or not _is_locked(folder / LOCK_FILE):
        return None
    return RunningBot(pid, Path(lines[1]) if len(lines) > 1 and lines[1] else None)


def _is_locked(path: Path) -> bool:
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def reload_bot(knowledge: Path | None = None) -> tuple[bool, str]:
    """Have the running bot load its knowledge again; whether that was done, and what to tell.

    The knowledge is validated here first (the bot's own folder, or ``knowledge``): what is wrong is
    shown to who asked, and what is sound the bot finds in the cache. Raises KnowledgeError.
    """
    if not hasattr(signal, "SIGHUP"):
        return False, "Hệ điều hành này không có SIGHUP; hãy khởi động lại bot."
    folder = state_folder()
    bot = find_bot(folder)
    if bot is None:
        return False, NOT_RUNNING.format(folder=folder)
    from bnqa.library.snapshot import load

    place = bot.knowledge or knowledge
    checked = ""
    if place is not None:
        library, _ = load(place)
        checked = f" {len(library.articles)} bài trong {place} đều hợp lệ."
    try:
        os.kill(bot.pid, signal.SIGHUP)
    except ProcessLookupError:
        return False, NOT_RUNNING.format(folder=folder)
    except PermissionError:
        return (
            False,
            f"Bot (tiến trình {bot.pid}) thuộc người dùng khác; hãy chạy với quyền của họ.",
        )
    return True, f"Đã bảo bot (tiến trình {bot.pid}) nạp lại kiến thức.{checked}"
