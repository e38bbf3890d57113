"""Questions to Dash's callbacks, checked before Dash sees them: an exception after that is ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.parts.exchange.unfit import UnfitError
from dashboard.serving.payloads.contract import Contract
from dashboard.serving.payloads.reading import read_json

__all__ = ["Payloads"]


class Payloads:
    """What the callbacks of an app may be asked.

    Parameters
    ----------
    callbacks : mapping
        The app's `callback_map`. Dash adds the callback of its pages with its first answer.
    """

    def __init__(self, callbacks: Mapping[str, Any]) -> None:
        self._callbacks = callbacks
        self._contracts: dict[str, Contract] = {}

    def check(self, data: bytes) -> None:
        """Raise UnfitError unless a page could have sent this."""
        body = read_json(data)
        output = body.get("output") if isinstance(body, dict) else None
        if not isinstance(output, str):
            raise UnfitError("unfit.not_page", where="output")
        known = self._callbacks.get(output, {})
        if "callback" not in known:  # there is none, or it runs in the browser
            raise UnfitError("unfit.not_page", where="output")
        if output not in self._contracts:
            self._contracts[output] = Contract(output, known)
        self._contracts[output].check(body)
