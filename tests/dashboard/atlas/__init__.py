"""The atlas page."""
