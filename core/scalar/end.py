"""Where the flow of a scalar network ends: at a minimum, or at a saddle.

Source: docs/mathematics.md, sections 2 and 8.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from core.arrays import Array


@dataclass(frozen=True, eq=False)
class ScalarEnd:
    """The limit of a flow as t goes to infinity.

    Attributes
    ----------
    kind : {"minimum", "saddle"}
    loss : float
        (y - w)^2 there.
    weights : ndarray, shape (L,)
    product : float
        w there.
    index, escape_rate : int, float, or None
        Negative eigenvalues of the Hessian at a saddle, and the size of the least: flows beside it
        leave like exp(escape_rate t). None at a minimum.
    sharpness : float or None
        The Hessian's largest eigenvalue at a minimum; None at a saddle.
    """

    kind: str
    loss: float
    weights: Array
    product: float
    index: int | None
    escape_rate: float | None
    sharpness: float | None

    def to_json(self) -> dict[str, Any]:
        """The end as JSON values, named like those of a matrix network."""
        return {
            "kind": self.kind,
            "loss": self.loss,
            "weights": self.weights.tolist(),
            "product": self.product,
            "index": self.index,
            "escape_rate": self.escape_rate,
            "sharpness": self.sharpness,
        }


def minimum(weights: Array, target: float, sharpness: float) -> ScalarEnd:
    """The end at w = y."""
    return ScalarEnd("minimum", 0.0, weights, target, None, None, sharpness)


def saddle(weights: Array, target: float) -> ScalarEnd:
    """The end at w = 0 of layers two or more of which are 0.

    The Hessian has the entries -2 y d^2w/dw_i dw_j there: with two weights of 0 a pair of
    eigenvalues -+2 |y| times the product of the other sizes, with more of them nothing but zeros.
    """
    sizes = sorted(abs(weight) for weight in weights.tolist())
    escape = 2.0 * abs(target) * math.prod(sizes[2:])
    return ScalarEnd("saddle", target * target, weights, 0.0, int(escape > 0.0), escape, None)
