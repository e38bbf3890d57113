"""The tests of core once more, as on other machines: no answer hangs on the last bit."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.arithmetic.machines import PLAYED, Machine

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "tests" / "core"
#: What is about text and processes, and computes nothing that other tests do not.
WORDS = {"command_line", "test_reading.py"}
#: A topic a run: its failures are read together, and -k chooses it. Lone files are one topic.
TOPICS = {
    place.name: [str(place.relative_to(ROOT))]
    for place in sorted(CORE.iterdir())
    if any(place.rglob("test_*.py")) and place.name not in WORDS
}
TOPICS["alone"] = [
    str(file.relative_to(ROOT)) for file in sorted(CORE.glob("test_*.py")) if file.name not in WORDS
]
#: The same examples, but fewer: what may differ is the last bits of each.
FEWER = {"HYPOTHESIS": "first", "BOUNDS": "100"}

each_machine = pytest.mark.parametrize("machine", PLAYED, ids=lambda machine: machine.name)


def environ_of(machine: Machine) -> dict[str, str]:
    """This environment as the machine has it, without what pytest tells its own processes."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return FEWER | own | machine.environ


@each_machine
def test_machine_is_another(machine: Machine) -> None:
    """numpy says itself what it no longer uses, and OpenBLAS which kernels it took."""
    code = "import numpy; print(numpy.show_config(mode='dicts')['SIMD Extensions'].get('found'))"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=environ_of(machine) | {"OPENBLAS_VERBOSE": "2"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not any(group in run.stdout for group in machine.disabled)
    # OpenBLAS calls the oldest kernels by the first processor that took them. No core is named
    # where another library does its work.
    said = {"Prescott": "Katmai"}.get(machine.kernel, machine.kernel)
    assert set(re.findall(r"Core: (\w+)", run.stdout + run.stderr)) <= {said}


@each_machine
@pytest.mark.parametrize("topic", TOPICS)
def test_core(topic: str, machine: Machine) -> None:
    """Every test of the topic passes there too."""
    command = ["-m", "pytest", *TOPICS[topic], "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [sys.executable, *command], env=environ_of(machine), cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if run.returncode:
        again = [f"{name}={shlex.quote(value)}" for name, value in machine.environ.items()]
        line = " ".join([*again, ".venv/bin/python", *command])
        pytest.fail(f"{run.stdout}\nTo see it again:\n  {line}", pytrace=False)
