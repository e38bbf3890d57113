"""What one step of gradient descent is sure to do, from the point where it is taken.

With e = f - f*, s = sqrt(2 K e) >= ||grad f|| and g the gradient in the weights, a step eta has

    e_+ <= e - eta (1 - eta K_t / 2) ||g||^2,    ||g||^2 >= 2 mu lambda_min(T) e,

so e_+ <= (1 - 2 mu lambda_min(T) eta (1 - eta K_t / 2)) e while eta K_t < 2. K_t grows with eta:

- two layers, beta = lambda_max(T): K_t = K beta (1 + s eta / 2)^2 + s;
- scalar networks of any depth, K = 2 and s = |f'(w)|: with P(z) = prod_l (z + w_l^2), r = |w| and
  t = eta s the product moves by at most Delta = (P(t r) - P(0)) / r, of which R = Delta - t tau is
  not its first order, and K_t = 2 (s R + Delta^2) / (t^2 tau).

The best certified step has the largest eta (1 - eta K_t / 2). Where mu or lambda_min(T) says
nothing, it still is the step with the largest fall that is sure.

Source: docs/mathematics.md, section 16.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from core.arrays import EPS, Array

#: K and mu of |y - w|^2: f'' = 2.
SCALAR_CURVATURE = 2.0
_ROUNDS = 100

Number = TypeVar("Number", float, Array)


def scalar_curvatures(weights: Array, gaps: Array, steps: Array) -> tuple[Array, Array]:
    """tau and K_t of steps of a scalar network.

    Parameters
    ----------
    weights : ndarray, shape (k, L)
        Where the steps are taken.
    gaps, steps : ndarray, shape (k,)
        y - w there, and eta.

    Returns
    -------
    tau, K_t : ndarray, shape (k,)
        K_t is infinite where no weight moves, or beyond float64.
    """
    with np.errstate(all="ignore"):
        E = _coefficients(list((weights * weights).T))
        tau, s, r = np.asarray(E[1]), 2.0 * np.abs(gaps), np.abs(np.prod(weights, axis=1))
        z = steps * s * r
        B = np.zeros_like(tau)
        for coefficient in reversed(E[2:]):
            B = B * z + coefficient
        A = tau + z * B
        K = 2.0 * (s * r * (B / tau) + A * (A / tau))
    return tau, np.where(np.isfinite(K), K, np.inf)


def best_scalar_step(weights: Sequence[float], gap: float) -> float:
    """The step of a scalar network with the largest fall of the loss that is sure.

    In t = eta s it solves 2 s tau = Delta' (s + 2 Delta). The logarithm of the right side is convex
    and grows with that of t, so Newton comes down to it from the right, at any depth and scale:
    Delta' >= tau, so no term of Delta is more than s / 2 there. Where nothing moves, any step would
    do: 1.

    Parameters
    ----------
    weights : sequence of float, length L
    gap : float
        y - w.
    """
    E = _coefficients([weight * weight for weight in weights])
    tau, s, r = E[1], 2.0 * abs(gap), abs(math.prod(weights))
    if tau == 0.0:
        return 1.0
    if s == 0.0:
        return 1.0 / (SCALAR_CURVATURE * tau)
    scaled = [coefficient / tau for coefficient in E]
    t = math.exp(first_term(E[1:] if r > 0.0 else E[1:2], 0.5 * s, r))
    for _ in range(_ROUNDS):
        z = t * r
        delta = slope = bend = 0.0  # Delta / (t tau), Delta' / tau, Delta'' / (r tau)
        for j in range(len(scaled) - 1, 0, -1):
            delta = delta * z + scaled[j]
            slope = slope * z + j * scaled[j]
            if j > 1:
                bend = bend * z + j * (j - 1) * scaled[j]
        reach = s + 2.0 * t * delta * tau
        value = slope * reach
        rise = t * (bend * r * reach + 2.0 * slope * slope * tau) / value
        change = math.log(value / (2.0 * s)) / rise
        t *= math.exp(-change)
        if abs(change) <= 8.0 * EPS:
            break
    return t / s


def two_layer_curvature(smoothness: float, beta: Array, excess: Array, steps: Array) -> Array:
    """K_t of steps of two layers, shape (k,) or ().

    Parameters
    ----------
    smoothness : float
        K of the objective.
    beta, excess, steps : ndarray, shape (k,) or ()
        lambda_max(T) and f - f* where the steps are taken, and eta.
    """
    s = np.sqrt(2.0 * smoothness * excess)
    with np.errstate(all="ignore"):
        K = smoothness * beta * (1.0 + 0.5 * s * steps) ** 2 + s
    return np.where(np.isfinite(K), K, np.inf)


def best_two_layer_step(smoothness: float, beta: float, excess: float) -> float:
    """The step of two layers with the largest fall of the loss that is sure.

    1 = (K beta + s) eta + 3/2 K beta s eta^2 + 1/2 K beta s^2 eta^3; where nothing moves, 1.

    Parameters
    ----------
    smoothness, beta, excess : float
    """
    s = math.sqrt(2.0 * smoothness * excess)
    a = smoothness * beta
    if a + s == 0.0:
        return 1.0
    return cubic_root(a + s, 1.5 * a * s, 0.5 * a * s * s)


def cubic_root(first: float, second: float, third: float) -> float:
    """The root x > 0 of third x^3 + second x^2 + first x = 1; first > 0, the others >= 0.

    0 if `first` is infinite.
    """
    x = 1.0 / first
    if x == 0.0:
        return x
    for _ in range(_ROUNDS):
        value = x * (first + x * (second + x * third)) - 1.0
        change = value / (first + x * (2.0 * second + 3.0 * x * third))
        x -= change
        if abs(change) <= 4.0 * EPS * x:
            break
    return x


def first_term(coefficients: Sequence[float], value: float, ratio: float = 1.0) -> float:
    """log of the least x > 0 at which a term of c_1 x + c_2 r x^2 + c_3 r^2 x^3 ... is `value`.

    Raises
    ------
    OverflowError
        If float64 does not hold the coefficients.
    """
    if not all(c < math.inf for c in coefficients):
        raise OverflowError
    log, each = math.log(ratio or 1.0), enumerate(coefficients)
    return min((math.log(value) - math.log(c) - j * log) / (j + 1) for j, c in each if c > 0.0)


def _coefficients(squares: Sequence[Number]) -> list[Number]:
    """E_0 .. E_L of P(z) = prod_l (z + squares_l) = sum_j E_j z^j."""
    one: Number = squares[0] * 0.0 + 1.0
    E: list[Number] = [squares[0], one]
    for square in squares[1:]:
        middle: list[Number] = [low + high * square for low, high in pairwise(E)]
        E = [E[0] * square] + middle + [one]  # noqa: RUF005
    return E
