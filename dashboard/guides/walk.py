"""A step as a page, and the route that judges a guess and reveals: what every path has."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import dash
from dash.development.base_component import Component
from flask import Response, request

import words
from dashboard.guides import asking
from dashboard.guides.figure import figure, shown
from dashboard.guides.panel import panel
from dashboard.guides.path import ENTRY, Path
from dashboard.guides.step import PROMISE, Step
from dashboard.parts.drawing import palette
from dashboard.parts.page.frame import address
from dashboard.parts.prose.markdown import html_of, inline_html_of
from words import Message, RefusalError, say

#: What no step has explained -> its curves, by colour, and dash or mark (any, where none is named).
VEILS: Mapping[str, tuple[tuple[str, str], ...]] = {
    PROMISE: ((palette.GUARANTEE, ""), (palette.BOUND, "")),
    "margin": ((palette.FEASIBLE, "dot"),),
    "descent": ((palette.GUARANTEE, "circle-open"),),
}


def page(path: Path, place: int, notice: Message | None = None) -> Component:
    """The page of a step, by its place from 1; `notice` is what was wrong with its address."""
    step = path.steps[place - 1]
    told = {
        "judge": address(f"{path.name}-step"),
        "step": {**_query(path.query), ENTRY: place},
        "key": step.key,
        "kept": path.name,
        "hides": list(step.hides),
        "later": list(step.later),
        "veils": [veil for name in step.later for veil in VEILS.get(name, ())],
        "question": asking.told(step.question),
        "texts": {"guess": words.text("guide.your_guess"), "truth": words.text("guide.truth")},
    }
    return figure(path.name, step.scene, panel(path, place, notice), told)


def register_steps(app: dash.Dash, name: str, find: Callable[[Mapping[str, str]], Step]) -> None:
    """Serve what the steps of `name` reveal, with what a guess is worth.

    `find` gives the step that a request asks for by its entries.

    Raises
    ------
    RefusalError
        From `find`, where there is none.
    """

    def respond() -> Response:
        try:
            said = {"step": revealed(find(request.values), request.values.get("guess"))}
        except RefusalError as error:
            said = {"error": {"control": "", "sentence": str(error)}}
        return Response(json.dumps(said, allow_nan=False), mimetype="application/json")

    route = f"api/{name}-step"
    path = f"{app.config.routes_pathname_prefix}{route}"
    app.server.add_url_rule(path, route, respond, methods=["POST"])


def revealed(step: Step, guess: str | None) -> dict[str, Any]:
    """What is so, and what the guess is worth, if there is one.

    Raises
    ------
    GuessError, ControlError
        If it is none.
    """
    judged = None if guess is None else step.judge(guess)
    truth = step.question.truth_in(step.known)
    return {
        "right": judged and judged.right,
        "guess": judged and judged.guess,
        "truth": judged.truth if judged else truth,
        "verdict": inline_html_of(say(judged.message)) if judged else "",
        "answer": html_of(step.reveal),
        "scene": shown(step.reveal_scene) if step.reveal_scene else None,
    }


def _query(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("&") if part)
