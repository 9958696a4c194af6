"""Read a knowledge folder and validate all of it: every problem is named with file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import yaml

from bnqa.knowledge import (
    NUMERIC_KINDS,
    TEXT_KINDS,
    Article,
    Fact,
    KnowledgeError,
    Library,
    Passage,
    Problem,
    QAPair,
    Value,
    article_folders,
    article_id,
)
from bnqa.lang import SafeLoader
from bnqa.proof import flaw
from bnqa.text.tokens import normalize, squeeze
from bnqa.values.period import parse_period
from bnqa.values.quantity import QUALIFIERS, parse_unit

_FACT_KEYS = frozenset(
    [
        "id",
        "subject",
        "measure",
        "aliases",
        "value",
        "unit",
        "qualifier",
        "period",
        "kind",
        "compared_to",
        "passage",
        "quote",
        "phrase",
        "group",
        "of",
        "value_to",
        "confidence",
    ]
)
_PAIR_KEYS = frozenset(
    ["q", "expect", "not", "status", "facts", "passage", "after", "kind", "style"]
)
_STATUSES = ("answered", "clarify", "refused", "chat")
_META = (
    "title",
    "outlet",
    "author",
    "url",
    "published",
    "place",
    "topic",
    "theme",
    "period",
    "language",
)
_MAX_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item of a YAML list: its values and where it and its keys stand."""

    values: dict[str, Any]
    line: int
    key_lines: dict[str, int]

    def line_of(self, key: str) -> int:
        return self.key_lines.get(key, self.line)


def load_library(path: str | PathLike[str]) -> Library:
    """Load one article's folder, or a folder of them. Raises KnowledgeError with every problem."""
    problems: list[Problem] = []
    articles = [load_article(folder, problems) for folder in article_folders(path)]
    if problems:
        raise KnowledgeError(problems)
    return Library(tuple(article for article in articles if article is not None))


def _read(path: Path, problems: list[Problem]) -> str | None:
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


def load_article(folder: Path, problems: list[Problem]) -> Article | None:
    """One article's folder; what is wrong with it is added to ``problems``."""
    path = folder / "article.md"
    text = _read(path, problems)
    if text is None:
        return None
    meta, body, first_line = _front_matter(path, text, problems)
    name = article_id(folder)
    passages = tuple(_passages(name, body))
    if not passages:
        problems.append(
            Problem(str(path), first_line, "không có đoạn văn nào; hãy viết nội dung bài")
        )
    fields = {key: str(meta[key]) for key in _META if meta.get(key) is not None}
    title = fields.pop("title", name)
    article = Article(id=name, title=title, passages=passages, facts=(), **fields)
    if (folder / "facts.yaml").exists():
        facts = _load_facts(folder / "facts.yaml", name, passages, problems)
        return replace(article, facts=facts)
    from bnqa.extract import read  # costs nothing where facts are given

    return read(article)


def _front_matter(
    path: Path, text: str, problems: list[Problem]
) -> tuple[dict[str, Any], str, int]:
    match = re.match(r"---[ ]*\n(.*?)\n---[ ]*(?:\n|$)", text, re.DOTALL)
    if match is None:
        if text.startswith("---\n"):
            problems.append(
                Problem(str(path), 1, "phần đầu mở bằng --- mà không đóng; hãy thêm dòng ---")
            )
        return {}, text, 1
    first_line = match.group().count("\n") + 1
    try:
        meta = yaml.load(match.group(1), Loader=SafeLoader)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        problems.append(_yaml_problem(path, error, 1))
        meta = {}
    if meta is not None and not isinstance(meta, dict):
        problems.append(Problem(str(path), 2, "phần đầu phải gồm các dòng `khóa: giá trị`"))
        meta = {}
    meta = meta or {}
    if not meta.get("title"):
        problems.append(Problem(str(path), 1, "thiếu tiêu đề; hãy thêm dòng `title: …` ở phần đầu"))
    return meta, text[match.end() :], first_line


