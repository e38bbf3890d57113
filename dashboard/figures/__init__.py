"""Pictures of solutions: pure functions to plain dicts, one picture a file."""
