"""What a stretch of an article is about, where its figures leave it out: "tôm tăng 10%" of exports."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from bnqa import lang
from bnqa.extract.lexicon import Element, data, scan
from bnqa.extract.names import place_names
from bnqa.extract.nouns import begins_with, lower_first
from bnqa.extract.reading import Reading
from bnqa.extract.sentences import Sentence
from bnqa.extract.terms import words
from bnqa.knowledge import Article

_BRACKET = re.compile(r"\s*\([^()]*\)")
_MOST_WORDS = 4  # words that say what is traded, after the activity
_HEADS = ("kim ngạch", "tổng kim ngạch", "trị giá", "tổng trị giá", "giá trị")


class Topics:
    """Follows the activities that an article names, sentence by sentence."""

    def __init__(self, article: Article) -> None:
        self._title = _topics(list(scan(article.title, ())))
        self._title_text = article.title
        self._heading: tuple[str, list[tuple[str, str]]] = ("", [])
        self._passage: tuple[str, list[tuple[str, str]]] = ("", [])

    def named(self, reading: Reading) -> Reading:
        """A level of money with no measure of its own by that of its stretch: "tôm đạt 2,8 tỷ USD" of exports."""
        noun = lower_first(_BRACKET.sub("", reading.noun))
        measure = lower_first(reading.measure)
        money = reading.role == "level" and reading.frame.figure.dimension == "money"
        bare = measure in (lower_first(reading.noun), f"giá trị {lower_first(reading.noun)}")
        priced = "/" in (reading.frame.figure.unit or "")
        if money and not priced:
            whole = self._whole(reading)
            if whole is not reading:
                return whole
        of_place = _BRACKET.sub("", reading.subject) in place_names()
        traded = measure.removeprefix("kim ngạch ")
        if money and not priced and traded in words("traded") and of_place:
            name = _BRACKET.sub("", reading.subject)
            if traded not in noun or f"{measure} của {name}" == noun:
                return self._towards(reading, traded, name)
        if not (money and bare and noun) or priced or begins_with(noun, "measure") is not None:
            return reading
        topic = self._current(reading.frame.sentence, reading.frame.figure.start)
        if topic is None or topic[0] not in words("traded") or topic[0] in noun:
            return reading
        name = _BRACKET.sub("", reading.noun)
        if name in place_names():
            return self._towards(reading, topic[1], name)
        named = f"{topic[0]} {noun}"
        return replace(reading, measure=named, aliases=(*reading.aliases, f"kim ngạch {named}"))

    @staticmethod
    def _towards(reading: Reading, traded: str, place: str) -> Reading:
        """What is traded with a country; of a province, what it trades itself."""
        activity = next((a for a in _TOWARDS if traded.startswith(a)), "")
        named = (
            f"{traded} {'của' if place in _provinces() else _TOWARDS.get(activity, 'với')} {place}"
        )
        return replace(reading, measure=named, aliases=(*reading.aliases, f"kim ngạch {named}"))

    def _whole(self, reading: Reading) -> Reading:
        """ "kim ngạch toàn ngành", "kim ngạch cả năm": of all that its stretch is about."""
        head = begins_with(reading.measure, "measure") or ""
        rest = lower_first(reading.measure)[len(head) :].strip()
        if head.lower() not in _HEADS[:2] or rest not in words("everything"):
            return reading
        topic = self._current(reading.frame.sentence, reading.frame.figure.start)
        if topic is None or topic[0] not in words("traded") or topic[0] == topic[1]:
            return reading
        if lower_first(reading.subject) not in (*words("everything"), lower_first(reading.measure)):
            return reading
        named = f"{head.lower()} {topic[1]}"
        return replace(
            reading, measure=topic[1], subject=topic[1], aliases=(*reading.aliases, named)
        )

    def aliases(self, reading: Reading) -> tuple[str, ...]:
        """What a figure's fact answers to when the activity is named with it."""
        sentence = reading.frame.sentence
        noun = f"{reading.measure} {reading.noun}".lower()
        money = reading.frame.figure.dimension == "money"
        meant = _meant().get(lower_first(reading.measure).split(" của ")[0])
        if reading.role == "growth":
            grows: dict[str, str] = data()["grows"]  # type: ignore[assignment]
            meant = next((v for k, v in grows.items() if reading.measure.startswith(k)), meant)
        if meant is not None:
            return (meant,)
        own = next((a for a in _activities() if a in noun), None)
        measure_of = lower_first(reading.measure)
        if own is not None and own in words("sales"):
            return self._sold(reading, None)
        if own is not None:
            traded = own in words("traded") and not reading.is_change and "kim ngạch" not in noun
            traded = traded and not noun.startswith("thu ")  # what the state takes of trade
            if measure_of.startswith("giá "):
                return ()
            if money and measure_of.startswith("kim ngạch ") and not reading.is_change:
                return (lower_first(reading.noun).removeprefix("kim ngạch "),)
            return (f"kim ngạch {lower_first(reading.noun)}",) if money and traded else ()
        topic = self._current(sentence, reading.frame.figure.start)
        if sold := self._sold(reading, topic):
            return sold
        if topic is None or reading.role in ("share", "rate"):
            return ()
        activity, phrase = topic
        head = begins_with(reading.measure, "measure")
        if head is not None and head.lower() in _HEADS and activity in words("traded"):
            holder = _BRACKET.sub("", reading.holder)
            whose = holder if holder in place_names() else ""
            return tuple(f"{head} {p}".strip() for p in (phrase, f"{activity} {whose}".strip()))
        if begins_with(reading.noun, "measure") is not None or not reading.noun:
            return ()
        named = f"{activity} {lower_first(_BRACKET.sub('', reading.noun))}"
        return (named, f"kim ngạch {named}") if money and activity in words("traded") else (named,)

    def done_to(self, reading: Reading) -> tuple[str, ...]:
        """What a bare noun of what was done is of: "giải ngân" in a paragraph on "đầu tư công"."""
        table: dict[str, list[str]] = data()["done_to"]  # type: ignore[assignment]
        measure = lower_first(reading.measure)
        word = next((w for w in table if measure in (w, f"mục tiêu {w}")), None)
        if word is None:
            return ()
        passage = reading.frame.sentence.passage
        told = " ".join((passage.text, passage.heading, self._title_text)).lower()
        of = next((o for o in table[word] if o in told), None)
        return () if of is None else (f"{measure} {of}", f"{of} {word}")

    def _sold(self, reading: Reading, topic: tuple[str, str] | None) -> tuple[str, ...]:
        """The words for sales, where sales are told of: "Toyota đạt 6.480 xe"."""
        verb = reading.frame.verb.text.lower() if reading.frame.verb is not None else ""
        told = f"{reading.measure} {reading.noun}".lower()
        known = verb in words("sales") or any(
            a in told for a in _activities() if a in words("sales")
        )
        if not known and (topic is None or topic[0] not in words("sales")):
            return ()
        head = begins_with(reading.measure, "measure")
        if head is not None and head.lower() not in words("sold_by"):
            return ()  # "sản lượng ô tô lắp ráp" is made, not sold
        counted = reading.frame.figure.dimension in ("count", None) or reading.is_change
        if not counted or reading.role in ("share", "rate"):
            return ()
        return (f"doanh số bán {lower_first(reading.holder or reading.noun)}",)

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence."""
        passage = sentence.passage
        if passage.id != self._passage[0]:
            self._passage = (passage.id, [])
            if passage.heading != self._heading[0]:
                self._heading = (passage.heading, _topics(list(scan(passage.heading, ()))))

    def leave(self, sentence: Sentence) -> None:
        """What a sentence named holds for the rest of its passage."""
        self._passage[1].extend(_topics(sentence.elements))

    def _current(self, sentence: Sentence, place: int) -> tuple[str, str] | None:
        inside = _topics([e for e in sentence.elements if e.start < place])
        for found in (inside, self._passage[1], self._heading[1], self._title):
            if found:
                return found[-1]
        return None


_TOWARDS = {"xuất khẩu": "sang", "nhập khẩu": "từ", "xuất siêu": "sang", "nhập siêu": "từ"}


@cache
def _provinces() -> frozenset[str]:
    entries = lang.load("places")["provinces"]
    return frozenset(str(e if isinstance(e, str) else e["name"]) for e in entries)


@cache
def _meant() -> dict[str, str]:
    table: dict[str, str] = data()["meant"]  # type: ignore[assignment]
    return table


@cache
def _activities() -> tuple[str, ...]:
    return tuple(sorted(map(str, data()["activities"]), key=len, reverse=True))


def _topics(elements: Sequence[Element]) -> list[tuple[str, str]]:
    """The activities named in a stretch, each with what it is of: ("xuất khẩu", "xuất khẩu gạo")."""
    found = []
    for index, element in enumerate(elements):
        lower = element.text.lower()
        activity = next((a for a in _activities() if lower.endswith(a)), None)
        if activity is None:
            continue
        rest = []
        for after in elements[index + 1 : index + 1 + _MOST_WORDS]:
            if (
                after.kinds != {"word"}
                or not after.text.isalpha()
                or after.is_name
                or after.text in words("particles")
            ):
                break
            rest.append(after.text)
        found.append((activity, " ".join([activity, *rest])))
    return found
