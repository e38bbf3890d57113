"""What stands over and under the pictures of a preset: short, plain, and true."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from core import DepthCurves, depth_curves
from core.depth import AlignedDescent, race
from dashboard.depth.controls import descent, family
from dashboard.depth.controls import read as read_depth
from dashboard.depth.presets import PRESETS as DEPTH
from dashboard.matrix.presets import PRESETS as MATRIX
from dashboard.parts.presets import Preset
from dashboard.regimes.answer import Shown
from dashboard.regimes.presets import PRESETS as REGIMES
from dashboard.scalar.presets import PRESETS as SCALAR
from tests.dashboard.parts.headlines import says
from tests.dashboard.regimes.cases import shown
from words import languages, speaking

MOST = 110  # characters of what to look for: one line at 1180 pixels
TOGETHER = 122  # with a headline before it and tabs beside it
TOPICS = {"scalar": SCALAR, "matrix": MATRIX, "regimes": REGIMES, "depth": DEPTH}
#: Tabs that a page has besides its first.
TABS = {
    "scalar": {},
    "matrix": {"balance", "end"},
    "regimes": {"width", "lambda", "modes"},
    "depth": {"descent", "steps"},
}
every_preset = pytest.mark.parametrize(
    "topic, preset",
    [(topic, preset) for topic, presets in TOPICS.items() for preset in presets],
    ids=lambda part: part if isinstance(part, str) else part.name,
)


def _regime(index: int, value: Callable[[object], float | None]) -> Callable[[Shown], float]:
    def read(found: Shown) -> float:
        number = value(found.comparison.regimes[index])
        assert number is not None
        return number

    return read


#: Name -> the number of the headline, from the solution.
REGIMES_SAY: dict[str, Callable[[Shown], float]] = {
    "Side by side": _regime(2, lambda regime: regime.gain),
    "Frozen kernel": _regime(0, lambda regime: regime.solution.preconditioner_drift[-1]),
    "Wide, not frozen": _regime(0, lambda regime: regime.solution.preconditioner_drift[-1]),
    "In between": lambda found: found.sweep.drift_slope,
    "A prediction that fails": _regime(0, lambda regime: regime.ratio(regime.own.rate)),
    "Far target": _regime(2, lambda regime: regime.solution.margin.margin),
    "Strong imbalance": _regime(3, lambda regime: regime.rate / regime.decay_rate),
    "Modes one by one": _regime(1, lambda regime: regime.solution.preconditioner_drift.max()),
    **dict.fromkeys(
        ("Lazy", "Rich", "Lazy again"),
        _regime(4, lambda regime: regime.solution.preconditioner_drift[-1]),
    ),
    "Late, not lazy": _regime(4, lambda regime: regime.ratio(regime.own.rate)),
    "Rectangular": _regime(2, lambda regime: regime.gain),
    "Five layers": _regime(2, lambda regime: regime.gain),
}


def _at(curves: DepthCurves, depth: int, name: str = "alpha_star") -> float:
    return float(getattr(curves, name)[curves.depths.tolist().index(depth)])


DEPTH_SAYS: dict[str, Callable[[DepthCurves, AlignedDescent], float]] = {
    "Unit steps": lambda curves, _run: _at(curves, 30),
    "Smallest last": lambda curves, _run: _at(curves, 3),
    "Smallest in the middle": lambda curves, _run: _at(depth_curves(family(read_depth(""))), 20)
    / _at(curves, 20),
    "Balanced": lambda curves, _run: _at(curves, 30),
    "Random layers": lambda curves, _run: _at(curves, 29) / _at(curves, 30),
    "Matrix, homogeneous": lambda curves, run: _at(curves, run.depth, "stable_step"),
    "Definite imbalance": lambda curves, _run: _at(curves, 16, "proven"),
    "Unimodal imbalance": lambda curves, _run: _at(curves, 16, "proven"),
    "Random imbalance": lambda curves, _run: _at(curves, 16, "proven"),
    "Close to the flow": lambda _curves, run: float(run.imbalance_drift.max()),
    "Just below the limit": lambda _curves, run: run.step / run.stability.step,
    "Oscillating": lambda _curves, run: run.step / run.stability.step,
    "Divergent": lambda _curves, run: float(run.steps),
    "Just certified": lambda _curves, run: run.certified_part,
    "Stable, not certified": lambda _curves, run: run.step / run.stability.step,
    "Edge of stability": lambda _curves, run: run.step / run.stability.step,
    "Certified schedule": lambda _curves, run: float(race(run).steps[run.schedule][-1]),
    "Depth 20": lambda curves, _run: _at(curves, 20, "progress") / _at(curves, 3, "progress"),
}  # fmt: skip


def test_the_measure_reads_numbers_as_people_write_them() -> None:
    assert says("to 8.8·10³⁰.", 8.8412e30)
    assert not says("to 8.8·10³⁰.", 8.9e30)
    assert says("by 6·10⁻¹⁰ of it", 6.12e-10)
    assert says("92 000 times", 92_378.0)
    assert says("by 31 %", 0.3114)
    assert not says("by 31 %", 31.14)
    assert says("like h^(−0.5)", -0.4999)
    assert says("twice as much", 2.0)
    assert not says("nothing", 1.0)


@pytest.fixture(params=languages())
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each of them, spoken in the test."""
    with speaking(request.param):
        yield request.param


@pytest.mark.usefixtures("language")
@every_preset
def test_a_look_is_one_line_and_says_where(topic: str, preset: Preset) -> None:
    assert 30 <= len(preset.look) <= MOST, len(preset.look)
    assert preset.look.endswith(".")
    place, _, what = preset.look.partition(": ")
    assert what, "begins with the plot to look at"
    assert place[0].isupper()
    assert preset.tab in TABS[topic] or not preset.tab


@pytest.mark.usefixtures("language")
@every_preset
def test_a_headline_is_short_and_there_where_the_page_has_one(topic: str, preset: Preset) -> None:
    assert bool(preset.headline) is (topic in ("regimes", "depth"))
    assert len(preset.headline) <= 80
    assert not preset.headline or preset.headline.endswith(".")
    assert not preset.headline or len(preset.headline + preset.look) <= TOGETHER


@pytest.mark.parametrize("topic", ["regimes", "depth"])
def test_headlines_are_told_apart(topic: str) -> None:
    assert len({preset.headline for preset in TOPICS[topic]}) == len(TOPICS[topic])


@pytest.mark.parametrize("preset", REGIMES, ids=lambda preset: preset.name)
def test_a_headline_of_the_regimes_is_true(preset: Preset) -> None:
    assert says(preset.headline, REGIMES_SAY[preset.name](shown(preset.query)))


@pytest.mark.parametrize("preset", DEPTH, ids=lambda preset: preset.name)
def test_a_headline_of_the_depths_is_true(preset: Preset) -> None:
    state = read_depth(preset.query)
    curves = depth_curves(family(state))
    run = descent(state)
    value = DEPTH_SAYS[preset.name](curves, run)
    assert says(preset.headline, value), value


def test_the_prediction_fails_by_more_than_it_promised() -> None:
    """Above 1 the theory promised more than happened; the NTK's own, of the least width."""
    ntk = shown(next(p.query for p in REGIMES if "fails" in p.name)).comparison.regimes[0]
    assert ntk.own.rate > ntk.decay_rate
    assert ntk.solution.prediction[-1] < ntk.solution.excess[-1]
