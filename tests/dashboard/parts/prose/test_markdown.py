"""Our own Markdown as HTML: every formula is MathML, at the first paint."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from dashboard.parts.prose.markdown import html_of

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


def test_a_brace_around_a_script_letter_is_not_the_letters() -> None:
    """The dot is over it alone, and the fraction has its two parts."""
    dotted = html_of(r"$\dot{\mathcal L}=1$")
    assert re.search(r"<mover><mrow><mi>𝓛</mi></mrow>|<mover><mi>𝓛</mi>", dotted)
    assert "<mfrac>" in html_of(r"$\frac{d\mathcal L}{dt}$")


def test_markdown_of_ours_is_no_way_in_for_html() -> None:
    assert "<script" not in html_of("<script>alert(1)</script>").replace("&lt;", "")
