"""The rate alpha*, one case a file."""
