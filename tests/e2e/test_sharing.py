"""Taking it away: the Share dialog, plots and runs as files, and files that open again."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from playwright.sync_api import Download, Locator, Page, expect

from core import ScalarSolution, read_scenario, solve
from dashboard.parts.taking.code import drawn
from dashboard.parts.taking.ids import Share
from tests.e2e.drivers.depth import DepthPage
from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.opened import DROP
from tests.e2e.drivers.regimes import RegimesPage
from tests.e2e.drivers.scalar import ScalarPage

QUERY = "w=0.9,0.4&y=1"


def share(page: Page) -> Locator:
    """The dialog, opened, when it has everything."""
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.locator(f"#{Share.PYTHON}")).to_have_value(re.compile("import"))
    return page.locator(f"#{Share.DIALOG}")


def there(page: Page) -> None:
    """Whichever tab is open: an answer has come."""
    page.wait_for_function("() => window.deepLinear?.page?.known && !window.deepLinear.page.gone")


def text(page: Page, name: Share) -> str:
    return page.locator(f"#{name}").input_value()


def download(page: Page, opener: Locator) -> Download:
    with page.expect_download() as found:
        opener.click()
    return found.value


def content(found: Download) -> bytes:
    return Path(found.path()).read_bytes()


def inside(page: Page, place: Locator) -> None:
    box, size = place.bounding_box(), page.viewport_size
    assert box
    assert size
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] + box["height"] <= size["height"]
    assert place.evaluate("place => place.scrollWidth <= place.clientWidth")


def test_the_dialog_holds_the_link_its_code_and_the_run(scalar: ScalarPage) -> None:
    page = scalar.open(QUERY).page
    page.wait_for_url(f"**/?{QUERY}")
    button = page.get_by_role("button", name="Share", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    opened = page.locator(f"#{Share.DIALOG}")
    expect(opened).to_be_visible()
    expect(page.locator(f"#{Share.LINK}")).to_have_value(page.url)
    expect(page.locator(f"#{Share.FRAME}")).to_have_value(re.compile("<iframe"))
    inside(page, opened)

    # The code is that of the link, and fills a screen.
    code = page.locator(f"#{Share.CODE}")
    source = code.evaluate("image => image.decode().then(() => image.src)")
    assert page.request.get(source).body() == drawn(page.url)
    opened.get_by_title("Show the code on the whole screen").click()
    whole = page.locator(f"#{Share.WHOLE}")
    expect(whole).to_contain_text(page.url)
    box, size = whole.locator("img").bounding_box(), page.viewport_size
    assert box
    assert size
    assert min(box["width"], box["height"]) > 0.8 * size["height"]
    whole.get_by_role("button", name="Close").click()

    # What is copied is what is there; without a clipboard it is selected, and copied as by hand.
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copies = opened.get_by_role("button", name="Copy").first
    copies.click()
    expect(opened.get_by_text("Copied.")).to_be_visible()
    assert _pasted(opened) == page.url
    page.evaluate("navigator.clipboard.writeText('')")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    copies.click()
    link = page.locator(f"#{Share.LINK}")
    assert link.evaluate("box => box.selectionEnd - box.selectionStart") == len(page.url)

    # A link to be framed shows itself alone, and its title says what it shows.
    frame = ElementTree.fromstring(text(page, Share.FRAME).replace("></iframe>", "/>"))
    assert frame.attrib["src"] == f"{page.url}&embed=1"
    assert frame.attrib["title"].startswith("Two layers, w = (0.9, 0.4)")

    page.keyboard.press("Escape")
    expect(opened).not_to_be_visible()
    expect(button).to_be_focused()


def test_what_cannot_be_had_is_said_and_nothing_old_is_left(
    scalar: ScalarPage, browser_log: list[str]
) -> None:
    """The server is gone: the link is still right, and no program of another run stands there."""
    page = scalar.open(QUERY).page
    share(page)
    page.keyboard.press("Escape")
    page.route("**/take", lambda route: route.abort())
    scalar.preset("Overshoot").click()
    scalar.settles(lambda state: state.scenario.weights == (1.5, 1.2))
    page.get_by_role("button", name="Share", exact=True).click()
    opened = page.locator(f"#{Share.DIALOG}")
    expect(opened.locator("[data-said=unlinked]")).to_contain_text("server")
    expect(page.locator(f"#{Share.LINK}")).to_have_value(page.url)
    assert text(page, Share.PYTHON) == ""
    expect(opened.get_by_role("link", name="Run as JSON")).not_to_be_visible()
    assert all("ERR_FAILED" in line for line in browser_log)
    browser_log.clear()


def test_on_a_phone(scalar: ScalarPage) -> None:
    page = scalar.page
    page.set_viewport_size({"width": 360, "height": 740})
    scalar.open(QUERY)
    opened = share(page)
    for fold in opened.locator("summary").all():
        fold.click()
    inside(page, opened)
    expect(opened.get_by_text("@InProceedings")).to_have_count(1)


def test_the_run_goes_out_and_comes_in_again(scalar: ScalarPage, matrix: MatrixPage) -> None:
    """JSON: on the command line as it is, and dropped on any page it opens where it belongs."""
    page = scalar.open("d=4&p=0.25&y=1&T=2.5&show=progressive").page
    before, opened = scalar.values(), share(page)
    found = download(page, opened.get_by_role("link", name="Run as JSON"))
    assert found.suggested_filename == "scalar_d-4_p-0.25_y-1_T-2.5.json"
    saved = content(found)
    solution = solve(read_scenario(saved))
    assert isinstance(solution, ScalarSolution)
    assert json.loads(saved)["answer"] == json.loads(json.dumps(solution.to_json()))
    table = content(download(page, opened.get_by_role("link", name="Run as CSV"))).decode()
    names, *rows = [line.split(",") for line in table.splitlines()]
    assert [float(row[names.index("loss")]) for row in rows] == solution.loss.tolist()

    matrix.open()
    page.evaluate(DROP, ["run.json", saved.decode()])
    page.wait_for_url("**/?d=4**")
    scalar.ready()
    scalar.eventually(lambda: _same(scalar.values(), before))
    assert "progressive" in scalar.state.view.curves
    # By the button of the dialog, the same.
    matrix.open()
    share(page).get_by_label("Open a saved run").set_input_files(
        {"name": "run.json", "mimeType": "application/json", "buffer": saved}
    )
    page.wait_for_url("**/?d=4**")


def _same(one: object, other: object) -> None:
    assert one == other


def test_every_page_gives_its_run_and_takes_it_back(
    scalar: ScalarPage, regimes: RegimesPage, depth: DepthPage
) -> None:
    for driver, query, tables in (
        (regimes, "r=0.4&axis=linear", ["Run as CSV", "Width sweep as CSV"]),
        (depth, "fam=balanced&L=5&f=0.5", ["Run as CSV", "All depths as CSV"]),
    ):
        page = driver.page
        page.goto(f"{driver.address}?{query}")
        there(page)
        before, opened = driver.values(), share(page)
        saved = content(download(page, opened.get_by_role("link", name="Run as JSON")))
        links = opened.locator("a.file:visible").all_text_contents()
        assert links == ["Run as JSON", *tables]
        scalar.open()
        page.evaluate(DROP, ["run.json", saved.decode()])
        page.wait_for_url(f"**{driver.address}?{query}")
        there(page)
        driver.eventually(lambda driver=driver, before=before: _same(driver.values(), before))


def test_a_file_that_cannot_be_opened_gets_a_sentence(scalar: ScalarPage) -> None:
    page = scalar.open(QUERY).page
    before = scalar.values()
    page.evaluate(DROP, ["notes.json", "{"])
    expect(page.get_by_role("alert").get_by_text("not valid JSON")).to_be_visible()
    assert scalar.values() == before
    assert scalar.query == QUERY


def test_a_link_holds_a_short_scenario_and_says_where_it_does_not(matrix: MatrixPage) -> None:
    page = matrix.page
    layers = [[[1.0, 0.2], [0.3, 0.8]], [[0.5, 0.1], [0.2, 0.6]]]
    recipe = {
        "model": "matrix", "weights": layers,
        "objective": {"kind": "squared", "target": [[1.0, 0.5], [0.0, 1.0]]},
    }  # fmt: skip
    matrix.open()
    page.evaluate(DROP, ["net.json", json.dumps(recipe)])
    page.wait_for_url("**/matrix?file=net.json&scenario=**")
    before = matrix.values()
    page.reload()
    matrix.ready()
    assert matrix.values() == before
    assert matrix.state.file == "net.json"

    random = np.random.default_rng(1)
    recipe["weights"] = [random.standard_normal(side).tolist() for side in ((8, 40), (40, 8))]
    recipe["objective"] = {"kind": "squared", "target": np.eye(8).tolist()}
    page.evaluate(DROP, ["big.json", json.dumps(recipe)])
    page.wait_for_url(re.compile(r"/matrix\?file=big.json$"))
    said = page.get_by_text("The link does not hold this file")
    expect(said.first).to_be_visible()
    opened = share(page)
    expect(opened.get_by_text("The link does not hold this file")).to_be_visible()
    # The file that is offered is the run: it opens as the file did.
    found = download(page, opened.get_by_role("link", name="Run as JSON"))
    assert json.loads(content(found))["weights"] == recipe["weights"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_plot_is_saved_with_what_it_shows(scalar: ScalarPage, theme: str) -> None:
    page = scalar.page
    page.emulate_media(color_scheme=theme)
    scalar.open(QUERY)
    page.wait_for_url(f"**/?{QUERY}")

    def save(kind: str) -> Download:
        page.get_by_role("button", name="Download: Loss and envelope").click()
        return download(page, page.locator(f"#{Share.SAVE} [data-kind={kind}]"))

    found = save("svg")
    assert found.suggested_filename == "scalar_w-0.9,0.4_y-1_loss.svg"
    root = ElementTree.fromstring(content(found))
    said = [part.text for part in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said[0] == "Loss and envelope"
    assert said[1].startswith("Two layers, w = (0.9, 0.4), y = 1: α* = 0.97")
    assert page.url in said
    assert "var(" not in content(found).decode()
    assert root.find("{http://www.w3.org/2000/svg}rect").attrib["fill"] == "#ffffff"
    # The curves are there: as many as the page draws.
    lines = [part for part in root.iter() if part.attrib.get("class") == "js-line"]
    assert len(lines) == page.locator("#graph-loss .js-line").count()
    width = int(root.attrib["width"])
    picture = content(save("png"))
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (2 * width, 2 * int(root.attrib["height"]))


def _pasted(place: Locator) -> str:
    """What the clipboard holds: no script may read it here, the policy says, but keys paste it."""
    place.evaluate("place => place.append(document.createElement('textarea'))")
    box = place.locator("textarea").last
    box.press("ControlOrMeta+V")
    text = box.input_value()
    box.evaluate("box => box.remove()")
    return text
