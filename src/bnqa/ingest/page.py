"""A web page as lines, and the article in it.

trafilatura finds the main text, and what the page declares of itself. It tends to lose leads and
sub-headings and to keep captions and other stories; so its text only shows which part of the page
is the article, and every line of that part is judged like the lines of a plain text, with what the
markup adds: headings, links, pictures, lists.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from bnqa.ingest.blocks import CAPTION_WORDS, Block, page_blocks
from bnqa.ingest.furniture import clean
from bnqa.ingest.lines import take_apart
from bnqa.ingest.model import Cleaned, Dropped, IngestError, Line, Meta
from bnqa.ingest.people import name_in
from bnqa.text.tokens import squeeze

_HEADING_WORDS = 20
_AROUND = 4  # blocks beside the article in which its date and author are looked for
_HELP = "pip install 'bnqa[ingest]'"


def read_page(html: str, name: str, url: str | None = None) -> Cleaned:
    """The article of a page, cleaned. Raises IngestError where there is none."""
    trafilatura = _trafilatura()
    tree = _tree(trafilatura, html)
    if tree is None:
        raise IngestError(f"{name}: không đọc được HTML này")
    blocks = list(page_blocks(tree))
    if not any(len(block.text.split()) >= 8 for block in blocks):
        raise IngestError(
            f"{name}: trang không có đoạn văn nào (có thể nội dung do JavaScript dựng); hãy chép phần chữ ra tệp .txt"
        )
    found = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        # Only the date that the page declares; one in its text may be of anything.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    meta = _meta(found, blocks, tree, url)
    first, last = _with_bylines(blocks, *_part(blocks, found, meta.title), meta)
    lines = _lines(blocks[first : last + 1], first)
    cleaned = clean(lines, meta, name)
    outside = [
        Dropped(block.text, number + 1, "ngoài phần bài của trang")
        for number, block in enumerate(blocks)
        if not first <= number <= last
    ]
    dropped = sorted([*cleaned.dropped, *outside], key=lambda d: d.number)
    return Cleaned(cleaned.meta, cleaned.lead, cleaned.body, tuple(dropped), cleaned.doubts)


def _trafilatura() -> Any:
    import logging

    try:
        import trafilatura
    except ImportError as error:
        raise IngestError(
            f"đọc trang web cần trafilatura ({error}); hãy cài: {_HELP}", wrong_use=True
        ) from error
    # It warns of pages without text on its own logger; here that becomes an error of ours.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    return trafilatura


def _tree(trafilatura: Any, html: str) -> Any:
    try:
        return trafilatura.load_html(html)
    except (ValueError, AssertionError):
        return None


def _meta(found: Any, blocks: list[Block], tree: Any, url: str | None) -> Meta:
    def text(field: str) -> str | None:
        value = getattr(found, field, None) if found is not None else None
        return squeeze(str(value)) if value else None

    title = text("title")
    heads = [block.text for block in blocks if block.kind == "title" and not block.page]
    if title is not None:
        wanted = set(title.lower().split())
        alike = [
            h for h in heads if len(wanted & set(h.lower().split())) >= 0.6 * len(set(h.split()))
        ]
        title = alike[0] if alike else title
    elif heads:
        title = heads[0]
    author = text("author")
    if author is not None:
        author = name_in(author.replace(";", ",")) or None
    canonical = text("url")
    if url is None and canonical is not None and re.match(r"https?://", canonical):
        url = canonical
    return Meta(title, author, _outlet(text("sitename"), title, tree), text("date"), url)


def _outlet(site: str | None, title: str | None, tree: Any) -> str | None:
    """The name of the site: as it is declared, else what follows the article's title in the page's."""
    known = set((title or "").lower().split())
    if site is not None and len(known & set(site.lower().split())) <= len(known) / 2:
        return site
    whole = squeeze(tree.findtext(".//title") or "")
    if title and whole.startswith(title):
        rest = whole[len(title) :].strip(" -–—|:·")
        return rest if 0 < len(rest.split()) <= 8 else None
    return None


def _part(blocks: list[Block], found: Any, title: str | None) -> tuple[int, int]:
    """The first and last block that can be of the article: its title's and its container's end."""
    start = next((i for i, b in enumerate(blocks) if title is not None and b.text == title), 0)
    body = getattr(found, "body", None)
    if body is None:
        return start, len(blocks) - 1
    extracted = [squeeze("".join(element.itertext())) for element in body.iter()]
    known = "\n".join(text for text in extracted if len(text.split()) >= 8)
    weights: Counter[Any] = Counter()
    total = 0
    for block in blocks:
        if block.text in known:
            size = len(block.text.split())
            if size < 8:
                continue
            total += size
            holder = block.element
            while holder is not None:
                weights[holder] += size
                holder = holder.getparent()
    if not total:
        return start, len(blocks) - 1
    # The deepest element that holds nearly all of what trafilatura found.
    near = [element for element, size in weights.items() if size >= 0.8 * total]
    container = max(near, key=_depth)
    inside = [i for i, block in enumerate(blocks) if _holds(container, block.element)]
    return min(start, inside[0]) if start <= inside[-1] else inside[0], inside[-1]


def _with_bylines(blocks: list[Block], first: int, last: int, meta: Meta) -> tuple[int, int]:
    """The part with what stands close around it, where the page does not declare date or author."""
    if meta.published is None or meta.author is None:
        first = max(0, first - _AROUND)
    if meta.author is None:
        for block in blocks[last + 1 : last + 1 + _AROUND]:
            if len(block.text.split()) > 8 or block.page:
                break
            last += 1
    return first, last


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _holds(container: Any, element: Any) -> bool:
    while element is not None:
        if element is container:
            return True
        element = element.getparent()
    return False


def _lines(blocks: list[Block], offset: int) -> list[Line]:
    lines: list[Line] = []
    group = 0
    holder = None
    for number, block in enumerate(blocks, offset + 1):
        parent = block.element.getparent()
        group += not (block.kind == "item" and parent is holder)
        holder = parent
        line = Line(block.text, number, group, _role(block))
        lines += list(take_apart(line)) if line.role in ("", "link") else [line]
    return lines


def _role(block: Block) -> str:
    size = len(block.text.split())
    ended = re.search(r"[.!?…][”\"’)]*$", block.text) is not None
    if block.page:
        return "page"
    if block.kind == "title":
        return "title"
    if block.kind == "caption" or (block.picture and size <= CAPTION_WORDS and block.linked < 0.8):
        return "caption"
    if block.linked >= 0.8 and size <= 30:
        return "link"
    if block.kind == "heading" or (block.bold >= 0.9 and not ended and size <= _HEADING_WORDS):
        return "heading" if size <= _HEADING_WORDS and not (ended and size >= 12) else ""
    return "item" if block.kind == "item" and size < 40 else ""
