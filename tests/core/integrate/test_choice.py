"""Which stepper a flow takes: by what its Gram matrix is, and by what implicit steps would cost."""

from __future__ import annotations

import numpy as np
import pytest

from core.integrate.choice import FACTOR, GRAM, Choice, implicit_layers, of_two_layers


@pytest.mark.parametrize(
    "eigenvalues, choice",
    [
        ([1.0, 1.0, 1.0], GRAM),
        ([1.0, 1.0, 1e-6], GRAM),
        ([1.0, 1.0, 1e-8], FACTOR),  # beside 1e-7 of the size of G
        ([1.0, 1.0, 0.0], FACTOR),
        ([1.0, 1.0, -1e-16], FACTOR),
    ],
)
def test_two_layers_by_the_least_eigenvalue(eigenvalues: list[float], choice: Choice) -> None:
    rotation, _ = np.linalg.qr(np.random.default_rng(0).standard_normal((3, 3)))
    gram = (rotation * np.array(eigenvalues)) @ rotation.T
    assert of_two_layers(gram, np.zeros((2, 1))) is choice
    assert of_two_layers(1e6 * gram, np.zeros((2, 1))) is choice  # no scale


def test_the_size_to_come_counts() -> None:
    """G grows with W: a target 1e8 times as large leaves its least eigenvalue behind."""
    gram = np.eye(3)
    assert of_two_layers(gram, np.ones((2, 1))) is GRAM
    assert of_two_layers(gram, 1e8 * np.ones((2, 1))) is FACTOR


def test_a_target_counts_as_the_balanced_layers_that_have_it() -> None:
    """G of W* = s u v^T is [u, v]^T [u, v] s, of norm 2 s; the least eigenvalue here is 1."""
    direction = np.array([[0.6], [0.8]])
    assert of_two_layers(np.eye(3), 0.49e7 * direction) is GRAM
    assert of_two_layers(np.eye(3), 0.51e7 * direction) is FACTOR


def test_implicit_steps_have_a_price() -> None:
    assert implicit_layers(100_000, dense=True)
    assert not implicit_layers(100_001, dense=True)
    assert not implicit_layers(10, dense=False)
