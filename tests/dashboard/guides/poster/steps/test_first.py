"""The claims of the first steps: two weights for one number, tau, and the PL inequality."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.dashboard.guides.poster.steps.direct import flow, gradient, loss, tau, time_to
from tests.dashboard.guides.poster.steps.known import facts_of, truth_of

HUNDREDTH = 0.01


def test_model_the_unequal_weights_are_faster() -> None:
    facts = facts_of("model")
    equal, unequal = (facts["a1"], facts["a2"]), (facts["b1"], facts["b2"])
    assert equal[0] == equal[1]
    assert unequal[0] > 5.0 * unequal[1]  # "one weight is large"
    for start in (equal, unequal):
        assert math.prod(start) == pytest.approx(facts["product"])
        assert float(loss(start, facts["target"])) == pytest.approx(facts["loss"])
    slow, fast = (time_to(HUNDREDTH, start, facts["target"]) for start in (equal, unequal))
    assert (facts["slow"], facts["fast"]) == pytest.approx((slow, fast), rel=1e-7)
    assert fast < slow
    assert truth_of("model") == "unequal"


def test_preconditioner_a_product_with_a_zero_moves() -> None:
    """By what the flow does in a short time, against a single weight of the same value."""
    facts = facts_of("preconditioner")
    start = (facts["w1"], facts["w2"])
    assert math.prod(start) == facts["product"] == 0.0
    moment = 1e-7
    way = [
        math.prod(flow(weights, 1.0, moment, 2)[1][-1]) - math.prod(weights)
        for weights in (start, (0.0,))
    ]
    assert way[0] / way[1] == pytest.approx(facts["factor"], rel=1e-5)
    assert facts["tau"] == tau(start)
    assert truth_of("preconditioner") == "faster"
    # "The large weight feels no slope itself", and where both are zero nothing moves.
    pulls = gradient(np.array(start), 1.0)
    assert pulls[0] == 0.0
    assert pulls[1] != 0.0
    assert not gradient(np.zeros(2), 1.0).any()


def test_preconditioner_the_chain_rule() -> None:
    """dw/dt = -tau f'(w), along a flow."""
    times, weights = flow((0.9, 0.4), 1.0, 1.0, 4001)
    product = np.prod(weights, axis=1)
    measured = np.gradient(product, times)[1:-1]
    for place in (10, 1000, 3000):
        slope = -2.0 * (1.0 - product[place + 1])
        expected = -tau(weights[place + 1]) * slope
        assert measured[place] == pytest.approx(expected, rel=1e-5)


def test_pl_what_is_certain_and_what_happens() -> None:
    facts = facts_of("pl")
    start = (facts["weight"], facts["weight"])
    times, weights = flow(start, 1.0, 4.0)
    taus = np.array([tau(each) for each in weights])
    assert facts["alpha"] == pytest.approx(taus.min())
    assert facts["first"] == pytest.approx(taus[0])
    assert facts["last"] == pytest.approx(2.0)  # both weights at 1
    assert facts["logarithm"] == pytest.approx(math.log(1.0 / HUNDREDTH))
    assert facts["rate"] == pytest.approx(4.0 * taus.min())
    assert truth_of("pl") == pytest.approx(math.log(1.0 / HUNDREDTH) / (4.0 * taus.min()))
    assert facts["seen"] == pytest.approx(time_to(HUNDREDTH, start, 1.0), rel=1e-7)
    at_once = np.interp(facts["guaranteed"], times, loss(weights, 1.0))
    assert at_once < HUNDREDTH * loss(np.array(start), 1.0)


def test_pl_the_true_constant_and_the_posters() -> None:
    facts = facts_of("pl")
    for w in (-3.0, 0.2, 0.999, 7.0):
        assert (-2.0 * (1.0 - w)) ** 2 == pytest.approx(facts["gamma"] * (1.0 - w) ** 2)
    assert facts["printed"] == 1.0
    assert facts["looser"] == facts["gamma"] / facts["printed"]


def test_pl_the_gradient_of_the_network() -> None:
    """||grad L||^2 = tau f'^2, and -dL/dt is the same."""
    weights = np.array([0.7, -1.3])
    slope = -2.0 * (1.0 - math.prod(weights))
    square = float(np.sum(gradient(weights, 1.0) ** 2))
    assert square == pytest.approx(tau(weights) * slope**2)
    times, way = flow(weights.tolist(), 1.0, 1e-4, 3)
    falls = np.gradient(loss(way, 1.0), times)[1]
    assert -falls == pytest.approx(square, rel=1e-3)
