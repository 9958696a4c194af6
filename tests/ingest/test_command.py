"""The command: what it says, where, and how it ends."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bnqa.cli import build_parser
from bnqa.ingest import Extractor
from bnqa.ingest.command import run
from bnqa.knowledge import Article

RAW = Path(__file__).parents[1] / "data" / "raw"


def bnqa(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "bnqa", *arguments],
        input=stdin, capture_output=True, timeout=60, env={**os.environ, **env},
    )  # fmt: skip


def options(*arguments: str) -> argparse.Namespace:
    return build_parser().parse_args(["ingest", *arguments])


def test_the_summary_says_what_was_written_and_what_needs_a_look(
    tmp_path: Path, extract: Extractor, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "bai"
    assert run(options(str(RAW / "cang-ca.txt"), "-o", str(target), "--show-dropped"), extract) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert f"Đã ghi {target}: 7 đoạn, 6 số liệu, bỏ 25 dòng" in out
    assert "Tên bài: Cảng cá Lạch Sóng" in out
    assert "Tác giả: Minh Khơi" in out
    assert "place: Hải Khê" in out
    assert "độ tin cậy thấp" in out
    assert (
        "    9  [tiêu đề tin khác, dính liền nhau] Khởi công khu neo đậu tránh trú bão Cửa Mới"
        in out
    )
    assert (
        run(options(str(RAW / "cang-ca.txt"), "-o", str(target), "--update", "--draft-qa"), extract)
        == 0
    )
    out = capsys.readouterr().out
    assert f"Đã cập nhật {target}" in out
    assert "Cặp hỏi đáp nháp: thêm" in out


def test_an_article_without_facts_is_still_an_article(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def none(article: Article) -> tuple[()]:
        return ()

    target = tmp_path / "bai"
    assert run(options(str(RAW / "dien-gio.txt"), "-o", str(target)), none) == 0
    assert "0 số liệu" in capsys.readouterr().out
    assert bnqa("check", "--knowledge", str(target)).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "words"),
    [
        (["khong-co.txt", "-o", "ra"], b"", 2, "không có tệp này"),
        (["-", "-o", "ra"], b"", 1, "rỗng"),
        (["-", "-o", "ra"], b"%PDF-1.4", 1, "tệp PDF"),
        (["-", "-o", "ra"], b"<html><body></body></html>", 1, "không"),
        (["-", "-o", "ra"], b"Menu\nTin\n", 1, "không thấy đoạn văn nào"),
        (["-", "-o", "ra"], b"a" * 20_000_000, 1, "quá lớn"),
        (["-", "-o", "ra"], "Tôi ăn cơm".encode() + b"\xff", 1, "không phải UTF-8"),
        (["ftp://bao.example/x", "-o", "ra"], b"", 2, "http"),
        (["http://127.0.0.1:9/", "-o", "ra"], b"", 1, "mạng nội bộ"),
        (["-o", "ra"], b"", 2, "thiếu nguồn"),
        (["-o", "ra", "--update"], b"", 2, "hãy thêm nguồn"),
        (["-"], b"", 2, "thiếu -o DIR"),
        (["bao.example/bai.html", "-o", "ra"], b"", 2, "https://"),
    ],
)  # fmt: skip
def test_mistakes_end_in_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    stdin: bytes,
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = bnqa("ingest", *arguments, stdin=stdin, BNQA_INGEST_ALLOW_PRIVATE="")
    message = done.stderr.decode()
    assert done.returncode == code
    assert words in message
    assert "Traceback" not in message
    assert done.stdout == b""
    assert list(tmp_path.iterdir()) == []


def test_without_trafilatura_the_message_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "trafilatura.py").write_text("raise ImportError('none')\n", encoding="utf-8")
    done = bnqa(
        "ingest", str(RAW / "thu-vien.html"), "-o", str(tmp_path / "ra"), PYTHONPATH=str(tmp_path)
    )
    assert done.returncode == 2
    assert "pip install 'bnqa[ingest]'" in done.stderr.decode()
    assert not (tmp_path / "ra").exists()
