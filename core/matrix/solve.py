"""From a matrix scenario to its solution."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core import network
from core.arrays import Array
from core.float64 import above_zero
from core.guarantee.beta import sublevel_reach
from core.guarantee.corridor import progressive_lower_envelope
from core.guarantee.decay import decay_rate
from core.guarantee.envelope import progressive_envelope
from core.guarantee.margin import matrix_margin
from core.guarantee.theorems import Guarantee, guarantee
from core.integrate.budget import remaining, time_limit
from core.matrix import preconditioner, slowest
from core.matrix.ends.end import FlowEnd, end_of
from core.matrix.ends.escape import escapes
from core.matrix.falls import fall, fall_beyond
from core.matrix.flow.base import Flow, Trajectory
from core.matrix.flow.trajectory import flow_of, singular_values
from core.matrix.initialization import Start
from core.matrix.outcome import SEEN, halted, outcome_of, told
from core.matrix.promise import promise_message
from core.matrix.scenario import MatrixScenario
from core.matrix.solution import MatrixSolution
from core.objective.base import Objective
from core.once import once
from core.scalar.envelope import exponential_envelope
from core.scalar.flow.decay import PARTS, time_to
from core.scalar.flow.horizon import LONGEST, SAMPLES, round_up
from core.scalar.flow.plateau import Escape

_BOTTOM = 1e-12  # of the excess: what a horizon chosen by itself shows
_NEARLY = 0.98  # of all digits that the excess loses, where it stops falling before
_PROBES = 120
# So many at once: what lies beyond the last that is needed is not followed.
_FIRST_PROBES, _MORE_PROBES = 40, 10
#: Of the time for an answer, if that is limited: until a horizon is chosen, and until the flow has
#: been followed to it. The rest is for closer looks and for the end.
_PROBE_SHARE, _WAY_SHARE = 0.4, 0.8
#: There what is read off at all times has so many numbers at most, and no fewer times than these.
_MOST_SHOWN, _FEWEST = 2**21, 100
_MOST_KEPT = 2**17  # numbers in the steps of a flow that is kept for closer looks: 1 MB
_REST_HORIZON = 1.0  # nothing moves: any time shows it


def solve_matrix(
    scenario: MatrixScenario,
    flow: Flow[Trajectory] | None = None,
    *,
    dense: bool = False,
    later: bool = False,
) -> MatrixSolution:
    """Integrate the flow of `scenario` and find what is guaranteed of it.

    Parameters
    ----------
    scenario : MatrixScenario
    flow : Flow, optional
        That of the scenario, followed already as far as may be. By default the one that suits it.
    dense : bool
        Whether the times of the scenario are as close as those of a picture.
    later : bool
        Look closer (`infimum`, `times_to`, `escape_times`) when these are asked for, which a
        picture never does: a quarter of a small network's answer. Until then the flow's steps are
        kept; where they are too many the looks are taken at once.

    Raises
    ------
    ScenarioError
        If the network and the objective do not fit.
    """
    start = scenario.start()
    weights = start.weights
    product = network.product(weights)
    objective = scenario.objective.make(product)
    objective.check_shape(network.shape(weights), scenario.field)
    flow = flow or flow_of(objective, weights)
    limit = remaining()
    times, hurried = _times(scenario, objective, weights, flow)
    # Envelopes and drifts count from t = 0, asked for or not.
    looked = np.union1d(times, 0.0)
    if scenario.times is not None and not dense:
        looked = _closer(flow, looked)
    with time_limit(_until(_WAY_SHARE, limit)):
        way = flow.at(looked)
    least, most = way.extremes
    look = _Look(
        way=way,
        shown=looked.searchsorted(times[times <= way.times[-1]]),
        seen=(seen := _seen(objective, way)),
        decay_rate=decay_rate(way.times, way.excess, way.gradient_square, seen, flow.excess),
        end=float(times[-1]),
        hurried=hurried,
        find_least=once(lambda: slowest.closely(flow, way.times, least)),
        find_falls=once(
            lambda: {part: fall(flow, way, part * float(way.excess[0])) for part in PARTS}
        ),
        find_end=once(lambda: end_of(objective, weights, flow, start.width)),
        find_slowest=once(lambda: slowest.later(flow, way.now, objective.gamma * float(most[0]))),
        find_time=lambda goal: fall_beyond(flow, way, goal),
        find_escapes=once(lambda: escapes(objective, weights, flow, way)),
    )
    if not later or flow.numbers > _MOST_KEPT:
        measures = (mode.find_measured for mode in look.find_escapes())
        for find in (look.find_least, look.find_falls, *measures):
            find()
        flow.forget()
    return _assemble(scenario, objective, guarantee(weights, objective), start, look)


@dataclass(frozen=True, eq=False)
class _Look:
    """What is seen of a flow: at the times asked for (`shown`), and between them.

    `seen` says where the excess is more than rounding.
    """

    way: Trajectory
    shown: NDArray[np.intp]
    seen: NDArray[np.bool_]
    decay_rate: float | None
    end: float
    hurried: bool
    find_least: Callable[[], float]
    find_falls: Callable[[], Mapping[float, float | None]]
    find_end: Callable[[], FlowEnd]
    find_slowest: Callable[[], float]
    find_time: Callable[[float], float | None]
    find_escapes: Callable[[], tuple[Escape, ...]]


def _seen(objective: Objective, way: Trajectory) -> NDArray[np.bool_]:
    least = SEEN * max(float(way.excess[0]), float(np.sum(objective.centre**2)))
    return (way.excess >= least) & (way.excess > 0.0)


def _closer(flow: Flow[Trajectory], times: Array) -> Array:
    """`times`, shape (T,) from 0, and others where they are too few for rates and extremes."""
    flow.excess(times[[0, -1]])  # as far as it will be needed
    moments = np.union1d(slowest.between(flow.moments()), _window(float(times[-1])))
    return np.union1d(times, slowest.coarse(times, moments[moments <= times[-1]]))


def _times(
    scenario: MatrixScenario,
    objective: Objective,
    weights: Sequence[Array],
    flow: Flow[Trajectory],
) -> tuple[Array, bool]:
    """Those asked for or chosen; and whether there was no time to choose well."""
    if scenario.times is not None:
        return np.asarray(scenario.times), False
    samples = SAMPLES if remaining() == math.inf else _affordable(scenario)
    if scenario.horizon:
        return _window(scenario.horizon, samples), False
    horizon, hurried = natural_horizon(objective, weights, flow)
    return _window(horizon, samples), hurried


def _until(share: float, limit: float) -> float:
    """Seconds left until a share of the limit has passed."""
    return remaining() - (1.0 - share) * limit if limit < math.inf else math.inf


def _affordable(scenario: MatrixScenario) -> int:
    """How many times are read off while somebody waits."""
    return min(max(_MOST_SHOWN // scenario.kept_numbers, _FEWEST), SAMPLES)


def _window(horizon: float, samples: int = SAMPLES) -> Array:
    """Times for a picture."""
    half = samples // 2
    # Half even, half crowding at the start, where most happens.
    even = np.linspace(0.0, horizon, samples - half)
    crowding = horizon * np.linspace(0.0, 1.0, half + 2)[1:-1] ** 3
    return np.unique(np.concatenate((even, crowding)))


def natural_horizon(
    objective: Objective, weights: Sequence[Array], flow: Flow[Trajectory]
) -> tuple[float, bool]:
    """Time by which the excess has fallen to 1e-12 of its start, or has stopped falling.

    And whether the time for looking was up before: then more of it may be found with more.

    Parameters
    ----------
    objective : Objective
    weights : sequence of ndarray, shapes (h_{l-1}, h_l)
        At the start.
    flow : Flow
        From there, which is followed as far as the answer takes.
    """
    least, most = (float(value) for value in preconditioner.extreme_eigenvalues(weights))
    if most == 0.0 or float(objective.excess(network.product(weights))) == 0.0:
        return _REST_HORIZON, False
    # Small weights grow: the fastest motion is that around the minimiser, of balanced weights.
    depth = len(weights)
    grown = depth * float(objective.centre_singular_values[0]) ** (2 - 2 / depth)
    fast = 1.0 / (objective.smoothness * max(most, grown))
    slow = 40.0 / (objective.gamma * max(least, 1e-6 * most))
    probes = np.geomspace(above_zero(1e-2 * fast), max(slow, 1e3 * fast), _PROBES)
    with time_limit(_PROBE_SHARE * remaining()):
        if flow.known:
            probes = _closing_in(flow, probes)
        excess = _probed(flow, np.concatenate(([0.0], probes)))
        hurried = remaining() <= 0.0
    if len(excess) < 3:
        return min(round_up(float(probes[-1])), LONGEST), hurried
    return min(round_up(float(probes[_fallen(excess)])), LONGEST), hurried


def _fallen(excess: Array) -> int:
    """Which time after the first is the first by which it has fallen as far as a picture shows."""
    fallen = np.log(np.maximum(excess[1:] / excess[0], 1e-300))
    wanted = max(np.log(_BOTTOM), _NEARLY * float(fallen.min()))
    return int(np.argmax(fallen <= wanted))


def _closing_in(flow: Flow[Trajectory], probes: Array) -> Array:
    """Of `probes` those few among which a flow falls so far that is known at all, and the last.

    It never rises: looks at the ends of parts of them tell which part that is.
    """
    ends = probes[_MORE_PROBES - 1 :: _MORE_PROBES]
    begin = _MORE_PROBES * _fallen(flow.excess(np.concatenate(([0.0], ends))))
    return np.append(probes[begin : begin + _MORE_PROBES], probes[-1])


def _probed(flow: Flow[Trajectory], times: Array) -> Array:
    """f - f* at `times` or the first of them, until it has fallen far enough."""
    enough = _BOTTOM ** (1.0 / _NEARLY)
    excess = np.empty(0)
    for chunk in np.split(times, range(_FIRST_PROBES, len(times), _MORE_PROBES)):
        found = flow.excess(chunk)
        excess = np.concatenate((excess, found))
        if len(found) < len(chunk) or excess[-1] <= enough * excess[0]:
            break
    return excess


def _assemble(
    scenario: MatrixScenario, objective: Objective, promise: Guarantee, begin: Start, look: _Look
) -> MatrixSolution:
    """The answer at the times that were asked for and reached."""
    way, shown = look.way, look.shown
    least, most = way.extremes
    start = float(way.excess[0])
    gamma = objective.gamma
    margin = matrix_margin(objective, network.product(begin.weights))
    alpha = promise.alpha(margin.margin)
    reach = _finite(sublevel_reach(objective, start))
    beta = None if reach is None else _finite(promise.beta(reach))
    fastest = 2.0 * objective.smoothness * beta if beta is not None else None

    def infimum() -> float:
        found = gamma * look.find_least()
        if way.limit:
            last, _ = preconditioner.extreme_eigenvalues(way.limit.layers)
            found = min(found, gamma * float(last))
        return found

    times = way.times[shown]
    outcome = outcome_of(objective, way, promise.alpha, look.find_end)
    hurried = look.hurried or remaining() <= 0.0
    message = (
        told(outcome, objective, way, look.find_end, hurried=hurried)
        if way.complete
        else halted(way.halt, way.now, way.steps, look.end)
    )
    return MatrixSolution(
        scenario=scenario,
        objective=objective,
        guarantee=promise,
        width=begin.width,
        margin=margin,
        alpha=alpha,
        reach=reach,
        beta_star=beta,
        find_infimum=infimum,
        whole=way.limit is not None,
        decay_rate=look.decay_rate,
        seen_until=float(way.times[look.seen].max(initial=0.0)),
        find_times_to=lambda: tuple(
            time_to(part, time, gamma * alpha, fastest) for part, time in look.find_falls().items()
        ),
        times=times,
        excess=way.excess[shown],
        gradient_square=way.gradient_square[shown],
        pl_bound=(least * gamma * way.excess)[shown],
        preconditioner_min=least[shown],
        preconditioner_max=most[shown],
        way=way,
        shown=shown,
        find_progressive=lambda: progressive_envelope(objective, promise.alphas, start, times),
        find_progressive_lower=lambda: progressive_lower_envelope(
            objective, promise.beta, start, times
        ),
        target_singular_values=singular_values(objective.centre),
        ntk_rate=gamma * float(least[0]),
        envelope=exponential_envelope(start, gamma * alpha, times),
        prediction=exponential_envelope(start, gamma * float(least[0]), times),
        lower_envelope=None if fastest is None else exponential_envelope(start, fastest, times),
        steps=way.steps,
        outcome=outcome,
        halt=way.halt,
        hurried=hurried,
        find_end=look.find_end,
        find_slowest=look.find_slowest,
        find_time=look.find_time,
        find_escapes=look.find_escapes,
        status_message=message,
        promise_message=promise_message(objective, promise, margin, gamma * alpha, scenario.sides),
    )


def _finite(value: Array) -> float | None:
    number = float(value)
    return number if math.isfinite(number) else None
