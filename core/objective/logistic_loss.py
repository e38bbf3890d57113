"""Logistic loss log(1 + e^-z) of a logit z: its minimiser with a ridge, and differences of it.

Near the minimum the loss and its slope are needed as differences to those at the minimum; both
have forms that do not cancel. With p = sigma(-z), q = sigma(z), a step d of the logit, and r = p
for d >= 0, r = q for d < 0 (the formulas are symmetric under d, p -> -d, q):

    sigma(-z) - sigma(-z-d) = sign(d) p q (1 - e^-|d|) / (1 + r (e^-|d| - 1)),
    log(1+e^-(z+d)) - log(1+e^-z) + p d = log(1 + r (e^-|d| - 1)) + r |d|,

the second being the Bregman divergence; for small d it is a cumulant series, that of a coin of
chance r.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from core.arrays import EPS, Array
from core.errors import ScenarioError

_SMALL = 0.02  # below: six cumulants are exact to 1e-12
_MIDDLE = 1.0  # above: a plain difference loses nothing to speak of
_MAX_STEPS = 2000  # separable data: about one step for each e-fold of the ridge
_MAX_HALVINGS = 60
#: A step that moves no logit by more than this changes the curvature by as little, and leaves this
#: part of its error: one more step has all digits.
_QUADRATIC = 1e-8
_ARMIJO = 1e-4


def value(logits: Array, w: Array, ridge: float) -> float:
    """mean log(1 + e^-z) + ridge/2 ||w||^2 for logits z, shape (N,), and w, shape (n,)."""
    return float(np.logaddexp(0.0, -logits).mean() + 0.5 * ridge * (w @ w))


def minimiser(signed: Array, ridge: float) -> Array:
    """argmin of mean_i log(1 + exp(-a_i.w)) + ridge/2 ||w||^2, by damped Newton.

    Parameters
    ----------
    signed : ndarray, shape (N, r)
        a_i = y_i x_i, of full column rank.
    ridge : float
        > 0.

    Returns
    -------
    ndarray, shape (r,)
        To the rounding of the gradient.

    Raises
    ------
    ScenarioError
        If the ridge is lost in rounding beside the data.
    """
    count, size = signed.shape
    w = np.zeros(size)
    logits = np.zeros(count)
    for _ in range(_MAX_STEPS):
        step, gain = _newton_step(signed, logits, w, ridge)
        if np.abs(signed @ step).max(initial=0.0) <= _QUADRATIC:
            w = w - step
            return w - _newton_step(signed, signed @ w, w, ridge)[0]
        loss = value(logits, w, ridge)
        slack = 8 * EPS * loss
        for _ in range(_MAX_HALVINGS):
            logits = signed @ (w - step)
            if value(logits, w - step, ridge) <= loss - _ARMIJO * gain + slack:
                break
            step, gain = step / 2, gain / 2
        w = w - step
    raise _ridge_too_small(ridge)


def _newton_step(signed: Array, logits: Array, w: Array, ridge: float) -> tuple[Array, float]:
    """H^-1 g, so that w - step is Newton's next, and g^T H^-1 g, what it promises to gain twice."""
    count, size = signed.shape
    p = expit(-logits)
    gradient = ridge * w - signed.T @ p / count
    curvature = p * expit(logits) / count
    hessian = signed.T @ (curvature[:, None] * signed) + ridge * np.eye(size)
    try:
        step: Array = np.linalg.solve(hessian, gradient)
    except np.linalg.LinAlgError:
        raise _ridge_too_small(ridge) from None
    return step, float(step @ gradient)


def _ridge_too_small(ridge: float) -> ScenarioError:
    return ScenarioError("objective.ridge", "objective.ridge", value=ridge)


def drop(logits: Array, step: Array) -> Array:
    """sigma(-z) - sigma(-z - d), with the relative accuracy of d where d is small.

    Parameters
    ----------
    logits, step : ndarray, broadcast together
        z and d.
    """
    p, q = expit(-logits), expit(logits)
    size = np.abs(step)
    r = np.where(step >= 0.0, p, q)
    fall = np.expm1(-np.minimum(size, _MIDDLE))
    near = -np.sign(step) * p * q * fall / (1.0 + r * fall)
    change: Array = np.where(size < _MIDDLE, near, p - expit(-logits - step))
    return change


def divergence(logits: Array, step: Array) -> Array:
    """log(1+e^-(z+d)) - log(1+e^-z) + sigma(-z) d >= 0, to 1e-12 of the largest of them.

    Parameters
    ----------
    logits, step : ndarray, broadcast together
        z and d.
    """
    p, q = expit(-logits), expit(logits)
    size = np.abs(step)
    r = np.where(step >= 0.0, p, q)
    middle = np.minimum(size, _MIDDLE)
    plain = np.logaddexp(0.0, -logits - step) - np.logaddexp(0.0, -logits) + p * step
    return np.select(
        [size < _SMALL, size < _MIDDLE],
        [
            _cumulants(p * q, 1.0 - 2.0 * r, np.minimum(size, _SMALL)),
            np.log1p(r * np.expm1(-middle)) + r * middle,
        ],
        np.maximum(plain, 0.0),
    )


def _cumulants(v: Array, skew: Array, d: Array) -> Array:
    """Cumulant series of log E e^(-d (coin - r)) with the coin's variance v and 1 - 2r."""
    fifth = skew * (1 - 12 * v) / 120
    sixth = (1 - 30 * v + 120 * v * v) / 720
    tail = skew / 6 - d * ((1 - 6 * v) / 24 - d * (fifth - d * sixth))
    series: Array = v * d * d * (0.5 - d * tail)
    return series
