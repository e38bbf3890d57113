"""The estimate of this page's answers: more work is never said to take less."""

from __future__ import annotations

import pytest

from dashboard.matrix.controls import read
from dashboard.matrix.cost import at_once, cost

SLOW = 0.1  # seconds: what may take longer goes where it keeps nobody waiting


@pytest.mark.parametrize(
    "less, more",
    [
        ("?L=3", "?L=8"),
        ("?n=1", "?n=3"),
        ("?init=spectral&L=8", "?L=8"),
        ("?f=squared", "?f=regression"),
        ("?f=regression&kappa=10", "?f=regression&kappa=1e8"),
        ("?h=3", "?h=2"),
        ("?L=4&h=4", "?L=4&h=60"),
        ("?n=1&m=1&L=4&f=logistic", "?n=1&m=1&L=8&f=logistic"),
        ("?L=1&f=regression&kappa=2", "?L=1&f=regression&kappa=1e3"),
    ],
)
def test_more_work_takes_longer(less: str, more: str) -> None:
    assert 0.0 < cost(read(less)) < cost(read(more))


@pytest.mark.parametrize(
    "query", ["", "?init=spectral&L=8&n=8&m=8", "?n=1&m=1&L=8", "?init=homogeneous&L=3"]
)
def test_what_is_quick_is_known_to_be(query: str) -> None:
    assert cost(read(query)) < SLOW


@pytest.mark.parametrize("query", ["?L=8&n=6&m=6&h=60&f=regression&kappa=1e8", "?file=a.json"])
def test_what_is_slow_is_known_to_be(query: str) -> None:
    assert cost(read(query)) > SLOW


SIGHT = ("graph-loss",)


@pytest.mark.parametrize(
    "query, first",
    [
        ("", SIGHT),
        ("?L=8&n=6&m=6&h=60", None),
        ("?L=8&n=6&m=6&h=60&f=regression&u=1", SIGHT),  # the ends of other starts take longer yet
    ],
)
def test_a_long_run_is_not_followed_twice(query: str, first: object) -> None:
    assert at_once(read(query), SIGHT) == first
