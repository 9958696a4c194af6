"""The blocks of text of a web page, with what its markup says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bnqa.text.tokens import squeeze

CAPTION_WORDS = 70
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


@dataclass(slots=True)
class Block:
    """One block of text with the element that holds it and how much of it is link or bold."""

    text: str
    element: Any
    linked: float
    bold: float
    page: bool
    picture: bool
    kind: str


def page_blocks(tree: Any) -> Iterator[Block]:
    """The blocks of text of a page, in the order in which they stand."""
    from lxml import etree

    walker = etree.iterwalk(tree, events=("start", "end"))
    texts: list[tuple[str, bool, bool]] = []
    stack: list[Any] = []
    links = bold = pages = 0
    pictures: dict[Any, bool | None] = {}

    def flush() -> Block | None:
        nonlocal texts
        whole = squeeze("".join(text for text, _, _ in texts)).strip("| ")
        linked = sum(len(text.strip()) for text, link, _ in texts if link)
        strong = sum(len(text.strip()) for text, _, strong in texts if strong)
        size = max(1, sum(len(text.strip()) for text, _, _ in texts))
        texts = []
        if not whole or not any(letter.isalnum() for letter in whole):
            return None
        holder = stack[-1] if stack else tree
        return Block(
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
        if size > CAPTION_WORDS:
            return False
    return True
