"""The class before a lab's server: nginx, two replicas with a worker each, and Redis."""

from __future__ import annotations

import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.serving.front.conftest import PREFIX, ROOT, Program, _front
from tests.serving.redis_server import RedisServer
from tests.soak.house import STUDENTS


@contextmanager
def lab() -> Iterator[str]:
    """The address of its nginx."""
    finder = [str(ROOT / "scripts" / "ensure_nginx")]
    nginx = subprocess.check_output(finder, text=True).strip()
    with ExitStack() as running:
        ports = _ports(4)
        redis = running.enter_context(RedisServer(ports[0])).start()
        room = Path(running.enter_context(tempfile.TemporaryDirectory()))
        for number in (1, 2):
            program = Program(
                room / f"{number}.sock",
                DEEP_LINEAR_REDIS_URL=redis.url,
                DEEP_LINEAR_CACHE_SECRET=32 * "s",
                # As the compose file has it, for a class behind one address.
                DEEP_LINEAR_RATE="30",
                DEEP_LINEAR_CLASS=str(STUDENTS + 2),
                DEEP_LINEAR_LOG_LEVEL="info",
            )
            running.callback(program.stop)
            program.start()
        front = running.enter_context(_front(nginx, room, ports[1:]))
        yield f"http://127.0.0.1:{front.port}{PREFIX}"


def _ports(count: int) -> list[int]:
    with ExitStack() as probes:
        found = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in found:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in found]
