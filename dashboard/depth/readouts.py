"""The key figures of the page: what each is called, what it means, and how it is read off."""

from __future__ import annotations

import math

from dashboard.parts.readouts import Readout

READOUTS = (
    Readout(
        "alpha_star",
        "α*",
        "guaranteed rate factor",
        "The smallest preconditioner (for a matrix network, λmin(T)) of all weights that share the "
        "imbalances and satisfy the margin, at the depth of the descent. Exact. The flow’s loss "
        "falls at least like exp(−γα*t).",
        lambda run: float(run.at.alpha_star[0]),
    ),
    Readout(
        "margin",
        "margin",
        "least |w| or σmin(W)",
        "What the loss at the start allows: no smaller product has a loss as low. 0 says nothing.",
        lambda run: float(run.at.margin[0]),
    ),
    Readout(
        "gradient_norm",
        "‖∇𝓛‖",
        "gradient at the start",
        "Norm of the gradient over all layers at the start.",
        lambda run: float(run.at.gradient_norm[0]),
    ),
    Readout(
        "sharpness",
        "λmax(∇²𝓛)",
        "sharpness at the end",
        "Largest eigenvalue of the Hessian of the loss in the weights, at the minimum that the "
        "flow reaches. None where it reaches none.",
        lambda run: run.stability.sharpness,
    ),
    Readout(
        "stable_step",
        "2/λmax",
        "largest stable step",
        "Gradient descent near that minimum is stable only below this step; for scalar networks "
        "it is 1/τ.",
        lambda run: run.stability.step,
    ),
    Readout(
        "step",
        "step",
        "step of this run",
        "What each gradient is multiplied by; one step stands for this much of the flow’s time.",
        lambda run: run.step,
    ),
    Readout(
        "progress",
        "γα*·2/λmax",
        "rate in stable steps",
        "The guaranteed rate of the flow times the largest stable step: what depth leaves of its "
        "gain. Never above 4. A number of the flow, no guarantee for gradient descent.",
        lambda run: _number(float(run.at.progress[0])),
    ),
    Readout(
        "imbalance_drift",
        "drift of D",
        "largest on the way",
        "How far the imbalances, which the flow conserves, move along gradient descent, beside the "
        "largest squared layer of the start.",
        lambda run: float(run.imbalance_drift.max()),
    ),
    Readout(
        "loss",
        "𝓛 now",
        "loss at the time cursor",
        "Loss of gradient descent at the step that the cursor marks.",
        lambda run: float(run.loss[0]),
    ),
)


def _number(value: float) -> float | None:
    """None where there is none."""
    return None if math.isnan(value) else value
