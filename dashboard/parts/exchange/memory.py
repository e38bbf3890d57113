"""Answers that are remembered, but for those that more time would better."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from core.integrate import remaining

Question = TypeVar("Question", bound=Hashable)
Found = TypeVar("Found")


class Memory(Generic[Question, Found]):
    """The last `size` answers that were `worth` it; the one not asked for longest leaves first."""

    def __init__(self, size: int, worth: Callable[[Found], bool]) -> None:
        self._size = size
        self._worth = worth
        self._kept: OrderedDict[Question, Found] = OrderedDict()
        self._lock = threading.Lock()  # of the table: answers are computed outside

    def recall(self, question: Question, compute: Callable[[Question], Found]) -> Found:
        """The answer, computed unless it is remembered."""
        return self.keep(question, lambda: compute(question), self._worth)

    def keep(
        self, question: Question, make: Callable[[], Found], worth: Callable[[Found], bool], /
    ) -> Found:
        """The same, of an answer whose worth is told with the question (`core.once.Recall`)."""
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question]
        found = make()
        if worth(found) and remaining() > 0:  # else a part of it may be left out
            with self._lock:
                self._kept[question] = found
                if len(self._kept) > self._size:
                    self._kept.popitem(last=False)
        return found
