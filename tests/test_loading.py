from pathlib import Path

import pytest

import bnqa
from bnqa.knowledge import KnowledgeError
from bnqa.library.loading import load_library
from bnqa.library.pairs import load_pairs

ARTICLE = '---\ntitle: "Bài thử"\n---\n\nTỉnh có 16 dự án.\n\n## Mục hai\n\nGRDP tăng 6,03%.\n'
FACT = '- {id: a, subject: tỉnh, measure: số dự án, value: 16, unit: dự án, kind: count, passage: p01, quote: "Tỉnh có 16 dự án"}\n'


def folder(tmp_path: Path, facts: str = FACT, article: str = ARTICLE) -> Path:
    (tmp_path / "article.md").write_text(article, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    return tmp_path


def problems(path: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load_library(path)
    return [str(problem) for problem in caught.value.problems]


def test_passages_and_headings(tmp_path: Path) -> None:
    (article,) = load_library(folder(tmp_path)).articles
    assert [(p.id, p.heading) for p in article.passages] == [("p01", ""), ("p02", "Mục hai")]
    assert article.title == "Bài thử"


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (('quote: "Tỉnh có 16', 'quote: "Tỉnh có tới 16'), 1, "trích dẫn không có nguyên văn"),
        (("value: 16", "value: 17"), 1, "số 17 không có trong trích dẫn"),
        (("unit: dự án", "unit: quả"), 1, "đơn vị lạ `quả`"),
        (("passage: p01", "passage: p09"), 1, "không có đoạn `p09`"),
        (("kind: count", "kind: weird"), 1, "kind lạ"),
        (("measure: số dự án, ", ""), 1, "thiếu measure"),
        (("id: a", "id: a, colour: red"), 1, "khóa lạ `colour`"),
        (("kind: count", 'kind: count, period: "hôm nào"'), 1, "không hiểu kỳ"),
    ],
)
def test_each_problem_names_file_line_and_cure(
    tmp_path: Path, change: tuple[str, str], line: int, message: str
) -> None:
    (found, *_) = problems(folder(tmp_path, FACT.replace(*change)))
    assert found.startswith(f"{tmp_path / 'facts.yaml'}:{line}: ")
    assert message in found


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    text = FACT + FACT + FACT.replace("id: a", "id: b").replace("value: 16", "value: 3")
    found = problems(folder(tmp_path, text))
    assert any(":2: id `a` đã dùng ở dòng 1" in row for row in found)
    assert any(":3: số 3 không có" in row for row in found)


def test_bad_yaml_names_its_line(tmp_path: Path) -> None:
    (found,) = problems(folder(tmp_path, FACT + "- {id: [\n"))
    assert "facts.yaml:" in found
    assert "YAML sai" in found


def test_yaml_can_not_run_code(tmp_path: Path) -> None:
    (found, *_) = problems(folder(tmp_path, "- !!python/object/apply:os.system [echo]\n"))
    assert "facts.yaml:1" in found


def test_missing_folder_missing_article_and_wrong_encoding(tmp_path: Path) -> None:
    assert "không có thư mục này" in problems(tmp_path / "none")[0]
    assert "article.md:1: thiếu tệp" in problems(tmp_path)[0]
    (tmp_path / "article.md").write_bytes("dòng một\n".encode() + b"\xff\xfe")
    assert "article.md:2: không phải UTF-8" in problems(tmp_path)[0]


def test_a_folder_of_articles_is_a_library(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        folder(tmp_path / name)
    assert [a.id for a in load_library(tmp_path).articles] == ["one", "two"]


def test_an_article_without_facts_still_loads(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text(ARTICLE, encoding="utf-8")
    assert bnqa.load(tmp_path).ask("GRDP tăng bao nhiêu?").passages[0].id == "p02"


def test_pairs_need_a_question_and_an_expectation(tmp_path: Path) -> None:
    file = tmp_path / "qa.yaml"
    file.write_text("- {q: a}\n- {expect: [b]}\n- {q: c, status: odd}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load_pairs(file)
    assert [p.line for p in caught.value.problems] == [1, 2, 3]
    file.write_text("- {q: a, expect: [b, [c, d]], not: e, after: f}\n", encoding="utf-8")
    (pair,) = load_pairs(file)
    assert (pair.expect, pair.forbid, pair.after) == ((("b",), ("c", "d")), ("e",), ("f",))
