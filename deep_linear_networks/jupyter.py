"""The entry point of jupyter-server-proxy: a tile in JupyterLab's launcher, a server behind it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

#: Of the address: the user's own server, then this.
NAME = "deep-linear-networks"
#: What a lab's machine may have set for other programs, or for one that serves a class.
_OTHERS = (
    "HOST",
    "PORT",
    "WEB_CONCURRENCY",
    "DASH_URL_BASE_PATHNAME",
    "DASH_ROUTES_PATHNAME_PREFIX",
    "DASH_REQUESTS_PATHNAME_PREFIX",
    "DEEP_LINEAR_PREFIX",
)


def setup() -> dict[str, Any]:
    """How jupyter-server-proxy starts the server of one user, and shows it."""
    return {
        "command": [sys.executable, "-m", "deep_linear_networks"],
        # A socket in a folder of the user's own: a port would be open to all on the machine.
        "unix_socket": True,
        "environment": {
            **dict.fromkeys(_OTHERS, ""),  # empty is not set
            "DEEP_LINEAR_SOCKET": "{unix_socket}",
            "DEEP_LINEAR_WORKERS": "1",
            # The proxy takes the path of the user's server away, and browsers ask with it.
            "DEEP_LINEAR_PUBLIC_PREFIX": f"{{base_url}}{NAME}/",
        },
        "timeout": 60,  # a hub's machine may be busy when a class begins
        "new_browser_tab": True,
        "launcher_entry": {
            "title": "Deep linear networks",
            "icon_path": str(Path(__file__).parent / "icon.svg"),
            "category": "Other",
        },
    }
