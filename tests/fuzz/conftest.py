"""One app, and what must not change in it, whatever it is asked."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass

import dash
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, settings

from dashboard.environment import Settings
from dashboard.factory import create_app

#: Requests and files, all kinds together.
COUNT = int(os.environ.get("FUZZ", "2000"))
#: What breaks is shown as it was found: to make it smaller takes longer than to read it.
HOSTILE = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=tuple(HealthCheck),
)
MOST_LOGGED = 1_000_000  # characters
_PROBES = (
    "/api/scalar?state=w%3D0.9,0.4%26y%3D1",
    "/_dash-layout",
    "/_dash-dependencies",
    "/healthz",
)


class Log(logging.Handler):
    """What is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logging.Formatter())
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text += f"{self.format(record)}\n"


@dataclass(frozen=True)
class Target:
    """What is attacked."""

    app: dash.Dash
    client: FlaskClient
    log: Log

    def state(self) -> tuple[object, ...]:
        """What stays as it is."""
        answers = [self.client.get(path) for path in _PROBES]
        known = [
            sorted(self.app.callback_map),
            sorted(map(str, self.app.server.url_map.iter_rules())),
        ]
        return [(answer.status_code, answer.data) for answer in answers], known


@pytest.fixture(scope="package")
def target() -> Iterator[Target]:
    app = create_app(Settings(rate=0))
    log = Log()
    logging.getLogger().addHandler(log)
    found = Target(app, app.server.test_client(), log)
    before = found.state()
    yield found
    logging.getLogger().removeHandler(log)
    assert found.state() == before
    assert "Traceback" not in log.text
    assert len(log.text) < MOST_LOGGED
