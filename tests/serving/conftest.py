"""The app of default settings, in this process."""

from __future__ import annotations

import logging

import dash
import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving.flood import Flood


@pytest.fixture(autouse=True)
def nothing_was_said_yet() -> None:
    """What one test has logged is no repetition in the next."""
    for logger in logging.root.manager.loggerDict.values():
        for kept in getattr(logger, "filters", ()):
            if isinstance(kept, Flood):
                kept.forget()


@pytest.fixture(scope="package")
def app() -> dash.Dash:
    return create_app(Settings(rate=0))  # as often as tests ask


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    client: FlaskClient = app.server.test_client()
    return client
