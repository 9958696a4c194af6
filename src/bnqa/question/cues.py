"""What small patterns around a question's words tell: what is asked, the unit wanted, the n-th place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bnqa import lang
from bnqa.question.book import unit_book
from bnqa.question.question import Question, Term
from bnqa.text.phrases import syllables
from bnqa.text.tokens import Token, fold, syllable_key

POINT = "điểm %"
CLASSIFIER = "chiếc"  # the unit that counts anything
_DOWN, _UP = syllable_key("giảm"), syllable_key("tăng")
Mark = tuple[int, int, str]  # where a phrase that asks stands, and its kind


@cache
def alternatives(name: str) -> str:
    """The words of one cue as an alternation, longest first, with their marks and bare."""
    entry = lang.load("cues")[name]
    forms = {form for word in map(str, entry) for form in (word, fold(word))}
    return "(?:" + "|".join(map(re.escape, sorted(forms, key=len, reverse=True))) + ")"


@cache
def pattern(before: str, name: str, after: str) -> re.Pattern[str]:
    """The words of one cue between two pieces of a regular expression."""
    return re.compile(before + alternatives(name) + after, re.IGNORECASE)


def asks_yes_or_no(text: str, kinds: set[str]) -> bool:
    """Whether a question ends in "không": "có … không", or a plain statement with it."""
    tail = rf"\s*(?:{alternatives('endings')}(?!\w)|\s)*[?.!…]*\s*$"
    if pattern(r"(?<!\w)", "negation", r"(?!\w)" + tail).search(text) is None:
        return False
    has = pattern(r"(?<!\w)", "have", r"(?!\w)").search(text) is not None
    return has or not kinds - {"check", "more", "less"}


def asks_to_confirm(text: str, kinds: set[str]) -> bool:
    """Whether a statement ends in a particle that asks for its truth: "… tăng 7% à?"."""
    asking = kinds - {"more", "less", "total", "max", "min"}
    tail = r"(?:\s+(?:bạn|em|anh|ad|bot|ta))?\s*[?.!…]*\s*$"
    return not asking and pattern(r"\s", "confirming", tail).search(text) is not None


def opens_with_why(text: str) -> bool:
    """ "Sao tỉnh lại bổ sung …", "Răng …" ask why."""
    return pattern(r"^", "opening_why", r"\s").match(text) is not None


def is_negated(text: str) -> bool:
    """Whether a statement denies: "không cấp mới dự án nào, đúng không?"."""
    return (
        pattern(r"(?<!\w)", "denying", r"\s+(?!phải|phai|ạ|nhỉ|vậy)\w+\s+\w").search(text)
        is not None
    )


def asks_for_names(text: str) -> tuple[int, int] | None:
    """Where "tên" stands in "tên 5 khu mới là gì", or opens a question that asks nothing else: names
    are asked for, not what the thing is."""
    found = pattern(r"(?<!\w)", "naming", r"(?=\s+\w+\s.*(?<!\w)(?:là )?(?:gì|chi)(?!\w))").search(
        text
    )
    found = found or pattern(r"^", "naming", r"(?=\s+\w+\s)").match(text)
    return found.span() if found is not None else None


def when_grain(marks: Iterable[Mark], text: str) -> str | None:
    """How fine a time is asked for: "ngày nào" wants a day; None where any will do."""
    asked = [fold(text[start:end]) for start, end, kind in marks if kind == "when"]
    for grain, words in lang.load("cues")["grains"].items():
        if any(fold(str(word)) in one.split() for one in asked for word in words):
            return str(grain)
    return None


def last_question(text: str) -> int | None:
    """Where the last sentence of several begins, or the clause after a "vậy"; None for one sentence."""
    # Not after a letter or two that stand for a word: "H. Bến Lức".
    ends = re.finditer(r"(?<!\b[A-ZĐ])(?<!\b[A-ZĐ][A-ZĐa-z])[.!?…;]\s+(?=\S)", text.rstrip(" ?.!…"))
    found = [m.end() for m in ends]
    turn = pattern(r"[,.;]\s*", "turning", r"(?!\w)\s*")
    found += [m.end() for m in turn.finditer(text)]
    return max(found, default=None)


def asks_for_least(text: str) -> bool:
    """ "ít vốn nhất": the adjective stands apart from its "nhất"."""
    return pattern(r"\b", "least", r"\s+(?:\w+\s+){0,2}nhat\b").search(fold(text)) is not None


def place(text: str) -> tuple[int, int, int, str] | None:
    """(start, end, n, "max" or "min") of "lớn thứ hai"; None where no place is asked for."""
    words = "|".join(map(re.escape, lang.load("cues")["places"]))
    for kind, name in (("max", "most"), ("min", "least")):
        tail = rf"\s+(?:\w+\s+)?{alternatives('place_words')}\s+(?P<n>{words})(?!\w|\s+\d)"
        found = pattern(r"(?<!\w)", name, tail).search(text)
        if found is not None:
            number = lang.load("cues")["places"][found.group("n").lower()]
            return found.start(), found.end(), int(number), kind
    found = pattern(r"(?<!\w)", "ranked", rf"\s+(?P<n>{words})(?!\w|\s+\d)").search(text)
    if found is not None:
        number = lang.load("cues")["places"][found.group("n").lower()]
        return found.start(), found.end(), int(number), "max"
    return None


@cache
def change_words() -> frozenset[str]:
    """The phrases that only say that something grew or fell: a follow-up of them alone leans."""
    kinds = lang.load("kinds")
    words = (*kinds["cues"]["growth"], *kinds["falls"])
    return frozenset(" ".join(syllables(str(word))) for word in words)


@cache
def change_syllables() -> frozenset[str]:
    """The bare syllables of the words that say that something grew or fell."""
    return frozenset(fold(syllable) for word in change_words() for syllable in word.split())


def asks_for_level(question: Question) -> bool:
    """Whether a word before "bao nhiêu" asks what something came to, not by how much it changed."""
    starts = [start for start, _, kind in question.marks if kind == "how_many"]
    before = pattern(r"(?<!\w)", "levels", r"\s+$")
    return any(before.search(question.text[:start]) for start in starts)


def says_fell(question: Question) -> bool:
    """Whether a question says that something fell."""
    return any(_DOWN in term.variants for term in question.terms)


def says_rose(question: Question) -> bool:
    """Whether a question says that something rose."""
    return any(_UP in term.variants for term in question.terms)


def is_plural(question: Question) -> bool:
    """Whether several things are asked for."""
    return (
        question.asks("list")
        or pattern(r"(?<!\w)", "plurals", r"(?!\w)").search(question.text) is not None
    )


def names_several(text: str) -> bool:
    """Whether a follow-up means the facts of several turns: "hai cái đó"."""
    return pattern(r"(?<!\w)", "several", r"(?!\w)").search(text) is not None


def adds(phrase: str) -> bool:
    """Whether a phrase stands between two things that are added up: "A cộng B"."""
    return pattern(r"^\W*", "adding", r"\W*$").search(phrase) is not None


def chooses(text: str) -> bool:
    """Whether one of two is asked for: "cả năm hay 11 tháng cao hơn"."""
    return pattern(r"(?<!\w)", "choosing", r"(?!\w)").search(text) is not None


def is_average(measure: str) -> bool:
    """Whether a measure is an average itself: "giá xuất khẩu bình quân"."""
    words = {fold(str(word)) for word in lang.load("questions")["average"]}
    return any(f" {word} " in f" {fold(measure)} " for word in words)


def is_ascending(text: str) -> bool:
    """Whether a ranking is asked from small to large."""
    return pattern(r"(?<!\w)", "ascending", r"(?!\w)").search(text) is not None


def set_aside(text: str) -> tuple[int, int] | None:
    """Where a clause sets something aside ("chưa kể 5 khu mới thì …"); None where none does."""
    opener = pattern(r"(?:^|[,;(]|(?<=\s)(?!ngo))\s*", "excluding", r"(?!\w)").search(text)
    if opener is None:
        return None
    stop = pattern(r"\s", "excluding_ends", r"(?!\w)").search(text, opener.end())
    comma = text.find(",", opener.end())
    closing = text.find(")", opener.end())
    ends = [m for m in (stop.start() if stop else -1, comma, closing) if m >= 0]
    end = min(ends, default=len(text))
    if not ends and opener.start() == 0:
        return None  # "ngoài Bắc Ninh năm 2024 cấp mới mấy dự án": up there
    return (opener.end(), end) if re.search(r"\w", text[opener.end() : end]) else None


def head_noun(terms: list[Term], marks: list[Mark]) -> Term | None:
    """The noun that a "nào" or a "tên gì" asks to name: ``KCN nào`` must be answered by a KCN."""
    nouns = [t for t in terms if t.role in ("content", "outside", "proper")]
    for start, end, kind in marks:
        if kind in ("which", "name"):
            before = next((t for t in nouns if t.index + len(t.text) + 1 == start), None)
            if kind == "name" and before is not None and before.proper:
                # "5 KCN của Bắc Ninh tên là gì": not the place is to be named.
                others = [t for t in nouns if t.index < start and not t.proper]
                before = max(others, key=lambda t: t.index, default=None)
            if before is None and kind == "name":
                return next((t for t in nouns if t.index >= end), None)
            return before
    return None


def counted_noun(terms: list[Term], marks: list[Mark]) -> Term | None:
    """The noun right after a "bao nhiêu": how many there are is asked, not by how much they grew."""
    ends = {end + 1 for _, end, kind in marks if kind == "how_many"}
    nouns = (t for t in terms if t.role in ("content", "outside", "proper", "light"))
    return next((t for t in nouns if t.index in ends), None)


def unit_wanted(
    text: str, tokens: tuple[Token, ...], marks: list[Mark], taken: list[tuple[int, int]]
) -> tuple[str | None, str | None, tuple[int, int]]:
    """The unit after "bao nhiêu", its dimension, and where it stands."""
    folded = fold(text)
    ordered = sorted(marks, key=lambda p: ("nhi" not in fold(text[p[0] : p[1]]), -p[0]))
    plain = any(k == "how_many" and "nhi" in folded[start:end] for start, end, k in marks)
    for start, end, kind in ordered:
        # Beside "bao nhiêu" a "mấy" is only a plural: "vốn của mấy dự án là bao nhiêu".
        if "nhi" not in folded[start:end] and (kind != "how_many" or plain):
            continue
        if text[end : end + 3].strip().startswith("%") or "phan tram" in fold(text[start:end]):
            return "%", "percent", (end, end)
        index = next((i for i, t in enumerate(tokens) if t.start >= end), None)
        dimension = unit = None
        while index is not None and index < len(tokens):
            if any(s <= tokens[index].start < e for s, e in taken):
                break
            matches = unit_book().matches(tokens, index)
            if not matches:
                break
            canonical, found = matches[0].payload
            index += matches[0].length
            if found == "scale":
                dimension = dimension or "money"
                continue
            unit, dimension = canonical or None, found
            if text[tokens[index - 1].end :].lstrip().startswith("%"):
                unit, dimension = POINT, "point"  # "bao nhiêu điểm %"
            break
        if unit == CLASSIFIER:
            unit = dimension = None
        if dimension is not None:
            return unit, dimension, (end, tokens[index - 1].end if index else end)
    signs = [m.start() for m in re.finditer("phan tram|%", folded)]
    if any(not any(s <= sign < e for s, e in taken) for sign in signs):
        return "%", "percent", (0, 0)
    return None, None, (0, 0)
