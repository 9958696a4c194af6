"""Collect ``qa.yaml`` beside an ``article.md``, and ``*.qa.yaml``, as tests: one item a pair."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bnqa.engine import Engine
    from bnqa.knowledge import QAPair
    from bnqa.regression import Result


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Ours are only those that stand in a knowledge folder; any other ``qa.yaml`` is left alone."""
    named = file_path.name == "qa.yaml" or file_path.name.endswith(".qa.yaml")
    if not named or not (file_path.parent / "article.md").exists():
        return None
    return QAFile.from_parent(parent, path=file_path)


@cache
def _engine(folder: Path) -> Engine:
    import bnqa

    return bnqa.load(folder)


class QAFile(pytest.File):
    """One file of pairs."""

    def collect(self) -> Iterator[pytest.Item]:
        from bnqa.knowledge import KnowledgeError
        from bnqa.library.pairs import load_pairs

        try:
            pairs = load_pairs(self.path)
        except KnowledgeError as error:
            raise self.CollectError(str(error)) from None
        for pair in pairs:
            name = pair.q if len(pair.q) <= 60 else pair.q[:57] + "..."
            yield QAItem.from_parent(self, name=f"L{pair.line} {name}", pair=pair)


class WrongAnswer(Exception):
    """A pair whose answer is not what it expects."""

    def __init__(self, result: Result) -> None:
        super().__init__(result.pair.q)
        self.result = result


class QAItem(pytest.Item):
    """One pair: ask, compare."""

    def __init__(self, *, pair: QAPair, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pair = pair

    def runtest(self) -> None:
        from bnqa.regression import run_pair

        result = run_pair(_engine(self.path.parent), self.pair)
        if not result.passed:
            raise WrongAnswer(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, WrongAnswer):
            from bnqa.regression import describe

            return describe(excinfo.value.result)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.pair.line - 1, self.name
