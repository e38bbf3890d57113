"""Statistics of an ensemble: the same however its draws came in, and those of all values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core import Recipe, read_recipe, scenario_from_json, solve
from core.atlas import Bands, Histogram, Share, curves

SCALAR = {
    "model": "scalar", "target": 1.0, "initialization": {"kind": "normal", "depth": 3},
}  # fmt: skip
MATRIX = {
    "model": "matrix",
    "initialization": {"kind": "gaussian", "n": 2, "m": 2, "widths": [4]},
    "objective": {"kind": "squared", "target": {"singular_values": [2, 1]}},
}
TIMES = np.linspace(0.0, 2.0, 5)


def ensemble(scenario: dict[str, Any]) -> Recipe:
    entries = {"draws": 1000, "seed": 1, "quantities": ["guaranteed"]}
    return read_recipe({"kind": "ensemble", "scenario": scenario, **entries})


@pytest.mark.parametrize("scenario, count", [(SCALAR, 20), (MATRIX, 3)], ids=["scalar", "matrix"])
def test_curves_are_those_of_the_single_solver(scenario: dict[str, Any], count: int) -> None:
    recipe = ensemble(scenario)
    found = curves(recipe, range(5, 5 + count), TIMES)
    for row in range(count):
        scenario = recipe.scenario(5 + row).to_json() | {"times": TIMES.tolist()}
        alone = solve(scenario_from_json(scenario))
        assert found.loss[row] == pytest.approx(alone.loss, rel=1e-9)
        assert found.envelope[row] == pytest.approx(alone.envelope, rel=1e-9)


def test_a_histogram_counts_all_and_says_what_is_missing() -> None:
    whole, parts, other = Histogram([0, 1, 2]), Histogram([0, 1, 2]), Histogram([0, 1, 2])
    values = np.array([-1, 0, 0.5, 1, 1.9, 2, 7, np.nan])
    whole.add(values)
    assert whole.counts.tolist() == [1, 2, 2, 2]
    assert (whole.total, whole.missing) == (7, 1)
    parts.add(values[:3])
    other.add(values[3:])
    parts += other
    assert parts.counts.tolist() == whole.counts.tolist()
    assert parts.missing == 1


def test_a_share_leaves_out_what_is_not_known() -> None:
    share, other = Share(), Share()
    assert share.part is None
    share.add([0, 1, -1])
    other.add([1, 1])
    share += other
    assert (share.yes, share.total, share.part) == (3, 4, 0.75)


def test_bands_are_the_quantiles_of_all_values_to_the_width_of_a_class() -> None:
    random = np.random.default_rng(0)
    values = np.exp(3.0 * random.standard_normal((2000, 3))) * [1.0, 1e-6, 1e3]
    bands, other = Bands([0, 1, 2]), Bands([0, 1, 2])
    bands.add(values[:700])
    other.add(values[700:])
    bands += other
    quantiles = [0.1, 0.5, 0.9]
    assert bands.at(quantiles) == pytest.approx(np.quantile(values, quantiles, axis=0), rel=0.06)


def test_bands_end_at_what_they_tell_apart() -> None:
    bands = Bands([0, 1, 2])
    bands.add(np.array([[0.0, 1e300, np.nan], [1e-30, 1e9, np.nan]]))
    assert bands.at([0, 0.5, 1])[:, 0] == pytest.approx([1e-16] * 3)
    assert bands.at([0, 0.5, 1])[:, 1] == pytest.approx([1e8] * 3)
    assert np.isnan(bands.at([0.5])[:, 2]).all()
