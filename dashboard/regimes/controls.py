"""The regimes page's controls: what a user set <-> a comparison, a width sweep and a view of them.

As on the matrix page the query string is the one form, `/regimes?L=3&r=0.4`, and one table says
what every entry is called, which values it takes, and when it matters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from core import CompareScenario, Initialization, NamedStart, NearTarget, SweepScenario
from core.errors import ScenarioError
from core.matrix import MAX_FREE_WIDTH
from core.regimes import DRAWS
from dashboard.parts.drawing.symmetric import EVEN, spread
from dashboard.parts.entries import Entry, Table, Values, seed, sides
from dashboard.parts.query import ControlError, choice, entries_of, joined, text_of

#: Sides of the product: a drag of any control shall stay live.
MAX_SHOWN = 4
MAX_DEPTH = 8
#: Of lambda, either way.
MAX_LAMBDA = 100
#: What curves over lambda go through, as its slider does.
LAMBDAS = tuple(spread(MAX_LAMBDA, 24).tolist())
NTK, SPECTRAL, BALANCED, GENERAL, LAMBDA = "NTK", "spectral", "balanced", "general", "lambda"
#: The last of two layers alone.
REGIMES = (NTK, SPECTRAL, BALANCED, GENERAL, LAMBDA)
CURVES: tuple[str, ...] = ("promise", "guarantee")
#: Whose corridor is shaded: those of all four would lie over one another.
CORRIDORS = ("none", *REGIMES)
#: Columns of the table, in their order on the page.
COLUMNS = (
    "regime", "theory", "truth", "rate", "tightness", "infimum", "measured", "condition",
)  # fmt: skip
_SMALLEST_MODE = 0.5  # of the largest: singular values run down to this part
_SEEDS = 1000  # apart: two draws of the sweep have no network in common

ENTRIES = (
    Entry(name="r", default=0.15, low=0, high=2, least=0, most=100),
    Entry(name="d", default=1.0, low=0, high=4, step=0.05, least=-20, most=20),
    Entry(name="L", default=2, low=2, high=6, step=1, least=2, most=MAX_DEPTH, whole=True),
    Entry(
        name="h", default=1000, low=1, high=9, step=0.1, least=10, most=MAX_FREE_WIDTH, whole=True,
        powers=True, needed=lambda values: values["L"] == 2,
    ),
    Entry(name="a", default=0.5, low=0, high=1.5, step=0.05, least=0, most=2),
    Entry(name="k", default=8, low=4, high=32, step=1, least=1, most=64, whole=True),
    Entry(name="q", default=0.05, low=-4, high=0, step=0.05, least=1e-6, most=10, powers=True),
    Entry(
        name="lambda", default=1.0, low=-3, high=3, step=0.05, least=-MAX_LAMBDA, most=MAX_LAMBDA,
        even=EVEN, needed=lambda values: values["L"] == 2,
    ),
    *sides(high=MAX_SHOWN, most=MAX_SHOWN),
    seed(most=999_999),
)  # fmt: skip
AXES = ("log", "linear")
_TABLE = Table("regimes", ENTRIES, "T", "axis", "show", "corridor", "sort", "at")
_LABELS = _TABLE.labels


@dataclass(frozen=True)
class RegimesState:
    """Everything the page shows.

    Attributes
    ----------
    values : tuple of (name, value)
        All of `ENTRIES`, in order.
    horizon : float or None
    axis : {"log", "linear"}
        Of time.
    curves : tuple of str
        Shown beside the losses: "promise", "guarantee".
    corridor : str
        One of `CORRIDORS`: drawn with the guarantees.
    sort : str
        A column of the table, after "-" if the largest comes first; "" for the order of `REGIMES`.
    at : float
        The time cursor, as a part of the horizon.
    """

    values: Values
    horizon: float | None = None
    axis: str = "log"
    curves: tuple[str, ...] = CURVES
    corridor: str = BALANCED
    sort: str = ""
    at: float = 0.0

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]

    def needed(self) -> tuple[str, ...]:
        """Names of the entries that matter here."""
        return _TABLE.needed(self.values)


def read(query: str) -> RegimesState:
    """The state that a query string describes; what it leaves out is the default.

    Raises
    ------
    ControlError
    """
    given = entries_of(query, _LABELS)
    values = _TABLE.values(given)
    horizon = _TABLE.horizon(given)
    axis, sort = AXES[0], given.get("sort", "")
    if "axis" in given:
        (axis,) = choice("axis", _LABELS["axis"], given["axis"], AXES, one=True)
    if sort:
        choice("sort", _LABELS["sort"], sort.removeprefix("-"), COLUMNS, one=True)
    curves = CURVES
    if "show" in given:
        curves = choice("show", _LABELS["show"], given["show"], CURVES)
    corridor = BALANCED
    if "corridor" in given:
        (corridor,) = choice(
            "corridor", _LABELS["corridor"], given["corridor"], CORRIDORS, one=True
        )
    at = _TABLE.at(given)
    return RegimesState(values, horizon, axis, curves, corridor, sort, at)


def write(state: RegimesState) -> str:
    """The canonical query string of a state: `read(write(state)) == state`."""
    parts = _TABLE.written(state.values)
    if state.horizon is not None:
        parts.append(("T", text_of(state.horizon)))
    if state.axis != AXES[0]:
        parts.append(("axis", state.axis))
    if state.curves != CURVES:
        parts.append(("show", ",".join(state.curves)))
    if state.corridor != BALANCED:
        parts.append(("corridor", state.corridor))
    if state.sort:
        parts.append(("sort", state.sort))
    if state.at:
        parts.append(("at", text_of(state.at)))
    return joined(parts)


def regimes(depth: int) -> tuple[str, ...]:
    """The networks that are compared, in their order."""
    return REGIMES if depth == 2 else REGIMES[:-1]


def comparison(state: RegimesState) -> CompareScenario:
    """Four networks on one target near the balanced start, and of two layers a fifth.

    Raises
    ------
    ControlError
        Where the values do not fit each other.
    """
    depth, n, m, rank = state["L"], state["n"], state["m"], min(state["n"], state["m"])
    if state["k"] < rank:
        raise ControlError("k", "regimes_page.width", rank=rank)
    narrow = (state["k"],) * (depth - 1)
    # The same spread of the product's entries at every depth; a itself for two layers.
    spread = 2.0 * (depth - 1) / depth
    steps = (0.5 - layer / (depth - 1) for layer in range(depth))
    modes = tuple(1.0 - (1.0 - _SMALLEST_MODE) * mode / max(rank - 1, 1) for mode in range(rank))
    recipes: dict[str, dict[str, Any]] = {
        NTK: {
            "kind": "gaussian", "widths": (state["h"],) if depth == 2 else narrow,
            "exponent": spread * state["a"],
        },
        SPECTRAL: {
            "kind": "spectral", "widths": narrow,
            "singular_values": tuple(state["q"] * mode for mode in modes),
        },
        BALANCED: {"kind": "balanced", "widths": narrow, "singular_values": modes},
        GENERAL: {
            "kind": "imbalance", "widths": narrow, "exponent": 0.5 * spread,
            "scales": tuple(math.exp(state["d"] * step) for step in steps),
        },
        # At the one width that has D = lambda I for lambda of either sign.
        LAMBDA: {
            "kind": "lambda_balanced", "widths": (rank,), "imbalance": (state["lambda"],),
            "singular_values": tuple(state["q"] * mode for mode in modes),
        },
    }  # fmt: skip
    try:
        return CompareScenario(
            target=NearTarget(distance=state["r"], seed=state["seed"] + 1),
            near=BALANCED,
            starts=tuple(
                NamedStart(
                    name=name,
                    initialization=Initialization(n=n, m=m, seed=state["seed"], **recipes[name]),
                )
                for name in regimes(depth)
            ),
            horizon=state.horizon,
        )
    except ScenarioError as error:
        raise control_error(error) from None


def lambda_start(state: RegimesState) -> Initialization:
    """The lambda-balanced start of two layers, whatever the depth, at lambda = 0.

    Raises
    ------
    ControlError
    """
    two = replace(state, values=tuple((dict(state.values) | {"L": 2, "lambda": 0.0}).items()))
    start = comparison(two).starts[REGIMES.index(LAMBDA)].initialization
    assert start is not None
    return start


def width_sweep(state: RegimesState, target: Any) -> SweepScenario:
    """Twenty draws of each of eight widths, on the same target.

    The target, rows of numbers, is taken to twelve digits: multiplied from more layers it is the
    same sweep.
    """
    size = max(abs(entry) for row in target for entry in row)
    places = 12 - math.ceil(math.log10(size)) if size else 0
    return SweepScenario(
        target=tuple(tuple(round(entry, places) for entry in row) for row in target),
        exponent=state["a"],
        draws=DRAWS,
        seed=_SEEDS * state["seed"],
    )


def control_error(error: ScenarioError) -> ControlError:
    """A refusal by the core, in the words of the page."""
    if error.field == "horizon":
        return ControlError("T", "control.refused", label=_LABELS["T"], reason=error.message)
    return ControlError("", "regimes_page.beyond", reason=error.message)
