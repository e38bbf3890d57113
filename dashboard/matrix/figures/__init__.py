"""Solution -> picture, one plot a file."""
