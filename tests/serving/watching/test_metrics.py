"""/metrics, in one process and in several, with a disk and without."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from dashboard import counting
from dashboard.environment import Settings
from dashboard.factory import create_app
from dashboard.serving import metrics
from tests.conftest import Serve

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings(metrics=True)).server.test_client()


def samples(text: str) -> Samples:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def grown(before: Samples, after: Samples, name: str, **labels: str) -> float:
    key = name, tuple(sorted(labels.items()))
    return after.get(key, 0) - before.get(key, 0)


def test_off_unless_asked_for() -> None:
    assert create_app(Settings()).server.test_client().get("/metrics").status_code == 404


def test_below_a_prefix() -> None:
    client = create_app(Settings(metrics=True, prefix="/lab/")).server.test_client()
    assert client.get("/lab/metrics").status_code == 200
    assert client.get("/metrics").status_code == 404


def test_what_is_counted(client: FlaskClient) -> None:
    before = samples(client.get("/metrics").text)
    client.get("/healthz")
    client.get("/no/such/place")
    client.get("/api/scalar?state=w%3D1,2")
    strict = create_app(Settings(metrics=True, rate=1, class_size=1)).server.test_client()
    while strict.get("/api/code.svg").status_code != 429:
        pass
    answer = client.get("/metrics")
    after = samples(answer.text)
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    name = "deep_linear_requests_total"
    assert grown(before, after, name, method="GET", route="/healthz", status="200") == 1
    assert grown(before, after, name, method="GET", route="/<path:path>", status="404") == 1
    assert grown(before, after, name, method="GET", route="/api/scalar", status="200") == 1
    assert grown(before, after, "deep_linear_request_seconds_count", route="/api/scalar") == 1
    assert grown(before, after, "deep_linear_rate_refused_total") == 1


def test_an_answer_is_computed_once(client: FlaskClient) -> None:
    before = samples(client.get("/metrics").text)
    for path in ("/api/depth?state=L%3D4", "/api/depth?state=L%3D4", "/api/depth?state=L%3D-1"):
        assert client.get(path).status_code == 200
    after = samples(client.get("/metrics").text)
    assert grown(before, after, "deep_linear_solves_total", topic="depth", lane="quick") == 2
    assert grown(before, after, "deep_linear_cache_total", what="hits") == 1
    assert grown(before, after, "deep_linear_cache_total", what="misses") == 2
    assert after["deep_linear_slow_waiting", ()] == 0


def test_labels_are_never_what_somebody_sends(client: FlaskClient) -> None:
    """Or he could make as many as he likes."""
    for i in range(50):
        client.get(f"/mine-{i}", headers={"Host": f"mine-{i}", "X-Request-ID": f"mine-{i}"})
        client.open("/", method=f"MINE{i}")
        client.get(f"/assets/mine-{i}.js?mine-{i}")
        client.get(f"/_dash-component-suites/mine-{i}/mine.js")
    text = client.get("/metrics").text
    assert "mine" not in text.lower()
    assert len(text.splitlines()) < 1500


def test_an_error_in_counting_fails_no_answer(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(metrics.Numbers, "count", broken)
    with caplog.at_level(logging.ERROR, "dashboard"):
        assert client.get("/healthz").status_code == 200
    assert "a bug" in caplog.text


# -- the folder --------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where folders are made: not in the memory that all share."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setenv(counting.VARIABLE, "")
    return tmp_path


def test_a_folder_is_made_once_and_cleared_away(place: Path) -> None:
    folder = counting.Folder()
    folder.make()
    folder.make()
    assert os.listdir(place) == [folder.path.name]
    assert os.environ[counting.VARIABLE] == str(folder.path)
    folder.reserve()
    sizes = {file.name: file.stat().st_size for file in folder.path.glob("*.db")}
    assert sizes == {f"{kind}_{os.getpid()}.db": counting.BYTES for kind in counting.KINDS}
    folder.forget(os.getpid())
    assert len(list(folder.path.glob("*.db"))) == 2  # what a worker counted stays
    folder.remove()
    assert os.listdir(place) == []


def test_the_folder_of_a_server_that_was_killed_is_cleared_away(place: Path) -> None:
    """One that is in use is not."""
    program = "from dashboard.counting import folder; folder.make(); print(folder.path, flush=True)"
    environ = {**os.environ, "TMPDIR": str(place)}
    alive = counting.Folder()
    alive.make()
    dead = subprocess.run(
        [sys.executable, "-c", f"import os; os.access = lambda *_: False; {program}"],
        env=environ, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert Path(dead).parent == place
    later = counting.Folder()
    later.make()
    assert {file.name for file in place.iterdir()} == {alive.path.name, later.path.name}


@pytest.mark.parametrize("when", ["make", "reserve"])
def test_without_a_disk_nothing_is_counted_and_everything_answered(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, when: str
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    folder = counting.Folder()
    if when == "make":
        monkeypatch.setattr("tempfile.mkdtemp", full)
        folder.make()
    else:
        folder.make()
        monkeypatch.setattr(Path, "write_bytes", full)
    folder.reserve()
    assert folder.lost
    assert "No space left" in caplog.text
    monkeypatch.setattr(metrics, "folder", folder)
    client = create_app(Settings(metrics=True)).server.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/metrics").status_code == 503


# -- the real server ---------------------------------------------------------------------------


def fetch(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return answer.read().decode()


def folders() -> set[Path]:
    return {path for place in ("/dev/shm", "/tmp") for path in Path(place).glob("deep-linear-me*")}


@pytest.fixture
def counted(serve: Serve, free_port: int, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Port and folder of a server with two workers."""
    before = folders()
    environ = {"DEEP_LINEAR_METRICS": "on", "WEB_CONCURRENCY": "2"}
    with serve(free_port, log=tmp_path / "log", **environ):
        fetch(free_port, "/healthz")
        (folder,) = folders() - before
        yield free_port, folder
    assert not folder.exists()


def test_all_processes_are_counted_and_those_that_died(counted: tuple[int, Path]) -> None:
    port, folder = counted

    def healths() -> float:
        key = ("method", "GET"), ("route", "/healthz"), ("status", "200")
        return samples(fetch(port, "/metrics"))["deep_linear_requests_total", key]

    for _ in range(20):
        fetch(port, "/healthz")
    assert healths() == 21  # whichever process answered, and tells
    workers = [int(re.search(r"_(\d+)", file.name)[1]) for file in folder.glob("counter_*.db")]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    end = time.monotonic() + 60
    while len(list(folder.glob("counter_*.db"))) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    fetch(port, "/healthz")
    assert healths() == 22
    assert not (folder / f"gauge_livesum_{workers[0]}.db").exists()


def test_a_folder_that_is_gone_fails_no_answer(counted: tuple[int, Path]) -> None:
    port, folder = counted
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    assert fetch(port, "/healthz") == "OK"
    with pytest.raises(urllib.error.HTTPError, match="503") as refused:
        fetch(port, "/metrics")
    refused.value.close()
