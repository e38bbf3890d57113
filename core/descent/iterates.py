"""Gradient descent, step by step: plain loops that run as fast as such loops can.

A run is cut at the first iterate whose excess loss is above a given size, which is not kept: all
numbers of a run are finite and of a size that can be drawn.

A start that misses the minimum by rounding alone is at the minimum: it stays, and no step is judged
on what became of the rounding. The imbalances drift by the second order of each step, which is
summed; differences of the weights would be rounding where steps are small or networks deep.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import network
from core.arrays import EPS, Array
from core.descent.drift import ScalarSums, indices
from core.descent.schedule import MatrixSteps, ScalarSteps, products_of_others
from core.descent.step.watch import watch
from core.float64 import finite
from core.integrate.budget import wanted
from core.objective.base import Objective

#: A product whose quotient by one of its factors has all digits of the product of the others.
SAFE = 1e-290
#: Relative rounding of a product, a factor: of the product itself, and of weights found by a root.
ROUNDING = 4.0 * EPS
#: Steps after which the sums over the weights of a scalar network are taken.
_CHUNK = 2048


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
    moved : ndarray
        Change of the imbalances from the start on, at the kept iterates. Scalar networks: of every
        d_l, shape (len(kept), L - 1); matrix networks: ||.||_F of that of every D_l, the same
        shape.
    cut : bool
        Whether the next iterate was too large, and left out.
    steps : ndarray, shape (n,)
        The size of every step.
    rates, curvatures : ndarray, shape (n,)
        lambda_min(T) before every step, or ||g||^2 / (2 mu e) in its place, which is no smaller;
        and the K_t of the step (`core.descent.step`). NaN where none is known.
    imbalances : ndarray, shape (len(kept), L - 1), or None
        Scalar networks: every d_l at the kept iterates, to all digits.
    """

    excess: Array
    turned: NDArray[np.bool_]
    kept: NDArray[np.int64]
    weights: Sequence[Array]
    moved: Array
    cut: bool
    steps: Array
    rates: Array
    curvatures: Array
    imbalances: Array | None = None


