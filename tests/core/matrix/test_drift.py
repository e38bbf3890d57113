"""How far imbalances have moved, on ways that do not conserve them.

Along a flow every drift is rounding, and so would be one that is always 0.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from core.matrix.flow.layered import layered_flow
from core.matrix.flow.trajectory import _spectral_drift
from core.matrix.flow.two_layer import two_layer_drift
from core.objective.squared import Squared


def test_of_all_layers() -> None:
    """W_1 grows to 1.1 of itself: D_1 moves by 0.21 W_1^T W_1; the largest layer is W_2."""
    layers = [np.diag([1.0, 2.0]), np.diag([3.0, 1.0]), np.diag([0.5, 1.0])]
    times = np.array([0.0, 1e-9, 2e-9])
    found = layered_flow(Squared(np.eye(2)), layers, times)
    first, second, third = (np.stack([layer] * 3) for layer in layers)
    first[1] *= 1.1
    third[2] *= 2.0
    moved = dataclasses.replace(found, layers=(first, second, third))
    wanted = [0.0, 0.21 * np.hypot(1.0, 4.0) / 10.0, 3.0 * np.hypot(0.25, 1.0) / 10.0]
    assert moved.imbalance_drift == pytest.approx(wanted, rel=1e-12)


def test_of_modes() -> None:
    """Squares of the modes, in layers of different widths: D_1 moves by (0.5, -1, 0) and so on."""
    first = np.sqrt(np.array([[4.0, 1.0], [4.5, 1.0], [4.0, 1.0]]))
    second = np.sqrt(np.array([[1.0, 2.0, 1.0], [1.0, 3.0, 1.0], [1.0, 2.0, 4.0]]))
    third = np.sqrt(np.array([[1.0, 1.0], [1.0, 1.0], [3.0, 1.0]]))
    drift = _spectral_drift([first, second, third])
    size = 5.0
    wanted = [0.0, np.hypot(0.5, 1.0) / size, np.hypot(2.0, 3.0) / size]
    assert drift == pytest.approx(wanted, rel=1e-12)


def test_of_two_layers() -> None:
    """Weights 2 and 1, then 2 and 1.1: tr D, tr D^2 and tr D^3 are powers of 3, then of 2.79."""
    a, b = np.array([2.0, 2.0, 2.0]), np.array([1.0, 1.1, 0.5])
    W, C1, C2 = (values.reshape(-1, 1, 1) for values in (a * b, a * a, b * b))
    sizes = np.array([5.0, 5.21, 5.21])  # the largest so far
    D = a * a - b * b
    wanted = np.max([np.abs(D**k - 3.0**k) / sizes**k for k in (1, 2, 3)], axis=0)
    assert two_layer_drift(W, C1, C2) == pytest.approx(wanted, rel=1e-12)
