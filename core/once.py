"""A value that is worked out when it is first asked for, and one that may be there already."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache, wraps
from typing import Protocol, TypeVar

from core.arrays import Array

Found = TypeVar("Found")

_REMEMBERED = 32  # networks
_MOST = 1000  # numbers in one that is remembered


def once(make: Callable[[], Found]) -> Callable[[], Found]:
    """`make`, called once at most.

    `functools.cache` does it too, in ten times the time: a solution has many values that nobody
    asks for.
    """
    found: list[Found] = []

    def get() -> Found:
        if not found:
            found.append(make())
        return found[0]

    return get


class _Layers:
    """Layers that are the same as others with the same numbers."""

    __slots__ = ("_numbers", "layers")

    def __init__(self, layers: Sequence[Array]) -> None:
        self.layers = layers
        self._numbers = tuple((each.shape, each.dtype.str, each.tobytes()) for each in layers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Layers) and other._numbers == self._numbers

    def __hash__(self) -> int:
        return hash(self._numbers)


def of_layers(make: Callable[[Sequence[Array]], Found]) -> Callable[[Sequence[Array]], Found]:
    """`make`, of which the answers for the last small networks are remembered.

    For what depends on a start alone: one answer asks for it several times, and a drag of another
    control at every step.
    """
    known = lru_cache(maxsize=_REMEMBERED)(lambda key: make(key.layers))

    @wraps(make)
    def get(layers: Sequence[Array]) -> Found:
        if sum(layer.size for layer in layers) > _MOST:
            return make(layers)
        found: Found = known(_Layers(layers))
        return found

    return get


class Recall(Protocol):
    """Somebody's memory of what has been worked out before."""

    def __call__(
        self, question: Hashable, make: Callable[[], Found], lasting: Callable[[Found], bool], /
    ) -> Found:
        """The answer to a question, made unless it is there; kept if it is `lasting`."""


def anew(
    _question: Hashable, make: Callable[[], Found], _lasting: Callable[[Found], bool]
) -> Found:
    """No memory."""
    return make()
