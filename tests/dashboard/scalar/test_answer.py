"""What travels to the page is the solution: all of its digits, or all that a picture shows."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from numpy.typing import NDArray

from core import ScalarScenario, solve
from core.scalar import initial_weights
from dashboard.parts import readouts
from dashboard.parts.drawing.graph import Graph
from dashboard.scalar import readouts as scalar_readouts
from dashboard.scalar.answer import scalar_answer
from dashboard.scalar.controls import ScalarState, read, write
from dashboard.scalar.figures import constraint, loss, rate, weights
from dashboard.scalar.ids import Scalar
from tests.core.scalar import strategies
from tests.dashboard.parts.headlines import says
from tests.dashboard.scalar import cases

GRAPHS = [Scalar.GRAPH_LOSS, Scalar.GRAPH_CONSTRAINT, Scalar.GRAPH_RATE, Scalar.GRAPH_WEIGHTS]
each_case = pytest.mark.parametrize("query", cases.ALL.values(), ids=cases.ALL.keys())


def graphs_of(state: ScalarState) -> dict[str, Graph]:
    """The pictures, drawn here and not sent."""
    solution = solve(state.scenario)
    return {
        Scalar.GRAPH_LOSS: loss.graph(solution, state.view.curves),
        Scalar.GRAPH_CONSTRAINT: constraint.graph(
            solution, state.view.pair, show=state.view.curves
        ),
        Scalar.GRAPH_RATE: rate.graph(solution),
        Scalar.GRAPH_WEIGHTS: weights.graph(solution),
    }


def sent(query: str, drawn: tuple[str, ...] = ()) -> dict[str, Any]:
    """The answer as the browser reads it: through JSON that has only JSON's own tokens."""
    text = json.dumps(scalar_answer(read(query), drawn), allow_nan=False)
    return json.loads(text, parse_constant=lambda token: pytest.fail(f"{token} is not JSON"))


def decoded(packed: dict[str, str]) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(packed["bdata"]), dtype=f"<{packed['dtype']}")


def assert_equals_picture(array: dict[str, str], wanted: NDArray[Any]) -> None:
    """f8 to the bit, f4 to what it holds; gaps are gaps in both."""
    values = decoded(array)
    assert values.shape == wanted.shape
    if array["dtype"] == "f8":
        np.testing.assert_array_equal(values, wanted)
    else:
        np.testing.assert_allclose(values.astype(float), wanted, rtol=1e-6, atol=0.0)


@each_case
def test_the_player_has_every_digit(query: str) -> None:
    answer, solution = sent(query), solve(read(query).scenario)
    wanted = {
        "times": solution.times,
        "loss": solution.loss,
        "product": solution.products,
        "preconditioner": solution.preconditioner,
    }
    assert answer["now"].keys() == wanted.keys()
    for name, values in wanted.items():
        packed = answer["arrays"][answer["now"][name]]
        assert packed["dtype"] == "f8"
        np.testing.assert_array_equal(decoded(packed), values)


@each_case
def test_the_pictures_hold_the_solution(query: str) -> None:
    answer = sent(query)
    arrays = answer["arrays"]
    graphs = graphs_of(read(query))
    assert list(answer["graphs"]) == [str(name) for name in GRAPHS]
    for name, graph in graphs.items():
        got = answer["graphs"][name]
        assert len(got["traces"]) == len(graph.traces)
        for trace, numbers in zip(graph.traces, got["traces"], strict=True):
            assert numbers.keys() == trace.coordinates().keys()
            for axis, values in trace.coordinates().items():
                assert_equals_picture(arrays[numbers[axis]], values)
        for cursor, numbers in zip(graph.cursors, got["cursors"], strict=True):
            for axis in "xyz":
                if (values := getattr(cursor, axis)) is None:
                    assert axis not in numbers
                else:
                    assert_equals_picture(arrays[numbers[axis]], values)
        assert got["ranges"] == {axis: list(limits) for axis, limits in graph.ranges.items()}
        assert got["caption"] == graph.caption


@each_case
def test_every_array_is_sent_once_and_used(query: str) -> None:
    answer = sent(query)
    used = set(answer["now"].values())
    used |= {edge for drawn in answer["network"] for layer in drawn["layers"] for edge in layer}
    for graph in answer["graphs"].values():
        for numbers in [*graph["traces"], *graph["cursors"]]:
            used |= {numbers[axis] for axis in "xyz" if axis in numbers}
    assert used == set(range(len(answer["arrays"])))


@each_case
def test_figures_and_controls_have_every_digit(query: str) -> None:
    state, answer = read(query), sent(query)
    solution = solve(state.scenario)
    quantities = answer["quantities"]
    assert quantities.keys() == {readout.quantity for readout in scalar_readouts.READOUTS}
    record = solution.to_json()
    for name, quantity in quantities.items():
        wanted = record[name][0] if name == "loss" else record[name]
        assert quantity["value"] == wanted
        assert quantity["text"] == readouts.written(wanted)
    controls = answer["controls"]
    values = controls["values"]
    depth = state.scenario.depth
    layers = range(1, depth + 1)
    weights = [f"w{layer}" for layer in layers]
    imbalance = [f"d{layer}" for layer in layers[:-1]]
    assert [values[name] for name in weights] == list(initial_weights(state.scenario))
    assert [values[name] for name in imbalance] == solution.network.imbalance.tolist()
    assert not {f"w{depth + 1}", f"d{depth}"} & values.keys()
    assert (values["p"], values["y"]) == (solution.product, state.scenario.target)
    assert (values["T"], values["automatic"]) == (
        solution.horizon,
        ["on"] if state.scenario.horizon is None else [],
    )
    by_weights = state.scenario.weights is not None
    assert values["from"] == ("weights" if by_weights else "imbalance")
    unused = {*imbalance, "p"} if by_weights else {*weights}
    assert controls["disabled"] == []
    assert {*controls["hidden"]} == unused | ({"pair"} if depth <= 2 else set())
    assert controls["layers"] == values["depth"] == depth
    assert answer["status"] == solution.status
    told = answer["guarantee"].casefold()
    sentence, _, times = told.partition(" to 10⁻⁶: ")
    assert solution.guarantee.casefold().endswith(sentence)
    exact = solution.time_to(1e-6)
    assert bool(times) == bool(exact.earliest)
    if times and exact.flow is not None and exact.flow <= solution.horizon:
        digits = exact.flow * np.linspace(1 - 1e-5, 1 + 1e-5, 3)  # read off the picture
        assert any(says(times.rpartition("measured")[2], value) for value in digits)
    assert answer["guaranteed"] is (solution.alpha_star > 0.0)
    assert answer["query"] == write(state)


