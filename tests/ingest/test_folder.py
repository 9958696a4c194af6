"""The folder: written whole or not at all, loading always, and a person's work in it kept."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

import bnqa
from bnqa.ingest import Extractor, IngestError, Report, ingest, ledger
from bnqa.ingest.model import Piece
from bnqa.ingest.passages import make_sections, split_long
from bnqa.ingest.written import scalar
from bnqa.knowledge import Article, Fact
from bnqa.library.loading import load_library
from bnqa.library.pairs import load_pairs
from bnqa.regression import run_pair

RAW = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "bai.txt"
    path.write_text((RAW / "cang-ca.txt").read_text(encoding="utf-8"), encoding="utf-8")
    return path


@pytest.fixture
def folder(source: Path, tmp_path: Path, extract: Extractor) -> Path:
    target = tmp_path / "kho" / "cang-ca"
    ingest(str(source), target, extract=extract)
    return target


def update(source: Path | None, folder: Path, extract: Extractor, **more: bool) -> Report:
    return ingest(str(source) if source else None, folder, update=True, extract=extract, **more)


def facts_of(folder: Path) -> dict[str, Fact]:
    return {fact.id: fact for fact in load_library(folder).articles[0].facts}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def without_entry(path: Path, name: str) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"- id: {name} .*\n(?:  .*\n)+", "", text), encoding="utf-8")


def test_the_folder_loads_and_says_what_it_knows(folder: Path) -> None:
    article = load_library(folder).articles[0]
    assert article.title == "Cảng cá Lạch Sóng đón 12.400 lượt tàu trong 8 tháng"
    assert (article.author, article.published, article.outlet) == (
        "Minh Khơi",
        "2024-09-18",
        "Báo Thử Nghiệm",
    )
    assert (article.place, article.period) == ("Hải Khê", "8 tháng 2024")
    assert article.passages[1].heading == "Sản lượng qua cảng đạt 41.700 tấn"
    assert any("hạng mục: Kéo dài cầu cảng thêm 180 m; Xây nhà" in p.text for p in article.passages)
    assert len(article.facts) >= 6
    assert bnqa.load(folder).ask("Cảng cá Lạch Sóng nạo vét hết bao nhiêu tiền?").text


def test_facts_are_ordered_commented_and_marked(folder: Path) -> None:
    text = (folder / "facts.yaml").read_text(encoding="utf-8")
    passages = re.findall(r"^  passage: (p\d+)", text, re.MULTILINE)
    assert passages == sorted(passages)
    assert "#: “Riêng tháng 8, cảng đón 1.730 lượt tàu, giảm 4% so với tháng 7" in text
    assert "#: độ tin cậy 0,50 – CẦN XEM" in text
    article = (folder / "article.md").read_text(encoding="utf-8")
    assert re.search(r"^place: Hải Khê +#: đoán – CẦN XEM", article, re.MULTILINE)


def test_nothing_is_left_beside_the_folder(folder: Path) -> None:
    assert [path.name for path in folder.parent.iterdir()] == ["cang-ca"]


def test_an_update_of_nothing_changes_nothing(
    source: Path, folder: Path, extract: Extractor
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    update(source, folder, extract)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_folder_that_is_there_is_never_overwritten(
    source: Path, folder: Path, extract: Extractor
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(IngestError, match="--update"):
        ingest(str(source), folder, extract=extract)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_empty_folder_is_filled(source: Path, tmp_path: Path, extract: Extractor) -> None:
    target = tmp_path / "trong"
    target.mkdir()
    ingest(str(source), target, extract=extract)
    assert load_library(target).articles


def test_other_targets_are_refused(source: Path, tmp_path: Path, extract: Extractor) -> None:
    file = tmp_path / "tep"
    file.write_text("x", encoding="utf-8")
    other = tmp_path / "khac"
    other.mkdir()
    (other / "ghi-chu.txt").write_text("x", encoding="utf-8")
    for target in (file, file / "trong", other):
        with pytest.raises(IngestError) as caught:
            update(source, target, extract)
        assert caught.value.wrong_use
    assert (other / "ghi-chu.txt").exists()


def test_edited_deleted_and_added_facts_survive(
    source: Path, folder: Path, extract: Extractor
) -> None:
    path = folder / "facts.yaml"
    names = list(facts_of(folder))
    edited, deleted, plain = names[0], names[1], names[2]
    text = path.read_text(encoding="utf-8")
    start = text.index(f"- id: {edited} ")
    text = text[:start] + text[start:].replace(
        "  kind: level", "  kind: level\n  aliases: [tên khác]  # tôi thêm", 1
    )
    added = '# của tôi\n- {id: cua-toi, subject: cảng, measure: giá cá thu, value: 145000, unit: đồng, kind: level, passage: p04, quote: "145.000 đồng/kg"}\n'
    path.write_text(text + "\n" + added + "\n# lời cuối\n", encoding="utf-8")
    without_entry(path, deleted)

    def better(article: Article) -> tuple[Fact, ...]:
        return tuple(replace(fact, measure=f"{fact.measure} mới") for fact in extract(article))

    report = update(source, folder, better)
    after = facts_of(folder)
    assert after[edited].aliases == ("tên khác",)
    assert not after[edited].measure.endswith(" mới")
    assert deleted not in after
    assert after["cua-toi"].value == 145000
    assert after[plain].measure.endswith(" mới")
    assert (report.facts.kept, report.facts.deleted) == (2, 1)
    again = path.read_text(encoding="utf-8")
    assert all(words in again for words in ("# tôi thêm", "# của tôi", "# lời cuối"))
    update(source, folder, better)
    assert path.read_text(encoding="utf-8") == again


def test_entries_follow_their_quote_when_passages_move(
    source: Path, folder: Path, extract: Extractor
) -> None:
    path = folder / "facts.yaml"
    name = next(fact.id for fact in facts_of(folder).values() if fact.passage == "p02")
    edit(path, f"- id: {name} ", f"# đã xem\n- id: {name} ")
    edit(
        source,
        "\nSản lượng qua cảng đạt 41.700 tấn\n",
        "\nĐoạn này mới thêm vào, nói về 3 đội tàu vừa được thành lập ở cảng.\n\nSản lượng qua cảng đạt 41.700 tấn\n",
    )
    update(source, folder, extract)
    assert facts_of(folder)[name].passage == "p03"
    assert "# đã xem" in path.read_text(encoding="utf-8")


def test_a_quote_that_is_gone_leaves_the_entry_as_a_comment(
    source: Path, folder: Path, extract: Extractor
) -> None:
    path = folder / "facts.yaml"
    name = next(fact.id for fact in facts_of(folder).values() if "86 tỷ" in fact.quote)
    edit(path, f"- id: {name} ", f"# đã xem\n- id: {name} ")
    edit(source, "86 tỷ đồng nạo vét", "91 tỷ đồng nạo vét")
    report = update(source, folder, extract)
    assert report.facts.lost == (name,)
    text = path.read_text(encoding="utf-8")
    assert "# Không còn trong bài:" in text
    assert f"# - id: {name}" in text
    assert any("91 tỷ" in fact.quote for fact in facts_of(folder).values())
    update(source, folder, extract)
    assert path.read_text(encoding="utf-8").count(f"# - id: {name}") == 1


def test_what_a_person_changed_in_the_article_stays(
    source: Path, folder: Path, extract: Extractor
) -> None:
    path = folder / "article.md"
    edit(path, "place: Hải Khê", "place: Lạch Sóng")
    edit(path, "author: Minh Khơi\n", "")
    edit(path, "language: vi\n", "language: vi\n# ghi chú của tôi\ntheme: cảng cá\n")
    report = update(source, folder, extract)
    article = load_library(folder).articles[0]
    assert (article.place, article.author, article.theme) == ("Lạch Sóng", None, "cảng cá")
    assert "# ghi chú của tôi" in path.read_text(encoding="utf-8")
    assert any("place" in note for note in report.notes)
    before = path.read_text(encoding="utf-8")
    update(source, folder, extract)
    assert path.read_text(encoding="utf-8") == before


def test_passages_edited_by_hand_stay_and_facts_come_from_them(
    source: Path, folder: Path, extract: Extractor
) -> None:
    edit(folder / "article.md", "86 tỷ đồng nạo vét", "87 tỷ đồng nạo vét")
    report = update(source, folder, extract)
    assert report.article.kept_body
    assert any(fact.value == 87 for fact in facts_of(folder).values())
    assert not any(fact.value == 86 for fact in facts_of(folder).values())


def test_facts_anew_from_the_folder_itself(folder: Path, extract: Extractor) -> None:
    edit(folder / "article.md", "86 tỷ đồng nạo vét", "87 tỷ đồng nạo vét")
    edit(
        folder / "facts.yaml",
        "quote: Tỉnh đã bố trí 86 tỷ đồng",
        "quote: Tỉnh đã bố trí 87 tỷ đồng",
    )
    edit(folder / "facts.yaml", "value: 86", "value: 87")
    update(None, folder, extract)
    assert any(fact.value == 87 for fact in facts_of(folder).values())


def test_a_folder_made_by_hand_gains_facts_and_loses_nothing(
    tmp_path: Path, extract: Extractor
) -> None:
    home = tmp_path / "tay"
    home.mkdir()
    article = '---\ntitle: "Bài viết tay"\n---\n\nTỉnh có 16 dự án, vốn 20 tỷ đồng.\n'
    facts = '[{id: a, subject: tỉnh, measure: vốn, value: 20, unit: tỷ đồng, kind: capital, passage: p01, quote: "vốn 20 tỷ đồng"}]\n'
    (home / "article.md").write_text(article, encoding="utf-8")
    (home / "facts.yaml").write_text(facts, encoding="utf-8")
    source = tmp_path / "bai.txt"
    source.write_text(
        "Bài viết tay\n\nTỉnh có 16 dự án, vốn 20 tỷ đồng, tăng 5% so với năm trước đó.\n",
        encoding="utf-8",
    )
    update(source, home, extract)
    assert list(facts_of(home)) == ["a"]
    assert (
        (home / "article.md")
        .read_text(encoding="utf-8")
        .endswith("Tỉnh có 16 dự án, vốn 20 tỷ đồng.\n")
    )


def test_a_broken_folder_is_not_touched(source: Path, folder: Path, extract: Extractor) -> None:
    path = folder / "facts.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "- {id: hong}\n", encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(IngestError, match=r"facts\.yaml:\d+: thiếu"):
        update(source, folder, extract)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("article.md", '---\ntitle: "mở\n---\n\nMột câu.\n'),
        ("facts.yaml", "- {id: a\n"),
        ("facts.yaml", "id: a\n"),
        ("facts.yaml", "- chữ\n"),
        ("qa.yaml", "- {q: 1\n"),
    ],
)
def test_files_that_are_no_yaml_are_named(
    source: Path, folder: Path, extract: Extractor, name: str, text: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(IngestError, match=name) as caught:
        update(source, folder, extract, draft_qa=True)
    assert caught.value.wrong_use
    assert (folder / name).read_text(encoding="utf-8") == text


def test_facts_that_would_not_load_are_left_out(
    source: Path, tmp_path: Path, extract: Extractor
) -> None:
    def careless(article: Article) -> tuple[Fact, ...]:
        good = tuple(extract(article))
        bad = (
            replace(good[0], id="don-vi-la", unit="thước mộc"),
            replace(good[1], id="khong-co-cau", quote="không có trong bài"),
            replace(
                good[2],
                id="sai-so",
                value=good[2].value + 1 if isinstance(good[2].value, float) else 0.0,
            ),
            replace(good[3], id="ky-la", period="mùa quýt"),
            replace(good[4], of="khong-co"),
            good[5],
            replace(good[5], measure="trùng id"),
        )
        return (*good, *bad)

    target = tmp_path / "bai"
    report = ingest(str(source), target, extract=careless)
    names = facts_of(target)
    assert not names.keys() & {"don-vi-la", "khong-co-cau", "sai-so", "ky-la"}
    assert report.facts.automatic == len(names)


def test_a_failure_while_writing_leaves_nothing(
    source: Path, tmp_path: Path, extract: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(article: Article) -> tuple[Fact, ...]:
        raise RuntimeError("hỏng giữa chừng")

    with pytest.raises(RuntimeError):
        ingest(str(source), tmp_path / "moi", extract=breaks)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bai.txt"]
    monkeypatch.setattr(
        os, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(IngestError, match="không ghi được"):
        ingest(str(source), tmp_path / "moi", extract=extract)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bai.txt"]


def test_an_update_that_fails_halfway_is_undone(
    source: Path, folder: Path, extract: Extractor, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    edit(source, "86 tỷ đồng nạo vét", "91 tỷ đồng nạo vét")
    real, done = os.replace, []

    def fails_once(old: Path, new: Path) -> None:
        done.append(new)
        if len(done) == 2:
            raise OSError(28, "No space left on device")
        real(old, new)

    monkeypatch.setattr(os, "replace", fails_once)
    with pytest.raises(IngestError, match="không ghi được"):
        update(source, folder, extract)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_drafts_are_added_and_a_persons_pairs_stay(
    source: Path, folder: Path, extract: Extractor
) -> None:
    mine = '# của tôi\n- {q: "Cảng đón bao nhiêu lượt tàu?", expect: ["12.400"], kind: numeric}\n'
    (folder / "qa.yaml").write_text(mine, encoding="utf-8")
    report = update(source, folder, extract, draft_qa=True)
    text = (folder / "qa.yaml").read_text(encoding="utf-8")
    assert mine in text
    assert report.drafts is not None
    assert report.drafts >= 1
    pairs = load_pairs(folder / "qa.yaml")
    assert len(pairs) == 1 + report.drafts
    engine = bnqa.load(folder)
    assert [pair.q for pair in pairs[1:] if not run_pair(engine, pair).passed] == []


def test_a_draft_that_was_deleted_does_not_come_back(folder: Path, extract: Extractor) -> None:
    first = ingest(None, folder, draft_qa=True, extract=extract)
    path = folder / "qa.yaml"
    dropped = load_pairs(path)[0].q
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if dropped not in line]
    path.write_text("\n".join(lines), encoding="utf-8")
    again = ingest(None, folder, draft_qa=True, extract=extract)
    assert (first.drafts or 0) >= 1
    assert again.drafts == 0
    assert dropped not in {pair.q for pair in load_pairs(path)}


def test_drafting_leaves_the_facts_alone(folder: Path, extract: Extractor) -> None:
    before = (folder / "facts.yaml").read_bytes(), (folder / "article.md").read_bytes()
    ingest(None, folder, draft_qa=True, extract=extract)
    assert ((folder / "facts.yaml").read_bytes(), (folder / "article.md").read_bytes()) == before


def test_entries_are_cut_out_of_any_layout() -> None:
    text = "#: máy ghi\n- id: a  # auto 00000000-00000000\n  quote: >-\n    dài\n    hai dòng\n\n# người\n- {id: b,\n   value: 1}\n- id: c\n  aliases:\n    - x\n\n# cuối\n#: đã ghi: 00000000 11111111\n"
    book = ledger.read_book(text)
    assert [chunk.values["id"] for chunk in book.chunks] == ["a", "b", "c"]
    assert book.chunks[0].lines[-1] == "    hai dòng"
    assert book.chunks[1].lines == ("# người", "- {id: b,", "   value: 1}")
    assert book.chunks[2].lines[-1] == "    - x"
    assert book.tail == ("# cuối",)
    assert book.deleted == {"11111111"}
    assert all(chunk.touched for chunk in book.chunks)


@pytest.mark.parametrize(
    "text",
    ["có: hai chấm", "# đầu", "12", "yes", "- gạch", "“ngoặc”", 'a "b"', "a, b", "100%", "%", "null", "x #y", "Đ", "a: ", "[x]", "@", "~", "3,5 tỷ", "\\n"],
)  # fmt: skip
def test_scalars_come_back_as_they_were(text: str) -> None:
    assert yaml.safe_load(f"k: {scalar(text)}") == {"k": text}
    assert yaml.safe_load(f"k: [{scalar(text, in_list=True)}, x]") == {"k": [text, "x"]}


def test_long_paragraphs_are_cut_between_sentences() -> None:
    text = " ".join(
        f"Câu thứ {n} nói về cảng cá Lạch Sóng và những con tàu ở đó." for n in range(30)
    )
    parts = split_long(text)
    assert " ".join(parts) == text
    assert len(parts) == 3
    assert all(part.endswith(".") and len(part.split()) <= 160 for part in parts)


def test_a_line_that_begins_with_a_hash_is_no_heading(tmp_path: Path, extract: Extractor) -> None:
    sections = make_sections((Piece("paragraph", "#cảng đón nhiều tàu trong năm 2024.", 1),))
    assert sections[0].passages == ("cảng đón nhiều tàu trong năm 2024.",)
