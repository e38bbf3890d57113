"""The depth page's controls: what a user set <-> a family of networks and a run of descent.

As on the other pages the query string is the one form: `/depth?fam=balanced&L=5&f=1.2`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core import DepthFamily
from core.depth import MAX_STEPS, SQUARE, AlignedDescent, aligned_descent
from core.descent import NEAR, Schedule
from core.errors import ScenarioError
from core.scalar import MAX_DEPTH
from dashboard.parts.entries import Entry, Table, Values, seed
from dashboard.parts.query import ControlError, entries_of, joined, text_of, whole

MAX_MODES = 8
#: Families whose layers are drawn: they have a spread in place of a step.
SPREAD = ("random", "general")


def _matrix(values: Mapping[str, Any]) -> bool:
    return bool(values["net"] == "matrix") or values["fam"] in SQUARE


#: The step of gradient descent, beside the stable one.
STEP = Entry(
    name="f",
    default=0.3,
    low=-2,
    high=0.5,
    step=0.01,
    least=1e-4,
    most=100,
    powers=True,
    zoned=True,
    needed=lambda values: values["sched"] == Schedule.CONSTANT,
)
ENTRIES = (
    Entry(
        name="net", default="scalar", options=("scalar", "matrix"),
        needed=lambda values: values["fam"] not in SQUARE,
    ),
    Entry(
        name="n", default=2, low=1, high=4, step=1, least=1, most=MAX_MODES, whole=True,
        needed=_matrix,
    ),
    Entry(name="fam", default="steps", options=("steps", "balanced", "random", *SQUARE)),
    Entry(
        name="order", default="first", options=("first", "middle", "last"),
        needed=lambda values: values["fam"] == "steps",
    ),
    Entry(
        name="s", default=1.0, low=0.05, high=3, step=0.05, least=1e-3, most=1e3,
        needed=lambda values: values["fam"] in ("steps", "definite", "unimodal"),
    ),
    Entry(
        name="spread", default=0.5, low=0.05, high=2, step=0.05, least=1e-3, most=20,
        needed=lambda values: values["fam"] in SPREAD,
    ),
    seed(needed=lambda values: values["fam"] in ("random", *SQUARE)),
    Entry(
        name="p", default=0.5, low=-1, high=2, least=-1e3, most=1e3,
        needed=lambda values: values["fam"] != "random" or _matrix(values),
    ),
    Entry(name="y", default=1.0, low=0.05, high=3, least=1e-3, most=1e3),
    Entry(name="most", default=30, low=3, high=30, step=1, least=2, most=MAX_DEPTH, whole=True),
    Entry(name="L", default=3, low=2, high=30, step=1, least=2, most=MAX_DEPTH, whole=True),
    Entry(name="sched", default="constant", options=tuple(str(each) for each in Schedule)),
    STEP,
    Entry(name="k", default=40, low=5, high=300, step=1, least=1, most=MAX_STEPS, whole=True),
)  # fmt: skip
_TABLE = Table("depth", ENTRIES, "pair", "at")
_LABELS = _TABLE.labels
#: Entry of a family or a run -> entry of the query.
_PLACES = {
    "product": "p", "target": "y", "seed": "seed", "modes": "n", "steps": "k", "schedule": "sched",
}  # fmt: skip


@dataclass(frozen=True)
class DepthState:
    """Everything the page shows.

    Attributes
    ----------
    values : tuple of (name, value)
        All of `ENTRIES`, in order.
    pair : tuple of int
        The two layers, from 1, whose plane is drawn.
    at : float
        The time cursor, as a part of the last time.
    """

    values: Values
    pair: tuple[int, int] = (1, 2)
    at: float = 0.0

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]

    @property
    def matrix(self) -> bool:
        """Whether the networks are matrix networks: those of some families always are."""
        return _matrix(dict(self.values))

    def needed(self) -> tuple[str, ...]:
        """Names of the entries that matter here."""
        return _TABLE.needed(self.values)


def read(query: str) -> DepthState:
    """The state that a query string describes; what it leaves out is the default.

    Raises
    ------
    ControlError
    """
    given = entries_of(query, _LABELS)
    values = _TABLE.values(given)
    at = _TABLE.at(given)
    pair = _pair(given["pair"], dict(values)["L"]) if "pair" in given else (1, 2)
    return DepthState(values, pair, at)


def write(state: DepthState) -> str:
    """The canonical query string of a state: `read(write(state)) == state`."""
    parts = _TABLE.written(state.values)
    if state.pair != (1, 2):
        parts.append(("pair", "{},{}".format(*state.pair)))
    if state.at:
        parts.append(("at", text_of(state.at)))
    return joined(parts)


def family(state: DepthState) -> DepthFamily:
    """The family of a state, from depth 2 to its largest.

    Raises
    ------
    ControlError
        Where the values do not fit each other.
    """
    matrix, kind = state.matrix, state["fam"]
    if matrix and state["p"] < 0.0:
        raise ControlError("p", "depth_page.negative")
    try:
        return DepthFamily(
            kind=kind,
            order=state["order"],
            step=state["spread"] if kind in SPREAD else state["s"],
            product=state["p"],
            target=state["y"],
            modes=state["n"] if matrix else 0,
            seed=state["seed"],
            depths=tuple(range(2, state["most"] + 1)),
        )
    except ScenarioError as error:
        raise control_error(error, state) from None


def descent(state: DepthState) -> AlignedDescent:
    """The run of a state.

    Raises
    ------
    ControlError, ScenarioError
    """
    schedule = Schedule(state["sched"])
    return aligned_descent(family(state), state["L"], part(state), state["k"], schedule)


def part(state: DepthState) -> float:
    """The step beside the stable limit, of the start or for the largest stable ones of every point.

    Those are near the limit, whatever the slider says, which is not seen.
    """
    number: float = NEAR if state["sched"] == Schedule.LARGEST_STABLE else state["f"]
    return number


def control_error(error: ScenarioError, state: DepthState) -> ControlError:
    """A refusal by the core, in the words of the page."""
    field = error.field
    if field == "step":
        name = "spread" if state["fam"] in SPREAD else "s"
    else:
        name = _PLACES.get(field, "")
    if not name:
        return ControlError("", "depth_page.beyond", reason=error.message)
    return ControlError(name, "control.refused", label=_LABELS[name], reason=error.message)


def _pair(text: str, depth: int) -> tuple[int, int]:
    pair = tuple(whole("pair", _LABELS["pair"], part) for part in text.split(","))
    if len(pair) != 2 or pair[0] == pair[1] or not all(1 <= n <= MAX_DEPTH for n in pair):
        raise ControlError("pair", "control.pair")
    return (pair[0], pair[1]) if max(pair) <= depth else (1, 2)
