"""Lesson files: what a good one holds, and of every bad one the sentence with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core import ScalarScenario, solve
from dashboard.guides.lessons.document import read
from dashboard.guides.lessons.folder import File, file_of
from dashboard.guides.lessons.own import OwnLesson, in_language, lesson_of, with_quantities
from dashboard.guides.lessons.states import State
from words import say, speaking

ROOT = Path(__file__).resolve().parents[4]

GOOD = """\
title: Balance
steps:
  - title: First
    link: /?w=0.5,0.5&y=1
    plots: [loss, rate]
    controls: [w1]
    text: Both are the same.
    question:
      ask: Where is it?
      mark: {from: 0, to: 2}
      truth: alpha_star
    reveal:
      text: It is [[alpha_star]].
"""


def sentences(text: str, name: str = "lesson.yaml") -> list[str]:
    return [say(message) for message in file_of(name, text.encode()).wrong]


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def lesson(text: str = GOOD) -> OwnLesson:
    problems: list = []
    found = lesson_of(read(text.encode()), "lesson", problems)
    assert problems == []
    assert found is not None
    return found


def test_a_good_file_is_a_lesson():
    found = lesson()
    (step,) = found.steps
    assert in_language(found.title, "de") == "Balance"
    assert (step.state, step.asked.truth) == (
        State("scalar", "w=0.5,0.5&y=1", "", ("loss", "rate"), ("w1",)), "alpha_star",
    )  # fmt: skip
    alpha = solve(ScalarScenario(weights=(0.5, 0.5), target=1.0)).alpha_star
    assert with_quantities(in_language(step.reveal, "en"), step.state) == f"It is {alpha:g}."


def test_numbers_in_texts_are_of_the_language():
    with speaking("de"):
        assert with_quantities("[[ margin ]]", State("scalar", "w=0.5,0.5&y=1")) in ("0,25", "0.25")


def test_a_scenario_is_what_the_command_line_takes():
    given = "scenario: {imbalance: [4], product: 0.25, target: 1}"
    text = changed("link: /?w=0.5,0.5&y=1", given).replace("to: 2", "to: 10")
    (step,) = lesson(text).steps
    assert step.state.query == "d=4&p=0.25&y=1"
    given = "scenario: {model: depth, kind: balanced, depth: 3, step_fraction: 0.5, steps: 20}"
    text = (
        changed("link: /?w=0.5,0.5&y=1", given)
        .replace("[w1]", "[L]")
        .replace("[loss, rate]", "[rate]")
    )
    assert lesson(text.replace("to: 2", "to: 1000")).steps[0].state.topic == "depth"


@pytest.mark.parametrize(
    "link, topic, query",
    [
        ("/?w=0.5,0.5", "scalar", "w=0.5,0.5&y=1"),
        ("?w=0.5,0.5", "scalar", "w=0.5,0.5&y=1"),
        ("https://lab.example.org/any/prefix/?w=0.5,0.5&utm_source=x", "scalar", "w=0.5,0.5&y=1"),
        ("http://127.0.0.1:8050/depth?L=5", "depth", "L=5"),
        ("depth?L=5", "depth", "L=5"),
        ("/prefix/matrix", "matrix", ""),
    ],
)
def test_a_link_is_read_as_people_copy_it(link, topic, query):
    text = changed("/?w=0.5,0.5&y=1", f"'{link}'").replace("    controls: [w1]\n", "")
    text = text.replace("    plots: [loss, rate]\n", "").replace("to: 2", "to: 1000")
    state = lesson(text).steps[0].state
    assert (state.topic, state.query) == (topic, query)


def test_plots_and_controls_of_the_link_count_unless_listed():
    link = "/?w=0.5,0.5&plots=loss&controls=w2"
    text = changed("/?w=0.5,0.5&y=1", link)
    assert lesson(text).steps[0].state.controls == ("w1",)
    text = text.replace("    controls: [w1]\n", "").replace("    plots: [loss, rate]\n", "")
    state = lesson(text).steps[0].state
    assert (state.plots, state.controls) == (("loss",), ("w2",))


def test_the_tab_is_that_of_the_plots():
    text = changed("/?w=0.5,0.5&y=1", "/matrix").replace("[loss, rate]", "pl")
    text = text.replace("[w1]", "[L]").replace("to: 2", "to: 1000")
    assert lesson(text).steps[0].state.tab == "balance"


@pytest.mark.parametrize(
    "old, new, wanted",
    [
        ("title: Balance\n", "", ["line 1: lesson lacks title."]),
        ("title: Balance", "title:", ["line 1: title says nothing."]),
        ("title: Balance", "title: [a]", ["line 1: title must be a text."]),
        ("title: Balance", "titel: Balance", [
            "line 1: lesson lacks title.",
            "line 1: lesson has no entry titel; it may have language, languages, title, about, "
            "steps.",
        ]),
        ("title: First", f"title: {'x' * 81}", [
            "line 3: title has 81 characters; 80 are the most."
        ]),
        ("/?w=0.5,0.5&y=1", "/?w=0.5,zwei", [
            "line 4: this state cannot be shown. Initial weight w2 must be a number, not “zwei”."
        ]),
        ("/?w=0.5,0.5&y=1", "/?w=1e200", [
            "line 4: this state cannot be shown. Initial weight w1: must be 0 or of size 10⁻¹⁵⁰ to "
            "10¹⁵⁰ (its square is needed), not 10²⁰⁰."
        ]),
        ("/?w=0.5,0.5&y=1", "/scalar", [
            "line 4: /scalar is the address of no page of this program."
        ]),
        ("/?w=0.5,0.5&y=1", "javascript:alert(1)", [
            "line 4: javascript:alert(1) is the address of no page of this program."
        ]),
        ("/?w=0.5,0.5&y=1", "http://[", ["line 4: http://[ is the address of no page of this "
                                         "program."]),
        ("    link: /?w=0.5,0.5&y=1\n", "", ["line 3: give either a link or a scenario."]),
        ("link: /?w=0.5,0.5&y=1", "scenario: {weights: [a], target: 1}", [
            "line 4: this state cannot be shown. “scenario”: weights[0]: must be a number, not 'a'."
        ]),
        ("[loss, rate]", "[loss, rat]", [
            "line 5: plots must be of loss, constraint, rate, weights, not rat."
        ]),
        ("[w1]", "[w7]", None),
        ("text: Both are the same.", "text: [[a]]", ["line 7: text must be a text."]),
        ("text: Both are the same.", "text: It is [[alpha]].", None),
        ("    question:\n", "    questions:\n", None),
        ("{from: 0, to: 2}", "{from: 2, to: 0}", [
            "line 10: mark must go from a smaller number to a larger one, not from 2 to 0."
        ]),
        ("{from: 0, to: 2}", "{from: 0, to: 2, scale: log}", [
            "line 10: on a logarithmic scale numbers must be above 0, not 0."
        ]),
        ("{from: 0, to: 2}", "{from: 0, to: 0.1}", [
            "line 11: the truth, 0.5, is not on the axis from 0 to 0.1."
        ]),
        ("{from: 0, to: 2}", "{to: 2}", ["line 10: mark lacks from."]),
        ("{from: 0, to: 2}", "{from: 0, to: '1,000'}", [
            "line 10: to must be a number, not 1,000.",
            "line 10: mark must go from a smaller number to a larger one, not from 0 to 0.",
        ]),
        ("truth: alpha_star", "truth: .nan", None),
        ("truth: alpha_star", "truth: alpha", None),
        ("truth: alpha_star", "within: 0.1", ["line 8: question lacks truth."]),
        ("mark: {from: 0, to: 2}\n      truth: alpha_star", "choose: [one]\n      right: 1", [
            "line 10: question needs 2 to 6 options, not 1."
        ]),
        ("mark: {from: 0, to: 2}\n      truth: alpha_star", "choose: [a, a]\n      right: 1", [
            "line 10: two options are the same."
        ]),
        ("mark: {from: 0, to: 2}\n      truth: alpha_star", "choose: [a, b]\n      right: 3", [
            "line 11: right must be the number of an option, 1 to 2, not 3."
        ]),
        ("mark: {from: 0, to: 2}\n      truth: alpha_star", "choose: [a, b]", [
            "line 8: question lacks right."
        ]),
        ("mark: {from: 0, to: 2}", "drag: w2", [
            "line 10: question must drag one of the step's controls, w1, not w2."
        ]),
        ("mark: {from: 0, to: 2}", "drag: w1\n      within: 0", [
            "line 11: within must be above 0, not 0."
        ]),
        ("      mark: {from: 0, to: 2}\n", "", [
            "line 8: question needs one of choose, mark, drag."
        ]),
        ("    reveal:\n      text: It is [[alpha_star]].\n", "", ["line 3: step lacks reveal."]),
        ("      text: It is [[alpha_star]].\n", "      text: a\n      link: /depth\n", [
            "line 12: the reveal must stay on the step's page: scalar, not depth."
        ]),
        ("title: Balance", "title: {en: a, de: b}", [
            "line 1: title must say it in each language, and in no other: en."
        ]),
        ("title: Balance", "languages: [en, de]\ntitle: {en: a}", [
            "line 2: title must say it in each language, and in no other: en, de."
        ]),
        ("title: Balance", "title: a\nlanguage: xx", None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(old, new, wanted):
    found = sentences(changed(old, new))
    assert found
    for sentence in found:
        assert re.fullmatch(r"lesson\.yaml, line \d+: .*\.", sentence)
        assert len(sentence) < 400
    if wanted is not None:
        assert found == [f"lesson.yaml, {each}" for each in wanted]


def test_all_that_is_wrong_is_said_at_once():
    text = GOOD.replace("truth: alpha_star", "truth: alpha").replace("[loss, rate]", "[lost]")
    second = GOOD.partition("steps:\n")[2].replace("/?w=0.5,0.5&y=1", "/nowhere")
    assert [re.findall(r"line (\d+)", sentence)[0] for sentence in sentences(text + second)] == [
        "5", "11", "15",
    ]  # fmt: skip


def test_a_lesson_in_two_languages_says_each():
    text = changed("title: Balance", "languages: [en, de]\ntitle: {en: Balance, de: Balanz}")
    found = lesson(text)
    assert [in_language(found.title, each) for each in ("en", "de", "fr")] == [
        "Balance", "Balanz", "Balance",
    ]  # fmt: skip
    assert in_language(found.steps[0].title, "de") == "First"


def example() -> str:
    """The lesson in README."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"^```yaml\n(title: .*?)^```$", text, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_of_readme_is_a_lesson():
    assert sentences(example()) == []
    assert len(lesson(example()).steps) == 1


@pytest.mark.parametrize("path", sorted((ROOT / "docs/lessons").iterdir()), ids=lambda p: p.name)
def test_the_examples_beside_it_are_fit(path):
    found = file_of(path.name, path.read_bytes())
    assert found == File(path.name, found.holds)
    assert found.holds is not None
