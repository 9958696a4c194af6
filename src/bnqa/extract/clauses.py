"""Sentences as clauses, one for each figure: who or what, verb, figure, and what follows it.

A sentence of several figures is cut between them: at a semicolon, a bracket, a comma, a joining word
("và", "với", "trong đó") or, where nothing parts two figures, before the verb of the second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bnqa.extract.figures import Figure
from bnqa.extract.lexicon import Element
from bnqa.extract.sentences import Sentence

_PREDICATES = ("up", "down", "level", "share", "times", "verb", "extent")
_SUBJECTLESS = (*_PREDICATES, "aux")
REASONS = frozenset(["do", "nhờ", "vì", "bởi", "khi", "để", "nhằm", "khiến"])
_OPEN, _CLOSE = frozenset("(["), frozenset(")]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A figure with the elements before it (``head``) and after it (``tail``) that belong to it.

    ``joint`` is how it is joined to the clause before: "" for the first of a sentence, a mark, or a
    joining word; "glued" where nothing stands between. ``nested``: inside brackets.
    """

    figure: Figure
    head: tuple[Element, ...]
    tail: tuple[Element, ...]
    joint: str
    nested: bool
    glued: bool = (
        False  # the next clause describes this one's figure: "30 mặt hàng đạt trên 1 tỷ USD"
    )


