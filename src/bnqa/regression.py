"""Run question/answer pairs against an engine and report, by kind and by style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bnqa.answer import Answer
from bnqa.dialogue.session import Session
from bnqa.knowledge import QAPair
from bnqa.terminal import table
from bnqa.text.tokens import squeeze

if TYPE_CHECKING:
    from bnqa.engine import Engine


@dataclass(frozen=True, slots=True)
class Result:
    """A pair, what was answered, and what is wrong with it (nothing: it passed)."""

    pair: QAPair
    answer: Answer
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


def run_pair(engine: Engine, pair: QAPair) -> Result:
    """Ask the earlier turns, then the question, in one session; compare with what is expected."""
    session = Session()
    for turn in pair.after:
        engine.ask(turn, session)
    answer = engine.ask(pair.q, session)
    return Result(pair, answer, tuple(_problems(pair, answer)))


def _problems(pair: QAPair, answer: Answer) -> Iterable[str]:
    said = squeeze(answer.text).lower()
    if answer.status != pair.status:
        yield f"trạng thái là {answer.status}, cần {pair.status}"
    for choice in pair.expect:
        if not any(squeeze(option).lower() in said for option in choice):
            yield f"thiếu {' hoặc '.join(f'“{option}”' for option in choice)}"
    for word in pair.forbid:
        if squeeze(word).lower() in said:
            yield f"không được có “{word}”"
    used = {fact.id for fact in answer.facts}
    for fact in pair.facts:
        if fact not in used:
            yield f"không dựa vào số liệu `{fact}`"
    if pair.passage is not None and pair.passage not in {p.id for p in answer.passages}:
        yield f"không đưa ra đoạn {pair.passage}"


def describe(result: Result) -> str:
    """A failure with its place, question, what was expected and what came."""
    pair = result.pair
    before = "".join(f"\n  sau:  {turn}" for turn in pair.after)
    wrong = "; ".join(result.problems)
    return (
        f"{pair.file}:{pair.line}{before}\n  hỏi:  {pair.q}\n  sai:  {wrong}\n"
        f"  được: [{result.answer.status}] {result.answer.text}"
    )


def _counts(results: list[Result], field: str) -> list[tuple[str, str, str, str]]:
    groups: dict[str, list[Result]] = {}
    for result in results:
        groups.setdefault(getattr(result.pair, field), []).append(result)
    return [(name, *_row(group)) for name, group in sorted(groups.items())]


def _row(results: list[Result]) -> tuple[str, str, str]:
    passed = sum(result.passed for result in results)
    share = 100 * passed / len(results) if results else 0.0
    return str(len(results)), str(passed), f"{share:.1f}".replace(".", ",") + "%"


def report(results: list[Result]) -> str:
    """The table by kind and by style, after every failure."""
    failures = [describe(result) for result in results if not result.passed]
    heading = ("Loại", "Số cặp", "Đạt", "Tỷ lệ")
    rows = [heading, *_counts(results, "kind"), ("Tất cả", *_row(results))]
    styles = [("Kiểu", *heading[1:]), *_counts(results, "style")]
    return "\n\n".join([*failures, table(rows), table(styles)])


def to_dict(results: list[Result]) -> dict[str, Any]:
    """The report as JSON-ready values."""
    return {
        "pairs": len(results),
        "passed": sum(result.passed for result in results),
        "failures": [
            {
                "file": r.pair.file, "line": r.pair.line, "q": r.pair.q, "after": list(r.pair.after),
                "problems": list(r.problems), "status": r.answer.status, "text": r.answer.text,
            }
            for r in results if not r.passed
        ],
        "by_kind": {row[0]: {"pairs": int(row[1]), "passed": int(row[2])} for row in _counts(results, "kind")},
    }  # fmt: skip
