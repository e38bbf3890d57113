"""Depth families against a loop of single solves, gradient descent against a plain numpy loop.

A single solve gives the flow as well; so the loop is taken once with `solve` and once with nothing
but what the family's curves show (rates, roots and preconditioners of one network at a time).
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from benchmarks.report import paired_ratio, print_promise, print_title
from core import DepthFamily, DescentScenario, ScalarScenario, depth_curves, descend, solve
from core.arrays import Array
from core.descent import scalar_run
from core.scalar import preconditioner, scalar_margin, scalar_network, scalar_rate, smallest_square

STEPS = 10_000
START = tuple(0.6 + 0.1 * layer for layer in range(8))
TARGET, STEP = 1.0, 0.01
ROUNDS = 9


def run() -> None:
    print_title("Depth families, L = 2 .. 30, all curves of /depth")
    families()
    print_title(f"Gradient descent, {STEPS} steps at L = 8")
    iterations()


def families() -> None:
    for kind in ("steps", "balanced", "random"):
        family = DepthFamily(kind=kind, step=0.5, seed=1)  # type: ignore[arg-type]
        scenarios = [family.network(depth) for depth in family.depths]

        def ours(family=family) -> Array:  # type: ignore[no-untyped-def]
            return depth_curves(family).alpha_star

        def solves(scenarios=scenarios) -> Array:  # type: ignore[no-untyped-def]
            return np.array([solve(scenario).alpha_star for scenario in scenarios])

        def rates(scenarios=scenarios) -> Array:  # type: ignore[no-untyped-def]
            return np.array([_rates(scenario) for scenario in scenarios])

        np.testing.assert_allclose(ours(), solves(), rtol=1e-12)
        np.testing.assert_allclose(ours(), rates(), rtol=1e-12)
        samples = _sample({"ours": ours, "solve": solves, "rates": rates})
        print(f"\n  {kind}: {1e3 * float(np.median(samples['ours'])):.2f} ms")
        ratio = paired_ratio(samples, "solve", "ours")
        print_promise("at least 20 times faster than a loop of single solves", ratio, ratio >= 20.0)
        bare = paired_ratio(samples, "rates", "ours")
        print(f"  than a loop of bare rates, roots and preconditioners: {bare:.2f}")


def iterations() -> None:
    recipe = DescentScenario(
        network=ScalarScenario(weights=START, target=TARGET), steps=STEPS, step=STEP
    )

    def ours() -> Array:
        run = scalar_run(START, TARGET, STEP, STEPS, every=1, largest=1e6)
        return np.stack(run.weights, axis=1)

    def whole() -> Array:
        return descend(recipe).weights[-1:]  # type: ignore[union-attr]

    np.testing.assert_allclose(ours(), _numpy_loop(), rtol=1e-10)
    np.testing.assert_allclose(whole()[-1], _numpy_loop()[-1], rtol=1e-10)
    samples = _sample({"ours": ours, "whole": whole, "numpy": _numpy_loop})
    print(f"  {1e3 * float(np.median(samples['ours'])):.1f} ms, every iterate kept")
    ratio = paired_ratio(samples, "numpy", "ours")
    print_promise("at least 3 times faster than the plain numpy loop", ratio, ratio >= 3.0)
    ratio = paired_ratio(samples, "numpy", "whole")
    print_promise("the same with the flow, the verdict and the stable step", ratio, ratio >= 3.0)


def _rates(scenario: ScalarScenario) -> float:
    """One depth of what `depth_curves` gives, by the functions for one network."""
    network = scalar_network(scenario)
    c = network.cumulative_imbalance
    margin = scalar_margin(network.product, scenario.target, network.gap)
    alpha = scalar_rate(c, margin).alpha_star
    preconditioner(c, network.start**2)
    preconditioner(c, smallest_square(c.tolist(), scenario.target))
    return alpha


def _numpy_loop() -> Array:
    """Every product of the other weights from two running products, in numpy."""
    w = np.array(START)
    way = np.empty((STEPS + 1, w.size))
    way[0] = w
    for step in range(1, STEPS + 1):
        before = np.concatenate(([1.0], np.cumprod(w[:-1])))
        after = np.concatenate((np.cumprod(w[:0:-1])[::-1], [1.0]))
        w = w + 2.0 * STEP * (TARGET - np.prod(w)) * before * after
        way[step] = w
    return way


def _sample(ways: dict[str, Callable[[], Array]]) -> dict[str, list[float]]:
    """Processor time of this thread, the ways by turns."""
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begin = time.thread_time()
            way()
            samples[name].append(time.thread_time() - begin)
    return samples
