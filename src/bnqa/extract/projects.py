"""Projects: who invests, where, what is made; "do A làm chủ đầu tư", "chủ đầu tư là A", "tại B"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bnqa.extract.drafts import Draft
from bnqa.extract.lexicon import data
from bnqa.extract.names import CAPITALISED, any_of
from bnqa.extract.nouns import lower_first
from bnqa.extract.sentences import Sentence

_BRANDED = re.compile(rf"(?P<what>.+?)\s+(?P<brand>{CAPITALISED}(?:\s{CAPITALISED})*)$")


def project_facts(sentences: tuple[Sentence, ...]) -> Iterator[Draft]:
    """Investors and other doers, sites and products of the projects that sentences name."""
    for sentence in sentences:
        spoken: list[tuple[int, int]] = []
        for match in _done_by().finditer(sentence.text):
            spoken.append(match.span("thing"))
            yield from _about(sentence, match)
        for match in _named().finditer(sentence.text):
            yield _doer(sentence, match["thing"], match["role"].lower(), match["who"], match.span())
            yield from _made(sentence, match["thing"], match.start("thing"))


@cache
def _roles() -> dict[str, str]:
    table: dict[str, str] = data()["roles"]  # type: ignore[assignment]
    return table


@cache
def _done_by() -> re.Pattern[str]:
    verbs = "|".join(sorted(map(re.escape, _roles()), key=len, reverse=True))
    thing = rf"(?P<thing>{any_of('projects')}[^;:.]*?)"
    return re.compile(
        rf"{thing}(?:,)?\s+do\s+(?P<who>{CAPITALISED}[^,;:.]*?)\s+(?P<verb>{verbs})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _named() -> re.Pattern[str]:
    names = "|".join(sorted({re.escape(n) for n in _roles().values()}, key=len, reverse=True))
    thing = rf"(?P<thing>{any_of('projects')}[^;:.]*?)"
    return re.compile(
        rf"{thing}(?:\s(?:có|với|được)\s(?:[^;.]|\.(?=\d))*?)?,?\s+(?:có\s+)?(?P<role>{names})(?:\s+là|:|\s+của dự án là)\s+(?P<who>{CAPITALISED}[^,;.]*?)(?=[,;.]|$)",
        re.IGNORECASE,
    )


def share_names(drafts: list[Draft]) -> None:
    """The figures of a project answer to the name of its investor, too: "Goertek Vina đầu tư bao nhiêu"."""
    doers = [d for d in drafts if d.kind == "organisation" and isinstance(d.value, str)]
    for doer in doers:
        for draft in drafts:
            named = draft.subject.lower().startswith(doer.subject.lower())
            if (
                named
                and draft.passage is doer.passage
                and draft.kind in ("capital", "product", "count", "area", "rate")
            ):
                draft.aliases = (*draft.aliases, str(doer.value))


def _about(sentence: Sentence, match: re.Match[str]) -> Iterator[Draft]:
    role = _roles()[match["verb"].lower()]
    yield _doer(sentence, match["thing"], role, match["who"], match.span())
    yield from _made(sentence, match["thing"], match.start("thing"))


def _short(thing: str) -> str:
    """A project's name without its site."""
    return re.split(r"\s+(?:tại|ở|trên địa bàn|thuộc)\s+", thing.strip(" ,"), maxsplit=1)[0]


def _doer(sentence: Sentence, thing: str, role: str, who: str, span: tuple[int, int]) -> Draft:
    name = _short(thing)
    return Draft(
        sentence.passage, name, role, who.strip(), "organisation", sentence.start + span[0], sentence.start + span[1],
        phrase=f"{role} {lower_first(name)} là {{value}}", aliases=("nhà đầu tư", "đơn vị nào", "công ty nào") if "đầu tư" in role else (),
        confidence=0.9,
    )  # fmt: skip


@cache
def _site() -> re.Pattern[str]:
    return re.compile(
        rf"\s(?:tại|ở|thuộc)\s+(?P<site>(?:{any_of('place_heads')}\s)?{CAPITALISED}(?:[\s,]+(?:{any_of('place_heads')}|{CAPITALISED}))*)"
    )


@cache
def _makes() -> re.Pattern[str]:
    return re.compile(rf"{any_of('makes')}\s+(?P<what>.+)", re.IGNORECASE)


def _made(sentence: Sentence, thing: str, start: int) -> Iterator[Draft]:
    """What a project makes, as its name says, and where it is."""
    name = _short(thing)
    base = sentence.start + start
    site = _site().search(thing)
    if site is not None:
        yield Draft(
            sentence.passage, name, "địa điểm", site["site"], "place", base, base + site.end(),
            phrase=f"{lower_first(name)} đặt tại {{value}}", aliases=("đặt ở đâu", "nằm ở đâu", "vị trí"), confidence=0.85,
        )  # fmt: skip
    bare = re.sub(rf"^(?:{any_of('projects')}\s*)+", "", name, flags=re.IGNORECASE)
    made = _makes().match(bare)
    words = made["what"] if made else bare
    branded = _BRANDED.match(words)
    if branded is None or words[:1].isupper():
        return
    what, brand = branded["what"].strip(), branded["brand"]
    if len(what) < 4 or what not in name:
        return
    yield Draft(
        sentence.passage, name, "sản phẩm", what, "product", base, base + thing.find(brand) + len(brand),
        phrase=_makes_what(name, brand, what),
        aliases=("sản xuất gì", "chế tạo gì", "làm ra gì", "mặt hàng"), confidence=0.8,
    )  # fmt: skip


def _makes_what(name: str, brand: str, what: str) -> str:
    """ "Nhà máy chế tạo tua-bin Alpha" → "nhà máy Alpha chế tạo tua-bin", to be said of it."""
    verb = re.search(rf"\s(?P<verb>{any_of('makes')})\s+$", name[: name.find(what)], re.IGNORECASE)
    if verb is None:
        return f"sản phẩm của {lower_first(name)} là {{value}}"
    return f"{lower_first(name[: verb.start()])} {brand} {verb['verb']} {{value}}"
