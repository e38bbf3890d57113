"""The table of settings, what it makes of the environment, and the commands that read it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.environment import (
    ROWS,
    SettingError,
    Settings,
    bind_address,
    check_folder,
    check_free,
    examine,
    read,
    url,
)
from dashboard.environment.table import PREFIX, Row
from dashboard.factory import create_app

ROOT = Path(__file__).resolve().parents[2]
NAMES = [name for row in ROWS for name in (row.name, *row.old)]

#: Of every setting a text that is not its default, and what it becomes.
GIVEN = {
    "host": ("::1", "::1"),
    "port": ("80", 80),
    "socket": ("/run/lab/1.sock", "/run/lab/1.sock"),
    "workers": ("3", 3),
    "prefix": ("/lab/~me/", "/lab/~me/"),
    "public_prefix": ("/user/a%40b.org/", "/user/a%40b.org/"),
    "trusted_proxies": ("1", 1),
    "trusted_hosts": ("Lab.example.org, *.example.org", ("lab.example.org", "*.example.org")),
    "framed_by": ("https://a.example", ("https://a.example",)),
    "redis_url": ("redis://:word@127.0.0.1:6379/0", "redis://:word@127.0.0.1:6379/0"),
    "cache_secret": ("0123456789abcdef", "0123456789abcdef"),
    "slow_processes": ("2", 2),
    "slow_places": ("7", 7),
    "class_size": ("40", 40),
    "rate": ("0", 0),
    "log_level": ("INFO", "info"),
    "log_format": ("json", "json"),
    "log_addresses": ("yes", True),
    "log_queries": ("on", True),
    "lessons": (str(ROOT), str(ROOT)),
    "sweeps": (str(ROOT), str(ROOT)),
    "metrics": ("1", True),
}
PAIRS = [(name, row.field) for row in ROWS for name in (row.name, *row.old)]


def one_sentence(environ: dict[str, str]) -> str:
    with pytest.raises(SettingError) as caught:
        read(environ)
    text = str(caught.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


def test_no_two_settings_share_a_name():
    assert len(set(NAMES)) == len(NAMES)
    assert all(row.name.startswith(PREFIX) for row in ROWS)


@pytest.mark.parametrize("name, field", PAIRS, ids=[name for name, _ in PAIRS])
def test_every_name_sets_its_setting_and_no_other(name, field):
    given, value = GIVEN[field]
    assert read({name: f" {given} "}) == Settings(**{field: value})
    assert read({name: " "}) == read({}) == Settings()


@pytest.mark.parametrize("row", [row for row in ROWS if row.old], ids=lambda row: row.name)
def test_two_names_must_agree(row: Row):
    given, value = GIVEN[row.field]
    name = row.old[0]
    assert getattr(read({row.name: given, name: given}), row.field) == value
    assert getattr(read({row.name: given, name: ""}), row.field) == value
    other = {"port": "81", "prefix": "/b/", "redis_url": "redis://other"}.get(row.field)
    other = other or {int: "9", bool: "off"}.get(type(value), "https://b.example")
    if row.field == "public_prefix":
        other = "/c/"
    said = one_sentence({row.name: given, name: other})
    assert said == f"{row.name} and {name} say different things: set one of them."


@pytest.mark.parametrize(
    "name, value",
    [
        *((name, value) for value in ("http", "0", "65536", "-1", "8_050", "８０５０", "80.5")
          for name in ("PORT", "DEEP_LINEAR_PORT")),
        ("PORT", "9" * 5000),
        ("DEEP_LINEAR_SOCKET", "lab.sock"),
        ("DEEP_LINEAR_SOCKET", "/run/"),
        ("DEEP_LINEAR_SOCKET", "/" + "é" * 54),
        ("PORT", "tcp://10.0.0.1:8050"),  # what Kubernetes makes of a service called deep-linear
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "abc"),
        ("TRUSTED_PROXIES", "yes"),
        ("CLASS", "0"),
        ("CLASS", "forty"),
        ("DEEP_LINEAR_RATE", "-1"),
        ("DEEP_LINEAR_LOG_LEVEL", "loud"),
        ("DEEP_LINEAR_LOG_FORMAT", "xml"),
        ("DEEP_LINEAR_METRICS", "perhaps"),
        ("DEEP_LINEAR_LESSONS", "docs/lessons"),
        ("DEEP_LINEAR_CACHE_SECRET", "short"),
        ("DEEP_LINEAR_TRUSTED_HOSTS", "https://example.org"),
        ("DEEP_LINEAR_TRUSTED_HOSTS", "example.org:80"),
        ("DEEP_LINEAR_TRUSTED_HOSTS", "example.org\r\nX: y"),
        ("CACHE_REDIS_URL", "http://127.0.0.1"),
        ("CACHE_REDIS_URL", "redis://"),
        ("CACHE_REDIS_URL", "redis://host:port/0"),
        ("CACHE_REDIS_URL", "redis://[::1/0"),
        ("CACHE_REDIS_URL", "unix://"),
        ("FRAME_ANCESTORS", "example.org; script-src *"),
        ("FRAME_ANCESTORS", "https://example.org/path"),
        ("FRAME_ANCESTORS", "'unsafe'"),
        ("DASH_URL_BASE_PATHNAME", "lab"),
        ("DASH_REQUESTS_PATHNAME_PREFIX", "/lab"),
        ("DEEP_LINEAR_PREFIX", "/<path:all>/"),
        ("DEEP_LINEAR_PREFIX", "/a b/"),
        ("DEEP_LINEAR_PREFIX", "//evil.example/"),
    ],
)  # fmt: skip
def test_a_bad_setting_is_named_in_one_sentence(name, value):
    text = one_sentence({name: value})
    assert text.startswith(f"{name} ")
    assert len(text) < 300
    assert "redis" not in value or value.partition("://")[2] in ("", "host:port/0", "[::1/0")


def test_an_address_of_redis_is_not_repeated():
    """It may hold a password."""
    assert "hunter2" not in one_sentence({"CACHE_REDIS_URL": "redis://:hunter2@host:port"})
    assert "hunter2" not in one_sentence({"CACHE_REDIS_URL": "http://:hunter2@host"})


@pytest.mark.parametrize(
    "name, near",
    [
        ("DEEP_LINEAR_PROT", "DEEP_LINEAR_PORT"),
        ("DEEP_LINEAR_LOGLEVEL", "DEEP_LINEAR_LOG_LEVEL"),
        ("DEEP_LINEAR_WEB_CONCURRENCY", "DEEP_LINEAR_WORKERS"),
        ("deep_linear_port", "DEEP_LINEAR_PORT"),
        ("DEEP_LINEAR_TRUSTED_PROXY", "DEEP_LINEAR_TRUSTED_PROXIES"),
    ],
)
def test_an_unknown_setting_is_refused_with_the_nearest(name, near):
    assert one_sentence({name: ""}) == f"{name} is no setting; the nearest is {near}."


def test_everything_that_is_wrong_is_found():
    found, wrong = examine({"PORT": "x", "CLASS": "y", "DEEP_LINEAR_Z": "z", "HOST": "h"})
    assert len(wrong) == 3
    assert {each.row.field: each.source for each in found}["host"] == "HOST"


def test_every_setting_sets_something():
    """A row that nobody reads would be a promise that nobody keeps."""
    files = [*(ROOT / "dashboard").rglob("*.py"), ROOT / "app.py", ROOT / "gunicorn.conf.py"]
    text = "".join(file.read_text() for file in files)
    assert [row.name for row in ROWS if not re.search(rf"settings\.{row.field}\b", text)] == [
        "DEEP_LINEAR_PUBLIC_PREFIX"  # by way of browser_prefix
    ]


def test_readme_has_every_row_of_the_table():
    lines = (ROOT / "README.md").read_text().splitlines()
    start = lines.index("| variable | what it sets | unless set | also read as |") + 2
    assert lines[start : start + len(ROWS)] == [_in_readme(row) for row in ROWS]
    assert not lines[start + len(ROWS)].startswith("|")


def _in_readme(row: Row) -> str:
    default = "none" if row.default in (None, ()) else row.shown(row.default)
    old = ", ".join(f"`{name}`" for name in row.old)
    return f"| `{row.name}` | {row.meaning} | {default} | {old} |"


@pytest.mark.parametrize(
    "environ, routes, requests",
    [
        ({"DEEP_LINEAR_PREFIX": "/a/"}, "/a/", "/a/"),
        ({"DEEP_LINEAR_PREFIX": "/a/", "DASH_URL_BASE_PATHNAME": "/a/"}, "/a/", "/a/"),
        ({"DASH_URL_BASE_PATHNAME": "/a/", "DEEP_LINEAR_PUBLIC_PREFIX": "/b/"}, "/a/", "/b/"),
        ({"DEEP_LINEAR_PUBLIC_PREFIX": "/b/"}, "/", "/b/"),
    ],
)
def test_path_prefixes_reach_dash_under_all_their_names(monkeypatch, environ, routes, requests):
    """Some of which are an error to Dash when it reads them together."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    config = create_app(warm=False).config
    assert (config.routes_pathname_prefix, config.requests_pathname_prefix) == (routes, requests)
    assert {name: os.environ[name] for name in environ} == environ