def stride(steps: int, most: int) -> int:
    """Steps between kept iterates, at most `most` + 1 of them; odd.

    An orbit that jumps between two sides of a minimum would seem to stand still if every second
    iterate were kept.
    """
    every = -(-steps // most)
    return every if every % 2 else every + 1


def scalar_run(
    weights: Sequence[float],
    target: float,
    step: float | ScalarSteps,
    steps: int,
    *,
    every: int,
    largest: float,
) -> Run:
    """w_l <- w_l + 2 step (y - w) prod_{i != l} w_i.

    Parameters
    ----------
    weights : sequence of float, length L
        At the start.
    step : float or callable
        From the weights and y - w to the step that is taken there.
    every : int
        Iterates kept: one of so many.
    largest : float
        Size of |y - w| beyond which the run is cut.
    """
    w = [float(weight) for weight in weights]
    target = _settled(w, target)
    gaps: list[float] = []
    sizes: list[float] = []
    sums = ScalarSums(w, every)
    chunk = every * max(1, _CHUNK // every)
    way: list[list[float]] = []
    cut = False
    choose = step if callable(step) else None
    size = 0.0 if callable(step) else step
    for _ in range(steps + 1):
        wanted()
        product = math.prod(w)
        gap = target - product
        if not abs(gap) <= largest:  # nor if it is not a number
            cut = True
            break
        if len(way) == chunk:
            sums.add(way, gaps[-chunk:], sizes[-chunk:])
            way = []
        gaps.append(gap)
        way.append(w)
        if choose is not None:
            size = choose(w, gap)
        sizes.append(size)
        push = 2.0 * size * gap
        if abs(product) > SAFE:
            push *= product
            w = [weight + push / weight for weight in w]
        else:  # a weight is 0, or all but
            others = products_of_others(w)
            w = [weight + push * rest for weight, rest in zip(w, others, strict=True)]
    sizes = sizes[: len(gaps) - 1]
    if way:
        begin = len(gaps) - len(way)
        sums.add_last(way, gaps[begin:], sizes[begin:])
    signed = np.array(gaps)
    rates, curvatures = zip(*sums.sure, strict=True)
    return Run(
        excess=signed * signed,
        # Not the signs' bits: who lands on the minimum does not go past it.
        turned=np.sign(signed[1:]) * np.sign(signed[:-1]) < 0.0,
        kept=indices(len(gaps) - 1, every),
        weights=tuple(np.concatenate(sums.weights).T),
        moved=np.concatenate(sums.moved),
        cut=cut,
        steps=np.array(sizes),
        rates=np.concatenate(rates),
        curvatures=np.concatenate(curvatures),
        imbalances=np.concatenate(sums.imbalances),
    )


def _settled(weights: Sequence[float], target: float) -> float:
    """The target, or the product of the weights where they differ by rounding alone."""
    product = math.prod(weights)
    return product if abs(target - product) <= len(weights) * ROUNDING * abs(target) else target


def matrix_run(
    objective: Objective,
    weights: Sequence[Array],
    step: float | MatrixSteps,
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
    step : float or callable
        From the layers, grad f(W) and f(W) - f* to the step that is taken there.
    every : int
        Iterates kept: one of so many.
    largest : float
        Size of f(W) - f* beyond which the run is cut.
    """
    layers = list(weights)
    centre = _settled_matrix(layers, objective.centre)
    moved = [np.zeros((layer.shape[1],) * 2) for layer in layers[:-1]]
    # Of the last step; over step^2 if that is the same always.
    changes = [np.zeros_like(total) for total in moved]
    norms: list[list[float]] = []
    excess: list[float] = []
    turned: list[bool] = []
    kept: list[list[Array]] = []
    cut = False
    choose = step if callable(step) else None
    size = 1.0 if callable(step) else step
    sizes: list[float] = []
    looking = watch(layers, chosen=choose is not None)
    last, before = layers, None
    with np.errstate(over="ignore", invalid="ignore"):  # what leaves the range is cut
        for k in range(steps + 1):
            wanted()
            distance = network.product(layers) - centre
            above = float(objective.excess_at(distance))
            if not above <= largest:
                cut = True
                break
            E = objective.gradient_at(distance)
            if before is not None:
                turned.append(float(np.vdot(E, before)) < 0.0)
            excess.append(above)
            for total, change in zip(moved, changes, strict=True):
                np.add(total, change, out=total)
            if k % every == 0:
                kept.append(layers)
                norms.append([float(np.linalg.norm(total)) for total in moved])
            last, before = layers, E
            factors = network.gradient_factors(layers, E)
            changes = network.imbalance_changes(factors)
            if choose is not None:
                size = choose(layers, E, above)
                changes = [size * change * size for change in changes]
            sizes.append(size)
            looking.add(layers, E)
            layers = [layer - size * (X @ Y) for layer, (X, Y) in zip(layers, factors, strict=True)]
    count = len(excess) - 1
    if count % every:
        kept.append(last)
        norms.append([float(np.linalg.norm(total)) for total in moved])
    taken = np.array(sizes[:count])
    rates, curvatures = looking.found(objective, np.array(excess[:count]), taken)
    scale = 1.0 if callable(step) else step
    return Run(
        excess=np.array(excess),
        turned=np.array(turned, dtype=bool),
        kept=indices(count, every),
        weights=tuple(np.stack(layer) for layer in zip(*kept, strict=True)),
        moved=finite(scale * np.array(norms) * scale),
        cut=cut,
        steps=taken,
        rates=rates,
        curvatures=curvatures,
    )


def _settled_matrix(layers: Sequence[Array], centre: Array) -> Array:
    """The centre, or the product of the layers where they differ by rounding alone."""
    product = network.product(layers)
    rounding = sum(layer.shape[0] for layer in layers) * ROUNDING
    near = np.linalg.norm(product - centre) <= rounding * np.linalg.norm(centre)
    return product if near else centre
