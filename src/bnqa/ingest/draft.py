"""Draft question/answer pairs from an article's facts, for a person to keep or to drop.

A draft asks what the fact answers and expects its figure. One that the engine does not answer yet
is written as a comment with what came instead; a person's pairs are copied as they stand.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from bnqa.ingest.ledger import OWN, digest, ledger_lines
from bnqa.knowledge import Article, Fact, QAPair
from bnqa.library.pairs import load_pairs
from bnqa.reply.compose import question_for
from bnqa.text.tokens import fold
from bnqa.values.quantity import format_number, make_quantity

_LEDGER = re.compile(r"^#: đã ghi:(.*)$")
_KINDS = {"person": "who", "organisation": "who", "date": "when", "cause": "why", "purpose": "why",
          "list": "list", "growth": "numeric"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drafts:
    """The text of ``qa.yaml``: how many drafts were added, and how many fail for now."""

    text: str
    added: int
    failing: int


def draft_pairs(folder: Path) -> Drafts:
    """Drafts for the facts of a knowledge folder, added to the ``qa.yaml`` that it has, if any.

    Raises KnowledgeError where the folder or its ``qa.yaml`` can't be read.
    """
    from bnqa import load
    from bnqa.regression import run_pair

    engine = load(folder)
    path = folder / "qa.yaml"
    old = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    asked = {fold(pair.q) for pair in load_pairs(path)} if path.exists() else set()
    lines = old.replace("\r\n", "\n").split("\n")
    drafted = {i for line in lines if (m := _LEDGER.match(line)) for i in m.group(1).split()}
    kept = "\n".join(line for line in lines if not line.startswith(OWN)).strip("\n")
    blocks, failing = [], []
    for article in engine.library.articles:
        for fact in _in_order(article):
            pair = draft(fact)
            if fold(pair.q) in asked or _identity(pair) in drafted:
                continue
            asked.add(fold(pair.q))
            result = run_pair(engine, pair)
            if result.passed:
                blocks.append(f"{OWN} {fact.passage} · {fact.id}\n{_written(pair)}")
                drafted.add(_identity(pair))
            else:
                failing.append(
                    f"{OWN} chưa đạt ({'; '.join(result.problems)})\n{OWN} {_written(pair)}"
                )
    header = (
        [] if kept else [f"{OWN} Cặp hỏi đáp nháp, rút từ facts.yaml: xem rồi giữ, sửa hoặc xóa."]
    )
    tail = ledger_lines(drafted)
    if failing:
        failing.insert(
            0, f"{OWN} Nháp mà bnqa chưa trả lời được; sửa số liệu hoặc chép ra thành cặp thật:"
        )
    text = "\n\n".join(filter(None, [*header, kept, *blocks, *failing, "\n".join(tail)]))
    return Drafts(text + "\n", len(blocks), max(0, len(failing) - 1))


def _in_order(article: Article) -> list[Fact]:
    places = {passage.id: number for number, passage in enumerate(article.passages)}
    return sorted(article.facts, key=lambda fact: places[fact.passage])


def draft(fact: Fact) -> QAPair:
    """The pair that asks for one fact: its figure as it is written, or each of its words."""
    if isinstance(fact.value, float):
        value = make_quantity(
            abs(fact.value) if fact.kind == "growth" else fact.value, None, "exact"
        ).value
        expect: tuple[tuple[str, ...], ...] = (
            ((format_number(value),),) if value is not None else ()
        )
    elif isinstance(fact.value, str):
        expect = ((fact.value,),)
    else:
        expect = tuple((item,) for item in fact.value)
    kind = "numeric" if fact.is_numeric else _KINDS.get(fact.kind, "text")
    return QAPair(q=question_for(fact), expect=expect, kind=kind)


def _identity(pair: QAPair) -> str:
    return digest(fold(pair.q))


def _written(pair: QAPair) -> str:
    expect = json.dumps([choice[0] for choice in pair.expect], ensure_ascii=False)
    return f"- {{q: {json.dumps(pair.q, ensure_ascii=False)}, expect: {expect}, kind: {pair.kind}}}"
