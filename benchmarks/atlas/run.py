"""Maps of networks: alpha*, times and trajectories, ours and the peers' side by side in one run.

Rows that others measure in parts of their own: the first coarse map of the page, Dask workers.
The compiled peers are measured once their packages are there: benchmarks/atlas/requirements.txt.
"""

from __future__ import annotations

from benchmarks.atlas import alpha, times, trajectories


def run() -> None:
    for part in (alpha, times, trajectories):
        part.run()
