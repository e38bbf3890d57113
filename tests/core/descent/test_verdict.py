"""What a run of gradient descent does: verdicts, and what happens above the limit."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import (
    DescentScenario,
    MatrixScenario,
    ScalarScenario,
    ScenarioError,
    Verdict,
    descend,
    scenario_from_json,
)
from core.descent.iterates import scalar_run
from core.descent.verdict import TOO_LARGE
from tests.core.descent.descents import matrix, scalar
from tests.core.scalar.strategies import targets, weights
from words.numbers import written

# ---- above the limit ----------------------------------------------------------------------------


@pytest.mark.parametrize("fraction", [0.25, 0.5 + 1e-3, 0.999, 1.001, 1.5, 3.0])
def test_a_quadratic_diverges_exactly_above_the_limit(fraction: float) -> None:
    """One layer: y - w is multiplied by 1 - 2 fraction at every step."""
    recipe = DescentScenario(network=scalar(0.25, target=2.0), steps=20_000, step_fraction=fraction)
    found = descend(recipe)
    assert found.stability.step == 1.0
    assert found.step == fraction
    assert found.cut is (fraction > 1.0)
    assert (found.verdict is Verdict.OSCILLATING) is (0.5 < fraction < 1.0)
    run = scalar_run((0.25,), 2.0, fraction, 20, every=1, largest=math.inf)
    some = run.excess[1:] > 1e-10
    shrunk = run.excess[1:][some] / run.excess[:-1][some]
    np.testing.assert_allclose(shrunk, (1.0 - 2.0 * fraction) ** 2, rtol=1e-9)
    if found.cut:
        wanted = math.log(TOO_LARGE * 4.0 / 1.75**2) / (2 * math.log(abs(1 - 2 * fraction)))
        assert found.steps == math.floor(wanted)


@pytest.mark.parametrize("steps", [1, 3, 20])
@pytest.mark.parametrize("fraction", [0.3, 0.99, 1.0005, 1.2])
def test_a_short_run_on_a_quadratic_is_decided_too(fraction: float, steps: int) -> None:
    """With one layer the excess is a sum of powers: once it rises it rises for ever."""
    narrow = DescentScenario(network=scalar(0.25, target=2.0), steps=steps, step_fraction=fraction)
    assert (descend(narrow).verdict is Verdict.DIVERGENT) is (fraction > 1.0)
    deep = DescentScenario(network=scalar(0.25, 1.0, target=2.0), steps=steps, step_fraction=1.001)
    assert descend(deep).verdict is not Verdict.DIVERGENT


def test_a_quadratic_at_the_limit_jumps_for_ever() -> None:
    found = descend(DescentScenario(network=scalar(0.25), steps=1001, step_fraction=1.0))
    assert set(found.excess) == {0.75**2}
    assert set(found.products) == {0.25, 1.75}  # both sides are kept: one of three iterates
    assert found.every == 3
    assert found.verdict is Verdict.OSCILLATING


@given(weights(max_depth=8), targets, st.floats(-2.0, 4.0), st.integers(1, 300))
def test_no_run_leaves_double_precision(
    start: tuple[float, ...], target: float, log_step: float, steps: int
) -> None:
    """Finite, within the stated size, no warning (which would be an error), and a sentence."""
    scenario = scalar(*start, target=target)
    found = descend(DescentScenario(network=scenario, steps=steps, step=10.0**log_step))
    scale = max((target - math.prod(start)) ** 2, target**2)
    assert (found.excess <= TOO_LARGE * scale * (1 + 1e-12)).all()
    assert np.isfinite(found.weights).all()
    assert np.isfinite(found.imbalance_drift).all()
    assert found.cut is (found.steps < steps)
    assert found.status.endswith(".")
    assert found.iterations[-1] == found.steps


def test_what_is_no_number_is_cut() -> None:
    """inf times 0, of a step beyond what a recipe allows."""
    run = scalar_run((0.0, 0.0, 5.0), 2.0, 1e308, 9, every=1, largest=1e6)
    assert run.cut
    np.testing.assert_array_equal(run.excess, [4.0])


@pytest.mark.parametrize("step", [3.0, 1e3, 1e20, 1e99])
def test_no_matrix_run_leaves_double_precision(step: float) -> None:
    for widths in ((4,), (3,) * 5):
        found = descend(DescentScenario(network=matrix("squared", widths), steps=10, step=step))
        assert found.verdict is Verdict.DIVERGENT
        assert np.isfinite(found.products).all()
        assert "cut" in found.status


# ---- the verdict --------------------------------------------------------------------------------

VERDICTS = {
    "small steps": (scalar(1.2, 0.3), 0.3, 300, Verdict.CONVERGENT, "Converges:"),
    "past the minimum": (scalar(1.2, 0.3), 0.8, 300, Verdict.OSCILLATING, "Converges, osc"),
    "on the way": (scalar(1.2, 0.3), 0.99, 20, Verdict.OSCILLATING, "Oscillates on its way"),
    "bounded": (scalar(1.2, 0.3), 1.2, 301, Verdict.OSCILLATING, "Oscillates: in the second"),
    "too long": (scalar(1.2, 0.3), 3.0, 300, Verdict.DIVERGENT, "Diverges: step 3 "),
    "few steps": (scalar(1.2, 0.3), 0.05, 3, Verdict.UNDECIDED, "Undecided after 3 steps"),
    "one step": (scalar(1.2, 0.3), 0.05, 1, Verdict.UNDECIDED, "Undecided after 1 step:"),
    "at the minimum": (scalar(2.0, 0.5), 0.5, 10, Verdict.CONVERGENT, "Starts at a minimum"),
    "two layers": (matrix(), 0.4, 400, Verdict.CONVERGENT, "Converges: the loss"),
    "noise": (matrix("regression"), 0.4, 4000, Verdict.CONVERGENT, "Converges: f(W) − f*"),
}


@pytest.mark.parametrize("case", VERDICTS.values(), ids=VERDICTS.keys())
def test_it_is_said_what_happens(
    case: tuple[ScalarScenario | MatrixScenario, float, int, Verdict, str],
) -> None:
    scenario, fraction, steps, verdict, words = case
    found = descend(DescentScenario(network=scenario, steps=steps, step_fraction=fraction))
    assert found.verdict is verdict
    assert found.status.startswith(words)
    assert f"this step is {written(fraction)} times that" in found.limit
    assert found.step_fraction == pytest.approx(fraction)
    assert (found.final_stability is not None) is found.status.startswith(("Converges", "Starts"))


@pytest.mark.parametrize("start", [(0.0, 0.0, 1.0), (0.8, -0.8), (0.9, -0.9, 0.9, 1.4)])
def test_a_run_that_ends_at_a_saddle(start: tuple[float, ...]) -> None:
    found = descend(DescentScenario(network=scalar(*start), steps=20_000, step=0.05))
    assert found.verdict is Verdict.SADDLE
    assert found.status.startswith("Stops at a saddle")
    assert found.excess[-1] == pytest.approx(1.0, abs=1e-3)
    assert "saddle" in found.limit


def test_a_drift_beyond_double_precision_is_refused() -> None:
    """The gradients are 1e106 and more apiece, and the drift their squares' sums."""
    start = [[[-2e30, 1e-82, 5e-34]], [[50.0], [6.6e44], [-1e-44]], [[-2.4e7]]]
    recipe = scenario_from_json(
        {"model": "matrix", "weights": start, "objective": {"kind": "squared", "target": [[1.0]]}}
    )
    assert isinstance(recipe, MatrixScenario)
    with pytest.raises(ScenarioError, match="beyond the range of double precision"):
        descend(DescentScenario(network=recipe, steps=1, step=1e-108))


