"""When each mode of the target is learnt from a small start: predictions, and what happens.

Small weights stand still for long, one mode after the other leaves the plateau. Where the modes do
not meet, the time is known beforehand:

- *aligned*: layers that share singular vectors with the target, balanced in that mode. Each mode is
  a number of its own (`core.scalar.flow.escape`): exact, at any depth.
- *small*: two layers, any other start far below the target, data whitened or none. With W* =
  sum_i s_i* u_i v_i^T, a_i = (W_1^T u_i + W_2 v_i) / sqrt(2) grows like exp(c s_i* t). The larger
  modes take their hidden directions first, so that mode i begins with s_i(0) = ||r_i||^2 / 2, r_i
  the part of a_i that is orthogonal to those of the modes before it. Right in the limit of small
  starts, the larger modes well before the smaller ones.

A mode has escaped when u_i^T W v_i is half of s_i*.

Source: docs/mathematics.md, section 14.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from core.arrays import EPS, Array
from core.matrix.flow.base import Flow, Trajectory
from core.matrix.flow.spectral import SpectralModes, spectral_modes
from core.matrix.slowest import look
from core.objective.base import Objective
from core.objective.squared import Squared
from core.once import once
from core.scalar.flow.escape import HALF, half_time, leading_time
from core.scalar.flow.plateau import SAME, SMALL, Escape, Grounds
from words import Message

_COUPLED = 1e-8  # of the Hessian: modes do not meet
_GONE = 1e-7  # of a_i: no hidden direction is left for it
_STATIONS = 33


@dataclass(frozen=True, eq=False)
class _Modes:
    """Those of the target, and where each begins.

    `left` and `right` have a mode a column; `starts` are NaN where `reason` says why.
    """

    left: Array
    right: Array
    targets: Array
    starts: Array
    rates: Array
    grounds: Grounds
    reason: Message | None = None


def escapes(
    objective: Objective, weights: Sequence[Array], flow: Flow[Trajectory], way: Trajectory
) -> tuple[Escape, ...]:
    """Every mode of W*, the largest first.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    flow : Flow
        From there.
    way : Trajectory
        As far as it has been looked at, from t = 0.
    """
    modes = _modes(objective, weights)
    depth = len(weights)
    found = []
    for index, (target, start, rate) in enumerate(
        zip(modes.targets.tolist(), modes.starts.tolist(), modes.rates.tolist(), strict=True)
    ):
        reason = modes.reason or _refused(start, target)
        known = reason is None
        found.append(
            Escape(
                mode=index + 1,
                start=start if math.isfinite(start) else None,
                target=target,
                predicted=half_time(depth, start, target, rate) if known else None,
                leading=leading_time(depth, start, target, rate) if known else None,
                grounds=modes.grounds if known else Grounds.NONE,
                assumes=Message(f"escape.assumes.{modes.grounds}") if known else None,
                reason=reason,
                find_measured=once(partial(_measured, flow, way, modes, index)),
            )
        )
    return tuple(found)


def _refused(start: float, target: float) -> Message | None:
    """Why a mode that begins at `start` does not escape at a time that is known."""
    if start <= 0.0:
        return Message("escape.never")
    if start >= HALF * target:
        return Message("escape.beyond")
    return None


# ---- predictions --------------------------------------------------------------------------------


def _modes(objective: Objective, weights: Sequence[Array]) -> _Modes:
    left, targets, right = np.linalg.svd(objective.centre, full_matrices=False)
    rank = int((targets > max(objective.shape) * EPS * targets[0]).sum())
    left, targets, right = left[:, :rank], targets[:rank], right[:rank].T
    none = np.full(rank, math.nan)
    if not rank:
        return _Modes(left, right, targets, none, none, Grounds.NONE)

    def refused(code: str) -> _Modes:
        reason = Message(f"escape.{code}")
        return _Modes(left, right, targets, none, none, Grounds.NONE, reason)

    if objective.links is None:
        return refused("curved")
    if len(weights) == 1:
        return refused("one_layer")
    hessian, _ = objective.links
    aligned = spectral_modes(weights, Squared(objective.centre))
    if aligned is not None:
        found = _aligned(aligned, rank, hessian)
        if found is not None:
            return found
    if len(weights) > 2:
        return refused("not_aligned" if aligned is None else "not_balanced")
    rates = _rates(hessian, left)
    if rates is None or np.ptp(rates) > _COUPLED * rates.max():
        return refused("coupled")
    size = 0.5 * float(np.linalg.norm(np.vstack([weights[0], weights[1].T]), 2)) ** 2
    if size > SMALL * targets[-1]:
        return refused("not_small")
    return _small(weights, left, targets, right, rates)


def _rates(hessian: Array, left: Array) -> Array | None:
    """c of each mode; None if the Hessian is not diagonal in them."""
    turned = hessian @ left
    rates: Array = np.einsum("ij,ij->j", left, turned)
    apart = np.linalg.norm(turned - left * rates)
    return rates if apart <= _COUPLED * float(np.linalg.norm(hessian, 2)) else None


def _aligned(modes: SpectralModes, rank: int, hessian: Array) -> _Modes | None:
    """Modes of layers that share the target's vectors; None where one of them is not balanced."""
    order = np.argsort(-np.abs(modes.targets), kind="stable")[:rank]
    rates = _rates(hessian, modes.left[:, order])
    entries = np.zeros((len(modes.targets), len(modes.diagonals)))
    entries[: len(modes.weights)] = modes.weights
    entries = entries[order]
    sizes = np.abs(entries)
    if rates is None or (np.ptp(sizes, axis=1) > SAME * sizes.max(axis=1)).any():
        return None
    signs = np.where(modes.targets[order] < 0.0, -1.0, 1.0)
    return _Modes(
        left=modes.left[:, order] * signs,
        right=modes.right[:, order],
        targets=np.abs(modes.targets[order]),
        starts=signs * np.prod(entries, axis=1),
        rates=rates,
        grounds=Grounds.ALIGNED,
    )


