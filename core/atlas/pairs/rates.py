"""Margin and alpha* of many pairs of layers.

As `core.guarantee.margin` and `core.guarantee.two_layer` have them for one.

Source: docs/mathematics.md, sections 1 and 3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import EPS, ROUNDINGS, Array
from core.guarantee.candidates import ROUNDING


@dataclass(frozen=True, eq=False)
class Pairs:
    """p networks of two layers and what they learn, f(W) = 1/2 ||W - W*||^2.

    Attributes
    ----------
    first, second : ndarray, shapes (p, n, h) and (p, h, m)
        W_1 and W_2 at the start, h at most n + m.
    target : ndarray, shape (p, n, m)
        W*.
    """

    first: Array
    second: Array
    target: Array

    @property
    def product(self) -> Array:
        """W(0)."""
        return self.first @ self.second


@dataclass(frozen=True, eq=False)
class Rates:
    """What the starts promise, each of shape (p,)."""

    margin: Array
    alpha_star: Array


def rates_of(pairs: Pairs) -> Rates:
    """The rate of every pair."""
    margin = _margins(pairs)
    n, m = pairs.target.shape[1:]
    values = _imbalances(pairs)
    p_1, p_n = _first_and(n, values[:, ::-1])
    q_1, q_m = _first_and(m, -values)
    none = np.zeros_like(margin)
    left = _half(p_n, q_1, margin if n <= m else none)
    right = _half(q_m, p_1, margin if m <= n else none)
    return Rates(margin, left + right)


def _margins(pairs: Pairs) -> Array:
    """max(0, sigma_min(W*) - ||W(0) - W*||_F)."""
    target = pairs.target
    largest = max(target.shape[1:])
    values = np.linalg.svd(target, compute_uv=False)
    size = values[:, 0]
    least = np.where(values[:, -1] <= largest * EPS * size, 0.0, values[:, -1])
    gap = pairs.product - target
    left = least - np.sqrt((gap * gap).sum(axis=(1, 2)))
    return np.where(left > (ROUNDINGS + largest) * EPS * size, left, 0.0)


def _imbalances(pairs: Pairs) -> Array:
    """Eigenvalues of D = W_1^T W_1 - W_2 W_2^T, increasing, 0 where they are rounding."""
    first, second = pairs.first, pairs.second
    n = first.shape[1]
    both = np.concatenate([first.mT, second], axis=2)
    triangle = np.asarray(np.linalg.qr(both, mode="r"))
    left, right = triangle[:, :, :n], triangle[:, :, n:]
    values = np.linalg.eigvalsh(left @ left.mT - right @ right.mT)
    sizes = (first * first).sum(axis=(1, 2)) + (second * second).sum(axis=(1, 2))
    return np.where(np.abs(values) <= ROUNDING * sizes[:, None], 0.0, values)


def _first_and(k: int, decreasing: Array) -> tuple[Array, Array]:
    """The first and the k-th of each row, negative or missing ones taken as 0."""
    positive = np.maximum(decreasing, 0.0)
    last = positive[:, k - 1] if k <= positive.shape[1] else np.zeros(len(positive))
    return positive[:, 0], last


def _half(own: Array, other: Array, margin: Array) -> Array:
    """1/2 (own - other + sqrt((own + other)^2 + 4 margin^2)), without the subtraction."""
    total = own + other
    whole = total + np.hypot(total, 2.0 * margin)
    return own + margin * np.divide(
        2.0 * margin, whole, out=np.zeros_like(margin), where=margin > 0.0
    )
