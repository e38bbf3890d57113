"""The WSGI entry point, app:server, and the development server: python app.py."""

from __future__ import annotations

import argparse
import logging.config
import os
import sys

from dashboard import environment, records
from words import say

ABOUT = """The development server, on DEEP_LINEAR_HOST and DEEP_LINEAR_PORT. DASH_DEBUG=true adds
the reloader and Dash's tools. The server for others to use: make run, or python -m dashboard."""


def main() -> int:
    """Do what the command line asks for; unknown arguments end with the usage and status 2."""
    parser = argparse.ArgumentParser(prog="python app.py", description=ABOUT)
    parser.add_argument(
        "--check", action="store_true", help="print every setting, or what is wrong; start nothing"
    )
    if parser.parse_args().check:
        return check()
    try:
        serve(environment.read())
    except environment.SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def check() -> int:
    """Print every setting, its value and which variable it is from, or all that is wrong."""
    found, wrong = environment.examine()
    for error in wrong:
        sys.stderr.write(f"{error}\n")
    if wrong:
        return 2
    rows = [(each.row.name, each.shown, each.source or "default") for each in found]
    widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
    for name, value, source in rows:
        sys.stdout.write(f"{name:{widths[0]}}  {value:{widths[1]}}  {source}\n")
    settings = environment.read()
    if settings.lessons:
        from dashboard.guides.lessons.folder import Folder

        # None of them keeps the server from starting.
        for message in Folder(settings.lessons).wrong:
            sys.stderr.write(f"{say(message)}\n")
    return 0


def serve(settings: environment.Settings) -> None:
    """Run the development server until it is stopped."""
    from dashboard.factory import create_app

    logging.config.dictConfig(records.configuration(settings))
    app = create_app(settings, warm=False)
    if "WERKZEUG_RUN_MAIN" not in os.environ:  # the reloader's child inherits the open port
        environment.check_free(settings.host, settings.port)
    # The version check would have the browser ask a foreign host.
    app.run(host=settings.host, port=settings.port, dev_tools_disable_version_check=True)


if __name__ == "__main__":
    sys.exit(main())
else:
    from dashboard.factory import create_app

    server = create_app().server
