"""Two layers of matrices: the rate in the eigenvalues of one matrix."""

from __future__ import annotations

from core import Initialization, MatrixSolution
from core.guarantee import guarantee
from dashboard.guides.questions import Choose, Facts
from dashboard.guides.scene import Scene
from dashboard.guides.step import Step

_QUERY = "n=2&m=2&h={}&target=drawn&s=2&seed=17"
_WIDE = Scene("matrix", _QUERY.format(8), tab="balance", plots=("imbalance",), controls=("h",))
_NARROW = Scene("matrix", _QUERY.format(3), tab="balance", plots=("imbalance",), controls=("h",))
_DRAWS = 60


def _facts(wide: MatrixSolution) -> Facts:
    n, m = wide.objective.shape
    widths = {"side": n, "between": n + m - 1, "both": n + m}
    least = {name: _least_delta(n, m, width) for name, width in widths.items()}
    enough = [name for name in widths if least[name] > 0.0]
    narrow: MatrixSolution = _NARROW.solution()
    parts = narrow.guarantee.two_layer(n, m, narrow.margin.margin)
    assert parts is not None
    eigenvalues = narrow.guarantee.imbalance
    return {
        "n": n, "m": m, **widths, "margin": wide.margin.margin,
        "positive": int((eigenvalues > 0.0).sum()), "negative": int((eigenvalues < 0.0).sum()),
        "delta": parts.delta,
        "enough": min(enough, key=lambda name: widths[name]),
    }  # fmt: skip


def _least_delta(n: int, m: int, width: int) -> float:
    """The least gap of the imbalance of some random starts."""
    gaps = []
    for seed in range(_DRAWS):
        recipe = Initialization(kind="gaussian", n=n, m=m, widths=(width,), seed=seed)
        parts = guarantee(recipe.draw().weights).two_layer(n, m, 0.0)
        assert parts is not None
        gaps.append(parts.delta)
    return min(gaps)


STEP = Step(
    "matrix",
    _WIDE,
    Choose(("side", "between", "both"), "enough"),
    facts=_facts,
    reveal_scene=_NARROW,
)
