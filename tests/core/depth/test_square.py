"""Families whose modes differ in their imbalances: what is proven lies below what the flow does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import DepthFamily, MatrixSolution, ScenarioError, depth_curves, solve
from core.depth import SQUARE, aligned_descent, depth_scenario_from_json, solve_depth
from core.depth.square import aligned_eigenvalues
from core.guarantee.theorems import guarantee
from core.network import imbalances
from tests.core.guarantee.networks import lambda_min, preconditioner

each_kind = pytest.mark.parametrize("kind", SQUARE)
STARTS = [{"product": 0.9}, {"product": 1.3, "seed": 5}, {"product": 0.4, "step": 0.3, "modes": 2}]


def family(kind: Any, **more: Any) -> DepthFamily:
    return DepthFamily(**{"kind": kind, "modes": 3, "step": 0.6, "depths": range(1, 9), **more})


@each_kind
@pytest.mark.parametrize("more", STARTS)
def test_no_bound_is_above_the_flow(kind: Any, more: dict[str, Any]) -> None:
    """At every depth; the largest is the one that is told, and where it is alpha* it is said."""
    curves = depth_curves(family(kind, **more))
    assert curves.least is not None
    for source, values in curves.bounds.items():
        there = ~np.isnan(values)
        assert there.any(), source
        assert (values[there] <= curves.lower_bound[there]).all()
    assert (curves.lower_bound <= curves.least * (1 + 1e-12)).all()
    told = [
        0.0 if source == "none" else curves.bounds[source][row]
        for row, source in enumerate(curves.alpha_source)
    ]
    np.testing.assert_array_equal(told, curves.lower_bound)
    exact = ~np.isnan(curves.alpha_star)
    np.testing.assert_array_equal(exact, curves.depths <= 2)
    np.testing.assert_array_equal(curves.proven, curves.lower_bound)


@each_kind
@pytest.mark.parametrize("depth", [2, 3, 5])
def test_a_depth_is_what_the_whole_network_says(kind: Any, depth: int) -> None:
    """Its guarantee, its margin, the sharpness and the least lambda_min(T), by the matrix flow."""
    recipe = family(kind, depths=(depth,))
    curves = depth_curves(recipe)
    s = solve(recipe.network(depth))
    assert isinstance(s, MatrixSolution)
    known = guarantee(s.scenario.start().weights, s.objective)
    assert curves.alpha_source == (str(known.source),)
    assert curves.lower_bound[0] == pytest.approx(s.alpha, rel=1e-9)
    assert curves.margin[0] == pytest.approx(s.margin.margin, rel=1e-12)
    assert curves.least is not None
    assert curves.least[0] == pytest.approx(s.preconditioner_min.min(), rel=1e-7)
    assert curves.sharpness[0] == pytest.approx(s.preconditioner_max[-1], rel=1e-5)
    assert curves.gradient_norm[0] ** 2 == pytest.approx(s.gradient_square[0], rel=1e-10)


def test_what_the_imbalances_are() -> None:
    """Definite: D > 0. Unimodal: D > 0 before the middle, < 0 behind it. General: indefinite."""
    for kind, signs in (
        ("definite", [1, 1, 1, 1]), ("unimodal", [1, 1, -1, -1]), ("general", [0, 0, 0, 0])
    ):  # fmt: skip
        found = imbalances([np.diag(column) for column in family(kind).mode_weights(5).T])
        least, most = (np.array([np.linalg.eigvalsh(D)[end] for D in found]) for end in (0, -1))
        wanted = np.sign(np.where(least * most > 0.0, least, 0.0))
        assert (wanted == signs).mean() > (0.5 if kind == "general" else 0.99)
    first = family("general").mode_cumulative(4)
    again = family("general", modes=2).mode_cumulative(4)
    np.testing.assert_array_equal(first[:2], again)  # a draw a mode, whatever the others are


def test_eigenvalues_of_aligned_layers() -> None:
    squares = np.random.default_rng(1).uniform(0.2, 3.0, (3, 4))
    layers = [np.diag(np.sqrt(column)) for column in squares.T]
    found = np.sort(aligned_eigenvalues(squares).ravel())
    np.testing.assert_allclose(found, np.linalg.eigvalsh(preconditioner(layers)), rtol=1e-12)
    assert found[0] == pytest.approx(lambda_min(layers), rel=1e-12)


def test_the_answer_in_json() -> None:
    recipe = {"kind": "unimodal", "modes": 2, "depths": [2, 4], "depth": 4, "steps": 200,
              "step_fraction": 0.4, "step": 0.5, "product": 0.8}  # fmt: skip
    scenario = depth_scenario_from_json(recipe)
    assert depth_scenario_from_json(scenario.to_json()) == scenario
    answer = solve_depth(scenario).to_json()
    assert answer["alpha_star"][1] is None
    assert answer["alpha_source"][0] == "two-layer"
    assert answer["bounds"]["two-layer"][1] is None
    assert answer["bounds"][answer["alpha_source"][1]][1] == answer["lower_bound"][1]
    assert answer["lower_bound"][1] <= answer["least"][1]
    assert answer["descent"]["verdict"] == "convergent"
    run = aligned_descent(scenario.family, 4, 0.4, 200)
    assert run.final_stability is not None
    assert run.final_stability.sharpness == pytest.approx(run.stability.sharpness, rel=1e-2)
    other = depth_curves(DepthFamily(depths=(2, 3))).to_json()
    assert not {"alpha_source", "bounds", "least"} & other.keys()


def test_why_nothing_is_guaranteed() -> None:
    """Far from the target there is no margin, and an indefinite D gives no bound by itself."""
    far = family("general", product=0.1)
    run = aligned_descent(far, 4, 0.3, 20)
    assert run.at.alpha_source == ("none",)
    lack = run.shortfall
    assert lack is not None
    found = imbalances([np.diag(column) for column in far.mode_weights(4).T])
    assert lack.kind == "indefinite"
    ends = np.linalg.eigvalsh(found[lack.layer - 1])[[0, -1]]
    assert (lack.least, lack.most) == pytest.approx(tuple(ends), rel=1e-9)
    assert aligned_descent(family("definite"), 4, 0.3, 20).shortfall is None


def test_refusals() -> None:
    with pytest.raises(ScenarioError, match="needs at least one mode") as refused:
        DepthFamily(kind="definite")
    assert refused.value.field == "modes"
    with pytest.raises(ScenarioError, match="beyond double precision") as refused:
        depth_curves(family("definite", step=1e6, depths=(64,)))
    assert refused.value.field == "step"
