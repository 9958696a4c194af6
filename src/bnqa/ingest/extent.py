"""Where an article begins and ends among the lines of its page.

The title is the headline above the first paragraph that says most of what the text goes on to say.
The end is where the sum of what speaks for the article is greatest: paragraphs on its topic speak
for it, headlines and marks of the page against it. What comes after it would have to be as much
text again to be taken in.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bnqa.ingest.people import name_in
from bnqa.ingest.signs import (
    Sign,
    date_in,
    is_aside,
    is_credited,
    is_dateline,
    is_noise,
    is_tags,
    is_trail,
    names,
)

_THIN = 0.08  # share of its pairs that the text before has; less: another topic
_NEAR = 0.15
_HEAD_LINES = 300  # above the first paragraph; the title is among the last of them
_LEAD_WORDS = 60  # the lead of another story is no longer
_STORY_WORDS = 7  # and its headline no shorter


@dataclass(frozen=True, slots=True)
class Extent:
    """Places among the lines: the title (-1: none), the first paragraph, the last line (inclusive)."""

    title: int
    first: int
    last: int


def find_extent(signs: list[Sign], known_title: str | None = None) -> Extent | None:
    """Where the article stands; None where there is no paragraph at all."""
    first = next((i for i, sign in enumerate(signs) if _is_text(sign)), None)
    if first is None:
        return None
    title = _title(signs, first, known_title)
    if title > first:
        first = next((i for i in range(title + 1, len(signs)) if _is_text(signs[i])), title)
    return Extent(title, first, _last(signs, title, first))


def _is_text(sign: Sign) -> bool:
    return (
        sign.is_paragraph
        and not is_credited(sign)
        and not is_dateline(sign)
        and date_in(sign) is None
        and not is_aside(sign.text)
    )


def affinity(sign: Sign, known: set[str]) -> float:
    """The share of what a line is about that is known already (0-1); 0.5 where it says nothing."""
    return len(sign.pairs & known) / len(sign.pairs) if sign.pairs else 0.5


def _title(signs: list[Sign], first: int, known_title: str | None) -> int:
    if known_title is not None:
        return _known_title(signs, first, known_title)
    marked = next((i for i, sign in enumerate(signs) if sign.line.role == "title"), None)
    if marked is not None:
        return marked
    body: set[str] = set()
    for sign in signs[first:]:
        if sign.is_paragraph:
            body |= sign.pairs
    short = [sign.key for sign in signs if not sign.is_paragraph]
    best, best_score = -1, 0.0
    for i, sign in enumerate(signs[:first][-_HEAD_LINES:], max(0, first - _HEAD_LINES)):
        if not sign.is_headline or sign.size < 3 or sign.line.glued or _is_page(sign):
            continue
        # A section's name says only words of the article, but few of them.
        score = affinity(sign, body) * min(sign.size, 10) / 10 if sign.pairs else 0.1
        score += (
            0.03 * min(sign.size, 12)
            + (0.2 if sum(key.startswith(sign.key) for key in short) > 1 else 0.0)
            + 0.001 * i
        )
        if score > best_score:
            best, best_score = i, score
    return best


def _known_title(signs: list[Sign], first: int, title: str) -> int:
    wanted = set(title.lower().split())
    for i, sign in enumerate(signs[: first + 1]):
        said = set(sign.text.lower().split())
        if len(said & wanted) >= 0.8 * len(said | wanted):
            return i
    return -1


def _is_page(sign: Sign) -> bool:
    text = sign.text
    return (
        is_trail(text) or is_dateline(sign) or date_in(sign) is not None or is_noise(text)
        or is_tags(text) or is_aside(text) or is_credited(sign) or name_in(text) is not None
        or any(names(text, kind) for kind in ("tools", "ends", "boxes"))
    )  # fmt: skip


def is_sign_off(sign: Sign) -> bool:
    """A line that is nothing but who wrote: after the last paragraph it closes the article."""
    return (
        sign.size <= 12 and not sign.is_paragraph and name_in(sign.text, capitals=True) is not None
    )


def _last(signs: list[Sign], title: int, first: int) -> int:
    repeated = Counter(sign.key for sign in signs if not sign.is_paragraph)
    known: set[str] = set(signs[title].pairs) if title >= 0 else set()
    best, best_sum, total, run = first, 0.0, 0.0, 0.0
    crossed = listing = False
    chains = _chains(signs, first)
    stories: set[int] = set()
    for i in range(first, len(signs)):
        sign = signs[i]
        if names(sign.text, "ends") and not sign.is_paragraph:
            total -= max(2.5, 0.35 * best_sum)
            crossed = True
        elif is_sign_off(sign) and best_sum > 1:
            total -= 1.5
            crossed = True
        elif sign.is_paragraph and not is_credited(sign):
            chain = chains.get(i, [])
            if crossed or _is_foreign(signs, chain, known):
                stories.update(chain)
            gain = 0.0 if i in stories else _gain(sign, known, crossed)
            if gain and (not crossed or affinity(sign, known) >= _NEAR):
                known |= sign.pairs
            total += gain
            run, listing = 0.0, sign.text.endswith(":")
        elif not (listing and not crossed):
            cost = _cost(sign, crossed, repeated[sign.key] > 1)
            # A list without bullets is no proof that the article is over.
            if cost < 0 and not crossed:
                cost = max(cost, -1.2 - run)
                run += cost
            total += cost
        if total > best_sum:
            best, best_sum = i, total
    return best


def _gain(sign: Sign, known: set[str], crossed: bool) -> float:
    """What a paragraph says for the article going on to it: its length, if it is on the topic."""
    gain = min(sign.size, 80) / 20
    thin = len(known) > 60 and affinity(sign, known) < _THIN
    return gain * (0.3 if thin else 1.0) * (0.5 if crossed else 1.0)


def _chains(signs: list[Sign], first: int) -> dict[int, list[int]]:
    """Rows of paragraphs, each short and alone under a headline, by the place of their first.

    One such pair may be a section of the article; several in a row may be a list of stories.
    """
    rows: list[list[int]] = []
    for i in range(first + 1, len(signs)):
        above, sign = signs[i - 1], signs[i]
        below = signs[i + 1] if i + 1 < len(signs) else None
        if (
            sign.is_paragraph and sign.size <= _LEAD_WORDS and above.is_headline
            and above.size >= _STORY_WORDS and above.line.role != "heading"
            and (below is None or not below.is_paragraph)
        ):  # fmt: skip
            # At most the headline, perhaps written twice, stands between two leads.
            if rows and i - rows[-1][-1] <= 4:
                rows[-1].append(i)
            else:
                rows.append([i])
    return {row[0]: row for row in rows}


def _is_foreign(signs: list[Sign], chain: list[int], known: set[str]) -> bool:
    """Whether most of a row have more to do with their own headlines than with the article."""
    if len(chain) < 2 or len(known) <= 60:
        return False
    count = 0
    for i in chain:
        headline, lead = signs[i - 1], signs[i]
        own = len(headline.pairs & lead.pairs) / max(1, len(headline.pairs))
        count += affinity(lead, known) < max(_NEAR, own / 2)
    return count >= len(chain) / 2


def _cost(sign: Sign, crossed: bool, repeated: bool) -> float:
    if sign.line.role == "heading":
        return -0.2
    if sign.line.role == "item" or sign.closed:
        return -0.5 if crossed else 0.2
    return -1.0 if repeated else -0.6 if crossed else -0.4
