"""Objectives f(W): what is minimised, with its derivatives."""
