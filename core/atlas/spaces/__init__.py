"""Spaces of scenarios: what an axis can move, and what an ensemble draws."""
