"""Noun phrases before a verb: after the last conjunction, up to the first verb of their own."""

from __future__ import annotations

from collections.abc import Sequence

from bnqa.extract.lexicon import Element
from bnqa.extract.terms import words

Span = tuple[int, int]
_TAKES_NOUN = ("up", "down", "level", "share", "times")
_CONJUNCTIONS = frozenset(
    ["nhưng", "song", "mà", "nên", "vì", "bởi", "khi", "khiến", "giúp", "rằng", "nhờ", "trong khi",
     "trong khi đó", "còn", "nếu", "dù", "để", "nhằm", "trong đó", "qua đó", "nhờ đó", "làm cho", "do",
     "đưa", "nâng", "kéo dài", "mở rộng", "rút ngắn", "gồm", "bao gồm", "như"]
)  # fmt: skip
_FIRST_OF_ALL = frozenset(
    [
        "tiếp theo",
        "tiếp đó",
        "kế đến",
        "tiếp đến",
        "kế tiếp",
        "đứng đầu",
        "dẫn đầu",
        "đứng",
        "đứng thứ",
        "xếp",
        "xếp thứ",
        "xếp sau",
        "đứng sau",
        "chỉ sau",
        "theo sau",
        "bám sát",
    ]
)
_QUANTIFIED = frozenset(["hai", "ba", "bốn", "năm", "các", "những", "nhóm", "cặp", "bộ đôi"])
_NUMBERS = frozenset(["hai", "ba", "bốn", "năm"])
_CONCESSIVE = frozenset(["tuy", "dù", "mặc dù", "theo đó", "nhờ đó", "do đó", "tuy nhiên"])
_PREPOSITIONS = frozenset(["trong", "vào", "tại", "của", "từ", "đến", "tới", "ở", "cho"])
_CLOSING = frozenset(')]”"%')


def span_of(elements: Sequence[Element]) -> Span:
    """From the first element's start to the last one's end."""
    return elements[0].start, elements[-1].end


def trimmed(text: str) -> str:
    """A phrase without the marks around it."""
    return text.strip(" ,;:–—-.…")


def chunks(elements: Sequence[Element]) -> list[list[Element]]:
    """The stretches between commas."""
    found: list[list[Element]] = [[]]
    for element in elements:
        if element.text in (",", ";"):
            found.append([])
        else:
            found[-1].append(element)
    return found


def tells(elements: Sequence[Element]) -> bool:
    """Whether a stretch has a verb: a clause, and no list of nouns."""
    return any(
        e.has("cut", "up", "down", "level", "share", "passive")
        or (e.has("verb") and not e.has("measure"))
        for e in elements
    )


def noun_phrase(zone: Sequence[Element], verb: Element | None) -> Span | None:
    """The noun phrase that stands before a verb: who or what does it."""
    at = inverted(zone)
    if at is not None:
        told = before_conjunction(zone[at:])
        if told:  # "Lớn nhất là A báo doanh thu đạt …"
            return _first_phrase(zone[at + len(told) + 1 :], verb)
        return _without_edges(zone[at:])
    if len(zone) > 1 and zone[0].has("up", "down") and zone[0].text.endswith(" hơn"):
        return _first_phrase(zone[1:], verb)  # "nhỉnh hơn Mỹ với 1,31 tỷ USD"
    led = before_conjunction(zone)
    if led and (
        zone[len(led)].text.lower() == "với" or zone[len(led)].text.lower() in words("reports")
    ):
        return _first_phrase(zone[len(led) + 1 :], verb)  # "A công bố báo cáo với doanh thu đạt …"
    rest = after_conjunction(zone)
    if len(rest) < len(zone) and rest and rest[0] is zone[0]:
        return _without_edges(rest)  # cut before the "do" of who does it: all of it is the name
    zone = rest
    named = _named_project(zone)
    if named is not None:
        return named
    parts = chunks(zone)
    last = parts[-1]
    needs_subject = (
        not last
        or last[0].has("cut", "aux", "passive")
        or (last[0].has("verb", *_TAKES_NOUN) and not last[0].has("measure"))
    )
    if len(parts) > 1:
        telling = [i for i, part in enumerate(parts[:-1]) if tells(part)]
        if needs_subject:
            first = [
                e for part in parts[: (telling[0] + 1) if telling else len(parts) - 1] for e in part
            ]
            return _first_phrase(first, None)
        begin = telling[-1] + 1 if telling else 0
        if begin < len(parts) - 1:
            start = parts[begin][0].start if parts[begin] else last[0].start
            inner = _first_phrase(last, verb)
            return (start, inner[1]) if inner else None
    return _first_phrase(last, verb)


def _named_project(zone: Sequence[Element]) -> Span | None:
    """ "Dự án Nhà máy chế tạo …, … Goertek": what it makes is part of its name, commas and all."""
    zone = list(zone)
    while zone and (zone[0].is_mark or zone[0].has("period")):
        zone = zone[1:]
    if not zone or not zone[0].has("projects"):
        return None
    for index, element in enumerate(zone):
        if index and element.has("cut", "passive", "up", "down"):
            zone = zone[:index]
            break
    return _without_edges(zone)


