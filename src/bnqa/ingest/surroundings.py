"""What a line is in the light of all the others: repeated, an echo, a caption's neighbour, a heading."""

from __future__ import annotations

import re
from collections import Counter

from bnqa.ingest.extent import Extent, is_sign_off
from bnqa.ingest.people import is_person, signed_off
from bnqa.ingest.signs import Sign, is_aside, is_credited, names, sign_of

_OPENING = 6  # words by which a repeated sentence is looked up


class Surroundings:
    """The lines of a page, with what can be said of each by its neighbours and its copies."""

    def __init__(self, signs: list[Sign], extent: Extent) -> None:
        self.signs, self.extent = signs, extent
        self.body = signs[extent.first : extent.last + 1]
        self._repeated = Counter(s.key for s in signs if not s.is_paragraph)
        self._keys = {s.key for s in signs}
        self.known = {pair for s in self.body if s.is_paragraph for pair in s.pairs}
        self.tainted = {s.line.block for s in self.body if self.is_furniture(s)}
        self.mixed = {s.line.block for s in self.body if s.is_paragraph}
        self.sizes = Counter(s.line.block for s in self.body)
        self._captions = [s.key for s in self.body if is_credited(s)]
        self._openings: dict[str, list[str]] = {}
        for sign in self.body:
            if sign.is_paragraph:
                found = sign.key.split()
                for n in range(len(found) - _OPENING + 1):
                    opening = " ".join(found[n : n + _OPENING])
                    self._openings.setdefault(opening, []).append(sign.key)
        # Headlines that stand between blank lines: the headings, but for a caption among them.
        self._alone = [
            s for s in self.body
            if s.is_headline and not s.line.role and not s.line.glued
            and s.line.block not in self.tainted | self.mixed and not self.is_furniture(s)
        ]  # fmt: skip
        close = signs[extent.last + 1 : extent.last + 4]
        self.end_is_marked = signed_off(signs[extent.last].text) is not None or any(
            is_sign_off(s) or names(s.text, "ends") or names(s.text, "boxes") for s in close
        )

    def is_repeated(self, sign: Sign) -> bool:
        """A short line that stands more than once, or again with a number."""
        again = self._repeated[sign.key] > 1 and not self.is_contents(sign)
        return again or self.is_numbered_echo(sign)

    def is_in_caption(self, sign: Sign) -> bool:
        """A short line whose words a credited caption has too."""
        return sign.size >= 3 and any(sign.key in key for key in self._captions)

    def is_tainted(self, sign: Sign) -> bool:
        """In a group of short lines, at least one of which is furniture."""
        return sign.line.block in self.tainted and sign.line.block not in self.mixed

    def is_furniture(self, sign: Sign) -> bool:
        return not sign.is_paragraph and (
            is_credited(sign) or is_aside(sign.text) or names(sign.text, "boxes") is not None
            or self.is_title(sign) or (self._repeated[sign.key] > 1 and not self.is_contents(sign))
            or self.is_numbered_echo(sign)
        )  # fmt: skip

    def is_numbered_echo(self, sign: Sign) -> bool:
        """A line of the page again, with a picture's number: "… được giá ảnh 2", "… - Ảnh 1."."""
        found = re.fullmatch(r"(.+?)(?: \w+)? \d+", sign.key)
        return found is not None and sign.size >= 5 and found.group(1) in self._keys

    def follows_picture(self, i: int, sign: Sign) -> bool:
        """Right under a picture's text, which stands alone: the caption that goes with it."""
        if i < self.extent.first + 2 or not sign.is_headline or sign.line.role:
            return False
        above, before = self.signs[i - 1], self.signs[i - 2]
        picture = (
            self.is_title(above) or self.is_numbered_echo(above) or self._repeated[above.key] > 1
        )
        return (
            picture
            and not above.is_paragraph
            and above.line.block == sign.line.block
            and before.key != above.key
        )

    def echoes(self, i: int, sign: Sign) -> bool:
        """One line begins with all of its neighbour: a picture's text and its caption."""
        near = [self.signs[j] for j in (i - 1, i + 1) if 0 <= j < len(self.signs)]
        return sign.size >= 4 and any(
            other.line.block == sign.line.block and min(other.size, sign.size) >= 4
            and (other.key.startswith(sign.key) or sign.key.startswith(other.key))
            for other in near
        )  # fmt: skip

    def is_quoted_again(self, sign: Sign) -> bool:
        """A sentence set large that a paragraph has too, perhaps with who said it."""
        if sign.size < _OPENING:
            return False
        quoted = re.match(r"[“\"](.{20,}?)[”\"]\s*[-–—]", sign.text)
        key = sign_of(sign.line.with_text(quoted.group(1))).key if quoted is not None else sign.key
        full = sign.is_paragraph or quoted is not None or sign.text.startswith(("“", '"'))
        if not full:
            return False
        # Whatever holds the sentence holds its first words.
        holders = self._openings.get(" ".join(key.split()[:_OPENING]), ())
        return any(other != sign.key and key != other and key in other for other in holders)

    def is_title(self, sign: Sign) -> bool:
        title = self.extent.title
        return title >= 0 and sign.key == self.signs[title].key

    def is_contents(self, sign: Sign) -> bool:
        """A sub-heading that a table of contents has listed: its last place is the heading's."""
        places = [i for i, other in enumerate(self.signs) if other.key == sign.key]
        last = places[-1]
        if len(places) != 2 or last + 1 >= len(self.signs) or not self.signs[last + 1].is_paragraph:
            return False
        first = self.signs[max(places[0] - 1, 0) : places[0] + 2]
        return sum(s.is_headline for s in first) >= 2 and sign is self.signs[last]

    def is_scene(self, sign: Sign) -> bool:
        """A picture's caption without a credit: it names a person, or is far longer than the headings."""
        if sign.line.role or sign.closed or sign.size < 9:
            return False
        if is_person(sign.text):
            return True
        sizes = [s.size for s in self._alone if s is not sign]
        return len(sizes) >= 2 and sign.size >= 12 and sign.size > 2 * max(sizes)

    def stands_alone(self, i: int) -> bool:
        """Between blank lines, or marked as a heading: no part of the lines under the title."""
        line, above = self.signs[i].line, self.signs[i - 1].line if i else None
        below = self.signs[i + 1].line if i + 1 < len(self.signs) else None
        return line.role == "heading" or all(
            other is None or other.block != line.block for other in (above, below)
        )

    def stands_among_headlines(self, i: int) -> bool:
        around = [self.signs[j] for j in (i - 1, i + 1) if 0 <= j < len(self.signs)]
        return any(s.is_headline and not s.line.role for s in around)
