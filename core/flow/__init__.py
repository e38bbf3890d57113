"""Solvers of the gradient flow, one a file."""
