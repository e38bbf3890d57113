"""Steppers that follow a flow of matrices through time."""
