"""What survives a restart, in SQLite: handled update ids, conversations, answers, buttons.

Chats are known by a salted hash only. Everything is bounded in number and in age. Writes of one
update are collected and committed together with its id, so that a kill at any moment leaves either
all of them or none.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import secrets
import sqlite3
import time
from pathlib import Path
from typing import Any

from bot.updates import identity_of

logger = logging.getLogger("bot.journal")

SESSION_HOURS = 24
ANSWER_HOURS = 48
HANDLED_HOURS = 72
_BUTTON_DAYS = 90
_MAX_ROWS = {"handled": 200_000, "sessions": 20_000, "answers": 50_000, "buttons": 20_000}
_MAX_RECENT = 5_000
_BUTTON_VERSION = "q1:"

_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS handled (
    id INTEGER PRIMARY KEY, mark INTEGER NOT NULL, at INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS parked (id INTEGER PRIMARY KEY, raw TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    chat TEXT NOT NULL, thread INTEGER NOT NULL, session TEXT NOT NULL, before TEXT,
    message INTEGER, at INTEGER NOT NULL, PRIMARY KEY (chat, thread)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    chat TEXT NOT NULL, message INTEGER NOT NULL, sent TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (chat, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS buttons (
    id TEXT PRIMARY KEY, question TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
"""

Write = tuple[str, tuple[Any, ...]]


