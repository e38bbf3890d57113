"""The program as it is installed beside Jupyter: a tile, and a server behind the user's own."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.serving.redis_server import until
from tests.serving.test_serving import scripts_of

ROOT = Path(__file__).resolve().parents[2]
BASE = "/user/ana%40lab/"  # escaped, as a hub gives it
NAME = "deep-linear-networks"
HOME = f"{BASE}{NAME}/"
TOKEN = "a token of the hub"


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As pip makes it of this folder, without asking anyone."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    result = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    (found,) = folder.glob("*.whl")
    return found


def test_a_wheel_is_one_package_and_has_every_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"deep_linear_networks"}
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", "app.py", "gunicorn.conf.py",
         "assets", "core", "dashboard", "sweep", "words"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert tracked
    assert {f"deep_linear_networks/{name}" for name in tracked} <= set(names)


def test_a_wheel_needs_what_the_program_runs_on(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        needed = re.findall(r"^Requires-Dist: (\S+)$", archive.read(metadata).decode(), re.M)
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    assert sorted(needed) == sorted(line for line in lines if line and not line.startswith("#"))


@pytest.fixture(scope="module")
def jupyter(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[int], str]]:
    """start(port): a real Jupyter server of a user of a hub, with the wheel beside it."""
    folder = tmp_path_factory.mktemp("jupyter")
    site = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    home = folder / "home"
    home.mkdir()
    running: list[subprocess.Popen[bytes]] = []

    def start(port: int) -> str:
        options = {
            "port": port, "port_retries": 0, "base_url": BASE, "root_dir": home,
            "open_browser": False, "allow_root": True,
        }  # fmt: skip
        command = [sys.executable, "-m", "jupyter_server", f"--IdentityProvider.token={TOKEN}"]
        command += [f"--ServerApp.{name}={value}" for name, value in options.items()]
        # Of the machine's variables, what others set that is not for this program.
        odd = {"PORT": "tcp://10.0.0.1:80", "WEB_CONCURRENCY": "abc", "HOST": "hub"}
        places = {"PYTHONPATH": str(site), "HOME": str(home), "TMPDIR": str(folder)}
        with (folder / "log").open("wb") as log:
            running.append(
                subprocess.Popen(
                    command, cwd=home, env=os.environ | odd | places, stdout=log, stderr=log
                )
            )
        return str(folder / "log")

    yield start
    for process in running:
        process.terminate()
        process.wait(60)
    until(lambda: left_of(folder) == "")
    shutil.rmtree(folder)


def left_of(folder: Path) -> str:
    """Commands that still run with something of that folder."""
    found = subprocess.run(
        ["ps", "axeww", "-o", "args"], capture_output=True, text=True, check=True
    )
    return "\n".join(line for line in found.stdout.splitlines() if str(folder / "site") in line)


@pytest.fixture(scope="module")
def ask(jupyter: Callable[[int], str], module_port: int) -> Ask:
    log = jupyter(module_port)

    def ask(path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        given = {"Authorization": f"token {TOKEN}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", module_port, timeout=120)) as client:
            client.request(method, path, body, {name: v for name, v in given.items() if v})
            answer = client.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())

    end = time.monotonic() + 60
    while True:
        try:
            ask(f"{BASE}api")
            return ask
        except OSError:
            assert time.monotonic() < end, Path(log).read_text()
            time.sleep(0.1)


def test_the_launcher_has_a_tile_with_its_icon(ask: Ask) -> None:
    told = json.loads(ask(f"{BASE}server-proxy/servers-info").body)
    (tile,) = told["server_processes"]
    assert tile["name"] == NAME
    assert tile["new_browser_tab"] is True
    entry = tile["launcher_entry"]
    assert (entry["enabled"], entry["title"]) == (True, "Deep linear networks")
    assert entry["path_info"] == f"{NAME}/"
    icon = ask(entry["icon_url"])
    assert (icon.status, icon.headers["Content-Type"]) == (200, "image/svg+xml")
    assert icon.body == (ROOT / "deep_linear_networks" / "icon.svg").read_bytes()


def test_pages_assets_and_pictures_under_the_prefix(ask: Ask) -> None:
    page = ask(HOME)
    assert page.status == 200
    html = page.body.decode()
    config = json.loads(re.search(r'id="_dash-config"[^>]*>(.*?)</script>', html)[1])
    assert config["requests_pathname_prefix"] == HOME
    scripts = scripts_of(html)
    assert scripts
    assert all(script.startswith(HOME) for script in scripts)
    assert {ask(script).status for script in scripts} == {200}
    assert ask(f"{HOME}matrix").status == 200
    # The program's own policy, not the one of Jupyter's pages, which would forbid its scripts.
    policy = page.headers["Content-Security-Policy"]
    assert "sandbox" not in policy
    assert "frame-ancestors 'self'" in policy

    # As the page asks: without the token of Jupyter's own forms, which it does not know.
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    picture = ask(f"{HOME}api/scalar", "POST", "state=w%3D1.2%2C0.3%26y%3D1&drawn=loss", **form)
    assert picture.status == 200
    assert json.loads(picture.body)["query"] == "w=1.2,0.3&y=1"
    assert ask(f"{HOME}_dash-dependencies").status == 200


def test_strangers_come_no_further_than_jupyter(ask: Ask) -> None:
    assert ask(f"{HOME}healthz").body == b"OK"
    for path in ("", "healthz", "api/scalar"):
        assert ask(f"{HOME}{path}", Authorization="").status in (302, 403)
    post = ask(f"{HOME}api/scalar", "POST", "state=", Authorization="")
    assert post.status in (302, 403)


def test_it_listens_at_a_socket_that_is_its_users_own(ask: Ask) -> None:
    assert ask(f"{HOME}healthz").status == 200
    found = subprocess.run(
        ["ps", "axeww", "-o", "args"], capture_output=True, text=True, check=True
    )
    sockets = set(re.findall(r"DEEP_LINEAR_SOCKET=(\S*jupyter\S*)", found.stdout))
    (path,) = (Path(each) for each in sockets)
    assert path.is_socket()
    assert path.parent.stat().st_mode & 0o077 == 0
