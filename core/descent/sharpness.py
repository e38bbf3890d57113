"""Sharpness: the largest eigenvalue of the loss's Hessian in the weights, and the stable step.

At a minimum of f the gradient of f is 0, and the Hessian of the loss f(W_1 ... W_L) in all weights
is J^T H J, with J the derivative of the product and H the Hessian of f. Its nonzero eigenvalues are
those of H^(1/2) J J^T H^(1/2), and J J^T = T is the preconditioner. Scalar networks: H = 2 and
T = tau, so the largest is 2 tau. Gradient descent near the minimum multiplies the direction of an
eigenvalue h by 1 - step h: it is stable only below the step 2/h, which is 1/tau.

Source: docs/mathematics.md, section 8.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from core.arrays import digits_apart
from core.matrix.ends.end import Kind, flow_end
from core.matrix.scenario import MatrixScenario
from core.scalar.flow.one_variable import End, at_target, scalar_flow
from core.scalar.polynomial import preconditioner as scalar_preconditioner
from core.scalar.scenario import ScalarScenario
from core.scalar.solve import scalar_network
from core.scenario import Scenario
from words import Message, say

#: The flow has reached a minimum of f if the excess has fallen to this part of its start. The
#: sharpness there then has four digits or more.
REACHED = 1e-8
_ANOTHER = 0.01  # relative difference of stable steps that tells two minima apart


@dataclass(frozen=True)
class Stability:
    """What limits the step of gradient descent around the minimum that the flow reaches.

    Attributes
    ----------
    sharpness : float or None
        Largest eigenvalue of the Hessian of the loss in the weights there.
    step : float or None
        2 / sharpness. None where the flow reaches no minimum or one without curvature.
    why : Message or None
        Why there is none; None if there is.
    """

    sharpness: float | None
    step: float | None
    why: Message | None = None

    @property
    def reason(self) -> str:
        """The same in words; "" if there is a limit."""
        return say(self.why) if self.why else ""


@singledispatch
def stability(scenario: Scenario[Any]) -> Stability:
    """Sharpness and stable step at the end of the flow of `scenario`.

    Exact for scalar networks. For matrix networks at a late time of the flow, which is the minimum
    to four digits or more.
    """
    raise TypeError(type(scenario).__name__)


def limited(sharpness: float) -> Stability:
    """The stability of a minimum of that sharpness."""
    if sharpness == 0.0:
        return Stability(0.0, None, Message("stability.no_curvature"))
    return Stability(sharpness, 2.0 / sharpness)


def compared(
    limit: Stability, least: float, most: float, final: Stability | None
) -> tuple[Message, ...]:
    """How steps compare with the stable one; `final` is that of another minimum, if known."""
    if limit.step is None:
        return (limit.why,) if limit.why else ()
    ratio = most / limit.step
    told = Message(
        "stability.compared", limit=limit.step, ratio=ratio, digits=digits_apart(ratio, 1.0)
    )
    if least < most:
        told = Message("stability.steps", limit=limit.step, least=least, most=most)
    if final and final.step and abs(final.step / limit.step - 1.0) > _ANOTHER:
        return (told, Message("stability.another", limit=final.step))
    return (told,)


@stability.register
def _(scenario: ScalarScenario) -> Stability:
    network = scalar_network(scenario)
    flow, _ = scalar_flow(network, scenario.target)
    if flow.end is End.SADDLE:
        return Stability(None, None, Message("stability.saddle"))
    at_rest = at_target(network.gap, scenario.target, network.depth)
    if flow.end is End.STATIONARY and not at_rest:
        return Stability(None, None, Message("stability.saddle_start"))
    return limited(2.0 * float(scalar_preconditioner(network.cumulative_imbalance, flow.limit**2)))


@stability.register
def _(scenario: MatrixScenario) -> Stability:
    end = flow_end(scenario)
    if end.kind is Kind.SADDLE:
        return Stability(None, None, Message("stability.saddle_loss", loss=end.loss))
    if end.sharpness is None:
        return Stability(None, None, Message("stability.no_minimum"))
    return limited(end.sharpness)
