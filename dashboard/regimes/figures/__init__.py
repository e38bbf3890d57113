"""Comparison -> picture, one plot a file."""
