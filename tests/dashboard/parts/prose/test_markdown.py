"""Our own Markdown as HTML: every formula is MathML, at the first paint."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dashboard.parts.prose.markdown import html_of, inline_html_of

CONTENT = sorted((Path(__file__).parents[4] / "dashboard").glob("*/content/*.md"))
_MATH = re.compile(r"<math.*?</math>", re.DOTALL)


@pytest.mark.parametrize("file", CONTENT, ids=lambda path: f"{path.parts[-3]} {path.stem}")
def test_every_formula_is_drawn_by_the_browser(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    html = html_of(text)
    formulas = _MATH.findall(html)
    assert len(formulas) == text.count("$") / 2 > 0
    for formula in formulas:
        ElementTree.fromstring(formula)  # well formed
        assert "\\" not in formula  # a command that was not understood stays as it was
    assert "$" not in html
    assert "\\" not in _MATH.sub("", html)


def test_a_script_letter_is_a_character() -> None:
    """MathML Core has no variants: without this it would be an ordinary L."""
    for text in (r"$\mathcal L$", r"$\mathcal{L}$"):
        assert "<mi>𝓛</mi>" in html_of(text)


def test_markdown_of_ours_is_no_way_in_for_html() -> None:
    assert "<script" not in html_of("<script>alert(1)</script>").replace("&lt;", "")


def test_a_script_letter_ends_where_it_does() -> None:
    """The brace after it is of what surrounds it."""
    assert "<mi>𝓛&#x0307;</mi><mo>" in html_of(r"$\dot{\mathcal L}=1$")


def test_a_prime_is_no_exponent() -> None:
    """It is raised already."""
    assert "<mi>f</mi><mo" in html_of("$f'(w)$")
    assert "msup" not in html_of("$f'(w)$")


def test_a_text_in_a_line_is_no_paragraph() -> None:
    assert inline_html_of("an *option*") == "an <em>option</em>"
