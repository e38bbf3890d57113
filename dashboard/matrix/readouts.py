"""The key figures of the page: what each is called, what it means, and how it is read off."""

from __future__ import annotations

from dashboard.parts.readouts import Readout

READOUTS = (
    Readout(
        "alpha_star",
        "α*",
        "smallest λmin(T)",
        "The smallest λmin(T) of all weights that share the imbalances and satisfy the margin; "
        "exact for two layers, homogeneous imbalance and balanced weights. None elsewhere.",
        lambda solution: solution.alpha_star,
    ),
    Readout(
        "alpha_lower_bound",
        "α* ≥",
        "proven bound",
        "What is proven of λmin(T): α* itself for two layers, the published bound beside an exact "
        "α*, the bound from the imbalances for three layers. None where none is computed.",
        lambda solution: solution.alpha_lower_bound,
    ),
    Readout(
        "alpha_source",
        "by",
        "which theorem",
        "Where the guarantee comes from: two-layer, homogeneous and balanced are exact, "
        "three-layer-bound is a lower bound; none means that this program computes no bound here.",
        lambda solution: str(solution.alpha_source),
    ),
    Readout(
        "infimum",
        "inf γλmin(T)",
        "slowest moment",
        "The least rate γλmin(T) that this flow has at the start and in the window. Never below "
        "γα*; the loss may fall much faster most of the time.",
        lambda solution: solution.infimum,
    ),
    Readout(
        "decay_rate",
        "decay rate",
        "best true promise",
        "The largest r with f − f* ≤ exp(−rt)(f(W(0)) − f*) in the window, as long as the excess "
        "is more than rounding. None where the start is the minimum.",
        lambda solution: solution.decay_rate,
    ),
    Readout(
        "ntk_rate",
        "γλmin(T(0))",
        "NTK prediction",
        "The rate if T stood still. A prediction, no guarantee: see the drift of T.",
        lambda solution: solution.ntk_rate,
    ),
    Readout(
        "margin",
        "margin",
        "least σmin(W) on the way",
        "σmin(W*) − √(2(f(W(0)) − f*)/μ), or 0: no product with a smaller σmin has a loss as low "
        "as the start. 0 says nothing.",
        lambda solution: solution.margin.margin,
    ),
    Readout(
        "margin_paper",
        "margin′",
        "the paper’s form",
        "σmin(W*) − √(K/μ)·‖W(0) − W*‖, or 0: never larger than the margin, equal where K = μ.",
        lambda solution: solution.margin.paper,
    ),
    Readout(
        "gamma",
        "γ",
        "PL constant",
        "‖∇f‖² ≥ γ (f − f*), with γ = 2μ.",
        lambda solution: solution.objective.gamma,
    ),
    Readout(
        "condition_number",
        "K/μ",
        "condition number",
        "Largest over smallest curvature of f (for logistic loss, bounds of both).",
        lambda solution: solution.objective.condition_number,
    ),
    Readout(
        "tightness",
        "tightness",
        "guarantee / slowest",
        "α over the least λmin(T) seen at the start and in the window: 1 means that the guarantee "
        "is the best possible here. None where nothing is guaranteed.",
        lambda solution: solution.tightness,
    ),
    Readout(
        "imbalance_drift",
        "drift of D",
        "the solver’s error",
        "How far the conserved imbalances moved, in units of the squared layers: nothing but the "
        "error of the integration.",
        lambda solution: float(solution.imbalance_drift.max()),
    ),
    Readout(
        "loss",
        "𝓛 now",
        "loss at the time cursor",
        "f(W) at the time that the cursor marks.",
        lambda solution: float(solution.loss[0]),
    ),
)
