"""Matrix networks, answered together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from core.arrays import Array
from core.atlas.codes import End
from core.atlas.pairs import Pairs, follow, losses, rates_of
from core.atlas.parts.base import Found, Mask, Part
from core.atlas.quantities import OF_RUNS, OF_STARTS, nothings
from core.atlas.spaces.base import Point, Rows
from core.descent.scenario import DescentScenario
from core.errors import ScenarioError
from core.objective.target import Target

#: Starts without a symmetry that rounding could break.
_GENERIC = ("gaussian", "imbalance")
_GAMMA = 2.0  # of 1/2 ||W - W*||^2


class MatrixPart(Part):
    """Matrix networks: two random layers with the squared loss together, all others one by one.

    Parameters
    ----------
    scenarios : sequence of callable
        Each makes one.
    """

    def __init__(self, scenarios: Sequence[Callable[[], Point]]) -> None:
        self._scenarios = scenarios

    def __len__(self) -> int:
        """Their number p."""
        return len(self._scenarios)

    def scenario(self, row: int) -> Point:
        """One of them, or its descent."""
        return self._scenarios[row]()

    def answers(self, names: Collection[str], level: float) -> tuple[Found, Mask]:
        """The quantities `names` of all of them, and which of them are scenarios at all."""
        found, known = nothings(names, len(self)), np.ones(len(self), dtype=bool)
        groups, alone = self._pairs(names)
        for rows, pairs in groups:
            alone += self._together(rows, pairs, names, level, found)
        self.singly(np.array(alone, dtype=np.int64), names, level, found, known)
        return found, known

    def curves(self, times: Array) -> tuple[Array, Array]:
        """f - f* at `times`, shape (T,), and its bound with the rate of the start: both (p, T)."""
        loss, envelope = np.full((2, len(self), len(times)), np.nan)
        groups, alone = self._pairs(())
        for rows, pairs in groups:
            loss[rows], known = losses(pairs, times)
            rate = _GAMMA * rates_of(pairs).alpha_star
            gap = pairs.product - pairs.target
            start = 0.5 * (gap * gap).sum(axis=(1, 2))
            envelope[rows] = start[:, None] * np.exp(-rate[:, None] * times)
            alone += rows[~known].tolist()
        self.curves_singly(np.array(alone, dtype=np.int64), times, loss, envelope)
        return loss, envelope

    def _pairs(self, names: Collection[str]) -> tuple[list[tuple[Rows, Pairs]], list[int]]:
        """Those that are answered together, of equal shapes, and those that are not."""
        alone: list[int] = []
        groups: dict[tuple[int, ...], list[tuple[int, tuple[Array, ...]]]] = {}
        targets: dict[tuple[Target, tuple[int, ...]], Array] = {}
        for row in range(len(self)):
            pair = self._pair(row, names, targets)
            if pair is None:
                alone.append(row)
            else:
                groups.setdefault((*pair[0].shape, pair[1].shape[1]), []).append((row, pair))
        found = []
        for group in groups.values():
            stacks = (np.stack(parts) for parts in zip(*(pair for _, pair in group), strict=True))
            found.append((np.array([row for row, _ in group]), Pairs(*stacks)))
        return found, alone

    def _pair(
        self,
        row: int,
        names: Collection[str],
        targets: dict[tuple[Target, tuple[int, ...]], Array],
    ) -> tuple[Array, ...] | None:
        """W_1, W_2 and W*, if it is one of those that are answered together.

        `targets` has those W* that are made already and are the same for other rows.
        """
        try:
            scenario: Any = self.scenario(row)
            if isinstance(scenario, DescentScenario):
                if OF_RUNS & set(names):
                    return None
                scenario = scenario.network
            recipe, target = scenario.initialization, scenario.objective.target
            if recipe is None or recipe.kind not in _GENERIC or len(scenario.sides) != 3:
                return None
            if scenario.objective.kind != "squared":
                return None
            first, second = scenario.start().weights
            product = first @ second
            if target.moves:
                return first, second, target.make(product)
            key = (target, product.shape)
            if key not in targets:
                targets[key] = target.make(product)
            return first, second, targets[key]
        except ScenarioError:
            return None

    def _together(
        self, rows: Rows, pairs: Pairs, names: Collection[str], level: float, found: Found
    ) -> list[int]:
        """Write the quantities of these rows; those that are left to the solver of one."""
        rates = rates_of(pairs)
        alpha = rates.alpha_star
        ratio = np.where(alpha > 0.0, 1.0, np.nan)
        values: dict[str, Any] = {
            "alpha_star": alpha,
            "lower_bound": alpha,
            "lower_bound_ratio": ratio,
            "margin": rates.margin,
            "guaranteed": alpha > 0.0,
        }
        left: list[int] = []
        if not OF_STARTS.issuperset(names):
            flows = follow(pairs, 10.0**-level if "time_to_loss" in names else None)
            values |= {
                "infimum": _GAMMA * flows.slowest,
                "tightness": alpha / flows.slowest,
                "time_to_loss": flows.time,
                "end": np.full(len(rows), End.MINIMUM),
                "final_loss": np.zeros(len(rows)),
            }
            left = rows[~flows.known].tolist()
        for name in names:
            found[name][rows] = values[name]
        return left