def split(sentence: Sentence) -> tuple[Clause, ...]:
    """The clauses of a sentence, one for each of its figures."""
    elements = sentence.elements
    places = [i for i, e in enumerate(elements) if e.has("figure")]
    found: list[Clause] = []
    start, joint = 0, ""
    depth = bool(places) and _unclosed(elements, 0, places[0]) is not None
    for number, place in enumerate(places):
        following = places[number + 1] if number + 1 < len(places) else None
        if following is None:
            stop = _tail_end(elements, place + 1, len(elements), depth)
            cut = _Cut(stop, len(elements), "", depth, False)
        else:
            cut = _cut(elements, place + 1, following, depth)
        figure = sentence.figure_at(elements[place])
        head, tail = elements[start:place], elements[place + 1 : cut.stop]
        found.append(Clause(figure, tuple(head), tuple(tail), joint, depth, cut.glued))
        start, joint, depth = cut.start, cut.joint, cut.depth
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where a clause stops, where the next begins, and what joins them."""

    stop: int
    start: int
    joint: str
    depth: bool
    glued: bool


def _cut(elements: Sequence[Element], low: int, high: int, depth: bool) -> _Cut:
    """Cut between two figures at ``low - 1`` and ``high``."""
    gap = range(low, high)
    if depth:
        closed = next((i for i in gap if elements[i].text in _CLOSE), None)
        if closed is not None and _unclosed(elements, closed + 1, high) is not None:
            return _Cut(closed, closed + 1, "(", True, False)  # "gạo (8 tấn) và cà phê (2 tấn)"
        if closed is not None:
            start = closed + 1
            if start < high and elements[start].text in (",", ";"):
                return _Cut(closed, start + 1, elements[start].text, False, False)
            return _Cut(closed, start, ")", False, False)
    opened = _unclosed(elements, low, high)
    if opened is not None:
        named = _named_in_brackets(elements, low, opened, high)
        if named is not None:
            return _Cut(named, named + 1, elements[named].text.lower(), True, False)
        return _Cut(opened, opened + 1, "(", True, False)
    for mark in (";", ":"):
        parts = [i for i in gap if elements[i].text == mark]
        if parts:
            return _Cut(
                _tail_end(elements, low, parts[0], depth), parts[-1] + 1, mark, depth, False
            )
    commas = [i for i in gap if elements[i].text == "," or elements[i].text in "–—-"]
    turns = next((i for i in gap if elements[i].text.lower() == "thì"), None)
    if turns is not None and turns > low - 1 and (not commas or turns < commas[0]):
        return _Cut(turns, turns + 1, "thì", depth, False)  # "nếu quý I tăng 5% thì quý II …"
    if commas:
        return _at_comma(elements, low, high, commas, depth)
    return _at_word(elements, low, high, depth)


def _named_in_brackets(elements: Sequence[Element], low: int, opened: int, high: int) -> int | None:
    """Where what a bracket tells of begins: "3.200 chuyên gia, đông nhất là Ấn Độ (910 chuyên gia)"."""
    inside = elements[opened + 1 : high]
    if not all(e.has("aux") for e in inside) or opened - low < 2:
        return None
    beside = _beside(elements, low, opened)
    if beside is not None:
        return beside
    place = opened - 1
    while place > low and not (elements[place].text in (",", ";") or elements[place].has("link")):
        element = elements[place]
        copula = element.text.lower().split()[-1] == "là"
        if not copula and element.has(*_PREDICATES, "compare", "figure", "period", "passive"):
            return None
        place -= 1
    named = any(e.is_name for e in elements[place + 1 : opened])
    begins = elements[place].text in (",", ";") or elements[place].has("link")
    return place if begins and named and place + 1 < opened else None


def _beside(elements: Sequence[Element], low: int, opened: int) -> int | None:
    """Where what a thing is ranked with begins: "…, vượt qua nhóm điện thoại (5,9 tỷ USD)"."""
    for place in range(opened - 1, low - 1, -1):
        element = elements[place]
        if element.has("beside") and place + 1 < opened:
            begins = place
            while begins > low and elements[begins - 1].has("aux", "opener", "link"):
                begins -= 1
            return place if begins >= low else None
        tells = element.is_mark or element.has("figure", "compare", "up", "down", "share", "verb")
        laid_down = any(e.has("plans") for e in elements[low:place])  # "mục tiêu đặt ra cho cả năm"
        if tells and not element.has("measure", "joined") and not laid_down:
            return None
    return None


def _unclosed(elements: Sequence[Element], low: int, high: int) -> int | None:
    """The bracket before ``high`` that is still open there."""
    opened = None
    for index in range(low, high):
        if elements[index].text in _OPEN:
            opened = index
        elif elements[index].text in _CLOSE:
            opened = None
    return opened


def _at_comma(
    elements: Sequence[Element], low: int, high: int, commas: list[int], depth: bool
) -> _Cut:
    first, last = commas[0], commas[-1]
    # What needs no subject of its own begins the clause at its own comma; a list before a verb
    # ("sắt, thép tăng 5%") is that verb's subject, from the first comma on.
    after = elements[last + 1] if last + 1 <= high else None
    start = (
        last if after is not None and (after.has(*_SUBJECTLESS) or after.has("figure")) else first
    )
    listed = _list_ends(elements, last, high)
    if listed is not None:
        return _Cut(listed, listed + 1, elements[listed].text.lower(), depth, False)
    if after is not None and after.has("respective"):
        start = first
    elif len(commas) > 1 and start == first and _has_verb(elements, first + 1, last):
        start = last
    joint = ","
    begin = start + 1
    if begin < high and elements[begin].has("link"):
        joint = elements[begin].text.lower()
        if not elements[begin].has("level", "up", "down"):
            begin += 1
    return _Cut(first, begin, joint, depth, False)


def _list_ends(elements: Sequence[Element], comma: int, high: int) -> int | None:
    """Where "với" follows the last of what is counted: "600 ha cam, bưởi với tổng kinh phí …"."""
    plain = [e.kinds == {"word"} and not e.is_name for e in elements[:high]]
    place = comma + 1
    while place < high and plain[place] and place - comma <= _MOST_LISTED:
        place += 1
    if not comma + 1 < place < high or not plain[comma - 1]:
        return None
    word, after = elements[place].text.lower(), elements[place + 1]
    ends = word in ("với", "cùng", "kèm") and after.has("measure")
    more = word == "và" and place + 1 == high  # "3.200 kỹ sư, công nhân và 1.100 thiết bị"
    return place if ends or more else None


_MOST_LISTED = 4  # words of the last thing of a list


def _has_verb(elements: Sequence[Element], low: int, high: int) -> bool:
    return any(
        elements[i].has("up", "down", "level", "share", "verb", "cut") for i in range(low, high)
    )


def _at_word(elements: Sequence[Element], low: int, high: int, depth: bool) -> _Cut:
    if elements[low].has("compare"):
        # "giảm 5% so với cuối năm 2023 vì dịch bệnh tái phát tại 6 xã"
        for index in range(low + 1, high - 1):
            if elements[index].text.lower() in REASONS:
                return _Cut(index, index + 1, elements[index].text.lower(), depth, True)
    links = [i for i in range(low, high) if elements[i].has("link", "compare")]
    for index in reversed(links):
        word, after = elements[index], elements[index + 1]
        if word.has("compare") and not word.has("link"):
            if after.has("figure") or index == low:
                return _Cut(index, index + 1, word.text.lower(), depth, False)
            continue
        begins = after.has(*_SUBJECTLESS, "figure", "measure", "period", "link", "opener")
        strong = word.text.lower() not in ("và", "hoặc", "hay", "làm", "đưa", "nâng", "như")
        named = high - index <= 6 and all(
            e.kinds <= {"word", "adverbial", "joined", "projects", "wholes"}
            for e in elements[index + 1 : high]
        )
        if begins or strong or named or _own_clause(elements, index + 1, high):
            keep = word.has("level", "up", "down", "share") and after.has("figure")
            return _Cut(index, index if keep else index + 1, word.text.lower(), depth, False)
    place = _verb_before(elements, low, high)
    return _Cut(place, place, "glued", depth, place > low)


def _verb_before(elements: Sequence[Element], low: int, high: int) -> int:
    """Where the verb (with the noun of measure after it) that leads to a figure begins."""
    place = high
    while place > low and elements[place - 1].has("aux") and not elements[place - 1].has("link"):
        place -= 1
    while place > low and elements[place - 1].has("measure", "growth_nouns", "respective"):
        place -= 1
    if place > low and elements[place - 1].has("from"):
        place -= 1
    if place > low and elements[place - 1].has(*_PREDICATES):
        place -= 1
        while place > low and elements[place - 1].has("aux"):
            place -= 1
    return place


def _own_clause(elements: Sequence[Element], low: int, high: int) -> bool:
    """Whether words before a figure have a verb or a noun of measure right before it."""
    place = high - 1
    while place > low and elements[place].has("aux", "period"):
        place -= 1
    return place >= low and elements[place].has(*_PREDICATES, "measure", "respective")


def _tail_end(elements: Sequence[Element], low: int, high: int, depth: bool) -> int:
    """Where what follows a figure ends: at a comma, a bracket or the sentence's end."""
    for index in range(low, high):
        text = elements[index].text
        if (
            text in (",", ";", ":", ".", "…", "...", "”", "!", "?")
            or text in _OPEN
            or text in _CLOSE
        ):
            if text in _OPEN and not depth:
                closing = next((i for i in range(index, high) if elements[i].text in _CLOSE), None)
                if closing is not None and closing - index <= 6:
                    continue
            return index
        if text in "–—-" and elements[index].is_mark:
            return index
    return high
