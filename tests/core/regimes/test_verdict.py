"""What became of a promise: no more is claimed than was seen or is proven."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import CompareSolution, compare, compare_scenario_from_json
from core.regimes.verdict import verdict
from words import say
from words.numbers import written


@pytest.mark.parametrize(
    "rate, decay_rate, proven, words",
    [
        (1.0, 2.0, True, "kept"),
        (1.0, 2.0, False, "kept up to t = 7.5"),
        (2.0, 2.0, False, "kept up to t = 7.5"),
        (2.000001, 2.0, True, "kept"),  # within the solver's error
        (2.002, 2.0, True, "broken: the loss is slower"),
        (2.002, 2.0, False, "broken: the loss is slower"),
        (1e-9, 0.0, False, "broken: the loss is slower"),  # a flow that stands still
        (0.0, 0.0, False, "kept, but empty"),
        (None, 2.0, False, None),
        (1.0, None, True, None),
    ],
)
def test_verdict(
    rate: float | None, decay_rate: float | None, proven: bool, words: str | None
) -> None:
    found = verdict(rate, decay_rate, 7.5, proven=proven)
    assert (say(found) if found else None) == words


def test_a_prediction_is_judged_as_far_as_it_was_seen(near: CompareSolution) -> None:
    """The kernel's only; theorems speak of all times. The answer in JSON says the same."""
    for regime in near.regimes:
        answer = regime.to_json()
        assert answer["rate_verdict"] in ("kept", "kept, but empty")
        ntk = answer["theories"]["ntk"]["verdict"]
        assert ntk == f"kept up to t = {written(regime.solution.seen_until)}" or ntk.startswith(
            "broken"
        )
        assert regime.solution.seen_until <= near.times[-1]
    assert (
        near.regimes[0].to_json()["theory_verdict"]
        == near.regimes[0].to_json()["theories"]["ntk"]["verdict"]
    )
    assert near.regimes[3].to_json()["theory_verdict"] is None


def test_a_prediction_below_the_slowest_moment_of_the_whole_path_is_kept() -> None:
    code = [
        found and found.code
        for found in (
            verdict(0.5, 1.0, 7.5, proven=False, infimum=0.5),
            verdict(0.6, 1.0, 7.5, proven=False, infimum=0.5),
            verdict(0.5, 1.0, 7.5, proven=False),
        )
    ]
    assert code == ["promise.kept", "promise.kept_until", "promise.kept_until"]


def test_a_prediction_that_is_broken_by_little_is_broken() -> None:
    """Two layers of width 1000, one number each side: tau dips a little where w crosses 0.

    tau^2 - 4 w^2 is constant and dw/dt = tau (y - w): the time of a fall is an integral.
    """
    start = {"name": "wide", "kind": "gaussian", "n": 1, "m": 1, "widths": [1000]}
    entries = {
        "target": {"singular_values": [0.46], "seed": 1},
        "initializations": [start],
        "times": [0.0, 0.0103, 0.2],
    }
    found = compare(compare_scenario_from_json(entries)).regimes[0]
    first, second = found.solution.scenario.start().weights
    w, tau = float((first @ second)[0, 0]), float(np.vdot(first, first) + np.vdot(second, second))
    assert w < 0.0
    folds = np.linspace(0.0, -0.5 * math.log(found.solution.loss[1] / found.solution.loss[0]), 2001)
    way = 0.46 - (0.46 - w) * np.exp(-folds)
    time = np.trapezoid(1.0 / np.sqrt(tau**2 - 4.0 * w**2 + 4.0 * way**2), folds)
    assert time == pytest.approx(0.0103, rel=1e-9)
    assert 2.0 * folds[-1] / time < (1.0 - 4e-6) * 2.0 * tau  # slower than the frozen kernel
    assert found.to_json()["theory_verdict"] == "broken: the loss is slower"
