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


def test_float32_is_enough_unless_told_otherwise_or_out_of_its_range() -> None:
    grid = np.arange(6.0).reshape(2, 3) / 3.0
    given = [grid[:, 1], np.empty(0), np.array([1.0, 1e-40]), np.array([0.0, np.nan]),
             np.array([-1e300, 1.0]), np.arange(3)]  # fmt: skip
    arrays = Arrays()
    for array in given:
        arrays.number(array)
    arrays.number(exact := grid.T, exact=True)
    packed = arrays.packed
    assert [entry["dtype"] for entry in packed] == ["f4", "f4", "f8", "f4", "f8", "f4", "f8"]
    for entry, array in zip(packed, [*given, exact], strict=True):
        values = np.frombuffer(base64.b64decode(entry["bdata"]), f"<{entry['dtype']}")
        np.testing.assert_array_equal(values, array.ravel().astype(entry["dtype"]))
    assert Arrays().packed == []
