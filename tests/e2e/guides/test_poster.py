"""The poster in a browser: every step walked through, guessed right and wrong, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.guides.poster.steps import STEPS
from dashboard.guides.questions import Choose
from tests.e2e.conftest import watch
from tests.e2e.drivers.overlap import outside, texts
from tests.e2e.drivers.poster import BEYOND, Poster
from tests.e2e.drivers.tab import PATIENCE
from tests.e2e.page.test_axe import AXE, FOUND

COUNT = len(STEPS)
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
#: Steps whose pages axe looks at: wide one of each stage, narrow one of each question.
LOOKED_AT = {
    wide: {kind(step): place for place, step in enumerate(STEPS, start=1)}.values()
    for wide, kind in (
        (True, lambda step: step.scene.topic),
        (False, lambda step: type(step.question)),
    )
}


@pytest.fixture
def reader(
    browser: Browser, server_url: str, browser_log: list[str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A browser that has never been here; `request.param` is how it is."""
    context: BrowserContext = browser.new_context(
        base_url=server_url, **getattr(request, "param", {"viewport": WIDE})
    )
    context.set_default_timeout(PATIENCE)
    for event, listener in watch(context, server_url, browser_log).items():
        context.on(event, listener)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "reader, right",
    [
        ({"viewport": WIDE, "color_scheme": "light"}, False),
        ({"viewport": NARROW, "color_scheme": "dark", "has_touch": True, "locale": "de"}, True),
    ],
    indirect=["reader"],
    ids=["wide, wrong", "narrow, right, in German"],
)
def test_every_step_is_guessed_and_revealed(reader: Page, right: bool) -> None:
    """From the first to the last, by the button that leads on."""
    poster, wide = Poster(reader), not right
    wrong: dict[str, object] = {}
    poster.open("", 1)
    reader.evaluate(AXE)
    for place, step in enumerate(STEPS, start=1):
        poster.arrived(place)
        for name in step.hides:
            if name.isidentifier() and name not in ("guarantee", "status", "now", "curves"):
                expect(reader.locator(f'dd:has([data-quantity="{name}"])')).to_be_hidden()
        poster.guess(step, right=right)
        assert poster.reveal() == ("right" if right else "wrong"), step.key
        expect(reader.locator("#guide-verdict")).not_to_be_empty()
        poster.settled()
        if isinstance(step.question, Choose):
            expect(reader.locator("#guess .truth")).to_have_count(1)
        elif step.question.plot:  # type: ignore[attr-defined]  # of a place on an axis
            expect(reader.locator(".guessing.truth")).to_have_count(1)
        expect(reader.locator(".dot.done")).to_have_count(place)
        across, down = reader.evaluate(BEYOND)
        beyond = outside(texts(reader), reader.viewport_size["width"])  # type: ignore[index]
        if across > 0 or (wide and down > 0) or beyond:
            wrong[step.key] = (across, down, beyond)
        if place in LOOKED_AT[wide] and (found := reader.evaluate(FOUND)):
            wrong[f"{step.key}, axe"] = found
        if place < COUNT:
            reader.locator("#guide-next").click()
    assert wrong == {}
    expect(reader.locator("#guide-next")).to_have_count(0)
    reader.locator(".ways .next").click()  # from the end to the challenges
    reader.wait_for_url("**/challenges*")


def test_nobody_needs_to_guess(reader: Page) -> None:
    """The answer is for the asking, and says nothing of a guess."""
    poster = Poster(reader)
    poster.open("?step=1", 1)
    assert poster.reveal("guide-show") == "shown"
    expect(reader.locator("#guide-verdict")).to_be_empty()


def test_a_mark_may_be_taken_where_it_lies(reader: Page) -> None:
    """Who thinks so clicks it: a slider at its place says nothing of its own accord."""
    poster = Poster(reader)
    poster.open("?step=3", 3)
    expect(reader.locator("#guide-reveal")).to_be_disabled()
    reader.locator("#guess").click()
    assert poster.reveal() in ("right", "wrong")


def test_steps_turn_by_keys_links_and_the_browsers_back(reader: Page) -> None:
    """As with a presenter's remote, wherever the focus is but on a control."""
    poster = Poster(reader)
    poster.open("", 1)
    for key, place in (("PageDown", 2), ("ArrowRight", 3), ("PageUp", 2), ("ArrowLeft", 1)):
        reader.keyboard.press(key)
        poster.arrived(place)
        expect(reader).to_have_url(f"/poster?step={place}")
    reader.locator("#control-w1").press("ArrowRight")  # a control keeps its keys
    poster.settled()
    poster.arrived(1)
    reader.locator(".dot").nth(4).click()
    poster.arrived(5)
    expect(reader.locator("#guide-title")).to_be_focused()
    expect(reader.locator('.dot[aria-current="step"]')).to_have_text("5")
    reader.go_back()
    poster.arrived(1)
    reader.go_forward()
    poster.arrived(5)


@pytest.mark.parametrize("reader", [{"viewport": NARROW, "has_touch": True}], indirect=True)
def test_a_finger_turns_steps_but_not_on_plots(reader: Page) -> None:
    poster = Poster(reader)
    poster.open("?step=2", 2)
    swipe(reader, "#guide-title", -150)
    poster.arrived(3)
    swipe(reader, "#guide-title", 150)
    poster.arrived(2)
    swipe(reader, ".stage", -150)
    swipe(reader, "#guide-title", -20)
    poster.settled()
    poster.arrived(2)


