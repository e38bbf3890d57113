"""gunicorn's worker process: its connections, how long it waits for them, and when it ends.

Only gunicorn imports this, and in its master process too: hence nothing here knows the app, which
runs as well under any other server.
"""
