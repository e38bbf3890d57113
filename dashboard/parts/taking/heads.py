"""What a link says of itself, before anyone has opened it: title, description, preview."""

from __future__ import annotations

from html import escape
from urllib.parse import urljoin, urlsplit, urlunsplit

from dashboard.parts.query import UnknownEntryError
from dashboard.parts.taking.run import Taking
from words import RefusalError, habits, languages, say, spoken


def title(taking: Taking, query: str) -> str:
    """What a link shows, in a few words; empty if it cannot be opened."""
    return _headline(taking, query)[0]


def head(taking: Taking, query: str, name: str, about: str) -> tuple[str, str]:
    """Title and description of a page: of what its link shows, or else `name` and `about`.

    A link without a state shows the page.
    """
    said, sentence = _headline(taking, query) if query else ("", "")
    return (f"{said} · {name}", sentence) if said else (name, about)


def tags(title: str, about: str, address: str, image: str) -> str:
    """The elements of a page's head: what search engines, chat and mail show of a link.

    `image` is a path on this server. Without an `address` there is none of either: a relative one
    says nothing to them.
    """
    card = "summary_large_image" if address else "summary"
    named = {"description": about, "twitter:card": card}
    properties = {
        "og:title": title, "og:description": about, "og:type": "website",
        "og:locale": habits(spoken()).locale,
        **({"og:url": address, "og:image": urljoin(address, image)} if address else {}),
    }  # fmt: skip
    metas = [
        f'<meta {kind}="{name}" content="{escape(value)}">'
        for kind, entries in (("name", named), ("property", properties))
        for name, value in entries.items()
    ]
    others = [
        f'<link rel="alternate" hreflang="{language or "x-default"}" href="{escape(url)}">'
        for language, url in (_alternates(address) if address else ())
    ]
    return "\n        " + "\n        ".join([*metas, *others])


def _alternates(address: str) -> list[tuple[str, str]]:
    """The address in each language, and in the one that a browser prefers: ""."""
    parts = urlsplit(address)
    entries = [entry for entry in parts.query.split("&") if entry and not entry.startswith("lang=")]

    def of(*more: str) -> str:
        return urlunsplit(parts._replace(query="&".join([*entries, *more])))

    return [*((language, of(f"lang={language}")) for language in languages()), ("", of())]


def _headline(taking: Taking, query: str) -> tuple[str, str]:
    try:
        found = taking.headline(query)
    except UnknownEntryError as error:
        return _headline(taking, error.rest) if error.rest else ("", "")
    except RefusalError:
        return "", ""
    return say(found[0]), say(found[1])
