"""Which of the periods around a figure it is of, and what a clause's words say of when it holds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from bnqa.extract.frames import Frame
from bnqa.extract.lexicon import data
from bnqa.extract.sentences import Sentence
from bnqa.values.period import Period, PeriodMention, months, year_period

_AS_OF = re.compile(
    r"(?<!\w)(?:tại|tính đến|tính tới|đến|tới|phiên)\s+(?:hết\s+)?(?:(?:ngày|thời điểm|phiên)\s+)*$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?<!\w)(?:(?:(?:tính|lũy kế|luỹ kế|cộng dồn)\s)?(?:đến|tới)|hết|kết thúc)\s+(?:(?:thời điểm|hết|cuối|ngày)\s+)*$",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"(?:cuối|hết|ngày)\s+", re.IGNORECASE)
_MONTH_END = 25  # the day from which on a month is as good as over
_NOW = ("hiện", "hiện nay", "hiện tại", "hiện có", "đang", "hiện đang")


def tells_when(mention: PeriodMention) -> bool:
    return mention.period.grain not in ("same_period", "century", "decade")


def finer(own: Period, lead: Period) -> bool:
    """Whether a clause's own period says more than the one that leads it in."""
    return own.grain != "to_date" and own != lead


def nearest(frame: Frame) -> list[PeriodMention]:
    """The periods of a clause, the one that the figure is of first: the last one before it."""
    own = [p for p in frame.own if p.period.grain != "same_period"]
    before = [p for p in own if p.start < frame.figure.start]
    return [before[-1]] if before else [p for p in own if p.start < _next_verb(frame)]


def _next_verb(frame: Frame) -> int:
    """Where what follows a figure tells of another thing: "… đạt 88% và công bố hết dịch ngày 20/10"."""
    for word, after in itertools.pairwise(frame.clause.tail):
        if (
            word.has("link")
            and after.has("verb", "says", "cut")
            and not after.has("measure", "aux")
        ):
            return word.start
    return frame.sentence.end


def words_before(sentence: Sentence, mention: PeriodMention) -> str:
    """The words of a sentence before a period."""
    return sentence.passage.text[max(sentence.start, mention.start - 30) : mention.start]


def is_as_of(sentence: Sentence, mention: PeriodMention) -> bool:
    """Whether a day is when things stood so, for all that follows: "đến ngày 30/9", "phiên 13/3"."""
    if mention.period.grain != "day":
        return False
    before = words_before(sentence, mention)
    return _AS_OF.search(before + ("ngày " if mention.text.startswith("ngày") else "")) is not None


@cache
def phrases(name: str) -> tuple[str, ...]:
    return tuple(map(str, data()[name]))


def says(frame: Frame, name: str) -> bool:
    """Whether a clause has a phrase of a list of the language data."""
    text = frame.sentence.passage.text[frame.start : frame.end].lower()
    return any(word in text for word in phrases(name))


def stands(frame: Frame, said: str) -> bool:
    """Whether a figure says what a thing is like, of no time: "công suất 80.000 xe/năm", "dài 3 km"."""
    if frame.verb is not None and frame.verb.has("extent"):
        return True
    moved = frame.changed or (frame.verb is not None and frame.verb.has("up", "down"))
    return not moved and any(word in said for word in phrases("standing"))


def shifted(period: Period, years: int = 1) -> Period | None:
    """The same time of the year before, or of one so many years before."""
    if period.year is None or period.first_month is None or period.last_month is None:
        return None
    if period.grain == "year":
        return year_period(period.year - years)
    if period.grain not in ("month", "months", "quarter"):
        return None
    return months(period.year - years, period.first_month, period.last_month, period.grain)


def merged(led: list[Period]) -> Period:
    """ "Từ đầu năm đến nay", "lũy kế đến hết tháng 11": the last one that is no mere opener."""
    firm = [p for p in led if p.grain != "to_date"]
    return firm[-1] if firm else led[-1]


def since_new_year(led: list[Period]) -> Period | None:
    """ "Từ đầu năm đến 25/9": the nine months."""
    if len(led) < 2 or led[0].grain != "year" or led[-1].grain not in ("day", "month"):
        return None
    until = led[-1]
    if until.year != led[0].year or until.last_month is None:
        return None
    early = until.grain == "day" and until.end is not None and until.end.day < 15
    last = until.last_month - early
    return months(until.year, 1, last, "months") if 1 < last < 12 else None


def holds_now(frame: Frame) -> bool:
    head = [e.text.lower() for e in frame.clause.head]
    return any(word in _NOW for word in head)


def run_up(
    frame: Frame, mentions: Sequence[PeriodMention], dated: list[Period], main: Period | None
) -> Period | None:
    """ "Đến hết tháng 10", "tính đến 30/9" in an article of the months up to then: all of them.

    So it is where the figure has run up since the year began, and not where it stands at a day.
    """
    if main is None or main.grain != "months" or not dated:
        return None
    mention, period = mentions[-1], dated[-1]
    if (period.year, period.last_month) != (main.year, main.last_month):
        return None
    text = frame.sentence.passage.text
    part = _PART_OF.match(mention.text)
    before = text[max(0, mention.start - 40) : mention.start] + (part.group() if part else "")
    if _UNTIL.search(before) is None or says(frame, "stocks"):
        return None
    if period.grain in ("month", "quarter"):
        ends = before.lower().split()[-1:] in (["hết"], ["cuối"])
        left = frame.verb is not None and frame.verb.text.lower() in ("còn", "chỉ còn")
        return main if ends and not left and says(frame, "flows") else None
    late = period.grain == "day" and period.end is not None and period.end.day >= _MONTH_END
    return main if late and says(frame, "flows") else None
