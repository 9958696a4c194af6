"""The lists of nouns and places: tidy, apart from the other language data, and harmless to questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

import bnqa
from bnqa import Engine, lang
from bnqa.library.pairs import load_pairs
from bnqa.question.book import places
from bnqa.regression import run_pair
from bnqa.text.phrases import syllables
from bnqa.text.tokens import fold
from tests.conftest import BAC_NINH

DATA = Path(bnqa.__file__).parent / "lang" / "vi"
NOUNS = [str(noun) for topic in lang.load("nouns").values() for noun in topic]
PLACES = [name for names in places() for name in names if not name.startswith("<")]
# Topics of their own that the first article only touches; other articles are asked about them.
TOUCHED = frozenset(
    {"dịch vụ", "y tế", "khoa học", "tiến độ", "cơ cấu kinh tế", "vật liệu xây dựng"}
)


def _phrases_with_a_meaning() -> dict[tuple[str, ...], str]:
    lexicon = lang.load("lexicon")
    found = {
        syllables(str(word)): name
        for name in ("grammar", "soft", "estimate")
        for word in lexicon[name]
    }
    for group in lang.load("synonyms"):
        found.update((syllables(str(phrase)), "synonyms") for phrase in group)
    for kind, phrases in lang.load("questions").items():
        found.update((syllables(str(phrase)), f"questions: {kind}") for phrase in phrases)
    return found


def test_no_noun_is_listed_twice() -> None:
    counts = Counter(map(syllables, NOUNS))
    assert [" ".join(keys) for keys, count in counts.items() if count > 1] == []


def test_no_noun_is_a_place() -> None:
    named = set(map(syllables, PLACES))
    assert [noun for noun in NOUNS if syllables(noun) in named] == []


def test_no_noun_has_another_meaning_in_the_language_data() -> None:
    known = _phrases_with_a_meaning()
    assert {noun: known[syllables(noun)] for noun in NOUNS if syllables(noun) in known} == {}


def test_every_noun_begins_with_a_letter() -> None:
    """The phrase book files phrases by their first letters: "5G" it would never find."""
    assert [noun for noun in (*NOUNS, *PLACES) if not noun[0].isalpha()] == []


def test_no_noun_of_several_syllables_is_a_phrase_of_the_article(engine: Engine) -> None:
    article = engine.library.articles[0]
    texts = [article.title, *(p.text for p in article.passages)]
    texts += [text for f in article.facts for text in (f.subject, f.measure, *f.aliases)]
    used = "|".join(f" {' '.join(syllables(text))} " for text in texts)
    several = [noun for noun in NOUNS if len(syllables(noun)) > 1 and noun not in TOUCHED]
    assert [noun for noun in several if f" {' '.join(syllables(noun))} " in used] == []


@pytest.mark.parametrize("name", ["nouns", "places"])
def test_lines_stay_readable(name: str) -> None:
    lines = (DATA / f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 180] == []


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Gạo tăng bao nhiêu phần trăm so với cùng kỳ?", "gạo"),
        ("Foxconn lãi bao nhiêu tiền năm 2024?", "lãi"),
        ("Foxconn bị phạt bao nhiêu tiền?", "bị phạt"),
        ("Goertek nợ bao nhiêu tiền?", "nợ"),
        ("vợ ông Lưu Bảo Trung là ai", "vợ"),
        ("san pham xi mang tang bao nhieu phan tram", "xi mang"),
        ("bao nhieu benh nhan sot xuat huyet nam 2024", "benh nhan"),
        ("von dau tu cua Hana Micron la bao nhieu", "Hana Micron"),
    ],
)
def test_what_the_article_never_mentions_is_refused_by_name(
    engine: Engine, question: str, noun: str
) -> None:
    answer = engine.ask(question)
    assert answer.status == "refused"
    assert noun in answer.text


def test_questions_typed_bare_are_not_read_as_nouns(engine: Engine) -> None:
    """Diacritics taken off every answered pair: nearly all are still answered."""
    pairs = [
        replace(pair, q=fold(pair.q), after=tuple(map(fold, pair.after)))
        for pair in load_pairs(BAC_NINH / "qa.yaml")
        if pair.status == "answered"
    ]
    passed = sum(run_pair(engine, pair).passed for pair in pairs)
    assert passed >= 0.95 * len(pairs)
