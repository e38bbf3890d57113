"""The estimate of this page's answers: more work is never said to take less."""

from __future__ import annotations

import pytest

from dashboard.depth.controls import read
from dashboard.depth.cost import cost


@pytest.mark.parametrize(
    "less, more",
    [
        ("?most=10", "?most=30"),
        ("?k=10", "?k=300"),
        ("?L=3", "?L=30"),
        ("?net=matrix&n=1", "?net=matrix&n=4"),
    ],
)
def test_more_work_takes_longer(less: str, more: str) -> None:
    assert 0.0 < cost(read(less)) < cost(read(more))


def test_modes_count_where_there_are_any() -> None:
    assert cost(read("?n=1")) == cost(read("?n=4"))
