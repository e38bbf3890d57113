"""Random networks by number: draw i of a seed is made from (seed, i) and nothing else.

Weights of scalar networks come from a counter that is mixed (SplitMix64: Steele, Lea and Flood,
OOPSLA 2014): any set of draws is an array expression. Draws of a matrix network differ in the seed
of its initialization: no two draws of one ensemble share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from core import fields
from core.arrays import Array
from core.atlas.parts.base import Part
from core.atlas.parts.scalar import ScalarPart
from core.atlas.spaces.base import Point
from core.atlas.spaces.matrix import MatrixSpace
from core.atlas.spaces.scalar import ScalarSpace
from core.errors import ScenarioError, named
from core.scalar.scenario import MAX_DEPTH

KINDS = ("normal", "uniform", "lognormal")
#: Seeds of numpy's generators that an initialization may have.
SEEDS = 2**32

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))


@dataclass(frozen=True)
class ScalarInitialization:
    """Random weights of a scalar network.

    Attributes
    ----------
    kind : {"normal", "uniform", "lognormal"}
        Independent weights: normal with standard deviation `scale`; uniform from -scale to scale;
        or of random sign and size exp(scale z / 2), z normal.
    depth : int
        L, 1 to 64.
    scale : float
        > 0.
    """

    kind: str
    depth: int
    scale: float = 1.0

    def weights(self, seed: int, draws: NDArray[np.int64]) -> Array:
        """Those of the draws, shape (p, L)."""
        if self.kind == "uniform":
            return self.scale * (2.0 * uniform(seed, draws, self.depth) - 1.0)
        if self.kind == "normal":
            return self.scale * ndtri(uniform(seed, draws, self.depth))
        numbers = uniform(seed, draws, 2 * self.depth)
        size = np.exp(0.5 * self.scale * ndtri(numbers[:, : self.depth]))
        return np.where(numbers[:, self.depth :] < 0.5, -size, size)

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {"kind": self.kind, "depth": self.depth, "scale": self.scale}


def initialization_from_json(entries: object) -> ScalarInitialization:
    """The initialization that JSON values describe.

    Raises
    ------
    ScenarioError
    """
    if not isinstance(entries, Mapping):
        raise ScenarioError("initialization", "scenario.not_object")
    for name in entries:
        if name not in ScalarInitialization.__dataclass_fields__:
            raise ScenarioError(f"initialization.{named(name)}", "initialization.unknown_entry")
    for name in ("kind", "depth"):
        if entries.get(name) is None:
            raise ScenarioError(f"initialization.{name}", "scenario.missing")
    if entries["kind"] not in KINDS:
        raise ScenarioError("initialization.kind", "field.one_of", options=KINDS)
    scale = entries.get("scale")
    return ScalarInitialization(
        kind=entries["kind"],
        depth=fields.whole("initialization.depth", entries["depth"], 1, MAX_DEPTH),
        scale=1.0 if scale is None else fields.positive("initialization.scale", scale),
    )


class ScalarDraws:
    """Scalar networks: all but the weights is that of a space's base."""

    #: How many there can be.
    most = 2**63 - 1

    def __init__(self, space: ScalarSpace, initialization: ScalarInitialization) -> None:
        self.space, self.initialization = space, initialization

    def scenario(self, seed: int, draw: int) -> Point:
        """One draw."""
        return self.part(seed, np.array([draw])).scenario(0)

    def part(self, seed: int, draws: NDArray[np.int64]) -> ScalarPart:
        """Many draws."""
        _, part = next(self.space.parts({}, len(draws)))
        return replace(part, weights=self.initialization.weights(seed, draws))

    def to_json(self) -> dict[str, Any]:
        """The base as JSON values, with the initialization in place of weights."""
        entries = self.space.to_json()
        entries["initialization"] = self.initialization.to_json()
        del entries["weights"]
        return entries


class MatrixDraws:
    """Matrix networks whose initialization takes another seed each."""

    most = SEEDS

    def __init__(self, space: MatrixSpace) -> None:
        self.space = space

    def scenario(self, seed: int, draw: int) -> Point:
        """One draw."""
        return self.part(seed, np.array([draw])).scenario(0)

    def part(self, seed: int, draws: NDArray[np.int64]) -> Part:
        """Many draws."""
        first = np.random.SeedSequence(seed).generate_state(1)[0].astype(np.int64)
        _, part = next(self.space.parts({"seed": (first + draws) % SEEDS}, len(draws)))
        return part

    def to_json(self) -> dict[str, Any]:
        """The base as JSON values, without a seed of its own."""
        entries = self.space.to_json()
        entries["initialization"] = {
            name: value for name, value in entries["initialization"].items() if name != "seed"
        }
        return entries


def uniform(seed: int, draws: NDArray[np.int64], count: int) -> Array:
    """Uniform numbers inside (0, 1), shape (p, count), from (seed, draw, place) alone."""
    key = np.random.SeedSequence(seed).generate_state(1, np.uint64)[0]
    with np.errstate(over="ignore"):  # arithmetic modulo 2^64
        # A draw has a stream of its own: its number is mixed first.
        stream = _mixed(key + draws.astype(np.uint64) * _GOLDEN)[:, None]
        bits = _mixed(stream + np.arange(1, count + 1, dtype=np.uint64) * _GOLDEN)
    # The middle of one of 2^52 intervals: neither 0 nor 1.
    return ((bits >> np.uint64(12)).astype(float) + 0.5) * 2.0**-52


def _mixed(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = (bits ^ (bits >> _SHIFTS[0])) * _MIX[0]
    bits = (bits ^ (bits >> _SHIFTS[1])) * _MIX[1]
    mixed: NDArray[np.uint64] = bits ^ (bits >> _SHIFTS[2])
    return mixed
