"""What nginx passes on to the program, and what it keeps to itself."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving.front.conftest import DEPLOY, Fronts, until
from tests.serving.front.stand_in import StandIn, headers, silent

#: Whatever a client may say of who it is and what it asked for.
CLAIMS = {
    "X-Forwarded-For": "198.51.100.7",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "javascript",
    "X-Forwarded-Port": "1",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Ssl": "on",
    "X-Forwarded-Protocol": "ssl",
    "X-Real-Ip": "198.51.100.7",
    "X-Request-Id": "mine",
    "Forwarded": "for=198.51.100.7;host=evil.example",
    "SCRIPT_NAME": "/evil",
    "PATH_INFO": "/evil",
}


def ask(
    port: int, path: str = "/", method: str = "GET", body: bytes | None = None, **more: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(
            method, path, body, {name.replace("_", "-"): more[name] for name in more}
        )
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


@pytest.mark.parametrize("kind", ["direct", "proxied"])
def test_the_configuration_is_one(nginx: str, tmp_path: Path, kind: str) -> None:
    """As it stands, but for the folder of what it writes, which the package's nginx looks at."""
    text = (DEPLOY / "nginx.conf").read_text().replace(" /tmp/", f" {tmp_path}/")
    (tmp_path / "nginx.conf").write_text(text)
    (tmp_path / "front.conf").write_text((DEPLOY / f"{kind}.conf").read_text())
    command = [nginx, "-t", "-c", str(tmp_path / "nginx.conf")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stderr.count("[")) == (0, 0), result.stderr


def test_it_writes_under_tmp_alone() -> None:
    """Hence its file system may be read-only."""
    text = re.sub(r"#.*", "", (DEPLOY / "nginx.conf").read_text())
    written = re.findall(r"^\s*(pid|\w+_log|\w+_temp_path) (\S+?)[ ;]", text, re.MULTILINE)
    assert {place for _, place in written if not place.startswith("/tmp/")} == {
        "stderr", "/dev/stdout", "off",
    }  # fmt: skip
    modules = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    assert {f"{name}_temp_path" for name in modules} | {"pid"} <= {name for name, _ in written}


def seen(front: Fronts, room: Path, kind: str, sent: dict[str, str]) -> list[tuple[str, str]]:
    """Headers that reach the program of a request that has these."""
    with (
        StandIn(room / "1.sock") as program,
        front(kind) as (port, _, _),
        socket.create_connection(("127.0.0.1", port), 60) as client,
    ):
        lines = [f"{name}: {value}" for name, value in sent.items()]
        client.sendall("\r\n".join(["GET / HTTP/1.1", *lines, "", ""]).encode())
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
    return headers(program.requests[0])


def test_a_client_is_believed_nothing(front: Fronts, room: Path) -> None:
    found = seen(front, room, "direct", {"Host": "lab.example:8050"} | CLAIMS)
    given = dict(found)
    assert len(found) == len(given), "a header came twice"
    request_id = given.pop("x-request-id")
    assert re.fullmatch("[0-9a-f]{32}", request_id)
    assert given == {
        "host": "lab.example:8050",
        "x-forwarded-host": "lab.example:8050",
        "x-forwarded-proto": "http",
        "x-forwarded-for": "127.0.0.1",
    }


def test_a_proxy_in_front_is_believed_when_told(front: Fronts, room: Path) -> None:
    """It says which client, which host and https; of a list the last entry is its own."""
    sent = CLAIMS | {
        "X-Forwarded-For": "192.0.2.1, 198.51.100.7",
        "X-Forwarded-Host": "evil.example, lab.example",
        "X-Forwarded-Proto": "https",
    }
    given = dict(seen(front, room, "proxied", {"Host": "127.0.0.1:8050"} | sent))
    given.pop("x-request-id")
    assert given == {
        "host": "lab.example",
        "x-forwarded-host": "lab.example",
        "x-forwarded-proto": "https",
        "x-forwarded-for": "198.51.100.7",
    }


def test_a_proxy_in_front_that_says_nothing(front: Fronts, room: Path) -> None:
    sent = {"Host": "lab.example", "X-Forwarded-Proto": "javascript"}
    given = dict(seen(front, room, "proxied", sent))
    assert (given["host"], given["x-forwarded-proto"]) == ("lab.example", "http")


