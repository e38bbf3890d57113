"""The pages in a browser: one cache for all tests, so that only the first load is cold."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    WebError,
    expect,
)

from tests.conftest import CHROMIUM_FLAGS
from tests.dashboard.conftest import unhurried  # noqa: F401  # what core says here, too
from tests.e2e.drivers.atlas import AtlasPage
from tests.e2e.drivers.depth import DepthPage
from tests.e2e.drivers.matrix import MatrixPage
from tests.e2e.drivers.regimes import RegimesPage
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import PATIENCE

expect.set_options(timeout=PATIENCE)  # a busy machine loads a page in many seconds

SIZE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def warm_context(
    playwright: Playwright, chromium: str, server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """One profile on disk, as a user has: the browser keeps the scripts there, compiled too.

    A page opens at half the cost that it has in a profile in memory. The first tab stays empty.
    """
    context = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"),
        executable_path=chromium,
        args=CHROMIUM_FLAGS,
        base_url=server_url,
        viewport=SIZE,
    )
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


def forget(context: BrowserContext, origin: str) -> None:
    """What pages of other tests stored; Playwright's own way drops the compiled scripts too."""
    session = context.new_cdp_session(context.pages[0])
    kinds = "cookies,local_storage,indexeddb,cache_storage,service_workers"
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds})
    session.detach()


def watch(context: BrowserContext, server_url: str, log: list[str]) -> dict[str, object]:
    """Write what is wrong into `log`; gives the listeners."""
    home = urlsplit(server_url).netloc

    def request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != home:
            log.append(f"foreign request: {request.url}")

    def error(error: WebError) -> None:
        log.append(f"exception: {error.error}")

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":  # in space, drivers without a graphics card warn
            log.append(f"console error: {message.text}")

    return {"request": request, "weberror": error, "console": console}


@pytest.fixture
def page(warm_context: BrowserContext, server_url: str, browser_log: list[str]) -> Iterator[Page]:
    """A new tab, watched, which nobody has told a theme; instead of the colder one of all tests."""
    forget(warm_context, server_url)
    listeners = watch(warm_context, server_url, browser_log)
    for event, listener in listeners.items():
        warm_context.on(event, listener)
    page = warm_context.new_page()
    yield page
    page.close()
    for event, listener in listeners.items():
        warm_context.remove_listener(event, listener)


@pytest.fixture
def scalar(page: Page) -> ScalarPage:
    """The scalar page, not opened yet: scalar.open("w=1,2&y=1")."""
    return ScalarPage(page)


@pytest.fixture
def matrix(page: Page) -> MatrixPage:
    """The matrix page, not opened yet: matrix.open("n=2&m=2")."""
    return MatrixPage(page)


@pytest.fixture
def regimes(page: Page) -> RegimesPage:
    """The regimes page, not opened yet: regimes.open("r=0.4")."""
    return RegimesPage(page)


@pytest.fixture
def depth(page: Page) -> DepthPage:
    """The depth page, not opened yet: depth.open("L=4")."""
    return DepthPage(page)


@pytest.fixture
def atlas(page: Page) -> AtlasPage:
    """The atlas page, not opened yet: atlas.open("fine=33")."""
    return AtlasPage(page)
