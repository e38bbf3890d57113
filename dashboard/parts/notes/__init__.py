"""docs/mathematics.md as the program reads it: its statements, and what leads to them."""
