"""Maps of networks: alpha*, times and trajectories, ours and the peers' side by side in one run.

The compiled peers are measured once their packages are there: benchmarks/atlas/requirements.txt.
"""

from __future__ import annotations

from benchmarks.atlas import alpha, coarse, times, trajectories, workers


def run() -> None:
    for part in (alpha, times, coarse, trajectories, workers):
        part.run()
