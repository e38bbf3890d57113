"""The first coarse map on the page: the whole answer to its question, beside a hundred solves."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.atlas.networks import drawn
from benchmarks.atlas.times import followed
from benchmarks.report import paired_ratio, print_promise, print_title
from dashboard.environment import Settings
from dashboard.factory import create_app

ROUNDS = 5
SOLVES, DEPTH = 100, 2
METHOD = "LSODA"
PEER = f"{SOLVES} x solve_ivp, {METHOD}"
#: Maps, each of another target: none is kept from the round before.
MAPS = {
    "alpha*, two weights": "y={y}",
    "time to 1e-8, two weights": "q=time_to_loss&y={y}",
    "alpha*, width and exponent": "plane=width&y={y}",
    "alpha*, imbalance and scale": "plane=scale&y={y}",
}


def run() -> None:
    print_title("Atlas: the first coarse map, from the page's question to the answer")
    client = create_app(Settings(slow_processes=0), warm=False).server.test_client()
    targets = (f"{y:.3f}" for y in itertools.count(0.8, 0.003))

    def ask(query: str) -> Callable[[], int]:
        def answer() -> int:
            state = f"{query.format(y=next(targets))}&chunk="
            level, points = client.post("/api/atlas", data={"state": state[:-7]}).get_json(), 0
            for chunk in range(level["map"]["levels"][0]["chunks"]):
                data = {"state": f"{state}0,{chunk}"}
                points += client.post("/api/atlas-chunk", data=data).get_json()["chunk"]["points"]
            return points

        return answer

    def solve() -> int:
        weights, goals = drawn(SOLVES, DEPTH)
        pairs = zip(weights, goals.tolist(), strict=True)
        return int(np.isfinite([followed(METHOD, *pair) for pair in pairs]).sum())

    ways = {PEER: solve} | {name: ask(query) for name, query in MAPS.items()}
    samples: dict[str, list[float]] = {name: [] for name in ways}
    points = {name: way() for name, way in ways.items()}  # once before it counts
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begin = time.process_time()
            way()
            samples[name].append(time.process_time() - begin)
    print(f"  {'':28}{'points':>10}{'ms of the processor':>22}")
    for name, seconds in samples.items():
        print(f"  {name:28}{points[name]:10}{1e3 * median(seconds):22.0f}")
    for name in MAPS:
        ratio = paired_ratio(samples, name, PEER)
        print_promise(f"{name}: in the time of {SOLVES} solves or less", ratio, ratio <= 1.0)
