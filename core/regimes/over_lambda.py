"""How far T moves until the end, over lambda: two layers with D = lambda I.

Source: docs/mathematics.md, section 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.arrays import TINY, Array
from core.matrix import preconditioner
from core.matrix.flow.closed_form import ClosedForm
from core.matrix.initialization import Initialization


@dataclass(frozen=True, eq=False)
class LambdaDrift:
    """What K starts that differ in lambda alone come to. All is 0 / 0 = 0 where T(0) = 0.

    Attributes
    ----------
    imbalances : ndarray, shape (K,)
        Lambda.
    drift : ndarray, shape (K,)
        ||T - T(0)||_F / ||T(0)||_F at the end of time.
    rate_error : ndarray, shape (K,)
        |lambda_min(T(0)) / lambda_min(T) - 1| at the end of time: how far the rate that NTK
        predicts is from that at which the loss falls in the end.
    """

    imbalances: Array
    drift: Array
    rate_error: Array


def lambda_drift(
    initialization: Initialization, target: Array, imbalances: Sequence[float]
) -> LambdaDrift:
    """The end of every flow by its closed form, none of which is followed.

    Parameters
    ----------
    initialization : Initialization
        Of the kind lambda_balanced; its own lambda does not count.
    target : ndarray, shape (n, m)
    imbalances : sequence of float
        Those that there are layers for (`core.matrix.lambda_balanced`).
    """
    found = np.array([_moved(initialization, target, value) for value in imbalances])
    return LambdaDrift(np.array(imbalances), found[:, 0], found[:, 1])


def _moved(initialization: Initialization, target: Array, imbalance: float) -> tuple[float, float]:
    """Drift and error of NTK's rate at one lambda."""
    first, second = replace(initialization, imbalance=(imbalance,)).draw().weights
    last, other = ClosedForm(first, second, target, imbalance).end()
    left = np.stack([first @ first.T, last @ last.T])
    right = np.stack([second.T @ second, other.T @ other])
    drift = preconditioner.drift(*preconditioner.two_layer_grams(left, right))[1]
    eigenvalues = preconditioner.eigenvalues(left), preconditioner.eigenvalues(right)
    least = np.maximum(preconditioner.extremes_of_sums(*eigenvalues)[0], 0.0)
    return float(drift), abs(float(least[0]) / max(float(least[1]), TINY) - 1.0)
