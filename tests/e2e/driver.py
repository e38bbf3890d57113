"""The scalar page as a user meets it: controls by their names, figures by what they measure."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from core import ScalarSolution, solve
from dashboard.scalar.controls import ControlError, ScalarState, read
from dashboard.scalar.ids import Scalar

PATIENCE = 30_000  # ms; two cores that do other things as well
GRAPHS = [
    str(name)
    for name in (
        Scalar.GRAPH_LOSS, Scalar.GRAPH_CONSTRAINT, Scalar.GRAPH_RATE, Scalar.GRAPH_WEIGHTS,
    )
]  # fmt: skip
FIGURES = (
    "alpha_star", "alpha_lower_bound", "margin", "gamma", "infimum", "final_rate", "decay_rate",
    "tightness", "product",
)  # fmt: skip

#: JavaScript: what the loss curve is on the screen, the last line of its plot.
LOSS_PATH = """() => [...document.querySelectorAll("#graph-loss .scatterlayer .trace .js-line")]
    .at(-1)?.getAttribute("d") ?? null"""

Value = TypeVar("Value")
_SENTENCE = re.compile(r"^\S.*\.$")


class ScalarPage:
    """A tab with the scalar page."""

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
        return self.by_id(Scalar.PRESETS).get_by_role("link", name=name, exact=True)

    def legend(self, graph: str) -> list[str]:
        return self.by_id(f"{graph}-legend").get_by_role("listitem").all_inner_texts()

    def complaint(self, name: str) -> Locator:
        """The sentence beside the box of that name."""
        return self.by_id(self.box(name).get_attribute("aria-describedby") or "missing")

    # ---- reading ------------------------------------------------------------------------------

    @property
    def query(self) -> str:
        return urlsplit(self.page.url).query

    @property
    def state(self) -> ScalarState:
        """What the address says."""
        return read(self.query)

    @property
    def solution(self) -> ScalarSolution:
        """What core makes of it."""
        return solve(self.state.scenario)

    def value(self, quantity: str) -> float | None:
        """Full precision of a key figure."""
        text = self.figure(quantity).get_attribute("data-value")
        return float(text) if text else None

    def values(self) -> dict[str, float | None]:
        return {quantity: self.value(quantity) for quantity in FIGURES}

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

    def open(self, query: str = "") -> ScalarPage:
        """Load the page with a link and wait for its first picture."""
        self.page.goto(f"/?{query}" if query else "/")
        return self.ready()

    def visit(self, query: str) -> None:
        """Open a link without loading the page again: as one more preset."""
        self.page.evaluate(
            """([presets, query]) => {
                const link = Object.assign(document.createElement("a"), { href: `?${query}` });
                document.getElementById(presets).append(link);
                link.click();
                link.remove();
            }""",
            [str(Scalar.PRESETS), query],
        )

    def ready(self) -> ScalarPage:
        self.page.wait_for_function(
            f"""() => ({LOSS_PATH})()
                && document.querySelector("[data-quantity=gamma]")?.dataset.value""",
            timeout=2 * PATIENCE,
        )
        return self

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
        """The figures are, to 1e-12, what core says of the state in the address."""
        solution = self.solution
        for quantity in FIGURES:
            shown, wanted = self.value(quantity), solution.to_json()[quantity]
            if wanted is None:
                assert shown is None, quantity
            else:
                assert shown is not None
                assert math.isclose(shown, wanted, rel_tol=1e-12), (quantity, shown, wanted)
        assert self.by_id(Scalar.STATUS).inner_text() == solution.status
        assert self.by_id(Scalar.GUARANTEE).inner_text() == solution.guarantee

    def settles(self, condition: Callable[[ScalarState], object]) -> ScalarState:
        """Wait until the address meets a condition and all figures agree with it."""

        def check() -> ScalarState:
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
