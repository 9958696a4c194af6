"""Bytes to text: Unicode, or one of the Vietnamese encodings from before it.

An old encoding is told by what comes out: read by the right table, nearly every word that is not
plain ASCII is a Vietnamese syllable; by a wrong one, hardly any is.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import cache

from bnqa import lang
from bnqa.ingest.letters import is_vietnamese
from bnqa.ingest.model import IngestError, Source

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND = re.compile("[\u1ea0-\u1ef9]")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHAPES = frozenset("\u0302\u0306\u031b")  # circumflex, breve, horn
_SAMPLE = 20_000
_GOOD = 0.85
# What the typography of a Vietnamese text may hold beside its letters.
_COMMON = frozenset("“”‘’–—…•·«»©®°²³€§×\u00a0\t\n\r")


def decode(source: Source) -> tuple[str, str | None]:
    """The text of a source, and the old encoding that it was in (None: Unicode). Raises IngestError."""
    data = source.data
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _by_name(data, name, source.name), None
    if data[:4096].count(0):
        side = "utf-16-be" if data[:4096:2].count(0) > data[1:4096:2].count(0) else "utf-16-le"
        return _by_name(data, side, source.name), None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _old(source, data.count(b"\n", 0, error.start) + 1)
    return _mojibake(text) or (text, None)


def _by_name(data: bytes, name: str, file: str) -> str:
    try:
        return data.decode(name).replace("\x00", "")
    except UnicodeError as error:
        raise IngestError(
            f"{file}: mở đầu như {name.upper()} mà đọc không được; hãy lưu lại với mã UTF-8"
        ) from error


def _old(source: Source, line: int) -> tuple[str, str | None]:
    declared = source.charset
    if declared is None and source.is_html:
        found = _META.search(source.data[:4096])
        declared = found.group(1).decode("ascii") if found else None
    best = _best(source.data)
    if best is not None:
        return best
    if declared is not None and declared.lower() not in ("utf-8", "utf8"):
        try:
            return source.data.decode(declared), declared
        except (LookupError, UnicodeError):
            pass
    raise IngestError(
        f"{source.name}: dòng {line} không phải UTF-8, cũng không nhận ra bảng mã nào"
        " (TCVN3, VNI, VISCII, VPS, Windows-1258, UTF-16); hãy lưu lại với mã UTF-8"
    )


def _best(data: bytes) -> tuple[str, str] | None:
    """The reading in which nearly every word is Vietnamese, and its name."""
    sample = data[:_SAMPLE]
    shares = {name: vietnamese_share(read(sample)) for name, read in _readers().items()}
    name = max(shares, key=lambda key: shares[key])
    return (_readers()[name](data), name) if shares[name] >= _GOOD else None


def _mojibake(text: str) -> tuple[str, str] | None:
    """Text that is UTF-8 only by its bytes: each letter was once a byte of something else."""
    sample = text[:_SAMPLE]
    # A letter such as "ạ" or "ế" is in no single byte; only text without any can be one.
    if sample.isascii() or _BEYOND.search(sample) or vietnamese_share(sample) >= 0.5:
        return None
    data = _as_bytes(text)
    if data is None:
        return None
    try:
        again = data.decode("utf-8")
    except UnicodeDecodeError:
        return _best(data)
    return (again, "UTF-8 ghi hai lần") if vietnamese_share(again[:_SAMPLE]) >= _GOOD else None


def _as_bytes(text: str) -> bytes | None:
    data = bytearray()
    for letter in text:
        if ord(letter) < 256:
            data.append(ord(letter))
            continue
        try:
            data += letter.encode("cp1252")
        except UnicodeEncodeError:
            return None
    return bytes(data)


def vietnamese_share(text: str) -> float:
    """Of the words with letters beyond ASCII, and of odd signs, the share that is Vietnamese (0-1)."""
    good = bad = 0
    for word in _WORD.findall(text):
        if not word.isascii():
            if _is_vietnamese(word):
                good += 1
            else:
                bad += 1
    bad += sum(
        1
        for letter in text
        if (not letter.isascii() or letter < " ") and not letter.isalpha() and letter not in _COMMON
    )
    return good / (good + bad) if good else 0.0


def _is_vietnamese(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word)
    marks = [letter for letter in letters if unicodedata.combining(letter)]
    if not (word.islower() or word.isupper() or word[1:].islower()):
        return False
    if any(mark not in _TONES | _SHAPES for mark in marks):
        return False
    return sum(mark in _TONES for mark in marks) <= 1 and is_vietnamese(word)


@cache
def _readers() -> dict[str, Callable[[bytes], str]]:
    readers: dict[str, Callable[[bytes], str]] = {
        "Windows-1258": lambda data: unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    }
    for name, runs in lang.load("encodings")["tables"].items():
        table = list(map(chr, range(256)))
        for start, letters in runs.items():
            table[start : start + len(letters)] = letters
        readers[str(name).upper()] = _reader("".join(table))
    readers["VNI"] = _read_vni
    return readers


def _reader(table: str) -> Callable[[bytes], str]:
    return lambda data: data.decode("latin-1").translate(dict(enumerate(table)))


def _read_vni(data: bytes) -> str:
    pattern, letters, marks = _vni()

    def letter(match: re.Match[str]) -> str:
        vowel, mark = match.group(1), match.group(2)
        return letters.get(vowel, vowel) + marks[mark] if mark else letters[match.group()]

    read = pattern.sub(letter, data.decode("cp1252", "replace"))
    return unicodedata.normalize("NFC", read)


@cache
def _vni() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    known = lang.load("encodings")["vni"]
    letters = {**known["letters"], **{a.upper(): b.upper() for a, b in known["letters"].items()}}
    marks = {**known["marks"], **{a.upper(): b for a, b in known["marks"].items()}}
    vowels = known["vowels"] + known["vowels"].upper()
    pattern = re.compile(f"([{vowels}])([{''.join(marks)}])|[{''.join(letters)}]")
    return pattern, letters, marks
