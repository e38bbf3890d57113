"""A map, to be taken away: its recipe, as a file, a program and a command."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import words
from core import read_recipe
from core.atlas import QUANTITIES, Grid
from core.errors import ScenarioError
from dashboard.atlas.controls import (
    FINE,
    FLOWS,
    RUNS,
    AtlasState,
    read,
    recipe,
    write,
)
from dashboard.atlas.figures import axes
from dashboard.atlas.figures import map as map_figure
from dashboard.atlas.planes import PLANES
from dashboard.parts.query import ControlError, joined, text_of
from dashboard.parts.taking.run import SWEEP, Results, Run, Taking
from words import Message

#: Points of a map that the page can fill.
MOST = int(FINE[-1]) ** 2

_CONTENT = Path(__file__).parent / "content"


class AtlasTaking(Taking):
    """The atlas page."""

    topic = "atlas"

    def run(self, query: str, file: bytes | None = None) -> Run:
        state = read(query)
        found = state.sweep.recipe if state.sweep else recipe(state)
        named = state.store or state["plane"]
        run = Run(
            topic=self.topic,
            query=write(state),
            scenario=found,
            command=SWEEP,
            shows="",
            plain=None,
            solve=lambda: Results({}, {}),
            tables=(),
        )
        text = json.dumps(found.to_json())
        python = _filled("python", recipe=text, quantity=state.quantity)
        shell = _filled("shell", recipe=text, name=_file(f"atlas_{named}_{state.quantity}"))
        return Run(**{**vars(run), "python": python, "shell": shell})

    def cost(self, query: str) -> float:
        return 0.0

    def headline(self, query: str) -> tuple[Message, Message]:
        state = read(query)
        found = recipe(state)
        assert isinstance(found, Grid)
        up, across = found.axes
        said = Message(
            "share.atlas",
            quantity=words.text(QUANTITIES[state.quantity].words),
            across=axes.symbol(across.of),
            up=axes.symbol(up.of),
        )
        return said, map_figure.about(found, state.quantity)

    def reopened(self, recipe: Mapping[str, Any], name: str) -> tuple[str, str | None] | None:
        if recipe.get("kind") != "grid":
            return None
        grid = read_recipe(recipe)
        assert isinstance(grid, Grid)
        if grid.points > MOST:
            raise ControlError("", "atlas_page.too_many", count=grid.points, most=MOST)
        for plane in PLANES:
            state = _fitted(plane, grid)
            if state is not None:
                return write(state), None
        return None


def _file(name: str) -> str:
    """A name in a command: nothing in it means anything to a shell."""
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def _filled(name: str, /, **parts: str) -> str:
    """A program, or a command, of the page."""
    text = (_CONTENT / f"{name}.txt").read_text(encoding="utf-8")
    return Template(text).substitute(parts)


def _fitted(plane: str, grid: Grid) -> AtlasState | None:
    """The state of a plane that shows a recipe, if its controls can say it."""
    if [axis.of for axis in grid.axes] != [side.of for side in PLANES[plane].sides[::-1]]:
        return None
    up, across = grid.axes
    shown = grid.quantities[0]
    parts: list[tuple[str, Any]] = [("plane", plane), ("x0", across.start), ("x1", across.stop)]
    parts += [("y0", up.start), ("y1", up.stop)]
    parts += [("k", grid.level), ("fine", str(max(int(FINE[0]), up.points)))]
    parts += [(name, shown) for name, known in (("q", FLOWS), ("dq", RUNS)) if shown in known]
    parts += list(_rest(grid.to_json()["scenario"]).items())
    texts = [(n, text if isinstance(text, str) else text_of(float(text))) for n, text in parts]
    try:
        state = read(joined(texts))
        same = read_recipe(recipe(state).to_json()).to_json()
    except (ControlError, ScenarioError):
        return None
    given = grid.to_json()
    alike = all(same[part] == given[part] for part in ("scenario", "axes"))
    return state if alike and shown == state.quantity else None


def _rest(scenario: Mapping[str, Any]) -> dict[str, Any]:
    """Controls of the rest, as far as a scenario tells them."""
    found: dict[str, Any] = {}
    if "weights" in scenario:
        weights = scenario["weights"]
        found["L"] = len(weights)
        if len(weights) > 2:
            found["r"] = weights[2]
    if "imbalance" in scenario:
        found |= {"L": len(scenario["imbalance"]) + 1, "p": scenario["product"]}
    if "target" in scenario:
        found["y"] = scenario["target"]
    if "steps" in scenario:
        found["steps"] = scenario["steps"]
    start = scenario.get("initialization", {})
    if start:
        targets = scenario["objective"].get("target", {}).get("singular_values", [1.0])
        found |= {"n": start["n"], "L": len(start["widths"]) + 1, "y": targets[0]}
        found |= {"seed": start.get("seed", 0), "s": start.get("scale", 1.0)}
    return found
