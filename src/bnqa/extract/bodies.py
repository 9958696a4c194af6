"""Firms and offices by all their names: "công ty", "đơn vị" and "HNM" are the "Công ty CP Cảng Hòn Nêm"."""

from __future__ import annotations

import re
from functools import cache

from bnqa.extract.lexicon import data
from bnqa.extract.names import CAPITALISED, any_of
from bnqa.extract.nouns import begins_with, lower_first
from bnqa.extract.reading import Reading
from bnqa.extract.sentences import Sentence
from bnqa.extract.speech import speaker

_LOWER = r"\s(?!(?:tại|ở|của|và|cho|đến|từ|trong|với|là|đã|đang|sẽ|có|do|được|đón|lên|trực|thuộc|ước|đạt|tăng|giảm|nhận|ký|mua|bán|dự|vừa)\s)[a-zà-ỹđ]+"
_NAME = rf"(?:{_LOWER}){{0,4}}?(?:\s{CAPITALISED})+(?:(?:{_LOWER}){{1,3}}(?:\svà)?(?:\s{CAPITALISED})+)*"
_SHORT = r"(?:\s\((?:mã(?: chứng khoán| CK)?:?\s|gọi tắt là\s|viết tắt là\s|viết tắt\s)?(?P<short>[^(),]{2,30}?)(?:,[^()]*)?\))?"


class Bodies:
    """Follows the bodies that an article names, sentence by sentence."""

    def __init__(self) -> None:
        self._named: list[tuple[str, ...]] = []
        self._speaker: tuple[str, tuple[str, ...]] = ("", ())

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence: what it names holds for its own figures, too."""
        text = sentence.text
        for match in _body().finditer(text):
            names = tuple(n for n in (match["body"].strip(), match["short"]) if n)
            known = next((k for k in self._named if k[0] == names[0]), ())
            names = known if len(known) > len(names) else names
            if known:
                self._named.remove(known)
            self._named.append(names)
        if self._speaker[0] != sentence.passage.id:
            self._speaker = (sentence.passage.id, ())
        told = speaker(text)
        held = _held().search(text, 0, told) if told else None
        if held is not None:
            name = held["body"].strip()
            self._speaker = (sentence.passage.id, self._all_of(name))
        elif told and (body := _body().search(text, 0, told)) is not None:
            self._speaker = (sentence.passage.id, self._all_of(body["body"].strip()))

    def _all_of(self, name: str) -> tuple[str, ...]:
        """All names of a body of which one is known."""
        return next((names for names in self._named[::-1] if name in names), (name,))

    def aliases(self, reading: Reading, place: str) -> tuple[str, ...]:
        """The names of the body that a figure is of, where its clause does not say them."""
        holder = reading.holder
        lower = holder.lower().removesuffix(" này").removesuffix(" trên")
        if lower in _bare():
            return self._meant(lower)
        for names in self._named:
            if holder in names and len(names) > 1:
                return tuple(n for n in names if n != holder)
        named = any(w[:1].isupper() for w in lower_first(holder).split())
        own = not named or holder == place or begins_with(holder, "measure") is not None
        speaks = self._speaker[1]
        if own and speaks and not speaks[0].startswith(_STATE):
            return speaks
        return ()

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The names of the last body of a kind: of the "công ty cấp nước" that was named."""
        words = kind.split()
        for size in range(len(words), 0, -1):
            lead = " ".join(words[:size])
            for names in self._named[::-1]:
                if names[0].lower().startswith(lead) and names[0].lower() != lead:
                    return names
        return ()

    def _meant(self, bare: str) -> tuple[str, ...]:
        if bare in _ANY and self._speaker[1]:
            return self._speaker[1]
        for names in self._named[::-1]:
            named = names[0].lower()
            if bare in _ANY or named.startswith((bare, *_LIKE.get(bare, ()))):
                return names
        return ()


_STATE = ("Sở", "Bộ", "UBND", "Ủy ban", "Cục", "Chi cục", "HĐND", "Tổng cục", "Chính phủ")
_ANY = frozenset(["đơn vị", "doanh nghiệp", "hãng", "cơ quan", "cơ quan này", "nhà băng"])
_LIKE = {
    "nhà trường": ("trường",),
    "đội bóng": ("câu lạc bộ",),
    "nhà băng": ("ngân hàng",),
    "công ty": ("ctcp", "tổng công ty", "tập đoàn"),
}


@cache
def _bare() -> frozenset[str]:
    heads = {str(head).lower() for head in data()["organisations"]}
    return frozenset(heads | _ANY | set(_LIKE) | {"cảng", "bệnh viện", "câu lạc bộ", "khách sạn"})


@cache
def _body() -> re.Pattern[str]:
    heads = rf"(?:{any_of('organisations')}|(?<!\w)(?:cảng|bệnh viện|câu lạc bộ|hải quan)(?!\w))"
    return re.compile(rf"(?<!các )(?<!những )(?P<body>(?i:{heads}){_NAME}){_SHORT}")


@cache
def _held() -> re.Pattern[str]:
    """An office with the body that it is of."""
    return re.compile(
        rf"(?i:{any_of('offices')})\s+(?P<body>[^,;:()“]{{2,80}}?)(?=,|\s(?i:{any_of('says')}))"
    )
