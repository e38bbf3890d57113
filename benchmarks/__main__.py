"""python -m benchmarks [part ...]: all parts, or the named ones, in one run."""

from __future__ import annotations

import argparse
import importlib
import os

# As in gunicorn.conf.py, and before numpy is loaded: small problems gain nothing from threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PARTS = ("solver", "matrix", "regimes", "depth", "page")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of: {', '.join(PARTS)}")
    chosen = parser.parse_args().parts
    for part in chosen:
        if part not in PARTS:
            parser.error(f"{part!r} is not one of {', '.join(PARTS)}")
    importlib.import_module("benchmarks.report").print_machine()
    for part in chosen or PARTS:
        importlib.import_module(f"benchmarks.{part}").run()


main()
