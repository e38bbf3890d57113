"""Fixtures of the core's tests."""

from __future__ import annotations

import pytest

from core import CompareSolution
from tests.core.regimes.comparisons import compared


@pytest.fixture(scope="session")
def near() -> CompareSolution:
    """Four starts on a target near the balanced one; nobody changes it."""
    return compared()
