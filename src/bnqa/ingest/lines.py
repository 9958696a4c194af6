"""A plain text as lines: wrapped lines joined, texts that run together taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bnqa.ingest.letters import LONG_RUN, LOWER, UPPER, is_vietnamese
from bnqa.ingest.model import Line
from bnqa.text.tokens import normalize, squeeze

_BREAKS = re.compile(r"\r\n?|[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)")
_BULLET = re.compile(r"^[•▪●■◦‣*·+○◆➢✓➤]\s*(?=\S)|^[-–—]\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:\d{1,2}[.)]|[a-zđ][.)])\s+(?=\S)")
# A sentence that begins right after the last one, without a space: "6,2%.Sản xuất", "...Đồng thời".
_NO_SPACE = re.compile(
    rf"(?<=[{LOWER}0-9%”\"’)])([.!?…]+[”\"’)]*)(?=[“\"]?[{UPPER}][{LOWER}]{{1,6}}[\s,.])"
)
_ENDED = re.compile(r"[.!?…][”\"’)\]]*\s*$")
_NEXT_SENTENCE = re.compile(rf"[.!?…][”\"’)\]]*\s+(?=[“\"]?[{UPPER}0-9])")
_SEAM = re.compile(
    rf"(?<=[{LOWER}])(?=[{UPPER}])|(?<=[{UPPER}]{{2}})(?=[{UPPER}][{LOWER}])|(?<=[0-9%)”»?!])(?=[{UPPER}][{LOWER}])"
)
_WIDEST_WRAP = 130


def text_lines(text: str) -> list[Line]:
    """The lines of a text that have words, in order; see :class:`Line`."""
    raw = [_row(line) or squeeze(line) for line in _BREAKS.split(text)]
    found: list[Line] = []
    block = 0
    blank = True
    for number, line in enumerate(raw, 1):
        if not line:
            blank = True
            continue
        block += blank
        blank = False
        found.append(_read_line(line, number, block))
    return [piece for line in _unwrap(found) for piece in take_apart(line)]


def _row(line: str) -> str | None:
    """The cells of a table's row, or the entries of a menu, with bars between them."""
    cells = [squeeze(cell) for cell in re.split(r"\t+|[ \u00a0]{2,}", normalize(line).strip())]
    if len(cells) < 2 or (len(cells) == 2 and "\t" not in line) or _ENDED.search(cells[-1]):
        return None
    return " | ".join(cells) if all(len(cell.split()) <= 8 for cell in cells) else None


def _read_line(text: str, number: int, block: int) -> Line:
    heading = _HEADING.match(text)
    if heading is not None:
        role = "title" if len(heading.group(1)) == 1 else "heading"
        return Line(text[heading.end() :].strip(" #"), number, block, role)
    bullet = _BULLET.match(text)
    if bullet is not None:
        # A dash may open a spoken line: a long sentence is a paragraph, whatever it begins with.
        role = "" if text[0] in "-–—" and len(text.split()) > 25 else "item"
        return Line(text[bullet.end() :], number, block, role, bulleted=role == "item")
    if " | " in text and re.search(r"\d", text):
        return Line(text, number, block, "item")
    if _NUMBERED.match(text):
        return Line(text, number, block, "item" if len(text.split()) <= 40 else "")
    return Line(text, number, block)


def _unwrap(lines: list[Line]) -> list[Line]:
    """Join the lines of a text that was broken at a fixed width, as mail programs do."""
    pairs = [(a, b) for a, b in pairwise(lines) if a.block == b.block]
    lengths = sorted(len(line.text) for line in lines)
    if len(pairs) < 4:
        return lines
    width = lengths[int(len(lengths) * 0.95)]
    full = [(a, b) for a, b in pairs if len(a.text) >= 0.7 * width and not a.role and not b.role]
    running = sum(1 for _, b in full if b.text[:1].islower())
    if width > _WIDEST_WRAP or len(full) < 4 or running < 0.3 * len(full):
        return lines
    joined: list[Line] = []
    previous: Line | None = None
    for line in lines:
        last = joined[-1] if joined else None
        if (
            last is not None
            and previous is not None
            and previous.block == line.block
            and line.role == ""
            # The line before was full: the next word would not have fitted.
            and (len(previous.text) + 1 + len(line.text.split()[0]) > 0.9 * width)
        ):
            joined[-1] = last.with_text(f"{last.text} {line.text}")
        else:
            joined.append(line)
        previous = line
    return joined


