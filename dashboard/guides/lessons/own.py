"""A lesson file -> a lesson: what each entry is called, and what it may be.

A file has a `title` and `steps`. A step shows a state of a page (`link`, or a `scenario` of the
command line), says something (`text`), asks a question before it reveals the answer, and compares
guess and truth. README has an example.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from dashboard.guides.lessons import states
from dashboard.guides.lessons.asking import Asked, question_of
from dashboard.guides.lessons.document import Entry, LineError, short
from dashboard.guides.lessons.fields import NOTHING_SAID, Form, Said
from dashboard.guides.lessons.states import State
from dashboard.parts.readouts import written
from words import FOLDER

#: Steps of a lesson.
MOST_STEPS = 40
#: Characters: of a name, a line, a paragraph or several.
NAME, LINE, TEXT = 80, 300, 4_000
#: What a reveal can show only once it is there: key figures by their names, and these.
HIDDEN = ("guarantee", "status", "curves", "labels")
#: In a text the key figure of this name, as core computes it: [[alpha_star]].
QUANTITY = re.compile(r"\[\[\s*(\w+)\s*\]\]")


@dataclass(frozen=True)
class OwnStep:
    """A step as the file has it.

    Attributes
    ----------
    line : int
    title, text, task, reveal : Said
    state, after : State
        What is shown, and after the reveal; None leaves it as it is.
    asked : Asked
    hides : tuple of str
    """

    line: int
    title: Said
    text: Said
    task: Said
    state: State
    asked: Asked
    reveal: Said
    after: State | None = None
    hides: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnLesson:
    """A lesson as the file has it.

    Attributes
    ----------
    name : str
        Its file's, without the ending: `/poster?lesson=<name>` plays it.
    title, about : Said
    languages : tuple of str
        Empty where it does not say.
    steps : tuple of OwnStep
    """

    name: str
    title: Said
    about: Said
    languages: tuple[str, ...] = ()
    steps: tuple[OwnStep, ...] = field(default=(), repr=False)


def in_language(said: Said, language: str) -> str:
    """A text in a language, or in the first that it has."""
    return said.get("") or said.get(language) or next(iter(said.values()), "")


def with_quantities(text: str, state: State) -> str:
    """A text in which key figures stand for their names."""

    def value(found: re.Match[str]) -> str:
        return written(states.found(state.topic, state.query).quantities[found[1]])

    return QUANTITY.sub(value, text)


def languages_of(form: Form) -> tuple[str, ...]:
    """The languages that a file says it is in; those of the program are known."""
    known = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
    if form.has("language") and form.has("languages"):
        form.refuse(form.line, "lesson.two_languages")
    one = form.one_of("language", known, "")
    return form.names("languages", known) or ((one,) if one else ())


def lesson_of(entry: Entry, name: str, problems: list[LineError]) -> OwnLesson | None:
    """The lesson that a file holds, or None; what is wrong is added to `problems`."""
    before = len(problems)
    form = Form(entry, "lesson", problems)
    languages = languages_of(form)
    form.speaking(languages)
    title = form.said("title", NAME, needed=True)
    about = form.said("about", LINE)
    given = form.items("steps", 1, MOST_STEPS)
    form.unknown()
    steps = [step for each in given if (step := _step(each, languages, problems))]
    if len(problems) > before:
        return None
    return OwnLesson(name, title, about, languages, tuple(steps))


def _step(entry: Entry, languages: tuple[str, ...], problems: list[LineError]) -> OwnStep | None:
    form = Form(entry, "step", problems).speaking(languages)
    title = form.said("title", NAME, needed=True)
    text = form.said("text", TEXT, needed=True)
    task = form.said("task", LINE)
    state = _state(form)
    asking, revealing = form.form("question"), form.form("reveal")
    for name, found in (("question", asking), ("reveal", revealing)):
        if found is None:
            form.lacks(name)
    hides = form.names("hides", _hideable(state)) if state else form.names("hides", ())
    form.unknown()
    asked = question_of(asking, state, LINE) if asking and state else None
    reveal, after = _reveal(revealing, state) if revealing else (NOTHING_SAID, None)
    if state is None:
        return None
    for name, said in (("title", title), ("text", text), ("task", task), ("reveal", reveal)):
        _check_quantities(form, name, said, state)
    if asked is None:
        return None
    return OwnStep(
        line=entry.line, title=title, text=text, task=task, state=state, asked=asked,
        reveal=reveal, after=after, hides=hides,
    )  # fmt: skip


def _reveal(form: Form, state: State | None) -> tuple[Said, State | None]:
    said = form.said("text", TEXT, needed=True)
    after = _seen(form) if form.has("link") or form.has("scenario") else None
    form.entry("link"), form.entry("scenario")
    form.unknown()
    if after and state and after.topic != state.topic:
        form.refuse(form.line, "lesson.other_page", first=state.topic, second=after.topic)
    return said, after and state and replace(state, query=after.query)


def _hideable(state: State) -> tuple[str, ...]:
    quantities = states.found(state.topic, state.query).quantities
    plots = (f"plot:{name}" for name in states.PLOTS[state.topic])
    return (*quantities, *HIDDEN, *plots)


def _check_quantities(form: Form, name: str, said: Said, state: State) -> None:
    quantities = states.found(state.topic, state.query).quantities
    for text in said.values():
        for quantity in QUANTITY.findall(text):
            if quantity not in quantities:
                entry = form.entry(name)
                line = entry.line if entry else form.line
                known = tuple(quantities)
                form.refuse(
                    line, "lesson.no_quantity", name=name, value=short(quantity), options=known
                )


# ---- what is shown ------------------------------------------------------------------------------


def _state(form: Form) -> State | None:
    """The state of a step, its plots and its controls."""
    seen = _seen(form)
    if seen is None:
        for name in ("plots", "controls"):
            form.entry(name)
        return None
    plots = form.names("plots", states.PLOTS[seen.topic]) or seen.plots
    controls = form.names("controls", sorted(states.found(seen.topic, seen.query).controls))
    tabs = {states.PLOTS[seen.topic][name] for name in plots if name in states.PLOTS[seen.topic]}
    if len(tabs) > 1:
        entry = form.entry("plots")
        form.refuse(entry.line if entry else form.line, "lesson.tabs", plots=plots)
    tab = tabs.pop() if tabs else seen.tab
    return replace(seen, tab=tab, plots=plots, controls=controls or seen.controls)


def _seen(form: Form) -> State | None:
    """What `link` or `scenario` shows."""
    link, scenario = form.entry("link"), form.entry("scenario")
    if (link is None) == (scenario is None):
        form.refuse(form.line, "lesson.link_or_scenario")
        return None
    readers: Mapping[str, tuple[Entry | None, Callable[[Entry], State]]] = {
        "link": (link, states.of_link),
        "scenario": (scenario, states.of_scenario),
    }
    for entry, read in readers.values():
        if entry is not None:
            return form.trying(partial(read, entry))
    return None
