"""The claims about the rate of scalar networks: by hand, by a polynomial, and as it grows."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from dashboard.guides.labs import solution
from tests.dashboard.guides.poster.steps.direct import flow, least_tau, loss, time_to
from tests.dashboard.guides.poster.steps.known import BY_KEY, facts_of, truth_of


def test_two_by_hand() -> None:
    facts = facts_of("two")
    d, y, product = facts["d"], facts["target"], facts["product"]
    margin = abs(y) - abs(y - product)
    assert facts["margin"] == pytest.approx(margin)
    assert facts["alpha"] == pytest.approx(math.sqrt(d**2 + 4.0 * margin**2))
    assert truth_of("two") == pytest.approx(4.0 * facts["alpha"])
    assert facts["gamma"] == 4.0
    assert facts["margin_alone"] == pytest.approx(4.0 * 2.0 * margin)
    assert facts["imbalance_alone"] == pytest.approx(4.0 * d)
    assert facts["sum"] == pytest.approx(facts["margin_alone"] + facts["imbalance_alone"])
    # "like the sides of a right angle"
    assert math.hypot(facts["margin_alone"], facts["imbalance_alone"]) == pytest.approx(
        facts["rate"]
    )


def bound(start: tuple[float, ...], margin: float) -> float:
    squares = sorted(w * w for w in start)
    product = math.prod(square - squares[0] for square in squares[1:])
    depth = len(start)
    return math.hypot(product, depth * margin ** (2.0 - 2.0 / depth))


def test_many_the_order_does_not_matter() -> None:
    facts = facts_of("many")
    start = (facts["w1"], facts["w2"], facts["w3"])
    margin = math.prod(start)  # below the target 1
    assert margin < 1.0
    for order in itertools.permutations(start):
        assert least_tau(order, margin) == pytest.approx(facts["alpha"])
        assert bound(order, margin) == pytest.approx(facts["bound"])
    assert truth_of("many") == "same"


def test_many_the_imbalances_do_change() -> None:
    facts = facts_of("many")
    a, b, c = (facts[f"w{layer}"] ** 2 for layer in (1, 2, 3))
    assert (facts["d1"], facts["d2"]) == pytest.approx((a - b, b - c), abs=1e-12)
    assert (facts["s1"], facts["s2"]) == pytest.approx((b - a, a - c), abs=1e-12)


def test_many_where_the_bound_is_exact() -> None:
    """Equal weights, which the first of them comes to on its slider; and margin 0."""
    facts = facts_of("many")
    equal = (facts["w2"],) * 3
    assert facts["w2"] == facts["w3"] > facts["w1"]
    assert bound(equal, math.prod(equal)) == pytest.approx(least_tau(equal, math.prod(equal)))
    assert facts["bound"] < 0.95 * facts["alpha"]
    assert bound((0.5, 0.9, 1.2), 0.0) == pytest.approx(least_tau((0.5, 0.9, 1.2), 0.0))


def test_many_with_differences_of_neighbours_the_bound_is_weaker() -> None:
    facts = facts_of("many")
    squares = sorted(facts[f"w{layer}"] ** 2 for layer in (1, 2, 3))
    neighbours = math.prod(b - a for a, b in itertools.pairwise(squares))
    margin = facts["w1"] * facts["w2"] * facts["w3"]
    assert facts["weaker"] == pytest.approx(math.hypot(neighbours, 3.0 * margin ** (4.0 / 3.0)))
    assert facts["weaker"] < facts["bound"]


def learning(start: tuple[float, ...], target: float, times: np.ndarray) -> np.ndarray:
    """The progressive envelope: dl/dt = -4 alpha(|y| - sqrt(l)) l."""

    def rate(_t: float, log: np.ndarray) -> np.ndarray:
        margin = max(0.0, abs(target) - math.exp(0.5 * log[0]))
        return np.array([-4.0 * least_tau(start, margin)])

    first = math.log(float(loss(np.array(start), target)))
    found = solve_ivp(rate, (0.0, times[-1]), [first], t_eval=times, rtol=1e-9, atol=1e-9)
    return np.asarray(found.y[0])


def test_progressive_it_is_the_loss() -> None:
    facts = facts_of("progressive")
    start = tuple(BY_KEY["progressive"].scene.solution().weights[0].tolist())
    assert len(start) == facts["depth"]
    assert len(set(start)) == 1
    assert facts["product"] == pytest.approx(math.prod(start))
    times, weights = flow(start, facts["target"], 1.2, 60)
    assert learning(start, facts["target"], times) == pytest.approx(
        np.log(loss(weights, facts["target"])), abs=1e-5
    )
    assert truth_of("progressive") == "loss"
    assert facts["seen"] == pytest.approx(time_to(0.01, start, facts["target"]), rel=1e-6)
    promised = math.log(100.0) / (4.0 * least_tau(start, math.prod(start)))
    assert facts["promised"] == pytest.approx(promised)


def test_progressive_green_leaves_blue_where_the_target_is_below_the_product() -> None:
    """And stays below orange."""
    start = tuple(BY_KEY["progressive"].scene.solution().weights[0].tolist())
    target = 0.9 * math.prod(start)
    times, weights = flow(start, target, 3.0, 60)
    green, blue = learning(start, target, times), np.log(loss(weights, target))
    assert (green[1:] > blue[1:] + 1e-3).all()
    shown = solution("scalar", f"w={','.join(map(repr, start))}&y={target}&T=3&show=progressive")
    apart = np.log(shown.progressive_envelope[1:]) - np.log(shown.loss[1:])
    assert (apart > 1e-6).all()
    assert (shown.progressive_envelope <= shown.envelope * (1.0 + 1e-12)).all()
