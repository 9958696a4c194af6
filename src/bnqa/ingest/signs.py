"""What one line looks like: a sentence, a headline, a caption, a date, a name, a mark of the page.

Shape first (length, final punctuation, capitals, separators, figures); the words of
``lang/vi/furniture.yaml`` only add to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from bnqa import lang
from bnqa.ingest.letters import LONG_RUN
from bnqa.ingest.model import Line
from bnqa.ingest.people import ADDRESS, name_in, signed_off
from bnqa.ingest.wordlists import words
from bnqa.text.tokens import fold
from bnqa.values.period import find_periods

_ENDED = re.compile(r"(?:[.!?…]|\./\.)[”\"’)\]»]*$")
_CLOCK = re.compile(
    r"\b\d{1,2}\s?(?:[:hg]\s?\d{2}(?::\d{2})?|giờ(?:\s?\d{2})?)\b|\b(?:GMT|UTC)\s?[+-]?\d*",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(r"\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b")
_TRAIL = re.compile(r"\s*(?:[>»›→|•·/]|\s[-–—]\s|\s{2,})\s*")
_ARROW = re.compile(r"^(?:>>+|»+|›+|→|▶|►|⇒|=>|&gt;)\s*")
_WORDS = re.compile(r"[^\W_]+")
_SYMBOLS = re.compile(r"[\s\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]+$")


@dataclass(frozen=True, slots=True)
class Sign:
    """The look of a line; see the functions for what each means."""

    line: Line
    key: str
    size: int
    closed: bool
    pairs: frozenset[str]
    look: str = ""

    @property
    def text(self) -> str:
        """The line as patterns may look at it: a run of hundreds of signs without a space is cut."""
        return self.look or self.line.text

    @property
    def is_paragraph(self) -> bool:
        """Running text: whole sentences, or more words than a headline has."""
        if self.line.role in ("heading", "title", "caption", "page", "link") or self.line.glued:
            return False
        if self.asks:
            return self.size > 20
        return (self.closed and self.size >= 8) or self.size >= 28

    @property
    def asks(self) -> bool:
        """One short question or call, as headlines are and sentences of an article seldom."""
        text = self.text.rstrip('”"’')
        return text.endswith(("?", "!")) and not re.search(r"[.!?…]\s", text)

    @property
    def is_headline(self) -> bool:
        """What could be a headline or a sub-heading, of this article or of another."""
        ends = self.closed and not self.text.rstrip('”"’').endswith(("?", "!", "…", "..."))
        return not ends and not self.is_paragraph and 2 <= self.size < 28


def read_signs(lines: list[Line]) -> list[Sign]:
    """The signs of each line, in order."""
    return [sign_of(line) for line in lines]


def sign_of(line: Line) -> Sign:
    """The sign of one line."""
    found = _WORDS.findall(line.text.lower())
    look = LONG_RUN.sub(lambda run: run.group()[:80], line.text)
    text = _SYMBOLS.sub("", look)  # 🎉 and the like after the full stop
    closed = _ENDED.search(text) is not None or text.endswith((":", ";"))
    closed = closed or signed_off(text) is not None
    return Sign(line, " ".join(found), len(found), closed, _pairs(found), look)


def _pairs(found: list[str]) -> frozenset[str]:
    """Pairs of neighbouring syllables that are neither grammar nor figures: what a text is about."""
    grammar = _grammar()
    content = ["" if word in grammar or word[0].isdigit() else word for word in found]
    return frozenset(f"{a} {b}" for a, b in pairwise(content) if a and b)


@cache
def _grammar() -> frozenset[str]:
    phrases = lang.load("lexicon")["grammar"]
    return frozenset(word for phrase in phrases for word in str(phrase).lower().split())


def names(text: str, kind: str) -> str | None:
    """The phrase of a word list that a short line says and little more; None if none does."""
    return _named(text, words(kind))


@lru_cache(maxsize=4096)
def _named(text: str, phrases: tuple[str, ...]) -> str | None:
    plain = " ".join(_WORDS.findall(text)).lower()
    label = " ".join(_WORDS.findall(text.partition(":")[0])).lower() if ":" in text else ""
    bare = plain.isascii()
    if len(plain) > 90 and not label:
        return None
    for phrase in phrases:
        known = fold(phrase) if bare else phrase
        if known in (plain, label):
            return phrase
        more = plain.removeprefix(known + " ") if " " in known else plain
        if more != plain and len(more.split()) <= 2 and not _ENDED.search(text):
            return phrase
    return None


def is_aside(text: str) -> bool:
    """A line in brackets, or one that an arrow leads: an advertisement, a link to another story."""
    return _ARROW.match(text) is not None or re.fullmatch(r"\[[^\]]{2,60}\]", text) is not None


def is_label(sign: Sign) -> bool:
    """A few words in capitals, as sites set over their boxes."""
    return sign.text.isupper() and 1 <= sign.size <= 5 and not sign.closed


def is_trail(text: str) -> bool:
    """A menu or a trail of sections: short parts between separators, no sentence."""
    parts = [part for part in _TRAIL.split(text) if part.strip()]
    separated = re.search(r"[>»›→|•·/]|\s[-–—]\s", text) is not None
    return (
        separated and len(parts) >= 2 and not _ENDED.search(text) and not re.search(r"\d", text)
        and all(len(part.split()) <= 5 for part in parts)
    ) and (len(parts) >= 3 or re.search(r"[>»›→|]", text) is not None)  # fmt: skip


def is_tags(text: str) -> bool:
    """Hash tags."""
    return text.startswith("#") and len(text) > 1 and not text[1].isspace()


def is_noise(text: str) -> bool:
    """Hardly any words: a counter, a player's time, an address, signs."""
    left = ADDRESS.sub(" ", text)
    left = _CLOCK.sub(" ", left)
    return not any(len(word) > 1 and word.isalpha() for word in _WORDS.findall(left))


