"""The pages, in the order of the navigation; what each is called is said when it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import dash

import words

_kept: ContextVar[str] = ContextVar("kept", default="")


@contextmanager
def keeping(language: str) -> Iterator[None]:
    """Within it, links to pages ask for a language, if there is such; "" for none."""
    token = _kept.set(language if language in words.languages() else "")
    try:
        yield
    finally:
        _kept.reset(token)


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes
    ----------
    topic : str
        The folder of its module, by which its words are found.
    path : str
        Where it is, without the prefix that this server answers under.
    address : str
        Where the browser finds it.
    """

    topic: str
    path: str
    address: str

    @property
    def href(self) -> str:
        """Its address, with the language that the present one asks for."""
        language = _kept.get()
        return f"{self.address}?lang={language}" if language else self.address

    @property
    def name(self) -> str:
        """In the navigation."""
        return words.text(f"page.{self.topic}.name")

    @property
    def title(self) -> str:
        """Of the browser's window."""
        return f"{words.text(f'page.{self.topic}.title')} · {words.text('site.name')}"

    @property
    def description(self) -> str:
        """What a search engine says of it."""
        return words.text(f"page.{self.topic}.description")


def pages() -> list[Page]:
    """Those of the present app that are in the navigation."""
    found = [page for page in dash.page_registry.values() if "order" in page]
    return [
        Page(topic_of(page["module"]), page["path"], page["relative_path"])
        for page in sorted(found, key=lambda page: page["order"])
    ]


def topic_of(module: str) -> str:
    """The folder of a page's module: dashboard.scalar.layout -> scalar."""
    return module.split(".")[-2]
