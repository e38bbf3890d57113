"""Every page, opened by its address, whichever of its plots are in sight."""

from __future__ import annotations

from playwright.sync_api import Page

from dashboard.atlas.ids import Atlas
from dashboard.depth.ids import Depth
from dashboard.matrix.ids import Matrix
from dashboard.regimes.ids import Regimes
from dashboard.scalar.ids import Scalar
from tests.e2e.drivers.tab import ARRIVED, PATIENCE

#: Path -> the id of the page's root.
ROOTS = {
    "/": str(Scalar.PAGE),
    "/matrix": str(Matrix.PAGE),
    "/regimes": str(Regimes.PAGE),
    "/depth": str(Depth.PAGE),
    "/atlas": str(Atlas.PAGE),
}
#: A file, as it is dropped from a folder.
DROP = """([name, text]) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name, { type: "application/json" }));
    for (const kind of ["dragover", "drop"])
        document.body.dispatchEvent(
            new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }),
        );
}"""


def opened(page: Page, address: str) -> None:
    """Wait until the page is what its first answer says."""
    page.goto(address, timeout=2 * PATIENCE)
    root = ROOTS[address.split("?", maxsplit=1)[0]]
    page.wait_for_function(ARRIVED, arg=root, timeout=2 * PATIENCE)
    page.wait_for_selector(".plots:not([hidden]) .stage.drawn", timeout=2 * PATIENCE)