def without_clock(text: str) -> tuple[str, str | None]:
    """A line without the date and time in it, and the date (ISO) if it names a whole day."""
    day = None
    left = text
    for mention in reversed(find_periods(text)):
        if mention.period.grain == "day":
            if mention.period.start is not None:
                day = mention.period.start.isoformat()
            left = left[: mention.start] + " | " + left[mention.end :]
    left = _DAY_MONTH.sub(" ", _CLOCK.sub(" ", left))
    if not re.search(r"\d", text):
        return left, day
    return _clock(words("clock")).sub(" ", left), day


@lru_cache(maxsize=4)
def _clock(phrases: tuple[str, ...]) -> re.Pattern[str]:
    # "Hải Đăng", "Nguyễn Văn Sáng" are names: one word alone counts small, or at the start.
    several = "|".join(re.escape(p) for p in phrases if " " in p) or "(?!)"
    single = "|".join(re.escape(p) for p in phrases if " " not in p) or "(?!)"
    return re.compile(rf"(?<!\w)(?:(?i:{several})|{single}|^(?i:{single}))(?!\w)")


def date_in(sign: Sign) -> str | None:
    """The day of a line that says hardly more than a date and who wrote."""
    if sign.size > 22 or (sign.closed and sign.size > 14):
        return None
    left, day = without_clock(sign.text)
    return day if len(_WORDS.findall(ADDRESS.sub(" ", left))) <= 7 else None


def is_dateline(sign: Sign) -> bool:
    """Nothing but a date or a time."""
    if sign.size > 14:
        return False
    left, _ = without_clock(sign.text)
    changed = left != sign.text
    return changed and not _WORDS.search(re.sub(r"\d+", " ", left))


def is_credited(sign: Sign) -> bool:
    """A caption: a short text that ends in who made the picture ("… Ảnh: Thanh Lâm")."""
    if sign.size > 70 or len(sign.text) > 600:
        return False
    found = (
        _credits(words("credits")).search(sign.text)
        if ":" in sign.text or "/" in sign.text
        else None
    )
    if found is not None and _is_credit(found["who"], found["label"]):
        # "đơn vị thiết kế: Công ty A" is a list's; "(nguồn: Cục Thống kê)." a sentence's.
        opens = found["label"][:1].isupper() or not found["before"].isspace()
        if opens and not (sign.closed and found["label"].lower() in ("nguồn", "thiết kế")):
            return True
    # By shape alone: one or two words, a colon and a person's name after a sentence, or anything
    # of that form in the brackets that end the line.
    found = re.search(r"[.!?…]\s+(?:[^\W\d_]+\s?){1,2}:\s*(?P<who>[^:]{3,40}?)$", sign.text)
    if found is not None and name_in(found["who"]) is not None:
        return True
    if re.search(r"[(\[](?:[^\W\d_]+\s?){1,2}:\s*[^():]{3,40}[)\]]$", sign.text):
        return True
    tail = re.search(r"(?:^|[.!?…]\s+|\()([^.!?…(]{3,30})[.)\s]*$", sign.text)
    return tail is not None and tail.group(1).strip().lower() in words("credits") and sign.size > 2


@lru_cache(maxsize=4)
def _credits(labels: tuple[str, ...]) -> re.Pattern[str]:
    label = "|".join(map(re.escape, labels)) or "(?!)"
    return re.compile(
        rf"(?P<before>^|[\s.(|/\[-])(?P<label>{label})\s*[:/]\s*(?P<who>[^:]{{2,60}})$",
        re.IGNORECASE,
    )


def _is_credit(who: str, label: str) -> bool:
    words_ = re.sub(r"[()\[\]]", " ", who).rstrip(". ").split()
    small = [w for w in words_ if w[:1].islower()]
    return bool(words_) and len(words_) <= 8 and len(small) <= 2 + (label.lower() == "nguồn")