def take_apart(line: Line) -> Iterator[Line]:
    """A line as it is, or as the texts that stand in it without a space between them."""
    closed = _ENDED.search(line.text) is not None
    text = _NO_SPACE.sub(lambda m: m[0] if m[0] in "?!" and not closed else f"{m[0]} ", line.text)
    places = _glue_points(text)
    if not places:
        yield line.with_text(_NO_SPACE.sub(r"\1 ", text))
        return
    if closed:
        # Inside a sentence a name may be written as one word ("ViệtNam"): no seam.
        places = [p for p in places if not _last_word(text[:p])[:1].isupper()]
    # A paragraph before the first seam ends where its last sentence does.
    ends = [m.end() for m in _NEXT_SENTENCE.finditer(text[: places[0]])] if places else []
    begin = ends[-1] if ends else 0
    pieces = [text[a:b].strip() for a, b in pairwise([begin, *places, len(text)])]
    sizes = [len(piece.split()) for piece in pieces]
    lonely = len(pieces) == 2 and begin == 0 and min(sizes) < 4 and max(sizes) > 5
    if len(pieces) < 2 or min(sizes) < 2 or lonely or (closed and not _heads_a_text(pieces)):
        yield line.with_text(text)
        return
    if begin:
        yield line.with_text(text[:begin].strip())
    for piece in pieces[:-1]:
        yield Line(piece, line.number, line.block, line.role, glued=True)
    yield Line(pieces[-1], line.number, line.block, line.role, glued=not closed)


def _heads_a_text(pieces: list[str]) -> bool:
    """Headlines, then one whole paragraph: "Công nghiệp dẫn dắtÔng Trung cho biết, … tăng 5,9%."."""
    return len(pieces[-1].split()) >= 12 and all(
        len(piece.split()) <= 25 and not _ENDED.search(piece) for piece in pieces[:-1]
    )


def _last_word(text: str) -> str:
    """The syllable that ends a text: "tỉnh Bắc Ninh" → "Ninh", "kinh tế ViệtNam" → "Nam"."""
    found = re.search(rf"[{UPPER}]?[{LOWER}]+$|[{UPPER}]+$", text)
    return found.group() if found else ""


def _glue_points(text: str) -> list[int]:
    """Where a syllable, a figure or a bracket is followed at once by a capital that opens a word."""
    if text.islower() or text.isupper() or LONG_RUN.search(text):
        return []
    return [m.start() for m in _SEAM.finditer(text) if _is_seam(text, m.start())]


def _is_seam(text: str, place: int) -> bool:
    right_word = re.match(rf"[{UPPER}]+(?![{LOWER}])|[{UPPER}][{LOWER}]*", text[place:])
    if right_word is None:
        return False
    right, left = right_word.group(), _last_word(text[:place])
    before, after = text[: place - len(left)], text[place + len(right) :]
    if not left:  # after a figure or a closing bracket
        return after[:1] in (" ", ",") and is_vietnamese(right) and len(right) > 1
    ends = (
        before[-1:] in ("", " ", "(", "“", "/", "-")
        or _SEAM.match(text, place - len(left)) is not None
    )
    opens = after[:1] in ("", " ", ",", ":", "-") or _SEAM.match(after) is not None
    if not ends or not (is_vietnamese(right) or right.isupper() or after.startswith(" ")):
        return False
    # "MoMo", "VinFast", "iPhone" are names: Vietnamese shows itself by its marks, or by the words
    # on both sides.
    if not right.isascii() or (not left.isascii() and is_vietnamese(left)):
        return True
    return (
        opens
        and left.islower()
        and len(left) > 1
        and len(right) > 1
        and min(len(before.split()), len(after.split())) >= 3
    )