def test_addresses():
    assert bind_address("::1", 80) == "[::1]:80"
    assert url("0.0.0.0", 8050) == "http://127.0.0.1:8050/"
    assert url("::", 8050, "/lab/") == "http://[::1]:8050/lab/"


def test_a_busy_port_and_a_foreign_host_are_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=f"^Port {port} on 127.0.0.1 is in use"):
            check_free("127.0.0.1", port)
    check_free("127.0.0.1", port)
    with pytest.raises(SettingError, match="not an address of this machine"):
        check_free("192.0.2.1", port)  # an address kept for documentation


# -- the commands ------------------------------------------------------------------------------


COMMANDS = {"server": ["-m", "dashboard"], "app": ["app.py"], "check": ["app.py", "--check"]}


def run(command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    clean = {name: text for name, text in os.environ.items() if name not in NAMES}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**clean, **environ},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


BAD = {
    "PORT": "80a",
    "WEB_CONCURRENCY": "abc",  # gunicorn's own: it would say so in a traceback
    "DEEP_LINEAR_PROT": "80",
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_bad_setting_ends_with_one_sentence(command, name):
    result = run(command, **{name: BAD[name]})
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"{one_sentence({name: BAD[name]})}\n"


def test_bare_gunicorn_says_it_in_a_sentence_too():
    """Where it is not gunicorn itself that reads the variable."""
    result = run(["-m", "gunicorn"], PORT="80a")
    assert result.returncode == 2
    assert result.stderr == "PORT must be a whole number from 1 to 65535, not '80a'.\n"


@pytest.mark.parametrize("command", [COMMANDS["server"], COMMANDS["app"]], ids=["server", "app"])
def test_busy_port_ends_with_one_sentence(command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = run(command, DEEP_LINEAR_PORT=str(port), WEB_CONCURRENCY=" ")
    assert result.returncode == 2
    wanted = "choose another, e.g. DEEP_LINEAR_PORT=8051."
    assert result.stderr == f"Port {port} on 127.0.0.1 is in use: {wanted}\n"


def test_check_prints_what_is_set_and_where_and_no_secret():
    secret = "a secret of the lab"
    result = run(
        COMMANDS["check"],
        CLASS="40",
        DEEP_LINEAR_FRAME_ANCESTORS="https://a.example,https://b.example",
        DEEP_LINEAR_CACHE_SECRET=secret,
        CACHE_REDIS_URL="unix://me:hunter2@/run/redis.sock?password=hunter2",
    )
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    said = {line.split()[0]: " ".join(line.split()[1:]) for line in lines}
    assert list(said) == [row.name for row in ROWS]
    assert said["DEEP_LINEAR_CLASS"] == "40 CLASS"
    assert said["DEEP_LINEAR_PORT"] == "8050 default"
    origins = "https://a.example https://b.example"
    assert said["DEEP_LINEAR_FRAME_ANCESTORS"] == f"{origins} DEEP_LINEAR_FRAME_ANCESTORS"
    assert said["DEEP_LINEAR_CACHE_SECRET"] == "*** DEEP_LINEAR_CACHE_SECRET"
    redis = "unix://***@/run/redis.sock?password=***"
    assert said["DEEP_LINEAR_REDIS_URL"] == f"{redis} CACHE_REDIS_URL"
    assert "hunter2" not in result.stdout
    assert secret not in result.stdout


def test_check_says_all_that_is_wrong():
    result = run(COMMANDS["check"], PORT="x", CLASS="y")
    assert (result.returncode, result.stdout) == (2, "")
    assert [line.split()[0] for line in result.stderr.splitlines()] == ["PORT", "CLASS"]


@pytest.mark.parametrize("arguments", [["--chek"], ["check"], ["--check", "8050"]])
def test_unknown_arguments_end_with_the_usage(arguments):
    result = run(["app.py", *arguments])
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("usage: python app.py")


def test_help_names_what_there_is():
    result = run(["app.py", "--help"])
    assert result.returncode == 0
    assert "--check" in result.stdout
    assert "python -m dashboard" in result.stdout


def test_a_unix_socket_that_cannot_be_made_is_a_sentence(tmp_path, monkeypatch):
    gone = str(tmp_path / "gone")
    result = run(COMMANDS["server"], DEEP_LINEAR_SOCKET=f"{gone}/1.sock")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"DEEP_LINEAR_SOCKET: there is no folder {gone}.\n"
    check_folder(str(tmp_path / "1.sock"))
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for anybody but root
    with pytest.raises(SettingError) as caught:
        check_folder(str(tmp_path / "1.sock"))
    assert str(caught.value) == f"DEEP_LINEAR_SOCKET: nothing may be made in {tmp_path}."