def inverted(zone: Sequence[Element]) -> int | None:
    """Where the subject begins in "tăng cao nhất là nhóm nhà ở …": after the copula."""
    for index, element in enumerate(zone):
        lower = element.text.lower()
        if index and lower.endswith(" là") and zone[0].text.lower() in _FIRST_OF_ALL:
            return index + 1  # "xếp thứ hai là"
        if lower.split()[-1] == "là" and index and _counts(zone[0]) and not tells(zone[:index]):
            listed = zone[index + 1 :]
            if any(e.text.lower() in ("và", ",") for e in listed) and (
                listed[0].is_name or zone[0].text.lower() in _NUMBERS
            ):
                return index + 1  # "hai thị trường mới nổi là A và B"
        if lower in ("là", "nhất là") and index:
            before = zone[:index]
            ranked = any(e.text.lower().endswith("nhất") for e in before)
            ranked = ranked or element.text.lower() == "nhất là"
            if ranked or zone[0].has("up", "down") or zone[0].text.lower() in _FIRST_OF_ALL:
                return index + 1
            return None
    if zone and zone[0].text.lower() == "là" and len(zone) > 1:
        return 1
    return None


def _counts(element: Element) -> bool:
    return element.text.lower() in _QUANTIFIED or element.has("figure")


def after_conjunction(zone: Sequence[Element]) -> Sequence[Element]:
    """What follows the last conjunction of a stretch; before the "do" that names who does it."""
    for index in range(len(zone) - 1, -1, -1):
        lower = zone[index].text.lower()
        if lower in _CONJUNCTIONS and index + 1 < len(zone):
            if lower == "do" and _is_agent(zone[index:]):
                return zone[:index]
            return zone[index + 1 :]
    return zone


def before_conjunction(zone: Sequence[Element]) -> Sequence[Element]:
    """The main clause before a "khi" or "với" that tells how it is so: "A là điểm sáng khi giá tăng"."""
    for index in range(len(zone) - 1, 0, -1):
        if zone[index].text.lower() in _WHILE and index + 1 < len(zone):
            main = zone[:index]
            begins = zone[index + 1].has("measure")
            return main if begins and tells(main) and main[0].is_name else ()
        if index + 1 < len(zone) and zone[index].text.lower() in words("reports"):
            follows = zone[index + 1].has("measure") and not zone[index + 1].has("cut", "verb")
            return zone[:index] if follows and not zone[0].has("measure") else ()
    return ()


_WHILE = frozenset(["khi", "với", "nhờ", "vì", "do"])


def _is_agent(elements: Sequence[Element]) -> bool:
    """ "do Công ty A làm chủ đầu tư" names who does it, and no cause."""
    named = len(elements) > 1 and elements[1].text[:1].isupper()
    return named and any(
        e.text.lower() in ("làm", "chủ đầu tư", "đầu tư") or e.has("verb") for e in elements[2:]
    )


def _first_phrase(elements: Sequence[Element], verb: Element | None) -> Span | None:
    """The noun phrase that a stretch begins with."""
    zone = list(elements)
    while zone and (
        zone[0].is_mark or zone[0].has("period") or zone[0].text.lower() in ("và", "với")
    ):
        zone = zone[1:]
    whole = verb is not None and verb.has(*_TAKES_NOUN) and not verb.has("link")
    moved = _moves(zone) if verb is None else None
    if moved is not None:  # "nước cấp cho công nghiệp tăng mạnh, từ 5 lên 6 triệu m3"
        zone, whole = zone[:moved], True
    for index, element in enumerate(zone):
        verbal = element.has("verb", *_TAKES_NOUN) and not element.has("measure")
        if index == 0:
            if element.has("cut") or (verbal and not whole):
                return None
            continue
        if element.text.lower() in _CONCESSIVE or _turns(zone[index : index + 2]):
            zone = zone[:index]  # "cà phê tuy chỉ xuất …", "biên lãi theo đó tăng"
            break
        if element.has("cut") or (not whole and (verbal or element.has("passive"))):
            zone = zone[:index]
            break
    return _without_edges(zone)


def _turns(elements: Sequence[Element]) -> bool:
    """ "xoài thì ngược lại": what only sets a subject off against the one before."""
    told = [e.text.lower() for e in elements]
    return told[:1] == ["thì"] and told[1:] in (["ngược lại"], ["trái lại"], ["khác"])


def _moves(zone: Sequence[Element]) -> int | None:
    """Where a stretch says that something rose or fell: before it stands what did."""
    return next(
        (i for i, e in enumerate(zone) if i > 1 and e.has("up", "down") and not e.has("measure")),
        None,
    )


def _is_all_of(zone: Sequence[Element]) -> bool:
    """ "tổng mức của cả" before a period: "của cả 9 tháng"."""
    before = zone[-2].text.lower() if len(zone) > 1 else ""
    return zone[-1].text.lower() in ("cả", "suốt") and before not in ("tất", "kể")


def _without_edges(zone: Sequence[Element]) -> Span | None:
    trimmed_zone = list(zone)
    while trimmed_zone and (
        trimmed_zone[-1].has("aux", "period", "link")
        or _is_all_of(trimmed_zone)
        or trimmed_zone[-1].text.lower() in _PREPOSITIONS
        or (
            trimmed_zone[-1].has("adverbial")
            and " " in trimmed_zone[-1].text
            and not trimmed_zone[-1].has("mean")
        )
        or (trimmed_zone[-1].is_mark and trimmed_zone[-1].text not in _CLOSING)
    ):
        trimmed_zone.pop()
    if len(trimmed_zone) > 1 and trimmed_zone[-1].text == "mới":
        before = trimmed_zone[-2]
        if before.has("here") or before.is_name:
            trimmed_zone.pop()  # "toàn tỉnh mới giải ngân được …"
    while trimmed_zone and trimmed_zone[0].is_mark and trimmed_zone[0].text != "“":
        trimmed_zone.pop(0)
    if not trimmed_zone or all(e.has("adverbial", "opener", "link") for e in trimmed_zone):
        return None
    return span_of(trimmed_zone)
