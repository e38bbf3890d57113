"""Scenarios that are answered together, model by model, and one by one."""
