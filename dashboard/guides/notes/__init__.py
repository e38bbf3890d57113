"""The notes: docs/mathematics.md as a page."""
