"""Engines for the tests: the first article, and an invented one that it shares no fact with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import bnqa
from bnqa import Engine

ROOT = Path(__file__).parents[1]
BAC_NINH = ROOT / "knowledge" / "bac-ninh-2024"
SEAFOOD = ROOT / "tests" / "data" / "thuy-san-2023"

pytest_plugins = ["pytester"]

# The same examples in every run: a red test is of the change that made it so.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests, and the processes they start, keep nothing in the user's cache folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("BNQA_CACHE_DIR", raising=False)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def engine() -> Engine:
    return bnqa.load(BAC_NINH)


@pytest.fixture(scope="session")
def seafood() -> Engine:
    return bnqa.load(SEAFOOD)