@pytest.mark.parametrize("steps", [100, 3000])
def test_the_minimum_of_a_narrow_network_is_no_saddle(steps: int) -> None:
    """One hidden unit under diag(2, 1): rank 1 leaves half the smaller square (Eckart, Young)."""
    narrow = scenario_from_json(
        {
            "model": "matrix",
            "weights": [[[0.5], [0.3]], [[0.4, 0.6]]],
            "objective": {"kind": "squared", "target": [[2.0, 0.0], [0.0, 1.0]]},
        }
    )
    assert isinstance(narrow, MatrixScenario)
    found = descend(DescentScenario(network=narrow, steps=steps, step_fraction=0.3))
    assert found.verdict is Verdict.CONVERGENT
    assert found.status.startswith("Converges to the minimum of this network")
    assert found.status.endswith("f* is out of its reach by 0.5.")
    assert found.final_stability is None
    # On its way there it is neither; beside the saddle at the smaller mode it is one.
    way = descend(DescentScenario(network=narrow, steps=5, step_fraction=0.3))
    assert way.verdict is Verdict.UNDECIDED
    lower = replace(narrow, weights=[[[0.0], [0.5]], [[0.0, 0.5]]])
    stuck = descend(DescentScenario(network=lower, steps=steps, step=0.3))
    assert stuck.verdict is Verdict.SADDLE
    there = replace(narrow, weights=[[[1.0], [0.0]], [[2.0, 0.0]]])
    rest = descend(DescentScenario(network=there, steps=steps, step=0.1))
    assert rest.status == "Starts at a minimum: nothing moves."


