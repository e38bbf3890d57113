"""A process for slow work while it loads, which others do not notice."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from dashboard.serving.lane.frames import Inbox, Reply, send
from tests.serving.lane import works

ROOT = Path(__file__).resolve().parents[3]


def run(*lines: str) -> str:
    """What a program says that has `leftovers`."""
    code = "\n".join(("import os, sys, time", "from dashboard import leftovers", *lines))
    return subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip()


def niceness() -> int:
    return min(os.nice(0) + 10, 19)


def test_nothing_is_loaded_before_it_stands_back():
    heavy = "{'core', 'dash', 'dashboard.serving', 'flask', 'numpy'}"
    assert run(f"print({heavy} & set(sys.modules))") == "set()"


def test_it_loads_with_what_others_leave():
    place = run(
        "def load():",
        "    place = os.sched_getscheduler(0), os.nice(0)",
        "    return lambda *_given: print(*place)",
        "leftovers._load = load",
        "sys.argv = ['', '0']",
        "leftovers.main()",
    )
    assert place == f"{os.SCHED_IDLE} {niceness()}"


def test_one_that_finds_no_time_to_load_begins_anew_with_its_share():
    ours, theirs = socket.socketpair()
    code = (
        "import sys, time\n"
        "from dashboard import leftovers\n"
        "leftovers.LOADING, leftovers._load = 0.1, lambda: time.sleep(1000)\n"
        f"sys.argv = ['', '{theirs.fileno()}']\n"
        "leftovers.main()"
    )
    command = [sys.executable, "-c", code]
    with ours, subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()]) as process:
        theirs.close()
        send(ours, (1, works.place))
        reply: Reply = Inbox(ours).receive()
        assert reply.kind == "done"
        assert reply.value.text.decode() == f"{os.SCHED_OTHER} {niceness()}"
        ours.close()  # the parent has gone
        assert process.wait(60) == 0
