"""compose.yaml, read as Compose reads it: no engine is here to start it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import yaml

from dashboard.environment import ROWS, Settings, read
from tests.serving.redis_server import program, until

ROOT = Path(__file__).resolve().parents[3]
PROFILES = {
    None: {"nginx", "program"},
    "scale": {"program-2", "redis"},
    "sweep": {"scheduler", "worker"},
}
_VARIABLE = re.compile(r"\$\{(\w+)(?::([-+])([^${}]*))?\}")


def filled(value: Any, environ: dict[str, str]) -> Any:
    """With variables put in, from the inside out."""
    if isinstance(value, dict):
        return {name: filled(part, environ) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, environ) for part in value]
    if not isinstance(value, str):
        return value

    def of(match: re.Match[str]) -> str:
        given, sign, other = environ.get(match[1], ""), match[2], match[3] or ""
        if sign == "+":
            return other if given else ""
        return given or other

    while _VARIABLE.search(value):
        value = _VARIABLE.sub(of, value)
    assert "${" not in value
    return value


def composed(**environ: str) -> dict[str, Any]:
    """The file with the variables of `environ`, and no others."""
    compose = filled(yaml.safe_load((ROOT / "compose.yaml").read_text()), environ)
    for service in compose["services"].values():
        variables = service.get("environment", {})
        # One without a value is as it is outside.
        given = {name: value or environ.get(name, "") for name, value in variables.items()}
        service["environment"] = {name: value for name, value in given.items() if value}
    return compose


SERVICES = composed()["services"]
REPLICAS = ("program", "program-2")


def megabytes(size: str) -> float:
    return float(size[:-1]) * {"m": 1, "g": 1024}[size[-1]]


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each in turn."""
    return SERVICES[request.param]


def test_profiles_add_what_they_say() -> None:
    found: dict[str | None, set[str]] = {}
    for name, service in SERVICES.items():
        for profile in service.get("profiles", [None]):
            found.setdefault(profile, set()).add(name)
    assert found == PROFILES


def test_a_service_may_do_nothing_it_need_not(service: dict[str, Any]) -> None:
    assert service["user"] == "10001:10001"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    (memory,) = service["tmpfs"]
    assert re.fullmatch(r"/tmp:size=\d+m,mode=1777", memory)
    dangerous = {"privileged", "cap_add", "devices", "pid", "ipc", "env_file", "extra_hosts"}
    assert dangerous & set(service) == set()
    assert service.get("network_mode", "none") == "none"


def test_a_service_has_limits_and_is_looked_after(service: dict[str, Any]) -> None:
    assert megabytes(service["mem_limit"]) <= 2048
    assert 0 < float(service["cpus"]) <= 2
    assert 0 < service["pids_limit"] <= 256
    assert service["restart"] == "unless-stopped"
    check = service["healthcheck"]
    assert check["test"][0] == "CMD"
    seconds = {name: float(check[name].removesuffix("s")) for name in ("interval", "timeout")}
    assert 0 < seconds["timeout"] < seconds["interval"]
    assert check["retries"] > 0
    assert service["logging"]["options"]["max-size"]


def test_an_image_is_built_here_or_has_a_version(service: dict[str, Any]) -> None:
    if "build" in service:
        build = service["build"]
        args = build["args"] if isinstance(build, dict) else {}
        assert (ROOT / args.get("LOCK", "requirements.lock")).is_file()
        assert set(args) <= set(re.findall(r"^ARG (\w+)", (ROOT / "Dockerfile").read_text(), re.M))
    else:
        assert re.fullmatch(r"\w+:\d+(\.\d+)?-alpine", service["image"])


def test_one_service_is_reached_from_outside_and_from_this_machine_alone() -> None:
    published = {name: each["ports"] for name, each in SERVICES.items() if "ports" in each}
    assert published == {"nginx": ["127.0.0.1:8050:8080"]}
    opened = composed(LISTEN="0.0.0.0:80")["services"]["nginx"]["ports"]
    assert opened == ["0.0.0.0:80:8080"]
    on_networks = {name for name, each in SERVICES.items() if "network_mode" not in each}
    assert on_networks == {"nginx", "scheduler", "worker"}
    assert composed()["networks"]["cluster"]["internal"] is True
    assert {tuple(SERVICES[name]["networks"]) for name in ("scheduler", "worker")} == {("cluster",)}


