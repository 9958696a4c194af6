"""Ranks as facts of their own: "đứng thứ 7 vùng …", "lên vị trí thứ hai", "xếp hạng 4 trên 63 tỉnh"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bnqa.extract.bodies import Bodies
from bnqa.extract.drafts import Draft
from bnqa.extract.lexicon import data
from bnqa.extract.names import any_of
from bnqa.extract.nouns import lower_first
from bnqa.extract.reading import Reading
from bnqa.extract.sentences import Sentence
from bnqa.extract.speech import said

_NUMBER = r"(?:\d{1,3}(?![\d.,]*\d)|nhất|nhì|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)"
_SCOPE = (
    r"(?P<scope>(?:\s+(?!với|nhờ|vì|và|nhưng|song|khi|sau)[^\s,;:.()”]+){0,14}(?:\s\([^()]*\))?)"
)
_NAMED = re.compile(r"(?:đưa|giúp|giữ)\s+(?P<who>[^,;:]{2,60}?)\s+$")
_COPULA = re.compile(r"\s*là\s+(?P<who>[^,;:.()]{2,60}?)(?=\s(?:với|đạt|có|khi)(?!\w)|[,;:.()]|$)")
_ABOUT = re.compile(r"\s*(?:,\s*)?về\s+(?P<what>[^,;:.()]{3,60})")
_ALIASES = ("đứng thứ mấy", "xếp thứ mấy", "vị trí thứ mấy", "hạng mấy", "xếp hạng")


def rank_facts(
    sentence: Sentence, readings: Sequence[Reading], place: str, bodies: Bodies
) -> Iterator[Draft]:
    """A draft for each rank that a sentence tells; ``readings`` are its figures."""
    text, base = sentence.text, sentence.start
    if "thứ " not in text and "hạng " not in text:
        return
    start, stop = said(text)
    for match in _rank().finditer(text, start, stop):
        before = text[start : match.start()]
        scope = match["scope"].strip()
        who, noun, begin, end = "", "", start, match.end()
        copula = _COPULA.match(text, match.end("rank"))
        named = _NAMED.search(before)
        told = [r for r in readings if base + start <= r.frame.figure.start < base + match.start()]
        if copula is not None:
            who, scope, end = copula["who"], "", copula.end()
        elif told:
            level = next((r for r in told[::-1] if not r.is_change), told[-1])
            noun = level.noun
            who = named["who"] if named is not None else place or level.subject
            begin = max(start, min(level.start, level.frame.start) - base)
        else:
            who = named["who"] if named is not None else before.rsplit(",", 1)[-1]
            if not who.strip() and "," in before:
                who = before.rstrip(" ,").rsplit(",", 1)[-1]
        who = _tidy(who)
        about = _ABOUT.search(scope if scope.startswith("về ") else text[match.end() : stop])
        if about is not None and (scope.startswith("về ") or about.start() == 0):
            noun = noun or about["what"]
            end = max(end, match.end() + about.end() if not scope.startswith("về ") else end)
        if not who or len(who.split()) > _LONGEST:
            continue
        measure = f"thứ hạng {lower_first(noun)}".strip() if noun else "thứ hạng"
        yield Draft(
            sentence.passage, who, measure, match["rank"], "text", base + begin, base + end,
            phrase=_phrase(noun, who, match["rank"], scope),
            aliases=(*_ALIASES, *_among(scope, bodies), *([lower_first(noun)] if noun else []), f"vị trí {scope}".strip()),
            confidence=0.85,
        )  # fmt: skip


_LONGEST = 10  # words of who has a rank


def _tidy(who: str) -> str:
    """Who it is, without the words that only lead over to the verb."""
    who = _LEAD.sub("", who.strip(" ,–-“"))
    words = who.split()
    while words and words[-1].lower() in _weak():
        words.pop()
    return " ".join(words)


_LEAD = re.compile(
    r"^(?:và|nhưng|song|còn|trong đó|trong khi|năm \d{4}|hiện|hiện nay)\s+", re.IGNORECASE
)


@cache
def _weak() -> frozenset[str]:
    return frozenset(str(word) for word in data()["aux"] if " " not in str(word))


def _among(scope: str, bodies: Bodies) -> tuple[str, ...]:
    """Which of the bodies that it is ranked among: "trong số 9 công ty cấp nước", "trong các cảng"."""
    found = _OF_KIND.search(scope)
    return bodies.of_kind(found["kind"]) if found is not None else ()


_OF_KIND = re.compile(r"trong (?:số )?(?:\d+|các|những|nhóm) (?P<kind>[^\s]+(?: [a-zà-ỹđ]+){0,2})")


def _phrase(noun: str, who: str, rank: str, scope: str) -> str:
    """ "Về tỷ lệ tiêm chủng, Hải Khê đứng thứ 5 vùng Đông Bắc"."""
    if lower_first(who) == lower_first(noun):
        noun = ""
    of = f"về {lower_first(noun)}, " if noun else ""
    return f"{of}{who} đứng {{value}} {scope}".strip().replace("{{value}}", "{value}")


@cache
def _rank() -> re.Pattern[str]:
    return re.compile(rf"{any_of('ranks')}\s+(?P<rank>(?:thứ|hạng)\s+{_NUMBER}){_SCOPE}")
