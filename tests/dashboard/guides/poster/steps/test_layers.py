"""The claims about matrices: why T moves, two layers, three layers."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from dashboard.guides.labs import solution
from tests.dashboard.guides.poster.steps.direct import Vector, chain, matrix_flow, preconditioner
from tests.dashboard.guides.poster.steps.known import BY_KEY, facts_of, truth_of

DRAWS = 12


def drift(width: int, exponent: float, target: Vector, seed: int) -> float:
    """||T - T(0)|| / ||T(0)|| of a network trained in all of its weights."""
    random = np.random.default_rng(seed)
    size = width ** (-exponent / 2.0)
    n, m = target.shape
    layers = [size * random.normal(size=(n, width)), size * random.normal(size=(width, m))]
    # The product and the two squares move by themselves: dC1 = -(E W^T + W E^T), and so on.
    first, second, product = layers[0] @ layers[0].T, layers[1].T @ layers[1], chain(layers)
    start = _grown(first, second)
    speed = float(np.linalg.eigvalsh(first).max() + np.linalg.eigvalsh(second).max())
    for _ in range(4000):
        step = 0.02 / speed
        first, second, product = _stepped(first, second, product, target, step)
        if np.linalg.norm(product - target) < 1e-5:
            break
    return float(np.linalg.norm(_grown(first, second) - start) / np.linalg.norm(start))


def _grown(first: Vector, second: Vector) -> Vector:
    n, m = len(first), len(second)
    return np.kron(first, np.eye(m)) + np.kron(np.eye(n), second)


def _stepped(first: Vector, second: Vector, product: Vector, target: Vector, step: float) -> Vector:
    """Heun's method."""

    def motion(a: Vector, b: Vector, w: Vector) -> tuple[Vector, Vector, Vector]:
        error = w - target
        return (
            -(error @ w.T + w @ error.T),
            -(error.T @ w + w.T @ error),
            -(a @ error + error @ b),
        )

    now = (first, second, product)
    once = motion(*now)
    there = motion(*(value + step * move for value, move in zip(now, once, strict=True)))
    return tuple(value + 0.5 * step * (a + b) for value, a, b in zip(now, once, there, strict=True))


def median_drift(width: int, exponent: float) -> float:
    target = BY_KEY["kernel"].scene.solution().scenario.made()
    return float(np.median([drift(width, exponent, target, seed) for seed in range(DRAWS)]))


def test_kernel_with_variance_1_over_h_the_drift_is_the_same_at_any_large_width() -> None:
    facts = facts_of("kernel")
    for width in (facts["narrow"], 8 * facts["narrow"]):
        assert median_drift(width, 1.0) == pytest.approx(facts["drift"], rel=0.05)
    assert truth_of("kernel") == facts["drift"]


def test_kernel_with_the_right_scale_it_falls_like_1_over_h() -> None:
    facts = facts_of("kernel")
    width = facts["narrow"]
    expected = facts["frozen"] * facts["width"] / width
    assert median_drift(width, 0.5) == pytest.approx(expected, rel=0.3)
    assert (facts["exponent"], facts["usual"]) == (0.5, 1.0)


def test_kernel_with_a_larger_exponent_the_line_falls_more_slowly() -> None:
    falls = [median_drift(1000, a) / median_drift(125, a) for a in (0.5, 0.75, 1.0)]
    assert sorted(falls) == falls
    assert falls[-1] > 0.9


def eigenvalues(first: Vector, second: Vector) -> Vector:
    """Of D, h x h, largest first."""
    return np.linalg.eigvalsh(first.T @ first - second @ second.T)[::-1]


def gap(first: Vector, second: Vector) -> float:
    """p_n + q_m."""
    n, m = first.shape[0], second.shape[1]
    values = eigenvalues(first, second)
    p = max(values[n - 1], 0.0) if len(values) >= n else 0.0
    q = max(-values[-m], 0.0) if len(values) >= m else 0.0
    return float(p + q)


def draws(n: int, m: int, width: int) -> list[float]:
    random = np.random.default_rng(11)
    return [gap(random.normal(size=(n, width)), random.normal(size=(width, m))) for _ in range(400)]


def test_matrix_from_which_width_on_the_imbalance_always_gives_a_rate() -> None:
    facts = facts_of("matrix")
    n, m = facts["n"], facts["m"]
    widths = {"side": n, "between": n + m - 1, "both": n + m}
    assert {name: facts[name] for name in widths} == widths
    assert min(draws(n, m, widths["side"])) < 1e-12  # not always
    assert min(draws(n, m, widths["between"])) > 1e-6
    assert min(draws(n, m, widths["both"])) > 1e-6
    assert truth_of("matrix") == "between"


@pytest.mark.parametrize("n, m", [(1, 3), (3, 2), (3, 3)])
def test_matrix_whatever_the_shape(n: int, m: int) -> None:
    """The reason that is given holds for all."""
    assert min(draws(n, m, n + m - 1)) > 1e-9
    if min(n, m) > 1:
        assert min(draws(n, m, n + m - 2)) < 1e-12


def test_matrix_the_figure_of_the_reveal() -> None:
    facts = facts_of("matrix")
    reveal = BY_KEY["matrix"].reveal_scene
    assert reveal is not None
    shown = reveal.solution()
    first, second = shown.scenario.start().weights
    values = eigenvalues(first, second)
    assert shown.width == facts["between"]
    assert (values > 1e-9).sum() == facts["positive"]
    assert (values < -1e-9).sum() == facts["negative"]
    assert facts["delta"] == pytest.approx(gap(first, second), rel=1e-9)
    assert shown.margin.margin == facts["margin"] == 0.0
    assert shown.alpha == pytest.approx(facts["delta"])  # "without a margin this is the gap"


