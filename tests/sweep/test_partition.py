"""Chunks of a map: ranges in C order that are blocks of an array, none twice and none left out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweep.store.partition import PARTS, partition

SHAPES = st.lists(st.integers(1, 12), min_size=1, max_size=4).map(tuple)


@given(shape=SHAPES, least=st.integers(1, 50), most=st.integers(1, 400))
def test_every_point_is_in_one_chunk(shape: tuple[int, ...], least: int, most: int) -> None:
    parts = partition(shape, least, most)
    numbers = np.arange(math.prod(shape)).reshape(shape)
    seen: list[int] = []
    for index in range(parts.chunks):
        points = parts.points(index)
        corner = zip(parts.place(index), parts.chunk, strict=True)
        block = numbers[tuple(slice(at * each, (at + 1) * each) for at, each in corner)]
        assert list(points) == block.ravel().tolist()
        assert 0 < len(points) <= parts.size <= most
        assert {parts.holding(point) for point in points} == {index}
        seen += points
    assert seen == list(range(math.prod(shape)))


@pytest.mark.parametrize(
    "shape, chunk",
    [
        ((7, 5), (7, 5)),  # too few to part
        ((1000, 1000), (15, 1000)),
        ((31623, 31623), (4, 31623)),
        ((10**9,), (2**17,)),
        ((3, 10**6, 100), (1, 1310, 100)),
        ((2, 2, 10**6), (1, 1, 62500)),
    ],
)
def test_chunks_are_enough_and_never_too_large(
    shape: tuple[int, ...], chunk: tuple[int, ...]
) -> None:
    parts = partition(shape, 256, 2**17)
    assert parts.chunk == chunk
    assert parts.size <= 2**17
    assert parts.chunks >= PARTS or parts.chunk == shape


def test_the_name_of_a_file() -> None:
    assert partition((2, 2, 10**6), 256, 2**17).key(17) == "c.0.1.1"
