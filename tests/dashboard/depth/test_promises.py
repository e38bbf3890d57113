"""What is drawn as guaranteed lies above what happens; what is not guaranteed is not drawn."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.depth.answer import depth_answer
from dashboard.depth.controls import read
from dashboard.depth.promise import promised
from dashboard.depth.race import cells
from tests.dashboard.depth.test_api import run_of
from tests.dashboard.depth.test_figures import pictures
from tests.dashboard.scalar.test_figures import named

CERTIFIED = [
    "",
    "f=0.56",
    "L=5&fam=balanced&p=0.8",
    "net=matrix&n=3&p=0.9&L=4&k=60",
    "L=20&most=20",
]


@pytest.mark.parametrize("query", CERTIFIED)
def test_a_certificate_is_above_what_happens_in_every_picture(query: str) -> None:
    run, graphs = run_of(query), pictures(query)
    loss, factors, drift = (graphs[name] for name in ("loss", "factors", "imbalance"))
    below = named(loss, "gradient descent").y
    clear = below > 1e-14 * below[0]  # beneath, a quotient of losses has no six digits
    for name in ("guaranteed before", "guaranteed step by step"):
        assert (named(loss, name).y[clear] >= below[clear] * (1.0 - 1e-6)).all()
    true = named(factors, "what the step left").y
    sure = named(factors, "guaranteed of this step").y
    seen = clear[1:] & np.isfinite(true)
    assert (true[seen] <= sure[seen] * (1.0 + 1e-6)).all()
    assert named(factors, "guaranteed of every").y[0] >= np.nanmax(sure) * (1.0 - 1e-9)
    if run.imbalance_drift.any():
        assert np.nanmax(np.abs(named(drift, "δ").y)) >= np.abs(run.modes[0].imbalance_change).max()


def test_the_dashed_line_is_where_a_curvature_is_stable() -> None:
    """2/step: a step of 0.8 times the limit bears 1/0.8 times the sharpness of the minimum."""
    run, graph = run_of("L=2&s=0.5&f=0.8&k=100"), pictures("L=2&s=0.5&f=0.8&k=100")["sharpness"]
    bears = named(graph, "2/step").y
    np.testing.assert_allclose(bears, run.stability.sharpness / 0.8, rtol=1e-12)
    # Two layers at a minimum: the largest eigenvalue of the Hessian is 2 (w_1^2 + w_2^2).
    ends = named(graph, "sharpness at the iterates").y[-1]
    assert ends == pytest.approx(2.0 * (run.modes[0].weights[-1] ** 2).sum(), rel=1e-6)
    assert named(graph, "sharpness of the flattest").y[0] == pytest.approx(4.0)


@pytest.mark.parametrize(
    "query, sure", [("f=0.8", False), ("f=0.5", True), ("sched=certified", True),
                    ("sched=largest_stable", False), ("fam=balanced&p=-0.5", False)],
)  # fmt: skip
def test_the_chip_says_guaranteed_where_something_is(query: str, sure: bool) -> None:
    assert promised(run_of(query)) is sure
    answer = depth_answer(read(query), ())
    assert answer["guaranteed"] is sure
    assert ("Every step" in answer["guarantee"]) is sure


def test_what_is_not_in_sight_waits_and_the_table_with_it() -> None:
    answer = depth_answer(read(""), (), ("graph-loss",))
    assert answer["partly"]
    assert list(answer["graphs"]) == ["graph-loss"]
    assert {answer["quantities"][name]["text"] for name in cells(None)} == {"…"}
    whole = depth_answer(read(""), ())
    assert whole["quantities"]["race_certified_3"]["value"] == 4
