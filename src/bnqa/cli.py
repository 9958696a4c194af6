"""The command line: each command turns words into one call. Exit 0 fine, 1 a failed check, 2 wrong use."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import bnqa

if TYPE_CHECKING:
    from bnqa.engine import Engine

OK, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """A user's mistake, in the user's terms."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(WRONG_USE, f"bnqa: {message}\nGõ `{self.prog} --help` để xem cách dùng.\n")


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    common = _Parser(add_help=False)
    common.add_argument(
        "--knowledge", metavar="DIR", default=argparse.SUPPRESS,
        help="thư mục kiến thức: của một bài, hoặc chứa nhiều bài (mặc định: BNQA_KNOWLEDGE, rồi ./knowledge)",
    )  # fmt: skip
    parser = _Parser(
        prog="bnqa", description="Hỏi đáp có dẫn nguồn trên bài báo tiếng Việt.", parents=[common]
    )
    parser.add_argument(
        "--version", action="version", version=f"bnqa {bnqa.__version__}", help="in phiên bản"
    )
    commands = parser.add_subparsers(
        dest="command", metavar="LỆNH", required=True, parser_class=_Parser
    )

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    ask = add("ask", "trả lời một câu hỏi")
    ask.add_argument(
        "question", nargs="*", metavar="CÂU HỎI", help="câu hỏi; bỏ trống thì đọc từ đầu vào chuẩn"
    )
    ask.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    ask.add_argument(
        "--jsonl",
        action="store_true",
        help='đọc từng dòng {"question": …, "session": …} và in từng dòng JSON',
    )
    ask.add_argument(
        "--explain", action="store_true", help="in đường đi của câu hỏi: hiểu gì, chọn gì, loại gì"
    )
    add("chat", "trò chuyện trong dòng lệnh")
    check = add("eval", "chạy các cặp hỏi đáp và in bảng kết quả")
    check.add_argument(
        "files", nargs="*", metavar="TỆP", help="tệp qa.yaml (mặc định: của mọi bài đã nạp)"
    )
    check.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    add("facts", "in bảng số liệu").add_argument("--json", action="store_true", help="in dạng JSON")
    add("passages", "in các đoạn văn").add_argument(
        "--json", action="store_true", help="in dạng JSON"
    )
    add("articles", "liệt kê các bài đã nạp").add_argument(
        "--json", action="store_true", help="in dạng JSON"
    )
    add("reload", "bảo bot đang chạy nạp lại kiến thức")
    add("check", "kiểm tra thư mục kiến thức")
    parse = add("parse", "đọc mọi số liệu và kỳ trong một văn bản")
    parse.add_argument(
        "text", nargs="*", metavar="VĂN BẢN", help="văn bản; bỏ trống thì đọc từ đầu vào chuẩn"
    )
    parse.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    parse.add_argument(
        "--jsonl",
        action="store_true",
        help='đọc từng dòng {"text": …, "reference": …} và in từng dòng JSON',
    )
    parse.add_argument(
        "--reference",
        metavar="NGÀY",
        help="ngày để tính “hôm qua”, “tháng 3”…, ví dụ 2024-11-30 (mặc định: không có)",
    )
    _add_ingest_options(add("ingest", "biến một bài báo thành thư mục kiến thức"))
    return parser


def _add_ingest_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", nargs="?", metavar="NGUỒN",
        help="tệp văn bản, tệp HTML, địa chỉ http(s), hoặc - (đầu vào chuẩn); bỏ trống: làm lại từ thư mục đã có",
    )  # fmt: skip
    parser.add_argument("-o", "--output", metavar="DIR", help="thư mục bài sẽ ghi (bắt buộc)")
    parser.add_argument(
        "--update", action="store_true", help="cập nhật thư mục đã có; giữ những gì đã sửa tay"
    )
    parser.add_argument("--draft-qa", action="store_true", help="soạn cặp hỏi đáp nháp vào qa.yaml")
    parser.add_argument("--show-dropped", action="store_true", help="in từng dòng đã bỏ và vì sao")


def knowledge_folder(given: str | None) -> Path:
    """``--knowledge``, BNQA_KNOWLEDGE, ./knowledge, or the one beside the checkout."""
    chosen = given or os.environ.get("BNQA_KNOWLEDGE")
    if chosen:
        return Path(chosen)
    beside = Path(bnqa.__file__).resolve().parents[2] / "knowledge"
    for folder in (Path("knowledge"), beside):
        if folder.is_dir():
            return folder
    raise UsageError("không thấy thư mục kiến thức; hãy thêm --knowledge DIR")


def _load(options: argparse.Namespace) -> Engine:
    return bnqa.load(knowledge_folder(getattr(options, "knowledge", None)))