@pytest.mark.parametrize("host", ["evil.example/x", "a b", "x\x00y", ""])
def test_a_host_that_is_none_does_not_reach_the_program(
    front: Fronts, room: Path, host: str
) -> None:
    with (
        StandIn(room / "1.sock") as program,
        front() as (port, _, _),
        socket.create_connection(("127.0.0.1", port), 60) as client,
    ):
        client.sendall(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = client.recv(1000)
    assert not any(b"evil" in request for request in program.requests)
    assert answer.startswith(b"HTTP/1.1 400")


def test_numbers_are_for_the_inside(front: Fronts, room: Path) -> None:
    with (
        StandIn(room / "1.sock") as first,
        StandIn(room / "2.sock") as second,
        front() as (port, inside, _),
    ):
        outside = ["/metrics", "/lab/metrics", "/lab/metrics/", "/lab/%6detrics", "//metrics"]
        assert {ask(port, path)[0] for path in outside} == {404}
        assert (first.requests, second.requests) == ([], [])
        assert [ask(one, "/lab/metrics")[2] for one in inside] == [b"OK", b"OK"]
        assert ask(inside[0], "/alive")[2] == b"OK\n"
    for program in (first, second):
        assert [request.split()[1] for request in program.requests] == [b"/lab/metrics"]


def test_a_body_that_comes_slowly_does_not_reach_the_program(front: Fronts, room: Path) -> None:
    """Until it is whole; then it is one piece, and the client has its answer."""
    with StandIn(room / "1.sock") as program, front() as (port, _, _):
        with socket.create_connection(("127.0.0.1", port), 60) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc")
            assert ask(port)[0] == 200  # nginx has read what came before it
            assert program.begun == 1
            client.sendall(b"def")
            assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert program.requests[1].endswith(b"\r\n\r\nabcdef")


def test_too_large_a_body_is_refused(front: Fronts, room: Path) -> None:
    with StandIn(room / "1.sock") as program, front() as (port, _, _):
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), 60) as client:
            client.sendall(head)
            assert client.recv(1000).startswith(b"HTTP/1.1 413")
        assert ask(port, method="POST", body=b"x" * 3_500_000)[0] == 200
    assert program.begun == 1


def test_a_client_that_has_left_is_told_to_the_program(front: Fronts, room: Path) -> None:
    asked, left = threading.Event(), threading.Event()

    def wait(client: socket.socket) -> None:
        asked.set()
        if client.recv(1) == b"":
            left.set()

    with StandIn(room / "1.sock", wait), front() as (port, _, _):
        with socket.create_connection(("127.0.0.1", port), 60) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx")
            assert asked.wait(60)
            assert not left.is_set()
        assert left.wait(60)


def test_what_only_reads_is_asked_again_elsewhere(front: Fronts, room: Path) -> None:
    with (
        StandIn(room / "1.sock", silent) as dead,
        StandIn(room / "2.sock") as alive,
        front() as (port, _, _),
    ):
        assert {ask(port)[0] for _ in range(6)} == {200}
    assert len(alive.requests) == 6
    assert dead.begun > 0


def test_a_question_that_was_sent_is_not_sent_again(front: Fronts, room: Path) -> None:
    """It may be what killed the process; the page asks again by itself when it is told to."""
    with (
        StandIn(room / "1.sock", silent) as first,
        StandIn(room / "2.sock", silent) as second,
        front() as (port, _, _),
    ):
        status, given, body = ask(port, method="POST", body=b"x")
    assert first.begun + second.begun == 1
    assert (status, given["Retry-After"], body[-1:]) == (503, "1", b"\n")


def test_one_replica_alone_is_no_fault(front: Fronts, room: Path) -> None:
    """Without the profile `scale` the second socket is not there."""
    with StandIn(room / "1.sock") as program, front() as (port, _, log):
        assert {ask(port, method="POST", body=b"x")[0] for _ in range(20)} == {200}
    assert len(program.requests) == 20
    assert "[" not in log.read_text().replace("[notice]", "")


def test_replicas_share_the_work(front: Fronts, room: Path) -> None:
    with (
        StandIn(room / "1.sock") as first,
        StandIn(room / "2.sock") as second,
        front() as (port, _, _),
    ):
        for _ in range(20):
            ask(port)
    assert min(len(first.requests), len(second.requests)) >= 5


def test_its_log_has_no_address_and_no_query(front: Fronts, room: Path) -> None:
    with StandIn(room / "1.sock", silent), front() as (port, _, log):
        ask(port, "/page?w=0.123", User_Agent="Mosaic", Referer="http://elsewhere.example/")
        ask(port, "/page", "POST", b"secret")
        until(lambda: log.read_text().count("/page") == 2)
    text = log.read_text()
    assert not re.search(r"127\.0\.0\.1|0\.123|Mosaic|elsewhere|secret", text)
    assert re.search(r"^\S+ [0-9a-f]{32} GET /page 503 \d+ \S+ upstream 502", text, re.MULTILINE)


def test_the_answer_of_a_program_goes_out_as_it_is(front: Fronts, room: Path) -> None:
    """Its refusals too: the sentence, when to ask again, and how it is compressed."""
    told = b"Retry-After: 7\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"
    given = b"HTTP/1.1 503 X\r\n" + told

    def answer(client: socket.socket) -> None:
        client.sendall(given)

    with StandIn(room / "1.sock", answer), front() as (port, _, _):
        status, found, body = ask(port, Accept_Encoding="gzip")
    assert (status, found["Retry-After"], found["Content-Encoding"]) == (503, "7", "gzip")
    assert body == b"abc"
