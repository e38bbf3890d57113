# make run    the dashboard, on DEEP_LINEAR_HOST (127.0.0.1) and DEEP_LINEAR_PORT (8050); Ctrl-C stops it
# make test   every test, the ones in a real browser too (finds or installs Chromium, Redis, nginx)
# make lint   ruff and mypy
# make bench  the benchmarks
# make lock   what the container installs, with hashes, from requirements.txt and its like
# make audit  known weaknesses of what is locked (asks the database of PyPI)
# make fuzz   20 000 hostile requests, files and command lines (make test has a tenth of them)
# make bounds  every bound beside the truth on 100 000 random networks (make test has a hundredth of them)
# make soak   a class of forty, its knee, faults under load, and half an hour of mixed use
# make mutants  changes core a little, some 250 times, and lists what its tests do not notice
#
# The first run makes .venv, with Python 3.11 or newer (PYTHON=... chooses one) and the packages of
# requirements.txt; they are installed again when that file changes.

VENV := .venv
BIN := $(VENV)/bin
.DELETE_ON_ERROR:
.PHONY: help run test lint bench lock audit fuzz bounds soak mutants clean
.DEFAULT_GOAL := help

help:
	@sed -n '/^# make /s/^# //p' Makefile

# exec: the shell gives its place to Python, and that to gunicorn, so Ctrl-C reaches gunicorn, which ends with status 0.
run: $(VENV)/run.stamp
	@exec $(BIN)/python -m dashboard

# A process a core, and no more than four: each may have a server and a browser of its own, and twice
# as many are no quicker. A file of tests stays in one process, in the order of tests/conftest.py.
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

test: $(VENV)/dev.stamp
	@CHROMIUM=$$(scripts/ensure_chromium $(BIN)/python) && export CHROMIUM && \
	REDIS_SERVER=$$(scripts/ensure_redis) && export REDIS_SERVER && \
	NGINX_PROGRAM=$$(scripts/ensure_nginx) && export NGINX_PROGRAM && \
	exec $(BIN)/python -m pytest $(PARALLEL) $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/dev.stamp
	@exec $(BIN)/python -m benchmarks $(ARGS)

# For Linux on any processor and every Python that the project runs on.
LOCKED := requirements requirements-cluster requirements-tools
lock: $(VENV)/tools.stamp
	@for name in $(LOCKED); do \
	    echo "$$name.lock"; \
	    $(TOOLS)/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --no-build \
	        --generate-hashes --no-emit-index-url --custom-compile-command "make lock" $(ARGS) \
	        --output-file $$name.lock $$name.txt || exit; \
	done

audit: $(VENV)/tools.stamp
	@exec $(TOOLS)/bin/pip-audit --strict --disable-pip --require-hashes $(LOCKED:%=--requirement=%.lock) $(ARGS)

fuzz: $(VENV)/dev.stamp
	@exec env FUZZ=20000 $(BIN)/python -m pytest tests/fuzz $(ARGS)

bounds: $(VENV)/dev.stamp
	@exec env OPENBLAS_NUM_THREADS=1 BOUNDS=100000 $(BIN)/python -m pytest $(PARALLEL) tests/core/guarantee/deep tests/core/descent/test_violations.py $(ARGS)

soak: $(VENV)/dev.stamp
	@REDIS_SERVER=$$(scripts/ensure_redis) && export REDIS_SERVER && \
	exec env OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.soak $(ARGS)

mutants: $(VENV)/dev.stamp
	@exec env OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.mutants $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/run.stamp: requirements.txt
	$(call install,requirements.txt)

$(VENV)/dev.stamp: requirements-dev.txt requirements-cluster.txt requirements.txt
	$(call install,requirements-dev.txt)

# Not among the packages of the program, whose versions they would have a say in.
TOOLS := $(VENV)/tools
$(VENV)/tools.stamp: requirements-tools.txt
	$(call install,requirements-tools.txt,$(TOOLS))

# The first of these that starts, is new enough and can make environments. A name may exist and not
# start (pyenv's shims), and Debian ships venv and ensurepip in a package of their own.
PYTHON ?=
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)

define install
@for python in $(CANDIDATES); do \
    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
    new=$$python; \
    "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
    good=$$python; break; \
done; \
if [ -z "$$new" ]; then \
    echo "Python 3.11 or newer is needed (tried: $(CANDIDATES)); PYTHON=... names another." >&2; exit 1; \
elif [ -z "$$good" ]; then \
    echo "$$new has no venv module: install it (on Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; \
fi; \
echo "Installing $(1) into $(or $(2),$(VENV)) (once; about a minute) ..."; \
"$$good" -m venv $(or $(2),$(VENV)) && \
$(or $(2),$(VENV))/bin/python -m pip install --quiet --disable-pip-version-check -r $(1) && \
touch $@
endef
