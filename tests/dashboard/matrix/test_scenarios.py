"""The scenarios that the matrix page's settings stand for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core import AlphaSource, network, solve
from dashboard.matrix.controls import ENTRIES, read, scenario
from dashboard.parts.query import ControlError


def start(query: str) -> list[np.ndarray]:
    return list(scenario(read(query)).start().weights)


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
@pytest.mark.parametrize("kind", ["gaussian", "balanced", "spectral", "homogeneous", "imbalance"])
def test_every_kind_at_every_depth(kind: str, depth: int) -> None:
    made = scenario(read(f"init={kind}&L={depth}&n=3&m=3&h=5"))
    width = 3 if kind == "homogeneous" else 5
    # One layer has no imbalance: homogeneous and balanced are the same network.
    alone = kind == "homogeneous" and depth == 1
    assert made.initialization.kind == ("balanced" if alone else kind)
    assert made.sides == (3, *(width,) * (depth - 1), 3)
    assert made.initialization.seed == 1
    weights = made.start().weights
    assert network.product(weights).shape == (3, 3)
    solution = solve(made)
    assert solution.complete
    assert solution.excess[-1] < solution.excess[0]


@pytest.mark.parametrize("kind", ["balanced", "spectral", "homogeneous"])
def test_the_scale_is_the_largest_singular_value(kind: str) -> None:
    values = np.linalg.svd(network.product(start(f"init={kind}&scale=0.8&h=6")), compute_uv=False)
    np.testing.assert_allclose(values, [0.8, 0.6, 0.4], rtol=1e-12)


def test_gaussian_weights_have_the_variance_asked_for() -> None:
    """scale^2 h^-e: of 64 h entries the mean square is that, up to chance."""
    layers = start("n=8&m=8&h=1000000&e=0.5&scale=2")
    square = sum(float(np.sum(layer**2)) for layer in layers) / (16 * 10**6)
    assert math.isclose(square, 4 * 10**-3, rel_tol=0.01)


def test_scaled_layers_run_from_large_to_small() -> None:
    layers = start("init=imbalance&L=3&n=6&m=6&h=12&e=0&d=2&scale=3")
    sizes = [float(np.sqrt(np.mean(layer**2))) for layer in layers]
    np.testing.assert_allclose(sizes, [3 * math.e, 3, 3 / math.e], rtol=0.3)
    one = scenario(read("init=imbalance&L=1&scale=3&d=2")).initialization
    assert len(one.scales) == 1


@pytest.mark.parametrize("query", ["init=balanced", "init=spectral", "init=balanced&L=4&n=2&m=3"])
def test_balanced_is_balanced(query: str) -> None:
    for D in network.imbalances(start(f"{query}&h=4")):
        np.testing.assert_allclose(D, 0.0, atol=1e-12)


def test_homogeneous_imbalances_are_multiples_of_the_identity() -> None:
    for D in network.imbalances(start("init=homogeneous&L=4&d=-0.75")):
        np.testing.assert_allclose(D, -0.75 * np.eye(3), atol=1e-12)
    assert solve(scenario(read("init=homogeneous&L=4&d=-0.75"))).guarantee.source is (
        AlphaSource.HOMOGENEOUS
    )


@pytest.mark.parametrize("query", ["d=-3&n=2&m=4&h=9", "d=2.5&n=4&m=3", "d=0&n=3&m=1&f=logistic"])
def test_lambda_balanced_layers_of_any_shape(query: str) -> None:
    """The width follows: the one at which the imbalance may have either sign."""
    made = scenario(read(f"init=lambda&scale=0.3&{query}"))
    (D,) = network.imbalances(made.start().weights)
    d = read(query)["d"]
    np.testing.assert_allclose(D, d * np.eye(min(made.sides[0], made.sides[-1])), atol=1e-14)
    solution = solve(made)
    assert solution.complete
    assert solution.guarantee.source is AlphaSource.TWO_LAYER


def test_distance_and_size_of_the_target() -> None:
    near = solve(scenario(read("r=0.25")))
    W, target = near.scenario.start().weights, near.objective.minimiser
    product = network.product(W)
    assert math.isclose(
        np.linalg.norm(target - product), 0.25 * np.linalg.norm(product), rel_tol=1e-12
    )
    drawn = solve(scenario(read("target=drawn&s=2")))
    np.testing.assert_allclose(drawn.target_singular_values, [2.0, 1.5, 1.0], rtol=1e-12)
    # A spectral start has the target's own singular vectors, (1 + r) times as large.
    spectral = solve(scenario(read("init=spectral&h=5&scale=0.5&r=1")))
    np.testing.assert_allclose(spectral.target_singular_values, [1.0, 0.75, 0.5], rtol=1e-12)
    np.testing.assert_allclose(
        network.product(spectral.scenario.start().weights),
        spectral.objective.minimiser / 2,
        atol=1e-12,
    )


def test_objectives() -> None:
    regression = solve(scenario(read("f=regression&kappa=50&noise=0.2")))
    assert math.isclose(regression.objective.condition_number, 50.0, rel_tol=1e-9)
    assert regression.objective.minimum > 0.0
    exact = solve(scenario(read("f=regression&kappa=50&noise=0")))
    assert exact.objective.minimum == pytest.approx(0.0, abs=1e-20)
    logistic = scenario(read("f=logistic&m=1&ridge=0.3&n=4"))
    assert (logistic.objective.kind, logistic.objective.ridge) == ("logistic", 0.3)
    assert logistic.objective.samples >= 4
    assert solve(logistic).objective.minimum > 0.0


@pytest.mark.parametrize("name", ["init", "f"])
def test_a_draw_is_repeated_and_another_seed_is_another(name: str) -> None:
    (entry,) = (entry for entry in ENTRIES if entry.name == name)
    for value in entry.options:
        query = f"{name}={value}&n=3&m=1&h=5" if value == "logistic" else f"{name}={value}&h=5"
        first, again, other = (
            solve(scenario(read(f"{query}&seed={seed}"))).objective.minimiser for seed in (3, 3, 4)
        )
        np.testing.assert_array_equal(first, again)
        assert not np.array_equal(first, other)


def test_needed_controls() -> None:
    def needed(query: str) -> set[str]:
        return set(read(query).needed())

    always = {"L", "n", "m", "init", "scale", "seed", "f"}
    assert needed("") == always | {"h", "e", "target", "r"}
    assert needed("L=1") == always | {"e", "target", "r"}
    assert needed("target=drawn") == always | {"h", "e", "target", "s", "z"}
    assert needed("init=balanced") == always | {"h", "target", "r"}
    assert needed("init=spectral") == always | {"h", "target", "r"}
    assert needed("init=spectral&target=drawn") == always | {"h", "target", "s", "z"}
    assert needed("init=homogeneous") == always | {"d", "target", "r"}
    assert needed("init=lambda&h=4") == always | {"d", "target", "r"}
    assert needed("init=imbalance") == always | {"h", "e", "d", "target", "r"}
    assert needed("f=regression") == always | {"h", "e", "target", "r", "kappa", "u", "noise"}
    assert needed("f=logistic&m=1") == always | {"h", "e", "ridge"}


@pytest.mark.parametrize("z", [0, 1, 3])
@pytest.mark.parametrize("more", ["", "&f=regression&noise=0", "&init=spectral"])
def test_missing_rank_is_missing(z: int, more: str) -> None:
    """The rest runs from the size down to half of it, as ever; so does the end, from any start."""
    solution = solve(scenario(read(f"n=4&m=5&h=8&target=drawn&s=2&z={z}{more}")))
    values = solution.target_singular_values
    np.testing.assert_allclose(values[4 - z :], 0.0, atol=1e-14)
    assert values[0] == pytest.approx(2.0)
    assert values[3 - z] == pytest.approx(2.0 if z == 3 else 1.0)
    assert solution.end.rank == 4 - z
    assert (solution.margin.margin == 0.0) or z == 0


def test_a_hidden_missing_rank_refuses_nothing() -> None:
    assert scenario(read("z=9")) == scenario(read(""))
    assert scenario(read("f=logistic&m=1&target=drawn&z=9")).objective.target is None


def test_unseen_inputs_are_fewer_data() -> None:
    state = read("n=4&f=regression&target=drawn&u=2")
    product = scenario(state).start().weights[0] @ scenario(state).start().weights[1]
    objective = scenario(state).objective.make(product)
    assert not objective.unique
    assert objective.inputs.shape == (2, 4)  # type: ignore[attr-defined]
    assert scenario(read("n=4&f=regression&u=0")).objective.samples is None
    with pytest.raises(ControlError, match="fewer than rows") as refused:
        scenario(read("n=4&f=regression&u=4"))
    assert refused.value.control == "u"
