"""The regimes page without a browser: its answers, pictures, table and presets."""

from __future__ import annotations

import functools
import json
import math
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import compare, network, sweep
from core.arrays import Array
from core.regimes import expected_slope
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.parts import readouts
from dashboard.parts.drawing.graph import Graph
from dashboard.parts.page import content
from dashboard.regimes import answer as regimes_answer
from dashboard.regimes import readouts as regimes_readouts
from dashboard.regimes.answer import Shown, solved
from dashboard.regimes.controls import COLUMNS, comparison, read, width_sweep, write
from dashboard.regimes.figures import kernel as regimes_kernel
from dashboard.regimes.figures import loss as regimes_loss
from dashboard.regimes.figures import modes as regimes_modes
from dashboard.regimes.figures import width as regimes_width
from dashboard.regimes.figures.common import TimeAxis
from dashboard.regimes.ids import Regimes
from dashboard.regimes.presets import PRESETS
from dashboard.regimes.promises import HEADINGS
from dashboard.regimes.table import table
from tests.dashboard.matrix.test_api import decoded
from tests.dashboard.regimes.test_controls import REFUSED, UNFIT
from tests.dashboard.scalar.test_api import ask, assert_refused
from tests.dashboard.scalar.test_figures import assert_inside, axis_of, plain

PATH = "/api/regimes"
GRAPHS = [str(name) for name in Regimes if str(name).startswith("graph-")]
QUERIES = {
    **{preset.name: preset.query for preset in PRESETS},
    "three layers": "L=3&n=2&m=2",
    "linear": "axis=linear&show=&sort=-rate",
    "own horizon": "T=0.5&at=0.5",
    "a number": "n=1&m=1",
    "at the target": "r=0",
    "narrow": "k=3",
    "rectangular": "n=1&m=4&r=2",
    "exponent 2": "a=2",
    "exponent 0": "a=0&h=1000000000",
}
each_query = pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())


@pytest.fixture(scope="module")
def shared() -> FlaskClient:
    return create_app(Settings()).server.test_client()


@functools.cache
def shown(query: str) -> Shown:
    return solved(read(query))


def pictures(query: str) -> dict[str, Graph]:
    state, found = read(query), shown(query)
    compared, time = found.comparison, TimeAxis(found.comparison, state.axis)
    width = state["h"] if state["L"] == 2 else None
    return {
        "loss": regimes_loss.graph(compared, time, state.curves),
        "modes": regimes_modes.graph(compared, compared.regimes[1], time),
        "kernel": regimes_kernel.graph(compared, time),
        "drift": regimes_width.drift(found.sweep, width),
        "error": regimes_width.error(found.sweep, width),
    }


def picture(client: FlaskClient, query: str, drawn: str = "") -> dict[str, Any]:
    response = ask(client, query, drawn, path=PATH)
    assert response.status_code == 200
    return json.loads(
        response.text, parse_constant=lambda token: pytest.fail(f"{token} is not JSON")
    )


# ---- answers ------------------------------------------------------------------------------------


@each_query
def test_state_in_picture_out(shared: FlaskClient, query: str) -> None:
    """What is sent is what core says of the state."""
    answer, state = picture(shared, query), read(query)
    compared = compare(comparison(state))
    swept = sweep(width_sweep(state, compared.target.tolist()))
    assert answer["query"] == write(state)
    for readout in regimes_readouts.READOUTS:
        value = readout.value(Shown(compared, swept))
        assert answer["quantities"][readout.quantity] == {
            "value": value, "text": readouts.written(value),
        }  # fmt: skip
    ends = [
        f"{regime.name}: {regime.solution.status} "
        for regime in compared.regimes
        if regime.solution.outcome in ("at best", "best", "stationary", "saddle")
    ]
    assert answer["status"] == "".join(ends) + swept.status
    assert compared.regimes[2].gain_reason in answer["guarantee"]
    assert answer["table"] == json.loads(json.dumps(table(compared, state.sort)))
    assert sorted(answer["graphs"]) == sorted(GRAPHS)
    times = decoded(answer["arrays"][answer["now"]["times"]])
    np.testing.assert_array_equal(times, compared.times)
    loss = decoded(answer["arrays"][answer["now"]["loss"]])
    np.testing.assert_array_equal(loss, compared.regimes[0].solution.loss)
    for graph in answer["graphs"].values():
        assert len(graph["traces"]) == len(graph["style"]["data"])
        for cursor in graph["cursors"]:
            assert {decoded(answer["arrays"][cursor[part]]).size for part in "xy"} == {times.size}


