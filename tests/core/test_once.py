"""What is worked out once, when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.once import anew, of_layers, once


def test_it_is_made_when_it_is_asked_for_and_not_again() -> None:
    made: list[int] = []

    def make() -> None:
        made.append(len(made))

    get = once(make)
    assert made == []
    assert [get(), get()] == [None, None]  # None is an answer too
    assert made == [0]


def test_without_a_memory_everything_is_made() -> None:
    made: list[str] = []
    for _ in range(2):
        assert anew("question", lambda: made.append("more") or len(made), bool) == len(made)
    assert len(made) == 2


def test_of_layers_one_answer_is_made_for_the_same_numbers_and_others_for_others() -> None:
    asked: list[int] = []

    @of_layers
    def largest(layers: Sequence[Array]) -> float:
        asked.append(len(layers))
        return max(float(layer.max()) for layer in layers)

    first, second = np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])
    assert [largest([first, second]), largest((first.copy(), second.copy()))] == [4.0, 4.0]
    assert asked == [2]
    # The same bytes in other shapes, or as other layers, are other networks.
    assert [largest([first.T, second.T]), largest([second, first])] == [4.0, 4.0]
    first[0, 0] = 5.0  # and so are the same arrays with other numbers
    assert largest([first, second]) == 5.0
    assert asked == [2, 2, 2, 2]


def test_of_layers_large_ones_are_not_kept() -> None:
    asked: list[int] = []
    size = of_layers(lambda layers: asked.append(layers[0].size) or layers[0].size)
    for _ in range(2):
        assert size([np.zeros((50, 50))]) == 2500
    assert asked == [2500, 2500]
