"""The certificate: its equations, its largest step, its limit as the step shrinks, its reasons."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from core import DescentScenario, ScalarScenario, descend, scenario_from_json, solve
from core.arrays import Array
from core.descent.certified.bounds import where_reached
from core.descent.certified.certificate import Certificate, bounds_of, certify
from core.descent.certified.deep import DeepBounds
from core.descent.certified.scalar import ScalarBounds
from core.descent.certified.two_layers import TwoLayerBounds
from core.descent.schedule import Schedule
from core.guarantee.beta import sublevel_reach
from core.guarantee.deep import Ceilings, spectra
from core.guarantee.two_layer import two_layer_rate
from core.guarantee.two_layer_ceiling import two_layer_ceiling
from core.matrix.scenario import MatrixScenario
from core.network import product
from core.objective.squared import Squared
from core.scalar.network import from_weights
from tests.core.descent.descents import matrix, scalar
from words import Message

SCALARS = [scalar(0.4), scalar(1.2, 0.3), scalar(0.7, -1.2, 0.3), scalar(2.0, 0.5, 1.1, -1.0)]
MATRICES = [matrix(), matrix("regression", (5,)), matrix("logistic"), matrix(widths=())]
#: With a margin; and without, an imbalance alone that a drift can use up.
DEEP = [
    matrix(widths=(4, 4)),
    matrix("regression", (4, 4), distance=0.1),
    matrix(widths=(5, 4, 6), distance=0.02),
]
SQUARE = scenario_from_json(
    {
        "model": "matrix",
        "weights": [[[1.6, 0.0], [0.1, 1.5]], [[0.9, 0.1], [0.0, 1.0]], [[0.2, 0.0], [0.1, 0.1]]],
        "objective": {"kind": "squared", "target": [[1.0, 0.5], [0.2, -1.0]]},
    }
)
#: D has n positive and m negative eigenvalues, the target is far away: no margin.
IMBALANCED = scenario_from_json(
    {
        "model": "matrix",
        "weights": [[[2.0, 0.0, 0.1], [0.0, 1.5, 0.0]], [[0.1, 0.0], [0.0, 0.2], [0.0, 0.1]]],
        "objective": {"kind": "squared", "target": [[1.0, 0.5], [0.2, -1.0]]},
    }
)
#: The same, and what the largest steps let it drift is all of it.
WORN = scenario_from_json(
    {
        "model": "matrix",
        "weights": [[[0.5, 0.0, 0.1], [0.0, 0.2, 0.0]], [[0.1, 0.0], [0.0, 0.1], [0.0, 0.1]]],
        "objective": {"kind": "squared", "target": [[1.0, 0.5], [0.2, -1.0]]},
    }
)
assert isinstance(IMBALANCED, MatrixScenario)
assert isinstance(WORN, MatrixScenario)
assert isinstance(SQUARE, MatrixScenario)
DEEP.append(SQUARE)
CERTIFIED = [*SCALARS, scalar(1.5, 0.1, target=-0.4), *MATRICES, IMBALANCED, WORN, *DEEP]


@pytest.mark.parametrize("network", CERTIFIED, ids=range(len(CERTIFIED)))
def test_the_largest_step_is_the_largest(network: ScalarScenario | MatrixScenario) -> None:
    """A certificate just below it, none just above, and it is told there too."""
    largest = certify(network, 1e-3).largest_step
    assert largest is not None
    below, above = certify(network, largest * (1 - 1e-7)), certify(network, largest * (1 + 1e-7))
    assert below.why is None
    assert below.factor is not None
    assert below.factor <= 1.0
    assert (above.alpha, above.smoothness, above.drift, above.factor) == (None,) * 4
    assert above.largest_step == largest
    assert "is too large: certificates end at" in above.reason


@pytest.mark.parametrize("network", CERTIFIED, ids=range(len(CERTIFIED)))
def test_the_drift_is_the_ceiling_of_itself(network: ScalarScenario | MatrixScenario) -> None:
    excess = float(
        solve(network).loss[0] if isinstance(network, ScalarScenario) else solve(network).excess[0]
    )
    step = 0.8 * (certify(network, 1e-3).largest_step or 0.0)
    found = certify(network, step)
    assert found.drift is not None
    assert found.smoothness is not None
    if found.drift:  # one layer does not drift
        wanted = step * excess / (1.0 - 0.5 * step * found.smoothness)
        assert found.drift == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("layers", [2, 3])
@pytest.mark.parametrize("size", [1e-9, 1e-6, 1e-4, 1e3])
def test_certificates_are_of_no_unit(layers: int, size: float) -> None:
    """Layers c times as large: drift c^2, alpha c^(2L-2) and steps c^(2-2L) times, to all digits.

    A root that is looked for to 2e-12 would answer a drift that is too small for its step.
    """
    found = [_of_size(c, layers) for c in (1.0, size)]
    scale = size ** (2 * layers - 2)
    units = {"drift": size**2, "alpha": scale, "smoothness": scale, "largest_step": 1.0 / scale}
    for name, unit in units.items():
        wanted = getattr(found[0], name) * unit
        assert getattr(found[1], name) == pytest.approx(wanted, rel=1e-9)


def _of_size(c: float, layers: int) -> Certificate:
    whole = [
        [[2.0, 0.0, 0.1], [0.0, 1.5, 0.0]],
        [[0.3, 0.0], [0.0, 0.2], [0.0, 0.1]],
        [[1.0, 0.1], [0.0, 1.0]],
    ]
    weights = [c * np.array(layer) for layer in whole[:layers]]
    target = 1.1 * product(weights) + 0.01 * c**layers
    recipe = scenario_from_json(
        {
            "model": "matrix",
            "weights": [layer.tolist() for layer in weights],
            "objective": {"kind": "squared", "target": target.tolist()},
        }
    )
    largest = certify(recipe, 1e-3).largest_step
    assert largest is not None
    return certify(recipe, 0.8 * largest)


def test_a_drift_is_found_between_numbers_far_apart() -> None:
    """To the last digits, where its ceiling is a million million million times as far."""
    for value in (1e-30, 1e-12, 0.3):
        found = where_reached(lambda d: d / (1.0 + d), value, 1e-40, 1e40)
        assert found == pytest.approx(value / (1.0 - value), rel=1e-14)
    assert where_reached(lambda d: d, 0.5, 2.0, 3.0) == 2.0
    assert where_reached(lambda d: d, 3.0, 2.0, 3.0) == pytest.approx(3.0, rel=1e-15)


@pytest.mark.parametrize("network", [*MATRICES, *DEEP], ids=range(len(MATRICES + DEEP)))
def test_the_smallest_step_of_all_has_its_certificate(network: MatrixScenario) -> None:
    """So small that 1 over it is beyond float64: nothing drifts and nothing falls."""
    found = certify(network, 1e-320)
    assert found.factor == 1.0
    assert found.drift == pytest.approx(0.0, abs=1e-307)


@pytest.mark.parametrize("part", [0.1, 0.8])
def test_the_least_drift_is_taken(part: float) -> None:
    """Iterated from 0 the drift comes to it, by the formulas of alpha* and beta*."""
    rng = np.random.default_rng(4)
    for _ in range(8):
        n, m = (int(side) for side in rng.integers(1, 4, 2))
        h = int(rng.integers(1, n + m + 1))
        values = rng.standard_normal(h)
        objective = Squared(rng.standard_normal((n, m)))
        excess, margin, reach = rng.uniform(0.1, 1.0), rng.uniform(0.0, 0.5), rng.uniform(1.0, 2.0)
        bounds = TwoLayerBounds(objective, values, excess, margin, reach)
        step = part * bounds.largest()
        found = bounds.at(step)
        if isinstance(found, Message):
            continue
        s, drift = math.sqrt(2.0 * excess), 0.0
        for _ in range(2000):
            beta, before = bounds.beta(drift), drift
            K = beta + s + beta * s * step + 0.25 * beta * s * s * step * step
            drift = step * excess / (1.0 - 0.5 * step * K)
            if drift - before <= 1e-14 * drift:
                break
        assert found.drift == pytest.approx(drift, rel=1e-9)
        assert found.smoothness == pytest.approx(K, rel=1e-9)
        assert found.alpha == pytest.approx(_shifted(values, n, m, margin, drift), rel=1e-9)
        assert bounds.beta(0.0) == pytest.approx(
            float(two_layer_ceiling(values, h, n, m, reach)), rel=1e-12
        )


def _shifted(values: Array, n: int, m: int, margin: float, drift: float) -> float:
    """alpha* of eigenvalues that are moved: of four of them, each alone in its place."""
    down, up = np.sort(values)[::-1], np.sort(-values)[::-1]
    p_n = max(down[n - 1] - drift, 0.0) if n <= len(down) else 0.0
    q_m = max(up[m - 1] - drift, 0.0) if m <= len(up) else 0.0
    p_1, q_1 = max(down[0] + drift, p_n), max(up[0] + drift, q_m)
    if n == 1:
        own = half(p_n, q_1, margin if n <= m else 0.0)
        return own + half(q_m, p_1, margin if m <= n else 0.0)
    if m == 1:
        return half(p_n, q_1, 0.0) + half(q_m, p_1, margin)
    made = [p_1, *[p_n] * (n - 1), *[-q_m] * (m - 1), -q_1]
    return two_layer_rate(made, n, m, margin).alpha_star


def half(own: float, other: float, margin: float) -> float:
    return 0.5 * (own - other + math.sqrt((own + other) ** 2 + 4.0 * margin**2))


@pytest.mark.parametrize("network", CERTIFIED, ids=range(len(CERTIFIED)))
def test_as_the_step_shrinks_it_becomes_the_flows(
    network: ScalarScenario | MatrixScenario,
) -> None:
    """The envelope at one time tends to exp(-gamma alpha* t) with slope 1, the drift to 0."""
    flow = solve(network)
    alpha = flow.alpha_star if flow.alpha_star is not None else flow.alpha_lower_bound
    rate = (4.0 if isinstance(network, ScalarScenario) else 2.0 * flow.objective.mu) * alpha
    largest = certify(network, 1e-3).largest_step
    assert largest is not None
    steps = largest * 2.0 ** -np.arange(10.0, 14.0)
    found = [certify(network, step) for step in steps]
    errors = [
        abs(math.log(each.factor or 1.0) / step + rate) / rate
        for each, step in zip(found, steps, strict=True)
    ]
    assert errors[-1] < 1e-2
    slopes = np.log2(np.array(errors[:-1]) / errors[1:])
    np.testing.assert_allclose(slopes, 1.0, atol=0.05)
    assert (found[-1].alpha or 0.0) <= alpha * (1.0 + 1e-12)
    drifts = [each.drift or 0.0 for each in found]
    if drifts[-1]:
        assert drifts[-2] / drifts[-1] == pytest.approx(2.0, rel=0.01)


@pytest.mark.parametrize("network", [SCALARS[2], MATRICES[0], MATRICES[2]], ids=range(3))
def test_a_run_with_a_small_step_runs_in_the_flows_corridor(
    network: ScalarScenario | MatrixScenario,
) -> None:
    """What its loss is outside of the corridor at the same times falls with the step."""
    flow = solve(network)
    largest = certify(network, 1e-3).largest_step
    assert largest is not None
    gaps = []
    for halving in range(3):
        steps, step = 40 * 2**halving, 0.2 * largest / 2**halving
        run = descend(DescentScenario(network=network, steps=steps, step=step))
        ceiling, envelope = run.ceilings, run.envelope
        assert envelope is not None
        assert (run.every_excess <= ceiling * (1.0 + 1e-12)).all()
        assert (ceiling <= envelope * (1.0 + 1e-12)).all()
        assert (run.imbalance_drift <= (run.drift_ceiling or 0.0) + 1e-15).all()
        mu2 = 4.0 if isinstance(network, ScalarScenario) else 2.0 * flow.objective.mu
        above = math.exp(-mu2 * flow.alpha_star * run.times[-1]) * run.every_excess[0]
        gaps.append(float(envelope[-1]) / above - 1.0)
    slopes = np.log2(np.array(gaps[:-1]) / gaps[1:])
    np.testing.assert_allclose(slopes, 1.0, atol=0.25)


@pytest.mark.parametrize("network", DEEP, ids=range(len(DEEP)))
def test_deep_numbers_are_those_of_their_definitions(network: MatrixScenario) -> None:
    """K = K beta + s nu at no drift; y, and with it K, as if every D_l had drifted, is no larger.

    And 1 / eta(delta) is convex in delta: its least value is the only one.
    """
    bounds, _ = bounds_of(network)
    assert isinstance(bounds, DeepBounds)
    layers = network.start().weights
    objective = network.objective.make(product(layers))
    excess = float(objective.excess(product(layers)))
    reach = float(sublevel_reach(objective, excess))
    y = Ceilings(spectra(layers)).squares(reach)
    beta = sum(np.prod(np.delete(y, layer)) for layer in range(len(y)))
    M = np.zeros((len(y), len(y)))
    for pair in combinations(range(len(y)), 2):
        M[pair] = M[pair[::-1]] = np.prod(np.sqrt(np.delete(y, pair)))
    nu = math.sqrt(1.0 - 1.0 / len(y)) * float(np.linalg.norm(M))
    assert nu >= np.linalg.norm(M, 2) * (1.0 - 1e-12)
    s = math.sqrt(2.0 * objective.smoothness * excess)
    assert bounds.smoothness(0.0) == pytest.approx(objective.smoothness * beta + s * nu, rel=1e-9)
    drifts = np.geomspace(1e-6, 10.0, 40)
    far = Ceilings([each.drifted(drifts[-1]) for each in spectra(layers)])
    assert (bounds.squares(drifts[-1]) <= far.squares(reach) * (1.0 + 1e-9)).all()
    rising = np.diff([excess / d + 0.5 * bounds.smoothness(d) for d in drifts]) / np.diff(drifts)
    assert (np.diff(rising) >= -1e-9 * np.abs(rising[:-1])).all()
    alphas = [bounds.alpha(d) for d in drifts]
    assert (np.diff(alphas) <= 0.0).all()


def test_a_balanced_network_has_the_smaller_numbers() -> None:
    """The lemma of docs/mathematics.md: tau, P'' and the largest q^2 at one product."""
    rng = np.random.default_rng(2)
    for _ in range(60):
        depth = int(rng.integers(2, 7))
        gaps = rng.exponential(1.0, depth - 1) * (rng.random(depth - 1) < 0.8)
        square = 10.0 ** rng.uniform(-3.0, 1.0)
        wide = np.array(_numbers(np.cumsum([0.0, *gaps]), square))
        near = np.array(_numbers(np.cumsum([0.0, *gaps * rng.random(depth - 1)]), square))
        assert (near <= wide * (1.0 + 1e-9)).all()


def _numbers(c: Array, square: float) -> tuple[float, float, float]:
    low, high = 0.0, 1e3
    for _ in range(200):
        x = 0.5 * (low + high)
        low, high = (x, high) if np.prod(x + c) < square else (low, x)
    v = x + c
    pairs = [np.prod(np.delete(v, pair)) for pair in combinations(range(len(v)), 2)]
    tau = sum(np.prod(np.delete(v, layer)) for layer in range(len(v)))
    return float(tau), 2.0 * float(sum(pairs)), float(max(pairs))


REASONS = {
    "certificate.no_reach": (
        scenario_from_json(
            {
                "model": "matrix",
                "weights": [[[1.0], [0.5]], [[1.0]]],
                "objective": {"kind": "regression", "inputs": [[1.0, 2.0]], "outputs": [[1.0]]},
            }
        ),
        0.01,
    ),
    "certificate.nothing": (scalar(0.5, 0.5, target=-1.0), 0.01),
    "certificate.curvature": (SCALARS[1], 5.0),
    "certificate.no_fixed_point": (MATRICES[0], None),
    "certificate.drift": (scalar(0.5, 0.6, target=-1.0), None),
    "certificate.schedule": (SCALARS[1], Schedule.CERTIFIED),
    "certificate.predicted": (SCALARS[1], Schedule.LARGEST_STABLE),
    "certificate.beyond_double": (scalar(1e120, 1e120, 1e-120), 1.0),
}


@pytest.mark.parametrize("code", REASONS)
def test_where_there_is_none_it_says_why(code: str) -> None:
    network, step = REASONS[code]
    if step is None:
        step = 1.001 * (certify(network, 1e-3).largest_step or 0.0)
    found = certify(network, step) if isinstance(step, float) else certify(network, None, step)
    assert found.why is not None
    why = found.why
    if why.code == "certificate.too_large":
        why = dict(why.values)["why"]
    assert why.code == code
    assert (found.alpha, found.smoothness, found.drift, found.factor) == (None,) * 4
    assert found.reason.endswith(".")


def test_what_it_is_compared_with() -> None:
    """2 / sharpness at the start and of the flattest minimum."""
    found = certify(scalar(0.8, -0.5, target=0.6), 0.01)
    a, b, gap = 0.8, -0.5, 0.6 + 0.4
    hessian = [[2 * b * b, 2 * a * b - 2 * gap], [2 * a * b - 2 * gap, 2 * a * a]]
    assert found.start_limit == pytest.approx(2.0 / np.linalg.eigvalsh(hessian)[-1], rel=1e-13)
    assert found.flattest_limit == pytest.approx(1.0 / (2.0 * 0.6), rel=1e-14)
    network = matrix(widths=(4, 4))
    layers = network.start().weights
    target = network.objective.make(layers[0] @ layers[1] @ layers[2]).centre
    size = np.linalg.norm(target, 2)
    found = certify(network, 0.01)
    assert found.flattest_limit == pytest.approx(2.0 / (3.0 * size ** (4.0 / 3.0)), rel=1e-13)
    assert certify(MATRICES[1], 0.01).flattest_limit is None
    assert certify(matrix(widths=(50, 50)), 0.01).start_limit is None


def test_a_start_at_the_minimum() -> None:
    """Nothing drifts; the step's limit is that of the curvature there."""
    found = certify(scalar(0.5, 2.0), 0.1)
    assert found.drift == 0.0
    assert found.largest_step == pytest.approx(1.0 / (0.25 + 4.0), rel=1e-12)
    assert found.smoothness == pytest.approx(2.0 * (0.25 + 4.0), rel=1e-12)


def test_constants_of_a_scalar_network() -> None:
    """L = 2: K = 2 sqrt(d^2 + 4 p^2) + s, and the rate without drift is alpha*."""
    w, y = (1.2, 0.3), 1.0
    bounds = ScalarBounds(from_weights(w, y), y)
    d, gap = 1.44 - 0.09, 1.0 - 0.36
    held = bounds.at(0.01)
    assert not isinstance(held, Message)
    wanted = 2.0 * math.sqrt(d * d + 4.0 * (1.0 + gap) ** 2) + 2.0 * gap
    assert held.smoothness == pytest.approx(wanted, rel=1e-13)
    assert bounds.alpha(0.0) == pytest.approx(math.sqrt(d * d + 4.0 * 0.36**2), rel=1e-13)
