"""The atlas: quantities over many initializations at once."""

__all__ = []
