"""States that the tests of the dashboard share, as query strings."""

from __future__ import annotations

from dashboard.scalar.presets import PRESETS as SCALAR


def _weights(depth: int) -> str:
    """Weights of mixed size and sign whose product is not small."""
    pattern = (1.1, -0.9, 0.95, 1.05)
    return ",".join(str(pattern[index % 4]) for index in range(depth))


#: Depths where pictures differ, and every way they are drawn.
DEPTHS = (1, 2, 3, 4, 8, 64)
BY_DEPTH = {f"L = {depth}": f"w={_weights(depth)}&y=1" for depth in DEPTHS}
PRESETS = {preset.name: preset.query for preset in SCALAR}
SPECIAL = {
    "at the minimum": "w=1,1&y=1",
    "stationary": "w=0,0,1&y=1",
    "target 0": "w=0.5,2&y=0",
    "target 0, tied": "w=0.5,0.5,0.5,0.5&y=0",
    "poster's γ": "w=0.9,0.4,1.5&y=1&gamma=poster&show=lower,progressive",
    "no envelope": "w=0.9,0.4&y=1&show=",
    "own horizon": "w=0.9,0.4&y=-1&T=250",
    "another pair": "w=0.9,0.4,1.2,0.7&y=1&pair=4,2",
    "by imbalance": "d=1,-2,0.5&p=-0.3&y=2",
    "huge": "w=1e30,2e30&y=1e60",
    "tiny": "w=1e-30,2e-30&y=1e-60",
    "a long plateau": "w=1e-4,1e-4,1e-4&y=1",
}
ALL = BY_DEPTH | PRESETS | SPECIAL
