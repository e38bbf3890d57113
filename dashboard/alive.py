"""python -m dashboard.alive: status 0 if the server of these settings answers. For a container."""

from __future__ import annotations

import signal
import sys
import urllib.request

from dashboard import environment

#: For all of it. A time limit of a socket is for each of its steps, and a server that sends one
#: letter a second would keep it for ever; an alarm ends this process whatever it waits for.
SECONDS = 5


def main() -> int:
    """Ask for the health, and say why not if there is none."""
    signal.alarm(SECONDS)
    settings = environment.read()
    address = environment.url(settings.host, settings.port, settings.prefix) + "healthz"
    # Never by way of a proxy that the environment may name: the server is on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=SECONDS):  # any status but 2xx and 3xx is an error
            return 0
    except OSError as error:
        sys.stderr.write(f"{address}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
