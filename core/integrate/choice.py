"""Which stepper follows which flow, and why: the one table of it.

==============================  ===========  =====================================================
flow                            stepper      why
==============================  ===========  =====================================================
layers that share vectors       none         its modes are scalar networks, whose flow is one
with the target                              integral (`core.matrix.flow.spectral`)
two layers with D = lambda I    none         known at every time in closed form, the distance to
                                             the target too (`core.matrix.flow.lambda_flow`)
two layers, definite G          `GRAM`       closed in n + m rows whatever the width; its series
                                             costs one product of matrices a term
two layers, any other G         `FACTOR`     a factor of G keeps its rank, where rounding of G
                                             would turn an eigenvalue 0 into one that grows
one layer, or more than two     `LAYERS`     series cost more than steps of order 8, and beside the
                                             layers there is no smaller closed system but of three
                                             wide ones (`core.matrix.flow.thin`)
whichever, once stiff           collocation  explicit steps are bound to the fastest rate for ever:
                                             `march` changes after `patience` more of them
whichever, at its end           tail         the state stands still and y is a sum of exponentials
==============================  ===========  =====================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.integrate.base import Stepper, norm
from core.integrate.factor import FactorStepper
from core.integrate.gram import GramStepper
from core.integrate.runge_kutta import RungeKuttaStepper

#: The least eigenvalue of G beside the size that G may come to: below, a factor is followed.
_DEFINITE = 1e-7
#: Numbers in all layers: beyond, implicit steps, which keep them at each point, are out of reach.
_MAX_STIFF = 100_000


@dataclass(frozen=True)
class Choice:
    """The explicit stepper of a flow.

    Attributes
    ----------
    explicit : callable
        Makes it.
    patience : float
        Explicit steps still to go from which on the implicit ones are cheaper.
    """

    explicit: Callable[..., Stepper]
    patience: float


#: A collocation step takes as long as six or more of Taylor's and reaches further.
GRAM = Choice(GramStepper, 60.0)
FACTOR = Choice(FactorStepper, 60.0)
#: A collocation step takes as long as ten or more explicit ones, and those grow on the way.
LAYERS = Choice(RungeKuttaStepper, 1000.0)


def of_two_layers(gram: Array, centre: Array) -> Choice:
    """For two layers.

    Parameters
    ----------
    gram : ndarray, shape (n + m, n + m)
        G = [[C_1, W], [W^T, C_2]] at the start.
    centre : ndarray, shape (n, m)
        W*, whose size G may come to.
    """
    return GRAM if _definite(gram, _DEFINITE * (norm(gram) + 2.0 * norm(centre))) else FACTOR


def implicit_layers(numbers: int, *, dense: bool) -> bool:
    """Whether implicit steps of all layers are in reach.

    Parameters
    ----------
    numbers : int
        In all layers.
    dense : bool
        Whether T is small enough to be had as a matrix.
    """
    return dense and numbers <= _MAX_STIFF


def _definite(gram: Array, least: float) -> bool:
    """Whether all eigenvalues exceed `least`, by Cholesky's method, which is the quickest."""
    shifted = gram.copy()
    shifted.ravel()[:: len(gram) + 1] -= least
    try:
        np.linalg.cholesky(shifted)
    except np.linalg.LinAlgError:
        return False
    return True
