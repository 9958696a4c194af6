"""Sources: files, standard input, old encodings, and what is refused in words a person understands."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnqa import lang
from bnqa.ingest import IngestError, read_article
from bnqa.ingest.encodings import decode, vietnamese_share
from bnqa.ingest.sources import MAX_BYTES, make_source, read_source

TEXT = (
    "Sản lượng qua cảng đạt 41.700 tấn\n\nTám tháng đầu năm 2024, cảng cá Lạch Sóng đón 12.400 lượt tàu cập bến, "
    "tăng 9,5% so với cùng kỳ. Giá trị hàng qua cảng ước đạt 1.250 tỷ đồng, những hộ nuôi trồng thủy sản lãi lớn.\n"
)


def by_table(text: str, name: str) -> bytes:
    table = list(map(chr, range(256)))
    for start, run in lang.load("encodings")["tables"][name].items():
        table[start : start + len(run)] = run
    places = {letter: byte for byte, letter in reversed(list(enumerate(table)))}
    # Not every table has the capitals with marks; papers then wrote small letters in a capital font.
    return bytes(places[letter if letter in places else letter.lower()] for letter in text)


def by_vni(text: str) -> bytes:
    known = lang.load("encodings")["vni"]
    pairs = {new: old for old, new in known["letters"].items()}
    for vowel in known["vowels"]:
        base = known["letters"].get(vowel, vowel)
        for mark, tones in known["marks"].items():
            pairs.setdefault(unicodedata.normalize("NFC", base + tones), vowel + mark)
    upper = {new.upper(): old.upper() for new, old in pairs.items()}
    pairs = {**upper, **pairs}
    return "".join(c if c in "íìÍÌ" else pairs.get(c, c) for c in text).encode("cp1252")


def by_1258(text: str) -> bytes:
    out = bytearray()
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        tones = "".join(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tones))
        out += (base + tones).encode("cp1258")
    return bytes(out)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (by_table(TEXT, "tcvn3"), "TCVN3"),
        (by_table(TEXT, "viscii"), "VISCII"),
        (by_table(TEXT, "vps"), "VPS"),
        (by_vni(TEXT), "VNI"),
        (by_1258(TEXT), "Windows-1258"),
        (by_table(TEXT, "tcvn3").decode("latin-1").encode(), "TCVN3"),
        (TEXT.encode().decode("latin-1").encode(), "UTF-8 ghi hai lần"),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("utf-16-le"), None),
        (TEXT.encode("utf-16-be"), None),
        (TEXT.encode("utf-32"), None),
        (TEXT.encode("utf-8-sig"), None),
        (unicodedata.normalize("NFD", TEXT).encode(), None),
    ],
    ids=str,
)
def test_encodings_are_told_and_converted(data: bytes, name: str | None) -> None:
    text, encoding = decode(make_source(data, "bài"))
    assert unicodedata.normalize("NFC", text).lower() == TEXT.lower()
    assert encoding == name


def test_an_old_encoding_is_said_in_the_report(tmp_path: Path) -> None:
    path = tmp_path / "bai.txt"
    path.write_bytes(by_table(TEXT, "tcvn3"))
    cleaned, notes = read_article(str(path))
    assert cleaned.meta.title == "Sản lượng qua cảng đạt 41.700 tấn"
    assert "TCVN3" in notes[0]


def test_bytes_of_no_known_encoding_are_refused_with_their_line() -> None:
    latin = "Le café était bon.\nL'élève français rentre du château, à pied, très tôt.".encode(
        "latin-1"
    )
    with pytest.raises(IngestError, match="dòng 1 không phải UTF-8"):
        decode(make_source(latin, "tệp"))
    broken = TEXT.encode() + b"\xff\xfe broken"
    with pytest.raises(IngestError, match="dòng 4 không phải UTF-8"):
        decode(make_source(broken, "tệp"))


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        said = decode(make_source(data, "tệp"))[0]
    except IngestError as error:
        said = str(error).removeprefix("tệp: ")
    assert isinstance(said, str)
    assert "Traceback" not in said


def test_share_of_vietnamese() -> None:
    assert vietnamese_share("Hải Phòng và Quảng Trị, Quỳnh Lưu") == 1.0
    assert vietnamese_share("Über die Brücke gehen möchte ich schön") < 0.6
    assert vietnamese_share("plain words") == 0.0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "rỗng"),
        (b" \r\n\t\n", "rỗng"),
        (b"\xef\xbb\xbf", "rỗng"),
        (b"%PDF-1.7\n%\xe2\xe3", "tệp PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "ảnh PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "ảnh JPEG"),
        (b"PK\x03\x04\x14\x00", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word"),
        (b"abc\x00def\x00\x00\x01" * 40, "nhị phân"),
        (b"a" * (MAX_BYTES + 1), "quá lớn"),
    ],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "bai.txt"
    path.write_bytes(data)
    with pytest.raises(IngestError, match=words) as caught:
        read_source(str(path))
    assert str(path) in str(caught.value)
    assert not caught.value.wrong_use


def test_a_text_may_begin_like_a_magic_number(tmp_path: Path) -> None:
    path = tmp_path / "bai.txt"
    path.write_text("BMW bán 1.200 xe tại Việt Nam trong năm 2024, tăng 10%.", encoding="utf-8")
    assert read_source(str(path)).data.startswith(b"BMW")


@pytest.mark.parametrize("source", ["khong-co.txt", ".", "a\x00b", "/dev/null"])
def test_a_path_that_leads_nowhere_is_wrong_use(source: str) -> None:
    with pytest.raises(IngestError) as caught:
        read_source(source)
    assert caught.value.wrong_use


def test_standard_input() -> None:
    cleaned, _ = read_article("-", io.BytesIO(TEXT.encode()))
    assert cleaned.body[0].text.startswith("Tám tháng đầu năm 2024")


def test_html_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "trang"
    path.write_text("<!DOCTYPE html><html><body><p>x</p></body></html>", encoding="utf-8")
    assert read_source(str(path)).is_html


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><script>render()</script><div id=app></div></body></html>",
        "<html></html>",
        "<html><body><nav><a href=1>Một</a> <a href=2>Hai</a></nav></body></html>",
        "<!doctype html>",
    ],
)
def test_html_without_text_is_refused(tmp_path: Path, html: str) -> None:
    path = tmp_path / "trang.html"
    path.write_text(html, encoding="utf-8")
    with pytest.raises(IngestError, match="không"):
        read_article(str(path))


def test_html_in_an_old_encoding_by_its_meta(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="windows-1258"></head><body><h1>Cảng cá Lạch Sóng</h1><p>{TEXT}</p></body></html>'
    path = tmp_path / "trang.html"
    path.write_bytes(by_1258(page))
    cleaned, notes = read_article(str(path))
    assert "Windows-1258" in notes[0]
    assert "12.400 lượt tàu" in cleaned.body[0].text
