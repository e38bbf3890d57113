"""Family and run -> picture, one plot a file."""
