"""Our scalar flow against scipy's solvers: time and accuracy, on the same task in one run.

The task: loss and weights of a deep scalar network at 400 given times. Every peer gets the
right-hand side that suits it best, plain Python floats without numpy.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from statistics import median

import mpmath
import numpy as np
from scipy.integrate import odeint, solve_ivp

from benchmarks.report import paired_ratio, print_promise, print_title
from core import ScalarScenario
from core.arrays import Array
from core.scalar import scalar_flow, scalar_network
from core.solving import solve

Answer = tuple[Array, Array]  # loss (n,), weights (n, L)

TARGET = 1.0
STARTS = {
    2: (0.9, 0.4),
    4: (0.6, 0.8, 1.0, 1.2),
    8: (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3),
}
TIMES = 400
ROUNDS = 50
CALLS = 5  # in a row each round: the first finds the processor's caches full of another way
RTOL, ATOL = 1e-9, 1e-12  # weights are of size 1: rtol decides
CHECKED = 12  # of the times, against mpmath
DIGITS = 40

FLOW, SOLVE, LSODA, DOP853, ODEINT = "our flow", "our solve()", "LSODA", "DOP853", "odeint"


def run() -> None:
    print_title("Solver: loss and weights at 400 times, scipy at rtol 1e-9")
    for depth, start in STARTS.items():
        _compare(depth, start)


def _compare(depth: int, start: tuple[float, ...]) -> None:
    times = times_of(start)
    ways = ways_of(start, times)
    truth = reference(start, times)
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():  # once before it counts: imports, caches
        way()
    for _ in range(ROUNDS):
        for name, way in ways.items():
            # Of this thread's own processor time: all ways run in one thread, and what else runs
            # on the machine would fall on the slow ones first.
            begin = time.thread_time()
            for _ in range(CALLS):
                way()
            samples[name].append((time.thread_time() - begin) / CALLS)

    print(f"\nL = {depth}, from {start} to y = {TARGET:g}, t up to {times[-1]:g}")
    print(f"  {'':12}{'median ms':>10}{'x our flow':>12}{'error: weights':>16}{'loss':>9}")
    for name, way in ways.items():
        weights_error, loss_error = errors(way(), truth)
        ratio = paired_ratio(samples, name, FLOW)
        print(
            f"  {name:12}{1e3 * median(samples[name]):10.3f}{ratio:12.2f}"
            f"{weights_error:16.0e}{loss_error:9.0e}"
        )
    better = min((LSODA, DOP853), key=lambda name: paired_ratio(samples, name, FLOW))
    ratio = paired_ratio(samples, better, FLOW)
    print_promise(f"at least 6 times faster than {better}", ratio, ratio >= 6.0)
    for way in (FLOW, SOLVE):
        ratio = paired_ratio(samples, ODEINT, way)
        print_promise(f"{way} at least 2 times faster than odeint", ratio, ratio >= 2.0)
    error = max(errors(ways[FLOW](), truth))
    print(f"  error of ours at most 1e-11: {error:.0e} -> {_verdict(error <= 1e-11)}")


def times_of(start: tuple[float, ...]) -> Array:
    """Up to the horizon of its own."""
    horizon = solve(ScalarScenario(weights=start, target=TARGET)).horizon
    return np.linspace(0.0, horizon, TIMES)


def _verdict(holds: bool) -> str:
    return "holds" if holds else "does not hold"


# ---- the ways -----------------------------------------------------------------------------------


def ways_of(start: tuple[float, ...], times: Array) -> dict[str, Callable[[], Answer]]:
    ours = ScalarScenario(weights=start, target=TARGET)
    everything = ScalarScenario(weights=start, target=TARGET, times=tuple(times.tolist()))
    begin = list(start)
    end = float(times[-1])
    velocity = _velocity(len(start))

    def our_flow() -> Answer:
        """What the peers compute and nothing else."""
        network = scalar_network(ours)
        flow, side = scalar_flow(network, TARGET)
        states = flow.at(times)
        weights = network.weights(side * network.orientation * states.smallest_weight)
        return states.gap * states.gap, weights

    def our_solve() -> Answer:
        """With rates, envelopes, limits and sentences besides."""
        solution = solve(everything)
        return solution.loss, solution.weights

    def ivp(method: str) -> Answer:
        found = solve_ivp(
            velocity, (0.0, end), begin, method=method, t_eval=times, rtol=RTOL, atol=ATOL
        )
        return loss_of(found.y), found.y.T

    def old() -> Answer:
        weights = odeint(velocity, begin, times, rtol=RTOL, atol=ATOL, tfirst=True)
        return loss_of(weights.T), weights

    return {
        FLOW: our_flow,
        SOLVE: our_solve,
        LSODA: lambda: ivp("LSODA"),
        DOP853: lambda: ivp("DOP853"),
        ODEINT: old,
    }


def _velocity(depth: int) -> Callable[[float, Array], Sequence[float]]:
    """dw_l/dt = 2 (y - w) prod_{i != l} w_i, in the fastest form that plain Python has.

    The starts here have no zero weight, so the product of the others is a division.
    """
    if depth == 2:

        def two(_t: float, state: Array) -> Sequence[float]:
            first, second = state.tolist()
            pull = 2.0 * (TARGET - first * second)
            return [pull * second, pull * first]

        return two

    def many(_t: float, state: Array) -> Sequence[float]:
        weights = state.tolist()
        product = math.prod(weights)
        pull = 2.0 * (TARGET - product) * product
        return [pull / weight for weight in weights]

    return many


def loss_of(weights: Array) -> Array:
    """(y - w)^2 of weights of shape (L, n)."""
    gap = TARGET - np.prod(weights, axis=0)
    return gap * gap


# ---- accuracy -----------------------------------------------------------------------------------


def _checked() -> Array:
    """Which of the times are compared: spread evenly, the last one included."""
    return np.linspace(0, TIMES - 1, CHECKED + 1).astype(int)[1:]


def errors(answer: Answer, reference: Answer) -> tuple[float, float]:
    """Largest errors of the weights and of the loss, relative to the largest value of each."""
    return tuple(
        float(np.max(np.abs(mine[_checked()] - true)) / np.max(np.abs(true)))
        for mine, true in zip(reversed(answer), reversed(reference), strict=True)
    )


def reference(start: tuple[float, ...], times: Array) -> Answer:
    """Loss and weights by mpmath at the times that are checked.

    With 40 digits and none of our formulas for small gaps.

    t(p) is a quadrature in the smallest weight p; p(t) follows by the secant method from the
    answer of a solver of differential equations.
    """
    times = times[_checked()]
    rough = solve_ivp(
        _velocity(len(start)),
        (0.0, float(times[-1])),
        list(start),
        method="DOP853",
        t_eval=times,
        rtol=1e-12,
        atol=1e-14,
    ).y[int(np.argmin(start))]
    with mpmath.workdps(DIGITS):
        smallest = min(mpmath.mpf(weight) for weight in start)
        offsets = [mpmath.mpf(weight) ** 2 - smallest**2 for weight in start]

        def gap(p: mpmath.mpf) -> mpmath.mpf:
            return TARGET - mpmath.sqrt(mpmath.fprod(p * p + c for c in offsets))

        def speed(p: mpmath.mpf) -> mpmath.mpf:
            return 2 * gap(p) * mpmath.sqrt(mpmath.fprod(p * p + c for c in offsets)) / p

        limit = mpmath.findroot(gap, float(rough[-1]))
        weights, loss, begin, passed = [], [], smallest, mpmath.mpf(0)
        for moment, guess in zip(times.tolist(), rough.tolist(), strict=True):
            p = mpmath.mpf(guess)
            t = passed + _time_between(speed, begin, p, limit)
            for _ in range(3):  # Newton's method: the error is squared each time
                step = (moment - t) * speed(p)
                t += _time_between(speed, p, p + step, limit)
                p += step
            weights.append([float(mpmath.sqrt(p * p + c)) for c in offsets])
            loss.append(float(gap(p) ** 2))
            begin, passed = p, t
        return np.array(loss), np.array(weights)


def _time_between(
    speed: Callable[[mpmath.mpf], mpmath.mpf],
    begin: mpmath.mpf,
    end: mpmath.mpf,
    limit: mpmath.mpf,
) -> mpmath.mpf:
    """Integral of dp/speed, in panels that no more than halve the distance to the limit."""
    edges = [begin]
    while (limit - edges[-1]) > 2 * (limit - end):
        edges.append((edges[-1] + limit) / 2)
    return mpmath.quad(lambda p: 1 / speed(p), [*edges, end], method="gauss-legendre")
