"""Scalar networks of one depth, answered together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from core.arrays import Array
from core.atlas.parts.base import Found, Mask, Part
from core.atlas.quantities import OF_RUNS, nothings
from core.atlas.runs.descents import descents
from core.atlas.scalar import Starts, by_imbalance, by_weights, scalar_losses, scalar_values
from core.atlas.scalar.ends import ends_of
from core.atlas.spaces.base import Point, Rows
from core.descent.scenario import MAX_SCALAR_WORK, MAX_STEPS, DescentScenario
from core.fields import LARGEST, LONGEST_TIME
from core.scalar.rate import POSTER_GAMMA, TRUE_GAMMA
from core.scalar.scenario import ScalarScenario

#: Of a run, the sizes of weights and target within which no power of them that a single run forms
#: leaves float64: others are left to it.
_SMALL, _LARGE = -60.0, 60.0


@dataclass(frozen=True, eq=False)
class ScalarPart(Part):
    """Scalar networks of one depth L.

    Attributes
    ----------
    target : ndarray, shape (p,)
    weights : ndarray, shape (p, L), or None
    imbalance, product : ndarray, shapes (p, L - 1) and (p,), or None
        Instead of weights.
    base : ScalarScenario
        For all else.
    run : mapping
        Of step or step_fraction, and steps: arrays of shape (p,); empty without descent.
    """

    target: Array
    weights: Array | None
    imbalance: Array | None
    product: Array | None
    base: ScalarScenario
    run: Mapping[str, Array]

    def __len__(self) -> int:
        """Their number p."""
        return len(self.target)

    def scenario(self, row: int) -> Point:
        """One of them, or its descent."""
        network = self._network(row)
        if not self.run:
            return network
        run: dict[str, Any] = {name: float(column[row]) for name, column in self.run.items()}
        return DescentScenario(network=network, **run)

    def answers(self, names: Collection[str], level: float) -> tuple[Found, Mask]:
        """The quantities `names` of all of them, and which of them are scenarios at all."""
        networks = self.networks
        goal = 10.0**-level
        flows = [name for name in names if not (self.run and name in OF_RUNS)]
        found = scalar_values(networks, flows, level=goal, gamma=self._gamma)
        known = found.pop("known")
        if not self.run:
            return found, known
        own = [name for name in names if name in OF_RUNS]
        found |= nothings(own, len(self))
        alone = self._descend(own, goal, found, known)
        self.singly(alone, names, level, found, known)
        return {name: found[name] for name in names}, known

    def curves(self, times: Array) -> tuple[Array, Array]:
        """f - f* at `times`, shape (T,), and its bound with the rate of the start: both (p, T)."""
        networks = self.networks
        loss = scalar_losses(networks, np.concatenate([[0.0], times]))
        alpha = scalar_values(networks, ["alpha_star"])["alpha_star"]
        with np.errstate(all="ignore"):
            bound = loss[:, :1] * np.exp(-self._gamma * alpha[:, None] * times)
        return loss[:, 1:], bound

    @cached_property
    def networks(self) -> Starts:
        """The same, for what computes with them."""
        if self.weights is not None:
            return by_weights(self.weights, self.target)
        assert self.imbalance is not None
        assert self.product is not None
        return by_imbalance(self.imbalance, self.product, self.target)

    @property
    def _gamma(self) -> float:
        return TRUE_GAMMA if self.base.gamma == "true" else POSTER_GAMMA

    def _network(self, row: int) -> ScalarScenario:
        target = float(self.target[row])
        if self.weights is not None:
            weights = tuple(self.weights[row].tolist())
            return replace(self.base, weights=weights, target=target)
        assert self.imbalance is not None
        assert self.product is not None
        imbalance, product = tuple(self.imbalance[row].tolist()), float(self.product[row])
        return replace(self.base, imbalance=imbalance, product=product, target=target)

    def _descend(self, names: Collection[str], goal: float, found: Found, known: Mask) -> Rows:
        """Write what runs have of their own; which rows are left to the solver of one."""
        networks = self.networks
        weights = networks.initial_weights()
        steps = self.run["steps"]
        with np.errstate(all="ignore"):
            given = self.run["step" if "step" in self.run else "step_fraction"]
            step, fits = given, np.ones(len(self), dtype=bool)
            if "step" not in self.run:
                limit, fits = _stable_steps(networks)
                step = given * limit
            fits &= (given > 0.0) & (given <= LARGEST) & (step * steps <= LONGEST_TIME)
            fits &= (steps >= 1.0) & (steps <= MAX_STEPS)
            fits &= steps * networks.depth <= MAX_SCALAR_WORK
            known &= fits
            reach = np.log10(np.abs(np.column_stack([weights, self.target])))
            reach *= networks.depth
            ordinary = ((reach == -np.inf) | ((reach > _SMALL) & (reach < _LARGE))).all(axis=1)
            ordinary &= (step > 10.0**_SMALL) & (step < 10.0**_LARGE)
        rows = np.flatnonzero(known & ordinary)
        if len(rows) and names:
            runs = descents(
                weights[rows], self.target[rows], step[rows], steps[rows].astype(np.int64), goal
            )
            values = {
                "verdict": runs.verdict,
                "final_loss": runs.final_loss,
                "steps": runs.steps_to,
            }
            for name in names:
                found[name][rows] = values[name]
        return np.flatnonzero(known & ~ordinary) if names else np.empty(0, dtype=np.int64)


def _stable_steps(networks: Starts) -> tuple[Array, Mask]:
    """2 / sharpness at the minimum that the flow reaches, and where there is one."""
    ends = ends_of(networks.networks())
    there = (ends.kind == 0) & (ends.final > 0.0)
    return np.where(there, 1.0 / ends.final, np.nan), there
