"""The preconditioner T of a deep linear network: dW/dt = -T grad f(W) along the gradient flow.

T(E) = sum_l P_l E Q_l with P_l = A_l A_l^T (n x n) and Q_l = B_l^T B_l (m x m), a positive
semidefinite operator on n x m matrices (poster). These Gram matrices are all that is needed of the
network: nothing below depends on the hidden widths. With matrices read row by row,
T = sum_l P_l (x) Q_l. Two layers: T = I (x) C_2 + C_1 (x) I with C_1 = W_1 W_1^T, C_2 = W_2^T W_2,
so its nm eigenvalues are the sums of one of C_1 and one of C_2.

All functions take stacks, as `core.network` does.

Source: docs/mathematics.md, section 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from scipy.linalg import eigh
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from core.arrays import Array, frozen
from core.float64 import finite
from core.integrate.budget import wanted
from core.network import left_products, right_products
from core.once import of_layers

#: Largest nm for which T is formed as a matrix.
MAX_DENSE = 400
#: Where Lanczos does not converge, T is formed once all the same up to this nm (134 MB).
_MAX_FALLBACK = 4096
_CHUNK = 2**22  # numbers of a stack of matrices formed at a time (32 MB)
_LANCZOS_VECTORS = 60
_RESTARTS = 60
#: Residual against the size of T; the eigenvalue's error is smaller, mostly its square.
_TOLERANCES = (1e-12, 1e-8, 1e-4, 1e-2)


def grams(weights: Sequence[Array]) -> tuple[Array, Array]:
    """P_l = A_l A_l^T and Q_l = B_l^T B_l, shapes (..., L, n, n) and (..., L, m, m)."""
    left = [A @ A.mT for A in left_products(weights)]
    right = [B.mT @ B for B in right_products(weights)]
    return np.stack(left, axis=-3), np.stack(right, axis=-3)


def two_layer_grams(C1: Array, C2: Array) -> tuple[Array, Array]:
    """The same from C_1 = W_1 W_1^T, shape (..., n, n), and C_2 = W_2^T W_2, shape (..., m, m)."""
    left = np.broadcast_to(np.eye(C1.shape[-1]), C1.shape)
    right = np.broadcast_to(np.eye(C2.shape[-1]), C2.shape)
    return np.stack([left, C1], axis=-3), np.stack([C2, right], axis=-3)


def apply(weights: Sequence[Array], E: Array) -> Array:
    """T(E), shape (..., n, m)."""
    return _applied(*grams(weights), E)


def matrix(weights: Sequence[Array]) -> Array:
    """T as a matrix on matrices read row by row, shape (..., nm, nm).

    Raises
    ------
    ValueError
        If nm > 400.
    """
    P, Q = grams(weights)
    if P.shape[-1] * Q.shape[-1] > MAX_DENSE:
        raise ValueError(f"T has more than {MAX_DENSE} rows: use apply.")
    return _dense(P, Q)


def spectrum(weights: Sequence[Array]) -> Array:
    """All eigenvalues of T, increasing, shape (..., nm).

    Raises
    ------
    ValueError
        If nm > 400 and there are more than two layers.
    """
    if len(weights) == 2:
        return spectrum_two_layer(*_outer_grams(weights))
    return eigenvalues(matrix(weights))


def spectrum_of(P: Array, Q: Array) -> Array:
    """The same from the Gram matrices, shapes (..., L, n, n) and (..., L, m, m)."""
    return eigenvalues(_dense(P, Q))


def spectrum_two_layer(C1: Array, C2: Array) -> Array:
    """All eigenvalues of T = I (x) C_2 + C_1 (x) I, increasing.

    Parameters
    ----------
    C1, C2 : ndarray, shapes (..., n, n) and (..., m, m)

    Returns
    -------
    ndarray, shape (..., nm)
    """
    return sums(eigenvalues(C1), eigenvalues(C2))


def sums(left: Array, right: Array) -> Array:
    """All sums of one of `left`, shape (..., n), and one of `right`, shape (..., m), increasing."""
    every = left[..., :, None] + right[..., None, :]
    return np.sort(every.reshape(*every.shape[:-2], -1), axis=-1)


@of_layers
def extreme_eigenvalues(weights: Sequence[Array]) -> tuple[Array, Array]:
    """lambda_min(T) and lambda_max(T), each of shape (...).

    Two layers: from C_1 and C_2. Else the eigenvalues of the nm x nm matrix up to nm = 400, and
    Lanczos on the operator beyond. Errors are some roundings of lambda_max.
    """
    least, most = (
        extreme_eigenvalues_two_layer(*_outer_grams(weights))
        if len(weights) == 2
        else extreme_eigenvalues_of(*grams(weights))
    )
    # They are remembered: nobody may write into them. A number stays one.
    return frozen(np.asarray(least))[()], frozen(np.asarray(most))[()]


def extreme_eigenvalues_two_layer(C1: Array, C2: Array) -> tuple[Array, Array]:
    """lambda_min(C_1) + lambda_min(C_2), and the same with max.

    Parameters
    ----------
    C1, C2 : ndarray, shapes (..., n, n) and (..., m, m)

    Returns
    -------
    ndarray, ndarray, shape (...)
    """
    return extremes_of_sums(eigenvalues(C1), eigenvalues(C2))


def extremes_of_sums(left: Array, right: Array) -> tuple[Array, Array]:
    """The least and the largest of `sums`, from increasing ones."""
    return left[..., 0] + right[..., 0], left[..., -1] + right[..., -1]


def extreme_eigenvalues_of(P: Array, Q: Array) -> tuple[Array, Array]:
    """lambda_min and lambda_max of sum_l P_l (x) Q_l.

    Parameters
    ----------
    P, Q : ndarray, shapes (..., L, n, n) and (..., L, m, m)
        Positive semidefinite.

    Returns
    -------
    ndarray, ndarray, shape (...)
    """
    stack, size = P.shape[:-3], P.shape[-1] * Q.shape[-1]
    P, Q = P.reshape(-1, *P.shape[-3:]), Q.reshape(-1, *Q.shape[-3:])
    if size <= MAX_DENSE:
        many = max(1, _CHUNK // size**2)
        spectra = [
            np.linalg.eigvalsh(finite(_dense(P[i : i + many], Q[i : i + many])))[:, [0, -1]]
            for i in range(0, len(P), many)
        ]
        ends = np.concatenate(spectra)
    else:
        ends = np.array([_lanczos(left, right) for left, right in zip(P, Q, strict=True)])
    ends = np.maximum(ends, 0.0).reshape(*stack, 2)
    return ends[..., 0], ends[..., 1]


def drift(P: Array, Q: Array) -> Array:
    """||T(t) - T(0)||_F / ||T(0)||_F along a trajectory, without forming T.

    The difference is formed factor by factor, P_l(t) - P_l(0) and Q_l(t) - Q_l(0): a drift of
    1e-9 keeps seven digits.

    Parameters
    ----------
    P, Q : ndarray, shapes (T, L, n, n) and (T, L, m, m)

    Returns
    -------
    ndarray, shape (T,)
        All 0 if T(0) = 0.
    """
    P0, Q0 = np.broadcast_to(P[0], P.shape), np.broadcast_to(Q[0], Q.shape)
    moved = _norm(np.concatenate([P - P0, P0], axis=1), np.concatenate([Q, Q - Q0], axis=1))
    size = float(_norm(P[:1], Q[:1])[0])
    return moved / size if size else np.zeros(len(P))


def _norm(X: Array, Y: Array) -> Array:
    """||sum_k X_k (x) Y_k||_F for stacks of k: its square is sum_{k,j} <X_k, X_j> <Y_k, Y_j>."""
    x = X.reshape(*X.shape[:-2], -1)
    y = Y.reshape(*Y.shape[:-2], -1)
    square = ((x @ x.mT) * (y @ y.mT)).sum(axis=(-2, -1))
    norm: Array = np.sqrt(np.maximum(square, 0.0))
    return norm


def _outer_grams(weights: Sequence[Array]) -> tuple[Array, Array]:
    first, last = weights
    return first @ first.mT, last.mT @ last


def eigenvalues(gram: Array) -> Array:
    """Increasing; rounding must not make them negative."""
    wanted()
    values: Array = np.maximum(np.linalg.eigvalsh(finite(gram)), 0.0)
    return values


def _applied(P: Array, Q: Array, E: Array) -> Array:
    image: Array = (P @ E[..., None, :, :] @ Q).sum(axis=-3)
    return image


def _dense(P: Array, Q: Array) -> Array:
    wanted()
    size = P.shape[-1] * Q.shape[-1]
    blocks: Array = np.einsum("...lij,...lpq->...ipjq", P, Q)
    return blocks.reshape(*blocks.shape[:-4], size, size)


def _lanczos(P: Array, Q: Array) -> tuple[float, float]:
    """Both ends of the spectrum of one large T.

    ARPACK's tolerance is relative to the eigenvalue sought, which for lambda_min may be 0: the
    search runs on T + lambda_max I, with the same vectors and an eigenvalue of the size of T. Where
    even the fallbacks are out of reach the answer is an inner one: lambda_min from above.
    """
    n, m = P.shape[-1], Q.shape[-1]
    start = np.random.default_rng(0).standard_normal(n * m)
    size = float(np.trace(P, axis1=-2, axis2=-1) @ np.trace(Q, axis1=-2, axis2=-1))
    if size == 0.0:
        return 0.0, 0.0

    def end(which: Literal["LA", "SA"], shift: float) -> float:
        def shifted(x: Array) -> Array:
            wanted()
            return _applied(P, Q, x.reshape(n, m)).ravel() + shift * x

        operator = LinearOperator((n * m, n * m), matvec=shifted, dtype=np.float64)
        for tolerance in _TOLERANCES:
            try:
                found = eigsh(
                    operator,
                    k=1,
                    which=which,
                    v0=start,
                    ncv=_LANCZOS_VECTORS,
                    maxiter=_RESTARTS,
                    tol=tolerance,
                    return_eigenvectors=False,
                )
                return float(found[0]) - shift
            except ArpackNoConvergence:
                if n * m <= _MAX_FALLBACK:
                    last = 0 if which == "SA" else n * m - 1
                    dense = _dense(P, Q)
                    return float(eigh(dense, eigvals_only=True, subset_by_index=[last, last])[0])
        return float(size / (n * m))  # the mean of all eigenvalues, between the ends

    largest = end("LA", 0.0)
    return end("SA", largest), largest
