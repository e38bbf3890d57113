"""A map that is taken away is computed again elsewhere."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core import evaluate, read_recipe
from core.reading import read_recipe as read_scenario_file
from dashboard.atlas.controls import read, recipe, write
from dashboard.atlas.taking import MOST, AtlasTaking
from dashboard.parts.query import ControlError
from dashboard.parts.taking import files, snippets
from words import say

QUERIES = (
    "fine=33",
    "q=tightness&L=4&r=0.5&fine=33&x0=-1",
    "plane=imbalance&q=margin&L=3&fine=65",
    "plane=target&p=0.5&fine=33",
    "plane=depth&q=end&k=3",
    "plane=scale&n=3&seed=4&fine=33",
    "plane=width&s=0.5&seed=4&fine=33",
    "plane=step&dq=steps&steps=50&fine=33",
)
taking = AtlasTaking()


def test_the_program_computes_the_map(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(snippets.python(taking.run(QUERIES[0])), "copied", "exec"), names)
    assert capsys.readouterr().out.strip()
    found = recipe(read(QUERIES[0]))
    wanted = evaluate(found, range(found.points))
    assert np.array_equal(names["values"]["alpha_star"], wanted["alpha_star"])


@pytest.mark.parametrize("query", QUERIES)
def test_a_saved_map_opens_again(query: str) -> None:
    """As the recipe that the command line takes, and on the page without the note of it."""
    run = taking.run(query)
    saved = files.json_text(run)
    assert read_recipe(saved).digest() == recipe(read(query)).digest()
    told = read_scenario_file(saved.encode())
    assert isinstance(told, dict)
    opened = taking.reopened(told, "map.json")
    assert opened is not None
    assert recipe(read(opened[0])).digest() == recipe(read(query)).digest()
    assert write(read(opened[0])) == opened[0]
    title, about = taking.headline(query)
    assert say(title)
    assert say(about).endswith(".")


def test_the_command_holds_the_recipe() -> None:
    text = snippets.shell(taking.run(QUERIES[1]))
    held = text.split("END'\n", 1)[1].rsplit("\nEND\n", 1)[0]
    assert read_recipe(held).digest() == recipe(read(QUERIES[1])).digest()
    assert text.splitlines()[-1].startswith("python -m core sweep atlas_weights_tightness.json")


def test_what_is_too_large_for_the_page_is_refused_before_any_work() -> None:
    told = recipe(read("")).to_json()
    for axis in told["axes"]:
        axis["points"] = 10**6
    with pytest.raises(ControlError, match=r"10¹²|1000000000000|python -m core sweep") as refused:
        taking.reopened(json.loads(json.dumps(told)), "map.json")
    assert str(MOST) in str(refused.value).replace("\u202f", "").replace(" ", "")


def test_another_recipe_is_another_pages() -> None:
    assert taking.reopened({"model": "scalar", "weights": [1, 1], "target": 1}, "a.json") is None
    told = recipe(read("")).to_json()
    told["axes"][0]["of"] = "y"  # a plane that the page has not
    assert taking.reopened(told, "map.json") is None
