"""The server as a browser, a proxy and whoever starts it meet it."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving.limits.bodies import MAX_BODY_BYTES

TITLE = "Deep linear networks"
ROOT = Path(__file__).resolve().parents[2]


def scripts_of(html: str) -> list[str]:
    return re.findall(r'<script src="([^"]+)"', html)


def statuses(client, paths: list[str]) -> set[int]:
    """Statuses of the answers, each closed: an asset is answered from its open file."""
    found = set()
    for path in paths:
        with client.get(path) as response:
            found.add(response.status_code)
    return found


# -- the app in this process -------------------------------------------------------------------


def test_health_is_short_text(client):
    response = client.get("/healthz")
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert response.text == "OK"


def test_page_says_its_language_title_and_description(client):
    html = client.get("/").text
    assert '<html lang="en" ' in html
    assert re.search(rf"<title>[^<]+ · {TITLE}</title>", html)
    assert re.search(r'<meta name="viewport" content="width=device-width', html)
    assert re.search(r'<meta name="description" content="[^"]{20,}"', html)


def test_page_and_its_scripts_come_from_here_alone(client):
    html = client.get("/").text
    assert scripts_of(html)
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', html)


def test_answers_are_compressed_when_asked(client):
    plain = client.get("/_dash-layout")
    packed = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert TITLE in gzip.decompress(packed.data).decode()


def test_a_body_over_the_limit_is_refused(client):
    body = b'{"inputs": "' + b"x" * MAX_BODY_BYTES + b'"}'
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 413


def test_a_stray_query_does_not_break_the_page(client):
    """Dash hands the query string to the page's layout as keywords."""
    callback = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [
            {"id": "_pages_content", "property": "children"},
            {"id": "_pages_store", "property": "data"},
        ],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": "/"},
            {"id": "_pages_location", "property": "search", "value": "?utm_source=x"},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=callback)
    assert answer.status_code == 200
    assert "404" not in answer.text


def test_an_app_has_answered_its_first_request_before_it_is_served():
    app = create_app(Settings())
    assert app.registered_paths["dash"]  # what component-suite addresses are checked against


def test_two_apps_in_one_process_both_work():
    apps = [create_app(Settings()), create_app(Settings())]
    callbacks = [sorted(app.callback_map) for app in apps]
    assert callbacks[0] == callbacks[1] != []
    for app in apps:
        client = app.server.test_client()
        html = client.get("/").text
        assert statuses(client, scripts_of(html)) == {200}
        assert client.get("/_dash-dependencies").status_code == 200


def test_a_path_prefix_reaches_every_address(monkeypatch):
    monkeypatch.setenv("DASH_URL_BASE_PATHNAME", "/lab/")
    client = create_app().server.test_client()
    html = client.get("/lab/").text
    assert client.get("/lab/healthz").text == "OK"
    assert client.get("/healthz").status_code == 404
    assert all(script.startswith("/lab/") for script in scripts_of(html))
    assert statuses(client, scripts_of(html)) == {200}
    config = json.loads(re.search(r'id="_dash-config"[^>]*>(.*?)</script>', html)[1])
    assert config["requests_pathname_prefix"] == "/lab/"


def test_a_proxy_that_strips_the_prefix(monkeypatch):
    monkeypatch.setenv("DASH_REQUESTS_PATHNAME_PREFIX", "/lab/")
    client = create_app().server.test_client()
    scripts = scripts_of(client.get("/").text)
    assert all(script.startswith("/lab/") for script in scripts)
    assert statuses(client, [script.removeprefix("/lab") for script in scripts]) == {200}


# -- the real server ---------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [(), ("--preload",)], ids=["plain", "preload"])
def test_cold_start_answers_everything(serve, free_port, tmp_path, client, arguments):
    """Ask for all of the page's files, and the page, as soon as the port is open.

    The page comes last: a worker that has not rendered it yet is the one that may fail.
    """
    paths = [*scripts_of(client.get("/").text) * 4, "/"]

    def status(path: str) -> int:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{free_port}{path}", timeout=20
            ) as answer:
                return answer.status if answer.read() else 0
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    with (
        serve(free_port, *arguments, log=tmp_path / "log", WEB_CONCURRENCY="2"),
        ThreadPoolExecutor(len(paths)) as pool,
    ):
        answers = list(zip(paths, pool.map(status, paths), strict=True))
    assert [answer for answer in answers if answer[1] != 200] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stops_cleanly_with_a_connection_open(serve, free_port, tmp_path, number):
    log = tmp_path / "log"
    with (
        serve(free_port, log=log) as process,
        socket.create_connection(("127.0.0.1", free_port)) as browser,
    ):
        browser.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in browser.recv(1000)
        os.killpg(process.pid, number)  # as Ctrl-C does: master and workers alike
        assert process.wait(10) == 0
    said = log.read_text()
    assert said == f"Deep linear networks: http://127.0.0.1:{free_port}/ (Ctrl-C stops)\n"


def test_development_server_starts_with_its_tools(free_port, tmp_path):
    """They can only be added to an app that has not answered anything yet."""
    environ = {**os.environ, "HOST": "127.0.0.1", "PORT": str(free_port), "DASH_DEBUG": "true"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environ,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + 20
        page = b""
        while not page and process.poll() is None and time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/", timeout=20) as answer:
                    page = answer.read()
            except urllib.error.URLError:
                time.sleep(0.1)
        assert b"DashRenderer" in page, (tmp_path / "log").read_text()
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # the reloader and its child
        process.wait()


def test_browser_opens_the_page_without_a_complaint(page: Page):
    """The page fixture fails on console errors, policy violations and foreign requests."""
    page.goto("/")
    expect(page.locator("#_pages_content > *").first).to_be_attached()
    expect(page).to_have_title(re.compile("linear networks", re.IGNORECASE))


def test_policy_stops_a_foreign_script(page: Page, browser_log: list[str]):
    """The page fixture and the policy are seen to bite."""
    page.goto("/")
    page.evaluate(
        """() => new Promise(done => {
            const script = document.createElement("script");
            script.onerror = done;
            script.src = "http://127.0.0.1:9/evil.js";
            document.head.append(script);
        })"""
    )
    assert any("Content Security Policy" in line for line in browser_log)
    browser_log.clear()


def test_layout_is_json(client):
    assert json.loads(client.get("/_dash-layout").text)["namespace"]
