"""Gradient descent, step by step: plain loops that run as fast as such loops can.

A run is cut at the first iterate whose excess loss is above a given size, which is not kept: all
numbers of a run are finite and of a size that can be drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import network
from core.objective import Objective

Array = NDArray[np.float64]

#: A product whose quotient by one of its factors has all digits of the product of the others.
_SAFE = 1e-290


@dataclass(frozen=True, eq=False)
class Run:
    """A run of n steps.

    Attributes
    ----------
    excess : ndarray, shape (n + 1,)
        f(W) - f* after every step, from the start on.
    turned : ndarray of bool, shape (n,)
        Whether the gradient of f after the step points against the one before it.
    kept : ndarray of int
        After how many steps iterates are kept: evenly many apart, and the last.
    weights : sequence of ndarray
        Layers of the kept iterates, shapes (len(kept), ...).
    cut : bool
        Whether the next iterate was too large, and left out.
    """

    excess: Array
    turned: NDArray[np.bool_]
    kept: NDArray[np.int64]
    weights: Sequence[Array]
    cut: bool


def stride(steps: int, most: int) -> int:
    """Steps between kept iterates, at most `most` + 1 of them; odd.

    An orbit that jumps between two sides of a minimum would seem to stand still if every second
    iterate were kept.
    """
    every = -(-steps // most)
    return every if every % 2 else every + 1


def scalar_run(
    weights: Sequence[float], target: float, step: float, steps: int, *, every: int, largest: float
) -> Run:
    """w_l <- w_l + 2 step (y - w) prod_{i != l} w_i.

    Parameters
    ----------
    weights : sequence of float, length L
        At the start.
    every : int
        Iterates kept: one of so many.
    largest : float
        Size of |y - w| beyond which the run is cut.
    """
    w = [float(weight) for weight in weights]
    gaps: list[float] = []
    kept: list[list[float]] = []
    cut = False
    last = w
    for k in range(steps + 1):
        product = math.prod(w)
        gap = target - product
        if not abs(gap) <= largest:  # nor if it is not a number
            cut = True
            break
        gaps.append(gap)
        if k % every == 0:
            kept.append(w)
        last = w
        push = 2.0 * step * gap
        if abs(product) > _SAFE:
            push *= product
            w = [weight + push / weight for weight in w]
        else:  # a weight is 0, or all but
            others = _products_of_others(w)
            w = [weight + push * rest for weight, rest in zip(w, others, strict=True)]
    count = len(gaps) - 1
    if count % every:
        kept.append(last)
    signed = np.array(gaps)
    return Run(
        excess=signed * signed,
        # Not the signs' bits: who lands on the minimum does not go past it.
        turned=np.sign(signed[1:]) * np.sign(signed[:-1]) < 0.0,
        kept=_indices(count, every),
        weights=tuple(np.array(kept).T),
        cut=cut,
    )


def matrix_run(
    objective: Objective,
    weights: Sequence[Array],
    step: float,
    steps: int,
    *,
    every: int,
    largest: float,
) -> Run:
    """W_l <- W_l - step A_l^T E B_l^T, E = grad f(W_1 ... W_L).

    Parameters
    ----------
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    every : int
        Iterates kept: one of so many.
    largest : float
        Size of f(W) - f* beyond which the run is cut.
    """
    layers = list(weights)
    excess: list[float] = []
    turned: list[bool] = []
    kept: list[list[Array]] = []
    cut = False
    last, before = layers, None
    with np.errstate(over="ignore", invalid="ignore"):  # what leaves the range is cut
        for k in range(steps + 1):
            distance = network.product(layers) - objective.centre
            size = float(objective.excess_at(distance))
            if not size <= largest:
                cut = True
                break
            E = objective.gradient_at(distance)
            if before is not None:
                turned.append(float(np.vdot(E, before)) < 0.0)
            excess.append(size)
            if k % every == 0:
                kept.append(layers)
            last, before = layers, E
            layers = [
                layer - step * gradient
                for layer, gradient in zip(layers, network.gradients(layers, E), strict=True)
            ]
    count = len(excess) - 1
    if count % every:
        kept.append(last)
    return Run(
        excess=np.array(excess),
        turned=np.array(turned, dtype=bool),
        kept=_indices(count, every),
        weights=tuple(np.stack(layer) for layer in zip(*kept, strict=True)),
        cut=cut,
    )


def _products_of_others(w: list[float]) -> list[float]:
    """prod_{i != l} w_i for every l, without a division."""
    after = [1.0] * len(w)
    for layer in range(len(w) - 1, 0, -1):
        after[layer - 1] = after[layer] * w[layer]
    before = 1.0
    for layer, weight in enumerate(w):
        after[layer] *= before
        before *= weight
    return after


def _indices(count: int, every: int) -> NDArray[np.int64]:
    kept = list(range(0, count + 1, every))
    if count % every:
        kept.append(count)
    return np.array(kept)
