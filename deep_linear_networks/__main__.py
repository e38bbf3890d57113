"""python -m deep_linear_networks: python -m dashboard, from wherever it is installed."""

import sys

from deep_linear_networks import ROOT


def main() -> None:
    """Start the server; its settings are variables, its arguments gunicorn's own."""
    sys.path.insert(0, str(ROOT))
    from dashboard.__main__ import main as serve

    serve()


if __name__ == "__main__":
    main()