class Journal:
    """One connection, used from one thread. Reads at once; writes as :data:`Write` values that
    :meth:`commit` carries out together. Only :meth:`commit` and :meth:`park` raise sqlite3.Error:
    without its memory the bot still answers."""

    def __init__(self, path: Path) -> None:
        try:
            self._open(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            # Better a bot that has forgotten than none; the file is kept for who wants to look.
            self._db.close()
            path.with_name(path.name + "-wal").unlink(missing_ok=True)
            path.replace(path.with_name(path.name + ".broken"))
            logger.error("sổ ghi bị hỏng: cất thành %s.broken và mở sổ mới", path.name)
            self._open(path)
        self._salt = bytes.fromhex(self._meta("salt", secrets.token_hex(16)))
        self._commits = 0
        self._recent: dict[int, int] = {}
        self._fresh_buttons: set[str] = set()
        self.prune()

    def _open(self, path: Path) -> None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(path, isolation_level=None, cached_statements=64)
        # With WAL and NORMAL a commit survives the death of the process without waiting for the
        # disk, and the file is never left broken when the power goes.
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA busy_timeout=3000")
        self._db.execute("PRAGMA secure_delete=ON")
        (sound,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            # Nothing in here is worth more than a few days: no migrations.
            for table in ("parked", *_MAX_ROWS):
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version={_VERSION}")

    def close(self) -> None:
        self._db.close()

    def _meta(self, name: str, default: str) -> str:
        self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, default))
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def _row(self, sql: str, values: tuple[Any, ...]) -> Any:
        try:
            return self._db.execute(sql, values).fetchone()
        except (sqlite3.Error, OverflowError) as error:
            logger.error("không đọc được sổ: %s", type(error).__name__)
            return None

    def belongs_to(self, bot: str) -> None:
        """Say whose updates these are; those of another bot mean nothing here."""
        owner = hashlib.sha256(self._salt + bot.encode()).hexdigest()[:16]
        if self._meta("owner", owner) != owner:
            for table in ("parked", "handled", "answers"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608
            self._db.execute("UPDATE meta SET value = ? WHERE name = 'owner'", (owner,))

    def key(self, value: object) -> str:
        """The salted hash by which a chat or user is known on disk and in logs."""
        return hmac.new(self._salt, str(value).encode(), "sha256").hexdigest()[:16]

    # --- updates ----------------------------------------------------------------------------

    def mark(self, raw: dict[str, Any]) -> int:
        """A salted hash (64 bits) that tells an update from another with the same id."""
        identity = identity_of(raw).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(identity, digest_size=8, key=self._salt).digest()
        return int.from_bytes(digest, "big", signed=True)

    def is_handled(self, update_id: int, mark: int) -> bool:
        if update_id in self._recent:
            return self._recent[update_id] == mark
        row = self._row("SELECT mark FROM handled WHERE id = ?", (update_id,))
        return row is not None and row[0] == mark

    def commit(self, update_id: int, mark: int, writes: list[Write]) -> None:
        """Record an update as handled, with all that came of it. Known as handled from here on in
        this process even when it can't be written. Raises sqlite3.Error, OverflowError."""
        self._recent[update_id] = mark
        if len(self._recent) > _MAX_RECENT:
            del self._recent[next(iter(self._recent))]
        now = int(time.time())
        self._together(
            [
                *writes,
                ("INSERT OR REPLACE INTO handled VALUES (?, ?, ?)", (update_id, mark, now)),
                ("DELETE FROM parked WHERE id = ?", (update_id,)),
            ]
        )
        self._commits += 1
        if self._commits % 5_000 == 0:
            self.prune()

    def park(self, updates: dict[int, dict[str, Any]]) -> None:
        """Keep raw updates that take long, so that they can be acknowledged early. On the disk
        when this returns: nobody else has them then. Raises sqlite3.Error."""
        self._db.execute("PRAGMA synchronous=FULL")
        try:
            self._together(
                [
                    ("INSERT OR REPLACE INTO parked VALUES (?, ?)", (update_id, json.dumps(raw)))
                    for update_id, raw in updates.items()
                ]
            )
        finally:
            self._db.execute("PRAGMA synchronous=NORMAL")

    def _together(self, writes: list[Write]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for sql, values in writes:
                self._db.execute(sql, values)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    def parked(self) -> list[dict[str, Any]]:
        """The updates left over from the run before, oldest first."""
        rows = self._db.execute("SELECT raw FROM parked ORDER BY id").fetchall()
        return [json.loads(raw) for (raw,) in rows]

    # --- conversations ----------------------------------------------------------------------

    def session(self, chat: str, thread: int, before_message: int | None = None) -> str | None:
        """The conversation as JSON; as it was before its last question, when that is
        ``before_message``. None when there is none, it is too old, or that question is not the
        last."""
        fresh = (chat, thread, int(time.time()) - SESSION_HOURS * 3600)
        where = "FROM sessions WHERE chat = ? AND thread = ? AND at > ?"
        if before_message is None:
            row = self._row(f"SELECT session {where}", fresh)
        else:
            row = self._row(f"SELECT before {where} AND message = ?", (*fresh, before_message))
        return str(row[0]) if row is not None and row[0] is not None else None

    def is_last(self, chat: str, thread: int, message: int) -> bool:
        """Whether this message holds the last question of the conversation."""
        row = self._row(
            "SELECT 1 FROM sessions WHERE chat = ? AND thread = ? AND message = ?",
            (chat, thread, message),
        )
        return row is not None

    @staticmethod
    def save_session(
        chat: str, thread: int, session: str, before: str | None, message: int | None
    ) -> Write:
        return (
            "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)",
            (chat, thread, session, before, message, int(time.time())),
        )

    @staticmethod
    def forget(chat: str) -> list[Write]:
        """Delete all that is kept of a chat."""
        return [
            ("DELETE FROM sessions WHERE chat = ?", (chat,)),
            ("DELETE FROM answers WHERE chat = ?", (chat,)),
        ]

    @staticmethod
    def move(old: str, new: str) -> list[Write]:
        """A group became a supergroup; message ids start anew there."""
        return [
            ("UPDATE OR REPLACE sessions SET chat = ?, message = NULL WHERE chat = ?", (new, old)),
            ("DELETE FROM answers WHERE chat = ?", (old,)),
        ]

    # --- answers and buttons ----------------------------------------------------------------

    def answer(self, chat: str, message: int) -> tuple[int, ...]:
        """The ids of the messages that answer this one; empty when not known any more."""
        row = self._row("SELECT sent FROM answers WHERE chat = ? AND message = ?", (chat, message))
        return tuple(json.loads(row[0])) if row else ()

    @staticmethod
    def save_answer(chat: str, message: int, sent: tuple[int, ...]) -> Write:
        return (
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
            (chat, message, json.dumps(sent), int(time.time())),
        )

    def button(self, data: str) -> str | None:
        """The question behind a button."""
        row = self._row("SELECT question FROM buttons WHERE id = ?", (data,))
        return str(row[0]) if row else None

    def save_buttons(self, questions: tuple[str, ...]) -> list[str]:
        """Callback data (at most 64 bytes) for each question. Written at once: a button must be
        known before anyone can tap it."""
        found = [button_id(question) for question in questions]
        now = int(time.time())
        for data, question in zip(found, questions, strict=True):
            # The same few questions are suggested over and over: write each once in a while.
            if data in self._fresh_buttons:
                continue
            sql = "INSERT OR REPLACE INTO buttons VALUES (?, ?, ?)"
            try:
                self._db.execute(sql, (data, question, now))
            except sqlite3.Error as error:
                logger.error("không ghi được sổ: %s", type(error).__name__)
            else:
                self._fresh_buttons.add(data)
        return found

    # --- bounds -----------------------------------------------------------------------------

    def prune(self) -> None:
        """Delete what is too old or too much."""
        self._fresh_buttons.clear()
        now = int(time.time())
        ages = {
            "handled": HANDLED_HOURS * 3600,
            "sessions": SESSION_HOURS * 3600,
            "answers": ANSWER_HOURS * 3600,
            "buttons": _BUTTON_DAYS * 86400,
        }
        for table, age in ages.items():
            self._db.execute(f"DELETE FROM {table} WHERE at < ?", (now - age,))  # noqa: S608
            (count,) = self._db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
            if count > _MAX_ROWS[table]:
                self._db.execute(
                    f"DELETE FROM {table} WHERE at <= "  # noqa: S608
                    f"(SELECT at FROM {table} ORDER BY at LIMIT 1 OFFSET ?)",
                    (count - _MAX_ROWS[table] - 1,),
                )


def button_id(question: str) -> str:
    """Short, versioned callback data, the same at every start."""
    return _BUTTON_VERSION + hashlib.sha256(question.encode()).hexdigest()[:24]
