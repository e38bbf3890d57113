"""The width sweep against a loop of scipy's solvers over the same closed systems, in one run.

8 widths from 10 to 10^9, 20 draws each, n = m = 3: 160 networks, each followed by W - W*, C_1 and
C_2 until it has learnt its target. What is wanted is the drift of T, to 1e-6 of itself, though it
is 1e-9 of T in the widest networks: scipy is given the changes of C_1 and C_2 as its state, which
have digits of their own, the best method of three and the largest rtol of a ladder that keeps every
drift, and the time at which to stop. Ours finds that by itself, and the error of the frozen
kernel's prediction as well.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.report import paired_ratio, print_promise, print_title
from core import Initialization, SweepScenario, sweep
from core.arrays import Array
from core.regimes import DRAWS, WIDTHS

N = 3
EXPONENTS = (0.5, 1.0)
ACCURACY = 1e-6
LADDER = (1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10)
METHODS = ("DOP853", "LSODA", "RK45")
ROUNDS = 5
FALL = 1e-7  # of W - W*: what is left of the drift is less than the accuracy
REFERENCE = 3e-13  # rtol
PROMISE = 5.0


def run() -> None:
    print_title(f"Width sweep: {len(WIDTHS)} widths x {DRAWS} draws, drift of T to {ACCURACY:g}")
    target = np.random.default_rng(0).standard_normal((N, N)) / N
    for exponent in EXPONENTS:
        _compare(target, exponent)


def _compare(target: Array, exponent: float) -> None:
    starts = [_start(width, exponent, seed) for width in WIDTHS for seed in range(DRAWS)]
    problems = [_Problem(*start, target) for start in starts]
    reference = np.array([problem.settle() for problem in problems])
    scenario = SweepScenario(target=tuple(map(tuple, target.tolist())), exponent=exponent)

    def ours() -> Array:
        return sweep(scenario).drift.ravel()

    print(f"\n  variance h^-{exponent:g}")
    error = _error(ours(), reference)
    print(f"  ours         largest error of a drift {error:.0e}")
    ways: dict[str, Callable[[], Array]] = {"ours": ours}
    for method in METHODS:
        found = _largest_rtol(problems, method, reference)
        if found is None:
            print(f"  {method:12} does not reach {ACCURACY:g} with any rtol tried")
            continue
        rtol, error = found
        print(f"  {method:12} largest error of a drift {error:.0e} at rtol = {rtol:g}")
        ways[method] = lambda method=method, rtol=rtol: _loop(problems, method, rtol)
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            samples[name].append(time.perf_counter() - begin)
    for name, taken in samples.items():
        print(f"  {name:12} {1e3 * float(np.median(taken)):8.0f} ms a sweep")
    ratio = min(paired_ratio(samples, name, "ours") for name in ways if name != "ours")
    print_promise(
        f"the best loop takes at least {PROMISE:g} times as long", ratio, ratio >= PROMISE
    )


def _start(width: int, exponent: float, seed: int) -> tuple[Array, Array]:
    recipe = Initialization(
        kind="gaussian", n=N, m=N, widths=(width,), exponent=exponent, seed=seed
    )
    first, second = recipe.draw().weights
    return first, second


class _Problem:
    """One network for scipy: the changes of C_1 and C_2, and W - W*."""

    def __init__(self, first: Array, second: Array, target: Array) -> None:
        self.C1, self.C2, self.target = first @ first.T, second.T @ second, target
        self.gap = first @ second - target
        self.size = _norm(self.C1, self.C2)
        self.end = 0.0
        least = np.linalg.eigvalsh(self.C1)[0] + np.linalg.eigvalsh(self.C2)[0]
        self.pace = 1.0 / float(least)
        size = float(np.linalg.norm(self.gap))
        # A change of C has the size |E| |W| / |T|: that is what its digits are counted from.
        kernel = math.hypot(float(np.linalg.norm(self.C1)), float(np.linalg.norm(self.C2)))
        change = size * (size + float(np.linalg.norm(target))) / kernel
        self.scale = np.repeat([change, change, size], N * N)
        self._speed = np.empty((3, N, N))

    def rates(self, _t: float, y: Array) -> Array:
        X1, X2, E = y.reshape(3, N, N)
        W, speed = E + self.target, self._speed
        half = E @ W.T
        speed[0] = -half - half.T
        half = E.T @ W
        speed[1] = -half - half.T
        speed[2] = -((self.C1 + X1) @ E + E @ (self.C2 + X2))
        return speed.ravel().copy()

    def settle(self) -> float:
        """Find the time at which the network has learnt; the drift there, as exact as it gets."""
        times = np.linspace(0.0, 3.0 * math.log(1.0 / FALL) * self.pace, 600)
        states = self._follow("DOP853", REFERENCE, times)
        gaps = np.linalg.norm(states[2], axis=(0, 1))
        self.end = float(times[np.argmax(gaps <= FALL * gaps[0])])
        return self._moved(states[..., -1])

    def drift(self, method: str, rtol: float) -> float:
        """The drift at that time."""
        return self._moved(self._follow(method, rtol, np.array([self.end]))[..., -1])

    def _follow(self, method: str, rtol: float, times: Array) -> Array:
        start = np.zeros((3, N, N))
        start[2] = self.gap
        way = solve_ivp(
            self.rates, (0.0, float(times[-1])), start.ravel(), method,
            rtol=rtol, atol=rtol * self.scale, t_eval=times,
        )  # fmt: skip
        return way.y.reshape(3, N, N, -1)

    def _moved(self, state: Array) -> float:
        return _norm(state[0], state[1]) / self.size


def _loop(problems: list[_Problem], method: str, rtol: float) -> Array:
    """The drift of every network, one after the other."""
    return np.array([problem.drift(method, rtol) for problem in problems])


def _norm(left: Array, right: Array) -> float:
    """||left (x) I + I (x) right||_F."""
    square = N * (np.sum(left * left) + np.sum(right * right))
    return math.sqrt(float(square + 2.0 * np.trace(left) * np.trace(right)))


def _largest_rtol(
    problems: list[_Problem], method: str, reference: Array
) -> tuple[float, float] | None:
    for rtol in LADDER:
        error = _error(_loop(problems, method, rtol), reference)
        if error <= ACCURACY:
            return rtol, error
    return None


def _error(drift: Array, reference: Array) -> float:
    return float(np.max(np.abs(drift / reference - 1.0)))
