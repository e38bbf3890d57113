"""What one step of gradient descent on a matrix network of any depth is sure to do.

With w_l = ||W_l||, c_l = ||g_l||_F / ||g||, t = ||T(G)||_F / ||g|| and z = eta ||g||, what a step
changes of W beyond its first order is at most R(z) = prod_l (w_l + z c_l) less its terms of order 0
and 1. So

    e_+ <= e - z ||g|| + ||G|| R + K/2 (z t + R)^2 =: e - eta (1 - eta K_t / 2) ||g||^2.

Source: docs/mathematics.md, section 16.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import network
from core.arrays import EPS, Array
from core.descent.step.one_step import first_term

_ROUNDS = 100


@dataclass(frozen=True, eq=False)
class Points:
    """What is needed of k points, the first axis of all; 0 throughout where nothing moves.

    Attributes
    ----------
    orders : ndarray, shape (k, L + 1)
        Coefficients of prod_l (w_l + z c_l).
    first : ndarray, shape (k,)
        t.
    G, g : ndarray, shape (k,)
        ||G|| and ||g||.
    """

    orders: Array
    first: Array
    G: Array
    g: Array


def points(layers: Sequence[Array], E: Array) -> Points:
    """Of stacks of layers, shapes (k, h_{l-1}, h_l), and of grad f(W), shape (k, n, m)."""
    with np.errstate(all="ignore"):
        slopes = network.gradients(layers, E)
        norms = [np.linalg.norm(slope, axis=(1, 2)) for slope in slopes]
        g, G = np.linalg.norm(norms, axis=0), np.linalg.norm(E, axis=(1, 2))
        unit = np.where(g > 0.0, g, 1.0)
        left, right = network.left_products(layers), network.right_products(layers)
        sides = zip(left, slopes, right, strict=True)
        T = np.sum([A @ (slope / unit[:, None, None]) @ B for A, slope, B in sides], axis=0)
        orders = np.zeros((len(E), len(layers) + 1))
        orders[:, 0] = 1.0
        for layer, norm in zip(layers, norms, strict=True):
            w, c = np.linalg.norm(layer, 2, axis=(1, 2)), norm / unit
            orders[:, 1:] = orders[:, 1:] * w[:, None] + orders[:, :-1] * c[:, None]
            orders[:, 0] *= w
        # ||g||^2 = <G, T(G)>: no smaller than this, whatever underflow has left.
        first = np.maximum(np.linalg.norm(T, axis=(1, 2)), g / np.where(g > 0.0, G, 1.0))
    return Points(orders, first, G, g)


def deep_curvatures(smoothness: float | Array, at: Points, steps: Array) -> Array:
    """K_t of a step from each of the points, shape (k,); inf where nothing moves or float64 ends.

    Parameters
    ----------
    smoothness : float or ndarray, shape (k,)
        K of the objective.
    at : Points
    steps : ndarray, shape (k,)
    """
    with np.errstate(all="ignore"):
        z = steps * at.g
        rest = np.zeros_like(z)  # R / z^2
        for coefficient in at.orders[:, :1:-1].T:
            rest = rest * z + coefficient
        moved = at.first + z * rest
        K = 2.0 * at.G * rest + smoothness * moved * moved
    return np.where((at.g > 0.0) & np.isfinite(K), K, np.inf)


def best_deep_step(smoothness: float, at: Points) -> float:
    """The step from a single point with the largest fall that is sure; where nothing moves, 1.

    ||g|| = ||G|| R' + K (z t + R) (t + R'). The logarithm of the right side is convex and grows
    with that of z, so Newton comes down to it from the right, at any depth and scale: no term of
    z t + R is more than ||g|| / (K t) there.

    Parameters
    ----------
    smoothness : float
    at : Points
    """
    t, G, g = float(at.first[0]), float(at.G[0]), float(at.g[0])
    if g == 0.0:
        return 1.0
    orders = at.orders[0, 2:].tolist()
    z = math.exp(first_term([t, *orders], g / (smoothness * t)))
    for _ in range(_ROUNDS):
        rest = slope = bend = 0.0  # R / z^2, R' / z and R''
        for power in range(len(orders) + 1, 1, -1):
            rest = rest * z + orders[power - 2]
            slope = slope * z + power * orders[power - 2]
            bend = bend * z + power * (power - 1) * orders[power - 2]
        reach, speed = t + rest * z, t + slope * z
        value = z * (G * slope + smoothness * reach * speed)
        rise = z * (G * bend + smoothness * (speed * speed + z * reach * bend)) / value
        change = math.log(value / g) / rise
        z *= math.exp(-change)
        if abs(change) <= 8.0 * EPS:
            break
    return z / g