@pytest.mark.parametrize("front", ["", "direct", "proxied"])
def test_what_is_mounted_is_there(front: str) -> None:
    compose = composed(FRONT=front)
    for service in compose["services"].values():
        for mount in service.get("volumes", []):
            source, _, mode = (*mount.split(":"), "")[:3]
            if source.startswith("./"):
                assert (ROOT / source).exists()
                assert mode == "ro"
            else:
                assert source in compose["volumes"]


def settings(name: str, **environ: str) -> Settings:
    return read(composed(**environ)["services"][name]["environment"])


def test_every_setting_can_be_given_to_a_replica() -> None:
    """By its present name; where it listens is the file's own business."""
    given = yaml.safe_load((ROOT / "compose.yaml").read_text())["x-settings"]
    assert set(given) == {row.name for row in ROWS if row.field not in ("host", "port", "socket")}


@pytest.mark.parametrize("name", REPLICAS)
def test_settings_of_a_replica(name: str) -> None:
    plain = settings(name)
    assert plain.trusted_proxies == 1
    assert (plain.class_size, plain.prefix) == (Settings.class_size, "/")
    assert (plain.redis_url, plain.cache_secret) == (None, None)
    secret = "a secret of the lab"
    told = settings(name, CLASS="40", DEEP_LINEAR_PREFIX="/lab/", DEEP_LINEAR_CACHE_SECRET=secret)
    assert (told.class_size, told.prefix, told.cache_secret) == (40, "/lab/", secret)
    assert told.redis_url == "unix:///run/dashboard/redis.sock"
    assert settings(name, DEEP_LINEAR_CLASS="30", CLASS="40").class_size == 30


def test_replicas_differ_by_their_socket_alone() -> None:
    first, second = (composed()["services"][name] for name in REPLICAS)
    sockets = [each["environment"].pop("DEEP_LINEAR_SOCKET") for each in (first, second)]
    assert second.pop("profiles") == ["scale"]
    assert first == second
    configuration = (ROOT / "deploy" / "nginx" / "nginx.conf").read_text()
    upstream = re.findall(r"server unix:(\S+) ", configuration)
    assert sorted(set(upstream)) == sorted(sockets)


def test_nginx_listens_where_it_is_asked() -> None:
    listening = re.findall(r"listen (\d+);", (ROOT / "deploy" / "nginx" / "nginx.conf").read_text())
    nginx = SERVICES["nginx"]
    assert nginx["ports"][0].endswith(f":{listening[0]}")
    assert f"127.0.0.1:{listening[1]}/alive" in nginx["healthcheck"]["test"][-1]
    assert f"{nginx['entrypoint'][0]} {' '.join(nginx['command'])}" == (
        "nginx -c /etc/nginx/nginx.conf"
    )


def test_sockets_belong_to_the_one_user() -> None:
    options = composed()["volumes"]["sockets"]["driver_opts"]
    assert options["type"] == options["device"] == "tmpfs"
    assert set(options["o"].split(",")) >= {"uid=10001", "gid=10001", "mode=0700"}
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text()
    where = {
        mount for each in SERVICES.values() for mount in each.get("volumes", [])
        if mount.startswith("sockets:")
    }  # fmt: skip
    assert where == {"sockets:/run/dashboard"}


@pytest.fixture
def redis_as_composed() -> Iterator[redis.Redis]:
    """A real Redis, started by the words of the compose file in another folder."""
    assert SERVICES["redis"]["entrypoint"] == ["redis-server"]
    with tempfile.TemporaryDirectory() as folder:  # a short name: 107 bytes at most
        path = f"{folder}/redis.sock"
        moved = {"/run/dashboard/redis.sock": path, "/tmp": folder}
        options = (moved.get(option, option) for option in SERVICES["redis"]["command"])
        process = subprocess.Popen([program(), *options], stdout=subprocess.DEVNULL)
        try:
            until(lambda: process.poll() is not None or os.path.exists(path))
            with redis.Redis(unix_socket_path=path) as client:
                yield client
        finally:
            process.terminate()
            process.wait(20)


def test_redis_starts_with_these_words(redis_as_composed: redis.Redis) -> None:
    """A cache on a socket of its user alone, which keeps nothing on a disk."""
    assert redis_as_composed.ping()
    wanted = {
        "port": "0",
        "save": "",
        "appendonly": "no",
        "maxmemory-policy": "allkeys-lru",
        "unixsocketperm": "700",
    }
    assert {name: redis_as_composed.config_get(name)[name] for name in wanted} == wanted
    held = int(redis_as_composed.config_get("maxmemory")["maxmemory"])
    assert held < megabytes(SERVICES["redis"]["mem_limit"]) * 2**20
