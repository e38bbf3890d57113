"""Our flow of all layers against others on the same task, at equal accuracy, in one run.

The task: all layers and the loss at 400 times, n = m = 4, entry variance 1/h, until the loss has
fallen to 1e-9 of its start. Every way's tolerance is the largest of a ladder that keeps each layer
and the loss to 1e-9 of their largest values. scipy gets a right-hand side that multiplies from the
thin side and writes into one array; what is compiled joins in where it is asked for (`compiled`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.matrix import ACCURACY, LADDER, Answer, N, Way, error, sample, target, times_of_fall
from benchmarks.report import paired_ratio, print_promise, print_title
from core.arrays import Array
from core.matrix import layered_flow
from core.objective import Squared

CASES = ((3, 16), (3, 64), (6, 16))  # depth and width
OURS, DOP853 = "ours", "DOP853"
PROMISE = 3.0


@dataclass(frozen=True, eq=False)
class Task:
    """One flow."""

    objective: Squared
    weights: Sequence[Array]
    times: Array


#: A way of doing a task to a relative tolerance.
Solver = Callable[[Task, float], Answer]


def run() -> None:
    print_title("Deep flows: all layers and the loss at 400 times, n = m = 4, errors at most 1e-9")
    compare({})


def compare(compiled: Mapping[str, Solver]) -> None:
    """Ours, scipy's, and `compiled` ones."""
    for depth, width in CASES:
        task = _task(depth, width)
        reference = _dop853(task, 1e-13)
        ways: dict[str, Way] = {}
        found: dict[str, tuple[float, float]] = {}
        for name, solver in {OURS: _ours, DOP853: _dop853, **compiled}.items():
            ways[name], found[name] = _settled(task, solver, reference)
        samples: dict[str, list[float]] = {}
        sample(ways, samples)
        print(f"\nL = {depth}, h = {width}")
        print(f"  {'':16}{'median ms':>10}{'x ours':>9}{'tolerance':>11}{'error':>9}")
        for name, (rtol, worst) in found.items():
            print(
                f"  {name:16}{1e3 * float(np.median(samples[name])):10.2f}"
                f"{paired_ratio(samples, name, OURS):9.2f}{rtol:11.0e}{worst:9.0e}"
            )
        ratio = paired_ratio(samples, DOP853, OURS)
        print_promise(f"at least {PROMISE:g} times faster than DOP853", ratio, ratio >= PROMISE)
        for name in compiled:
            ratio = paired_ratio(samples, name, OURS)
            print_promise(f"no slower than {name}", ratio, ratio >= 1.0)


def _task(depth: int, width: int) -> Task:
    rng = np.random.default_rng(0)
    widths = [N, *[width] * (depth - 1), N]
    weights = [rng.standard_normal(shape) * width**-0.5 for shape in pairwise(widths)]
    objective = Squared(target(rng))
    return Task(objective, weights, times_of_fall(objective, weights))


def _settled(task: Task, solver: Solver, reference: Answer) -> tuple[Way, tuple[float, float]]:
    """A way that is accurate enough, with its tolerance and error."""
    for rtol in LADDER:
        worst = error(solver(task, rtol), reference)
        if worst <= ACCURACY:
            break
    return (lambda: solver(task, rtol)), (rtol, worst)


def _ours(task: Task, tolerance: float) -> Answer:
    way = layered_flow(task.objective, task.weights, task.times, tolerance=tolerance)
    return *way.layers, way.excess


def _dop853(task: Task, rtol: float) -> Answer:
    shapes = [layer.shape for layer in task.weights]
    edges = accumulate((layer.size for layer in task.weights), initial=0)
    parts = [slice(*pair) for pair in pairwise(edges)]

    def layers(state: Array) -> list[Array]:
        return [state[part].reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def velocity(_t: float, state: Array) -> Array:
        weights = layers(state)
        speed = np.empty_like(state)
        slots = layers(speed)
        left, right = [weights[0]], [weights[-1]]
        for layer in weights[1:-1]:
            left.append(left[-1] @ layer)
        for layer in weights[-2:0:-1]:
            right.append(layer @ right[-1])
        E = task.objective.target - left[-1] @ weights[-1]
        np.matmul(E, right.pop().T, out=slots[0])
        for before, slot in zip(left, slots[1:-1], strict=False):
            np.matmul(before.T, E @ right.pop().T, out=slot)
        np.matmul(left[-1].T, E, out=slots[-1])
        return speed

    found = solve_ivp(
        velocity,
        (0.0, float(task.times[-1])),
        np.concatenate([layer.ravel() for layer in task.weights]),
        method="DOP853",
        t_eval=task.times,
        rtol=rtol,
        atol=1e-2 * rtol,
    )
    return with_loss(
        task,
        [found.y[part].T.reshape(-1, *shape) for part, shape in zip(parts, shapes, strict=True)],
    )


def with_loss(task: Task, layers: Sequence[Array]) -> Answer:
    """The layers and their loss."""
    W = layers[0]
    for layer in layers[1:]:
        W = W @ layer
    return *layers, 0.5 * ((W - task.objective.target) ** 2).sum((1, 2))
