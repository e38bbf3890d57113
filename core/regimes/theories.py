"""What earlier analyses say of the rate, each for the initialization it was made for.

==========  ==================================================================================
ntk         Jacot et al. 2018: the rate gamma lambda_min(T(0)), as if T stood still. A prediction.
spectral    Saxe et al. 2014, Tarmoun et al. 2021: layers that share the singular vectors of the
            target. Every mode is a scalar flow of its own, ds/dt = (s* - s) tau(s).
balanced    Arora et al. 2018: all D_l = 0. The rate gamma margin^(2 - 2/L), guaranteed.
==========  ==================================================================================

Source: docs/mathematics.md, section 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import network
from core.arrays import Array
from core.guarantee.homogeneous import balanced, balanced_rate
from core.matrix import preconditioner
from core.matrix.flow.spectral import SpectralModes
from core.scalar.network import from_weights
from core.scalar.rate import scalar_rate
from words import Message, say

NTK, SPECTRAL, BALANCED = "ntk", "spectral", "balanced"
#: Why the spectral rate is what it is; of several reasons for 0 the first is told.
_MODES = (
    "theory.slowest_mode",
    "theory.mode_to_zero",
    "theory.mode_at_zero",
    "theory.wrong_side",
)
_ROUNDING = 1e-14  # of the layers: no mode starts at that


@dataclass(frozen=True)
class Promise:
    """What one theory says of one network.

    Attributes
    ----------
    theory : {"ntk", "spectral", "balanced"}
    rate : float or None
        The loss shall fall like exp(-rate t); None where the theory does not speak.
    guaranteed : bool
        Whether that is proven for this network.
    message : Message
        Where the rate comes from, or why there is none.
    """

    theory: str
    rate: float | None
    guaranteed: bool
    message: Message

    @property
    def reason(self) -> str:
        """The same in words."""
        return say(self.message)


def promises(
    weights: Sequence[Array],
    modes: SpectralModes | None,
    margin: float,
    gamma: float,
    *,
    singular: bool,
) -> tuple[Promise, ...]:
    """What NTK, SPECTRAL and BALANCED, in this order, say of a network and the squared loss.

    Parameters
    ----------
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    modes : SpectralModes or None
        Of the layers and the target; None if they share no singular vectors.
    margin, gamma : float
    singular : bool
        Whether the least singular value of the target is 0.
    """
    last = _balanced(weights, margin, gamma, singular=singular)
    return (_ntk(weights, gamma), _spectral(modes, gamma), last)


def _ntk(weights: Sequence[Array], gamma: float) -> Promise:
    least = float(preconditioner.extreme_eigenvalues(weights)[0])
    return Promise(NTK, gamma * least, False, Message("theory.ntk"))


def _spectral(modes: SpectralModes | None, gamma: float) -> Promise:
    if modes is None:
        return Promise(SPECTRAL, None, False, Message("theory.not_aligned"))
    if modes.rest > 0.0:
        return Promise(SPECTRAL, None, False, Message("theory.out_of_reach"))
    rounding = _ROUNDING * float(np.abs(modes.weights).max(initial=0.0))
    layers = _without(rounding, modes.weights)
    targets = _without(_ROUNDING * float(np.abs(modes.targets).max()), modes.targets)
    alpha, code = min(
        (
            _mode_alpha(weights, target, rounding)
            for weights, target in zip(layers, targets.tolist(), strict=False)
        ),
        key=lambda found: (found[0], _MODES.index(found[1])),
    )
    return Promise(SPECTRAL, gamma * alpha, True, Message(code))


def _without(rounding: float, values: Array) -> Array:
    """Values, 0 where they are no more than rounding."""
    return np.where(np.abs(values) <= rounding, 0.0, values)


def _mode_alpha(weights: Array, target: float, rounding: float) -> tuple[float, str]:
    """Least tau of one mode between its start and its target, and the code of where it comes from.

    A mode runs monotonically from s(0) to s*: if they have one sign then |s| >= min(|s(0)|, |s*|)
    on the way, and otherwise it comes through 0 or ends there.
    """
    mode = from_weights(weights, target)
    one_sign = mode.product * np.sign(target) > 0.0
    margin = min(abs(mode.product), abs(target)) if one_sign else 0.0
    # Layers that tie are off by rounding, and at s = 0 tau would be of the size of that.
    ties = np.abs(weights) - np.abs(weights).min() <= rounding
    alpha = scalar_rate(np.where(ties, 0.0, mode.cumulative_imbalance), margin).alpha_star
    if alpha > 0.0:
        return alpha, "theory.slowest_mode"
    if target == 0.0:
        return 0.0, "theory.mode_to_zero"
    if mode.product == 0.0 or one_sign:
        return 0.0, "theory.mode_at_zero"
    return 0.0, "theory.wrong_side"


def _balanced(weights: Sequence[Array], margin: float, gamma: float, *, singular: bool) -> Promise:
    n, m = network.shape(weights)
    if any(layer.shape[1] < min(n, m) for layer in weights):
        return Promise(BALANCED, None, False, Message("theory.narrow"))
    if not balanced(weights):
        return Promise(BALANCED, None, False, Message("theory.not_balanced"))
    rate = gamma * balanced_rate(n, m, len(weights), margin).lower_bound
    if rate == 0.0:
        code = "theory.singular_target" if singular else "theory.no_margin"
        return Promise(BALANCED, 0.0, True, Message(code))
    return Promise(BALANCED, rate, True, Message("theory.balanced"))


def sigmoids(starts: Array, targets: Array, times: Array) -> Array:
    """The modes of two balanced layers that share the singular vectors of the target.

    ds/dt = 2 s (s* - s) has the solution s(t) = s* e^(2 s* t) / (e^(2 s* t) - 1 + s*/s(0)),
    written here so that nothing overflows.

    Parameters
    ----------
    starts, targets : ndarray, shape (k,)
        s(0) >= 0 and s* >= 0.
    times : ndarray, shape (T,)

    Returns
    -------
    ndarray, shape (T, k)
    """
    t = times[:, None]
    decay = np.exp(-2.0 * targets * t)
    # (1 - e^(-2 s* t)) / s* tends to 2 t where s* = 0: such a mode decays like a power of time.
    grown = np.where(
        targets > 0.0,
        -np.expm1(-2.0 * targets * t) / np.where(targets > 0.0, targets, 1.0),
        2.0 * t,
    )
    moves = starts > 0.0
    values: Array = np.where(moves, starts, 0.0) / np.where(moves, decay + starts * grown, 1.0)
    return values
