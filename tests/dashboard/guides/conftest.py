"""An app, which links and layouts ask for their paths."""

from __future__ import annotations

import dash
import pytest

from dashboard.environment import Settings
from dashboard.factory import create_app


@pytest.fixture(scope="package")
def app() -> dash.Dash:
    """An app that has answered its first request."""
    return create_app(Settings(slow_processes=0))
