"""Dash components of our own, made of the browser's: assets/native.js.

dcc.Input takes no aria attributes and no value while a number is half typed, and a slider and a box
of it would tell each other of every move by callbacks. Here that is the component's own business,
and Dash sees one value: text, with all its digits.
"""

from __future__ import annotations

from typing import Any, ClassVar

from dash.development.base_component import Component


def attributes(**named: Any) -> dict[str, Any]:
    """Attributes with a hyphen: html.Div(**attributes(aria_label="Controls", data_control="T"))."""
    return {name.replace("_", "-"): value for name, value in named.items()}


class _Native(Component):
    """A component of ours; the function of its name in assets/native.js takes its properties."""

    _namespace = "deepLinear"
    _base_nodes = []  # noqa: RUF012  # as the base class has it: nothing goes inside
    _children_props = []  # noqa: RUF012
    properties: ClassVar[tuple[str, ...]] = ()

    def __init__(self, **properties: Any) -> None:
        self._type = type(self).__name__
        self._prop_names = self.available_properties = list(self.properties)
        self._valid_wildcard_attributes = self.available_wildcard_properties = []
        super().__init__(**properties)  # type: ignore[no-untyped-call]  # Dash's own


class NumberControl(_Native):
    """A row of controls.

    `value` is text: what someone typed, whole, or the number as the server names it. The slider
    runs from `min` to `max` in steps of `step`, of the power of ten if `powers`, on both sides of 0
    if `even` (`Entry`); `whole` rounds there. `most` limits a box that counts from 1. `error` is
    the sentence under the row. `zoned`: parts of the slider's track mean something, which the
    answer names (assets/stage/zones.js).
    """

    properties = (
        "id", "name", "label", "value", "min", "max", "step", "powers", "even", "whole", "most",
        "zoned", "error", "disabled", "hidden",
    )  # fmt: skip


class Select(_Native):
    """The first `count` of `options`, pairs of value and text; `barred` cannot be chosen."""

    properties = ("id", "label", "value", "options", "count", "barred")


class Choice(_Native):
    """One of the `options`, dictionaries of value and label, or with `several` any of them.

    An option may have its label as `html` too, made of our own words.

    `value` is text, or a list of texts. dcc.RadioItems gives its labels a role that hides the radio
    buttons in them.
    """

    properties = ("id", "name", "value", "options", "several")


class FileControl(_Native):
    """A row that opens a text file of at most `most` bytes.

    `value` is the name of the file that is open, or empty; `opened`, `closing` and `oversize` are
    what is said of it, of the button that closes it, and of a file that is too large.
    """

    properties = (
        "id", "name", "label", "value", "opened", "closing", "oversize", "accept", "most",
        "error", "disabled", "hidden",
    )  # fmt: skip


class RunName(_Native):
    """The name of a run, which assets/stage/pins.js hears of when it is changed."""

    properties = ("id", "label", "value")


class Range(_Native):
    """A slider alone, which a script moves or hears: from 0 to `most`, 1 if it has none."""

    properties = ("id", "label", "most", "start")


class Prose(_Native):
    """HTML that the server has made of our own words: dashboard/parts/prose/markdown.py."""

    properties = ("id", "html", "className")


class Quoted(Prose):
    """The same of a file that is quoted, in the language that it is in."""
