"""How fast the solver and the page are, against the usual ways: python -m benchmarks."""
