"""A client of the server, without a browser."""

from __future__ import annotations

import dash
import pytest
from flask.testing import FlaskClient


@pytest.fixture
def client(app: dash.Dash) -> FlaskClient:
    client: FlaskClient = app.server.test_client()
    return client