@each_case
def test_a_known_kind_of_picture_comes_without_its_style(query: str) -> None:
    first = sent(query)
    kinds = tuple(graph["kind"] for graph in first["graphs"].values())
    assert all("|" not in kind for kind in kinds)  # the page joins them with it
    assert all("style" in graph for graph in first["graphs"].values())
    again = sent(query, kinds)
    for graph in first["graphs"].values():
        del graph["style"]
    assert again == first


def test_a_picture_of_another_kind_brings_its_style() -> None:
    kinds = tuple(graph["kind"] for graph in sent("w=1,0.5,0.7&y=2")["graphs"].values())
    deeper = sent("w=1,0.5,0.7,2&y=2", kinds)["graphs"]
    assert {name: "style" in graph for name, graph in deeper.items()} == {
        "graph-loss": False,
        "graph-constraint": True,
        "graph-rate": False,
        "graph-weights": True,
    }
    shown = sent("w=1,0.5,0.7&y=2&show=", kinds)["graphs"]
    assert [name for name, graph in shown.items() if "style" in graph] == ["graph-loss"]


@pytest.mark.parametrize("query", ["w=1e30,2e30&y=1e60", "w=1e-30,2e-30&y=1e-60"])
def test_sizes_beyond_float32_are_sent_in_float64(query: str) -> None:
    answer = sent(query)
    products = answer["graphs"]["graph-weights"]["cursors"][0]["y"]
    assert answer["arrays"][products]["dtype"] == "f8"
    for packed in answer["arrays"]:
        values = decoded(packed)
        assert not np.isinf(values).any()
        if packed["dtype"] == "f4":  # what is there is neither lost nor rounded to nothing
            sizes = np.abs(values[np.isfinite(values) & (values != 0.0)])
            assert sizes.size == 0 or (sizes.min() >= 1e-37 and sizes.max() <= 1e37)


def test_usual_sizes_are_sent_in_half_the_bytes() -> None:
    answer = sent("w=0.9,0.4&y=1")
    exact = set(answer["now"].values())
    kinds = [
        packed["dtype"] for number, packed in enumerate(answer["arrays"]) if number not in exact
    ]
    assert set(kinds) == {"f4"}


@given(strategies.scenarios())
def test_any_network_has_an_answer_in_json(scenario: ScalarScenario) -> None:
    answer = sent(write(ScalarState(scenario=scenario)))
    for packed in answer["arrays"]:
        assert not np.isinf(decoded(packed)).any()


@pytest.mark.parametrize(
    "value, text",
    [
        (None, "—"),
        (0.0, "0"),
        (1.0, "1"),
        (-2.5, "−2.5"),
        (0.60480001, "0.6048"),
        (0.0012345678, "0.001235"),
        (12345.6, "12\u202f346"),
        (99999.4, "10⁵"),
        (123456.0, "1.235·10⁵"),
        (1e-12, "10⁻¹²"),
        (-1.5e-7, "−1.5·10⁻⁷"),
        (2e300, "2·10³⁰⁰"),
        (9.9999, "10"),
        (0.99999, "1"),
    ],
)
def test_sensible_digits(value: float | None, text: str) -> None:
    assert readouts.written(value) in (text, f"1·{text}")


def test_four_digits_at_any_scale() -> None:
    for power in range(-300, 300, 7):
        value = 1.2344999 * 10.0**power
        written = readouts.written(value)
        mantissa, _, exponent = written.replace("−", "-").partition("·10")
        digits = exponent.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
        read_back = float(mantissa) * 10.0 ** int(digits or 0)
        assert math.isclose(read_back, value, rel_tol=5e-4)
        assert len(written) <= 12


def test_the_rates_of_the_default_picture_by_hand() -> None:
    """w = (1.2, 0.3) to y = 1: slowest at the start, 4 (1.2^2 + 0.3^2); 4 sqrt(d^2 + 4) in the end.

    While the rate rises, the loss's own rate over any window is that of the start too.
    """
    quantities = sent("w=1.2,0.3&y=1")["quantities"]
    assert quantities["infimum"]["value"] == pytest.approx(6.12, rel=1e-13)
    assert quantities["decay_rate"]["value"] == pytest.approx(6.12, rel=1e-12)
    final = 4 * math.hypot(1.2**2 - 0.3**2, 2.0)
    assert quantities["final_rate"]["value"] == pytest.approx(final, rel=1e-13)
    assert quantities["final_rate"]["text"] == "9.652"
    poster = sent("w=1.2,0.3&y=1&gamma=poster")["quantities"]
    assert poster["infimum"]["value"] == pytest.approx(6.12 / 4, rel=1e-13)
    assert poster["decay_rate"]["value"] == pytest.approx(6.12, rel=1e-12)  # of the loss itself
