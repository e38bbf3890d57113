FROM python:3.13-slim

WORKDIR /app

# The packages change less often than the code: in a layer of their own they are kept.
COPY requirements.txt ./
# Every version is pinned: a constraints file of the machine that builds has no say, nor is it here.
RUN env -u PIP_CONSTRAINT pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
    -r requirements.txt

COPY app.py gunicorn.conf.py ./
COPY assets ./assets
COPY core ./core
COPY dashboard ./dashboard
COPY words ./words
# Compiled now, as the user below may write nothing.
RUN python -m compileall -q app.py core dashboard words

# Nothing is written at run time except under /tmp, so a read-only file system will do.
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    DEEP_LINEAR_HOST=0.0.0.0 \
    DEEP_LINEAR_LOG_LEVEL=info
EXPOSE 8050

# A number, so that an orchestrator can see that it is not root.
USER 10001:10001

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; from dashboard import environment as e; s = e.read(); r.urlopen(e.url(s.host, s.port, s.prefix) + 'healthz', timeout=4)"]

CMD ["python", "-m", "dashboard"]
