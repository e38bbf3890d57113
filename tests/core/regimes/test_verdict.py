"""What became of a promise: no more is claimed than was seen or is proven."""

from __future__ import annotations

import pytest

from core import CompareSolution
from core.regimes.verdict import verdict
from words import say


@pytest.mark.parametrize(
    "rate, decay_rate, proven, words",
    [
        (1.0, 2.0, True, "kept"),
        (1.0, 2.0, False, "kept up to t = 7.5"),
        (2.0, 2.0, False, "kept up to t = 7.5"),
        (2.0008, 2.0, True, "kept"),  # within the solver's error
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
        assert ntk == f"kept up to t = {regime.solution.seen_until:.4g}" or ntk.startswith("broken")
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
