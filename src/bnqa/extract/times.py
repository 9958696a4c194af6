"""When a figure holds: its clause's own period, else that of its sentence, passage, heading or article.

A period without a year takes it from what was said before: "tháng 8" in an article of 6/9/2025 is
August 2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bnqa.extract.calendar import day_of, day_told, with_year
from bnqa.extract.dating import (
    finer,
    holds_now,
    is_as_of,
    merged,
    nearest,
    phrases,
    run_up,
    says,
    shifted,
    since_new_year,
    stands,
    tells_when,
    words_before,
)
from bnqa.extract.frames import Frame
from bnqa.extract.sentences import Sentence, periods_of
from bnqa.extract.speech import said
from bnqa.knowledge import Article
from bnqa.values.period import (
    Period,
    PeriodMention,
    find_periods,
    parse_period,
    year_period,
)

_AFTERWARDS = re.compile(r"(?<!\w)(?:vào|hồi)\s*$", re.IGNORECASE)
_THIS = re.compile(r"(?<!\w)(?P<grain>quý|tháng) (?:này|ấy|đó)(?!\w)")
_GRAINS = {"quý": "quarter", "tháng": "month"}
_MOVABLE = ("month", "months", "quarter", "year", "day")
_COMPARED = re.compile(r"so với\s+([^,;.()]+)")
# "tăng từ 2.115 tỷ đồng hồi đầu năm"
_NEW_YEAR = re.compile(r"\s+(?:hồi|vào|của|tại thời điểm|thời điểm)?\s*(đầu năm)(?! (?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class When:
    """A period with its surety: 1 where the clause names it, less the farther it was fetched."""

    period: Period | None
    surety: float


class Clock:
    """Follows the periods of an article, sentence by sentence."""

    def __init__(self, article: Article) -> None:
        self.place = article.place
        self.published = day_of(article.published)
        self.main = parse_period(article.period) if article.period else None
        lead = article.passages[0].text if article.passages else ""
        if self.main is None or self.main.grain == "year":
            self.main = day_told(article.title, lead, self.published) or self.main
        years = [p.year for p in (self.main,) if p is not None and p.year is not None]
        self._year = self.published.year if self.published else years[0] if years else None
        self._title = [m.period for m in find_periods(article.title)]
        self._heading: tuple[str, Period | None] = ("", None)
        self._passage: tuple[str, When] = ("", When(None, 0.0))
        self._sentence: tuple[int, When | None] = (-1, None)
        self._stock: tuple[str, When] = ("", When(None, 0.0))
        self._compared: str | None = None
        self._seen: dict[str, Period] = {}
        self._named: list[PeriodMention] = []
        self.lead: Period | None = self.main

    def dated(self, mention: PeriodMention) -> Period:
        """A period with the year that it is to be understood in."""
        period, text = mention.period, mention.text.lower()
        year = self._year
        if year is None:
            return period
        if period.grain == "to_date" and "đầu năm" in text:
            so_far = (
                "nay" in text and self.main is not None and self.main.grain in ("months", "quarter")
            )
            if (
                so_far
                and self.main is not None
                and (self.main.year, self.main.first_month) == (year, 1)
            ):
                return self.main  # "từ đầu năm tới nay", in an article of six months
            return year_period(year)
        if period.grain == "until" and period.year is not None and period.year <= year:
            return year_period(period.year)  # "đến cuối năm 2024", said in 2025
        if period.year is not None or period.grain not in _MOVABLE:
            return period
        if "năm ngoái" in text or "năm trước" in text:
            return with_year(period, year - 1)
        if "năm nay" in text:
            return with_year(period, year)
        first = period.first_month or 1
        if self.published is not None and period.grain in ("month", "quarter", "day"):
            # In February "tháng 12" without a year was last year's.
            year -= self.published.month <= 3 and first >= 10
        return with_year(period, year, mention.text)

    def of(self, frame: Frame) -> When:
        """When the figure of a clause holds."""
        sentence = frame.sentence
        own = nearest(frame)
        lead = frame.opening.periods
        named = [self.dated(p) for p in own if tells_when(p)]
        led = [self.dated(p) for p in lead if tells_when(p)]
        if self.published is None:
            self._year = next((p.year for p in (*led, *named) if p.year is not None), self._year)
        spanned = since_new_year(led) or run_up(frame, lead, led, self.main)
        if spanned is not None:
            named = [p for p in named if p not in led]
            led = [spanned]
        elif not led and named and (whole := run_up(frame, own, named, self.main)) is not None:
            named = [whole]
        same = frame.same_time
        if led and not (named and finer(named[0], led[-1])):
            when = When(merged(led), 1.0)
            self._hold(sentence, when, is_as_of(sentence, lead[-1]))
            if same is not None:
                return _same(same, when.period)
            return self._left(frame) if frame.leaves and not named else when
        if same is not None:
            return _same(same, self._fallback(frame).period)
        compared = frame.tail.compared or frame.opening.compared
        if frame.leaves and not named:
            return self._left(frame)
        self._compared = compared or self._compared
        this = self._this(frame) if not named else None
        if this is not None:
            self._hold(sentence, When(this, 0.95))
            return When(this, 0.95)
        if named:
            when = When(named[0], 1.0)
            # What only says when a thing was before, or stands after its figure, holds for no other.
            if not frame.leaves and own[0].start < frame.figure.start:
                self._hold(sentence, when)
            elif (
                not frame.leaves
                and self._passage[1].period is None
                and named[0].year in (None, self._year)
                and not _AFTERWARDS.search(words_before(sentence, own[0]))
                and not own[0].text.lower().startswith("hồi ")
            ):
                self._keep(sentence.passage.id, when)
            return when
        return self._fallback(frame)

    def aside(self, frame: Frame) -> When:
        """When the figure of a clause holds that tells of another time than what goes on after it."""
        kept = self._sentence, self._passage, self._stock, self.lead
        when = self.of(frame)
        self._sentence, self._passage, self._stock, self.lead = kept
        return when

    def _this(self, frame: Frame) -> Period | None:
        """The quarter or month that "quý này" means: the last one that was named."""
        head = frame.clause.head
        start = head[0].start if head else frame.start
        found = _THIS.search(frame.sentence.passage.text[start : frame.figure.start].lower())
        return self._seen.get(_GRAINS[found["grain"]]) if found is not None else None

    @staticmethod
    def year_of(when: When) -> When:
        """The whole year that a period is part of."""
        year = when.period.year if when.period is not None else None
        return When(year_period(year), when.surety) if year is not None else when

    def _left(self, frame: Frame) -> When:
        """When a thing was what it is no more, by what the text compares it with.

        "tỷ lệ nợ xấu giảm từ 1,96% còn 1,86% so với đầu năm": the end of the year before.
        """
        text = frame.sentence.passage.text[frame.figure.end : frame.sentence.end].lower()
        told = _NEW_YEAR.match(text) or _COMPARED.search(text)
        compared = told.group(1) if told is not None else self._compared
        base = self._fallback(frame).period
        year = base.year if base is not None else self._year
        if compared is None or year is None:
            return When(None, 0.7)
        mentions = [m for m in periods_of(compared) if m.period.grain != "same_period"]
        if mentions and not compared.startswith("cùng kỳ"):
            return When(self.dated(mentions[0]), 0.8)
        if compared.startswith("đầu năm"):
            return When(year_period(year - 1), 0.8)
        if base is not None and compared.startswith(("cùng kỳ", "năm trước", "năm ngoái")):
            return When(shifted(base), 0.8)
        return When(None, 0.7)

    def _fallback(self, frame: Frame) -> When:
        """The period of a clause that names none."""
        said = frame.sentence.passage.text[frame.start : frame.figure.start].lower()
        head = frame.clause.head
        led = (
            frame.sentence.passage.text[head[0].start : frame.figure.start].lower() if head else ""
        )
        if (
            frame.figure.unit == "tuổi"
            or any(word in led for word in phrases("other_times"))
            or stands(frame, said)
        ):
            return When(None, 0.9)
        if self._sentence[1] is not None:
            return When(self._sentence[1].period, 0.95)
        if holds_now(frame):
            self._sentence = (frame.sentence.start, When(None, 0.9))
            return When(None, 0.9)
        if self._passage[1].period is not None:
            return When(self._passage[1].period, 0.85)
        if self._stock[1].period is not None and says(frame, "stocks"):
            return self._stock[1]
        if self._heading[1] is not None:
            return When(self._heading[1], 0.8)
        return When(self.lead, 0.75 if self.lead is not None else 0.7)

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence: what its passage and heading said before still holds."""
        passage = sentence.passage
        if self._passage[0] != passage.id:
            if passage.heading != self._heading[0]:
                found = [m for m in find_periods(passage.heading) if tells_when(m)]
                self._heading = (passage.heading, self.dated(found[0]) if found else None)
            if self._stock[0] != passage.heading:
                self._stock = (passage.heading, When(None, 0.0))
            self._compared = None
            self._passage = (passage.id, When(None, 0.0))
        self._sentence = (sentence.start, None)
        for mention in self._named:
            self._seen[mention.period.grain] = self.dated(mention)
        self._named = [
            p
            for p in sentence.periods
            if p.period.grain in _GRAINS.values()
            and not words_before(sentence, p).rstrip().endswith(("so với", "so", "hơn"))
        ]
        if not sentence.figures:
            self._without_figures(sentence)

    def _without_figures(self, sentence: Sentence) -> None:
        """A sentence of words sets the time for those that follow, if it opens with one."""
        begin = sentence.start + said(sentence.text)[0]
        opening = [p for p in sentence.periods if begin <= p.start <= begin + 12 and tells_when(p)]
        scene = sentence.text[:14].lower().startswith(("những ngày", "một ngày", "có mặt"))
        if opening and not scene:
            self._keep(sentence.passage.id, When(self.dated(opening[0]), 0.9))

    def _hold(self, sentence: Sentence, when: When, as_of: bool = False) -> None:
        self._sentence = (sentence.start, when)
        self._keep(sentence.passage.id, when, as_of)

    def _keep(self, passage: str, when: When, as_of: bool = False) -> None:
        """Let a period hold for what follows: a single day only if all is of that day."""
        period = when.period
        if period is None:
            return
        if period.grain == "day" and not as_of and period.start != self.published:
            return
        self._passage = (passage, when)
        if as_of:
            self._stock = (self._heading[0], When(period, 0.75))
        if (
            self.lead is None
            and when.period is not None
            and when.period.grain not in ("span", "until")
        ):
            self.lead = when.period


def _same(mention: PeriodMention, base: Period | None) -> When:
    """The same time of the year that a mention names, else of the year before."""
    if base is None:
        return When(None, 0.7)
    year, apart = mention.period.year, 1
    if year is not None and base.year is not None:
        apart = base.year - year
    return When(shifted(base, apart), 0.9)