def _ask(options: argparse.Namespace) -> int:
    if options.jsonl:
        from bnqa.jsonl import serve

        return serve(_load(options), sys.stdin.buffer, sys.stdout)
    question = " ".join(options.question)
    if not options.question:
        if sys.stdin.isatty():
            raise UsageError('thiếu câu hỏi; ví dụ: bnqa ask "GRDP năm 2024 tăng bao nhiêu?"')
        question = sys.stdin.buffer.read(1_000_000).decode("utf-8", "replace")
    question = question.encode("utf-8", "replace").decode("utf-8")
    engine = _load(options)
    if options.explain:
        print(engine.explain(question))
        return OK
    answer = engine.ask(question)
    if options.json:
        print(json.dumps(answer.to_dict(), ensure_ascii=False))
        return OK
    from bnqa.terminal import show

    show(answer, sys.stdout)
    return OK


def _chat(options: argparse.Namespace) -> int:
    from bnqa.chat import chat

    return chat(_load(options))


def _eval(options: argparse.Namespace) -> int:
    from bnqa.library.pairs import load_pairs
    from bnqa.regression import report, run_pair, to_dict

    folder = knowledge_folder(getattr(options, "knowledge", None))
    files = [Path(name) for name in options.files] or sorted(
        {*folder.glob("qa.yaml"), *folder.glob("*/qa.yaml")}
    )
    if not files:
        raise UsageError(f"không thấy qa.yaml trong {folder}; hãy chỉ ra tệp cần chạy")
    engine = _load(options)
    results = [run_pair(engine, pair) for file in files for pair in load_pairs(file)]
    print(json.dumps(to_dict(results), ensure_ascii=False) if options.json else report(results))
    return OK if all(result.passed for result in results) else FAILED


def _facts(options: argparse.Namespace) -> int:
    from bnqa.answer import fact_ref
    from bnqa.terminal import fact_rows, table

    facts = _load(options).facts
    if options.json:
        from dataclasses import asdict

        print(json.dumps([asdict(fact_ref(fact)) for fact in facts], ensure_ascii=False))
    else:
        print(table(fact_rows(facts)))
    return OK


def _passages(options: argparse.Namespace) -> int:
    passages = [p for article in _load(options).library.articles for p in article.passages]
    if options.json:
        rows = [
            {"id": p.id, "article": p.article, "heading": p.heading, "text": p.text}
            for p in passages
        ]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print("\n\n".join(f"{p.id}  {p.text}" for p in passages))
    return OK


def _articles(options: argparse.Namespace) -> int:
    from bnqa.terminal import article_rows, table

    articles = _load(options).library.articles
    if options.json:
        rows = [
            {
                "id": a.id, "title": a.title, "outlet": a.outlet, "author": a.author, "url": a.url,
                "published": a.published, "place": a.place, "period": a.period,
                "passages": len(a.passages), "facts": len(a.facts),
            }
            for a in articles
        ]  # fmt: skip
        print(json.dumps(rows, ensure_ascii=False))
    else:
        print(table(article_rows(articles)))
    return OK


def _reload(options: argparse.Namespace) -> int:
    from bnqa.running import reload_bot

    chosen = getattr(options, "knowledge", None)
    done, told = reload_bot(Path(chosen) if chosen else None)
    print(told, file=sys.stdout if done else sys.stderr)
    return OK if done else FAILED


def _check(options: argparse.Namespace) -> int:
    from bnqa.library.pairs import load_pairs

    folder = knowledge_folder(getattr(options, "knowledge", None))
    library = bnqa.load(folder).library
    pairs = sum(
        len(load_pairs(f)) for f in sorted({*folder.glob("qa.yaml"), *folder.glob("*/qa.yaml")})
    )
    facts = sum(len(article.facts) for article in library.articles)
    print(f"Ổn: {len(library.articles)} bài, {facts} số liệu, {pairs} cặp hỏi đáp.")
    return OK


def _parse(options: argparse.Namespace) -> int:
    from bnqa.parse import parse, parse_reference, serve, show

    try:
        reference = parse_reference(options.reference) if options.reference else None
    except ValueError:
        raise UsageError(
            f"--reference: {options.reference!r} không phải ngày dạng 2024-11-30"
        ) from None
    if options.jsonl:
        return serve(sys.stdin.buffer, sys.stdout, reference)
    text = " ".join(options.text)
    if not options.text:
        if sys.stdin.isatty():
            raise UsageError('thiếu văn bản; ví dụ: bnqa parse "383,3 triệu USD năm 2024"')
        text = sys.stdin.buffer.read().decode("utf-8", "replace")
    reading = parse(text.encode("utf-8", "replace").decode("utf-8"), reference)
    print(json.dumps(reading.to_dict(), ensure_ascii=False) if options.json else show(reading))
    return OK


def _ingest(options: argparse.Namespace) -> int:
    from bnqa.ingest.command import run

    return run(options)


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "ask": _ask, "chat": _chat, "eval": _eval, "facts": _facts, "passages": _passages,
    "articles": _articles, "check": _check, "reload": _reload,
    "parse": _parse, "ingest": _ingest,
}  # fmt: skip


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    from bnqa.knowledge import KnowledgeError

    _speak_utf8()
    options = build_parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except KnowledgeError as error:
        print(error, file=sys.stderr)
        return FAILED if options.command in ("check", "eval", "reload") else WRONG_USE
    except UsageError as error:
        print(f"bnqa: {error}", file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        # The reader has gone (`bnqa facts | head`): nothing to say, and nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
