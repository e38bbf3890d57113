"""Our matrix flows against scipy's solvers on all weights, at equal accuracy, in one run.

Every way gives the same: W, C_1 = W_1 W_1^T, C_2 = W_2^T W_2 and the loss of two layers at 400
times; more layers are in `deep`. scipy gets a right-hand side that multiplies from the thin
side and writes into one array. Its rtol is the largest of a ladder that keeps every answer to 1e-9
of its largest value; so is ours, where it can be chosen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from scipy.integrate import solve_ivp

from benchmarks.report import paired_ratio, print_promise, print_title
from core.arrays import Array
from core.matrix import layered_flow, preconditioner, two_layer_flow
from core.objective import Squared

Answer = Sequence[Array]
Way = Callable[[], Answer]

N = 4
SINGULAR_VALUES = (2.0, 1.5, 1.0, 0.5)
TIMES = 400
FALL = 1e-9  # of the loss, at the last time
ACCURACY = 1e-9
LADDER = tuple(part * 10.0**-power for power in range(7, 12) for part in (1.0, 0.5, 0.2))
ROUNDS = 15
OURS, DOP853, LSODA = "ours", "DOP853", "LSODA"


def run() -> None:
    print_title("Matrix flows: 400 times, n = m = 4, errors at most 1e-9")
    two_layers(64, promise=3.0)
    two_layers(1024, promise=50.0)
    wide_layers()
    print_title("lambda_min(T) along 400 points, two layers, n = m = 8")
    smallest_eigenvalues()


def two_layers(width: int, promise: float) -> None:
    """The closed system against all weights; entry variance h^(-1/2), the NTK scaling."""
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal(shape) * width**-0.25 for shape in ((N, width), (width, N))]
    objective = Squared(target(rng))
    times = times_of_fall(objective, weights)

    def ours(tolerance: float) -> Answer:
        W1, W2 = weights
        way = two_layer_flow(objective, W1 @ W2, W1 @ W1.T, W2.T @ W2, times, tolerance=tolerance)
        return way.product, way.left, way.right, way.excess

    def peer(method: str, rtol: float) -> Answer:
        W1, W2 = _all_weights(objective, weights, times, method, rtol)
        W = W1 @ W2
        return W, W1 @ W1.mT, W2.mT @ W2, _loss(objective, W)

    _compare(f"two layers, h = {width}", ours, peer, promise)


def wide_layers() -> None:
    """The flow alone, from W, C_1 and C_2 of Gaussian layers of any width."""
    samples: dict[str, list[float]] = {}
    ways: dict[str, Way] = {}
    for width in (10, 10**9):
        rng = np.random.default_rng(0)
        # [W_1^T, W_2] = Q R: R has chi variables on its diagonal and normals above it.
        R = np.triu(rng.standard_normal((2 * N, 2 * N)), 1)
        R += np.diag(np.sqrt(rng.chisquare(width - np.arange(2.0 * N))))
        R *= width**-0.25
        left, right = R[:, :N], R[:, N:]
        start = left.T @ right, left.T @ left, right.T @ right
        objective = Squared(target(rng))
        rate = float(np.linalg.eigvalsh(start[1])[0] + np.linalg.eigvalsh(start[2])[0])
        times = np.linspace(0.0, 10.0 / rate, TIMES)

        def way(objective=objective, start=start, times=times) -> Answer:  # type: ignore[no-untyped-def]
            return (two_layer_flow(objective, *start, times).product,)

        ways[f"h = {width:g}"] = way
    sample(ways, samples)
    ratio = paired_ratio(samples, "h = 1e+09", "h = 10")
    print_promise("\n  h = 1e9 takes at most 1.2 times as long as h = 10", ratio, ratio <= 1.2)


def smallest_eigenvalues() -> None:
    """Sums of eigenvalues against the eigenvalues of the nm x nm matrices."""
    rng = np.random.default_rng(0)
    n = 8
    first, second = rng.standard_normal((2, TIMES, n, 2 * n))
    C1, C2 = first @ first.mT, second @ second.mT
    eye = np.eye(n)

    def ours() -> Answer:
        return (preconditioner.extreme_eigenvalues_two_layer(C1, C2)[0],)

    def dense() -> Answer:
        T = np.einsum("tij,kl->tikjl", C1, eye) + np.einsum("ij,tkl->tikjl", eye, C2)
        return (np.linalg.eigvalsh(T.reshape(TIMES, n * n, n * n))[:, 0],)

    np.testing.assert_allclose(ours()[0], dense()[0], rtol=1e-9, atol=1e-11)
    samples: dict[str, list[float]] = {}
    sample({OURS: ours, "dense": dense}, samples, rounds=5)
    ratio = paired_ratio(samples, "dense", OURS)
    print_promise("at least 10 times faster than eigvalsh", ratio, ratio >= 10.0)


# ---- measuring ----------------------------------------------------------------------------------


def _compare(
    title: str,
    ours: Callable[[float], Answer],
    peer: Callable[[str, float], Answer],
    promise: float,
) -> None:
    reference = peer(DOP853, 1e-13)
    ways: dict[str, Way] = {}
    errors: dict[str, float] = {}

    def settle(name: str, way: Callable[[float], Answer]) -> None:
        for rtol in LADDER:
            errors[name] = error(way(rtol), reference)
            if errors[name] <= ACCURACY:
                break
        ways[name] = lambda: way(rtol)

    settle(OURS, ours)
    settle(DOP853, lambda rtol: peer(DOP853, rtol))
    settle(LSODA, lambda rtol: peer(LSODA, rtol))
    samples: dict[str, list[float]] = {}
    sample(ways, samples)
    print(f"\n{title}")
    print(f"  {'':8}{'median ms':>10}{'x ours':>9}{'error':>9}")
    for name in ways:
        print(
            f"  {name:8}{1e3 * float(np.median(samples[name])):10.2f}"
            f"{paired_ratio(samples, name, OURS):9.2f}{errors[name]:9.0e}"
        )
    better = min((DOP853, LSODA), key=lambda name: paired_ratio(samples, name, OURS))
    ratio = paired_ratio(samples, better, OURS)
    text = f"at least {promise:g} times faster" if promise > 1.0 else "no slower"
    print_promise(f"{text} than {better}", ratio, ratio >= promise)


def sample(ways: dict[str, Way], samples: dict[str, list[float]], rounds: int = ROUNDS) -> None:
    """Processor time, of all threads, the ways by turns, warmed up by a call that does not count.

    Short ones are called several times in a row.
    """
    calls = {}
    for name, way in ways.items():
        way()
        begin = time.process_time()
        way()
        calls[name] = max(1, round(5e-3 / max(time.process_time() - begin, 1e-4)))
        samples[name] = []
    for _ in range(rounds):
        for name, way in ways.items():
            way()
            begin = time.process_time()
            for _ in range(calls[name]):
                way()
            samples[name].append((time.process_time() - begin) / calls[name])


def error(answer: Answer, reference: Answer) -> float:
    """Largest error of any part beside the part's largest value."""
    return max(
        float(np.max(np.abs(mine - true)) / np.max(np.abs(true)))
        for mine, true in zip(answer, reference, strict=True)
    )


