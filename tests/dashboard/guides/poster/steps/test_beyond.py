"""The claims of the steps beyond the poster, worked out from weights alone."""

from __future__ import annotations

import math

import pytest

from tests.dashboard.guides.poster.steps.known import facts_of, truth_of


def test_corridor_from_both_ends_of_what_the_loss_allows() -> None:
    facts = facts_of("corridor")
    ratios = []
    for d, ratio in ((facts["d"], facts["ratio"]), (facts["much"], facts["narrow_ratio"])):
        least = math.hypot(d, 2.0 * facts["product"])  # the margin, as it is below the target 1
        most = math.hypot(d, 2.0 * (2.0 - facts["product"]))
        assert ratio == pytest.approx(least / most)
        ratios.append(ratio)
    assert ratios[0] < ratios[1]
    assert truth_of("corridor") == "narrower"


def test_corridor_of_times() -> None:
    facts = facts_of("corridor")
    fall = -math.log(facts["part"])
    assert facts["earliest"] == pytest.approx(fall / (4.0 * facts["beta"]))
    assert facts["promised"] == pytest.approx(fall / (4.0 * facts["alpha"]))
    assert facts["earliest"] < facts["seen"] < facts["promised"]
    assert facts["narrow_promised"] < facts["promised"]
    width = facts["promised"] / facts["earliest"]
    assert facts["narrow_promised"] / facts["narrow_earliest"] < width


@pytest.mark.parametrize(
    "imbalance, factor, part",
    [("small", "factor", "part"), ("great", "great_factor", "great_part")],
)
def test_certificate_holds_along_a_run_of_two_numbers(
    imbalance: str, factor: str, part: str
) -> None:
    """Half the stable step, and the largest certified one, from w(0) = 1/2 to the target 1."""
    facts = facts_of("certificate")
    d = facts[imbalance]
    stable = 1.0 / math.hypot(d, 2.0)
    assert losses(d, 0.5 * stable, 60) <= facts[factor]
    assert losses(d, facts[part] / 100.0 * stable, 60) < 1.0
    assert facts[part] < 100.0


def losses(d: float, step: float, steps: int) -> float:
    """The largest factor of the loss in a run, step by step from the start on average."""
    a = math.sqrt(0.5 * (d + math.hypot(d, 1.0)))
    b = 0.5 / a
    first, worst = (1.0 - a * b) ** 2, 0.0
    for k in range(1, steps + 1):
        slope = -2.0 * (1.0 - a * b)
        a, b = a - step * slope * b, b - step * slope * a
        left = (1.0 - a * b) ** 2 / first
        if left < 1e-25:
            break
        worst = max(worst, left ** (1.0 / k))
    return worst


def test_certificate_grows_with_the_imbalance() -> None:
    facts = facts_of("certificate")
    assert facts["largest"] / facts["stable"] == pytest.approx(facts["part"] / 100.0)
    assert facts["stable"] == pytest.approx(1.0 / math.hypot(facts["small"], 2.0))
    assert facts["great_part"] > facts["part"]
    assert truth_of("certificate") == "more"
