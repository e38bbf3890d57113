"""A deck: links that are shown one after another, as a file has them.

A link that cannot be read is told of and kept: a lecture goes on past it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from dashboard.guides.lessons import states
from dashboard.guides.lessons.document import Entry, LineError, short
from dashboard.guides.lessons.fields import NOTHING_SAID, Form, Said

MOST_LINKS = 100
_NAME, _LINE, _NOTE, _LINK = 80, 300, 1_000, 8_000  # characters
#: Entries of an address that say how somebody came there, and nothing of what is shown.
_OF_A_VISIT = ("deck=", "present=", "back=", "lang=")
#: Pages beside those of the topics; what their links say is theirs to judge.
GUIDES = ("poster", "challenges", "teach")


@dataclass(frozen=True)
class Slide:
    """A link of a deck.

    Attributes
    ----------
    link : str
        Page and query, from the program's own root on: "/depth?L=5".
    note : Said
        For who speaks.
    """

    link: str
    note: Said = field(default_factory=lambda: NOTHING_SAID)


@dataclass(frozen=True)
class Deck:
    """Links to be shown one after another.

    Attributes
    ----------
    name : str
        Its file's, without the ending.
    title, about : Said
    languages : tuple of str
    slides : tuple of Slide
    """

    name: str
    title: Said
    about: Said
    languages: tuple[str, ...]
    slides: tuple[Slide, ...]


def deck_of(
    entry: Entry, name: str, languages: Sequence[str], form: Form, problems: list[LineError]
) -> Deck | None:
    """The deck that a file holds; what is wrong is added to `problems`."""
    before = len(problems)
    title = form.said("title", _NAME, needed=True)
    about = form.said("about", _LINE)
    given = form.items("links", 1, MOST_LINKS)
    form.unknown()
    if len(problems) > before:
        return None
    slides = tuple(_slide(each, form, problems) for each in given)
    return Deck(name, title, about, tuple(languages), slides)


def _slide(entry: Entry, above: Form, problems: list[LineError]) -> Slide:
    if isinstance(entry.value, str):
        return Slide(_link(entry, above))
    form = Form(entry, "link", problems).speaking(above.languages)
    link, note = form.entry("link"), form.said("note", _NOTE)
    form.lacks("link")
    form.unknown()
    return Slide(_link(link, form) if link else "", note)


def _link(entry: Entry, form: Form) -> str:
    text = entry.value.strip() if isinstance(entry.value, str) else ""
    return form.trying(partial(checked, text, entry.line)) or text[:_LINK]


def checked(link: str, line: int = 1) -> str:
    """A link from the program's own root on; that of a state as its page writes it.

    Raises
    ------
    LineError
    """
    if len(link) > _LINK:
        raise LineError(line, "link.too_long", most=_LINK)
    if not link.strip():
        raise LineError(line, "lesson.nothing", name="link")
    try:
        parts = urlsplit(link)
    except ValueError:
        raise LineError(line, "lesson.no_page", link=short(link)) from None
    page = parts.path.rstrip("/").rpartition("/")[2]
    web = not parts.scheme or parts.scheme in ("http", "https")
    if page in GUIDES and web:
        said = [entry for entry in parts.query.split("&") if not entry.startswith(_OF_A_VISIT)]
        query = "&".join(filter(None, said))
        return f"/{page}?{query}" if query else f"/{page}"
    state = states.of_link(Entry(line, link))
    own = [
        f"{name}={','.join(values)}"
        for name, values in (
            ("tab", filter(None, [state.tab])),
            ("plots", state.plots),
            ("controls", state.controls),
        )
    ]
    query = "&".join(filter(None, [state.query, *(part for part in own if part[-1] != "=")]))
    path = "/" if state.topic == "scalar" else f"/{state.topic}"
    return f"{path}?{query}" if query else path
