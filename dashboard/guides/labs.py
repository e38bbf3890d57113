"""The topics as a guide sees them: where the page is, and from its query to core's solution."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import dash

from core import DepthScenario, compare, solve, solve_depth
from dashboard.depth import controls as depth
from dashboard.depth.cost import cost as depth_cost
from dashboard.matrix import controls as matrix
from dashboard.matrix.cost import cost as matrix_cost
from dashboard.regimes import controls as regimes
from dashboard.regimes.cost import cost as regimes_cost
from dashboard.scalar import controls as scalar
from dashboard.scalar.cost import cost as scalar_cost


@dataclass(frozen=True)
class Lab:
    """A topic's page.

    Attributes
    ----------
    read, write : callable
        A query to a state of the page, and back in the one way that the page writes it.
    solve : callable
        A state to what core finds of it: a ScalarSolution, a MatrixSolution, a CompareSolution or a
        DepthSolution.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    solve: Callable[[Any], Any]


def _depth(state: depth.DepthState) -> Any:
    return solve_depth(
        DepthScenario(
            family=depth.family(state), depth=state["L"], step_fraction=state["f"], steps=state["k"]
        )
    )


LABS = {
    "scalar": Lab(scalar.read, scalar.write, lambda state: solve(state.scenario)),
    "matrix": Lab(matrix.read, matrix.write, lambda state: solve(matrix.scenario(state))),
    "regimes": Lab(regimes.read, regimes.write, lambda state: compare(regimes.comparison(state))),
    "depth": Lab(depth.read, depth.write, _depth),
}

_COSTS: Mapping[str, Callable[[Any], float]] = {
    "scalar": scalar_cost, "matrix": matrix_cost, "regimes": regimes_cost, "depth": depth_cost,
}  # fmt: skip


def canonical(topic: str, query: str) -> str:
    """The query as the topic's page writes it.

    Raises
    ------
    ControlError
    """
    lab = LABS[topic]
    return lab.write(lab.read(query))


@lru_cache(maxsize=128)
def solution(topic: str, query: str) -> Any:
    """What core finds of a state; asked for again, the same.

    Raises
    ------
    ControlError, ScenarioError
    """
    lab = LABS[topic]
    return lab.solve(lab.read(query))


def page(topic: str) -> Any:
    """The module with the page's META and layout()."""
    # When it is asked for: a page may ask Dash for paths, which needs an app to exist.
    return importlib.import_module(f"dashboard.{topic}.layout")


def address(topic: str) -> str:
    """The path of the page, below whatever prefix it answers under."""
    path: str = dash.get_relative_path(page(topic).META["path"])  # type: ignore[no-untyped-call]
    return path


def cost(topic: str, query: str) -> float:
    """Seconds on the processor, about, that the answer of the page to a query takes.

    Raises
    ------
    ControlError
    """
    lab = LABS[topic]
    return _COSTS[topic](lab.read(query))
