"""Read a text file and the entries of a YAML list in it, each with the line it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bnqa.knowledge import Problem
from bnqa.lang import SafeLoader
from bnqa.text.tokens import normalize

_MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a YAML list: its values and where it and its keys stand."""

    values: dict[str, Any]
    line: int
    key_lines: dict[str, int]

    def line_of(self, key: str) -> int:
        return self.key_lines.get(key, self.line)


class Reporter:
    """Adds problems of one entry, at the line of the key they are about."""

    def __init__(self, file: str, entry: Entry, problems: list[Problem]) -> None:
        self._file, self._entry, self._problems = file, entry, problems

    def __call__(self, key: str, message: str) -> None:
        self._problems.append(Problem(self._file, self._entry.line_of(key), message))


def read_text(path: Path, problems: list[Problem]) -> str | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        problems.append(
            Problem(str(path), 1, f"thiếu tệp; hãy tạo {path.name} (xem docs/knowledge.md)")
        )
        return None
    except OSError as error:
        problems.append(
            Problem(str(path), 1, f"không đọc được ({error.strerror}); hãy kiểm tra quyền đọc")
        )
        return None
    if len(data) > _MAX_BYTES:
        problems.append(Problem(str(path), 1, "tệp quá lớn (trên 20 MB); hãy tách nhỏ"))
        return None
    try:
        return normalize_lines(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.append(Problem(str(path), line, "không phải UTF-8; hãy lưu lại tệp với mã UTF-8"))
        return None


def normalize_lines(text: str) -> str:
    """Each line normalised, so that line numbers stay."""
    return "\n".join(normalize(line) for line in text.replace("\r\n", "\n").split("\n"))


def yaml_problem(path: Path, error: yaml.YAMLError, offset: int = 0) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = (mark.line + 1 if mark is not None else 1) + offset
    detail = getattr(error, "problem", None) or "không đọc được"
    return Problem(str(path), line, f"YAML sai ({detail}); hãy sửa cú pháp ở dòng này")


def read_entries(path: Path, text: str, problems: list[Problem]) -> list[Entry]:
    loader = SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            problems.append(
                Problem(
                    str(path),
                    node.start_mark.line + 1,
                    "phải là một danh sách; hãy mở mỗi mục bằng `- `",
                )
            )
            return []
        found = []
        for child in node.value:
            line = child.start_mark.line + 1
            if not isinstance(child, yaml.MappingNode):
                problems.append(
                    Problem(str(path), line, "mục này phải gồm các cặp `khóa: giá trị`")
                )
                continue
            keys = {str(key.value): key.start_mark.line + 1 for key, _ in child.value}
            if len(keys) < len(child.value):
                problems.append(Problem(str(path), line, "một khóa viết hai lần; hãy bỏ bớt"))
            found.append(Entry(loader.construct_object(child, deep=True), line, keys))
        return found
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, yaml.YAMLError):
            problems.append(yaml_problem(path, error))
        else:
            problems.append(Problem(str(path), 1, f"YAML sai ({error}); hãy sửa cú pháp"))
        return []
    finally:
        loader.dispose()
