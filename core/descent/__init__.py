"""Gradient descent beside the flow."""
