"""Markdown with formulas -> HTML that is there at the first paint.

Formulas become MathML, which the browser draws by itself: no script, no tab stop, nothing that
jumps when it is set later.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from dashboard.parts.page.native import Prose

_SCRIPT = re.compile(r"\\mathcal\s*(?:\{([A-Z])\}|([A-Z]))")


def _script(letter: re.Match[str]) -> str:
    """A script letter as a character: MathML Core knows no variants."""
    return chr(ord("𝓐") + ord(letter[1] or letter[2]) - ord("A"))


# A prime is raised already: as an exponent it would fly.
_PRIME = re.compile(r"<msup>(<mi>[^<]*</mi>)<mi>&#x02032;</mi></msup>")


# Relations and brackets as operators, with the space of these, and bars that stay as they are.
_OPERATORS = re.compile(r"<mi>(&#x0(?:2264|2265|2AAF|2AB0|2297|27E8|27E9);)</mi>")
_BARS = re.compile(r"<mo>(&#x02016;|&#x0007C;|\|)</mo>")


def _formula(text: str, options: dict[str, Any]) -> str:
    text = _SCRIPT.sub(_script, text)
    found = str(convert(text, display="block" if options["display_mode"] else "inline"))
    found = _OPERATORS.sub(r"<mo>\1</mo>", found)
    found = _BARS.sub(r'<mo stretchy="false" lspace="0" rspace="0">\1</mo>', found)
    return _PRIME.sub(r'<mrow>\1<mo lspace="0" rspace="0">&#x02032;</mo></mrow>', found)


# What touches a formula in a line stays with it, and a sign with both its sides.
_TOUCHED = re.compile(
    r"(\(?)(<span class=\"math inline\">.*?</span>)((?:\u00a0=\u00a0[^\s<]*)?[.,;:!?)’”“]*)",
    re.DOTALL,
)
_EQUALS = re.compile(r"\s=\s(?=\S)")


def _kept_together(html: str) -> str:
    html = _EQUALS.sub("\u00a0=\u00a0", html)
    return _TOUCHED.sub(lambda found: _whole(*found.groups()), html)


def _whole(before: str, formula: str, after: str) -> str:
    text = f"{before}{formula}{after}"
    return f'<span class="whole">{text}</span>' if before or after else text


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).use(dollarmath_plugin, renderer=_formula)
_LONG = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .use(dollarmath_plugin, renderer=_formula, double_inline=True)
)


# A formula of a line of its own amid a paragraph: the plugin's block would end that.
_AMID = re.compile(r'<div class="math inline">(.*?)</div>', re.DOTALL)


@cache
def html_of(text: str) -> str:
    """HTML of Markdown whose formulas stand between dollar signs."""
    return _kept_together(str(_MARKDOWN.render(text)))


@cache
def long_html_of(text: str) -> str:
    """The same of what may have tables: a file of ours."""
    # A table, and a formula on a line of its own, may be wider than a phone.
    html = _LONG.render(text).replace("<table>", '<div class="wide"><table>')
    html = _AMID.sub(r'<span class="math block">\1</span>', html)
    return _kept_together(html.replace("</table>", "</table></div>"))


@lru_cache(maxsize=1024)  # some hold what somebody typed
def inline_html_of(text: str) -> str:
    """The same of a text inside a line: no paragraph."""
    return _kept_together(str(_MARKDOWN.renderInline(text)))


def prose(text: str, className: str = "prose") -> Prose:  # noqa: N803  # as Dash has it
    """Our own Markdown as a component."""
    return Prose(html=html_of(text), className=className)