def _passages(article: str, body: str) -> list[Passage]:
    """Paragraphs between blank lines; a ``##`` heading belongs to those that follow it."""
    heading = ""
    found: list[Passage] = []
    for block in re.split(r"\n\s*\n", body):
        lines = []
        for line in block.strip().split("\n"):
            if line.lstrip().startswith("#"):
                heading = line.lstrip("# ").strip()
            else:
                lines.append(line)
        text = squeeze(" ".join(lines))
        if text:
            found.append(Passage(f"p{len(found) + 1:02d}", article, heading, text))
    return found


def _yaml_problem(path: Path, error: yaml.YAMLError, offset: int = 0) -> Problem:
    mark = getattr(error, "problem_mark", None)
    line = (mark.line + 1 if mark is not None else 1) + offset
    detail = getattr(error, "problem", None) or "không đọc được"
    return Problem(str(path), line, f"YAML sai ({detail}); hãy sửa cú pháp ở dòng này")


def _entries(path: Path, text: str, problems: list[Problem]) -> list[_Entry]:
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
            found.append(_Entry(loader.construct_object(child, deep=True), line, keys))
        return found
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, yaml.YAMLError):
            problems.append(_yaml_problem(path, error))
        else:
            problems.append(Problem(str(path), 1, f"YAML sai ({error}); hãy sửa cú pháp"))
        return []
    finally:
        loader.dispose()


def _load_facts(
    path: Path, article: str, passages: tuple[Passage, ...], problems: list[Problem]
) -> tuple[Fact, ...]:
    text = _read(path, problems)
    if text is None:
        return ()
    by_id = {passage.id: passage for passage in passages}
    seen: dict[str, int] = {}
    facts: list[Fact] = []
    entries = _entries(path, text, problems)
    for entry in entries:
        report = _Reporter(str(path), entry, problems)
        fact = _fact(entry, article, report)
        if fact is None:
            continue
        if fact.id in seen:
            report("id", f"id `{fact.id}` đã dùng ở dòng {seen[fact.id]}; hãy đặt id khác")
        seen.setdefault(fact.id, entry.line)
        _check_evidence(fact, by_id, report)
        facts.append(fact)
    for entry in entries:
        base = entry.values.get("of")
        if base is not None and base not in seen:
            problems.append(
                Problem(str(path), entry.line_of("of"), f"`of: {base}` không trỏ tới số liệu nào")
            )
    return tuple(facts)


class _Reporter:
    """Adds problems of one entry, at the line of the key they are about."""

    def __init__(self, file: str, entry: _Entry, problems: list[Problem]) -> None:
        self._file, self._entry, self._problems = file, entry, problems

    def __call__(self, key: str, message: str) -> None:
        self._problems.append(Problem(self._file, self._entry.line_of(key), message))


