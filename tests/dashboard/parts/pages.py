"""What the tests of layout, callbacks, ids and scripts look at: every page, without a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from dash._utils import stringify_id
from dash.development.base_component import Component

from dashboard.atlas import presets as atlas_presets
from dashboard.atlas import readouts as atlas_readouts
from dashboard.atlas.ids import Atlas
from dashboard.depth import presets as depth_presets
from dashboard.depth import readouts as depth_readouts
from dashboard.depth.ids import Depth
from dashboard.factory import ASSETS, TOPICS
from dashboard.matrix import presets as matrix_presets
from dashboard.matrix import readouts as matrix_readouts
from dashboard.matrix.ids import Matrix
from dashboard.regimes import presets as regimes_presets
from dashboard.regimes import readouts as regimes_readouts
from dashboard.regimes.ids import Regimes
from dashboard.scalar import presets as scalar_presets
from dashboard.scalar import readouts as scalar_readouts
from dashboard.scalar.ids import Scalar

SCRIPTS = {
    str(path.relative_to(ASSETS)): path.read_text(encoding="utf-8")
    for path in sorted(ASSETS.rglob("*.js"))
    if "vendor" not in path.parts
}
#: What differs between the pages. Page and script of a topic bear its name.
ROOM = {
    "scalar": Scalar,
    "matrix": Matrix,
    "regimes": Regimes,
    "depth": Depth,
    "atlas": Atlas,
}
READOUTS = {
    "scalar": scalar_readouts.READOUTS,
    "matrix": matrix_readouts.READOUTS,
    "regimes": regimes_readouts.READOUTS,
    "depth": depth_readouts.READOUTS,
    "atlas": atlas_readouts.READOUTS,
}
PRESETS = {
    "scalar": scalar_presets.PRESETS,
    "matrix": matrix_presets.PRESETS,
    "regimes": regimes_presets.PRESETS,
    "depth": depth_presets.PRESETS,
    "atlas": atlas_presets.PRESETS,
}
_NETWORK = {
    "alpha_star", "alpha_lower_bound", "margin", "gamma", "infimum", "decay_rate", "tightness",
    "loss",
}  # fmt: skip
#: Key figures that a page has at least.
LEAST = {
    "scalar": _NETWORK | {"final_rate"},
    "matrix": _NETWORK,
    "regimes": {"gain", "margin", "gamma", "loss"},
    "depth": {"alpha_star", "sharpness", "stable_step", "imbalance_drift", "loss"},
    "atlas": {"alpha_star", "margin", "tightness", "loss"},
}
PLOTS = {"scalar": 4, "matrix": 9, "regimes": 7, "depth": 9, "atlas": 5}
#: Cards beside the plots: each has a heading and an equation too.
CARDS = {"regimes": 1, "depth": 1}
each_page = pytest.mark.parametrize("topic", TOPICS)


def everything(component: Any) -> Iterator[Component]:
    if isinstance(component, list | tuple):
        for part in component:
            yield from everything(part)
    elif isinstance(component, Component):
        yield component
        yield from everything(getattr(component, "children", None))


def ids_of(components: list[Component]) -> list[str]:
    return [id_text(component.id) for component in components if getattr(component, "id", None)]


def on_page(pages: dict[str, list[Component]], topic: str) -> list[str]:
    """Ids that a visitor of a page has before him."""
    return [*ids_of(pages[topic]), *ids_of(pages["shell"])]


def id_text(component_id: Any) -> str:
    """An id as a callback of Dash writes it."""
    return component_id if isinstance(component_id, str) else stringify_id(component_id)


def plots_of(components: list[Component]) -> list[str]:
    """Ids of the places that figures.js draws into."""
    properties = [part.to_plotly_json()["props"] for part in components]
    return [part["id"] for part in properties if "data-config" in part]


def matches(pattern: str, names: set[str]) -> list[str]:
    """The ids of a layout that a callback names: one, or all that fit its wildcards."""
    if not pattern.startswith("{"):
        return [name for name in names if name == pattern]
    wanted = json.loads(pattern)
    found = []
    for name in names:
        given = json.loads(name) if name.startswith("{") else {}
        fits = given.keys() == wanted.keys()
        if fits and all(value in (["ALL"], given[key]) for key, value in wanted.items()):
            found.append(name)
    return found
