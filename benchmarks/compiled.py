"""Compiled solvers on the tasks of "deep" and "solver": diffrax on XLA, and numbalsoda.

Asked for by name, after .venv/bin/pip install -r benchmarks/atlas/requirements.txt. Compiling is
not timed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks import deep, solver
from benchmarks.atlas.sides import missing
from benchmarks.matrix import Answer
from benchmarks.report import print_promise, print_title
from core.arrays import Array

# One thread, as ours: before XLA is loaded.
os.environ.setdefault(
    "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
)
_STEPS = 4096
_LSODA = "numbalsoda"


def run() -> None:
    print_title("Compiled: deep flows by diffrax, errors at most 1e-9")
    if not missing("diffrax"):
        import diffrax

        deep.compare(
            {
                f"diffrax {each.__name__}": _diffrax(each())
                for each in (diffrax.Tsit5, diffrax.Dopri8)
            }
        )
    print_title("Compiled: loss and weights of a scalar network at 400 times, numbalsoda")
    if not missing(_LSODA):
        for start in solver.STARTS.values():
            _scalar(start)


def _diffrax(method: Any) -> deep.Solver:
    """One compiled call a task, whatever the tolerance."""
    import diffrax
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    compiled: dict[int, Any] = {}

    def velocity(_t, weights, target):
        left, right = [weights[0]], [weights[-1]]
        for layer in weights[1:-1]:
            left.append(left[-1] @ layer)
        for layer in weights[-2:0:-1]:
            right.append(layer @ right[-1])
        E = target - left[-1] @ weights[-1]
        first = E @ right.pop().T
        between = [before.T @ (E @ right.pop().T) for before in left[:-1]]
        return (first, *between, left[-1].T @ E)

    def build(task: deep.Task) -> Any:
        times = jnp.asarray(task.times)

        def follow(weights, target, rtol):
            found = diffrax.diffeqsolve(
                diffrax.ODETerm(velocity),
                method,
                0.0,
                float(task.times[-1]),
                None,
                weights,
                target,
                saveat=diffrax.SaveAt(ts=times),
                stepsize_controller=diffrax.PIDController(rtol=rtol, atol=1e-2 * rtol),
                max_steps=_STEPS,
                adjoint=diffrax.ForwardMode(),
            )
            return found.ys

        return jax.jit(follow)

    def answer(task: deep.Task, rtol: float) -> Answer:
        if id(task) not in compiled:
            compiled[id(task)] = build(task)
        weights = tuple(map(jnp.asarray, task.weights))
        layers = compiled[id(task)](weights, jnp.asarray(task.objective.target), rtol)
        return deep.with_loss(task, list(map(np.asarray, layers)))

    return answer


def _scalar(start: tuple[float, ...]) -> None:
    times = solver.times_of(start)
    ways = {solver.FLOW: solver.ways_of(start, times)[solver.FLOW], _LSODA: _lsoda(start, times)}
    reference = solver.reference(start, times)
    samples: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(solver.ROUNDS):
        for name, way in ways.items():
            begin = time.thread_time()
            for _ in range(solver.CALLS):
                way()
            samples[name].append((time.thread_time() - begin) / solver.CALLS)
    print(f"\nL = {len(start)}")
    for name, way in ways.items():
        weights_error, loss_error = solver.errors(way(), reference)
        print(
            f"  {name:12}{1e3 * median(samples[name]):10.3f} ms"
            f"   error: weights {weights_error:.0e}, loss {loss_error:.0e}"
        )
    ratio = median(a / b for a, b in zip(samples[_LSODA], samples[solver.FLOW], strict=True))
    print_promise(f"no slower than {_LSODA}", ratio, ratio >= 1.0)


def _lsoda(start: tuple[float, ...], times: Array) -> Callable[[], solver.Answer]:
    from numba import cfunc
    from numbalsoda import lsoda, lsoda_sig

    depth, target = len(start), solver.TARGET

    @cfunc(lsoda_sig)
    def velocity(_t, u, du, _data):
        product = 1.0
        for layer in range(depth):
            product *= u[layer]
        pull = 2.0 * (target - product) * product
        for layer in range(depth):
            du[layer] = pull / u[layer]

    address, begin = velocity.address, np.array(start)

    def answer() -> solver.Answer:
        weights, _ = lsoda(address, begin, times, rtol=solver.RTOL, atol=solver.ATOL)
        return solver.loss_of(weights.T), weights

    return answer
