"""What the command line reads from and writes to: every failure is a sentence and status 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
GOOD = json.dumps({"model": "scalar", "weights": [1.2, 0.3], "target": 1.0, "times": [0.0, 1.0]})


def run(
    file: str, *, data: bytes = b"", stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "core", "solve", file],
        input=data, stdout=stdout, stderr=subprocess.PIPE, cwd=ROOT, check=False,
    )  # fmt: skip


def test_a_file_and_the_standard_input_in_any_encoding(tmp_path: Path) -> None:
    answer = run("-", data=GOOD.encode())
    assert (answer.returncode, answer.stderr) == (0, b"")
    file = tmp_path / "wide.json"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be"):
        file.write_text(GOOD, encoding=encoding)
        assert run(str(file)).stdout == answer.stdout
        assert run("-", data=file.read_bytes()).stdout == answer.stdout


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    # A file that exists and cannot be read, even by root.
    unreadable = "/proc/self/mem"
    for file in (str(tmp_path / "missing.json"), str(tmp_path), unreadable):
        refused = run(file)
        assert (refused.returncode, refused.stdout) == (2, b"")
        assert refused.stderr.decode().startswith(f"{file}: cannot be read (")
        assert refused.stderr.count(b"\n") == 1


def test_a_file_without_an_end() -> None:
    refused = run("/dev/zero")
    assert (refused.returncode, refused.stderr.count(b"\n")) == (2, 1)
    assert b"limit" in refused.stderr


def test_nobody_reads_the_answer() -> None:
    """A pipe that is closed before the answer is written: no traceback, then or at the end."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        refused = run("-", data=GOOD.encode(), stdout=writer)
    finally:
        os.close(writer)
    assert refused.returncode == 2
    assert refused.stderr == b"standard output: cannot be written to (Broken pipe).\n"


def test_no_room_for_the_answer() -> None:
    with Path("/dev/full").open("wb") as full:
        refused = run("-", data=GOOD.encode(), stdout=full.fileno())
    assert refused.returncode == 2
    assert refused.stderr.startswith(b"standard output: cannot be written to (")
    assert refused.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    "stream, says", [("<&-", "-: cannot be read"), (">&-", "standard output: cannot be written")]
)
def test_a_stream_that_is_closed(stream: str, says: str) -> None:
    command = f"{sys.executable} -m core solve - {stream}"
    refused = subprocess.run(
        ["sh", "-c", command], input=GOOD, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith(says)
    assert refused.stderr.count("\n") == 1