def test_a_start_that_comes_to_rest_elsewhere_is_named() -> None:
    """Balanced layers keep the sign of det W; this target has the other."""
    answer = regimes_answer.regimes_answer(read("r=1&h=10&seed=2"), ())
    assert answer["status"].startswith("balanced: Ends at a saddle, not at the minimum: ")
    assert ": Ends" not in regimes_answer.regimes_answer(read(""), ())["status"]


def test_a_sweep_that_a_control_leaves_alone_is_not_computed_again(
    shared: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a comparison by the order of the table or the axis of time."""
    counts = {"compare": 0, "sweep": 0}

    def counted(name: str) -> Any:
        compute = getattr(regimes_answer, name)

        def call(scenario: Any) -> Any:
            counts[name] += 1
            return compute(scenario)

        return call

    for name in counts:
        monkeypatch.setattr(regimes_answer, name, counted(name))
    picture(shared, "seed=4242")
    assert counts == {"compare": 1, "sweep": 1}
    for query in ("d=2", "L=3", "q=0.1", "h=77"):
        picture(shared, f"seed=4242&{query}")
    assert counts == {"compare": 5, "sweep": 1}
    for query in ("sort=rate", "axis=linear", "show="):
        picture(shared, f"seed=4242&{query}")
    assert counts == {"compare": 5, "sweep": 1}
    picture(shared, "seed=4242&r=0.5")
    assert counts == {"compare": 6, "sweep": 2}


def test_one_that_is_out_of_time_is_not_remembered_and_the_others_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = solved(read("seed=778"))
    assert not regimes_answer._stopped(whole.comparison)
    assert whole.sweep.untrained == 0
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.0)
    cut = solved(read("seed=779&L=6"))
    assert cut.sweep.untrained > 0
    again = solved(read("seed=778"))
    assert again.comparison is whole.comparison
    assert again.sweep is whole.sweep


def test_an_answer_that_was_cut_short_is_not_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's cache keeps an answer for a day: not one that more time would better."""
    client = create_app(Settings()).server.test_client()
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.0)
    assert picture(client, "seed=780&L=6")["complete"] is False
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 600.0)
    assert picture(client, "seed=780&L=6")["complete"] is True


def test_what_was_cut_short_is_said_and_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.0)
    cut = solved(read("seed=777&L=6"))
    assert cut.sweep.untrained > 0 or regimes_answer._stopped(cut.comparison)
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 600.0)
    whole = solved(read("seed=777&L=6"))
    assert whole.sweep.untrained == 0
    assert regimes_answer._stopped(whole.comparison) == []


@pytest.mark.parametrize("query, control", [*REFUSED, *UNFIT], ids=lambda part: part[:30] or "-")
def test_refusals_are_answers(shared: FlaskClient, query: str, control: str) -> None:
    assert assert_refused(ask(shared, query, path=PATH))["control"] == control


