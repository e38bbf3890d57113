"""The stage of a topic inside a guide: what `dashboard/parts/page/guide.py` says, of a scene."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash.development.base_component import Component

from dashboard.guides import labs
from dashboard.guides.scene import Scene
from dashboard.parts.page.guide import Guide


def figure(
    name: str, scene: Scene, panel: Component, told: Mapping[str, Any] | None = None
) -> Component:
    """A page: the topic's own stage with its callbacks, restricted to the scene.

    Parameters
    ----------
    name
        The guide's page, in the navigation.
    scene
    panel
        What is said and asked beside the stage, with the heading of the page.
    told
        What else the scripts are told, beside the scene: `app.page.settings.guide` there.
    """
    guide = Guide(
        name=name,
        panel=panel,
        start=scene.canonical,
        tab=scene.tab,
        plots=scene.plots,
        controls=scene.controls,
        told=told or {},
    )
    page: Component = labs.page(scene.topic).layout(guide)
    return page


def shown(scene: Scene) -> dict[str, Any]:
    """What the scripts are told of another scene of the same stage: topics/guides/scene.js."""
    return {
        "start": scene.canonical,
        "tab": scene.tab,
        "plots": list(scene.plots) or None,
        "controls": list(scene.controls),
    }
