"""What survives a restart, in SQLite: handled update ids, conversations, answers, buttons.

Chats are known by a salted hash only. Everything is bounded in number and in age. Writes of one
update are collected and committed together with its id, so that a kill at any moment leaves either
all of them or none.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sqlite3
import time
from pathlib import Path
from typing import Any

SESSION_HOURS = 24
ANSWER_HOURS = 48
HANDLED_HOURS = 72
_BUTTON_DAYS = 90
_MAX_ROWS = {"handled": 200_000, "sessions": 20_000, "answers": 50_000, "buttons": 20_000}
_BUTTON_VERSION = "q1:"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS handled (id INTEGER PRIMARY KEY, at INTEGER NOT NULL);
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
    :meth:`commit` carries out together."""

    def __init__(self, path: Path) -> None:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._db = sqlite3.connect(path, isolation_level=None, cached_statements=64)
        # With WAL and NORMAL a commit survives the death of the process without waiting for the
        # disk, and the file is never left broken when the power goes.
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("PRAGMA busy_timeout=3000")
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.executescript(_SCHEMA)
        self._salt = bytes.fromhex(self._meta("salt", secrets.token_hex(16)))
        self._commits = 0
        self._fresh_buttons: set[str] = set()
        self.prune()

    def close(self) -> None:
        self._db.close()

    def _meta(self, name: str, default: str) -> str:
        self._db.execute("INSERT OR IGNORE INTO meta VALUES (?, ?)", (name, default))
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0])

    def belongs_to(self, bot: str) -> None:
        """Say whose updates these are; ids of another bot or server mean nothing here."""
        owner = hashlib.sha256(self._salt + bot.encode()).hexdigest()[:16]
        if self._meta("owner", owner) != owner:
            self._db.execute("DELETE FROM handled")
            self._db.execute("UPDATE meta SET value = ? WHERE name = 'owner'", (owner,))

    def key(self, value: object) -> str:
        """The salted hash by which a chat or user is known on disk and in logs."""
        return hmac.new(self._salt, str(value).encode(), "sha256").hexdigest()[:16]

    # --- updates ----------------------------------------------------------------------------

    def is_handled(self, update_id: int) -> bool:
        row = self._db.execute("SELECT 1 FROM handled WHERE id = ?", (update_id,)).fetchone()
        return row is not None

    def commit(self, update_id: int, writes: list[Write]) -> None:
        """Record an update as handled, with all that came of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for sql, values in writes:
                self._db.execute(sql, values)
            now = int(time.time())
            self._db.execute("INSERT OR REPLACE INTO handled VALUES (?, ?)", (update_id, now))
            self._db.execute("DELETE FROM parked WHERE id = ?", (update_id,))
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._commits += 1
        if self._commits % 5_000 == 0:
            self.prune()

    def park(self, updates: dict[int, dict[str, Any]]) -> None:
        """Keep raw updates that take long, so that they can be acknowledged early."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany(
            "INSERT OR REPLACE INTO parked VALUES (?, ?)",
            [(update_id, json.dumps(raw)) for update_id, raw in updates.items()],
        )
        self._db.execute("COMMIT")

    def parked(self) -> list[dict[str, Any]]:
        """The updates left over from the run before, oldest first."""
        rows = self._db.execute("SELECT raw FROM parked ORDER BY id").fetchall()
        return [json.loads(raw) for (raw,) in rows]

    # --- conversations ----------------------------------------------------------------------

    def session(self, chat: str, thread: int, before_message: int | None = None) -> str | None:
        """The conversation as JSON; as it was before its last question, when that is
        ``before_message``. None when there is none, it is too old, or that question is not the
        last."""
        row = self._db.execute(
            "SELECT session, before, message FROM sessions "
            "WHERE chat = ? AND thread = ? AND at > ?",
            (chat, thread, int(time.time()) - SESSION_HOURS * 3600),
        ).fetchone()
        if row is None:
            return None
        if before_message is None:
            return str(row[0])
        return None if row[1] is None or row[2] != before_message else str(row[1])

    def is_last(self, chat: str, thread: int, message: int) -> bool:
        """Whether this message holds the last question of the conversation."""
        row = self._db.execute(
            "SELECT 1 FROM sessions WHERE chat = ? AND thread = ? AND message = ?",
            (chat, thread, message),
        ).fetchone()
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
        row = self._db.execute(
            "SELECT sent FROM answers WHERE chat = ? AND message = ?", (chat, message)
        ).fetchone()
        return tuple(json.loads(row[0])) if row else ()

    @staticmethod
    def save_answer(chat: str, message: int, sent: tuple[int, ...]) -> Write:
        return (
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)",
            (chat, message, json.dumps(sent), int(time.time())),
        )

    def button(self, data: str) -> str | None:
        """The question behind a button."""
        row = self._db.execute("SELECT question FROM buttons WHERE id = ?", (data,)).fetchone()
        return str(row[0]) if row else None

    def save_buttons(self, questions: tuple[str, ...]) -> list[str]:
        """Callback data (at most 64 bytes) for each question. Written at once: a button must be
        known before anyone can tap it."""
        found = [button_id(question) for question in questions]
        now = int(time.time())
        for data, question in zip(found, questions, strict=True):
            # The same few questions are suggested over and over: write each once in a while.
            if data not in self._fresh_buttons:
                self._db.execute(
                    "INSERT OR REPLACE INTO buttons VALUES (?, ?, ?)", (data, question, now)
                )
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
