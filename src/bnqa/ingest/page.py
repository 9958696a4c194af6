"""A web page as lines, and the article in it.

trafilatura finds the main text, and what the page declares of itself. It tends to lose leads and
sub-headings and to keep captions and other stories; so its text only shows which part of the page
is the article, and every line of that part is judged like the lines of a plain text, with what the
markup adds: headings, links, pictures, lists.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bnqa.ingest.furniture import clean
from bnqa.ingest.lines import take_apart
from bnqa.ingest.model import Cleaned, Dropped, IngestError, Line, Meta
from bnqa.ingest.signs import name_in
from bnqa.text import squeeze

_SKIP = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "object", "video", "audio", "canvas",
    "button", "select", "option", "textarea", "input", "head", "math", "map", "label",
})  # fmt: skip
_PAGE = frozenset({"nav", "footer", "aside", "form"})
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "ul", "ol", "li", "table",
    "thead", "tbody", "tfoot", "tr", "blockquote", "figure", "figcaption", "form", "dl", "dt", "dd", "pre",
    "address", "br", "hr", "center", "details", "summary", "body", "h1", "h2", "h3", "h4", "h5", "h6", "caption",
    "fieldset", "picture",
})  # fmt: skip
_HEADINGS = {"h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_CELLS = frozenset({"td", "th"})
_CAPTION_WORDS = 70
_HEADING_WORDS = 20
_AROUND = 4  # blocks beside the article in which its date and author are looked for
_HELP = "pip install 'bnqa[ingest]'"


@dataclass(slots=True)
class _Block:
    """One block of text with the element that holds it and how much of it is link or bold."""

    text: str
    element: Any
    linked: float
    bold: float
    page: bool
    picture: bool
    kind: str


def read_page(html: str, name: str, url: str | None = None) -> Cleaned:
    """The article of a page, cleaned. Raises IngestError where there is none."""
    trafilatura = _trafilatura()
    tree = _tree(trafilatura, html)
    if tree is None:
        raise IngestError(f"{name}: không đọc được HTML này")
    blocks = list(_blocks(tree))
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


def _blocks(tree: Any) -> Any:
    """The blocks of text of a page, in the order in which they stand."""
    from lxml import etree

    walker = etree.iterwalk(tree, events=("start", "end"))
    texts: list[tuple[str, bool, bool]] = []
    stack: list[Any] = []
    links = bold = pages = 0
    pictures: dict[Any, bool | None] = {}

    def flush() -> _Block | None:
        nonlocal texts
        whole = squeeze("".join(text for text, _, _ in texts)).strip("| ")
        linked = sum(len(text.strip()) for text, link, _ in texts if link)
        strong = sum(len(text.strip()) for text, _, strong in texts if strong)
        size = max(1, sum(len(text.strip()) for text, _, _ in texts))
        texts = []
        if not whole or not any(letter.isalnum() for letter in whole):
            return None
        holder = stack[-1] if stack else tree
        return _Block(
            whole,
            holder,
            linked / size,
            strong / size,
            pages > 0,
            _in_picture(holder, pictures),
            _kind(stack),
        )

    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if not tag or tag in _SKIP or _is_hidden(element):
                walker.skip_subtree()
                continue
            if tag in _BLOCKS:
                block = flush()
                if block is not None:
                    yield block
                stack.append(element)
            links += tag == "a"
            bold += tag in ("b", "strong")
            pages += tag in _PAGE
            if element.text:
                texts.append((element.text, links > 0, bold > 0))
            continue
        if tag and tag not in _SKIP and not _is_hidden(element):
            if tag in _BLOCKS:
                block = flush()
                if block is not None:
                    yield block
                stack.pop()
            if tag in _CELLS:
                texts.append((" | ", False, False))
            links -= tag == "a"
            bold -= tag in ("b", "strong")
            pages -= tag in _PAGE
        if element.tail:
            texts.append((element.tail, links > 0, bold > 0))
    block = flush()
    if block is not None:
        yield block


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or (
        style is not None and re.search(r"display\s*:\s*none", style) is not None
    )


def _kind(stack: list[Any]) -> str:
    for element in reversed(stack[-4:]):
        tag = element.tag
        if tag == "h1":
            return "title"
        if tag in _HEADINGS:
            return "heading"
        if tag in ("figcaption", "caption", "figure"):
            return "caption"
        if tag in ("li", "tr", "dd"):
            return "item"
    return ""


def _in_picture(element: Any, known: dict[Any, bool | None]) -> bool:
    """Whether an element stands with a picture in a holder that has hardly any other text.

    ``known`` keeps what was found of each holder: None where it has no picture.
    """
    for _ in range(4):
        if element is None or element.tag in ("body", "article", "main"):
            return False
        if element not in known:
            has = next(element.iter("img", "picture"), None) is not None
            known[element] = _is_short(element) if has else None
        if known[element] is not None:
            return bool(known[element])
        element = element.getparent()
    return False


def _is_short(element: Any) -> bool:
    size = 0
    for text in element.itertext():
        size += len(text.split())
        if size > _CAPTION_WORDS:
            return False
    return True


def _meta(found: Any, blocks: list[_Block], tree: Any, url: str | None) -> Meta:
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


def _part(blocks: list[_Block], found: Any, title: str | None) -> tuple[int, int]:
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


def _with_bylines(blocks: list[_Block], first: int, last: int, meta: Meta) -> tuple[int, int]:
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


def _lines(blocks: list[_Block], offset: int) -> list[Line]:
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


def _role(block: _Block) -> str:
    size = len(block.text.split())
    ended = re.search(r"[.!?…][”\"’)]*$", block.text) is not None
    if block.page:
        return "page"
    if block.kind == "title":
        return "title"
    if block.kind == "caption" or (block.picture and size <= _CAPTION_WORDS and block.linked < 0.8):
        return "caption"
    if block.linked >= 0.8 and size <= 30:
        return "link"
    if block.kind == "heading" or (block.bold >= 0.9 and not ended and size <= _HEADING_WORDS):
        return "heading" if size <= _HEADING_WORDS and not (ended and size >= 12) else ""
    return "item" if block.kind == "item" and size < 40 else ""
