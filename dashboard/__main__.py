"""python -m dashboard: gunicorn, its settings checked first; arguments are gunicorn's own.

gunicorn reads WEB_CONCURRENCY while it is imported, before any file of ours: a value that is no
number is a traceback there, and can only be told in a sentence by whoever comes before it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from dashboard import environment


def main() -> None:
    """Give this process to gunicorn, or say in a sentence why not."""
    try:
        environment.read()
    except environment.SettingError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    if not os.environ.get("WEB_CONCURRENCY", "").strip():
        os.environ.pop("WEB_CONCURRENCY", None)  # empty is not set, but an error to gunicorn
    os.chdir(Path(__file__).resolve().parent.parent)  # where gunicorn finds its configuration
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *sys.argv[1:]])


if __name__ == "__main__":
    main()