# ---- the peers ----------------------------------------------------------------------------------


def _all_weights(
    objective: Squared, weights: Sequence[Array], times: Array, method: str, rtol: float
) -> list[Array]:
    shapes = [layer.shape for layer in weights]
    edges = np.cumsum([0, *(layer.size for layer in weights)]).tolist()
    parts = [slice(*pair) for pair in pairwise(edges)]
    target = objective.target

    def layers(state: Array) -> list[Array]:
        return [state[part].reshape(shape) for part, shape in zip(parts, shapes, strict=True)]

    def two(_t: float, state: Array) -> Array:
        W1, W2 = layers(state)
        speed = np.empty_like(state)
        first, second = layers(speed)
        E = target - W1 @ W2
        np.matmul(E, W2.T, out=first)
        np.matmul(W1.T, E, out=second)
        return speed

    found = solve_ivp(
        two,
        (0.0, float(times[-1])),
        np.concatenate([layer.ravel() for layer in weights]),
        method=method,
        t_eval=times,
        rtol=rtol,
        atol=1e-2 * rtol,
    )
    pairs = zip(parts, shapes, strict=True)
    return [found.y[part].T.reshape(-1, *shape) for part, shape in pairs]


def _loss(objective: Squared, W: Array) -> Array:
    return 0.5 * ((W - objective.target) ** 2).sum((1, 2))


# ---- the task -----------------------------------------------------------------------------------


def target(rng: np.random.Generator) -> Array:
    U, V = (np.linalg.qr(rng.standard_normal((N, N)))[0] for _ in range(2))
    return U * SINGULAR_VALUES @ V.T


def times_of_fall(objective: Squared, weights: Sequence[Array]) -> Array:
    """From 0 to when the loss has fallen to FALL of its start."""
    rate = float(preconditioner.extreme_eigenvalues(weights)[0])
    rough = layered_flow(objective, weights, np.linspace(0.0, 40.0 / rate, 2000))
    end = rough.times[np.searchsorted(-rough.excess, -FALL * rough.excess[0])]
    return np.linspace(0.0, float(end), TIMES)
