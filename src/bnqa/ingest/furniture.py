"""Take the article out of its page: every line is kept as part of it, or dropped with a reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from bnqa.ingest.byline import byline, dateline, find_meta, names_outlet, places_of
from bnqa.ingest.extent import Extent, affinity, find_extent, is_sign_off
from bnqa.ingest.model import Cleaned, Dropped, IngestError, Line, Meta, Piece
from bnqa.ingest.signs import (
    Sign,
    date_in,
    is_aside,
    is_credited,
    is_dateline,
    is_label,
    is_noise,
    is_person,
    is_tags,
    is_trail,
    names,
    read_signs,
    sign_of,
    signed_off,
)

HEADING_WORDS = 16  # a sub-heading says no more than this
_TITLE_WORDS = 16
_OPENING = 6  # words by which a repeated sentence is looked up


def clean(lines: list[Line], known: Meta | None = None, name: str = "nguồn") -> Cleaned:
    """The article in ``lines``; ``known`` is what the page itself declares. Raises IngestError."""
    known = known or Meta()
    signs = read_signs(lines)
    extent = find_extent(signs, known.title)
    if extent is None:
        raise IngestError(f"{name}: không thấy đoạn văn nào; nguồn này có phải một bài báo không?")
    walk = _Walk(signs, extent)
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


@dataclass
class _Walk:
    """One walk over the lines of a page, with what has been decided so far."""

    signs: list[Sign]
    extent: Extent
    pieces: list[Piece] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    box: int | None = None  # the block of a box of other stories that is open
    listing: int | None = None  # the block of a list that a colon has opened

    def run(self) -> None:
        signs, extent = self.signs, self.extent
        self.repeated = Counter(s.key for s in signs if not s.is_paragraph)
        self.keys = {s.key for s in signs}
        self.body = signs[extent.first : extent.last + 1]
        self.known = {pair for s in self.body if s.is_paragraph for pair in s.pairs}
        self.tainted = {s.line.block for s in self.body if self._is_furniture(s)}
        self.mixed = {s.line.block for s in self.body if s.is_paragraph}
        self.captions = [s.key for s in self.body if is_credited(s)]
        self.openings: dict[str, list[str]] = {}
        for sign in self.body:
            if sign.is_paragraph:
                found = sign.key.split()
                for n in range(len(found) - _OPENING + 1):
                    self.openings.setdefault(" ".join(found[n : n + _OPENING]), []).append(sign.key)
        self.alone = [
            s for s in self.body
            if s.is_headline and not s.line.role and not s.line.glued and s.line.block not in self.tainted
            and s.line.block not in self.mixed and not self._is_furniture(s)
        ]  # fmt: skip
        self.seen: set[str] = set()
        close = signs[extent.last + 1 : extent.last + 4]
        self.end_is_marked = signed_off(signs[extent.last].text) is not None or any(
            is_sign_off(s) or names(s.text, "ends") or names(s.text, "boxes") for s in close
        )
        for i, sign in enumerate(signs):
            if i == extent.title:
                continue
            if i < extent.first:
                self._before(i, sign)
            elif i > extent.last:
                self._after(sign)
            else:
                self._inside(i, sign)

    def _drop(self, sign: Sign, reason: str, doubtful: bool = False) -> None:
        self.dropped.append(Dropped(sign.text, sign.line.number, reason, doubtful))

    def _keep(self, sign: Sign, kind: str) -> None:
        self.pieces.append(Piece(kind, sign.text, sign.line.number))
        self.seen.add(sign.key)

    def _before(self, i: int, sign: Sign) -> None:
        if i < self.extent.title:
            self._drop(sign, "trước tên bài")
        elif self._is_title(sign):
            self._drop(sign, "lặp lại tên bài")
        elif is_dateline(sign) or date_in(sign) is not None:
            self._drop(sign, "dòng ngày giờ")
        elif byline(sign) is not None:
            self._drop(sign, "dòng tác giả")
        elif i == self.extent.first - 1 and self._stands_alone(i) and self._opens_text(i, sign):
            self._keep(sign, "heading")
        else:
            self._drop(sign, "giữa tên bài và đoạn mở đầu", sign.size >= 8 and not sign.line.glued)

    def _after(self, sign: Sign) -> None:
        near = affinity(sign, self.known)
        doubtful = (
            sign.is_paragraph and sign.size >= 25 and near >= 0.3 and sign.key not in self.seen
        )
        if is_sign_off(sign):
            self._drop(sign, "dòng tác giả")
        elif names(sign.text, "ends") or names(sign.text, "boxes"):
            self._drop(sign, "mục của trang, sau hết bài")
        else:
            self._drop(sign, "sau hết bài", doubtful)

    def _inside(self, i: int, sign: Sign) -> None:
        reason = self._label_reason(i, sign) or self._furniture_reason(i, sign)
        if reason is not None:
            self._drop(sign, reason)
            return
        if sign.is_paragraph:
            self.box = None
            if sign.key in self.seen:
                self._drop(sign, "lặp lại một đoạn")
                return
            self._keep(
                sign, "item" if sign.line.role == "item" and self._follows_list() else "paragraph"
            )
            self.listing = sign.line.block if sign.text.endswith(":") else None
            return
        if self.box is not None and (sign.line.block == self.box or sign.line.role == "item"):
            self._drop(sign, "tin khác chen giữa bài")
        elif self._is_loose_item(sign):
            self._drop(sign, "gạch đầu dòng không có câu dẫn, có thể là tin khác", True)
        elif self._is_listed(sign) and not self._is_numbered_heading(i, sign):
            self._keep(sign, "item")
        elif self._is_scene(sign):
            self._drop(sign, "có vẻ là chú thích ảnh", True)
        elif self._is_heading(i, sign):
            self.box = None
            self._keep(sign, "heading")
        elif sign.closed:
            self._keep(sign, "paragraph")
        elif self._stands_among_headlines(i) and sign.line.block not in self.mixed:
            self._drop(
                sign, "một loạt tiêu đề không có chữ theo sau", affinity(sign, self.known) >= 0.3
            )
        elif sign.size > HEADING_WORDS:
            self._keep(sign, "paragraph")
            self.doubts.append(
                f"dòng {sign.line.number} không có dấu hết câu, vẫn giữ: “{_short(sign.text)}”"
            )
        else:
            self._drop(sign, "dòng ngắn không thành câu", True)

    def _furniture_reason(self, i: int, sign: Sign) -> str | None:
        """Why a line inside the article is no part of it, whatever stands around it."""
        text = sign.text
        if sign.line.glued:
            return "tiêu đề tin khác, dính liền nhau"
        if sign.line.role == "caption" or is_credited(sign):
            return "chú thích ảnh"
        if sign.line.role == "page":
            return "trình đơn, cột bên hoặc chân trang"
        if sign.line.role == "link" and not (sign.closed and sign.size >= 12):
            return "liên kết tới bài khác"
        if self._is_quoted_again(sign):
            return "nhắc lại một câu trong bài"
        if sign.is_paragraph:
            return None
        if self._is_title(sign):
            return "lặp lại tên bài"
        if is_aside(text) or names(text, "boxes") or names(text, "ends"):
            self.box = sign.line.block
            return "mở một ô tin khác"
        if any(sign.key in key for key in self.captions) and sign.size >= 3:
            return "chú thích ảnh"
        if (self.repeated[sign.key] > 1 and not self._is_contents(sign)) or self._is_numbered_echo(
            sign
        ):
            return "dòng lặp lại"
        if self._follows_picture(i, sign):
            return "chú thích ảnh"
        if self._echoes(i, sign):
            return "chú thích ảnh"
        if is_tags(text) or is_noise(text):
            return "thẻ hoặc nút của trang"
        if is_dateline(sign):
            return "dòng ngày giờ"
        if is_sign_off(sign) and sign.line.role not in ("heading", "item"):
            return "dòng tác giả"
        if is_trail(text) and sign.line.role != "item":
            return "trình đơn của trang"
        if sign.line.block in self.tainted and sign.line.block not in self.mixed:
            return "đi liền với chú thích ảnh hoặc tin khác"
        return None

    def _label_reason(self, i: int, sign: Sign) -> str | None:
        """Capitals over a list of headlines are the label of a box."""
        below = self.signs[i + 1] if i + 1 < len(self.signs) else None
        if below is None or not is_label(sign) or below.line.block != sign.line.block:
            return None
        if below.is_paragraph or not below.is_headline:
            return None
        self.box = sign.line.block
        return "mở một ô tin khác"

    def _is_furniture(self, sign: Sign) -> bool:
        return not sign.is_paragraph and (
            is_credited(sign) or is_aside(sign.text) or names(sign.text, "boxes") is not None
            or self._is_title(sign) or (self.repeated[sign.key] > 1 and not self._is_contents(sign))
            or self._is_numbered_echo(sign)
        )  # fmt: skip

    def _is_numbered_echo(self, sign: Sign) -> bool:
        """A line of the page again, with a picture's number: "… được giá ảnh 2", "… - Ảnh 1."."""
        found = re.fullmatch(r"(.+?)(?: \w+)? \d+", sign.key)
        return found is not None and sign.size >= 5 and found.group(1) in self.keys

    def _follows_picture(self, i: int, sign: Sign) -> bool:
        """Right under a picture's text, which stands alone: the caption that goes with it."""
        if i < self.extent.first + 2 or not sign.is_headline or sign.line.role:
            return False
        above, before = self.signs[i - 1], self.signs[i - 2]
        picture = (
            self._is_title(above) or self._is_numbered_echo(above) or self.repeated[above.key] > 1
        )
        return (
            picture
            and not above.is_paragraph
            and above.line.block == sign.line.block
            and before.key != above.key
        )

    def _echoes(self, i: int, sign: Sign) -> bool:
        """One line begins with all of its neighbour: a picture's text and its caption."""
        near = [self.signs[j] for j in (i - 1, i + 1) if 0 <= j < len(self.signs)]
        return sign.size >= 4 and any(
            other.line.block == sign.line.block and min(other.size, sign.size) >= 4
            and (other.key.startswith(sign.key) or sign.key.startswith(other.key))
            for other in near
        )  # fmt: skip

    def _is_quoted_again(self, sign: Sign) -> bool:
        """A sentence set large that a paragraph has too, perhaps with who said it."""
        if sign.size < _OPENING:
            return False
        quoted = re.match(r"[“\"](.{20,}?)[”\"]\s*[-–—]", sign.text)
        key = sign_of(sign.line.with_text(quoted.group(1))).key if quoted is not None else sign.key
        full = sign.is_paragraph or quoted is not None or sign.text.startswith(("“", '"'))
        if not full:
            return False
        # Whatever holds the sentence holds its first words.
        holders = self.openings.get(" ".join(key.split()[:_OPENING]), ())
        return any(other != sign.key and key != other and key in other for other in holders)

    def _is_title(self, sign: Sign) -> bool:
        title = self.extent.title
        return title >= 0 and sign.key == self.signs[title].key

    def _is_contents(self, sign: Sign) -> bool:
        """A sub-heading that a table of contents has listed: its last place is the heading's."""
        places = [i for i, other in enumerate(self.signs) if other.key == sign.key]
        last = places[-1]
        if len(places) != 2 or last + 1 >= len(self.signs) or not self.signs[last + 1].is_paragraph:
            return False
        first = self.signs[max(places[0] - 1, 0) : places[0] + 2]
        return sum(s.is_headline for s in first) >= 2 and sign is self.signs[last]

    def _follows_list(self) -> bool:
        return bool(self.pieces) and (
            self.pieces[-1].kind == "item" or self.pieces[-1].text.endswith(":")
        )

    def _is_listed(self, sign: Sign) -> bool:
        """An item of a list: by its bullet, by a colon before it, or by a semicolon that goes on."""
        if sign.line.role == "item":
            return True
        if not self._follows_list():
            return False
        last = self.pieces[-1]
        return (
            sign.text.endswith((";", ","))
            or last.text.endswith((";", ","))
            or (self.listing is not None and sign.line.block in (self.listing, self.listing + 1)
                and self._block_size(sign) > 1)
        )  # fmt: skip

    def _is_loose_item(self, sign: Sign) -> bool:
        """A bulleted headline after a paragraph that leads no list: a link to another story."""
        if not sign.line.bulleted or not sign.is_headline or sign.size < 5 or " | " in sign.text:
            return False
        above = self.pieces[-1] if self.pieces else None
        led = above is not None and (
            above.kind != "paragraph" or above.text.endswith((":", ";", ","))
        )
        data = sign.text[0].isdigit() or re.search(r":.*\d", sign.text) is not None
        return not led and not data and above is not None

    def _block_size(self, sign: Sign) -> int:
        return sum(s.line.block == sign.line.block for s in self.body)

    def _is_heading(self, i: int, sign: Sign) -> bool:
        """A short line without a full stop right above running text."""
        if sign.line.role in ("heading", "title") or self._is_numbered_heading(i, sign):
            return True
        if sign.text.endswith("!") or (":" in sign.text and sign.text.endswith("?")):
            return False  # a call; what an interviewer asks
        if not sign.is_headline or sign.size > HEADING_WORDS or sign.line.glued or sign.line.role:
            return False
        below = (self.signs[j] for j in range(i + 1, self.extent.last + 1))
        follower = next((s for s in below if not self._is_furniture(s) and not s.line.glued), None)
        return follower is not None and (follower.is_paragraph or follower.line.role == "item")

    def _is_scene(self, sign: Sign) -> bool:
        """A picture's caption without a credit: it names a person, or is far longer than the headings."""
        if sign.line.role or sign.closed or sign.size < 9:
            return False
        if is_person(sign.text):
            return True
        sizes = [s.size for s in self.alone if s is not sign]
        return len(sizes) >= 2 and sign.size >= 12 and sign.size > 2 * max(sizes)

    def _is_numbered_heading(self, i: int, sign: Sign) -> bool:
        """A numbered line right above running text, in a list that has not begun: "2. Chăn nuôi"."""
        if sign.line.role != "item" or sign.closed or sign.size > 12 or not sign.text[0].isalnum():
            return False
        if self._follows_list():
            return False
        below = self.signs[i + 1] if i < self.extent.last else None
        return below is not None and below.is_paragraph and below.line.role != "item"

    def _opens_text(self, i: int, sign: Sign) -> bool:
        page = (
            is_trail(sign.text) or is_aside(sign.text) or is_noise(sign.text) or names_outlet(sign)
        )
        return self._is_heading(i, sign) and not page and not names(sign.text, "tools")

    def _stands_alone(self, i: int) -> bool:
        """Between blank lines, or marked as a heading: no part of the lines under the title."""
        line, above = self.signs[i].line, self.signs[i - 1].line if i else None
        below = self.signs[i + 1].line if i + 1 < len(self.signs) else None
        return line.role == "heading" or all(
            other is None or other.block != line.block for other in (above, below)
        )

    def _stands_among_headlines(self, i: int) -> bool:
        around = [self.signs[j] for j in (i - 1, i + 1) if 0 <= j < len(self.signs)]
        return any(s.is_headline and not s.line.role for s in around)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"
