"""Slopes in rows laid out once: the gradients themselves, and what y falls by."""

from __future__ import annotations

import numpy as np
import pytest

from core import network
from core.matrix.flow import velocity
from core.matrix.flow.velocity import LayeredVelocity
from tests.core.matrix.strategies import draw_layers, draw_objective

GROWTH = 1.7


@pytest.mark.parametrize("narrow", [velocity._NARROW, 2], ids=["narrow", "wide"])
@pytest.mark.parametrize("kind", ["squared", "regression", "deficient", "logistic"])
@pytest.mark.parametrize(
    "hidden", [(), (4,), (4, 5), (5, 2, 4), (3,) * 5, (3, 3, 3, 3, 4)], ids=str
)
def test_slopes_are_the_gradients(
    kind: str, hidden: tuple[int, ...], narrow: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alone, in stacks of one shape, and of several shapes; asked twice, at another point.

    Of one point, with reversed signs and beside a factor, and of many.
    """
    monkeypatch.setattr(velocity, "_NARROW", narrow)
    rng = np.random.default_rng(5)
    n, m = 3, 1 if kind == "logistic" else 2
    local = draw_objective(kind, rng, n, m).local()
    widths = (n, *hidden, m)
    system = LayeredVelocity(local, [layer.shape for layer in draw_layers(rng, widths)])
    state, row = np.empty(system.size), np.zeros(system.room)
    z, fall = np.empty((n, m)), np.empty((n, m))
    calls = system.at(state)(z, np.array([GROWTH]), row, fall)
    for _ in range(2):
        layers, y = draw_layers(rng, widths), rng.standard_normal((n, m))
        state[:], z[:] = system.pack(layers), GROWTH * y
        for call, argument, out in calls:
            call(argument, out)
        E = local.gradient(y)
        slopes = network.gradients(layers, E)
        for found, slope in zip(system.layers(row[system.part]), slopes, strict=True):
            np.testing.assert_allclose(found, GROWTH * slope, rtol=1e-12, atol=1e-12)
        sides = zip(network.left_products(layers), network.right_products(layers), strict=True)
        moved = sum((A @ A.T) @ E @ (B.T @ B) for A, B in sides)
        expected = GROWTH * local.root[:, None] * moved
        np.testing.assert_allclose(fall, expected, rtol=1e-12, atol=1e-12)
        speeds, changes = system.rates(np.stack([state, 0.0 * state]), np.stack([y, y]))
        np.testing.assert_allclose(-GROWTH * speeds[0], row[system.part], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(-GROWTH * changes[0], fall, rtol=1e-12, atol=1e-12)


def test_layers_come_back_from_their_vectors() -> None:
    rng = np.random.default_rng(6)
    layers = [rng.standard_normal((4, *shape)) for shape in ((3, 5), (5, 4), (4, 2))]
    local = draw_objective("squared", rng, 3, 2).local()
    system = LayeredVelocity(local, [layer.shape[1:] for layer in layers])
    found = system.layers(system.pack(layers))
    for layer, same in zip(layers, found, strict=True):
        np.testing.assert_array_equal(same, layer)
