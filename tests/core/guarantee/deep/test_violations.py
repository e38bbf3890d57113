"""A search for a violation: every bound beside the truth, on random networks.

Each network's own product gives the margin and the reach, the tightest that there are.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.guarantee.candidates import rounding_of
from core.guarantee.deep import (
    Ceilings,
    layer_floors,
    margin_bound,
    speaks_unimodal,
    square_bound,
    unimodal_bound,
)
from core.guarantee.three_layer import three_layer_bound
from core.guarantee.two_layer import imbalance_eigenvalues, two_layer_rate
from core.guarantee.two_layer_ceiling import two_layer_ceiling
from core.network import imbalances
from tests.core.guarantee.deep.drawn import (
    CHUNK,
    CHUNKS,
    EIGENVALUE,
    KINDS,
    Drawn,
    drawn_layers,
    margin_of,
    networks,
    preconditioner,
    shapes_chain,
)

_ROUNDING = 1e-12  # of what a bound above is held against: an exact one may be off by its own


@pytest.fixture(scope="module", params=CHUNKS)
def some(request: pytest.FixtureRequest) -> tuple[Drawn, ...]:
    """A thousand networks, for all tests one after the other."""
    return networks(request.param)


def _below(drawn: Drawn, bound: float) -> bool:
    return bound <= drawn.least + drawn.rounding


def _floors(drawn: Drawn, margin: float) -> np.ndarray:
    return layer_floors(drawn.imbalances, *drawn.shape, np.asarray(margin), drawn.squares)


def _share(found: list[float]) -> float:
    return float(np.median(found))


def test_the_draws_are_what_they_are_called(some: tuple[Drawn, ...]) -> None:
    assert len(some) == CHUNK
    assert {each.kind for each in some} == set(KINDS)
    assert all(shapes_chain(each.layers) for each in some)
    assert all(speaks_unimodal(each.imbalances) for each in some if each.kind == "unimodal")


def test_layers_are_no_larger_and_no_smaller(some: tuple[Drawn, ...]) -> None:
    """x_l <= sigma_r(W_l)^2, with the margin and without, and ||W_l||^2 <= y_l."""
    for drawn in some:
        assert (drawn.norms <= drawn.squares).all()
        for margin in (0.0, drawn.margin):
            assert (_floors(drawn, margin) <= drawn.floors + 1e-14 * drawn.norms).all()


def test_nothing_is_above_beta(some: tuple[Drawn, ...]) -> None:
    """lambda_max(T) <= beta*, of two layers by the sharper form too, which is never the larger."""
    for drawn in some:
        deep = float(Ceilings(drawn.imbalances).beta(drawn.reach))
        assert drawn.most <= deep
        if len(drawn.layers) == 2:
            values, width = imbalance_eigenvalues(*drawn.layers), drawn.layers[0].shape[1]
            sharp = float(two_layer_ceiling(values, width, *drawn.shape, drawn.reach))
            assert drawn.most <= sharp * (1 + _ROUNDING)
            assert sharp <= deep


@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("chunk", CHUNKS)
def test_two_and_three_layers_have_their_own(chunk: int, depth: int) -> None:
    """The closed form of alpha* for two layers, and the bound for three; shapes of all kinds."""
    rng = np.random.default_rng([depth, chunk])
    shares = []
    for kind in np.resize(KINDS, CHUNK):
        layers = drawn_layers(rng, kind, depth)
        values = np.linalg.eigvalsh(preconditioner(layers))
        n, m = layers[0].shape[0], layers[-1].shape[1]
        if depth == 2:
            own = imbalance_eigenvalues(*layers)
            found = two_layer_rate(own, n, m, margin_of(layers)).alpha_star
        else:
            found = three_layer_bound(*imbalances(layers), n, m, rounding_of(layers))
        assert found <= values[0] + EIGENVALUE * values[-1]
        shares.append(found > 0.0)
    assert np.mean(shares) > 0.2


BELOW: dict[str, tuple[Callable[[Drawn], float], str, float]] = {
    "deep-square": (
        lambda drawn: float(square_bound(_floors(drawn, drawn.margin))),
        "square",
        1e-4,
    ),
    "deep-unimodal": (
        lambda drawn: unimodal_bound(drawn.imbalances, *drawn.shape),
        "unimodal",
        0.03,
    ),
    "deep-margin": (
        lambda drawn: float(margin_bound(*drawn.shape, np.asarray(drawn.margin), drawn.squares)),
        "",
        1e-4,
    ),
}


@pytest.mark.parametrize("bound, kind, worth", BELOW.values(), ids=BELOW.keys())
def test_nothing_is_below_alpha(
    bound: Callable[[Drawn], float], kind: str, worth: float, some: tuple[Drawn, ...]
) -> None:
    """alpha <= lambda_min(T); and it is worth something on the networks that it is made for."""
    shares = []
    for drawn in some:
        if kind in ("", "unimodal", drawn.kind):  # the others ask for it themselves
            found = bound(drawn)
            assert _below(drawn, found)
            if drawn.kind == kind or not kind:
                shares.append(found / drawn.least if drawn.least > drawn.rounding else 0.0)
    assert _share(shares) > worth
