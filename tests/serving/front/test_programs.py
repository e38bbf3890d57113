"""nginx before two real programs, under a path prefix, as compose.yaml has them."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.serving.front.conftest import PREFIX, Fronts, Program
from tests.serving.front.test_nginx import ask

CROWD = 500
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
#: How clients begin who then say nothing more.
SLOW = {
    "idle": b"",
    "half a header": b"GET /lab/ HTTP/1.1\r\nHost: lab.exam",
    "half a body": f"POST {PREFIX}api/scalar HTTP/1.1\r\nHost: x\r\n".encode()
    + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\n\r\nstate=",
}


def picture(port: int, weight: float = 1.2) -> tuple[int, str]:
    """Status of a question as the page asks it, and the state that is answered for."""
    body = f"state=w%3D{weight}%2C0.3%26y%3D1&drawn=loss".encode()
    status, _, answer = ask(port, f"{PREFIX}api/scalar", "POST", body, **FORM)
    return status, json.loads(answer)["query"] if status == 200 else ""


@contextmanager
def crowd(port: int) -> Iterator[None]:
    """So many silent clients of every kind."""
    with ExitStack() as clients:
        for begin in SLOW.values():
            for _ in range(CROWD):
                client = clients.enter_context(socket.create_connection(("127.0.0.1", port), 60))
                client.sendall(begin)
        yield


def test_pages_pictures_and_addresses(front: Fronts, programs: list[Program], room: Path) -> None:
    for program in programs:
        program.start()
    with front() as (port, _, _), front("proxied") as (behind, _, _):
        status, _, page = ask(port, PREFIX, Host="lab.example:8050")
        assert status == 200
        html = page.decode()
        scripts = re.findall(r'<script src="([^"]+)"', html)
        assert scripts
        assert all(script.startswith(PREFIX) for script in scripts)
        for script in scripts:
            assert ask(port, script)[0] == 200

        # Compressed once: by the program, or it would be no text after one step.
        status, given, packed = ask(port, scripts[0], Accept_Encoding="gzip")
        assert given["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed) == ask(port, scripts[0])[2]

        assert picture(port) == (200, "w=1.2,0.3&y=1")

        # The page names its own address: what it was asked for, whatever else is said.
        assert 'content="http://lab.example:8050/lab/"' in html
        lies = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "https"}
        html = ask(port, PREFIX, Host="lab.example", **lies)[2].decode()
        assert 'content="http://lab.example/lab/"' in html
        assert "evil" not in html
        assert ask(port, PREFIX, Host="evil.example")[0] == 400
        html = ask(behind, PREFIX, Host="127.0.0.1", X_Forwarded_Host="lab.example",
                   X_Forwarded_Proto="https")[2].decode()  # fmt: skip
        assert 'content="https://lab.example/lab/"' in html

    logs = "".join((room / f"{number}.log").read_text() for number in (1, 2))
    assert "Traceback" not in logs


def test_silent_clients_stop_nobody(front: Fronts, programs: list[Program]) -> None:
    """500 idle, 500 with half a header, 500 with half a body, all from one address."""
    programs[0].start()
    with front() as (port, _, _), crowd(port):
        for number in range(1, 21):
            assert picture(port, number / 10) == (200, f"w={number / 10:g},0.3&y=1")
        assert ask(port, PREFIX)[0] == 200
        assert ask(port, f"{PREFIX}healthz")[2] == b"OK"


def test_a_replica_that_is_killed_is_not_missed(front: Fronts, programs: list[Program]) -> None:
    """What only reads is got from the other; a question that was under way may have to come again,
    as the page then lets it."""
    for program in programs:
        program.start()
    first, second = programs
    pages: list[int] = []
    answers: list[str] = []
    enough = threading.Event()

    def get() -> None:
        while not enough.is_set():
            with suppress(http.client.IncompleteRead):  # killed amid its answer: ask again
                pages.append(ask(port, f"{PREFIX}api/scalar?state=w%3D1%2C2%26y%3D1")[0])

    def post() -> None:
        while not enough.is_set():
            for _ in range(20):
                answer = 0, "torn"
                with suppress(http.client.IncompleteRead):
                    answer = picture(port)
                if answer not in ((503, ""), (0, "torn")):
                    break
            answers.append(str(answer))

    def more() -> None:
        """Until either has been answered some more times."""
        wanted = len(pages) + 20, len(answers) + 20
        while len(pages) < wanted[0] or len(answers) < wanted[1]:
            assert all(thread.is_alive() for thread in threads)
            enough.wait(0.05)

    with front() as (port, _, _):
        threads = [threading.Thread(target=ask_on) for ask_on in (get, post, get, post)]
        for thread in threads:
            thread.start()
        try:
            more()
            second.kill()
            more()
            second.start()
            more()
            first.kill()
            more()
        finally:
            enough.set()
            for thread in threads:
                thread.join(60)
        assert set(pages) == {200}
        fine = (200, "w=1.2,0.3&y=1")
        assert set(answers) == {str(fine)}

        second.kill()
        status, given, _ = ask(port, PREFIX)
        assert (status, given["Retry-After"]) == (503, "1")
        first.start()
        assert picture(port) == fine
