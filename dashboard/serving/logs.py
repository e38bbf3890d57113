"""One line of the log a request.

Nothing personal: no address unless asked, and of what was asked the route alone.
"""

from __future__ import annotations

import logging

from dashboard.environment import Settings
from dashboard.records import FIELDS
from dashboard.serving.requests import Answered, Watcher

_log = logging.getLogger("dashboard.requests")


def request_log(settings: Settings) -> Watcher:
    """Who writes the line, at level info."""

    def write(answered: Answered) -> None:
        if not _log.isEnabledFor(logging.INFO):
            return
        fields: dict[str, object] = {
            "method": answered.method,
            "route": answered.route,
            "status": answered.status,
            "ms": round(1000 * answered.seconds, 1),
            "bytes": answered.size,
            "lane": answered.lane,
        }
        if settings.log_addresses:
            fields["address"] = answered.address
        if settings.log_queries:
            fields["query"] = answered.query
        _log.info("answered", extra={FIELDS: fields})

    return write
