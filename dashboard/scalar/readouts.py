"""The key figures of the page: what each is called, what it means, and how it is read off."""

from __future__ import annotations

from dashboard.parts.readouts import Readout

READOUTS = (
    Readout(
        "alpha_star",
        "α*",
        "guaranteed rate factor",
        "The smallest preconditioner τ of all weights that share the imbalances and have |w| at "
        "least the margin. Exact: the root of a polynomial of degree L. The loss falls at least "
        "like exp(−γα*t).",
        lambda solution: solution.alpha_star,
    ),
    Readout(
        "alpha_lower_bound",
        "α* ≥",
        "lower bound",
        "The closed-form bound of α* from the poster, √((∏c)² + (L·margin^(2−2/L))²), with "
        "the cumulative imbalances c. Equal to α* for two layers, at margin 0 and for balanced "
        "weights.",
        lambda solution: solution.alpha_lower_bound,
    ),
    Readout(
        "margin",
        "margin",
        "least |w| on the way",
        "No product with a smaller |w| has a loss as low as the start, and the loss never rises: "
        "max(0, |y| − |y − w(0)|). 0 says nothing.",
        lambda solution: solution.margin,
    ),
    Readout(
        "gamma",
        "γ",
        "PL constant",
        "The squared slope of f is at least γ times f. For |y − w|² it is exactly 4; the poster "
        "writes 1, which is valid but looser.",
        lambda solution: solution.gamma,
    ),
    Readout(
        "infimum",
        "inf γτ(t)",
        "slowest moment",
        "The smallest rate γτ that this flow has at any time t ≥ 0, its limit included, from its "
        "exact path. Never below γα*; the loss may fall much faster most of the time.",
        lambda solution: solution.infimum,
    ),
    Readout(
        "final_rate",
        "γτ(∞)",
        "rate in the end",
        "The rate γτ that this flow tends to. With the true γ = 4 the loss falls like "
        "exp(−γτ(∞)t) in the end; 0 means slower than any exponential, or a saddle.",
        lambda solution: solution.final_rate,
    ),
    Readout(
        "decay_rate",
        "decay rate",
        "best true promise",
        "The largest r with 𝓛(t) ≤ exp(−rt)𝓛(0) in the whole window: the loss’s own rate, "
        "whatever γ is chosen. None where the start is the minimum.",
        lambda solution: solution.decay_rate,
    ),
    Readout(
        "tightness",
        "γα* / inf γτ",
        "tightness",
        "The guaranteed rate as a part of the slowest moment’s: 1 means that no better guarantee "
        "of the rate is possible for this flow. None where the flow’s own rate tends to 0.",
        lambda solution: solution.tightness,
    ),
    Readout(
        "product",
        "w(0)",
        "product at the start",
        "w₁w₂⋯w_L at t = 0.",
        lambda solution: solution.product,
    ),
    Readout(
        "loss",
        "𝓛 now",
        "loss at the time cursor",
        "(y − w)² at the time that the cursor marks.",
        lambda solution: float(solution.loss[0]),
    ),
)
