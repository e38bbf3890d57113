"""The planes that a map may lie in: what its two axes move, and the scenario around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.scalar import MAX_DEPTH
from dashboard.parts.entries import Entry

Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One axis of a plane.

    Attributes
    ----------
    of : str
        What it moves, as a recipe of core names it.
    symbol : str
        What stands at the axis.
    low, high : float
        Its ends, unless others are asked for.
    ends : tuple of (float, float)
        Of the sliders: powers of ten on a logarithmic axis.
    step : float
        Of the sliders.
    at : float
        Where the cursor is at first.
    log, whole : bool
        Even in the logarithm; whole numbers alone, each of them a column or row.
    """

    of: str
    symbol: str
    low: float
    high: float
    ends: tuple[float, float]
    at: float
    step: float = 0.05
    log: bool = False
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Plane:
    """What a map is drawn over.

    Attributes
    ----------
    name : str
        In the query.
    model : str
        By which core tells what quantities there are: scalar, matrix or descent.
    across, up : Side
    entries : tuple of str
        The controls of the rest of the scenario.
    base : callable
        The scenario around the axes, as in a file, of the values of the controls.
    curves : tuple of str
        What else can be drawn over it.
    """

    name: str
    model: str
    across: Side
    up: Side
    entries: tuple[str, ...]
    base: Callable[[Values], dict[str, Any]]
    curves: tuple[str, ...] = ("contours",)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Across, and up."""
        return self.across, self.up


def _weights(values: Values) -> dict[str, Any]:
    others = [values["r"]] * (values["L"] - 2)
    return {"model": "scalar", "weights": [1.0, 1.0, *others], "target": values["y"]}


def _imbalance(values: Values) -> dict[str, Any]:
    return {
        "model": "scalar",
        "imbalance": [1.0] * (values["L"] - 1),
        "product": values["p"],
        "target": values["y"],
    }


def _equal(values: Values) -> dict[str, Any]:
    return {"model": "scalar", "weights": [1.0] * values["L"], "target": values["y"]}


def _descent(values: Values) -> dict[str, Any]:
    return _equal(values) | {"step": 0.1, "steps": values["steps"]}


def _homogeneous(values: Values) -> dict[str, Any]:
    n = values["n"]
    start = {
        "kind": "homogeneous",
        "n": n,
        "m": n,
        "widths": [n] * (values["L"] - 1),
        "singular_values": [1.0 + 0.5 * index for index in range(n)][::-1],
        "imbalance": [1.0] * (values["L"] - 1),
        "seed": values["seed"],
    }
    return {"model": "matrix", "initialization": start, "objective": _near(values)}


def _gaussian(values: Values) -> dict[str, Any]:
    n = values["n"]
    start = {
        "kind": "gaussian",
        "n": n,
        "m": n,
        "widths": [n],
        "scale": values["s"],
        "seed": values["seed"],
    }
    return {"model": "matrix", "initialization": start, "objective": _near(values)}


def _near(values: Values) -> dict[str, Any]:
    """A drawn target whose singular values are y."""
    return {
        "kind": "squared",
        "target": {"singular_values": [values["y"]] * values["n"], "seed": values["seed"] + 1},
    }


_W = {"low": -3.0, "high": 3.0, "ends": (-5.0, 5.0)}

PLANES = {
    plane.name: plane
    for plane in (
        Plane(
            name="weights",
            model="scalar",
            across=Side(of="w1", symbol="w₁", at=0.9, **_W),  # type: ignore[arg-type]
            up=Side(of="w2", symbol="w₂", at=0.4, **_W),  # type: ignore[arg-type]
            entries=("L", "y", "r"),
            base=_weights,
            curves=("contours", "product", "imbalance"),
        ),
        Plane(
            name="imbalance",
            model="scalar",
            across=Side(of="d", symbol="d", low=-4.0, high=4.0, ends=(-10.0, 10.0), at=1.0),
            up=Side(of="product", symbol="w(0)", at=0.25, low=-2.0, high=2.0, ends=(-5.0, 5.0)),
            entries=("L", "y"),
            base=_imbalance,
        ),
        Plane(
            name="target",
            model="scalar",
            across=Side(of="d", symbol="d", low=-4.0, high=4.0, ends=(-10.0, 10.0), at=1.0),
            up=Side(of="y", symbol="y", low=-2.0, high=2.0, ends=(-5.0, 5.0), at=1.0),
            entries=("L", "p"),
            base=_imbalance,
        ),
        Plane(
            name="depth",
            model="scalar",
            across=Side(
                of="depth", symbol="L", low=2, high=16, ends=(1, MAX_DEPTH), step=1, at=4,
                whole=True,
            ),
            up=Side(of="scale", symbol="s", low=0.2, high=1.8, ends=(0.05, 3.0), at=0.8),
            entries=("y",),
            base=_equal,
        ),
        Plane(
            name="scale",
            model="matrix",
            across=Side(of="imbalance", symbol="d", low=-3.0, high=3.0, ends=(-10.0, 10.0), at=1.0),
            up=Side(
                of="scale", symbol="s", low=0.01, high=2.0, ends=(-4.0, 1.0), at=0.2, log=True
            ),
            entries=("L", "n", "y", "seed"),
            base=_homogeneous,
        ),
        Plane(
            name="width",
            model="matrix",
            across=Side(
                of="width", symbol="h", low=2.0, high=1e4, ends=(0.0, 9.0), at=50.0, log=True
            ),
            up=Side(of="exponent", symbol="e", low=0.0, high=1.0, ends=(-1.0, 2.0), at=0.5),
            entries=("n", "y", "s", "seed"),
            base=_gaussian,
        ),
        Plane(
            name="step",
            model="descent",
            across=Side(
                of="step", symbol="η", low=0.01, high=1.0, ends=(-3.0, 1.0), at=0.1, log=True
            ),
            up=Side(of="scale", symbol="s", low=0.1, high=1.8, ends=(0.05, 3.0), at=0.8),
            entries=("L", "y", "steps"),
            base=_descent,
        ),
    )
}  # fmt: skip


def of_planes(name: str) -> Callable[[Values], bool]:
    """Whether a control of the rest matters in the plane that is chosen."""
    return lambda values: name in PLANES[values["plane"]].entries


def _two(values: Values) -> bool:
    return bool(values["plane"] == "weights" and values["L"] > 2)


_WHOLE: dict[str, Any] = {"step": 1, "whole": True}
#: The rest of the scenario; which of them matter the plane says.
REST = (
    Entry(name="L", default=2, low=2, high=8, least=2, most=MAX_DEPTH, needed=of_planes("L"),
          **_WHOLE),
    Entry(name="n", default=2, low=1, high=4, least=1, most=8, needed=of_planes("n"), **_WHOLE),
    Entry(name="y", default=1.0, low=-3, high=3, needed=of_planes("y")),
    Entry(name="p", default=0.25, low=-3, high=3, needed=of_planes("p")),
    Entry(name="r", default=1.0, low=-3, high=3, needed=_two),
    Entry(name="s", default=1.0, low=-3, high=1, step=0.05, least=1e-6, most=1e3, powers=True,
          needed=of_planes("s")),
    Entry(name="steps", default=200, low=1, high=4, step=0.05, least=1, most=10_000, powers=True,
          whole=True, needed=of_planes("steps")),
)  # fmt: skip

#: What is drawn at random, on the page's other tab.
DRAWN = (
    Entry(name="en", default="normal", options=("normal", "uniform", "lognormal", "gaussian")),
    Entry(name="eL", default=3, low=2, high=8, least=2, most=MAX_DEPTH, **_WHOLE),
    Entry(name="ey", default=1.0, low=-3, high=3),
    Entry(name="es", default=1.0, low=-2, high=1, step=0.05, least=1e-6, most=1e3, powers=True),
    Entry(name="N", default=1000, low=1, high=4, step=0.05, least=1, most=10_000, powers=True,
          whole=True),
    Entry(name="eT", default=5.0, low=-2, high=3, step=0.05, least=1e-6, most=1e6, powers=True),
    Entry(name="pick", default=0, low=0, high=99, least=0, most=9_999, **_WHOLE),
)  # fmt: skip