@pytest.mark.parametrize(
    "start, step, steps", [((100.0, -100.0), 1e-5, 100_000), ((1000.0, 1000.0), 5e-7, 2000)]
)
def test_from_a_far_start_a_saddle_is_no_minimum(
    start: tuple[float, ...], step: float, steps: int
) -> None:
    """f(0) - f* is a small part of the start's excess, and no convergence."""
    found = descend(DescentScenario(network=scalar(*start), steps=steps, step=step))
    assert found.verdict is Verdict.SADDLE
    assert found.status.startswith("Comes near a saddle")
    assert found.final_stability is None


def test_a_matrix_run_that_leaves_a_mode_at_0_has_not_converged() -> None:
    far = scenario_from_json(
        {
            "model": "matrix",
            "weights": [[[50.0, 0.0], [0.0, 0.0]]] * 2,
            "objective": {"kind": "squared", "target": [[1.0, 0.0], [0.0, 0.5]]},
        }
    )
    assert isinstance(far, MatrixScenario)
    found = descend(DescentScenario(network=far, steps=20_000, step=1e-5))
    assert found.excess[-1] > 0.125
    assert found.verdict in (Verdict.SADDLE, Verdict.UNDECIDED)


@pytest.mark.parametrize(
    "start, fraction, steps",
    [((1.2, 0.3), 3.0, 1), ((1.2, 0.3), 3.0, 2)],
)
def test_a_run_that_only_grows_does_not_oscillate(
    start: tuple[float, ...], fraction: float, steps: int
) -> None:
    found = descend(DescentScenario(network=scalar(*start), steps=steps, step_fraction=fraction))
    assert found.verdict is Verdict.UNDECIDED
    assert found.status.startswith("Undecided: growing. The loss rises from ")


@pytest.mark.parametrize("steps", [1, 2])
def test_few_steps_are_not_nearly_every_step(steps: int) -> None:
    found = descend(DescentScenario(network=scalar(1.2, 0.3), steps=steps, step_fraction=0.9))
    assert found.verdict is Verdict.UNDECIDED
    quick = descend(DescentScenario(network=scalar(0.25), steps=steps, step_fraction=0.5001))
    assert quick.verdict is Verdict.CONVERGENT


def test_landing_on_the_minimum_is_not_going_past_it() -> None:
    for start in (2.0, 0.0):
        run = scalar_run((start,), 1.0, 0.5, 3, every=1, largest=math.inf)
        assert run.excess.tolist() == [1.0, 0.0, 0.0, 0.0]
        assert not run.turned.any()


def test_jumping_for_ever_is_no_way_down() -> None:
    """Between 0 and 2, the loss 1 at every step."""
    found = descend(DescentScenario(network=scalar(2.0), steps=50, step_fraction=1.0))
    assert found.verdict is Verdict.OSCILLATING
    assert "the loss stays at 1; so far it neither converges" in found.status


def test_a_run_may_end_at_a_flatter_minimum() -> None:
    """Above the limit of the flow's minimum: it leaves that, and is said to."""
    found = descend(DescentScenario(network=matrix(), steps=2000, step_fraction=1.05))
    assert found.excess[-1] < 1e-20
    assert found.final_stability is not None
    assert found.final_stability.step is not None
    assert found.final_stability.step > found.step
    assert "ends at another minimum" in found.limit
