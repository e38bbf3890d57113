"""For keyboards and screen readers, and for whoever wonders what a figure means."""

from __future__ import annotations

import re
from collections import Counter

from playwright.sync_api import expect

from dashboard.parts.notes.links import statement_of
from dashboard.parts.page.ids import Player
from dashboard.scalar import readouts as scalar_readouts
from dashboard.scalar.ids import Scalar
from tests.e2e.drivers import looks
from tests.e2e.drivers.scalar import GRAPHS, ScalarPage

INTERACTIVE = {
    "button", "link", "slider", "spinbutton", "checkbox", "radio", "combobox", "textbox",
    "DisclosureTriangle",
}  # fmt: skip
#: Figures that are always in sight, in order.
KEY = ("alpha_star", "margin", "infimum", "loss")
MEANINGS = {readout.quantity: readout.meaning for readout in scalar_readouts.READOUTS}


def test_every_figure_is_explained_on_hover_and_on_focus(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    looks.explains(scalar)
    scalar.page.keyboard.press("Escape")  # the menu of all figures
    for quantity in KEY:
        holder = scalar.page.locator(".figure").filter(has=scalar.figure(quantity))
        meaning = holder.get_by_role("tooltip")
        holder.hover()
        expect(meaning).to_be_visible()
        expect(meaning).to_have_text(MEANINGS[quantity])
        scalar.page.mouse.move(0, 0)
        expect(meaning).to_be_hidden()
    # With the keyboard alone, one after the other; each is described by its meaning.
    scalar.page.get_by_role("button", name=re.compile("guaranteed rate")).focus()
    for quantity in KEY:
        focused = scalar.page.locator(":focus")
        assert focused.get_attribute("aria-describedby") == f"meaning-{quantity}"
        scalar.page.keyboard.press("Tab")
        if statement := statement_of(quantity):  # its link comes before the next figure
            expect(focused).to_have_attribute("href", re.compile(f"#{statement.anchor}$"))
            scalar.page.keyboard.press("Tab")


def test_everything_is_reached_with_tab(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,1.2,0.8&y=1")
    looks.reached_with_tab(scalar)


def test_what_has_the_focus_can_be_seen(scalar: ScalarPage) -> None:
    """Not behind the player, nor below the edge of the column of controls."""
    scalar.open("w=0.9,0.4,1.2,0.8&y=1")
    hidden = []
    for _ in range(60):
        scalar.page.keyboard.press("Tab")
        covered = scalar.page.evaluate(
            """() => {
                const element = document.activeElement;
                if (element === document.body) return null;
                const box = element.getBoundingClientRect();
                const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
                const top = document.elementFromPoint(x, y);
                const seen = top && (element.contains(top) || top.contains(element)
                    || top.closest("label")?.contains(element));
                return seen ? null : element.outerHTML.slice(0, 120);
            }"""
        )
        if covered:
            hidden.append(covered)
    assert hidden == []


def test_everything_that_can_be_used_has_a_name(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4,1.2,0.8&y=1")
    session = scalar.page.context.new_cdp_session(scalar.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    found = [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node["ignored"] and node["role"]["value"] in INTERACTIVE
    ]
    assert len(found) > 30
    assert [role for role, name in found if not name] == []
    ambiguous = [
        (role, name)
        for (role, name), count in Counter(found).items()
        if count > 1 and role != "DisclosureTriangle"
    ]
    assert ambiguous == []
    names = {name for role, name in found if role == "slider"}
    assert names >= {"Depth", "Target y", "Initial weight w1", "Horizon", "Time"}
    boxes = {name for role, name in found if role in ("spinbutton", "textbox")}
    handles = {"Start, in the plane of two weights", "Target y, on the plot of the weights"}
    assert boxes == names - handles - {"Time"}


def test_labels_are_seen_and_plots_are_told(scalar: ScalarPage) -> None:
    scalar.open("w=0.9,0.4&y=1")
    for name in ["Depth", "Target y", "Initial weight w1", "Horizon"]:
        expect(scalar.page.locator("label").get_by_text(name, exact=True)).to_be_visible()
    captions = [scalar.by_id(f"{graph}-caption").text_content() for graph in GRAPHS]
    assert all(captions)
    scalar.type("Target y", "2")
    scalar.settles(lambda state: state.scenario.target == 2.0)
    assert [scalar.by_id(f"{graph}-caption").text_content() for graph in GRAPHS] != captions
    # The status is read out when it changes; the time, which changes with every frame, is not.
    loud = (
        "[role=status], [role=alert], [aria-live]:not([aria-live=off]), output:not([aria-live=off])"
    )
    expect(scalar.by_id(Scalar.STATUS)).to_have_role("status")
    expect(scalar.by_id(Player.PLAYER).locator(loud)).to_have_count(0)
    expect(scalar.by_id(Scalar.READOUTS).locator(loud)).to_have_count(0)
    assert scalar.page.get_by_role("heading", level=1).count() == 1
    assert scalar.page.get_by_role("heading", level=2).count() == 4
    assert scalar.page.locator(".reading math").count() > 8
    scalar.page.get_by_label("How to read: Loss and envelope").click()
    expect(scalar.page.locator(".equation math").filter(visible=True).first).to_be_visible()
