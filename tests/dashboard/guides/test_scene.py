"""A scene is a state of a topic's page: its link opens it there, and core solves it."""

from __future__ import annotations

import pytest

from core import CompareSolution, DepthSolution, MatrixSolution, ScalarSolution
from dashboard.guides.labs import LABS
from dashboard.guides.scene import Scene
from dashboard.parts.query import ControlError

SOLUTIONS = {
    "scalar": ScalarSolution,
    "matrix": MatrixSolution,
    "regimes": CompareSolution,
    "depth": DepthSolution,
}


@pytest.mark.parametrize("topic", LABS)
def test_every_topic_has_a_solution(topic: str) -> None:
    scene = Scene(topic, "")
    assert isinstance(scene.solution(), SOLUTIONS[topic])
    assert scene.solution() is scene.solution()


def test_the_link_is_the_pages_own(app: object) -> None:
    assert Scene("scalar", "from=weights&w=1,2").href() == "/?w=1,2&y=1"
    assert Scene("matrix", "", tab="behind").href("poster-7") == "/matrix?tab=behind&back=poster-7"
    assert Scene("depth", "").href() == "/depth"


def test_a_scene_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(ControlError):
        assert Scene("scalar", "w=one").canonical
