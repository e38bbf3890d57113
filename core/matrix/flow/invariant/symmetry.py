"""Products that are symmetric beside a symmetric target.

The flow of balanced layers, dW/dt = -sum_l (W W^T)^((l-1)/L) E (W^T W)^((L-l)/L), keeps W symmetric
if E is, and its rank: the numbers of its positive and of its negative eigenvalues are constants.
Layers W_1, W_1^T are balanced.
"""

from __future__ import annotations

import numpy as np

from core.arrays import EPS, Array

_ROUNDING = 1e-13  # of a matrix


def is_symmetric(matrix: Array) -> bool:
    """Whether it is so to rounding."""
    if matrix.shape[0] != matrix.shape[1]:
        return False
    return float(np.linalg.norm(matrix - matrix.T)) <= _ROUNDING * float(np.linalg.norm(matrix))


def excessive_signs(product: Array, centre: Array) -> int | None:
    """How many eigenvalues of a symmetric product must die.

    Those of a sign of which the target, symmetric too, has fewer, and no zeros in their place. None
    where one of them is not symmetric or an eigenvalue's sign is not sure.
    """
    if not (is_symmetric(product) and is_symmetric(centre)):
        return None
    signs = []
    for matrix in (product, centre):
        values = np.linalg.eigvalsh(matrix)
        noise = _ROUNDING * float(np.abs(values).max(initial=0.0))
        signs.append((int((values > noise).sum()), int((values < -noise).sum())))
    if sum(signs[0]) < np.linalg.matrix_rank(product):
        return None
    free = len(centre) - sum(signs[1])
    excess: int = sum(max(0, own - its - free) for own, its in zip(*signs, strict=True))
    return excess


def to_symmetric(product: Array, centre: Array) -> Array | None:
    """Orthogonal V with W V positive definite and W* V symmetric; None if there is none.

    If it is the identity, none is needed.
    """
    if product.shape[0] != product.shape[1] or is_symmetric(product):
        return None
    left, values, right = np.linalg.svd(product)
    V: Array = (left @ right).T
    sure = values[-1] > len(values) * EPS * values[0]
    return V if sure and is_symmetric(centre @ V) else None
