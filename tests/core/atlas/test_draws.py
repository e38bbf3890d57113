"""Random weights: their distribution, and their independence of one another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import kstest, norm, uniform

from core.arrays import Array
from core.atlas.spaces.draws import ScalarInitialization

DRAWS = np.arange(20_000)
#: Of each kind, what its weights over their scale are spread like.
LIKE: dict[str, Callable[[Array], Array]] = {
    "normal": norm.cdf,
    "uniform": lambda w: uniform.cdf(w, -1.0, 2.0),
    "lognormal": lambda w: norm.cdf(2.0 * np.log(np.abs(w))),
}


def weights(kind: str, seed: int = 1) -> Array:
    return ScalarInitialization(kind, 3).weights(seed, DRAWS)


@pytest.mark.parametrize("kind", LIKE)
def test_weights_are_spread_as_their_kind_says(kind: str) -> None:
    for column in weights(kind).T:
        assert kstest(LIKE[kind](column), "uniform").pvalue > 1e-3
        assert abs(np.mean(np.sign(column))) < 4.0 / np.sqrt(len(DRAWS))


def test_layers_neighbours_and_seeds_have_nothing_in_common() -> None:
    one, other = weights("normal"), weights("normal", 2)
    pairs = [(one[:, 0], one[:, 1]), (one[1:, 0], one[:-1, 0]), (one[:, 0], other[:, 0])]
    for a, b in pairs:
        assert abs(np.corrcoef(a, b)[0, 1]) < 4.0 / np.sqrt(len(DRAWS))
