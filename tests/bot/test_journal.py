"""What is kept on disk: whole or not at all, bounded, private, and mended when it is broken."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from bot import journal as journal_module
from bot.journal import Journal, button_id


def message(update_id: int, text: str = "a", **more: Any) -> dict[str, Any]:
    body = {"message_id": 5, "date": 1, "chat": {"id": 7}, "text": text, **more}
    return {"update_id": update_id, "message": body}


def handled(journal: Journal, raw: dict[str, Any]) -> bool:
    return journal.is_handled(raw["update_id"], journal.mark(raw))


def commit(journal: Journal, raw: dict[str, Any], *writes: Any) -> None:
    journal.commit(raw["update_id"], journal.mark(raw), list(writes))


def test_the_journal_keeps_what_was_committed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    chat = journal.key(42)
    journal.park({7: message(7), 8: message(8)})
    commit(journal, message(7), Journal.save_session(chat, 0, '{"n":2}', '{"n":1}', 99))
    commit(journal, message(9), Journal.save_answer(chat, 99, (5, 6)))
    journal.save_buttons(("Câu hỏi?",))
    journal.close()

    again = Journal(tmp_path / "j")
    assert [handled(again, message(n)) for n in (7, 8, 9)] == [True, False, True]
    assert again.parked() == [message(8)]
    assert again.key(42) == chat
    assert again.session(chat, 0) == '{"n":2}'
    assert again.session(chat, 0, before_message=99) == '{"n":1}'
    assert again.session(chat, 0, before_message=98) is None
    assert again.answer(chat, 99) == (5, 6)
    assert again.button(button_id("Câu hỏi?")) == "Câu hỏi?"
    commit(again, message(10), *Journal.move(chat, "new"))
    assert again.session("new", 0) == '{"n":2}'
    commit(again, message(11), *Journal.forget("new"))
    assert again.session("new", 0) is None


@pytest.mark.parametrize("restart", [False, True])
def test_the_same_id_with_another_content_is_another_update(tmp_path: Path, restart: bool) -> None:
    journal = Journal(tmp_path / "j")
    commit(journal, message(7))
    if restart:
        journal.close()
        journal = Journal(tmp_path / "j")
    assert handled(journal, message(7))
    assert handled(journal, message(7, reply_to_message={"message_id": 1}))
    for other in (message(7, "b"), message(7, date=2), message(7, chat={"id": 8})):
        assert not handled(journal, other)


def test_a_commit_is_all_or_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    wrong = ("INSERT INTO nowhere VALUES (1)", ())
    with pytest.raises(sqlite3.Error, match="nowhere"):
        commit(journal, message(1), Journal.save_session("c", 0, "{}", None, 1), wrong)
    assert journal.session("c", 0) is None
    # It was answered: in this process it is not answered again, though it could not be written.
    assert handled(journal, message(1))
    journal.close()
    assert not handled(Journal(tmp_path / "j"), message(1))


def test_updates_of_another_bot_mean_nothing(tmp_path: Path) -> None:
    for bot, known in (("1", False), ("1", True), ("2", False)):
        journal = Journal(tmp_path / "j")
        journal.belongs_to(bot)
        assert handled(journal, message(1)) is known
        assert bool(journal.parked()) is known
        commit(journal, message(1))
        journal.park({2: message(2)})
        journal.close()


def test_the_journal_is_bounded_and_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(journal_module._MAX_ROWS, "sessions", 10)
    journal = Journal(tmp_path / "j")
    now = [1_000_000.0]
    monkeypatch.setattr("bot.journal.time.time", lambda: now[0])
    for chat in range(30):
        now[0] += 1
        commit(
            journal,
            message(chat, "chuyện riêng"),
            Journal.save_session(journal.key(chat), 0, "{}", None, 1),
        )
    journal.prune()
    kept = [journal.session(journal.key(chat), 0) is not None for chat in range(30)]
    assert kept == [False] * 20 + [True] * 10
    now[0] += journal_module.SESSION_HOURS * 3600
    assert journal.session(journal.key(29), 0) is None
    assert stat.S_IMODE((tmp_path / "j").stat().st_mode) == 0o600
    journal.close()
    assert "chuyện riêng".encode() not in (tmp_path / "j").read_bytes()


@pytest.mark.parametrize("damage", ["text", "middle"])
def test_a_broken_file_is_put_aside(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "j"
    if damage == "text":
        path.write_text("đây không phải là SQLite " * 100)
    else:
        journal = Journal(path)
        for number in range(3_000):
            commit(journal, message(number), Journal.save_session(f"c{number}", 0, "x" * 99, "", 1))
        journal.close()
        held = bytearray(path.read_bytes())
        held[len(held) // 4 : len(held) // 2] = b"\xff" * (len(held) // 2 - len(held) // 4)
        path.write_bytes(held)
    journal = Journal(path)
    commit(journal, message(1))
    assert handled(journal, message(1))
    assert (tmp_path / "j.broken").exists()


@pytest.mark.parametrize("version", [0, 1, 99])
def test_a_file_of_another_version_is_begun_anew(tmp_path: Path, version: int) -> None:
    with sqlite3.connect(tmp_path / "j") as old:
        old.execute("CREATE TABLE handled (id INTEGER PRIMARY KEY, at INTEGER NOT NULL)")
        old.execute(f"PRAGMA user_version={version}")
    old.close()
    journal = Journal(tmp_path / "j")
    commit(journal, message(1))
    assert handled(journal, message(1))


def test_without_its_memory_it_still_answers(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    for table in ("sessions", "answers", "buttons"):
        journal._db.execute(f"DROP TABLE {table}")
    assert journal.session("c", 0) is None
    assert journal.answer("c", 1) == ()
    assert journal.button("q1:x") is None
    assert len(journal.save_buttons(("a?", "b?"))) == 2


def test_callback_data_fits_and_stays_the_same() -> None:
    assert button_id("Câu hỏi?") == button_id("Câu hỏi?") != button_id("Câu khác?")
    assert len(button_id("x" * 10_000).encode()) <= 64
