"""Networks that the tests of gradient descent share."""

from __future__ import annotations

from core import MatrixScenario, ScalarScenario, scenario_from_json


def scalar(*values: float, target: float = 1.0) -> ScalarScenario:
    return ScalarScenario(weights=values, target=target)


def matrix(
    kind: str = "squared", widths: tuple[int, ...] = (4,), m: int = 2, distance: float = 0.5
) -> MatrixScenario:
    """A network with three rows that starts near its target."""
    objective: dict[str, object] = {"kind": kind, "target": {"distance": distance, "seed": 2}}
    if kind == "regression":
        objective |= {"condition_number": 5.0, "noise": 0.1}
    if kind == "logistic":
        objective, m = {"kind": kind, "ridge": 0.2, "samples": 20, "seed": 3}, 1
    recipe = {"kind": "gaussian", "n": 3, "m": m, "widths": list(widths), "seed": 1}
    found = scenario_from_json(
        {"model": "matrix", "initialization": recipe, "objective": objective}
    )
    assert isinstance(found, MatrixScenario)
    return found
