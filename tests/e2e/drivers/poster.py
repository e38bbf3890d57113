"""A step of the poster as a reader meets it: what it asks, how it is answered, how one gets on."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Choose, Mark, Question
from dashboard.guides.step import Step
from tests.e2e.drivers.tab import PATIENCE

#: JavaScript: the step of that key is there, drawn, and Dash has done all that follows.
ARRIVED = """key => {
    const page = window.deepLinear?.page;
    if (page?.settings.guide?.key !== key || page.gone || !page.known || page.said) return false;
    if (!document.querySelector(".stage.drawn")) return false;
    const { stored, completed, ...waiting } = window.dash_stores.at(-1).getState().callbacks;
    return Object.values(waiting).every(callbacks => !callbacks.length);
}"""
#: JavaScript: by how much the page is larger than the window.
BEYOND = """() => [document.documentElement.scrollWidth - innerWidth,
    document.documentElement.scrollHeight - innerHeight]"""
#: Ends of the slider on an axis: dashboard/guides/asking.py.
AXIS = 1000


class Poster:
    """The page /poster in a tab."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, query: str, place: int) -> None:
        """By its address; the step that is there then."""
        self.page.goto(f"/poster{query}", timeout=2 * PATIENCE)
        self.arrived(place)

    def arrived(self, place: int) -> None:
        """The step is there."""
        self.page.wait_for_function(ARRIVED, arg=STEPS[place - 1].key, timeout=2 * PATIENCE)

    def guess(self, step: Step, *, right: bool) -> None:
        """Make a guess, the right one or one that is far from it."""
        question, truth = step.question, step.question.truth_in(step.known)
        if isinstance(question, Choose):
            wrong = next(name for name in question.options if name != truth)
            self.page.locator(f'#guess input[value="{truth if right else wrong}"]').check()
        elif isinstance(question, Mark):
            part = question.part(float(truth))
            far = 0.0 if part > 0.5 else 1.0
            self.page.locator("#guess").fill(str(round(AXIS * (part if right else far))))
        else:
            self.drag(question, float(truth) if right else None)

    def drag(self, question: Question, value: float | None) -> None:
        """The control of the figure to a value, or one step of its own."""
        slider = self.page.locator(f"#control-{getattr(question, 'control')}")  # noqa: B009
        if value is None:
            slider.press("ArrowRight")
        else:
            slider.fill(str(value))

    def reveal(self, button: str = "guide-reveal") -> str:
        """Ask for the truth; "right", "wrong", or "shown" where nobody guessed."""
        expect(self.page.locator("#guide-reveal")).to_be_enabled(enabled=button == "guide-reveal")
        self.page.locator(f"#{button}").click()
        self.page.wait_for_selector("[data-revealed]", timeout=PATIENCE)
        expect(self.page.locator("#guide-answer")).not_to_be_empty()
        found = self.page.locator(".guided").get_attribute("data-revealed")
        assert found is not None
        return found

    def settled(self) -> None:
        """Nothing moves any more."""
        self.page.wait_for_function(
            """() => {
                const { page, address } = deepLinear;
                return !page.offer.busy() && !page.said && !address.opening();
            }"""
        )
