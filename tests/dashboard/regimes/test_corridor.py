"""The loss of every network runs between its two edges, and its times between theirs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core import CompareSolution, compare
from dashboard.regimes.controls import comparison, read
from tests.core.guarantee.corridor import check_corridor
from tests.dashboard.regimes.cases import each_query, shown

_ERROR = 1e-6  # of a loss


@each_query
def test_of_every_preset(query: str) -> None:
    _check(shown(query).comparison)


@st.composite
def queries(draw: st.DrawFn) -> str:
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return (
        f"n={n}&m={m}&L={draw(st.integers(2, 4))}&k={draw(st.integers(min(n, m), 6))}"
        f"&r={draw(st.floats(0.0, 2.0))}&d={draw(st.floats(-4.0, 4.0))}"
        f"&h={draw(st.integers(10, 10**9))}&a={draw(st.floats(0.25, 1.5))}"
        f"&q={draw(st.floats(1e-3, 1.0))}&seed={draw(st.integers(0, 999))}"
    )


@settings(max_examples=12)
@given(queries())
def test_of_any_other(query: str) -> None:
    _check(compare(comparison(read(query))))


def _check(solution: CompareSolution) -> None:
    for regime in solution.regimes:
        run = regime.solution
        check_corridor(run, run.excess, error=_ERROR)
        told = regime.to_json()
        assert told["beta_star"] == run.beta_star
        assert told["guaranteed_condition_number"] == run.guaranteed_condition_number
        if run.beta_star is None:
            assert told["lower_envelope"] is None
            continue
        assert len(told["lower_envelope"]) == len(told["loss"])
        assert run.alpha <= run.beta_star * (1 + 1e-12)
        for time in run.times_to:
            if time.flow and time.earliest:
                assert time.earliest <= time.flow * (1 + _ERROR)
                assert time.bound is None or time.flow <= time.bound * (1 + _ERROR)