def _fact(entry: _Entry, article: str, report: _Reporter) -> Fact | None:
    values = entry.values
    for key in values.keys() - _FACT_KEYS:
        report(str(key), f"khóa lạ `{key}`; hãy bỏ hoặc sửa tên")
    missing = [
        k
        for k in ("id", "subject", "measure", "value", "kind", "passage", "quote")
        if values.get(k) in (None, "")
    ]
    if missing:
        report("id", f"thiếu {', '.join(missing)}; hãy thêm vào")
        return None
    kind, qualifier = str(values["kind"]), str(values.get("qualifier", "exact"))
    if kind not in NUMERIC_KINDS | TEXT_KINDS:
        report(
            "kind",
            f"kind lạ `{kind}`; dùng một trong: {', '.join(sorted(NUMERIC_KINDS | TEXT_KINDS))}",
        )
    if qualifier not in QUALIFIERS:
        report("qualifier", f"qualifier lạ `{qualifier}`; dùng một trong: {', '.join(QUALIFIERS)}")
        qualifier = "exact"
    value = _value(values["value"])
    if value is None:
        report("value", "value phải là một số, một chuỗi hoặc một danh sách chuỗi")
        return None
    if isinstance(value, float) != (kind in NUMERIC_KINDS):
        report(
            "value",
            f"kind `{kind}` không hợp với giá trị này (số đi với {', '.join(sorted(NUMERIC_KINDS))})",
        )
    value_to = _number(values.get("value_to"))
    if values.get("value_to") is not None and (
        value_to is None or not isinstance(value, float) or value_to <= value
    ):
        report("value_to", "value_to phải là một số lớn hơn value; hãy sửa")
        value_to = None
    confidence = _number(values.get("confidence", 1))
    if confidence is None or not 0 <= confidence <= 1:
        report("confidence", "confidence phải là một số từ 0 đến 1; hãy sửa")
        confidence = 1.0
    unit = values.get("unit")
    if unit is not None:
        try:
            parse_unit(str(unit))
        except ValueError:
            report("unit", f"đơn vị lạ `{unit}`; hãy sửa, hoặc thêm vào lang/vi/units.yaml")
            unit = None
    period = values.get("period")
    if period is not None and parse_period(str(period)) is None:
        report(
            "period",
            f'không hiểu kỳ `{period}`; ví dụ đúng: "2024", 11 tháng 2024, tháng 10/2024, đến nay',
        )
        period = None
    phrase = values.get("phrase")
    if phrase is not None and "{value}" not in str(phrase):
        report("phrase", "phrase phải có {value} ở chỗ của giá trị")
        phrase = None
    aliases = values.get("aliases") or []
    if not isinstance(aliases, list):
        report("aliases", "aliases phải là một danh sách")
        aliases = []
    optional = {
        k: squeeze(str(values[k]))
        for k in ("compared_to", "group", "of")
        if values.get(k) is not None
    }
    return Fact(
        id=str(values["id"]),
        article=article,
        subject=squeeze(str(values["subject"])),
        measure=squeeze(str(values["measure"])),
        value=value,
        unit=None if unit is None else str(unit),
        qualifier=qualifier,
        period=None if period is None else str(period),
        kind=kind,
        passage=str(values["passage"]),
        quote=squeeze(str(values["quote"])),
        aliases=tuple(squeeze(str(alias)) for alias in aliases),
        phrase=None if phrase is None else squeeze(str(phrase)),
        value_to=value_to,
        confidence=confidence,
        **optional,
    )


def _number(raw: object) -> float | None:
    return float(raw) if isinstance(raw, int | float) and not isinstance(raw, bool) else None


def _value(raw: object) -> Value | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return float(raw)
    if isinstance(raw, str):
        return squeeze(raw)
    if isinstance(raw, list) and raw and all(isinstance(item, str) for item in raw):
        return tuple(squeeze(item) for item in raw)
    return None


def _check_evidence(fact: Fact, passages: dict[str, Passage], report: _Reporter) -> None:
    passage = passages.get(fact.passage)
    if passage is None:
        last = next(reversed(passages), "p00")
        report(
            "passage", f"không có đoạn `{fact.passage}` (bài có p01 đến {last}); hãy sửa số đoạn"
        )
        return
    wrong = flaw(fact, passage.text)
    if wrong is None:
        return
    key, missing = wrong
    if key == "quote":
        report(
            "quote",
            f"trích dẫn không có nguyên văn trong đoạn {fact.passage}; hãy chép lại đúng từng chữ",
        )
    elif isinstance(fact.value, float):
        report("value", f"số {missing} không có trong trích dẫn; hãy sửa value hoặc quote")
    else:
        report("value", f"“{missing}” không có trong trích dẫn; hãy sửa value hoặc quote")


def load_pairs(path: str | PathLike[str]) -> tuple[QAPair, ...]:
    """Read a file of regression pairs. Raises KnowledgeError with every problem."""
    file = Path(path)
    problems: list[Problem] = []
    text = _read(file, problems)
    pairs = []
    for entry in _entries(file, text or "", problems):
        pair = _pair(entry, file, _Reporter(str(file), entry, problems))
        if pair is not None:
            pairs.append(pair)
    if problems:
        raise KnowledgeError(problems)
    return tuple(pairs)


def _strings(raw: object) -> tuple[str, ...]:
    return tuple(map(str, raw)) if isinstance(raw, list) else (str(raw),)


def _pair(entry: _Entry, file: Path, report: _Reporter) -> QAPair | None:
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
