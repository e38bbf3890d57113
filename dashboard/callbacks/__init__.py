"""One module a page: register(app) wires its callbacks."""
