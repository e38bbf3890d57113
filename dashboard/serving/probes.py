"""Paths below the path prefix where machines ask how this server does."""

ALIVE = "healthz"  # Dash answers it with "OK"
READY = "readyz"
METRICS = "metrics"
ALL = (ALIVE, READY, METRICS)
