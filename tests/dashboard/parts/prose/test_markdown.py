"""Our own Markdown as HTML: every formula is MathML, at the first paint."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from dashboard.parts.prose.markdown import html_of, inline_html_of, long_html_of
from words import FOLDER, FORMULA, catalogue

#: Language and code of every text with a formula in it.
CONTENT = [
    (language, code)
    for language in sorted(file.stem for file in FOLDER.glob("*.toml"))
    for code, entry in catalogue(language).items()
    if isinstance(entry, str) and "$" in entry
]
_MATH = re.compile(r"<math.*?</math>", re.DOTALL)


@pytest.mark.parametrize("language, code", CONTENT)
def test_every_formula_is_drawn_by_the_browser(language: str, code: str) -> None:
    text = catalogue(language)[code]
    html = html_of(text)
    formulas = _MATH.findall(html)
    assert len(formulas) == len(FORMULA.findall(text)) > 0
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


def test_a_prime_is_no_exponent() -> None:
    """It is raised already."""
    assert "<mi>f</mi><mo" in html_of("$f'(w)$")
    assert "msup" not in html_of("$f'(w)$")


def test_a_text_in_a_line_is_no_paragraph() -> None:
    assert inline_html_of("an *option*") == "an <em>option</em>"


def test_what_touches_a_formula_is_not_torn_off() -> None:
    """No line begins with a comma, nor with the value of what the one before names."""
    html = inline_html_of("from $x$ = 4, or ($y$) to $z$")
    plain = re.sub(r'<span class="math inline">.*?</span>', "f", html)
    assert re.findall(r'<span class="whole">(.*?)</span>', plain) == ["f\u00a0=\u00a04,", "(f)"]
    assert "whole" not in html_of("$$x$$")


def test_a_long_text_may_have_tables_and_formulas_of_their_own_line() -> None:
    found = long_html_of("Text\n$$x^2$$\nand more.\n\n| a |\n| --- |\n| $y$ |\n")
    assert found.startswith('<p>Text\n<span class="math block"><math')
    assert '<div class="wide"><table>' in found
    assert found.count("<math") == 2
