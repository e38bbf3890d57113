"""Answers that are remembered, but for those that more time would better."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Found = TypeVar("Found")


class Memory(Generic[Question, Found]):
    """A function that keeps its last `size` answers that are worth it, those asked for least first
    to go.
    """

    def __init__(
        self, function: Callable[[Question], Found], size: int, worth: Callable[[Found], bool]
    ) -> None:
        self._function = function
        self._size = size
        self._worth = worth
        self._kept: OrderedDict[Question, Found] = OrderedDict()
        self._lock = threading.Lock()  # of the table, not of the function

    def __call__(self, question: Question) -> Found:
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question]
        found = self._function(question)
        if self._worth(found):
            with self._lock:
                self._kept[question] = found
                if len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        return found
