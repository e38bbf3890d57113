"""The texts to copy are run as they stand, and say what the page says, to the last digit."""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT

#: A state of every kind: page, query.
STATES = [
    ("scalar", "w=0.9,0.4&y=1"),
    ("scalar", "w=0.30000000000000004,1.2345678901234567&y=1.1"),  # all digits count
    ("scalar", "d=4&p=0.25&y=1&gamma=poster&T=2.5"),
    ("scalar", "w=1,-0.4,0.8&y=1&show=lower,progressive"),
    ("scalar", "w=0.8,-0.8&y=1"),
    ("scalar", "w=0.6,0.7,0.8,0.9,1,1.1,1.2,1.3&y=1"),
    ("matrix", ""),
    ("matrix", "L=3&h=4&n=2&m=2&T=3"),
    ("matrix", "L=3&h=12&init=imbalance&d=0.5&T=2"),
    ("matrix", "n=2&m=4&h=10&f=regression&kappa=4"),
    ("matrix", "n=3&m=1&h=6&f=logistic"),
    ("matrix", "h=1000000000&target=drawn"),
    ("regimes", ""),
    ("regimes", "L=3&k=6&r=0.4&n=2&m=2"),
    ("depth", ""),
    ("depth", "fam=random&most=12&L=4&f=1.3&k=30"),
    ("depth", "net=matrix&n=2&fam=balanced&L=5&f=0.5&most=9"),
]  # fmt: skip
each_state = pytest.mark.parametrize("topic, query", STATES, ids=lambda text: text or "default")


def texts(client: FlaskClient, topic: str, query: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.post(f"/api/{topic}/take", data={"state": query, **more}).json
    assert "error" not in found, found
    return found


def answer(client: FlaskClient, topic: str, query: str) -> dict[str, Any]:
    found: dict[str, Any] = client.post(f"/api/{topic}", data={"state": query}).json
    return found


def array(said: dict[str, Any], name: str) -> np.ndarray:
    """What the time cursor reads: sent in full precision."""
    packed = said["arrays"][said["now"][name]]
    assert packed["dtype"] == "f8"
    return np.frombuffer(base64.b64decode(packed["bdata"]), "<f8")


def executed(text: str, folder: Path) -> dict[str, Any]:
    """What a program leaves behind; it prints a line at least."""
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
        exec(compile(text, "copied", "exec"), names)
    assert printed.getvalue().strip()
    return names


def saved(client: FlaskClient, topic: str, query: str, name: str, folder: Path) -> None:
    """The run as a file, for texts that read one."""
    data = client.get(f"/api/{topic}/run.json", query_string={"state": query}).data
    (folder / f"{name}.json").write_bytes(data)


def value(said: dict[str, Any], quantity: str) -> Any:
    return said["quantities"][quantity]["value"]


@each_state
def test_the_same_in_python(client: FlaskClient, tmp_path: Path, topic: str, query: str) -> None:
    found, said = texts(client, topic, query), answer(client, topic, query)
    saved(client, topic, query, found["name"], tmp_path)
    solution = executed(found["python"], tmp_path)["solution"]
    if topic == "depth":
        at = list(solution.curves.depths).index(solution.scenario.depth)
        assert solution.curves.alpha_star[at] == value(said, "alpha_star")
        assert np.array_equal(solution.descent.loss, array(said, "loss"))
        assert np.array_equal(solution.descent.flow_loss, array(said, "flow"))
        return
    if topic == "regimes":
        assert solution.regimes[2].gain == value(said, "gain")
        solution = solution.regimes[0].solution
    else:
        assert solution.infimum == value(said, "infimum")
        assert solution.decay_rate == value(said, "decay_rate")
        assert solution.tightness == value(said, "tightness")
    assert np.array_equal(solution.times, array(said, "times"))
    assert np.array_equal(solution.loss, array(said, "loss"))


@each_state
def test_the_same_on_the_command_line(
    client: FlaskClient, tmp_path: Path, topic: str, query: str
) -> None:
    found, said = texts(client, topic, query), answer(client, topic, query)
    saved(client, topic, query, found["name"], tmp_path)
    # The command is said for the program's folder; here the saved run is in another.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    run = subprocess.run(
        ["bash", "-c", found["command"]], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    printed = json.loads(run.stdout)
    first = {"regimes": lambda: printed["regimes"][0], "depth": lambda: printed["descent"]}
    told = first.get(topic, lambda: printed)()
    assert told["loss"] == array(said, "loss").tolist()
    assert (printed if topic != "depth" else told)["times"] == array(said, "times").tolist()
    # The saved run holds the same.
    kept = json.loads((tmp_path / f"{found['name']}.json").read_text(encoding="utf-8"))
    assert kept["answer"] == printed


@each_state
def test_the_same_with_numpy_and_scipy_alone(
    client: FlaskClient, tmp_path: Path, topic: str, query: str
) -> None:
    found, said = texts(client, topic, query), answer(client, topic, query)
    saved(client, topic, query, found["name"], tmp_path)
    assert "core" not in found["plain"].split()
    names = executed(found["plain"], tmp_path)
    loss = array(said, "loss")
    if topic == "depth":
        assert names["loss"] == pytest.approx(loss, rel=1e-9, abs=1e-12 * loss[0])
        assert names["flow_loss"] == pytest.approx(array(said, "flow"), rel=1e-6, abs=1e-9)
        assert names["alpha"][value_depth(said)] == pytest.approx(value(said, "alpha_star"))
        return
    if topic == "scalar":
        assert names["alpha"] == pytest.approx(value(said, "alpha_star"), rel=1e-9)
    first, last = loss[0], loss[-1]
    plain = names["losses"]["NTK"] if topic == "regimes" else names["loss"]
    assert plain[0] == pytest.approx(first, rel=1e-9)
    assert plain[-1] == pytest.approx(last, rel=1e-5, abs=1e-9 * first)
    if topic != "scalar":
        slowest = names["slowest"]["NTK"] if topic == "regimes" else names["slowest"]
        if topic == "matrix":
            least = array(said, "preconditioner_min")[0]
            assert slowest == pytest.approx(least, rel=1e-9, abs=1e-12)


def value_depth(said: dict[str, Any]) -> int:
    return int(said["controls"]["values"]["L"])


def test_a_text_that_would_be_too_long_reads_the_saved_run(
    client: FlaskClient, tmp_path: Path
) -> None:
    """A deep, wide network has thousands of weights: no text to copy holds them."""
    query = "L=3&h=12&init=imbalance&d=0.5&T=2"
    found = texts(client, "matrix", query)
    assert len(found["plain"]) < 12_000
    wide = texts(client, "matrix", "L=3&h=40&T=2")
    assert len(wide["plain"]) < 12_000
    assert f'open("{wide["name"]}.json"' in wide["plain"]
    saved(client, "matrix", "L=3&h=40&T=2", wide["name"], tmp_path)
    names = executed(wide["plain"], tmp_path)
    loss = array(answer(client, "matrix", "L=3&h=40&T=2"), "loss")
    assert names["loss"][-1] == pytest.approx(loss[-1], rel=1e-5, abs=1e-9 * loss[0])
