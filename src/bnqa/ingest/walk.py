"""One walk over the lines of a page: what is kept, what is dropped and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bnqa.ingest.byline import byline, names_outlet
from bnqa.ingest.extent import Extent, affinity, is_sign_off
from bnqa.ingest.model import Dropped, Piece
from bnqa.ingest.signs import (
    Sign,
    date_in,
    is_aside,
    is_credited,
    is_dateline,
    is_label,
    is_noise,
    is_tags,
    is_trail,
    names,
)
from bnqa.ingest.surroundings import Surroundings

HEADING_WORDS = 16  # a sub-heading says no more than this
_NEAR_LINES = 20  # and its text begins before as many lines of pictures and links


@dataclass
class Walk:
    """One walk over the lines of a page, with what has been decided so far."""

    signs: list[Sign]
    extent: Extent
    pieces: list[Piece] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    box: int | None = None  # the block of a box of other stories that is open
    listing: int | None = None  # the block of a list that a colon has opened

    def __post_init__(self) -> None:
        self.around = Surroundings(self.signs, self.extent)
        self.seen: set[str] = set()

    def run(self) -> None:
        """Decide on every line, in order."""
        signs, extent = self.signs, self.extent
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
        self.dropped.append(Dropped(sign.line.text, sign.line.number, reason, doubtful))

    def _keep(self, sign: Sign, kind: str) -> None:
        self.pieces.append(Piece(kind, sign.line.text, sign.line.number))
        self.seen.add(sign.key)

    def _before(self, i: int, sign: Sign) -> None:
        if i < self.extent.title:
            self._drop(sign, "trước tên bài")
        elif self.around.is_title(sign):
            self._drop(sign, "lặp lại tên bài")
        elif is_dateline(sign) or date_in(sign) is not None:
            self._drop(sign, "dòng ngày giờ")
        elif byline(sign) is not None:
            self._drop(sign, "dòng tác giả")
        elif (
            i == self.extent.first - 1 and self.around.stands_alone(i) and self._opens_text(i, sign)
        ):
            self._keep(sign, "heading")
        else:
            self._drop(sign, "giữa tên bài và đoạn mở đầu", sign.size >= 8 and not sign.line.glued)

    def _after(self, sign: Sign) -> None:
        near = affinity(sign, self.around.known)
        # Where no line says that the article is over, its end is a guess.
        doubtful = (
            sign.is_paragraph and sign.key not in self.seen
            and ((sign.size >= 25 and near >= 0.3) or not self.around.end_is_marked)
        )  # fmt: skip
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
        elif self.around.is_scene(sign):
            self._drop(sign, "có vẻ là chú thích ảnh", True)
        elif self._is_heading(i, sign):
            self.box = None
            self._keep(sign, "heading")
        elif sign.closed:
            self._keep(sign, "paragraph")
        elif self.around.stands_among_headlines(i) and sign.line.block not in self.around.mixed:
            self._drop(
                sign,
                "một loạt tiêu đề không có chữ theo sau",
                affinity(sign, self.around.known) >= 0.3,
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
        if self.around.is_quoted_again(sign):
            return "nhắc lại một câu trong bài"
        if sign.is_paragraph:
            return None
        if self.around.is_title(sign):
            return "lặp lại tên bài"
        if is_aside(text) or names(text, "boxes") or names(text, "ends"):
            self.box = sign.line.block
            return "mở một ô tin khác"
        if self.around.is_in_caption(sign):
            return "chú thích ảnh"
        if self.around.is_repeated(sign):
            return "dòng lặp lại"
        if self.around.follows_picture(i, sign) or self.around.echoes(i, sign):
            return "chú thích ảnh"
        if is_tags(text) or is_noise(text):
            return "thẻ hoặc nút của trang"
        if is_dateline(sign):
            return "dòng ngày giờ"
        if is_sign_off(sign) and sign.line.role not in ("heading", "item"):
            return "dòng tác giả"
        if is_trail(text) and sign.line.role != "item":
            return "trình đơn của trang"
        if self.around.is_tainted(sign):
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
                and self.around.sizes[sign.line.block] > 1)
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

    def _is_heading(self, i: int, sign: Sign) -> bool:
        """A short line without a full stop right above running text."""
        if sign.line.role in ("heading", "title") or self._is_numbered_heading(i, sign):
            return True
        if sign.text.endswith("!") or (":" in sign.text and sign.text.endswith("?")):
            return False  # a call; what an interviewer asks
        if not sign.is_headline or sign.size > HEADING_WORDS or sign.line.glued or sign.line.role:
            return False
        last = min(self.extent.last, i + _NEAR_LINES)
        below = (self.signs[j] for j in range(i + 1, last + 1))
        follower = next(
            (s for s in below if not self.around.is_furniture(s) and not s.line.glued), None
        )
        return follower is not None and (follower.is_paragraph or follower.line.role == "item")

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


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57].rstrip() + "…"