def swipe(page: Page, selector: str, across: int) -> None:
    """A finger lands there, and is lifted so many pixels to the right."""
    page.locator(selector).first.evaluate(
        """(target, across) => {
            const at = clientX => [new Touch({ identifier: 1, target, clientX, clientY: 300 })];
            const tell = (kind, touches, changedTouches) => target.dispatchEvent(
                new TouchEvent(kind, { touches, changedTouches, bubbles: true }));
            tell("touchstart", at(200), at(200));
            tell("touchend", [], at(200 + across));
        }""",
        across,
    )


def test_the_address_holds_the_step_and_what_the_reader_changed(reader: Page) -> None:
    """Reset goes back to the step; so does a link to it; a reveal is no change."""
    poster = Poster(reader)
    poster.open("?step=1", 1)
    reader.locator("#control-w1").fill("1.5")
    reader.wait_for_url("**/poster?w=1.5,*&step=1")
    reader.reload()
    poster.arrived(1)
    expect(reader.locator("#control-w1-box")).to_have_value("1.5")
    reader.locator(".side .plain:visible").last.click()
    reader.wait_for_url("**/poster?step=1")
    poster.settled()
    poster.reveal("guide-show")
    poster.settled()
    expect(reader).to_have_url("/poster?step=1")


@pytest.mark.parametrize(
    "query, place", [("?step=0", 1), ("?step=99", COUNT), ("?step=1&step=2", 2)]
)
def test_an_address_of_no_step_leads_to_the_nearest(reader: Page, query: str, place: int) -> None:
    poster = Poster(reader)
    poster.open(query, place)
    expect(reader.locator(".guide .notice")).to_contain_text(str(place))


def test_a_step_is_as_it_was_left(reader: Page) -> None:
    """Guess, answer and figure, in another language, and after a visit to the lab; not anew."""
    poster = Poster(reader)
    poster.open("?step=7", 7)
    reader.locator('#guess input[value="end"]').check()

    def move(value: str) -> None:
        reader.locator("#control-w1").fill(value)
        reader.wait_for_url(f"**w={value},*")
        poster.settled()

    def speak(language: str) -> None:
        reader.locator(".languages summary").click()
        reader.locator(f"[data-language={language}]").click()
        expect(reader.locator("html")).to_have_attribute("lang", language)
        poster.arrived(7)
        expect(reader.locator('#guess input[value="end"]')).to_be_checked()

    speak("de")
    assert poster.reveal() == "wrong"
    poster.settled()
    move("1.25")
    speak("en")
    for _ in range(2):
        expect(reader.locator("[data-revealed=wrong] #guide-verdict")).not_to_be_empty()
        expect(reader.locator("#control-w1-box")).to_have_value("1.25")
        reader.locator("#guide-lab").click()
        reader.wait_for_selector(".page:not(.guided)[data-shown]", timeout=2 * PATIENCE)
        expect(reader.locator("#control-w1-box")).to_have_value("1.25")
        expect(reader.locator("#back")).to_contain_text("7")
        reader.locator("#back").click()
        poster.arrived(7)
    poster.open("?step=7", 7)
    expect(reader.locator("#guess input:checked")).to_have_count(0)


def test_the_lab_opens_what_was_seen_last(reader: Page) -> None:
    """Also before the control has rested."""
    Poster(reader).open("?step=7", 7)
    reader.evaluate(
        """() => document.addEventListener(
            "page:shown", () => document.getElementById("guide-lab").click(), { once: true }
        )"""
    )
    reader.locator("#control-w1").fill("1.25")
    reader.wait_for_selector(".page:not(.guided)[data-shown]", timeout=2 * PATIENCE)
    expect(reader.locator("#control-w1-box")).to_have_value("1.25")


def test_a_step_is_one_page_of_paper(reader: Page) -> None:
    """What is said, asked and revealed, beside its figure."""
    poster = Poster(reader)
    poster.open("?step=5", 5)
    poster.reveal("guide-show")
    poster.settled()
    document = pdfium.PdfDocument(reader.pdf(format="A4"))
    try:
        assert len(document) == 1
    finally:
        document.close()


def test_a_newcomer_is_offered_the_poster_once(reader: Page) -> None:
    """Nothing jumps when it goes, and it does not come again."""
    reader.goto("/", timeout=2 * PATIENCE)
    reader.wait_for_selector(".page[data-shown]", timeout=2 * PATIENCE)
    offer, plots = reader.locator(".offer"), reader.locator(".panels")
    expect(offer).to_be_visible()
    before = plots.bounding_box()
    offer.get_by_role("button").click()
    expect(offer).to_be_hidden()
    assert plots.bounding_box() == before
    reader.reload()
    reader.wait_for_selector(".page[data-shown]", timeout=2 * PATIENCE)
    expect(offer).to_be_hidden()


def test_who_takes_the_offer_is_no_newcomer_any_more(reader: Page) -> None:
    reader.goto("/", timeout=2 * PATIENCE)
    reader.locator(".offered").click()
    Poster(reader).arrived(1)
    assert reader.evaluate("localStorage.getItem('newcomer')") == "no"


def test_what_the_browser_remembers_may_be_anything(reader: Page) -> None:
    poster = Poster(reader)
    reader.add_init_script("localStorage.setItem('poster-done', '{\"a\": [1')")
    poster.open("?step=1", 1)
    expect(reader.locator(".dot.done")).to_have_count(0)
