"""The app of default settings, in this process."""

from __future__ import annotations

import dash
import pytest
from flask.testing import FlaskClient

from dashboard.environment import Settings
from dashboard.factory import create_app


@pytest.fixture(scope="package")
def app() -> dash.Dash:
    return create_app(Settings(rate=0))  # as often as tests ask


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    client: FlaskClient = app.server.test_client()
    return client
