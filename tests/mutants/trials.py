"""Running tests of a copy of the tree, in a process each that has the libraries loaded already."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import hypothesis  # noqa: F401 (loaded here once, used by every process that is made)
import mpmath  # noqa: F401
import numpy as np  # noqa: F401
import playwright.sync_api  # noqa: F401
import pytest
import scipy.integrate
import scipy.linalg
import scipy.optimize
import scipy.special  # noqa: F401

#: The rooms of this project: the process of a trial loads those of the copy.
OURS = ("core", "words", "dashboard", "tests", "app")
#: A function: file in the tree, first line.
Place = tuple[str, int]


@dataclass(frozen=True)
class Reach:
    """What the tests of a topic call.

    Attributes
    ----------
    seconds : how long each test takes, of the processor's time.
    callers : the tests that call a function.
    shared : functions called outside any one test, by fixtures or while tests are collected.
    failing : tests that fail without a mutant: they can tell nothing, and are left out.
    """

    seconds: dict[str, float]
    callers: dict[Place, set[str]]
    shared: set[Place]
    failing: frozenset[str] = frozenset()

    def tests(self, place: Place | None) -> list[str]:
        """The tests that can notice a change of a function, or of all; the quickest first."""
        every = place is None or place in self.shared
        found: Iterable[str] = self.seconds if every else self.callers.get(place, set())
        return sorted(set(found) - self.failing, key=self.seconds.__getitem__)


class _Recorder:
    """pytest's plugin: which functions of core each test calls."""

    def __init__(self, tree: Path) -> None:
        self.core = str(tree / "core") + os.sep
        self.tree = tree
        self.seconds: dict[str, float] = {}
        self.called: dict[str, set[Place]] = defaultdict(set)
        self.codes: set[CodeType] = set()
        sys.settrace(self._call)

    def _call(self, frame: FrameType, event: str, argument: object) -> None:
        self.codes.add(frame.f_code)  # for every call of anything: no more than that

    def _places(self) -> set[Place]:
        """Those of core among the functions called since the last time."""
        codes, self.codes = self.codes, set()
        return {
            (Path(code.co_filename).relative_to(self.tree).as_posix(), code.co_firstlineno)
            for code in codes
            if code.co_filename.startswith(self.core)
        }

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Any:
        self.called[""] |= self._places()
        start = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - start
            self.called[item.nodeid] |= self._places()


class _Chooser:
    """pytest's plugin: these tests alone, in this order, or all; and which fail."""

    def __init__(self, tests: list[str] | None) -> None:
        self.place = None if tests is None else {test: i for i, test in enumerate(tests)}
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self.place is None:
            return
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place),
            key=lambda item: self.place[item.nodeid],
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def together(reaches: list[Reach]) -> Reach:
    """What the tests of several places call."""
    seconds, callers, shared = {}, defaultdict(set), set()
    failing = frozenset[str]().union(*(reach.failing for reach in reaches))
    for reach in reaches:
        seconds |= reach.seconds
        shared |= reach.shared
        for place, tests in reach.callers.items():
            callers[place] |= tests
    return Reach(seconds, dict(callers), shared, failing)


def record(tree: Path, tests: str) -> Reach:
    """Run the tests in a place once, watched. Raises RuntimeError where that cannot be."""

    def work() -> Any:
        recorder, chooser = _Recorder(tree), _Chooser(None)
        status = pytest.main([*_ARGUMENTS, tests], plugins=[recorder, chooser])
        if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return f"pytest ended with {status}"
        called = {test: sorted(places) for test, places in recorder.called.items()}
        return [recorder.seconds, called, chooser.failed]

    answer = _in_process(tree, work, None)
    if not isinstance(answer, list):
        raise RuntimeError(f"{tests} without a mutant: {answer}")
    seconds, called, failed = answer
    callers: dict[Place, set[str]] = defaultdict(set)
    for test, places in called.items():
        for file, line in places:
            callers[(file, line)].add(test)
    return Reach(
        seconds, dict(callers), {tuple(place) for place in called.get("", [])}, frozenset(failed)
    )


def failure(tree: Path, tests: list[str], seconds: int) -> str | None:
    """The first of the tests that fails, "too long", "stopped", or None where all pass."""

    def work() -> Any:
        chooser = _Chooser(tests)
        files = sorted({test.split("::")[0] for test in tests})
        status = pytest.main([*_ARGUMENTS, "-x", *files], plugins=[chooser])
        return chooser.failed[0] if chooser.failed else status and f"pytest ended with {status}"

    return _in_process(tree, work, seconds) or None


_ARGUMENTS = ["-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist"]
_ARGUMENTS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # hypothesis is loaded already


def _in_process(tree: Path, work: Callable[[], Any], seconds: int | None) -> Any:
    """What `work` gives, in a process of its own that stands in `tree`."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            _become(tree, seconds)
            answer = work()
        except BaseException as error:  # a mutant may raise anything, at import too
            answer = f"{type(error).__name__}: {error}"
        os.write(writing, json.dumps(answer).encode()) if answer is not None else None
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "too long"  # SIGXCPU, of the limit; or out of memory
    return json.loads(said) if said else None


def _become(tree: Path, seconds: int | None) -> None:
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(quiet, stream)
    os.chdir(tree)
    sys.path[0] = str(tree)
    sys.dont_write_bytecode = True
    os.environ["HYPOTHESIS"] = "first"
    for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
        del sys.modules[name]
