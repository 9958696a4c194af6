"""One entry of ``facts.yaml`` as a :class:`Fact`, and whether it stands in its passage."""

from __future__ import annotations

import re

from bnqa.knowledge import NUMERIC_KINDS, TEXT_KINDS, Fact, Passage, Value
from bnqa.library.entries import Entry, Reporter
from bnqa.proof import flaw
from bnqa.text.tokens import squeeze
from bnqa.values.period import parse_period
from bnqa.values.quantity import QUALIFIERS, is_unit

_FACT_KEYS = frozenset(
    (
        "id", "subject", "measure", "aliases", "value", "unit", "qualifier", "period",
        "kind", "compared_to", "passage", "quote", "phrase", "group", "of", "value_to", "confidence",
    )
)  # fmt: skip


def _is_counted(noun: str, quote: str) -> bool:
    """Whether a text has a noun right after a number, in figures or words: ``72 toa``."""
    return re.search(rf"\w\s+{re.escape(noun)}(?!\w)", quote, re.IGNORECASE) is not None


def read_fact(entry: Entry, article: str, report: Reporter) -> Fact | None:
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
    # What is counted may be anything, as long as the text counts it.
    counted = kind == "count" and _is_counted(str(unit), str(values["quote"]))
    if unit is not None and not is_unit(str(unit)) and not counted:
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


def check_evidence(fact: Fact, passages: dict[str, Passage], report: Reporter) -> None:
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
