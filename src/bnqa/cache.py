"""What is kept between runs: values as JSON in the user's cache folder, each file for one purpose.

A cache only ever saves time. What is stale, broken, foreign or can't be written is made anew, and nothing is
said. ``BNQA_CACHE_DIR`` names the folder, ``BNQA_CACHE=0`` turns it off.
"""

from __future__ import annotations

import json
import os
import sys
import time
import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import bnqa

FORMAT = 1
MAX_FILES = 24  # libraries that are remembered; the one written longest ago goes first
# A file system's clock ticks: what changed this shortly before it was read may change again unseen.
TICK_NS = 100_000_000

Stamp = list[int]


def folder() -> Path | None:
    """Where cached values go, or None where nothing shall be kept."""
    if os.environ.get("BNQA_CACHE", "1").strip().lower() in ("0", "no", "off", "false"):
        return None
    own = os.environ.get("BNQA_CACHE_DIR")
    if own:
        return Path(own)
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        return Path(base) / "bnqa" if base else Path.home() / ".cache" / "bnqa"
    except RuntimeError:  # no home
        return None


def stamp(path: Path) -> Stamp | None:
    """What changes when a file does: its size and times (ns). None where there is no such file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def is_settled(known: Stamp | None) -> bool:
    """Whether a stamp just taken will differ after the file's next change."""
    return known is None or time.time_ns() - max(known[1:]) > TICK_NS


@cache
def fingerprint() -> str:
    """What every kept value depends on beside its own source: version, code, language data, Python."""
    home = Path(__file__).parent
    files = [
        Path(folder, name)
        for folder, _, names in os.walk(home)
        for name in sorted(names)
        if name.endswith((".py", ".yaml"))
    ]
    stamps = sorted((str(file), stamp(file)) for file in files)
    parts = (FORMAT, bnqa.__version__, sys.version_info[:3], sys.byteorder, str(home), stamps)
    return f"{zlib.crc32(repr(parts).encode()):08x}-{len(files)}"


def read(name: str) -> list[Any]:
    """The rows kept under a name: [] where there are none, or none that can be used now."""
    home = folder()
    if home is None:
        return []
    try:
        # Line by line: the index of a large library is most of its file, and one line.
        with (home / name).open("rb") as file:
            header = file.readline()
            if header.rpartition(b" ")[0] != _header(0).rpartition(b" ")[0]:
                return []
            rows = [_parse(line) for line in file]
        return rows if header == _header(len(rows)) + b"\n" else []
    except (OSError, ValueError, RecursionError):
        return []


def write(name: str, rows: Iterable[Any]) -> bool:
    """Keep rows of JSON values under a name, whole or not at all; whether that could be done."""
    home = folder()
    if home is None:
        return False
    import tempfile

    new = None
    try:
        body = [_line(row) for row in rows]
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, new = tempfile.mkstemp(prefix=f".{name}-", dir=home)
        with os.fdopen(handle, "wb") as file:
            file.write(b"\n".join([_header(len(body)), *body, b""]))
        Path(new).replace(home / name)
    except (OSError, ValueError, TypeError, RecursionError):
        if new is not None:
            _remove(Path(new))
        return False
    _prune(home)
    return True


def _header(rows: int) -> bytes:
    return f"bnqa {fingerprint()} {rows}".encode()


def _line(row: Any) -> bytes:
    # ASCII: one letter beyond it doubles what the whole line takes in memory.
    text = json.dumps(_keyed(row), separators=(",", ":")).encode()
    return b"%08x %s" % (zlib.crc32(text), text)


def _parse(line: bytes) -> Any:
    text = memoryview(line)[9:-1]
    if line[:9] != b"%08x " % zlib.crc32(text) or line[-1:] != b"\n":
        raise ValueError("a line that is not what was written")
    return json.loads(str(text, "ascii"), object_hook=_unkeyed)


def _keyed(value: Any) -> Any:
    """JSON keys are strings: a mapping with others is kept as {"": its pairs}."""
    if isinstance(value, dict):
        if all(isinstance(key, str) and key for key in value):
            return {key: _keyed(item) for key, item in value.items()}
        return {"": [[key, _keyed(item)] for key, item in value.items()]}
    return [_keyed(item) for item in value] if isinstance(value, list) else value


def _unkeyed(value: dict[str, Any]) -> dict[Any, Any]:
    return dict(value[""]) if "" in value else value


def _prune(home: Path) -> None:
    """Forget the libraries that were written longest ago."""
    try:
        kept = sorted(home.glob("*.jsonl"), key=lambda file: file.stat().st_mtime_ns)
    except OSError:
        return
    for file in kept[:-MAX_FILES]:
        _remove(file)


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError:
        return
