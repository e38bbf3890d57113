"""Pinned runs: the drawer and its table."""
