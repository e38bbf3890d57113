"""A page as a user meets it: controls by their names, figures by what they measure.

What the pages share; what each has of its own is in the file of its name.
"""

from __future__ import annotations

import math
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from dashboard.parts.entries import Entry
from dashboard.parts.page.ids import Stage
from dashboard.parts.query import ControlError
from dashboard.parts.readouts import Readout

PATIENCE = 30_000  # ms; two cores that do other things as well

#: JavaScript: what the loss curve is on the screen, the last line of its plot.
LOSS_PATH = """() => [...document.querySelectorAll("#graph-loss .scatterlayer .trace .js-line")]
    .at(-1)?.getAttribute("d") ?? null"""
#: JavaScript: a picture in sight is drawn; on a tab that is not open none is.
DRAWN = """() => document.querySelector(".stage.drawn") !== null"""
#: JavaScript: every line of every plot, to see that a picture is another one.
PICTURE = """() => [...document.querySelectorAll(".graph .js-line")]
    .map(line => line.getAttribute("d")).join("|")"""
#: JavaScript: where the marks over each flat plot are.
MARKS = """graphs => graphs.map(graph =>
    [...document.getElementById(graph).closest("figure").querySelectorAll(".cursors > *")]
        .filter(mark => !mark.hidden)
        .map(mark => mark.getBoundingClientRect())
        .map(box => [box.left, box.top]).join(";"))"""
#: JavaScript: the picture is there, Dash has been told what else its answer says, and has done all
#: that follows from it. What a callback has yet to replace nobody may take hold of.
ARRIVED = """id => {
    const page = window.deepLinear?.page;
    if (page?.root.id !== id || !page.known || page.said) return false;
    const { stored, completed, ...waiting } = window.dash_stores.at(-1).getState().callbacks;
    return Object.values(waiting).every(callbacks => !callbacks.length);
}"""

Value = TypeVar("Value")
_SENTENCE = re.compile(r"^\S.*\.$")


