"""The phrase book of the language data: what each phrase of a question means."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from bnqa import lang
from bnqa.text.phrases import PhraseBook, syllables
from bnqa.values.quantity import unit_names


class Entry(NamedTuple):  # there are over ten thousand: a data class takes twice as long to make
    """What a phrase means: its category, its kind of question, and the phrases that mean the same."""

    category: str
    kind: str = ""
    variants: tuple[str, ...] = ()

    @property
    def is_noun(self) -> bool:
        """Whether it names something of another topic or a place."""
        return self.category in ("outside", "place")


@cache
def phrase_book() -> PhraseBook[Entry]:
    """All phrases of the language data that the reader knows."""
    book: PhraseBook[Entry] = PhraseBook()
    for kind, phrases in lang.load("questions").items():
        book.extend(phrases, Entry("question", kind))
    groups: dict[str, list[str]] = {}
    for group in lang.load("synonyms"):
        # ">Hàn" stands for its group in a question, but is not looked for in its stead.
        sought = [str(p).removeprefix("<") for p in group if not str(p).startswith(">")]
        for phrase in (str(p).removeprefix(">") for p in group if not str(p).startswith("<")):
            groups.setdefault(phrase, []).extend(p for p in sought if p not in groups[phrase])
    for phrase, same in groups.items():
        book.add(phrase, Entry("concept", "", (phrase, *[p for p in same if p != phrase])))
    for names in places():
        # "<Áo" is looked for where "nước Áo" is asked, but "áo" alone is no country.
        sought = [name.removeprefix("<") for name in names]
        for name in (name for name in names if not name.startswith("<")):
            book.add(name, Entry("place", "", (name, *[n for n in sought if n != name])))
    book.extend([p for p in lang.load("dialogue")["openers"] if " " in str(p)], Entry("grammar"))
    lexicon = lang.load("lexicon")
    book.extend(lexicon["grammar"], Entry("grammar"))
    book.extend([*lexicon["soft"], *lexicon["estimate"]], Entry("soft"))
    for topic in lang.load("nouns").values():
        for noun in topic:
            book.add(str(noun), Entry("outside", "", (str(noun),)))
    return book


@cache
def places() -> tuple[tuple[str, ...], ...]:
    """The places of the language data, each with all that it is called."""
    entries = [entry for listed in lang.load("places").values() for entry in listed]
    return tuple(
        (entry,) if isinstance(entry, str) else (entry["name"], *map(str, entry.get("aliases", ())))
        for entry in entries
    )


@cache
def grammar_words() -> frozenset[str]:
    """The single syllables that are grammar, empty or ask something: a word has others too."""
    return asking_words() | _single(lang.load("lexicon")["soft"])


@cache
def asking_words() -> frozenset[str]:
    """The single syllables that are grammar or ask something: no part of a compound typed bare."""
    asking = [w for words in lang.load("questions").values() for w in words]
    return _single([*lang.load("lexicon")["grammar"], *asking])


def _single(words: Iterable[object]) -> frozenset[str]:
    found = (syllables(str(word)) for word in words if " " not in str(word))
    return frozenset(one[0] for one in found if one)


@cache
def small_words() -> frozenset[str]:
    """The phrases that greet, thank and chat: no article must have them."""
    intents = lang.load("replies")["intents"].values()
    return frozenset(str(phrase) for phrases in intents for phrase in phrases)


@cache
def unit_book() -> PhraseBook[tuple[str, str]]:
    """The units that "bao nhiêu" may be followed by, as (canonical unit, dimension)."""
    book: PhraseBook[tuple[str, str]] = PhraseBook()
    for name, (canonical, _, dimension) in unit_names().items():
        if len(name) > 1 and name[0].isalpha() and "%" not in name:
            book.add(name, (canonical, dimension))
    for scale in lang.load("units")["scales"]:
        book.add(scale, ("", "scale"))
    book.extend(lang.load("cues")["money"], ("", "money"))
    return book
