from pathlib import Path

import pytest

from tests.conftest import SEAFOOD


def test_pairs_are_items_with_a_readable_failure(pytester: pytest.Pytester) -> None:
    for name in ("article.md", "facts.yaml"):
        (pytester.path / name).write_bytes((SEAFOOD / name).read_bytes())
    (pytester.path / "qa.yaml").write_text(
        '- {q: "Xuất khẩu tôm bao nhiêu?", expect: ["230"]}\n- {q: "Giám đốc là ai?", expect: ["Nguyễn"]}\n',
        encoding="utf-8",
    )
    result = pytester.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*qa.yaml:2*", "*hỏi:*Giám đốc là ai?*", "*thiếu “Nguyễn”*"])


def test_a_bad_file_is_a_collection_error_with_its_line(pytester: pytest.Pytester) -> None:
    (pytester.path / "article.md").write_bytes((SEAFOOD / "article.md").read_bytes())
    (pytester.path / "qa.yaml").write_text("- {q: a}\n", encoding="utf-8")
    result = pytester.runpytest("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*qa.yaml:1:*expect*"])


def test_a_qa_yaml_of_someone_else_is_left_alone(pytester: pytest.Pytester) -> None:
    Path(pytester.path / "qa.yaml").write_text("whatever: true\n", encoding="utf-8")
    pytester.makepyfile("def test_one(): pass")
    pytester.runpytest("-p", "no:cacheprovider").assert_outcomes(passed=1)