def slow(page: Page, latency: int) -> None:
    """A connection with that latency, in milliseconds."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": latency, "downloadThroughput": -1, "uploadThroughput": -1},
    )


class Tab(ABC):
    """A browser's tab with a page.

    A page says where it is, which ids, entries and key figures it has, how its address is read and
    what core makes of that.
    """

    address: str
    ids: type[StrEnum]
    entries: Sequence[Entry] = ()
    readouts: Sequence[Readout]
    #: By what a figure may differ from core's: as a part of it, and in all.
    rounding, smallest = 1e-12, 0.0

    def __init__(self, page: Page) -> None:
        self.page = page

    # ---- finding ------------------------------------------------------------------------------

    def slider(self, name: str) -> Locator:
        return self.page.get_by_role("slider", name=name, exact=True)

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("spinbutton", name=name, exact=True)

    def figure(self, quantity: str) -> Locator:
        return self.page.locator(f'[data-quantity="{quantity}"]')

    def by_id(self, element_id: str) -> Locator:
        return self.page.locator(f"#{element_id}")

    def preset(self, name: str) -> Locator:
        """Its link, in the menu that is opened for it."""
        menu = self.page.locator(".presets")
        if menu.get_attribute("open") is None:
            menu.locator("summary").click()
        return menu.get_by_role("link", name=name, exact=True)

    def radio(self, group: str, name: str) -> Locator:
        return self.page.get_by_role("group", name=group, exact=True).get_by_role(
            "radio", name=name, exact=True
        )

    def row(self, control: str) -> Locator:
        return self.page.locator(f'[data-control="{control}"]')

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def turn(self, title: str) -> None:
        """Show the plots of a tab."""
        self.page.get_by_role("tab", name=title, exact=True).click()

    def see(self, graph: str) -> Locator:
        """Turn to the tab of a plot, and on a phone to the plot; its card, once it is drawn."""
        card = self.by_id(f"{graph}-card")
        panel = self.page.locator(".plots").filter(has=card)
        tab = self.page.locator(f'#tabs [data-tab="{panel.get_attribute("data-tab")}"]')
        if tab.is_visible():
            tab.click()
        place = self.page.locator(f'#switch [data-plot="{graph}-card"]')
        if place.is_visible():
            place.click()
        expect(card.locator(".main-svg, table").first).to_be_visible()
        return card

    def labels(self, graph: str) -> list[str]:
        """What the curves of a plot are called, whether or not there is room for it."""
        card = self.page.locator(".plot").filter(has=self.by_id(graph))
        return card.locator(".label").all_text_contents()

    def complaint(self, name: str) -> Locator:
        """The sentence beside the box of that name."""
        return self.by_id(self.box(name).get_attribute("aria-describedby") or "missing")

    # ---- reading ------------------------------------------------------------------------------

    @property
    def query(self) -> str:
        return urlsplit(self.page.url).query

    @property
    @abstractmethod
    def state(self) -> Any:
        """What the address says."""

    @property
    @abstractmethod
    def solution(self) -> Any:
        """What core makes of it."""

    def value(self, quantity: str) -> float | None:
        """Full precision of a key figure."""
        text = self.figure(quantity).get_attribute("data-value")
        return float(text) if text else None

    def values(self) -> dict[str, float | None]:
        """All key figures but the loss, which is the time cursor's."""
        return {name: self.value(name) for name in self.figures()}

    def figures(self) -> dict[str, Readout]:
        return {each.quantity: each for each in self.readouts if each.quantity != "loss"}

    def shown(self) -> set[str]:
        """Controls of the table that can be seen."""
        return {entry.name for entry in self.entries if self.row(entry.name).is_visible()}

    def picture(self) -> str:
        return self.page.evaluate(PICTURE)

    def loss_path(self) -> str:
        path = self.page.evaluate(LOSS_PATH)
        assert path
        return path

    def sample(self) -> int:
        """Where the time cursor is."""
        return int(self.slider("Time").input_value())

    def number(self, name: str) -> float:
        return float(self.box(name).input_value())

    # ---- acting -------------------------------------------------------------------------------

    def open(self, query: str = "") -> Self:
        """Load the page with a link and wait for its first picture."""
        self.page.goto(f"{self.address}?{query}" if query else self.address)
        return self.ready()

    def visit(self, query: str) -> None:
        """Open a link without loading the page again: as one more preset."""
        self.page.evaluate(
            """query => {
                const link = Object.assign(document.createElement("a"), { href: `?${query}` });
                link.dataset.opens = "link";
                document.body.append(link);
                link.click();
                link.remove();
            }""",
            query,
        )

    def ready(self) -> Self:
        """Wait until the page is what its first answer says."""
        self.page.wait_for_function(DRAWN, timeout=2 * PATIENCE)
        self.page.wait_for_function(ARRIVED, arg=str(self.ids.PAGE))
        self.unfold()
        return self

    def unfold(self) -> None:
        """Show the rare controls too."""
        fold = self.by_id(Stage.FOLD)
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()

    def type(self, name: str, text: str) -> None:
        """As a person does: select all, type."""
        box = self.box(name)
        box.focus()
        box.press("ControlOrMeta+a")
        if text:
            box.press_sequentially(text)
        else:
            box.press("Delete")

    def paste(self, name: str, text: str) -> None:
        """All at once: no part of it is a setting of its own on the way."""
        box = self.box(name)
        box.focus()
        box.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def grab(self, name: str) -> tuple[float, float, float]:
        """Press the mouse on a slider's thumb; gives x and y of the thumb and the track's width."""
        slider = self.slider(name)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        low, high, value = (
            float(slider.evaluate(f"slider => slider.{part}")) for part in ("min", "max", "value")
        )
        thumb = 24  # of the width, its middle does not reach the outer halves
        part = (value - low) / (high - low)
        x = box["x"] + thumb / 2 + part * (box["width"] - thumb)
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        return x, y, box["width"] - thumb

    # ---- waiting ------------------------------------------------------------------------------

    def agrees(self) -> None:
        """The figures are, but for rounding, what core says of the state in the address."""
        solution = self.solution
        for name, readout in self.figures().items():
            shown, wanted = self.value(name), readout.value(solution)
            if isinstance(wanted, str) or wanted is None:
                assert shown == wanted, name
            else:
                assert shown is not None, name
                assert math.isclose(shown, wanted, rel_tol=self.rounding, abs_tol=self.smallest), (
                    name,
                    shown,
                    wanted,
                )

    def stands_at(self, state: object) -> None:
        assert self.state == state, self.query

    def settles(self, condition: Callable[[Any], object]) -> Any:
        """Wait until the address meets a condition and all figures agree with it."""

        def check() -> Any:
            state = self.state
            assert condition(state), self.query
            self.agrees()
            return state

        return self.eventually(check)

    def eventually(self, check: Callable[[], Value], seconds: float = PATIENCE / 1000) -> Value:
        """The result of `check` once its assertions hold; its last failure if they never do."""
        end = time.monotonic() + seconds
        while True:
            try:
                return check()
            except (AssertionError, ControlError):  # the latter: the address is no link yet
                if time.monotonic() > end:
                    raise
            self.frame()

    def steps_to(self, sample: int) -> None:
        """The time cursor is there soon: a button's step is a callback of Dash."""

        def check() -> None:
            assert self.sample() == sample

        self.eventually(check)

    def rest(self) -> str:
        """The loss curve once its axes have settled: the same for half a second of frames."""

        def check() -> str:
            path = self.loss_path()
            for _ in range(15):
                self.frame()
            assert self.loss_path() == path
            return path

        return self.eventually(check)

    def frame(self) -> None:
        """Wait until the browser has drawn once more."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def complains(self, name: str) -> None:
        """A sentence is seen beside the control, and the box says that it is invalid."""
        expect(self.complaint(name)).to_have_text(_SENTENCE)
        expect(self.complaint(name)).to_be_visible()
        expect(self.box(name)).to_have_attribute("aria-invalid", "true")

    def complains_not(self, name: str) -> None:
        expect(self.complaint(name)).to_be_hidden()
        expect(self.box(name)).not_to_have_attribute("aria-invalid", "true")
