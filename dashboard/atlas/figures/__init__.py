"""The pictures of the atlas page."""
