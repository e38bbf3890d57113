"""Hostile requests and files, generated: `make fuzz` for 20 000, a tenth of them in `make test`."""