def _small(
    weights: Sequence[Array], left: Array, targets: Array, right: Array, rates: Array
) -> _Modes:
    """Two layers: each mode begins with what the larger ones leave of its hidden direction."""
    ahead = (weights[0].T @ left + weights[1] @ right).T / math.sqrt(2.0)  # a_i, a row each
    starts = np.empty(len(targets))
    taken = np.empty((0, ahead.shape[1]))
    left, right = left.copy(), right.copy()
    for begin, end in pairwise(_ties(targets)):
        tied = slice(begin, end)
        rest = ahead[tied] - ahead[tied] @ taken.T @ taken
        rest -= rest @ taken.T @ taken
        turn, sizes, directions = np.linalg.svd(rest, full_matrices=False)
        # Modes that tie grow together: apart only in the directions of what they begin with.
        left[:, tied], right[:, tied] = left[:, tied] @ turn, right[:, tied] @ turn
        noise = _GONE * float(np.linalg.norm(ahead[tied]))
        there = sizes > noise
        starts[tied] = 0.0
        starts[begin : begin + len(sizes)] = 0.5 * np.where(there, sizes, 0.0) ** 2
        taken = np.vstack([taken, directions[there]])
    return _Modes(left, right, targets, starts, rates, Grounds.SMALL)


def _ties(targets: Array) -> list[int]:
    """Where groups of equal singular values begin, and the end of the last."""
    gaps = np.flatnonzero(targets[:-1] - targets[1:] > SAME * targets[0]) + 1
    return [0, *gaps.tolist(), len(targets)]


# ---- what happens -------------------------------------------------------------------------------


def _measured(flow: Flow[Trajectory], way: Trajectory, modes: _Modes, index: int) -> float | None:
    """When a mode is half of its target; None if not on the way."""

    def parts(seen: Trajectory) -> Array:
        along = np.einsum("i,tij,j->t", modes.left[:, index], seen.product, modes.right[:, index])
        return np.asarray(along / modes.targets[index])

    part = parts(way)
    beyond = np.flatnonzero(part >= HALF)
    if not beyond.size:
        return None
    after = int(beyond[0])
    times = way.times
    if after == 0:
        return float(times[0])
    if look(flow, float(times[after - 1])):  # else the cubic has to do
        closer = flow.at(np.linspace(times[after - 1], times[after], _STATIONS))
        if closer.complete:
            times, part = closer.times, parts(closer)
            after = int(np.argmax(part >= HALF))
    return _crossing(times, part, max(after, 1))


def _crossing(times: Array, part: Array, after: int) -> float:
    """When `part` is a half, between two times: the logit's inverse as a cubic."""
    near = slice(max(after - 2, 0), after + 2)
    t, p = times[near], part[near]
    inside = (p > 0.0) & (p < 1.0)
    t, p = t[inside], p[inside]
    logit = np.log(p) - np.log1p(-p)
    if not (np.diff(logit) > 0.0).all() or len(t) < 2:
        before = after - 1
        share = (HALF - part[before]) / (part[after] - part[before])
        return float(times[before] + share * (times[after] - times[before]))
    total = 0.0
    for i, own in enumerate(logit):
        others = np.delete(logit, i)
        total += float(t[i] * np.prod(-others / (own - others)))
    return total
