"""What the scalar page's controls say -> the query that asks for it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from urllib.parse import quote

from core.scalar import initial_weights
from dashboard.parts.exchange.asking import Controls, Texts, automatic
from dashboard.parts.query import ControlError, joined, number, whole
from dashboard.parts.query import text_of as number_text
from dashboard.scalar.controls import ScalarState, label, read
from dashboard.scalar.starts import STARTS, starts_text


def asked(state: str, controls: Controls, moved: Sequence[str]) -> str:
    """A query: the start is told as `state`, the query of what the page shows, tells it.

    Raises
    ------
    ControlError
        Where a layer's text is no number: in a list a comma would make two of it.
    """
    known = read(state)
    depth = known.scenario.depth
    way = "weights" if known.scenario.weights is not None else "imbalance"
    text = Texts(controls)
    layers = _layers_of(depth, text)
    if _dragged(moved):
        way = text["from"] = "weights"
    if way == "imbalance":
        parts = [("d", _numbers("d", layers - 1, known, text))]
        parts.append(("p", _product(depth, layers, text)))
    else:
        parts = [("w", _numbers("w", layers, known, text))]
    parts.append(("y", text["y"]))
    if not automatic(controls, moved):
        parts.append(("T", text["T"]))
    if text["gamma"] == "poster":
        parts.append(("gamma", "poster"))
    parts.append(("show", text["show"]))
    parts.append(("pair", f"{text['first']},{text['second']}"))
    parts.append((STARTS, text.get(STARTS, starts_text(known.view.starts))))
    # Another depth, or start: layers are added or dropped, or the same start is told the other way.
    if text["depth"] != str(depth):
        parts.append(("depth", text["depth"]))
    if text["from"] != way:
        parts.append(("from", text["from"]))
    return joined((name, quote(part, safe=",;")) for name, part in parts)


def _dragged(moved: Sequence[str]) -> bool:
    """Whether a hand on the picture has moved weights, whatever the start was told by.

    Until the page rests its choice of the start does not know; one that is made later counts.
    """
    told = [name for name in moved if name == "from" or re.fullmatch(r"w\d+", name)]
    return bool(told) and told[-1] != "from"


def _layers_of(depth: int, text: Texts) -> int:
    """The depth with those layers that were dropped, that the page remembers and that come back."""
    try:
        wanted = whole("depth", label("depth"), text["depth"])
    except ControlError:
        return depth  # to refuse it is the reader's business
    while depth < wanted and f"w{depth + 1}" in text and f"d{depth}" in text:
        depth += 1
    return depth


def _product(depth: int, layers: int, text: Texts) -> str:
    """The product, with the weights of the layers that come back: it lost them when they went."""
    if layers == depth:
        return text["p"]
    weights = (number(name, label(name), text[name]) for name in _names("w", layers)[depth:])
    return number_text(number("p", label("p"), text["p"]) * math.prod(weights))


def _numbers(kind: str, count: int, known: ScalarState, text: Texts) -> str:
    """The numbers of all layers; one that the page has no control of yet is what it was."""
    scenario = known.scenario
    exact = initial_weights(scenario) if kind == "w" else scenario.imbalance or ()
    parts = []
    for index, name in enumerate(_names(kind, count)):
        part = text[name] if name in text else number_text(exact[index])
        parts.append(number_text(number(name, label(name), part)))
    return ",".join(parts)


def _names(kind: str, count: int) -> list[str]:
    return [f"{kind}{layer}" for layer in range(1, count + 1)]
