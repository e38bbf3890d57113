"""What the container installs is what the requirements say, and nothing else."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
#: Lock, and the files whose pins it holds.
LOCKS = {
    "requirements.lock": ["requirements.txt"],
    "requirements-cluster.lock": ["requirements.txt", "requirements-cluster.txt"],
    "requirements-tools.lock": ["requirements-tools.txt"],
}
SHA256 = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def pins(name: str) -> dict[str, str]:
    """Versions by package, of a file of requirements or of a lock; all must be exact."""
    found = {}
    for line in (ROOT / name).read_text().splitlines():
        if line.strip() and not line.startswith(("#", "-r ", " ")):
            match = re.fullmatch(r"([\w.-]+)==([\w.]+)( ;.*)?( \\)?", line)
            assert match, f"{name} has no exact version in: {line}"
            found[match[1].lower()] = match[2]
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_the_pins_of_its_requirements(lock: str) -> None:
    wanted = {name: version for file in LOCKS[lock] for name, version in pins(file).items()}
    locked = pins(lock)
    stale = {name: version for name, version in wanted.items() if locked.get(name) != version}
    assert not stale, f"{lock} is older than its requirements, run make lock: {stale}"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_hashes_and_a_reason(lock: str) -> None:
    """A package that no requirement asks for any more is not in the lock."""
    text = (ROOT / lock).read_text()
    assert "://" not in text, f"{lock} names a host to install from"
    for entry in re.split(r"\n(?=\w)", text)[1:]:
        assert SHA256.search(entry), f"no hash, run make lock: {entry}"
        assert not re.search(r"--hash=(?!sha256:)", entry)
        by_a_file = bool(re.search(r"^    # .*-r requirements", entry, re.MULTILINE))
        asked = entry.split("==")[0].lower() in {n for f in LOCKS[lock] for n in pins(f)}
        assert asked is by_a_file, f"run make lock: {entry.splitlines()[0]}"


def test_a_cluster_computes_with_the_same_versions() -> None:
    cluster = pins("requirements-cluster.lock")
    assert {name: cluster[name] for name in pins("requirements.lock")} == pins("requirements.lock")


# -- the Dockerfile ----------------------------------------------------------------------------


def instructions() -> list[list[str]]:
    """Words of every instruction of the Dockerfile."""
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    return [line.split() for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def test_the_image_takes_files_that_are_there_and_that_reach_the_build() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    sent = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    taken = set()
    for name, *words in instructions():
        if name == "COPY" and not words[0].startswith("--from"):
            taken |= {"requirements.lock" if word == "${LOCK}" else word for word in words[:-1]}
    assert {path for path in taken if not (ROOT / path).exists()} == set()
    assert taken | {"requirements-cluster.lock"} == sent


def test_the_image_installs_by_hash_and_is_not_root() -> None:
    lines = [" ".join(words) for words in instructions()]
    installs = [line for line in lines if "pip" in line and "install" in line and "RUN" in line]
    assert installs
    assert all("--require-hashes --only-binary :all: -r /tmp/lock" in line for line in installs)
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    assert not [line for line in lines if line.startswith("ADD")]


# -- its health check --------------------------------------------------------------------------


def ask(port: int, **environ: str) -> subprocess.CompletedProcess[str]:
    (check,) = (words for words in instructions() if words[0] == "HEALTHCHECK")
    command = json.loads(" ".join(check[check.index("CMD") + 1 :]))
    return subprocess.run(
        [sys.executable, *command[1:]],
        cwd=ROOT,
        env={
            **os.environ,
            "DEEP_LINEAR_HOST": "127.0.0.1",
            "DEEP_LINEAR_PORT": str(port),
            **environ,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_health_check_is_content_with_a_server(serve, free_port, tmp_path) -> None:
    prefix = {"DEEP_LINEAR_PREFIX": "/lab/"}
    with serve(free_port, log=tmp_path / "log", **prefix):
        end = time.monotonic() + 60  # its port is open before it answers
        # A proxy that the machine's environment names is not asked.
        while ask(free_port, http_proxy="http://127.0.0.1:9", **prefix).returncode:
            assert time.monotonic() < end
        gone = ask(free_port, DEEP_LINEAR_PREFIX="/elsewhere/")
        assert gone.returncode == 1
        assert gone.stderr == "/elsewhere/healthz is answered with status 404.\n"


def test_health_check_of_a_unix_socket(tmp_path) -> None:
    path = str(tmp_path / "1.sock")
    assert f"{path} does not answer" in ask(8050, DEEP_LINEAR_SOCKET=path).stderr
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()

        def answer() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(1000)
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        assert ask(8050, DEEP_LINEAR_SOCKET=path).returncode == 0
        thread.join()


def test_health_check_says_that_nothing_answers(free_port) -> None:
    result = ask(free_port)
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert f":{free_port} does not answer" in result.stderr


@pytest.mark.parametrize("trickle", [False, True], ids=["silent", "a letter now and then"])
def test_health_check_never_hangs(free_port, trickle: bool) -> None:
    """It ends by itself when the server takes the request and does not answer, or never ends."""
    done = threading.Event()
    with socket.create_server(("127.0.0.1", free_port)) as listener:

        def answer() -> None:
            client, _ = listener.accept()
            with client:
                while not done.wait(0.2):
                    if trickle:
                        client.sendall(b"H")

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            assert ask(free_port).returncode != 0
        finally:
            done.set()
            thread.join()