def test_matrix_the_halves_of_the_formula_bound_nothing_alone() -> None:
    """1/2 (-D- + root) is above lambda_min(W1 W1^T) for some weights, and its mirror image."""
    random = np.random.default_rng(5)
    above = [False, False]
    for _ in range(400):
        first, second = random.normal(size=(2, 4)), random.normal(size=(4, 2))
        values = eigenvalues(first, second)
        (p1, p2), (q2, q1) = values[:2], -values[2:]
        delta, plus, minus = p2 + q2, p1 - p2, q1 - q2
        margin = float(np.linalg.svd(first @ second, compute_uv=False)[-1])
        halves = [
            0.5 * (-spread + math.hypot(spread + delta, 2.0 * margin)) for spread in (minus, plus)
        ]
        terms = [
            float(np.linalg.eigvalsh(first @ first.T)[0]),
            float(np.linalg.eigvalsh(second.T @ second)[0]),
        ]
        assert sum(halves) <= sum(terms) * (1.0 + 1e-9)
        above = [old or half > term for old, half, term in zip(above, halves, terms, strict=True)]
    assert above == [True, True]


def imbalances(layers: list[Vector]) -> list[Vector]:
    return [first.T @ first - second @ second.T for first, second in itertools.pairwise(layers)]


def three_layer_bound(d1: Vector, d2: Vector) -> float:
    """For layers of two by two: the formula as it is written down."""

    def ordered(matrix: Vector) -> Vector:
        return np.linalg.eigvalsh(matrix)[::-1]

    def of_a_square(e1: Vector, e2: Vector) -> float:
        return max(0.0, e1[1] + max(e2[1], 0.0))  # i = n = h: one term

    def corner(e1: Vector, y: float, a: float) -> float:
        return max(y * max(y + e1[1], 0.0), a * (a - e1[0]) if a > e1[0] else 0.0)

    e1, e2 = ordered(d1), ordered(d2)
    f1, f2 = ordered(-d1), ordered(-d2)
    a, c = of_a_square(e1, e2), of_a_square(f2, f1)
    y = max(e2[1], f1[1], 0.0)
    return corner(e1, y, a) + a * c + corner(f2, y, c)


def test_three_the_bound_has_no_margin_in_it() -> None:
    facts = facts_of("three")
    near, reveal = BY_KEY["three"].scene.solution(), BY_KEY["three"].reveal_scene
    assert reveal is not None
    far = reveal.solution()
    layers = list(near.scenario.start().weights)
    assert all(layer.shape == (2, 2) for layer in layers)
    for own, other in zip(layers, far.scenario.start().weights, strict=True):
        assert np.array_equal(own, other)
    assert facts["bound"] == pytest.approx(three_layer_bound(*imbalances(layers)), rel=1e-9)
    assert far.alpha < near.alpha == pytest.approx(far.alpha, rel=1e-3)
    assert truth_of("three") == "same"
    ways = []
    for shown, name in ((near, "near_margin"), (far, "far_margin")):
        target = shown.objective.target
        ways.append(float(np.linalg.norm(chain(layers) - target)))
        margin = max(0.0, float(np.linalg.svd(target, compute_uv=False)[-1]) - ways[-1])
        assert facts[name] == pytest.approx(margin)
    assert facts["farther"] == pytest.approx(ways[1] / ways[0])
    assert facts["near_margin"] > facts["far_margin"] == 0.0


def test_three_what_the_flow_keeps() -> None:
    facts = facts_of("three")
    reveal = BY_KEY["three"].reveal_scene
    assert reveal is not None
    shown = reveal.solution()
    way = matrix_flow(shown.scenario.start().weights, shown.objective.target, 2.5)
    least = min(float(np.linalg.eigvalsh(preconditioner(layers))[0]) for layers in way)
    assert facts["least"] == pytest.approx(least, rel=1e-4)
    assert facts["bound"] < least


def test_three_near_balanced_weights_the_bound_vanishes() -> None:
    """Smaller and smaller imbalances, down to none."""
    bounds = [
        solution("matrix", f"L=3&n=2&m=2&h=2&init=imbalance&d={d}&r=3").alpha
        for d in (4, 2, 1, 0.5, 0.1)
    ]
    assert sorted(bounds, reverse=True) == bounds
    assert bounds[-1] < 1e-3 * bounds[0]


def test_three_of_one_number_a_layer_it_is_the_product_of_cumulative_imbalances() -> None:
    random = np.random.default_rng(2)
    for _ in range(50):
        weights = random.normal(size=3)
        squares = weights**2
        d1, d2 = squares[0] - squares[1], squares[1] - squares[2]
        a, c = max(0.0, d1 + max(d2, 0.0)), max(0.0, -d2 + max(-d1, 0.0))
        y = max(d2, -d1, 0.0)

        def corner(d: float, y: float, a: float) -> float:
            return max(y * max(y + d, 0.0), a * (a - d) if a > d else 0.0)

        total = corner(d1, y, a) + a * c + corner(-d2, y, c)
        rest = np.sort(squares)[1:] - squares.min()
        assert total == pytest.approx(math.prod(rest), abs=1e-12)
