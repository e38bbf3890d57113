"""The WSGI entry point, and the development server: python app.py."""

from __future__ import annotations

import os
import sys

from dashboard.environment import SettingError, check_free, read
from dashboard.factory import create_app


def main() -> None:
    """Serve on HOST and PORT; DASH_DEBUG=true adds the reloader and Dash's tools."""
    if "WERKZEUG_RUN_MAIN" not in os.environ:  # the reloader's child inherits the open port
        check_free(settings.host, settings.port)
    # The version check would have the browser ask a foreign host.
    app.run(host=settings.host, port=settings.port, dev_tools_disable_version_check=True)


try:
    settings = read()
    app = create_app(settings, warm=__name__ != "__main__")
    server = app.server
    if __name__ == "__main__":
        main()
except SettingError as error:
    if __name__ != "__main__":
        raise
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
