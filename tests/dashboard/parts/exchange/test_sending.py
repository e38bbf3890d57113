"""What an answer says beside its pictures: what is guaranteed, and the drawing of a network."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from dashboard.parts.exchange.sending import Arrays, network_answer, promise


@pytest.mark.parametrize(
    "sentence, wanted",
    [
        ("Guaranteed: the loss falls.", "The loss falls."),
        ("Guaranteed: f(W) falls.", "f(W) falls."),  # a symbol stays what it is
        ("Nothing is guaranteed: α* = 0.", "α* = 0."),
        ("Nothing is guaranteed: for depth.", "For depth."),
        ("Balanced start: n = m.", "Balanced start: n = m."),
        ("", ""),
    ],
)
def test_the_page_has_the_word_before_a_guarantee_on_its_own(sentence: str, wanted: str) -> None:
    assert promise(sentence) == wanted


def test_a_drawing_has_every_fourth_sample_of_the_largest_values() -> None:
    times, count = 41, 7
    layer = np.arange(times)[:, None] + 100.0 * np.arange(count)[None, :]
    arrays = Arrays()
    drawn = network_answer([layer, layer[:, :1], layer[:, :0]], arrays, name="NTK", color="#123")
    assert [len(edges) for edges in drawn["layers"]] == [5, 1, 0]
    assert (drawn["name"], drawn["color"], drawn["every"]) == ("NTK", "#123", 4)
    for edge, number in enumerate(drawn["layers"][0]):
        packed = arrays.packed[number]
        values = np.frombuffer(base64.b64decode(packed["bdata"]), f"<{packed['dtype']}")
        assert values.tolist() == layer[::4, edge].tolist()
