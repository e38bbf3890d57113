"""python -m benchmarks [part ...]: all parts, or the named ones, in one run.

`page:regimes` is one page of the part `page`, `page:matrix:depth` are two.
"""

from __future__ import annotations

import argparse
import importlib
import os

# As in gunicorn.conf.py, and before numpy is loaded: small problems gain nothing from threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PARTS = ("solver", "matrix", "deep", "regimes", "depth", "settings", "page", "server")
#: Only when asked for: they need packages of their own.
ASKED = {
    "peers": "benchmarks.peers.run",
    "atlas": "benchmarks.atlas.run",
    "compiled": "benchmarks.compiled",
}


def main() -> None:
    known = [*PARTS, *ASKED]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of: {', '.join(known)}")
    chosen = parser.parse_args().parts
    parts = [part.split(":") for part in chosen or PARTS]
    for part, *pages in parts:
        if part not in known:
            parser.error(f"{part!r} is not one of {', '.join(known)}")
        there = importlib.import_module("benchmarks.page").CASES if part == "page" else ()
        if wrong := [page for page in pages if page not in there]:
            parser.error(f"{part!r} has no {', '.join(wrong)}")
    importlib.import_module("benchmarks.report").print_machine()
    for part, *pages in parts:
        importlib.import_module(ASKED.get(part, f"benchmarks.{part}")).run(*pages)


main()
