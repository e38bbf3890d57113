"""The claims about what the flow keeps: imbalance, margin, and the worst place that they leave."""

from __future__ import annotations

import math

import numpy as np
import pytest

from dashboard.guides.labs import solution
from tests.dashboard.guides.poster.steps.direct import flow, loss, tau
from tests.dashboard.guides.poster.steps.known import BY_KEY, facts_of, truth_of


def test_imbalance_where_the_flow_ends() -> None:
    """By the two equations of the end, and by following it."""
    facts = facts_of("imbalance")
    w1, w2, y = facts["w1"], facts["w2"], facts["target"]
    d = w1**2 - w2**2
    end1 = math.sqrt((d + math.sqrt(d * d + 4.0 * y * y)) / 2.0)
    assert truth_of("imbalance") == pytest.approx(end1)
    assert facts["end2"] == pytest.approx(y / end1)
    assert facts["d"] == pytest.approx(d)
    _, weights = flow((w1, w2), y, 10.0)
    assert weights[-1].tolist() == pytest.approx([facts["end1"], facts["end2"]], rel=1e-8)
    assert np.ptp(weights[:, 0] ** 2 - weights[:, 1] ** 2) < 1e-9
    assert facts["way1"] == pytest.approx(weights[-1, 0] - w1, rel=1e-6)
    assert facts["way2"] == pytest.approx(weights[-1, 1] - w2, rel=1e-6)


def test_imbalance_nothing_moves_before() -> None:
    facts = facts_of("imbalance")
    assert facts["old"] == pytest.approx(facts["w1"] * facts["w2"])
    assert BY_KEY["imbalance"].scene.solution().loss.max() < 1e-30


def test_imbalance_of_matrices_what_the_poster_prints_is_not_conserved() -> None:
    """Its shapes match where all sides are equal; it changes even there."""
    random = np.random.default_rng(3)
    first, second, target = random.normal(size=(3, 2, 2))
    moments = []
    for step in (0.0, 1e-6):
        error = first @ second - target
        a = first - step * error @ second.T
        b = second - step * first.T @ error
        moments.append((a.T @ a - b @ b.T, a.T @ a - b.T @ b))
    ours, printed = (np.abs(after - before).max() for before, after in zip(*moments, strict=True))
    assert ours < 1e-3 * printed  # of the order of the squared step


def test_margin_is_zero_from_twice_the_target_on() -> None:
    facts = facts_of("margin")
    y, w2 = facts["target"], facts["w2"]
    assert truth_of("margin") == pytest.approx(2.0 * y / w2)

    def margin(w1: float) -> float:
        return max(0.0, abs(y) - abs(y - w1 * w2))

    assert margin(facts["edge"] - 1e-6) > 0.0
    assert margin(facts["edge"] + 1e-6) == 0.0
    assert margin(y / w2) > margin(1.5 * y / w2)  # "a smaller margin again"


def test_margin_this_flow_keeps_away_from_zero() -> None:
    facts = facts_of("margin")
    _, weights = flow((facts["edge"], facts["w2"]), facts["target"], 10.0)
    assert float(np.abs(np.prod(weights, axis=1)).min()) == pytest.approx(facts["least"], rel=1e-6)


def test_margin_the_papers_is_never_larger() -> None:
    """sigma_min(W*) - sqrt(K/mu) ||W(0) - W*||: smaller where K > mu, the same where K = mu."""
    for query, even in (("r=0.1", True), ("f=regression&kappa=4&r=0.02", False)):
        shown = solution("matrix", f"h=8&init=balanced&{query}")
        objective, margin = shown.objective, shown.margin
        assert (objective.condition_number == pytest.approx(1.0)) == even
        assert margin.margin > 0.0
        assert (margin.paper == pytest.approx(margin.margin)) == even
        assert margin.paper <= margin.margin * (1.0 + 1e-12)


@pytest.mark.parametrize("start", [(0.6, 1.0), (2.0, 1.0), (-1.0, 0.5)])
def test_margin_the_loss_only_falls(start: tuple[float, float]) -> None:
    _, weights = flow(start, 1.0, 3.0)
    values = loss(weights, 1.0)
    assert (np.diff(values) <= 1e-12).all()
    assert (np.abs(1.0 - np.prod(weights, axis=1)) <= abs(1.0 - math.prod(start)) + 1e-9).all()


def test_alpha_the_least_tau_of_the_allowed_part() -> None:
    """By looking at all of the curve."""
    facts = facts_of("alpha")
    w1, w2, y = facts["w1"], facts["w2"], facts["target"]
    d, margin = w1**2 - w2**2, abs(y) - abs(y - w1 * w2)
    assert facts["product"] == pytest.approx(w1 * w2)
    assert facts["product"] > y
    assert facts["margin"] == pytest.approx(margin)
    second = np.linspace(0.0, 2.0, 200_001)
    first = np.sqrt(d + second**2)
    allowed = first * second >= margin
    taus = first**2 + second**2
    assert facts["tau_edge"] == pytest.approx(taus[allowed].min(), rel=1e-4)
    assert facts["tau_zero"] == pytest.approx(taus.min())
    assert facts["tau_start"] == pytest.approx(tau((w1, w2)))
    assert facts["tau_end"] == pytest.approx(math.sqrt(d * d + 4.0 * y * y))
    assert truth_of("alpha") == "edge"
    assert facts["tau_zero"] < facts["tau_edge"] < facts["tau_end"] < facts["tau_start"]
    # "only where the loss would be higher than at the start"
    products = first * second
    assert ((y - products[~allowed]) ** 2 > (y - w1 * w2) ** 2 - 1e-12).all()


def test_alpha_the_slowest_moment_is_the_end() -> None:
    facts = facts_of("alpha")
    _, weights = flow((facts["w1"], facts["w2"]), facts["target"], 5.0)
    taus = np.array([tau(each) for each in weights])
    assert taus.argmin() == len(taus) - 1 or taus[-1] == pytest.approx(taus.min(), rel=1e-9)
    assert taus[-1] == pytest.approx(facts["tau_end"], rel=1e-8)


def test_alpha_below_the_target_the_start_is_the_worst_place() -> None:
    facts = facts_of("alpha")
    scene = BY_KEY["alpha"].scene.solution()
    assert 0.0 < facts["before"] < facts["target"]
    assert scene.margin == pytest.approx(facts["before"])
    assert scene.alpha_star == pytest.approx(tau(scene.weights[0]))
