"""A bounded queue in which nobody's turn comes later for another who asks more often."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

Item = TypeVar("Item")


class FairQueue(Generic[Item]):
    """Items in turns: between addresses, and for one address between its pages.

    No lock: whoever shares it holds one.
    """

    def __init__(self, places: int) -> None:
        self.places = places
        self._waiting: OrderedDict[str, OrderedDict[str, list[Item]]] = OrderedDict()

    def __len__(self) -> int:
        return sum(self._of(address) for address in self._waiting)

    def put(self, item: Item, address: str, page: str) -> Item | None:
        """Let `item` wait. Returns the one that has no place then: it, or another.

        When all places are taken, whoever has the most loses the newest.
        """
        full = len(self) >= self.places
        self._waiting.setdefault(address, OrderedDict()).setdefault(page, []).append(item)
        if not full:
            return None
        return self._drop_newest(max(reversed(self._waiting), key=self._of))

    def take(self) -> Item | None:
        """The item whose turn it is, or None."""
        if not self._waiting:
            return None
        address, pages = self._waiting.popitem(last=False)
        page, items = pages.popitem(last=False)
        item = items.pop(0)
        if items:
            pages[page] = items  # last now
        if pages:
            self._waiting[address] = pages
        return item

    def remove(self, item: Item) -> None:
        """Forget an item, if it waits."""
        for address, pages in self._waiting.items():
            for page, items in pages.items():
                if item in items:
                    items.remove(item)
                    return self._tidy(address, page)
        return None

    def _of(self, address: str) -> int:
        return sum(map(len, self._waiting[address].values()))

    def _drop_newest(self, address: str) -> Item:
        page, items = next(reversed(self._waiting[address].items()))
        item = items.pop()
        self._tidy(address, page)
        return item

    def _tidy(self, address: str, page: str) -> None:
        pages = self._waiting[address]
        if not pages[page]:
            del pages[page]
        if not pages:
            del self._waiting[address]
