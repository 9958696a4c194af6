"""What ingest wrote last time, kept in the files themselves, so that a person's edits are told apart.

Every automatic entry carries a mark in a comment, ``# auto IDENTITY-PRINT``: the identity says which
figure of which sentence it is, the print what its lines looked like when they were written. Lines
that still have the same print are renewed; any other lines are a person's, and stay. A last comment
lists the identities of all that was ever written: one that is listed and stands in no entry was
deleted on purpose, and is not written again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from bnqa.knowledge import KnowledgeError, Problem
from bnqa.lang import SafeLoader

OWN = "#:"  # comment lines that ingest writes, and writes anew
_MARK = re.compile(r"\s*# auto ([0-9a-f]{8})-([0-9a-f]{8})\s*$")
_LEDGER = re.compile(r"^#: đã ghi:(.*)$")
_PASSAGE = re.compile(r"(?<![\w])passage:\s*[\"']?(p\d+)[\"']?")
_PER_LINE = 10


@dataclass(frozen=True, slots=True)
class Chunk:
    """One entry of a file as it stands: its lines, with the comments above it that are a person's."""

    lines: tuple[str, ...]
    values: dict[str, object]
    identity: str | None
    touched: bool


@dataclass(frozen=True, slots=True)
class Book:
    """A YAML list as ingest reads it back: its entries, a person's closing comments, the ledger."""

    chunks: tuple[Chunk, ...] = ()
    tail: tuple[str, ...] = ()
    written: frozenset[str] = frozenset()

    @property
    def deleted(self) -> frozenset[str]:
        return self.written - {chunk.identity for chunk in self.chunks}


def digest(*parts: object) -> str:
    """Eight hexadecimal digits for some values."""
    text = "\x1f".join(map(str, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def print_of(lines: Iterable[str]) -> str:
    """The print of an entry's lines, whatever passage it points to and however it is indented."""
    plain = [_PASSAGE.sub("passage:", _MARK.sub("", line)).strip() for line in lines]
    return digest(*(line for line in plain if line))


def marked(lines: list[str], identity: str) -> list[str]:
    """An entry's lines with its mark on the first."""
    return [f"{lines[0]}  # auto {identity}-{print_of(lines)}", *lines[1:]]


def ledger_lines(identities: Iterable[str]) -> list[str]:
    """The closing comment that lists what was written."""
    found = sorted(identities)
    return [
        f"{OWN} đã ghi: " + " ".join(found[i : i + _PER_LINE])
        for i in range(0, len(found), _PER_LINE)
    ]


def read_book(text: str, file: str = "facts.yaml") -> Book:
    """Take a YAML list apart into its entries. Raises KnowledgeError where it is no list of entries."""
    loader = SafeLoader(text)
    try:
        node = loader.get_single_node()
        nodes = list(node.value) if isinstance(node, yaml.SequenceNode) else []
        is_list = node is None or isinstance(node, yaml.SequenceNode)
        if not is_list or not all(isinstance(child, yaml.MappingNode) for child in nodes):
            raise KnowledgeError([Problem(file, 1, "phải là một danh sách các mục")])
        values = [loader.construct_object(child, deep=True) for child in nodes]
        starts = [child.start_mark.line for child in nodes]
        ends = [_last_line(child) for child in nodes]
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise KnowledgeError(
            [Problem(file, line, "YAML sai; hãy sửa cú pháp ở dòng này")]
        ) from error
    finally:
        loader.dispose()
    lines = text.split("\n")
    written = {
        identity for line in lines if (m := _LEDGER.match(line)) for identity in m.group(1).split()
    }
    if node is not None and (getattr(node, "flow_style", False) or len(set(starts)) < len(starts)):
        # All in one bracket: not to be cut by lines; a person wrote it so, and each is theirs.
        chunks = [_dumped(value) for value in values]
        return Book(tuple(chunks), (), frozenset(written))
    chunks = []
    floor = 0
    for value, start, end in zip(values, starts, ends, strict=True):
        chunks.append(_chunk(lines[floor : max(end, start) + 1], value))
        floor = max(end, start) + 1
    tail = [line for line in lines[floor:] if not line.startswith(OWN)]
    return Book(tuple(chunks), tuple(_trimmed(tail)), frozenset(written))


def _last_line(node: yaml.Node) -> int:
    """The last line with something of the node; a block's own end mark is after blank lines."""
    if isinstance(node, yaml.ScalarNode):
        line: int = node.end_mark.line
        return line - 1 if node.style in ("|", ">") and node.end_mark.column == 0 else line
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return int(node.end_mark.line)
    inner: list[yaml.Node] = []
    for child in node.value:
        inner += child if isinstance(child, tuple) else [child]
    return max((_last_line(child) for child in inner), default=int(node.start_mark.line))


def _chunk(lines: list[str], values: dict[str, object]) -> Chunk:
    own = _trimmed([line for line in lines if not line.startswith(OWN)])
    mark = next((m for line in own if (m := _MARK.search(line))), None)
    identity = mark.group(1) if mark is not None else None
    touched = mark is None or print_of(own) != mark.group(2)
    return Chunk(tuple(own), values, identity, touched)


def _dumped(values: dict[str, object]) -> Chunk:
    text = yaml.safe_dump([values], allow_unicode=True, sort_keys=False, width=10_000)
    return Chunk(tuple(text.rstrip("\n").split("\n")), values, None, True)


def _trimmed(lines: list[str]) -> list[str]:
    while lines and not lines[0].strip():
        lines = lines[1:]
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def moved(lines: tuple[str, ...], passage: str) -> list[str]:
    """An entry's lines, pointing to another passage."""
    return [_PASSAGE.sub(f"passage: {passage}", line) for line in lines]
