"""Long proofs of the server, outside the tests: make soak."""
