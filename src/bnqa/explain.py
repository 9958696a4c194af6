"""The path of one question in plain text, for people who extend the language data."""

from __future__ import annotations

from collections.abc import Iterable

from bnqa.decide.decider import Decider
from bnqa.passages.index import PassageIndex
from bnqa.question.question import Question
from bnqa.question.reading import Reader
from bnqa.values.period import Period, format_period

SHOWN = 8  # facts and how they fared


def explain(question: str, reader: Reader, decider: Decider, passages: PassageIndex) -> str:
    """Tokens, what was understood, facts with scores and what ruled them out, passages, decision."""
    return "\n\n".join(_one(reading, decider, passages) for reading in reader.read(question))


def _one(reading: Question, decider: Decider, passages: PassageIndex) -> str:
    decision = decider.decide(reading)
    lines = [
        f"đọc là   {reading.text}",
        f"hỏi      {_list(sorted(reading.kinds))}",
        f"từ       {_list(f'{t.text} [{t.role}]' for t in reading.terms)}",
        f"kỳ       {_list(map(_period, reading.periods))}",
        f"số nêu   {_list(m.text for m in reading.claims)}; số đếm {_list(m.text for m in reading.counts)}",
        f"đơn vị   {reading.unit or reading.dimension or '-'}",
        "số liệu",
    ]
    for match in decider.matches(reading)[:SHOWN]:
        against = match.conflict or _list(term.text for term in match.missing)
        lines.append(f"  {match.score:6.3f}  {match.fact.id:<30} loại vì: {against}")
    lines.append("đoạn")
    for hit in passages.search(reading.text):
        lines.append(f"  {hit.score:6.2f}  {hit.passage.id}  {hit.passage.text[:60]}…")
    lines += [f"kết luận {decision.status} ({decision.reason})", f"         {decision.text}"]
    return "\n".join(lines)


def _period(period: Period) -> str:
    return format_period(period) or period.grain


def _list(items: Iterable[str]) -> str:
    return ", ".join(items) or "-"
