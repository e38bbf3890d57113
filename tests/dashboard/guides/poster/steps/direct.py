"""Flows and rates from their definitions: nothing of core is used here."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

Vector = Any
_SETTINGS: dict[str, Any] = {"method": "DOP853", "rtol": 1e-11, "atol": 1e-13}


def others(weights: Vector) -> Vector:
    """Products of all weights but one."""
    return np.array([np.prod(np.delete(weights, layer)) for layer in range(len(weights))])


def tau(weights: Vector) -> float:
    return float(np.sum(others(np.asarray(weights)) ** 2))


def gradient(weights: Vector, target: float) -> Vector:
    """Of |y - w_1 .. w_L|^2, in the weights."""
    return -2.0 * (target - np.prod(weights)) * others(weights)


def flow(start: Sequence[float], target: float, until: float, points: int = 400) -> Any:
    """Times, and weights of shape (T, L)."""
    found = solve_ivp(
        lambda _t, w: -gradient(w, target),
        (0.0, until),
        np.array(start, dtype=float),
        t_eval=np.linspace(0.0, until, points),
        **_SETTINGS,
    )
    return found.t, found.y.T


def loss(weights: Vector, target: float) -> Vector:
    return (target - np.prod(weights, axis=-1)) ** 2


def time_to(part: float, start: Sequence[float], target: float, until: float = 20.0) -> float:
    """When the loss is down to that part of its start."""
    goal = part * float(loss(np.array(start), target))

    def reached(_t: float, w: Vector) -> float:
        return float(loss(w, target)) - goal

    reached.terminal = True  # type: ignore[attr-defined]
    found = solve_ivp(
        lambda _t, w: -gradient(w, target),
        (0.0, until),
        np.array(start, dtype=float),
        events=reached,
        **_SETTINGS,
    )
    return float(found.t_events[0][0])


def least_tau(start: Sequence[float], margin: float) -> float:
    """min tau over the weights with the imbalances of these and |w| >= margin, by a root."""
    squares = np.sort(np.array(start) ** 2)
    c = squares - squares[0]

    def above(x: float) -> float:
        return math.sqrt(float(np.prod(x + c))) - margin

    x = brentq(above, 0.0, 10.0 + margin**2, xtol=1e-15) if margin > 0.0 else 0.0
    return tau(np.sqrt(x + c))


def matrix_flow(
    layers: Sequence[Vector], target: Vector, until: float, points: int = 200
) -> list[list[Vector]]:
    """The layers at each time, for 1/2 ||W - W*||^2."""
    shapes = [layer.shape for layer in layers]
    ends = np.cumsum([layer.size for layer in layers])[:-1]

    def parts(flat: Vector) -> list[Vector]:
        pieces = np.split(flat, ends)
        return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]

    def motion(_t: float, flat: Vector) -> Vector:
        now = parts(flat)
        error = chain(now) - target
        moves = []
        for layer in range(len(now)):
            before = chain([np.eye(len(target)), *now[:layer]])
            after = chain([*now[layer + 1 :], np.eye(target.shape[1])])
            moves.append(-before.T @ error @ after.T)
        return np.concatenate([move.ravel() for move in moves])

    start = np.concatenate([layer.ravel() for layer in layers])
    times = np.linspace(0.0, until, points)
    found = solve_ivp(motion, (0.0, until), start, t_eval=times, **_SETTINGS)
    return [parts(flat) for flat in found.y.T]


def chain(layers: Sequence[Vector]) -> Vector:
    product = layers[0]
    for layer in layers[1:]:
        product = product @ layer
    return product


def preconditioner(layers: Sequence[Vector]) -> Vector:
    """T as an nm x nm matrix: sum over l of (A A^T) kron (B^T B)."""
    n, m = layers[0].shape[0], layers[-1].shape[1]
    total = np.zeros((n * m, n * m))
    for layer in range(len(layers)):
        before = chain([np.eye(n), *layers[:layer]])
        after = chain([*layers[layer + 1 :], np.eye(m)])
        total += np.kron(before @ before.T, after.T @ after)
    return total


def hessian(value: Callable[[Vector], Vector], at: Vector, step: float = 1e-5) -> Vector:
    """Of a function by the differences of its gradient `value`."""
    columns = [
        (value(at + step * unit) - value(at - step * unit)) / (2.0 * step)
        for unit in np.eye(len(at))
    ]
    return np.array(columns)
