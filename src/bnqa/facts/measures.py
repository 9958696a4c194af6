"""What words say is measured: money, area, growth, a share, a price, a goal."""

from __future__ import annotations

from functools import cache

from bnqa import lang
from bnqa.text.phrases import syllables
from bnqa.text.tokens import fold

SHARE = "percent"  # the cue of a question for per cent, which a share may answer


@cache
def cue_words() -> dict[str, str]:
    """The phrases that say what is measured, each with what it is."""
    return {
        " ".join(syllables(str(word))): name
        for name, words in lang.load("kinds")["cues"].items()
        for word in words
    }


@cache
def share_words() -> frozenset[str]:
    """The phrases that say that a share is meant, unless a unit says otherwise."""
    return frozenset(word for word, name in cue_words().items() if name == "share")


def is_measured(dimension: str | None) -> bool:
    """Whether the unit that is asked for says what is measured: "chiếm mấy ha" is no share."""
    return dimension not in (None, "percent", "times")


@cache
def goal_openers() -> tuple[str, ...]:
    """The phrases that a measure opens with when it is a goal."""
    return tuple(" ".join(syllables(str(word))) for word in lang.load("kinds")["cues"]["goal"])


@cache
def is_price(measure: str) -> bool:
    """Whether a measure (space-joined keys) is a price; a value ("giá trị") is none."""
    prices = (" ".join(syllables(str(word))) for word in lang.load("kinds")["cues"]["price"])
    value = " ".join(syllables("giá trị"))
    return not measure.startswith(value) and any(f"{measure} ".startswith(f"{p} ") for p in prices)


def is_total(measure: str) -> bool:
    """Whether a measure as it is written names a whole: ``tổng công suất``."""
    return f"{measure} ".lower().startswith("tổng ")


@cache
def goal_words() -> frozenset[str]:
    """The bare syllables that make a goal of a measure."""
    return frozenset(fold(word) for opener in goal_openers() for word in opener.split())


@cache
def generic_words() -> frozenset[str]:
    """Syllables of a measure that a question may leave out: ``số``, ``tổng``."""
    return frozenset(fold(str(word)) for word in lang.load("kinds")["generic"])


@cache
def nation() -> str:
    """The country that is meant where no place is named, and what else it is called."""
    return " . ".join(map(str, lang.load("kinds")["nation"]))