@pytest.mark.parametrize(
    "query",
    ["r=100&q=0.000001", "d=20&L=8&k=16", "d=-20", "T=1e100", "T=1e-100", "L=8&k=64&a=0&n=4&m=4",
     "q=10&L=8", "r=100&L=8&d=20&k=64&n=4&m=4&a=2", "T=1e100&L=8", "a=2&h=1000000000&r=0"],
)  # fmt: skip
def test_the_edges(shared: FlaskClient, query: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer or a sentence, however little time is allowed."""
    monkeypatch.setattr(regimes_answer, "ANSWER_SECONDS", 0.5)
    response = ask(shared, query, path=PATH)
    assert response.status_code == 200
    if "error" in response.json:
        assert_refused(response)


letters = st.text(st.characters(exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=letters, drawn=letters)
def test_any_text_is_answered(shared: FlaskClient, state: str, drawn: str) -> None:
    response = ask(shared, state, drawn, path=PATH)
    assert response.status_code == 200
    assert response.json.keys() & {"error", "query"}


# ---- pictures -----------------------------------------------------------------------------------


@each_query
def test_pictures_are_whole(query: str) -> None:
    """Pure, named, with finite ranges, a legend without doubles, light, and good for plotly."""
    first, second = ([plain(g.figure()) for g in pictures(query).values()] for _ in "12")
    assert first == second
    for graph in pictures(query).values():
        style, layout = graph.style(), graph.figure()["layout"]
        listed = [entry["name"] for entry in style["legend"]]
        assert listed
        assert len(set(listed)) == len(listed)
        assert graph.caption.endswith(".")
        assert not any(sign in "".join(trace.name for trace in graph.traces) for sign in "$\\_")
        for path, (low, high) in graph.ranges.items():
            assert axis_of(layout, path)["title"]["text"].strip()
            assert -math.inf < low < high < math.inf
        assert len(go.Figure(graph.figure()).data) == len(graph.traces) <= 14
        assert sum(trace.y.size for trace in graph.traces) <= 5000
        for trace in graph.traces:
            assert trace.x.shape == trace.y.shape


def test_a_kind_is_one_style() -> None:
    styles: dict[str, Any] = {}
    for query in QUERIES.values():
        for name, graph in pictures(query).items():
            style = styles.setdefault(f"{name} {graph.kind}", graph.style())
            assert graph.style() == style, (name, query)


@each_query
def test_cursors_lie_inside_the_ranges(query: str) -> None:
    for name, graph in pictures(query).items():
        assert bool(graph.cursors) is (name not in ("drift", "error"))
        for cursor in graph.cursors:
            for axis, values in (("xaxis", cursor.x), ("yaxis", cursor.y)):
                low, high = graph.ranges[axis]
                if graph.layout[axis].get("type") == "log":
                    assert (values > 0.0).all()
                    # What is too small for the picture lies below it.
                    assert_inside(np.maximum(np.log10(values), low), (low, high), name)
                else:
                    assert_inside(values, (low, high), name)


@each_query
def test_guarantees_lie_above_the_losses(query: str) -> None:
    """In the picture itself, and alpha* below lambda_min(T)."""
    found = shown(query)
    graph = regimes_loss.graph(
        found.comparison, TimeAxis(found.comparison, "log"), ("promise", "guarantee")
    )
    losses = {trace.name: trace.y for trace in graph.traces if trace.style["line"]["width"] == 3}
    for trace in graph.traces:
        name = trace.name.split(":")[0]
        if "guaranteed" in trace.name:
            assert (trace.y >= losses[name] * (1 - 1e-6)).all(), trace.name
        elif "promise" in trace.name and name in ("spectral", "balanced"):
            assert (trace.y >= losses[name] * (1 - 1e-4)).all(), trace.name
    kernel = pictures(query)["kernel"].traces
    for bound, least in zip(kernel[::2], kernel[1::2], strict=True):
        assert bound.y[0] <= least.y.min() * (1 + 1e-6)


def test_the_axis_of_time() -> None:
    """The same numbers; on the logarithmic one t = 0 stands at its left edge."""
    compared = shown("").comparison
    log, linear = TimeAxis(compared, "log"), TimeAxis(compared, "linear")
    assert linear.shown(compared.times)[0] == 0.0
    np.testing.assert_array_equal(linear.shown(compared.times)[1:], log.shown(compared.times)[1:])
    assert 10 ** log.range[0] == pytest.approx(log.shown(compared.times)[0])
    assert 10 ** log.range[1] == pytest.approx(linear.range[1])


@pytest.mark.parametrize("exponent", [0.5, 0.75, 1.0])
def test_the_band_holds_every_draw_and_the_dashed_line_is_the_power(exponent: float) -> None:
    swept = shown(f"a={exponent}").sweep
    graph = regimes_width.drift(swept, 1000)
    largest, smallest, power, median, mark = graph.traces
    assert (smallest.y <= median.y).all()
    assert (median.y <= largest.y).all()
    for draw in swept.drift.T:
        assert (smallest.y <= draw).all()
        assert (draw <= largest.y).all()
    slope = np.diff(np.log(power.y)) / np.diff(np.log(power.x))
    np.testing.assert_allclose(slope, expected_slope(exponent), atol=1e-9)
    assert mark.x.tolist() == [1000.0, 1000.0]
    assert len(regimes_width.drift(swept, None).traces) == 4


# ---- the table ----------------------------------------------------------------------------------


def test_every_cell_has_a_number_or_a_sentence() -> None:
    for query in QUERIES.values():
        rows = table(shown(query).comparison, "")
        assert [row["regime"] for row in rows] == ["NTK", "spectral", "balanced", "general"]
        for row in rows:
            assert tuple(row["cells"]) == COLUMNS[1:]
            for column, cell in row["cells"].items():
                if cell["value"] is None:
                    assert len(cell["reason"]) > 8, (query, row["regime"], column)
                    assert cell["text"] in ("no promise", "—")
                else:
                    assert cell["text"] == readouts.written(cell["value"])


@pytest.mark.parametrize("column", COLUMNS)
def test_sorting(column: str) -> None:
    """Up, and with a minus down; cells without a number last either way."""
    compared = shown("L=5&r=0.1&q=0.2&n=2&m=2").comparison
    for sort in (column, f"-{column}"):
        rows = table(compared, sort)
        assert {row["regime"] for row in rows} == {"NTK", "spectral", "balanced", "general"}
        if column == "regime":
            keys: list[Any] = [row["regime"].casefold() for row in rows]
        else:
            values = [row["cells"][column]["value"] for row in rows]
            keys = [value for value in values if value is not None]
            assert values[len(keys) :] == [None] * (len(values) - len(keys))
        assert keys == sorted(keys, reverse=sort.startswith("-"))


# ---- texts --------------------------------------------------------------------------------------


def test_the_modes_are_headed_by_what_holds_at_any_depth() -> None:
    """The sigmoid is that of two balanced layers only, and says so."""
    above, _ = content.load("regimes", "modes")
    law, sigmoid = above.split("two balanced layers:")
    assert r"\sum_l\prod_{i\ne l}s_i^2" in law
    assert r"e^{2s^*t}" not in law
    assert r"s(t)=\frac{s^*e^{2s^*t}}" in sigmoid


def test_what_counts_for_the_decay_rate_is_said() -> None:
    """Beside its heading and below the table."""
    _, below = content.load("regimes", "table")
    assert "$10^{-28}$" in below
    assert "1e−28" in HEADINGS["measured"][1]


# ---- presets ------------------------------------------------------------------------------------

#: Name -> what is on the picture.
STORIES: dict[str, Any] = {
    "Side by side": lambda s: s.comparison.regimes[2].gain == pytest.approx(2.0),
    "Frozen kernel": lambda s: s.comparison.regimes[0].solution.preconditioner_drift[-1] < 1e-8
    and s.sweep.drift_slope == pytest.approx(-1.0, abs=0.03),
    "Wide, not frozen": lambda s: s.comparison.regimes[0].solution.preconditioner_drift[-1] > 0.2
    and "Width alone does not freeze T" in s.sweep.status,
    "In between": lambda s: s.sweep.drift_slope == pytest.approx(-0.5, abs=0.03),
    "A prediction that fails": lambda s: s.comparison.regimes[0].ratio(
        s.comparison.regimes[0].own.rate
    ) > 1.2,
    "Far target": lambda s: s.comparison.regimes[2].rate == 0.0
    and s.comparison.regimes[2].own.rate == 0.0,
    "Strong imbalance": lambda s: s.comparison.regimes[3].solution.margin.margin == 0.0
    and s.comparison.regimes[3].rate > 50.0,
    "Modes one by one": lambda s: s.comparison.regimes[1].modes.closed_form
    and s.comparison.regimes[1].modes.deviation < 1e-8,
    "Rectangular": lambda s: s.comparison.regimes[2].gain == pytest.approx(1.0),
    "Five layers": lambda s: s.comparison.regimes[2].gain == pytest.approx(5.0)
    and s.comparison.regimes[3].rate is None,
}  # fmt: skip


def test_presets_are_told_apart() -> None:
    assert [preset.name for preset in PRESETS] == list(STORIES)
    for part in ("name", "query", "look"):
        assert len({getattr(preset, part) for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_shows_what_it_says(preset: Any) -> None:
    found = shown(preset.query)
    assert STORIES[preset.name](found)
    assert found.sweep.untrained == 0
    for regime in found.comparison.regimes:
        solution = regime.solution
        assert solution.complete
        reached = bool(solution.excess[-1] <= 1e-9 * solution.excess[0])
        assert reached is not _turns_over(regime, found.comparison.target), regime.name


def _turns_over(regime: Any, target: Array) -> bool:
    """Balanced layers keep the sign of det W: a target of the other sign is out of their reach."""
    if regime.name != "balanced" or target.shape[0] != target.shape[1]:
        return False
    start = network.product(regime.solution.scenario.start().weights)
    return bool(np.linalg.det(start) * np.linalg.det(target) < 0.0)
