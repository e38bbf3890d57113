"""The dashboard: what the browser sees and how it is served.

Nothing is imported here: gunicorn's configuration reads dashboard.environment before any worker
exists, and must not pay for Dash, nor load numpy before its thread count is set.
"""
