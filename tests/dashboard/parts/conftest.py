"""An app and its pages."""

from __future__ import annotations

import dash
import pytest
from dash.development.base_component import Component

from dashboard.environment import Settings
from dashboard.factory import TOPICS, create_app
from tests.dashboard.parts.pages import everything


@pytest.fixture(scope="module")
def app() -> dash.Dash:
    """One for development, after its first request: validation_layout then has all pages."""
    app = create_app(Settings(slow_processes=0), warm=False)
    assert app.server.test_client().get("/").status_code == 200
    return app


@pytest.fixture(scope="module")
def pages(app: dash.Dash) -> dict[str, list[Component]]:
    """Everything on each page, and in the frame round them ("shell")."""
    found = {
        topic: list(everything(dash.page_registry[f"dashboard.{topic}.layout"]["layout"]()))
        for topic in TOPICS
    }
    return {**found, "shell": list(everything(app.layout()))}


@pytest.fixture(scope="module")
def components(pages: dict[str, list[Component]]) -> list[Component]:
    return [component for page in pages.values() for component in page]
