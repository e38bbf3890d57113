"""The matrix page's controls: what a user set <-> a scenario and a view of it.

As on the scalar page the query string is the one form: `/matrix?init=balanced&L=3&n=2`. One table
says what every entry is called, which values it takes, and when it matters.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from core import (
    DrawnTarget,
    Initialization,
    MatrixScenario,
    NearTarget,
    ObjectiveRecipe,
    Target,
)  # fmt: skip
from core.errors import ScenarioError
from core.matrix import MAX_FREE_WIDTH
from core.network import MAX_DEPTH
from dashboard.matrix import scenario_file
from dashboard.parts.entries import Entry, Table, Values, seed, sides
from dashboard.parts.query import ControlError, choice, entries_of, joined, short, text_of
from words import Message, say

#: Weights of a network that is followed layer by layer, so that an answer takes seconds at most.
MAX_WEIGHTS = 30_000
#: Rows and columns of the product: the command line takes more.
MAX_SHOWN = 16
#: Entries of the product beyond two layers: T has the square of that, at every time.
MAX_PRODUCT = 36
#: Characters of a file's name.
MAX_NAME = 100
#: Of a scenario whose link names no file.
NAMELESS = "scenario.json"
#: What may be drawn beside the rest, and what is at first.
CURVES = ("progressive", "ntk", "layers")
ENVELOPES = CURVES[:2]
_SMALLEST_MODE = 0.5  # of the largest: singular values that a recipe needs run down to this part
#: Starts whose imbalances are multiples of the identity: their widths follow from n and m.
_MULTIPLES = ("homogeneous", "lambda")
_KINDS = {"lambda": "lambda_balanced"}  # what core calls them, where that is another name


def _kind(*kinds: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda values: values["init"] in kinds


def _objective(*kinds: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda values: values["f"] in kinds


ENTRIES = (
    Entry(name="L", default=2, low=1, high=8, step=1, least=1, most=MAX_DEPTH, whole=True),
    *sides(high=8, most=MAX_SHOWN),
    Entry(
        name="h", default=64, low=0, high=9, step=0.1, least=1, most=MAX_FREE_WIDTH, whole=True,
        powers=True, needed=lambda values: values["init"] not in _MULTIPLES and values["L"] > 1,
    ),
    Entry(
        name="init", default="gaussian",
        options=("gaussian", "balanced", "spectral", "homogeneous", "lambda", "imbalance"),
    ),
    Entry(name="scale", default=1.0, low=0.05, high=3, least=1e-6, most=1e6),
    Entry(
        name="e", default=0.5, low=0, high=2, step=0.05, least=-4, most=4,
        needed=_kind("gaussian", "imbalance"),
    ),
    Entry(
        name="d", default=1.0, low=-4, high=4, step=0.05, least=-100, most=100,
        needed=_kind(*_MULTIPLES, "imbalance"),
    ),
    seed(),
    Entry(name="f", default="squared", options=("squared", "regression", "logistic")),
    Entry(
        name="target", default="near", options=("near", "drawn"),
        needed=lambda values: values["f"] != "logistic",
    ),
    Entry(
        name="r", default=0.5, low=0, high=3, least=0, most=1e4,
        needed=lambda values: values["f"] != "logistic" and values["target"] == "near",
    ),
    Entry(
        name="s", default=1.0, low=0, high=4, least=0, most=1e4,
        needed=lambda values: values["f"] != "logistic" and values["target"] == "drawn",
    ),
    Entry(
        name="z", default=0, low=0, high=7, step=1, least=0, most=MAX_SHOWN - 1, whole=True,
        needed=lambda values: values["f"] != "logistic" and values["target"] == "drawn",
    ),
    Entry(
        name="kappa", default=10.0, low=0, high=4, step=0.05, least=1, most=1e8, powers=True,
        needed=_objective("regression"),
    ),
    Entry(
        name="u", default=0, low=0, high=7, step=1, least=0, most=MAX_SHOWN - 1, whole=True,
        needed=_objective("regression"),
    ),
    Entry(
        name="noise", default=0.1, low=0, high=1, least=0, most=1e4,
        needed=_objective("regression"),
    ),
    Entry(
        name="ridge", default=0.1, low=-4, high=1, step=0.05, least=1e-8, most=1e4, powers=True,
        needed=_objective("logistic"),
    ),
)  # fmt: skip
#: Folded away.
RARE = ("z",)
_VIEW = ("file", "T", "show", "at")
_TABLE = Table("matrix", ENTRIES, "file", "scenario", "T", "show", "at")
_LABELS = _TABLE.labels


@dataclass(frozen=True)
class MatrixState:
    """Everything the page shows.

    Attributes
    ----------
    values : tuple of (name, value)
        All of `ENTRIES`, in order.
    horizon : float or None
    envelopes : tuple of str
        Of `CURVES`, those shown.
    at : float
        The time cursor, as a part of the horizon.
    file : str
        Name of an opened scenario file, which then stands for all of `ENTRIES`; or empty.
    packed : str
        What the file holds (`packing`), where the link holds it; or empty.
    """

    values: Values
    horizon: float | None = None
    envelopes: tuple[str, ...] = ENVELOPES
    at: float = 0.0
    file: str = ""
    packed: str = ""

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]

    def needed(self) -> tuple[str, ...]:
        """Names of the entries that matter here."""
        if self.file:
            return ()
        return _TABLE.needed(self.values)


def read(query: str) -> MatrixState:
    """The state that a query string describes; what it leaves out is the default.

    Raises
    ------
    ControlError
    """
    given = entries_of(query, _LABELS)
    values = _TABLE.values(given)
    horizon = _TABLE.horizon(given)
    shown = choice("show", _LABELS["show"], given["show"], CURVES) if "show" in given else ENVELOPES
    at = _TABLE.at(given)
    packed = given.get("scenario", "")
    name = given.get("file", NAMELESS if packed else "")
    if len(name) > MAX_NAME:
        raise ControlError("file", "file.name", most=MAX_NAME)
    if name and any(entry.name in given for entry in ENTRIES):
        raise ControlError("file", "file.and_controls")
    return MatrixState(values, horizon, shown, at, name, packed)


def write(state: MatrixState) -> str:
    """The canonical query string of a state: `read(write(state)) == state`."""
    # A file stands for all of them.
    parts = [("file", quote(state.file, safe=""))] if state.file else _TABLE.written(state.values)
    if state.packed:
        parts.append(("scenario", state.packed))
    if state.horizon is not None:
        parts.append(("T", text_of(state.horizon)))
    if state.envelopes != ENVELOPES:
        parts.append(("show", ",".join(state.envelopes)))
    if state.at:
        parts.append(("at", text_of(state.at)))
    return joined(parts)


def linked(state: MatrixState, file: bytes | None) -> MatrixState:
    """The state with its file in the link, if that holds it."""
    if not state.file or state.packed or file is None:
        return state
    whole = scenario_file.opened(state.file, file, None)
    return replace(state, packed=scenario_file.packed(whole))


def unlinked(state: MatrixState) -> str:
    """That the link does not hold the file, in a sentence; "" if it does, or if there is none."""
    return say(Message("file.unlinked")) if state.file and not state.packed else ""


def scenario(state: MatrixState, file: bytes | None = None) -> MatrixScenario:
    """The scenario of a state, with its file if it has one.

    Raises
    ------
    ControlError
        Where the values do not fit each other.
    """
    if state.file:
        data = scenario_file.unpacked(state.file, state.packed) if state.packed else file
        recipe = scenario_file.opened(state.file, data, state.horizon)
        scenario_file.check_cost(recipe, MAX_SHOWN, MAX_PRODUCT, MAX_WEIGHTS)
        return recipe
    if state["f"] == "logistic" and state["m"] != 1:
        raise ControlError("m", "matrix_page.logistic")
    if state["init"] == "homogeneous" and state["n"] != state["m"]:
        raise ControlError("m", "matrix_page.homogeneous")
    if state["init"] == "lambda" and state["L"] != 2:
        raise ControlError("L", "matrix_page.two_layers")
    if state["f"] == "regression" and state["u"] >= state["n"]:
        raise ControlError("u", "matrix_page.unseen", n=state["n"])
    full = min(state["n"], state["m"])
    if "z" in state.needed() and state["z"] >= full:
        raise ControlError("z", "matrix_page.missing_rank", full=full)
    widths = _widths(state)
    _check_cost(state, widths)
    try:
        return MatrixScenario(
            objective=_objective_recipe(state),
            initialization=_initialization(state, widths),
            horizon=state.horizon,
        )
    except ScenarioError as error:
        raise control_error(error) from None


def control_error(error: ScenarioError, state: MatrixState | None = None) -> ControlError:
    """A refusal by the core, in the words of the page: beside the file if that is to blame."""
    if state is not None and state.file:
        return ControlError("file", "file.refused", file=short(state.file), reason=error.whole)
    places = {"widths": "h", "kind": "init", "seed": "seed", "scale": "scale", "horizon": "T"}
    name = next((place for part, place in places.items() if part in error.field), "")
    if not name:
        return ControlError("", "matrix_page.beyond", reason=error.message)
    return ControlError(name, "control.refused", label=_LABELS[name], reason=error.message)


def _widths(state: MatrixState) -> tuple[int, ...]:
    """Of lambda-balanced layers the one width at which lambda may have either sign."""
    width: int = min(state["n"], state["m"]) if state["init"] in _MULTIPLES else state["h"]
    hidden_layers: int = state["L"] - 1
    return (width,) * hidden_layers


def _check_cost(state: MatrixState, widths: tuple[int, ...]) -> None:
    """Two layers cost the same at any width; deeper networks are followed weight by weight."""
    if len(widths) == 1:
        most = MAX_FREE_WIDTH if state["init"] == "gaussian" else 4096
        if widths[0] > most:
            raise ControlError("h", "matrix_page.width", most=most)
        return
    if len(widths) > 1 and state["n"] * state["m"] > MAX_PRODUCT:
        raise ControlError(
            "n",
            "matrix_page.product",
            most=MAX_PRODUCT,
        )
    sides = (state["n"], *widths, state["m"])
    weights = sum(a * b for a, b in itertools.pairwise(sides))
    if weights > MAX_WEIGHTS:
        raise ControlError(
            "h",
            "matrix_page.weights",
            count=weights,
            most=MAX_WEIGHTS,
        )


def _modes(state: MatrixState, largest: float, missing: int = 0) -> tuple[float, ...]:
    """Singular values from `largest` down to half of it, and as many 0 as are missing."""
    count = min(state["n"], state["m"]) - missing
    drop = (1.0 - _SMALLEST_MODE) / max(count - 1, 1)
    return (*(largest * (1.0 - drop * mode) for mode in range(count)), *[0.0] * missing)


def _initialization(state: MatrixState, widths: tuple[int, ...]) -> Initialization:
    kind, scale, depth = state["init"], state["scale"], state["L"]
    if kind == "homogeneous" and depth == 1:
        kind = "balanced"  # one layer has no imbalance: the same network
    recipe: dict[str, Any] = {
        "kind": _KINDS.get(kind, kind), "n": state["n"], "m": state["m"], "widths": widths,
        "seed": state["seed"],
    }  # fmt: skip
    if kind in ("gaussian", "imbalance"):
        recipe["exponent"] = state["e"]
    if kind == "gaussian":
        recipe["scale"] = scale
    elif kind == "imbalance":
        # From exp(d/2) to exp(-d/2) times the scale, first layer to last.
        steps = (0.5 - layer / max(depth - 1, 1) for layer in range(depth))
        recipe["scales"] = tuple(scale * math.exp(state["d"] * step) for step in steps)
    else:
        recipe["singular_values"] = _modes(state, scale)
    if kind in _MULTIPLES:
        recipe["imbalance"] = (state["d"],) * (depth - 1)
    return Initialization(**recipe)


def _objective_recipe(state: MatrixState) -> ObjectiveRecipe:
    kind, seed = state["f"], state["seed"] + 1
    if kind == "logistic":
        return ObjectiveRecipe(kind=kind, ridge=state["ridge"], samples=8 * state["n"], seed=seed)
    if state["init"] == "spectral" and state["target"] == "near":
        target: Target = DrawnTarget(
            singular_values=_modes(state, state["scale"] * (1.0 + state["r"])), seed=seed
        )
    elif state["target"] == "drawn":
        target = DrawnTarget(singular_values=_modes(state, state["s"], state["z"]), seed=seed)
    else:
        target = NearTarget(distance=state["r"], seed=seed)
    if kind == "squared":
        return ObjectiveRecipe(kind=kind, target=target)
    return ObjectiveRecipe(
        kind=kind,
        target=target,
        condition_number=state["kappa"],
        noise=state["noise"],
        samples=state["n"] - state["u"] if state["u"] else None,
        seed=seed,
    )
