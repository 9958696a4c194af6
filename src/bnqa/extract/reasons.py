"""Why and what for: causes, purposes and goals as the clauses that say them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bnqa.extract.calendar import written
from bnqa.extract.drafts import Draft
from bnqa.extract.names import UPPER, any_of
from bnqa.extract.nouns import lower_first
from bnqa.extract.sentences import Sentence
from bnqa.extract.speech import said
from bnqa.extract.times import Clock
from bnqa.text.tokens import fold
from bnqa.values.period import find_periods

_STOPS = re.compile(r";|\.\s|(?:,\s(?:trong khi|tuy nhiên|nhưng|song|đồng thời|qua đó|từ đó)\s)")
_AGENT = re.compile(
    rf"do\s+(?:[{UPPER}]|ông\s|bà\s|các\s|một\s|tỉnh\s|lãnh đạo|doanh nghiệp|công ty)[^,;]*?\s(?:làm|là|đầu tư|tổ chức|thực hiện|dẫn đầu|chủ trì|sản xuất|quản lý|đứng đầu)(?!\w)"
)
_LEADS = re.compile(
    r"^(?:Theo|Được biết|Tuy nhiên|Ngoài ra|Bên cạnh đó|Đồng thời|Vì thế|Do đó)[^,]*,\s*",
    re.IGNORECASE,
)
MIN_WORDS = 3  # fewer say no reason


def reason_facts(sentences: tuple[Sentence, ...], clock: Clock) -> Iterator[Draft]:
    """Causes, purposes and goals, each with the clause that it belongs to."""
    for number, sentence in enumerate(sentences):
        before = sentences[number - 1] if number else None
        yield from _causes(sentence, before)
        yield from _brought(sentence)
        yield from _purposes(sentence, clock)
        yield from _goals(sentence, clock)
        yield from _yields(sentence)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(any_of(name), re.IGNORECASE)


def _end(text: str, start: int) -> int:
    found = _STOPS.search(text, start)
    end = found.start() if found else len(text)
    return start + len(text[start:end].rstrip(' .…,”"'))


def _clause_start(text: str, place: int) -> int:
    """Where the clause that a marker hangs on begins."""
    head = text[:place]
    starts = [
        m.end()
        for m in re.finditer(r";\s*|(?<!\w)(?:trong khi|nhưng|tuy nhiên,|ngược lại,)\s+", head)
    ]
    start = starts[-1] if starts else 0
    lead = _LEADS.match(head[start:])
    start += lead.end() if lead else 0
    told = said(text)[0]
    return max(start, told) if told < place else start


def _causes(sentence: Sentence, before: Sentence | None) -> Iterator[Draft]:
    text = sentence.text
    barred = [m.span() for m in _pattern("no_cause").finditer(text)] + [
        m.span() for m in _AGENT.finditer(text)
    ]
    last = -1
    for match in _pattern("cause_clauses").finditer(text):
        if match.start() < last or any(a <= match.start() < b for a, b in barred):
            continue
        marker = match.group().lower()
        if match.start() == 0 and not marker.startswith(
            ("nguyên nhân", "lý do", "có được", "kết quả")
        ):
            comma = text.find(", ", match.end())
            if comma < 0:
                continue
            value, effect = text[:comma], text[comma + 2 : _end(text, comma + 2)]
            phrase, start, end = f"{{value}}, {effect}", 0, comma + 2 + len(effect)
        else:
            stop = _end(text, match.end())
            value = text[match.start() : stop]
            begin = _clause_start(text, match.start())
            effect = text[begin : match.start()].strip(" ,").removesuffix(" là")
            if (
                len(effect.split()) < 2
                and before is not None
                and before.passage.id == sentence.passage.id
            ):
                effect = before.text.strip(" .")
            phrase, start, end = f"{text[begin : match.start()]}{{value}}", begin, stop
            if effect not in text:
                phrase, start = "{value}", match.start()
        if len(value.split()) < MIN_WORDS or not effect:
            continue
        last = end
        yield Draft(
            sentence.passage, effect, "nguyên nhân", value, "cause", sentence.start + start, sentence.start + end,
            phrase=lower_first(phrase), aliases=("lý do",), confidence=0.75,
        )  # fmt: skip


def _brought(sentence: Sentence) -> Iterator[Draft]:
    """ "X khiến Y", "X trở thành chất xúc tác để Y": X is the cause of Y."""
    text = sentence.text
    match = _pattern("brings").search(text)
    if match is None or match.start() < 6:
        return
    begin = _clause_start(text, match.start())
    value = text[begin : match.start()].strip(" ,")
    end = _end(text, match.end())
    effect = text[match.end() : end].strip()
    if len(value.split()) < 2 or len(effect.split()) < 2:
        return
    yield Draft(
        sentence.passage, effect, "nguyên nhân", text[begin:end], "cause", sentence.start + begin, sentence.start + end,
        phrase="{value}", aliases=(f"{match.group().lower()} {effect}",), confidence=0.6,
    )  # fmt: skip


def _purposes(sentence: Sentence, clock: Clock) -> Iterator[Draft]:
    text = sentence.text
    barred = [m.span() for m in _pattern("no_purpose").finditer(text)]
    last = -1
    for match in _pattern("purpose_clauses").finditer(text):
        if match.start() < last or any(a <= match.start() < b for a, b in barred):
            continue
        if match.start() == 0 or fold(text[: match.start()]).strip() in ("duoc biet,",):
            comma = text.find(", ", match.end())
            if comma < 0:
                continue
            value = text[match.start() : comma]
            act = text[comma + 2 : _end(text, comma + 2)]
            phrase, start, end = f"{{value}}, {act}", match.start(), comma + 2 + len(act)
        else:
            stop = _end(text, match.end())
            value = text[match.start() : stop]
            begin = _clause_start(text, match.start())
            act = text[begin : match.start()].strip(" ,")
            phrase, start, end = f"{act} {{value}}", begin, stop
        if len(value.split()) < MIN_WORDS or len(act.split()) < 2:
            continue
        last = end
        yield Draft(
            sentence.passage, act, "mục đích", value, "purpose", sentence.start + start, sentence.start + end,
            phrase=lower_first(phrase), period=_period(sentence, clock), confidence=0.75,
        )  # fmt: skip


def _goals(sentence: Sentence, clock: Clock) -> Iterator[Draft]:
    text = sentence.text
    match = _pattern("goal_clauses").search(text)
    if match is None:
        return
    begin = _clause_start(text, match.start())
    who = text[begin : match.start()].strip(" ,")
    opened = next(iter(find_periods(who)), None)
    if opened is not None and opened.start == 0 and who[opened.end :].strip(" ,"):
        who = who[opened.end :].strip(" ,")  # "năm nay tỉnh đặt mục tiêu …"
    # "Mục tiêu là …; là …": all parts of it are the goal.
    end = len(text.rstrip(" .…")) if not who else _end(text, match.end())
    value = re.sub(r"^(?:[^,;]{0,24}\s)?là\s+", "", text[match.end() : end].strip(" ,:"))
    if match.group().lower().endswith("là mục tiêu"):
        yield Draft(
            sentence.passage, "mục tiêu", "mục tiêu", who, "goal", sentence.start + begin, sentence.start + end,
            phrase=lower_first(f"{{value}} {text[match.start() : end]}"), period=_period(sentence, clock), confidence=0.75,
        )  # fmt: skip
        return
    if len(value.split()) < MIN_WORDS:
        return
    phrase = f"{text[begin:end].removesuffix(value)}{{value}}"
    yield Draft(
        sentence.passage, who or "mục tiêu", "mục tiêu", value, "goal", sentence.start + begin, sentence.start + end,
        phrase=lower_first(phrase), period=_period(sentence, clock), confidence=0.7,
    )  # fmt: skip


def _yields(sentence: Sentence) -> Iterator[Draft]:
    """ "X mang lại Y", "X góp phần Y": what X does."""
    text = sentence.text
    match = _pattern("yields").search(text)
    if match is None or match.start() < 8 or sentence.figures:
        return
    begin, end = _clause_start(text, match.start()), _end(text, match.end())
    who, value = text[begin : match.start()].strip(" ,"), text[match.end() : end].strip()
    if len(who.split()) < 2 or len(value.split()) < 2:
        return
    yield Draft(
        sentence.passage, who, "tác dụng", value, "text", sentence.start + begin, sentence.start + end,
        phrase=lower_first(f"{text[begin : match.end()].strip()} {{value}}"), aliases=("mang lại gì", "ảnh hưởng", "tác động", "vai trò"),
        confidence=0.6,
    )  # fmt: skip


def _period(sentence: Sentence, clock: Clock) -> str | None:
    mentions = [m for m in sentence.periods if m.period.grain != "same_period"]
    return written(clock.dated(mentions[-1])) if len(mentions) == 1 else None
