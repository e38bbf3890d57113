"""A search for a violation: every bound beside the truth, on random networks.

Each network's own product gives the margin and the reach, the tightest that there are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.guarantee.deep import (
    Ceilings,
    margin_bound,
    speaks_unimodal,
    square_bound,
    square_floors,
    unimodal_bound,
)
from core.guarantee.two_layer import imbalance_eigenvalues
from core.guarantee.two_layer_ceiling import two_layer_ceiling
from tests.core.guarantee.deep.drawn import CHUNKS, COUNT, KINDS, Drawn, networks, shapes_chain

_ROUNDING = 1e-12  # of what a bound above is held against: an exact one may be off by its own
each_chunk = pytest.mark.parametrize("chunk", CHUNKS)


def _below(drawn: Drawn, bound: float) -> bool:
    return bound <= drawn.least + drawn.rounding


def _share(found: list[float]) -> float:
    return float(np.median(found))


@each_chunk
def test_the_draws_are_what_they_are_called(chunk: int) -> None:
    drawn = networks(chunk)
    assert len(drawn) == min(COUNT, 1000)
    assert {each.kind for each in drawn} == set(KINDS)
    assert all(shapes_chain(each.layers) for each in drawn)
    assert all(speaks_unimodal(each.imbalances) for each in drawn if each.kind == "unimodal")


@each_chunk
def test_layers_are_no_larger_and_no_smaller(chunk: int) -> None:
    """||W_l||^2 <= y_l; square layers: x_l <= sigma_min(W_l)^2, with the margin and without."""
    for drawn in networks(chunk):
        assert (drawn.norms <= drawn.squares).all()
        if drawn.kind == "square":
            for margin in (0.0, drawn.margin):
                floors = square_floors(drawn.imbalances, np.asarray(margin), drawn.squares)
                rounding = 1e-14 * drawn.norms
                assert (floors <= drawn.floors + rounding).all()


@each_chunk
def test_nothing_is_above_beta(chunk: int) -> None:
    """lambda_max(T) <= beta*, of two layers by the sharper form too, which is never the larger."""
    for drawn in networks(chunk):
        deep = float(Ceilings(drawn.imbalances).beta(drawn.reach))
        assert drawn.most <= deep
        if len(drawn.layers) == 2:
            values, width = imbalance_eigenvalues(*drawn.layers), drawn.layers[0].shape[1]
            sharp = float(two_layer_ceiling(values, width, *drawn.shape, drawn.reach))
            assert drawn.most <= sharp * (1 + _ROUNDING)
            assert sharp <= deep


BELOW: dict[str, tuple[Callable[[Drawn], float], str, float]] = {
    "deep-square": (
        lambda drawn: float(
            square_bound(square_floors(drawn.imbalances, np.asarray(drawn.margin), drawn.squares))
        ),
        "square",
        0.01,
    ),
    "deep-unimodal": (
        lambda drawn: unimodal_bound(drawn.imbalances, *drawn.shape),
        "unimodal",
        0.1,
    ),
    "deep-margin": (
        lambda drawn: float(margin_bound(*drawn.shape, np.asarray(drawn.margin), drawn.squares)),
        "",
        0.01,
    ),
}


@each_chunk
@pytest.mark.parametrize("bound, kind, worth", BELOW.values(), ids=BELOW.keys())
def test_nothing_is_below_alpha(
    bound: Callable[[Drawn], float], kind: str, worth: float, chunk: int
) -> None:
    """alpha <= lambda_min(T); and it is worth something on the networks that it is made for."""
    shares = []
    for drawn in networks(chunk):
        if kind in ("", "unimodal", drawn.kind):  # the others ask for it themselves
            found = bound(drawn)
            assert _below(drawn, found)
            if drawn.kind == kind or not kind:
                shares.append(found / drawn.least if drawn.least > drawn.rounding else 0.0)
    assert _share(shares) > worth
