"""The claims about depth: the factorial, the gradient, and the step of gradient descent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import brentq

from dashboard.guides.labs import solution
from tests.dashboard.guides.poster.steps.direct import (
    Vector,
    gradient,
    hessian,
    least_tau,
    loss,
    tau,
)
from tests.dashboard.guides.poster.steps.known import BY_KEY, facts_of, truth_of

PRODUCT, TARGET = 0.5, 1.0  # of the page's family


def steps_of_one(depth: int, product: float = PRODUCT, step: float = 1.0) -> Vector:
    """Weights whose squares rise by 1, or by `step`, from the smallest, with that product."""
    rise = step * np.arange(depth, dtype=float)
    logs = lambda x: float(np.log(x + rise).sum()) - 2.0 * math.log(product)  # noqa: E731
    return np.sqrt(brentq(logs, 1e-300, 10.0, xtol=1e-300, rtol=1e-15) + rise)


def test_the_family_is_the_pages() -> None:
    family = BY_KEY["depth"].scene.solution().scenario.family
    assert (family.kind, family.step, family.product, family.target) == (
        "steps", 1.0, PRODUCT, TARGET,
    )  # fmt: skip


def test_depth_the_factorial() -> None:
    facts = facts_of("depth")
    assert truth_of("depth") == pytest.approx(math.factorial(facts["deep"] - 1), rel=1e-6)
    shown = least_tau(steps_of_one(facts["shown"]).tolist(), PRODUCT)  # below the target: the start
    assert facts["shown_alpha"] == pytest.approx(shown, rel=1e-8)
    assert facts["shown_alpha"] == pytest.approx(math.factorial(facts["shown"] - 1), rel=1e-3)
    assert facts["power"] == 2.0 ** facts["deep"]


def test_depth_every_layer_speeds_up() -> None:
    rates = [least_tau(steps_of_one(depth).tolist(), PRODUCT) for depth in range(2, 13)]
    assert sorted(rates) == rates


def test_depth_the_gradient_explodes() -> None:
    facts = facts_of("depth")
    for depth, name in ((facts["shallow"], "little"), (facts["deep"], "gradient")):
        weights = steps_of_one(depth)
        norm = float(np.linalg.norm(gradient(weights, TARGET)))
        assert facts[name] == pytest.approx(norm, rel=1e-6)
        assert norm == pytest.approx(2.0 * (TARGET - PRODUCT) * math.sqrt(tau(weights)))


@pytest.mark.parametrize("step", [0.25, 2.0])
def test_depth_a_step_brings_its_power(step: float) -> None:
    curves = solution("depth", f"s={step}&most=12").curves
    expected = [step ** (depth - 1) * math.factorial(depth - 1) for depth in curves.depths.tolist()]
    assert curves.cumulative_product == pytest.approx(np.array(expected))


def sharpest(weights: Vector) -> float:
    return float(np.linalg.eigvalsh(hessian(lambda w: gradient(w, TARGET), weights))[-1])


def test_descent_the_sharpness_is_twice_tau() -> None:
    facts = facts_of("descent")
    end = steps_of_one(facts["shallow"], TARGET)
    assert sharpest(end) == pytest.approx(2.0 * tau(end), rel=1e-6)
    assert facts["shallow_step"] == pytest.approx(1.0 / tau(end))
    deep = steps_of_one(facts["deep"], TARGET)
    assert facts["deep_step"] == pytest.approx(1.0 / tau(deep), rel=1e-6)


def test_descent_what_a_step_brings() -> None:
    facts = facts_of("descent")
    rates = [least_tau(steps_of_one(facts[name]).tolist(), PRODUCT) for name in ("shallow", "deep")]
    assert facts["faster"] == pytest.approx(rates[1] / rates[0], rel=1e-6)
    steps = facts["deep_step"] / facts["shallow_step"]
    assert facts["gain"] == pytest.approx(facts["faster"] * steps)
    assert truth_of("descent") == "same"


@pytest.mark.parametrize("family", ["", "fam=balanced&p=0.8", "fam=random&seed=2"])
def test_descent_rate_times_step_has_a_ceiling(family: str) -> None:
    facts = facts_of("descent")
    progress = solution("depth", family).curves.progress
    assert (progress[np.isfinite(progress)] <= facts["most"] * (1.0 + 1e-9)).all()
    assert facts["most"] == 4.0


@pytest.mark.parametrize("part, settles", [(0.3, True), (0.95, True), (1.15, False)])
def test_descent_beyond_the_limit_the_points_do_not_settle(part: float, settles: bool) -> None:
    """The very run of the figure, by hand."""
    scenario = BY_KEY["descent"].scene.solution().scenario
    depth, step = scenario.depth, scenario.family.step
    weights = steps_of_one(depth, PRODUCT, step)
    limit = 1.0 / tau(steps_of_one(depth, TARGET, step))
    for _ in range(2000):
        weights = weights - part * limit * gradient(weights, TARGET)
    assert (float(loss(weights, TARGET)) < 1e-12) == settles
