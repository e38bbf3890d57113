"""The poster as a path: one idea a step."""
