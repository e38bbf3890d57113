"""What is made once a start: gunicorn's master loads it, and the workers it forks have the same."""

from __future__ import annotations

import secrets

#: Where no secret is set: the processes of one start trust one another's entries in a shared cache,
#: and nobody else's. A later start, or another machine, writes entries of its own.
START_SECRET = secrets.token_hex(32)
