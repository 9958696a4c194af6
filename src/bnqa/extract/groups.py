"""Groups: the same thing measured of several subjects, to be ranked, summed and listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bnqa.extract.drafts import Draft
from bnqa.extract.nouns import lower_first
from bnqa.extract.reading import Reading
from bnqa.values.quantity import parse_unit


def groups(passage: Sequence[tuple[Reading, Draft]]) -> Iterator[Draft]:
    """One group for the members of a series: the same thing measured of several subjects; and its list."""
    series: dict[tuple[object, ...], list[tuple[Reading, Draft]]] = {}
    for reading, draft in passage:
        unit = parse_unit(draft.unit).canonical if draft.unit else None
        if draft.kind == "growth":
            key: tuple[object, ...] = (
                "growth",
                unit,
                reading.frame.sentence.start,
                reading.compared,
            )
        else:
            key = (draft.kind, unit, reading.measure.lower())
        series.setdefault(key, []).append((reading, draft))
    for members in series.values():
        own = [(r, d) for r, d in members if r.base is None and not r.frame.leaves]
        if len({d.subject for _, d in own}) < 2:
            continue
        header = next((r.header for r, _ in own if r.header), "")
        for reading, draft in own:
            draft.group = header or (reading.measure if draft.kind != "growth" else "mức tăng giảm")
        if header:
            yield from _lists(header, own)


def _lists(header: str, own: Sequence[tuple[Reading, Draft]]) -> Iterator[Draft]:
    """The members of a named series as a list: all, those that rose, those that fell."""
    rises = [(r, d) for r, d in own if d.kind == "growth" and not r.falls]
    falls = [(r, d) for r, d in own if d.kind == "growth" and r.falls]
    for members, said in (
        ((rises, "tăng"), (falls, "giảm")) if rises or falls else ((list(own), ""),)
    ):
        names = tuple(
            dict.fromkeys(r.subject if r.subject in d.passage.text else r.noun for r, d in members)
        )
        if not members or any(name not in members[0][1].passage.text for name in names):
            continue
        first, last = members[0][1], members[-1][1]
        noun = f"{header} {said}" if said and said not in header.split() else header
        yield Draft(
            first.passage, noun, f"danh sách {lower_first(noun)}", names, "list", first.start, last.end,
            phrase=f"{lower_first(noun)} gồm {{value}}", period=first.period, aliases=(header, f"{said} sản lượng"),
            compared_to=first.compared_to, confidence=0.75,
        )  # fmt: skip
