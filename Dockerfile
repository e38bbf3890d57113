# The image by a name that its makers move with every fix of the system below. A build that shall be
# the same for ever adds the digest that `docker buildx imagetools inspect` tells for it:
# docker build --build-arg PYTHON=python:3.13-slim-trixie@sha256:...
ARG PYTHON=python:3.13-slim-trixie

# -- packages: exactly the files whose hashes are in the lock, none of them built here
FROM ${PYTHON} AS packages
# requirements-cluster.lock has besides what a sweep over machines needs (see compose.yaml).
ARG LOCK=requirements.lock
COPY ${LOCK} /tmp/lock
# A constraints file or an index of the machine that builds has no say in what the hashes fix.
RUN python -m venv --without-pip /opt/packages && \
    env -u PIP_CONSTRAINT pip --python /opt/packages/bin/python install --no-cache-dir \
    --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/lock

# -- sbom: what has been installed, as a software bill of materials
FROM ${PYTHON} AS sbom
COPY requirements-tools.lock /tmp/lock
RUN env -u PIP_CONSTRAINT pip install --no-cache-dir --no-compile --root-user-action=ignore \
    --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/lock
COPY --from=packages /opt/packages /opt/packages
RUN cyclonedx-py environment --output-reproducible --output-format JSON \
    --output-file /tmp/sbom.cdx.json /opt/packages/bin/python

# -- the image
FROM ${PYTHON}
WORKDIR /app
COPY --from=packages /opt/packages /opt/packages
COPY --from=sbom /tmp/sbom.cdx.json ./
COPY app.py gunicorn.conf.py ./
COPY assets ./assets
COPY core ./core
COPY dashboard ./dashboard
COPY docs/mathematics.md ./docs/
COPY sweep ./sweep
COPY words ./words

# Nothing is written at run time except under /tmp, so a read-only file system will do.
ENV PATH=/opt/packages/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    DEEP_LINEAR_HOST=0.0.0.0 \
    DEEP_LINEAR_LOG_LEVEL=info
# Compiled now, as the user below may write nothing.
RUN python -m compileall -q app.py core dashboard sweep words
EXPOSE 8050

# A number, so that an orchestrator can see that it is not root.
USER 10001:10001

HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 \
    CMD ["python", "-m", "dashboard.alive"]

CMD ["python", "-m", "dashboard"]
