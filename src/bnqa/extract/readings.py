"""The readings of a sentence: each figure's clause in the light of those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bnqa.extract.baselines import read_baseline
from bnqa.extract.changes import read_change
from bnqa.extract.context import Context
from bnqa.extract.frames import Frame
from bnqa.extract.levels import read_level
from bnqa.extract.lexicon import Element
from bnqa.extract.reading import HAS, Reading
from bnqa.extract.respective import one_by_one, run_of
from bnqa.extract.roles import role_of
from bnqa.extract.sentences import Sentence
from bnqa.extract.shares import read_share


def read_sentence(frames: Sequence[Frame], before: Sequence[Reading], place: str) -> list[Reading]:
    """One reading for each figure; ``before`` are those of the sentence before, ``place`` the article's."""
    found: list[Reading] = []
    header, measured = "", ""
    index = 0
    while index < len(frames):
        frame = frames[index]
        if frame.opening.header is not None:
            header, measured = series_of(frame)
        run = run_of(frames, index)
        told = one_by_one(run, found, Context(run[0], found, before, place), _read)
        if not told:
            run = run[:1]
            told = [_read(Context(frame, found, before, place))]
        found += told
        if header:
            found = [r if r.header else in_series(r, header, measured) for r in found]
        index += len(run)
    return _compared_alike(_extended(found))


def _extended(readings: list[Reading]) -> list[Reading]:
    """ "5 KCN mới với diện tích 1.805 ha vào Quy hoạch": what follows the second figure is of the first, too."""
    result = []
    for reading, following in zip(readings, [*readings[1:], None], strict=True):
        if (
            following is not None
            and reading.frame.leaves
            and not reading.frame.held
            and following.frame.clause.joint in ("glued", "còn", "lên", "xuống")
        ):
            reading = replace(reading, end=following.frame.end)
        elif (
            following is not None
            and reading.thing
            and not reading.is_change
            and following.frame.clause.joint in ("với", "glued")
            and following.frame.measure is not None
            and reading.end == reading.frame.end
        ):
            told = reading.frame.sentence.passage.text[
                reading.frame.figure.end : following.frame.end
            ]
            reading = replace(
                reading, end=following.frame.end, aliases=(*reading.aliases, told.strip())
            )
        result.append(reading)
    return result


def series_of(frame: Frame) -> tuple[str, str]:
    """What a colon leads in, by name ("sản phẩm chủ yếu"), and the noun of measure that it gives."""
    name, measured = named_series(frame.sentence, frame.opening.series) or ("", "")
    told = frame.text(frame.opening.header)
    for word in (" gồm", " như", " là", " bao gồm"):
        told = told.removesuffix(word)
    return name or told, measured


def named_series(sentence: Sentence, elements: Sequence[Element]) -> tuple[str, str] | None:
    """The name of a series in a stretch, and the noun of measure there; None where it names none."""
    quantified = [i for i, e in enumerate(elements) if e.text.lower() in _MANY]
    if not quantified:
        quantified = [i for i, e in enumerate(elements) if e.text.lower() in _PLURAL][:1]
    text = sentence.passage.text
    name = ""
    if quantified:
        rest = elements[quantified[-1] + 1 :]
        stop = next(
            (i for i, e in enumerate(rest) if i and not e.has("measure") and _ends_name(e)),
            len(rest),
        )
        name = text[rest[0].start : rest[stop - 1].end] if rest and stop else ""
        if name.lower().startswith(("ngày ", "tháng ", "năm ", "đợt ", "lần ")):
            name = ""
    nouns = (i for i, e in enumerate(elements) if e.has("measure") and not e.has("growth_nouns"))
    at = next(nouns, None)
    measured = ""
    if at is not None:
        stop = at + 1
        while (
            stop < len(elements)
            and stop < at + 6
            and (elements[stop].kinds == {"word"} or elements[stop].has("verb", "joined"))
        ):
            stop += 1
        measured = text[elements[at].start : elements[stop - 1].end].lower()
    return (name, measured) if name or measured else None


def _ends_name(element: Element) -> bool:
    """ "dự án sản xuất lớn" goes on, "sản phẩm có sản lượng cao" does not."""
    ends = element.has("cut", "link", "passive", "level", "up", "down")
    return ends or (element.has("verb") and element.text.lower() in HAS)


_MANY = frozenset(["một số", "nhiều", "hàng loạt", "loạt", "số"])
_PLURAL = frozenset(["các", "những"])


def in_series(reading: Reading, header: str, measured: str) -> Reading:
    """A reading as a member of a series that was named before it."""
    aliases = (f"{measured} {reading.noun}",) if measured else ()
    if (
        measured
        and reading.role == "level"
        and reading.surety < 0.95
        and reading.frame.measure is None
    ):
        reading = replace(reading, measure=measured, surety=0.95)
    return replace(reading, header=header, aliases=(*reading.aliases, *aliases))


def _read(context: Context) -> Reading:
    against = read_baseline(context)
    if against is not None:
        return against
    role = role_of(context)
    if role in ("growth", "change"):
        return read_change(context, role)
    return read_share(context) if role == "share" else read_level(context, role)


def _compared_alike(readings: list[Reading]) -> list[Reading]:
    """What one growth of a sentence is compared with, those beside it are too."""
    shared: str | None = None
    result: list[Reading] = []
    for reading in reversed(readings):
        if reading.role == "growth":
            if reading.compared is not None:
                shared = reading.compared
            elif shared is not None and not reading.frame.clause.nested:
                reading = replace(reading, compared=shared)
        result.append(reading)
    result.reverse()
    led = next((r.compared for r in result if r.frame.opening.compared), None)
    return [
        replace(r, compared=led) if led and r.role == "growth" and r.compared is None else r
        for r in result
    ]
