"""Many articles: the right one is found, follow-ups stay in it, and what is kept between runs is never wrong."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

import bnqa
from bnqa import Engine, Session, cache
from bnqa.knowledge import Article, Fact, KnowledgeError, Passage
from bnqa.library import loading, snapshot
from bnqa.library.told import also_told
from bnqa.passages import postings
from bnqa.passages.postings import Postings
from bnqa.text.tokens import fold
from tests.library_maker import TOPICS, Asked, make_library, write_article

SIZE = 85  # articles: enough facts for a library that is looked into article by article


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Asked]:
    return make_library(tmp_path_factory.mktemp("library"), SIZE)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("many")
    make_library(folder, SIZE)
    # Another year of the first topic: a question's year must count.
    for place in ("Cà Mau", "Thanh Hóa", "Nghệ An"):
        write_article(folder, place, 2019, TOPICS[0], random.Random(place))
    (folder / "cay-cau").mkdir()
    (folder / "cay-cau" / "article.md").write_text(
        '---\ntitle: "Cây cầu gỗ bắc qua sông Trăng"\n---\n\nCây cầu gỗ do ông Lò Văn Páo dựng năm 1987. '
        "Người dân bản Nậm Khăn gọi nó là cầu Ước Hẹn.\n\nMỗi mùa nước lên, bản lại thay những tấm ván đã mục.\n",
        encoding="utf-8",
    )
    return bnqa.load(folder)


# --- postings ---------------------------------------------------------------------------------

_tokens = st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h"])
_corpora = st.lists(st.lists(_tokens, min_size=1, max_size=12), min_size=1, max_size=30)


@pytest.mark.parametrize("vectors_from", [0, 10_000])
def test_scores_are_rank_bm25s(vectors_from: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postings, "VECTORS_FROM", vectors_from)

    @given(_corpora, st.lists(_tokens | st.just("not there"), max_size=8), st.floats(0, 1))
    def same(corpus: list[list[str]], query: list[str], b: float) -> None:
        theirs = BM25Plus(corpus, b=b).get_scores(query)
        index = Postings.build(corpus, b=b)
        index = Postings.from_rows(json.loads(json.dumps(index.to_rows())))
        held = {n for n, document in enumerate(corpus) if set(document) & set(query)}
        ours = index.scores(query)
        assert ours.keys() == held
        assert all(score == pytest.approx(theirs[n], abs=1e-6) for n, score in ours.items())
        half = len(corpus) // 2
        assert index.scores(query, [(0, half)]) == {n: s for n, s in ours.items() if n < half}
        assert all(index.frequency(t) == sum(t in d for d in corpus) for t in set(query))

    same()


@pytest.mark.parametrize(
    "change",
    [
        {"order": "middle"},
        {"1": ""},
        {"3": "AAAAAAAA8D8="},
        {"2": "not base64!"},
        {"tokens": ["a"]},
        {"size": None},
    ],
)
def test_an_index_that_is_not_whole_is_not_taken(change: dict[str, object]) -> None:
    head, *numbers = Postings.build([["a", "b"], ["b", "c"]]).to_rows()
    rows = [{**head, **change}, *numbers]
    for number, row in change.items():
        if number.isdigit():
            rows[int(number)] = row
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        Postings.from_rows(rows)
    with pytest.raises((ValueError, TypeError, KeyError, IndexError)):
        Postings.from_rows(rows[:3])


# --- which article ----------------------------------------------------------------------------


def sample(asked: list[Asked], count: int = 60) -> list[Asked]:
    return random.Random(7).sample(asked, count)


@pytest.mark.parametrize("style", ["marked", "bare"])
def test_a_named_place_year_and_topic_find_their_article(
    many: Engine, asked: list[Asked], style: str
) -> None:
    wrong = []
    for one in sample(asked):
        answer = many.ask(one.question if style == "marked" else fold(one.question))
        if one.figure not in answer.text or answer.passages[0].article != one.article:
            wrong.append((one.question, answer.text))
    assert not wrong


def test_every_answer_names_the_source_that_its_evidence_is_from(
    many: Engine, asked: list[Asked]
) -> None:
    titles = {article.id: article.title for article in many.library.articles}
    for one in sample(asked, 20):
        answer = many.ask(one.question)
        assert answer.source is not None
        assert answer.source.title == titles[one.article]


def test_the_year_tells_two_articles_of_one_place_apart(many: Engine) -> None:
    for year in (2019, 2024):
        answer = many.ask(f"Sản lượng lúa của Cà Mau năm {year} là bao nhiêu?")
        assert answer.passages[0].article == f"nong-nghiep-ca-mau-{year}"
        assert answer.facts[0].period == str(year)
    assert many.ask("Sản lượng lúa của Cà Mau năm 2011 là bao nhiêu?").status == "refused"


def test_a_follow_up_stays_in_its_article_until_another_is_named(many: Engine) -> None:
    session = Session()
    first = many.ask("Sản lượng lúa của Nghệ An năm 2019 là bao nhiêu?", session)
    then = many.ask("Tổng đàn lợn bao nhiêu con?", session)
    assert {p.article for p in (*first.passages, *then.passages)} == {"nong-nghiep-nghe-an-2019"}
    assert then.facts[0].id == "pigs"
    other = many.ask("Tổng đàn lợn của Thanh Hóa năm 2024?", session)
    assert other.passages[0].article == "nong-nghiep-thanh-hoa-2024"
    stay = many.ask("còn diện tích gieo trồng lúa?", session)
    assert stay.passages[0].article == "nong-nghiep-thanh-hoa-2024"


@pytest.mark.parametrize("after", [(), ("Sản lượng lúa của Nghệ An năm 2019?",)])
def test_an_article_without_facts_answers_from_its_sentences(
    many: Engine, after: tuple[str, ...]
) -> None:
    session = Session()
    for question in after:
        many.ask(question, session)
    answer = many.ask("Những tấm ván được thay vào mùa nào?", session)
    assert (answer.status, "nước lên" in answer.text) == ("answered", True)
    assert answer.source is not None
    assert answer.source.title == "Cây cầu gỗ bắc qua sông Trăng"


def test_what_no_article_tells_is_refused(many: Engine) -> None:
    for question in ("Giá vàng hôm nay bao nhiêu?", "Dân số Cà Mau là bao nhiêu?"):
        assert many.ask(question).status == "refused"


def test_what_is_kept_for_questions_is_bounded(many: Engine, asked: list[Asked]) -> None:
    from bnqa.library import shelf

    engine = Engine(many.library, cache=0)
    for one in sample(asked, 120):
        engine.ask(one.question)
    assert not engine._shelf.is_small
    assert len(engine._shelf._views) <= shelf.KEPT_VIEWS
    assert len(engine._shelf._facts) <= shelf.KEPT_ARTICLES


def test_a_view_of_all_articles_answers_as_a_library_of_them(many: Engine) -> None:
    """What is kept for each article and put together is what would be made of all at once."""
    chosen = many.library.articles[:3]
    alone = Engine(bnqa.knowledge.Library(chosen))
    view = many._shelf.view([article.id for article in chosen])
    whole = alone._shelf.view([article.id for article in chosen])
    for name in ("keys", "folded", "pairs", "names", "words", "counts", "compounds", "proper"):
        ours, theirs = (getattr(v.reader._vocabulary, name) for v in (view, whole))
        assert ours == theirs
    assert [f.fact for f in view.facts.facts] == [f.fact for f in whole.facts.facts]
    assert [f.number for f in view.facts.facts] == list(range(len(view.facts.facts)))


# --- what several articles tell -----------------------------------------------------------------


def told(article: str, place: str | None, published: str, **changes: object) -> Article:
    fact = Fact(
        "f", article, "GRDP", "tăng trưởng", 7.0, "%", "exact", "2024", "growth", "p01", "tăng 7%"
    )
    passage = Passage("p01", article, "", "GRDP tăng 7%.")
    return Article(
        article, article, (passage,), (replace(fact, **changes),), published=published, place=place
    )  # type: ignore[arg-type]


def test_also_told_are_the_same_measure_subject_and_period() -> None:
    own = told("a", "Bắc Giang", "2025-01-01")
    same = told("b", "Bắc Giang", "2025-02-01", value=7.2)
    without_place = told("c", None, "2025-03-01", subject="GRDP của Bắc Giang")
    by_alias = told(
        "d", "Bắc Giang", "2024-12-01", measure="tốc độ đi lên", aliases=("mức tăng trưởng",)
    )
    by_article = replace(told("e", "Bắc Giang", "2024-11-01", period=None), period="2024")
    others = [
        told("f", "Bắc Ninh", "2025-01-01"),
        told("g", "Bắc Giang", "2025-01-01", period="2023"),
        told("h", "Bắc Giang", "2025-01-01", subject="dịch vụ"),
        told("i", "Bắc Giang", "2025-01-01", kind="share"),
        told("j", "Bắc Giang", "2025-01-01", unit="tỷ đồng"),
    ]
    found = also_told(own.facts[0], [own, *others, same, by_alias, without_place, by_article])
    assert [fact.article for fact in found] == ["c", "b", "d", "e"]
    assert also_told(own.facts[0], [own]) == ()
    assert also_told(own.facts[0], others) == ()


# --- what is kept between runs -------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Counter[str]:
    """How often each article's folder was read; the cache is this test's own, and trusts any stamp."""
    monkeypatch.setenv("BNQA_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "TICK_NS", -1)
    counted: Counter[str] = Counter()
    really = loading.load_article

    def load_article(folder: Path, problems: list[bnqa.knowledge.Problem]) -> Article | None:
        counted[folder.name] += 1
        return really(folder, problems)

    monkeypatch.setattr(loading, "load_article", load_article)
    return counted


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_library(tmp_path / "library", 3)
    return tmp_path / "library"


def names(folder: Path) -> list[str]:
    return sorted(child.name for child in folder.iterdir())


def test_what_did_not_change_is_not_read_again(folder: Path, read: Counter[str]) -> None:
    library, index = snapshot.load(folder)
    read.clear()
    again, index_again = snapshot.load(folder)
    assert not read
    assert again == library == loading.load_library(folder)
    assert index_again.to_rows() == index.to_rows()


def append(file: Path, text: str) -> None:
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def swap(file: Path) -> None:
    """The same size, other words."""
    file.write_text(file.read_text("utf-8").replace("Theo báo cáo", "Như báo cáo"), "utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "article.md grows": lambda f: append(f / "article.md", "\n\nThêm một đoạn mới.\n"),
    "article.md of the same size": lambda f: swap(f / "article.md"),
    "facts.yaml changes": lambda f: append(f / "facts.yaml", "\n"),
    "facts.yaml goes": lambda f: (f / "facts.yaml").unlink(),
    "the folder is another": lambda f: (shutil.rmtree(f), shutil.copytree(f.parent / names(f.parent)[0], f)),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_read_again_and_nothing_else(
    change: str, folder: Path, read: Counter[str]
) -> None:
    snapshot.load(folder)
    read.clear()
    changed = folder / names(folder)[1]
    CHANGES[change](changed)
    library, index = snapshot.load(folder)
    assert set(read) == {changed.name}
    monday = loading.load_library(folder)
    assert library == monday
    assert index.size == sum(len(article.passages) for article in monday.articles)
    read.clear()
    assert snapshot.load(folder)[0] == monday
    assert not read


def test_articles_that_come_and_go_are_noticed(folder: Path, read: Counter[str]) -> None:
    snapshot.load(folder)
    read.clear()
    (new,) = {a.article for a in write_article(folder, "Huế", 2024, TOPICS[1], random.Random(2))}
    assert new in {article.id for article in snapshot.load(folder)[0].articles}
    assert set(read) == {new}
    shutil.rmtree(folder / new)
    library, index = snapshot.load(folder)
    assert new not in {article.id for article in library.articles}
    assert index.size == sum(len(article.passages) for article in library.articles)


def test_facts_that_come_later_are_noticed(folder: Path, read: Counter[str]) -> None:
    file = folder / names(folder)[0] / "facts.yaml"
    facts = file.read_bytes()
    file.unlink()
    read_from_text = {fact.id for fact in snapshot.load(folder)[0].articles[0].facts}
    file.write_bytes(facts)
    checked = {fact.id for fact in snapshot.load(folder)[0].articles[0].facts}
    assert checked
    assert checked != read_from_text


def test_another_version_or_language_data_reads_all_again(
    folder: Path, read: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot.load(folder)
    read.clear()
    monkeypatch.setattr(cache, "fingerprint", lambda: "another")
    snapshot.load(folder)
    assert set(read) == set(names(folder))


def test_an_invalid_article_is_told_each_time(folder: Path, read: Counter[str]) -> None:
    snapshot.load(folder)
    append(folder / names(folder)[0] / "facts.yaml", "- {id: x}\n")
    told_first, told_again = [], []
    for told_ in (told_first, told_again):
        with pytest.raises(KnowledgeError) as raised:
            snapshot.load(folder)
        told_.extend(raised.value.problems)
    assert told_first == told_again
    with pytest.raises(KnowledgeError) as raised:
        loading.load_library(folder)
    assert list(raised.value.problems) == told_first


def test_a_file_that_has_just_changed_is_not_trusted(
    folder: Path, read: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "TICK_NS", 3_600_000_000_000)
    snapshot.load(folder)
    read.clear()
    snapshot.load(folder)
    assert set(read) == set(names(folder))


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfe\x00", b"[]", b"bnqa 1 2\n{}\n"])
def test_a_cache_that_is_foreign_is_made_anew(
    data: bytes, folder: Path, read: Counter[str], tmp_path: Path
) -> None:
    library, _ = snapshot.load(folder)
    (file,) = (tmp_path / "cache").glob("library-*")
    good = file.read_bytes()
    file.write_bytes(data)
    assert snapshot.load(folder)[0] == library
    assert file.read_bytes() == good


def test_a_cache_that_is_damaged_anywhere_is_made_anew(
    folder: Path, read: Counter[str], tmp_path: Path
) -> None:
    library, index = snapshot.load(folder)
    (file,) = (tmp_path / "cache").glob("library-*")
    good = file.read_bytes()
    draw = random.Random(5)
    for _ in range(40):
        place = draw.randrange(len(good))
        flipped = bytes([good[place] ^ (1 << draw.randrange(8))])
        bad = good[:place] + flipped + good[place + 1 :]
        file.write_bytes(draw.choice([bad, good[:place]]))
        again, index_again = snapshot.load(folder)
        assert again == library
        assert index_again.to_rows() == index.to_rows()


def test_a_cache_that_cant_be_written_is_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("BNQA_CACHE_DIR", str(tmp_path / "file"))
    assert len(snapshot.load(folder)[0].articles) == 3
    monkeypatch.setenv("BNQA_CACHE_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("BNQA_CACHE", "0")
    assert len(snapshot.load(folder)[0].articles) == 3
    assert not (tmp_path / "none").exists()


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text() | st.integers() | st.booleans(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(_values, max_size=4))
def test_what_is_written_is_read(rows: list[object]) -> None:
    assert cache.write("any.json", rows)
    found = cache.read("any.json")
    assert (found, repr(found)) == (rows, repr(rows))


def test_only_so_many_libraries_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BNQA_CACHE_DIR", str(tmp_path))
    for number in range(cache.MAX_FILES + 5):
        cache.write(f"library-{number}.jsonl", [number])
    assert len(list(tmp_path.iterdir())) == cache.MAX_FILES
    assert cache.read(f"library-{cache.MAX_FILES + 4}.jsonl") == [cache.MAX_FILES + 4]


def test_the_language_data_that_is_kept_is_what_its_files_say() -> None:
    from bnqa import lang

    for file in (Path(lang.__file__).parent / "vi").glob("*.yaml"):
        parsed = lang.parse(file.read_text(encoding="utf-8"))
        assert repr(lang.load(file.stem)) == repr(parsed)


# --- a library that changes while the bot runs ----------------------------------------------------


async def test_a_reload_takes_up_new_articles_only_when_all_is_valid(folder: Path) -> None:
    from bot.answering import Answerer

    answerer = Answerer(lambda: bnqa.load(folder))
    old = answerer.engine
    one = write_article(folder, "Huế", 2024, TOPICS[1], random.Random(2))[0]
    append(folder / one.article / "facts.yaml", "- {id: x}\n")
    assert not await answerer.reload()
    assert answerer.engine is old
    write_article(folder, "Huế", 2024, TOPICS[1], random.Random(2))
    assert await answerer.reload()
    answer, _ = answerer.ask(one.question, None)
    assert one.figure in answer.text
    assert answer.passages[0].article == one.article
