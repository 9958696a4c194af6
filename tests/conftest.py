"""Engines for the tests: the first article, and an invented one that it shares no fact with."""

from __future__ import annotations

from pathlib import Path

import pytest

import bnqa
from bnqa import Engine

ROOT = Path(__file__).parents[1]
BAC_NINH = ROOT / "knowledge" / "bac-ninh-2024"
SEAFOOD = ROOT / "tests" / "data" / "thuy-san-2023"

pytest_plugins = ["pytester"]


@pytest.fixture(scope="session")
def engine() -> Engine:
    return bnqa.load(BAC_NINH)


@pytest.fixture(scope="session")
def seafood() -> Engine:
    return bnqa.load(SEAFOOD)
