"""`python -m core depth`: one JSON object, or one sentence that names the field and status 2."""

from __future__ import annotations

import io
import json
import sys

import pytest

from core import DepthFamily, DepthScenario, depth_curves, read_depth, solve_depth
from core.__main__ import main
from core.depth import aligned_descent
from tests.core.command_line.test_solve import _assert_refused, _refuse_constant

GOOD = {"model": "depth", "kind": "balanced", "depths": [2, 5], "depth": 3, "step_fraction": 0.5,
        "steps": 20}  # fmt: skip
#: What is changed in the good scenario, and the field that the complaint must begin with.
BAD = {
    "no steps": ({"steps": None}, "steps"),
    "part of a step": ({"steps": 2.5}, "steps"),
    "too many steps": ({"steps": 10**7}, "steps"),
    "0 steps": ({"steps": 0}, "steps"),
    "no depth": ({"depth": None}, "depth"),
    "too deep": ({"depth": 65}, "depth"),
    "no fraction": ({"step_fraction": None}, "step_fraction"),
    "fraction 0": ({"step_fraction": 0}, "step_fraction"),
    "fraction as text": ({"step_fraction": "1"}, "step_fraction"),
    "kind": ({"kind": "tall"}, "kind"),
    "kind as a list": ({"kind": ["steps"]}, "kind"),
    "order": ({"order": "none"}, "order"),
    "step": ({"step": -1}, "step"),
    "target": ({"target": 0}, "target"),
    "modes": ({"modes": 1.5}, "modes"),
    "modes of the wrong sign": ({"modes": 2, "product": -1}, "product"),
    "seed": ({"seed": -1}, "seed"),
    "no list of depths": ({"depths": 3}, "depths"),
    "no depths": ({"depths": []}, "depths"),
    "a depth too deep": ({"depths": [2, 99]}, "depths[1]"),
    "a depth as text": ({"depths": ["2"]}, "depths[0]"),
    "very many depths": ({"depths": [2] * 99}, "depths"),
    "unknown": ({"speed": 1}, "speed"),
    "another model": ({"model": "scalar"}, "model"),
    "beyond doubles": ({"kind": "steps", "step": 1e10, "depths": [64]}, "step"),
}


def _run(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    status = main(["depth", "-"])
    return status, *capsys.readouterr()


def test_it_prints_the_curves_and_the_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = _run(json.dumps(GOOD), monkeypatch, capsys)
    assert (status, err) == (0, "")
    printed = json.loads(out, parse_constant=_refuse_constant)
    family = DepthFamily(kind="balanced", depths=(2, 5))
    curves, run = depth_curves(family), aligned_descent(family, 3, 0.5, 20)
    assert printed["depths"] == [2, 5]
    assert printed["alpha_star"] == curves.alpha_star.tolist()
    assert printed["factorial"] == [None, None]  # no number for a balanced family
    assert printed["descent"]["loss"] == run.loss.tolist()
    assert printed["descent"]["verdict"] == str(run.verdict)


@pytest.mark.parametrize("change, field", BAD.values(), ids=BAD.keys())
def test_a_bad_entry_is_named(
    change: dict[str, object],
    field: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _assert_refused(*_run(json.dumps(GOOD | change), monkeypatch, capsys), field)


@pytest.mark.parametrize("text", ["[]", "3", '"depth"'])
def test_no_object_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _assert_refused(*_run(text, monkeypatch, capsys), "scenario")


@pytest.mark.parametrize(
    "family",
    [
        DepthFamily(),
        DepthFamily(kind="random", step=0.3, seed=7, depths=(2, 3)),
        DepthFamily(kind="steps", order="middle", product=-0.25, target=2.0, modes=0),
        DepthFamily(modes=3, product=0.1),
    ],
)
def test_a_scenario_goes_through_json(family: DepthFamily) -> None:
    scenario = DepthScenario(family=family, depth=4, step_fraction=0.125, steps=9)
    again = read_depth(json.dumps(scenario.to_json()).encode())
    assert again == scenario
    assert solve_depth(again).descent.loss.tolist() == solve_depth(scenario).descent.loss.tolist()
