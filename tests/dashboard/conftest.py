"""What the tests of all pages share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dashboard.matrix import answer as matrix
from dashboard.regimes import answer as regimes


@pytest.fixture(scope="package", autouse=True)
def unhurried() -> Iterator[None]:
    """No answer is cut short because the machine is busy; a test of that sets its own limit.

    It holds in this process: whoever asks a whole server has it answer all itself.
    """
    with pytest.MonkeyPatch.context() as patch:
        for topic in (matrix, regimes):
            patch.setattr(topic, "ANSWER_SECONDS", 600.0)
        yield
