"""Who wrote an article, where and when it was published: from the lines around its text."""

from __future__ import annotations

import re
from functools import cache

from bnqa.ingest.extent import Extent
from bnqa.ingest.letters import UPPER
from bnqa.ingest.model import Meta
from bnqa.ingest.people import is_place, name_in, signed_off
from bnqa.ingest.signs import Sign, date_in, names, without_clock
from bnqa.ingest.wordlists import words

_AFTER = 5  # lines after the end in which a name still is the author's
_ADDRESS = re.compile(r"https?://\S+")


def find_meta(signs: list[Sign], extent: Extent, known: Meta) -> Meta:
    """What was known of the article, completed from the lines before and after its text."""
    title = known.title
    if title is None and extent.title >= 0:
        title = signs[extent.title].text
    before = signs[: extent.first]
    after = signs[extent.last + 1 :]
    return Meta(
        title=title,
        author=known.author or _author(signs, extent),
        outlet=known.outlet or _outlet(before, after),
        published=known.published or _published(before, after[:_AFTER]),
        url=known.url or _url(after[: 2 * _AFTER]),
    )


def _published(before: list[Sign], after: list[Sign]) -> str | None:
    return next((day for sign in (*before, *after) if (day := date_in(sign)) is not None), None)


def _author(signs: list[Sign], extent: Extent) -> str | None:
    above = [name for sign in signs[extent.title + 1 : extent.first] if (name := byline(sign))]
    last = signs[extent.last]
    below = [
        name
        for sign in signs[extent.last + 1 : extent.last + 1 + _AFTER]
        if (name := byline(sign, True))
    ]
    signed = signed_off(last.text)
    if signed is not None:
        below.insert(0, signed[1])
    # A byline above the title stands among menus: only where it says so, or the end agrees.
    top = [(sign, name) for sign in signs[: max(extent.title, 0)] if (name := byline(sign))]
    for sign, name in top:
        if "@" in sign.text or date_in(sign) is not None or name in below:
            above.append(name)
    if above and below and _same_person(above[0], below[0]):
        return max(above[0], below[0], key=len)
    name = next(iter([*above, *below]), None)
    return name.title() if name is not None and name.isupper() else name


def _same_person(one: str, other: str) -> bool:
    return one.lower().endswith(other.lower()) or other.lower().endswith(one.lower())


def byline(sign: Sign, capitals: bool = False) -> str | None:
    """The name in a line that says who wrote, perhaps with a date, an e-mail address, an outlet."""
    if sign.is_paragraph or sign.size > 22 or sign.line.role == "caption":
        return None
    if names(sign.text, "boxes") or names(sign.text, "ends"):
        return None
    left, day = without_clock(sign.text)
    whole = name_in(left, capitals)
    if whole is not None or day is None:
        return whole
    # Beside the date there may be a section, or how long it takes to read.
    parts = re.split(r"\s*[|·•–—]\s*|\s-\s", left)
    return next((found for part in parts if (found := name_in(part, capitals))), None)


def _outlet(before: list[Sign], after: list[Sign]) -> str | None:
    for sign in (*after, *before):
        if sign.is_paragraph and sign.size > 25:
            continue
        for pattern in _patterns():
            found = pattern.search(sign.text)
            if found is not None:
                name = found["outlet"].strip(' .,:;–-"“”0123456789')
                if name and not _ADDRESS.match(name) and name_in(name) is None:
                    return name
    return next(
        (name for sign in (*before, *after[:_AFTER]) if (name := _named_outlet(sign))), None
    )


def names_outlet(sign: Sign) -> bool:
    """Whether a line says whose page it is ("Theo dõi … trên Google News")."""
    return any(pattern.search(sign.text) for pattern in _patterns())


def _named_outlet(sign: Sign) -> str | None:
    text = sign.text.strip("() .")
    text = re.sub(r"^(?:theo|nguồn)\s*:?\s+", "", text, flags=re.IGNORECASE)
    low = text.lower()
    fits = any(low.startswith(word + " ") or low == word for word in words("outlet_words"))
    fits = fits and not re.search(r"\d", text) and not names(text, "tools")
    return text if fits and 1 <= len(text.split()) <= 9 and not sign.closed else None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    found = []
    for form in words("outlets"):
        head, tail = form.split("{outlet}")
        end = re.escape(tail.strip()) if tail.strip() else r"(?:[.,;(]|$)"
        found.append(
            re.compile(
                rf"(?:^|\W){re.escape(head.strip())}\s*(?P<outlet>[^.,;:()]{{2,50}}?)\s*{end}",
                re.IGNORECASE,
            )
        )
    return tuple(found)


def _url(after: list[Sign]) -> str | None:
    for sign in after:
        found = _ADDRESS.search(sign.text)
        if found is not None and sign.size <= 30:
            return found.group().rstrip(".,);")
    return None


_DATELINE = re.compile(
    rf"^(?P<open>\()?\s*(?P<name>[{UPPER}][\w.& ]{{1,28}}?)\s*(?P<close>\))?\s*[-–—]\s*(?=[“\"]?[{UPPER}0-9])"
)


def dateline(text: str) -> tuple[str, str] | None:
    """What a lead opens with before its dash, "(KTDB) -", "CẦN THƠ -": that name, and the rest."""
    match = _DATELINE.match(text)
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    name = match["name"].strip()
    marked = (
        bool(match["open"]) or name.isupper() or re.fullmatch(r"[\w-]+\.\w{2,3}", name) is not None
    )
    if not marked or (len(name.split()) > 4) or re.search(r"\d", name):
        return None
    return name, text[match.end() :]


def places_of(name: str) -> bool:
    """Whether a dateline names a place rather than an outlet."""
    return is_place(name.title()) or is_place(name)
