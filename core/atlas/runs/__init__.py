"""Gradient descent on many scalar networks at once."""
