"""What travels between the steps of ingest: the source as read, its lines, and the article in them."""

from __future__ import annotations

from dataclasses import dataclass, replace


class IngestError(Exception):
    """A source or a target that can't be used, said in the user's terms.

    ``wrong_use`` tells a mistake in the command (exit 2) from a source that is no article (exit 1).
    """

    def __init__(self, message: str, *, wrong_use: bool = False) -> None:
        super().__init__(message)
        self.wrong_use = wrong_use


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of an article and where they came from. ``charset`` is what a server said of them."""

    data: bytes
    name: str
    is_html: bool
    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text as a person sees it on the page.

    ``number`` is its line in the source (from 1), ``block`` counts the groups between blank lines,
    ``role`` is what the source itself says it is, by a page's markup or a text's bullets: "title",
    "heading", "item", "caption", "link" (to another page), "page" (menu, footer) or ""; ``glued``
    marks a piece cut out of a line in which texts stood without a space between them, ``bulleted``
    an item that only a sign in the text shows.
    """

    text: str
    number: int
    block: int
    role: str = ""
    glued: bool = False
    bulleted: bool = False

    def with_text(self, text: str, role: str | None = None) -> Line:
        return replace(self, text=text, role=self.role if role is None else role)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is no part of the article, and why. ``doubtful``: a person had better look."""

    text: str
    number: int
    reason: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One block of the cleaned article: a ``heading``, a ``paragraph`` or a list ``item``."""

    kind: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Meta:
    """What is known of the article as a publication; None where it was not found."""

    title: str | None = None
    author: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article without its furniture, what was dropped, and what a person had better look at."""

    meta: Meta
    lead: str | None
    body: tuple[Piece, ...]
    dropped: tuple[Dropped, ...]
    doubts: tuple[str, ...] = ()
