"""alpha* of two layers, W = W_1 W_2 of any shapes: exact, from the eigenvalues of one matrix.

lambda_min(T) = lambda_min(W_1 W_1^T) + lambda_min(W_2^T W_2), and each term has a lower bound in
the eigenvalues of the imbalance D = W_1^T W_1 - W_2 W_2^T. With p_i = max(lambda_i(D), 0),
q_j = max(lambda_j(-D), 0), in decreasing order and 0 beyond the width,

    left  = 1/2 (p_n - q_1 + sqrt((p_n + q_1)^2 + 4 margin^2))   <= lambda_min(W_1 W_1^T)
    right = 1/2 (q_m - p_1 + sqrt((q_m + p_1)^2 + 4 margin^2))   <= lambda_min(W_2^T W_2)

and alpha* = left + right. In a rectangular network (n != m) the margin counts only in the half of
the smaller side; the other half has margin 0. The paper writes the sum with Delta_- = q_1 - q_m,
Delta_+ = p_1 - p_n and Delta = p_n + q_m,

    alpha* = 1/2 (-Delta_- + sqrt((Delta_- + Delta)^2 + 4 margin^2))
           + 1/2 (-Delta_+ + sqrt((Delta_+ + Delta)^2 + 4 margin^2)).

Its two lines are *not* bounds of the two terms: they differ from left and right by -+(p_n - q_m)/2,
which cancels in the sum only.

Source: docs/mathematics.md, section 3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.arrays import EPS, Array, frozen
from core.float64 import finite
from core.once import of_layers


@dataclass(frozen=True)
class TwoLayerRate:
    """Smallest lambda_min(T) of two layers under sigma_min(W) >= margin, and its parts.

    Attributes
    ----------
    alpha_star : float
        left + right.
    left, right : float
        Lower bounds of lambda_min(W_1 W_1^T) and of lambda_min(W_2^T W_2).
    delta_plus, delta_minus : float
        Spread of the n largest positive eigenvalues of D and of the m largest of -D.
    delta : float
        p_n + q_m, the part of the rate that the imbalance alone guarantees.
    """

    alpha_star: float
    left: float
    right: float
    delta_plus: float
    delta_minus: float
    delta: float


def two_layer_rate(eigenvalues: ArrayLike, n: int, m: int, margin: float) -> TwoLayerRate:
    """alpha* in closed form (paper, Theorem 2 and its rectangular form).

    Valid for all n, m and widths. Attained, not only a bound, where D has n positive and m
    negative eigenvalues: `two_layer_minimiser` gives the weights.

    Parameters
    ----------
    eigenvalues : array_like, shape (k,)
        Eigenvalues of D in any order; zeros may be left out, they change nothing.
    n, m : int
        Shape of the product.
    margin : float
        >= 0, a lower bound of the min(n, m)-th singular value of W.
    """
    ordered = np.sort(np.asarray(eigenvalues, dtype=float))
    p_1, p_n = _first_and(n, ordered[::-1])
    q_1, q_m = _first_and(m, -ordered)
    left = half_of_rate(p_n, q_1, margin if n <= m else 0.0)
    right = half_of_rate(q_m, p_1, margin if m <= n else 0.0)
    return TwoLayerRate(
        alpha_star=left + right,
        left=left,
        right=right,
        delta_plus=p_1 - p_n,
        delta_minus=q_1 - q_m,
        delta=p_n + q_m,
    )


def imbalance_eigenvalues(first: Array, second: Array) -> Array:
    """Eigenvalues of D = W_1^T W_1 - W_2 W_2^T, largest first, without an h x h matrix.

    With the thin QR factors [W_1^T, W_2] = Q R and J = diag(I_n, -I_m), D = Q (R J R^T) Q^T. The
    columns of R may themselves stand for the layers: a width of 10^9 needs no more.

    Parameters
    ----------
    first, second : ndarray, shapes (n, h) and (h, m)

    Returns
    -------
    ndarray, shape (min(h, n + m),)
        The other h - n - m eigenvalues of a wider network are 0.
    """
    return _eigenvalues((first, second))


def two_layer_minimiser(first: Array, second: Array, margin: float) -> tuple[Array, Array] | None:
    """Weights with the imbalance of the given ones that attain alpha*.

    An eigenvalue p > 0 of D (unit eigenvector u) and an eigenvalue -q < 0 (v) make the row
    sqrt(p) ch u + sqrt(q) sh v of W_1 and the column sqrt(p) sh u + sqrt(q) ch v of W_2, whose
    product is margin. Pairing p_n with q_1 and p_1 with q_m makes both halves small at once; in a
    rectangular network the spare p_n or q_m stays alone. All singular values of W are the margin.

    Parameters
    ----------
    first, second : ndarray, shapes (n, h) and (h, m)
    margin : float
        >= 0.

    Returns
    -------
    (ndarray, ndarray) of shapes (n, h) and (h, m), or None
        None unless D has exactly n positive and m negative eigenvalues, which needs h >= n + m.
        Zero means below the rounding of the layers' squares.
    """
    n, m = first.shape[0], second.shape[1]
    basis, values, rounding = _decompose(first, second)
    positive, negative = values > rounding, values < -rounding
    if positive.sum() != n or negative.sum() != m:
        return None
    # Columns sqrt(p_1) u_1 .. sqrt(p_n) u_n and sqrt(q_1) v_1 .. sqrt(q_m) v_m.
    p, rows = values[positive], (basis[:, positive] * np.sqrt(values[positive])).T
    q = -values[negative][::-1]
    columns = basis[:, negative][:, ::-1] * np.sqrt(q)
    # For n <= m the last row meets the first column, for n >= m the first row the column m.
    for i in range(min(n, m)):
        j = min(n, m) - 1 - i
        total = p[i] + q[j]
        square = 2 * (margin / total) * (margin / (total + math.hypot(total, 2 * margin)))
        ch, sh = math.sqrt(1 + square), math.sqrt(square)
        rows[i], columns[:, j] = (
            ch * rows[i] + sh * columns[:, j],
            sh * rows[i] + ch * columns[:, j],
        )
    return rows, columns


def _first_and(k: int, decreasing: Array) -> tuple[float, float]:
    """The first and the k-th of the values, negative or missing ones taken as 0."""
    positive: list[float] = np.maximum(decreasing, 0.0).tolist()
    return (positive[0] if positive else 0.0), (positive[k - 1] if k <= len(positive) else 0.0)


def half_of_rate(own: float, other: float, margin: float) -> float:
    """1/2 (own - other + sqrt((own + other)^2 + 4 margin^2)), without the subtraction."""
    if margin == 0.0:
        return own
    total = own + other
    return own + margin * (2 * margin / (total + math.hypot(total, 2 * margin)))


@of_layers
def _eigenvalues(layers: Sequence[Array]) -> Array:
    _, values, _ = _decompose(*layers)
    return frozen(values)


def _decompose(first: Array, second: Array) -> tuple[Array, Array, float]:
    """Eigenvectors of D in the space that the layers span, eigenvalues, and their rounding."""
    n = first.shape[0]
    basis, triangle = np.linalg.qr(np.hstack([first.T, second]))
    imbalance = triangle[:, :n] @ triangle[:, :n].T - triangle[:, n:] @ triangle[:, n:].T
    values, vectors = np.linalg.eigh(finite(imbalance))
    rounding = 8 * EPS * float(np.sum(triangle * triangle))
    return basis @ vectors[:, ::-1], values[::-1], rounding
