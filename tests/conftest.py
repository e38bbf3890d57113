"""Shared fixtures: a free port, the real server, a real browser that reports every complaint."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

# Small problems gain nothing from threads, and lose much where others use the cores. numpy reads
# this when it is first imported; the command line's tests inherit it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["LC_ALL"] = "C.UTF-8"  # the command line speaks English, whoever runs the tests

import pytest
from hypothesis import Phase, settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, sync_playwright

import words
from tests.arithmetic.machines import PLAYED
from tests.sweep.sweeping import GRID, recipe_of, written

# Timings never decide a test, and the same code passes or fails every time. Fresh examples:
# HYPOTHESIS=search make test
settings.register_profile("same", deadline=None, max_examples=60, derandomize=True)
first = [Phase.explicit, Phase.generate]  # tests.mutants asks whether a test fails, not how simply
settings.register_profile(
    "first", parent=settings.get_profile("same"), max_examples=20, phases=first
)
settings.register_profile("search", deadline=None, max_examples=300)
settings.load_profile(os.environ.get("HYPOTHESIS", "same"))

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_FLAGS = [
    "--no-sandbox",  # tests run as root in containers, where Chromium's sandbox cannot
    "--disable-gpu",
    # The rest keeps the browser itself from calling home.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Serve = Callable[..., AbstractContextManager[subprocess.Popen[bytes]]]


#: Which of the processes that share a run this is, and how many there are.
WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
WORKERS = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


@pytest.fixture(scope="session", autouse=True)
def every_message_can_be_said() -> Iterator[None]:
    """Whatever message a test builds is said at once: no code or value is missing, of any."""
    build, folder = words.Message.__init__, words.FOLDER

    def built(message: words.Message, code: str, /, **values: object) -> None:
        build(message, code, **values)
        if folder == words.FOLDER:  # not where a test brings a catalogue of its own
            words.say(message, words.ENGLISH)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words.Message, "__init__", built)
        yield


def pytest_report_header() -> str:
    """One line: on which other machines' arithmetic core is tested again."""
    names = ", ".join(machine.name for machine in PLAYED)
    return f"core again as on a processor: {names or 'nothing to play on this one'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Files go to the processes in this order: the longest first, so that all end together."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: not item.nodeid.startswith(("tests/arithmetic", "tests/e2e")))


def _free_port() -> int:
    """No two processes of a run may be given the same port: each has its own share of them.

    Linux gives only odd ones to those who ask for any: hence pairs are dealt out.
    """
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port // 2 % WORKERS == WORKER:
            return port


@pytest.fixture
def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    return _free_port()


@pytest.fixture(scope="module")
def module_port() -> int:
    """The same for all tests of a file."""
    return _free_port()


@pytest.fixture
def free_ports() -> Callable[[int], list[int]]:
    """free_ports(n): so many of them."""
    return lambda count: [_free_port() for _ in range(count)]


@contextmanager
def _serve(port: int, *arguments: str, log: Path, **environ: str) -> Iterator[subprocess.Popen]:
    """gunicorn as make run starts it, from the moment its port is open; stopped at the end."""
    # To a file and not a pipe: nobody reads while the server runs, and a full pipe stops it.
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", *arguments],
            cwd=ROOT,
            env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port), **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a group of its own, as a terminal gives it
        )
    try:
        _wait_for_port(port, process, log)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def _wait_for_port(port: int, process: subprocess.Popen, log: Path, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')}")


@pytest.fixture
def serve() -> Serve:
    """serve(port, *arguments, log=path, **environ): a context manager that runs gunicorn."""
    return _serve


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of one real server for the whole run, without a slash at its end."""
    port = _free_port()
    log = tmp_path_factory.mktemp("server") / "log"
    lessons = str(ROOT / "docs" / "lessons")
    sweeps = tmp_path_factory.mktemp("sweeps")
    written(sweeps / "plane", recipe_of(GRID))
    folders = {"DEEP_LINEAR_LESSONS": lessons, "DEEP_LINEAR_SWEEPS": str(sweeps)}
    with _serve(port, "tests.e2e.patient:server", log=log, **folders):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser: CHROMIUM, or one that is installed. Tests never pass without one."""
    finder = [str(ROOT / "scripts" / "ensure_chromium"), "--find", sys.executable]
    result = subprocess.run(finder, capture_output=True, text=True, check=False)
    if result.returncode:
        pytest.fail(result.stderr.strip())
    return result.stdout.strip()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def browser_log() -> Iterator[list[str]]:
    """What the browser complained of; whatever is left in it at the end fails the test.

    A test that provokes an error takes the expected lines out itself.
    """
    log: list[str] = []
    yield log
    if log:
        pytest.fail("the browser complained:\n  " + "\n  ".join(log))


@pytest.fixture
def context(browser: Browser, server_url: str, browser_log: list[str]) -> Iterator[BrowserContext]:
    """A fresh profile, watched: console errors and warnings, exceptions, foreign requests."""
    home = urlsplit(server_url).netloc

    def watch_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != home:
            browser_log.append(f"foreign request: {request.url}")

    context = browser.new_context(base_url=server_url)
    context.on("request", watch_request)
    context.on("weberror", lambda error: browser_log.append(f"exception: {error.error}"))
    context.on(
        "console",
        lambda message: (
            browser_log.append(f"console {message.type}: {message.text}")
            if message.type == "error"
            else None
        ),
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A new tab; page.goto("/") opens the dashboard."""
    return context.new_page()
