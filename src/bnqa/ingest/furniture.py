"""Take the article out of its page: every line is kept as part of it, or dropped with a reason."""

from __future__ import annotations

from bnqa.ingest.byline import dateline, find_meta, places_of
from bnqa.ingest.extent import find_extent
from bnqa.ingest.model import Cleaned, Dropped, IngestError, Line, Meta, Piece
from bnqa.ingest.people import signed_off
from bnqa.ingest.signs import read_signs
from bnqa.ingest.walk import Walk

_TITLE_WORDS = 16


def clean(lines: list[Line], known: Meta | None = None, name: str = "nguồn") -> Cleaned:
    """The article in ``lines``; ``known`` is what the page itself declares. Raises IngestError."""
    known = known or Meta()
    signs = read_signs(lines)
    extent = find_extent(signs, known.title)
    if extent is None:
        raise IngestError(f"{name}: không thấy đoạn văn nào; nguồn này có phải một bài báo không?")
    walk = Walk(signs, extent)
    walk.run()
    meta = find_meta(signs, extent, known)
    doubts = walk.doubts
    pieces, ended = _ending(walk.pieces)
    if not any(piece.kind != "heading" for piece in pieces):
        raise IngestError(f"{name}: không thấy đoạn văn nào; nguồn này có phải một bài báo không?")
    if meta.title is None:
        meta = _made_title(meta, pieces)
        doubts.append("không thấy tên bài; tạm lấy đầu câu thứ nhất")
    pieces, meta, opened = _opening(pieces, meta)
    dropped = sorted([*walk.dropped, *opened, *ended], key=lambda d: d.number)
    lead = next((p.text for p in pieces if p.kind == "paragraph"), None)
    return Cleaned(meta, lead, tuple(pieces), tuple(dropped), tuple(doubts))


def _made_title(meta: Meta, pieces: list[Piece]) -> Meta:
    text = next(piece.text for piece in pieces if piece.kind != "heading").split()
    title = " ".join(text[:_TITLE_WORDS]).rstrip(" ,;:.") + (
        "…" if len(text) > _TITLE_WORDS else ""
    )
    return Meta(title, meta.author, meta.outlet, meta.published, meta.url)


def _opening(pieces: list[Piece], meta: Meta) -> tuple[list[Piece], Meta, list[Dropped]]:
    """The first paragraph without the outlet or the place that it opens with."""
    first = next(i for i, piece in enumerate(pieces) if piece.kind != "heading")
    found = dateline(pieces[first].text)
    if found is None:
        return pieces, meta, []
    name, rest = found
    number = pieces[first].number
    if meta.outlet is None and not places_of(name):
        meta = Meta(meta.title, meta.author, name, meta.published, meta.url)
    pieces = [*pieces]
    pieces[first] = Piece("paragraph", rest, number)
    opened = pieces[first].text
    taken = Dropped(name, number, "nhãn đầu bài (nơi viết hoặc tòa soạn)")
    return pieces, meta, [taken] if opened else []


def _ending(pieces: list[Piece]) -> tuple[list[Piece], list[Dropped]]:
    """The last paragraph without its author's name, and no heading without a text under it."""
    pieces, dropped = [*pieces], []
    while pieces and pieces[-1].kind == "heading":
        last = pieces.pop()
        dropped.append(Dropped(last.text, last.number, "đề mục không có chữ theo sau", True))
    if pieces and pieces[-1].kind == "paragraph":
        last = pieces[-1]
        signed = signed_off(last.text)
        if signed is not None:
            pieces[-1] = Piece("paragraph", signed[0].strip(), last.number)
            dropped.append(Dropped(signed[1], last.number, "tên tác giả ở cuối đoạn"))
        elif last.text.endswith("./."):  # how Vietnamese papers end an article
            pieces[-1] = Piece("paragraph", last.text[:-2], last.number)
    return pieces, dropped
