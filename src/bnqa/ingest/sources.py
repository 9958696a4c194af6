"""Read a source: a file, standard input or a web address. Nothing is decoded here."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import BinaryIO

from bnqa.ingest.model import IngestError, Source

MAX_BYTES = 10_000_000
_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]+:(?=//|\S)")
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>]|article[\s>]|meta\s)", re.IGNORECASE
)
# First bytes of what people pass by mistake, and what to call it.
_BINARY: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "tệp PDF"),
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"GIF8", "ảnh GIF"),
    (b"RIFF", "tệp ảnh hoặc âm thanh"),
    (b"BM", "ảnh BMP"),
    (b"II*\x00", "ảnh TIFF"),
    (b"MM\x00*", "ảnh TIFF"),
    (b"PK\x03\x04", "tệp nén hoặc tệp Word/Excel (zip)"),
    (b"\xd0\xcf\x11\xe0", "tệp Word/Excel cũ (.doc, .xls)"),
    (b"{\\rtf", "tệp RTF"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"Rar!", "tệp nén rar"),
    (b"\x7fELF", "tệp chương trình"),
    (b"MZ", "tệp chương trình"),
    (b"ID3", "tệp âm thanh"),
    (b"OggS", "tệp âm thanh"),
    (b"SQLite format 3", "cơ sở dữ liệu SQLite"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_source(source: str, stdin: BinaryIO | None = None) -> Source:
    """The bytes of ``source``: a path, an http(s) address, or ``-``. Raises IngestError."""
    if source == "-":
        stream = stdin if stdin is not None else sys.stdin.buffer
        data = stream.read(MAX_BYTES + 1)
        return make_source(data, "đầu vào chuẩn")
    path = Path(source)
    if _SCHEME.match(source) and not path.exists():
        from bnqa.ingest.fetch import fetch

        page = fetch(source, MAX_BYTES)
        return make_source(page.data, page.url, page.url, page.charset, page.is_html)
    return make_source(_read_file(path), str(path), suffix=path.suffix.lower())


def make_source(
    data: bytes,
    name: str,
    url: str | None = None,
    charset: str | None = None,
    is_html: bool = False,
    suffix: str = "",
) -> Source:
    """Bytes as a source, once they can be text at all. Raises IngestError."""
    if len(data) > MAX_BYTES:
        raise IngestError(
            f"{name}: quá lớn (trên {MAX_BYTES // 1_000_000} MB); hãy cắt lấy riêng bài báo"
        )
    if not data.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise IngestError(f"{name}: rỗng, không có chữ nào")
    kind = _binary_kind(data)
    if kind is not None:
        raise IngestError(
            f"{name}: là {kind}, không phải văn bản; hãy mở ra, chép phần chữ vào một tệp .txt"
        )
    html = is_html or suffix in (".html", ".htm", ".xhtml") or _HTML.search(data[:4096]) is not None
    return Source(data, name, html, url, charset)


def _read_file(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise IngestError(f"{path}: là một thư mục; hãy chỉ tới một tệp", wrong_use=True)
        if not path.exists():
            web = re.match(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/", str(path)) is not None
            hint = "; nếu là địa chỉ web, hãy thêm https:// ở đầu" if web else ""
            raise IngestError(f"{path}: không có tệp này{hint}", wrong_use=True)
        if not path.is_file():
            raise IngestError(f"{path}: không phải tệp thường", wrong_use=True)
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "lỗi đọc"
        raise IngestError(f"{path}: không đọc được ({reason})", wrong_use=True) from error
    except ValueError as error:  # a null byte in the name
        raise IngestError("tên tệp không hợp lệ", wrong_use=True) from error


def _binary_kind(data: bytes) -> str | None:
    for magic, kind in _BINARY:
        # Two letters alone could begin a text; binary files go on with bytes that texts lack.
        if data.startswith(magic) and (len(magic) > 2 or b"\x00" in data[:64]):
            return kind
    if data[4:12] in (b"ftypisom", b"ftypmp42", b"ftypheic", b"ftypavif", b"ftypqt  "):
        return "tệp phim hoặc ảnh"
    if data.startswith(_UTF16):
        return None
    head = data[:65536]
    zeros = head.count(0)
    # UTF-16 without its mark has a zero in about every second byte, all on one side.
    one_sided = max(head[::2].count(0), head[1::2].count(0)) >= 0.95 * zeros
    if zeros and not (zeros > 0.2 * len(head) and one_sided):
        return "tệp nhị phân"
    return None
