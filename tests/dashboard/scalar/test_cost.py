"""The estimate of this page's answers: more work is never said to take less."""

from __future__ import annotations

import pytest

from dashboard.scalar.controls import read
from dashboard.scalar.cost import cost


@pytest.mark.parametrize(
    "less, more",
    [
        ("?w=1,1", "?w=1,1,1"),
        ("?w=1,1", "?w=1,1&starts=1,2"),
        ("?w=1,1&starts=1,2", "?w=1,1&starts=1,2;2,1"),
    ],
)
def test_more_work_takes_longer(less: str, more: str) -> None:
    assert 0.0 < cost(read(less)) < cost(read(more))
