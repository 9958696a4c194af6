"""Read a file of question/answer pairs: what is asked, and what the answer must hold."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from bnqa.knowledge import KnowledgeError, Problem, QAPair
from bnqa.library.entries import Entry, Reporter, read_entries, read_text

_PAIR_KEYS = frozenset(
    ("q", "expect", "not", "status", "facts", "passage", "after", "kind", "style")
)
_STATUSES = ("answered", "clarify", "refused", "chat")


def load_pairs(path: str | PathLike[str]) -> tuple[QAPair, ...]:
    """Read a file of regression pairs. Raises KnowledgeError with every problem."""
    file = Path(path)
    problems: list[Problem] = []
    text = read_text(file, problems)
    pairs = []
    for entry in read_entries(file, text or "", problems):
        pair = _pair(entry, file, Reporter(str(file), entry, problems))
        if pair is not None:
            pairs.append(pair)
    if problems:
        raise KnowledgeError(problems)
    return tuple(pairs)


def _strings(raw: object) -> tuple[str, ...]:
    return tuple(map(str, raw)) if isinstance(raw, list) else (str(raw),)


def _pair(entry: Entry, file: Path, report: Reporter) -> QAPair | None:
    values = entry.values
    for key in values.keys() - _PAIR_KEYS:
        report(str(key), f"khóa lạ `{key}`; hãy bỏ hoặc sửa tên")
    if not isinstance(values.get("q"), str):
        report("q", "thiếu câu hỏi `q`")
        return None
    status = values.get("status", "answered" if values.get("expect") else None)
    if status not in _STATUSES:
        report("status", f"cần `expect`, hoặc `status` là một trong: {', '.join(_STATUSES)}")
        return None
    expect = values.get("expect", [])
    expect = expect if isinstance(expect, list) else [expect]
    return QAPair(
        q=values["q"],
        expect=tuple(_strings(choice) for choice in expect),
        forbid=_strings(values.get("not", [])),
        status=status,
        facts=_strings(values.get("facts", [])),
        passage=values.get("passage"),
        after=_strings(values.get("after", [])),
        kind=str(values.get("kind", "other")),
        style=str(values.get("style", "formal")),
        file=str(file),
        line=entry.line,
    )
