"""What an undisturbed sweep of one process leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sweep.sweeping import ENSEMBLE, filled, recipe_of, tree


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder: nobody writes there."""
    return filled(tmp_path_factory.mktemp("whole") / "store", recipe_of(ENSEMBLE))


@pytest.fixture(scope="session")
def undisturbed(whole: Path) -> dict[str, bytes]:
    """All its files."""
    return tree(whole)
