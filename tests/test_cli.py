"""The command line as a process: what it prints, where, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import BAC_NINH


def bnqa(
    *arguments: str, stdin: bytes | str = b"", **env: str
) -> subprocess.CompletedProcess[bytes]:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    return subprocess.run(
        [sys.executable, "-m", "bnqa", *arguments],
        input=data,
        capture_output=True,
        timeout=60,
        env={**os.environ, "BNQA_KNOWLEDGE": str(BAC_NINH), **env},
    )


def test_one_question_one_answer_with_its_source() -> None:
    done = bnqa("ask", "GRDP Bắc Ninh năm 2024 tăng bao nhiêu?")
    out = done.stdout.decode()
    assert done.returncode == 0
    assert out.startswith("Năm 2024, GRDP của Bắc Ninh ước tăng 6,03%.\n")
    assert "Nguồn: “Bắc Ninh: Sản xuất công nghiệp" in out
    assert "\x1b" not in out


def test_json_is_one_object() -> None:
    answer = json.loads(bnqa("ask", "--json", "von foxconn").stdout)
    assert answer["facts"][0]["value"] == 383.3
    assert answer["source"]["url"] is None


def test_jsonl_keeps_order_and_sessions_and_survives_bad_lines() -> None:
    lines = [
        b'{"question": "Von cua Goertek?", "session": "a"}',
        b"not json",
        b'{"session": "a"}',
        b'\xff\xfe{"question": 1}',
        b"[1]",
        b'{"question": "con Foxconn thi sao", "session": "a"}',
        b'{"question": "con Foxconn thi sao", "session": "b"}',
    ]
    done = bnqa("ask", "--jsonl", stdin=b"\n".join(lines))
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert done.returncode == 0
    assert len(rows) == len(lines)
    assert "280" in rows[0]["text"]
    assert [i for i, row in enumerate(rows) if "error" in row] == [1, 2, 3, 4]
    assert "dòng 2" in rows[1]["error"]
    assert "383,3" in rows[5]["text"]


def test_knowledge_before_or_after_the_command() -> None:
    for arguments in (
        ["--knowledge", str(BAC_NINH), "articles"],
        ["articles", "--knowledge", str(BAC_NINH)],
    ):
        assert b"bac-ninh-2024" in bnqa(*arguments, BNQA_KNOWLEDGE="/nowhere").stdout


@pytest.mark.parametrize("command", ["facts", "passages", "articles", "check", "eval"])
def test_every_listing_ends_well(command: str) -> None:
    done = bnqa(command)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout


def test_a_users_mistake_is_told_on_stderr_without_a_traceback(tmp_path: Path) -> None:
    for arguments in (
        ["frobnicate"],
        [],
        ["ask", "--knowledge", str(tmp_path / "x"), "q"],
        ["eval", str(tmp_path / "no.yaml")],
    ):
        done = bnqa(*arguments)
        assert done.returncode in (1, 2)
        assert done.stdout == b""
        assert done.stderr
        assert b"Traceback" not in done.stderr


def test_articles_are_listed_with_where_they_are_from_and_their_size() -> None:
    (row,) = json.loads(bnqa("articles", "--json").stdout)
    assert row["id"] == "bac-ninh-2024"
    assert row["title"].startswith("Bắc Ninh")
    assert (row["passages"], row["facts"] > 50) == (16, True)
    table = bnqa("articles").stdout.decode().splitlines()
    assert table[0].split()[:2] == ["Mã", "Tên"]
    assert row["title"] in table[2]


def test_check_fails_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text('---\ntitle: "T"\n---\n\nMột câu.\n', encoding="utf-8")
    (tmp_path / "facts.yaml").write_text("- {id: x}\n", encoding="utf-8")
    done = bnqa("check", "--knowledge", str(tmp_path))
    assert done.returncode == 1
    assert f"{tmp_path / 'facts.yaml'}:1: thiếu" in done.stderr.decode()


def test_eval_fails_on_a_wrong_pair(tmp_path: Path) -> None:
    file = tmp_path / "qa.yaml"
    file.write_text(
        '- {q: "GRDP tăng bao nhiêu?", expect: ["7,5%"], kind: numeric}\n', encoding="utf-8"
    )
    done = bnqa("eval", str(file))
    assert done.returncode == 1
    assert f"{file}:1" in done.stdout.decode()
    assert "6,03%" in done.stdout.decode()
    report = json.loads(bnqa("eval", "--json", str(file)).stdout)
    assert (report["pairs"], report["passed"]) == (1, 0)


def test_binary_and_empty_input_get_a_reply() -> None:
    assert bnqa("ask", stdin=b"\xff\x00\xfe" * 1000).returncode == 0
    assert bnqa("ask", "").stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        f'"{sys.executable}" -m bnqa facts | head -1', shell=True, capture_output=True, timeout=60,
        env={**os.environ, "BNQA_KNOWLEDGE": str(BAC_NINH)},
    )  # fmt: skip
    assert b"Traceback" not in done.stderr


def test_explain_shows_what_ruled_the_others_out() -> None:
    out = bnqa("ask", "--explain", "GRDP 2022 tăng bao nhiêu?").stdout.decode()
    assert "grdp-growth-2024" in out
    assert "period" in out


def test_chat_through_a_pipe_answers_picks_and_ends() -> None:
    done = bnqa("chat", stdin="Vốn của Goertek?\n1\n/source\n/nope\n/quit\nkhông đọc nữa\n")
    out = done.stdout.decode()
    assert done.returncode == 0
    assert "280 triệu USD" in out
    assert "→ " in out
    assert "Thu Hường" in out
    assert "Không có lệnh /nope" in out
    assert "Hỏi>" not in out


def test_version() -> None:
    assert bnqa("--version").stdout.startswith(b"bnqa 0.")
