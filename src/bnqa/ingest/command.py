"""``bnqa ingest``: its progress, and what a person reads when it is done."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path
from typing import TextIO

from bnqa.ingest import Extractor, IngestError, Report, ingest
from bnqa.ingest.model import Dropped

OK, FAILED, WRONG_USE = 0, 1, 2
_SHOWN = 8


def run(options: argparse.Namespace, extract: Extractor | None = None) -> int:
    """Run the command and return its exit code."""
    progress = _Progress(sys.stderr)
    # One short run: what it makes lives until it ends, and collecting would cost a tenth of it.
    gc.disable()
    try:
        if not options.output:
            raise IngestError("thiếu -o DIR: thư mục bài sẽ ghi", wrong_use=True)
        if options.source is None and not (options.update or options.draft_qa):
            raise IngestError(
                "thiếu nguồn; ví dụ: bnqa ingest bai-bao.txt -o knowledge/bai-bao", wrong_use=True
            )
        report = ingest(
            options.source,
            Path(options.output),
            update=options.update,
            draft_qa=options.draft_qa,
            extract=extract,
            progress=progress.say,
        )
    except IngestError as error:
        progress.clear()
        print(f"bnqa ingest: {error}", file=sys.stderr)
        return WRONG_USE if error.wrong_use else FAILED
    finally:
        gc.enable()
    progress.clear()
    print(summary(report))
    if options.show_dropped:
        print(dropped_table(report.dropped))
    return OK


class _Progress:
    """One line that is written over, on a terminal only."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None

    def say(self, text: str) -> None:
        if self._stream is not None:
            self._stream.write(f"\r\x1b[K{text}…")
            self._stream.flush()

    def clear(self) -> None:
        if self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def summary(report: Report) -> str:
    """What was written, and what a person had better look at."""
    verb = "Đã cập nhật" if report.updated else "Đã ghi"
    facts = report.facts
    total = facts.automatic + facts.kept
    lines = [
        f"{verb} {report.folder}: {report.passages} đoạn, {total} số liệu, bỏ {len(report.dropped)} dòng."
    ]
    values = report.article.values
    for key, label in (
        ("title", "Tên bài"),
        ("author", "Tác giả"),
        ("outlet", "Nơi đăng"),
        ("published", "Ngày"),
    ):
        if report.article.values:
            lines.append(f"  {label}: {values.get(key, 'không thấy')}")
    if report.updated:
        lines.append(
            f"  Số liệu: {facts.automatic} tự động, {facts.kept} của bạn giữ nguyên, {facts.deleted} bạn đã xóa thì không ghi lại."
        )
    if report.drafts is not None:
        more = (
            f"; {report.failing_drafts} nháp chưa đạt để trong chú thích"
            if report.failing_drafts
            else ""
        )
        lines.append(f"  Cặp hỏi đáp nháp: thêm {report.drafts}{more}.")
    looks = _looks(report)
    if looks:
        lines += ["Cần xem:", *(f"  - {look}" for look in looks)]
    lines.append(
        f"Tiếp theo: xem facts.yaml và article.md, rồi `bnqa check --knowledge {report.folder}`."
    )
    return "\n".join(lines)


def _looks(report: Report) -> list[str]:
    found = list(report.notes)
    guessed = [
        f"{key}: {report.article.values[key]}"
        for key in report.guessed
        if key in report.article.values and key not in report.article.kept_keys
    ]
    if guessed:
        found.append(f"phần đầu article.md có chỗ đoán – {'; '.join(guessed)}")
    low = report.facts.low
    if low:
        names = ", ".join(low[:_SHOWN]) + ("…" if len(low) > _SHOWN else "")
        found.append(f"{len(low)} số liệu độ tin cậy thấp trong facts.yaml: {names}")
    if report.facts.lost:
        found.append(
            f"{len(report.facts.lost)} số liệu của bạn không còn câu trích trong bài, để ở cuối facts.yaml: "
            + ", ".join(report.facts.lost[:_SHOWN])
        )
    doubtful = [d for d in report.dropped if d.doubtful]
    found += [f"dòng {d.number} đã bỏ ({d.reason}): “{_short(d.text)}”" for d in doubtful[:_SHOWN]]
    if len(doubtful) > _SHOWN:
        found.append(f"và {len(doubtful) - _SHOWN} dòng đã bỏ khác; thêm --show-dropped để xem hết")
    return found


def dropped_table(dropped: tuple[Dropped, ...]) -> str:
    """Every dropped line with its number in the source and the reason."""
    if not dropped:
        return "Không bỏ dòng nào."
    rows = ["Những dòng đã bỏ (? là chỗ nên xem lại):"]
    for line in dropped:
        rows.append(f"{line.number:>5}{'?' if line.doubtful else ' '} [{line.reason}] {line.text}")
    return "\n".join(rows)


def _short(text: str) -> str:
    return text if len(text) <= 70 else text[:67].rstrip() + "…"
