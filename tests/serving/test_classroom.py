"""A small class for some seconds; make soak has the large ones, and prints how quick it was."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.soak.classroom import chunk, lesson, run
from tests.soak.endurance import one_of_each
from tests.soak.house import House, house

SECONDS = 3.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house") / "log") as found:
        yield found


def test_every_student_sees_the_last_value_while_others_ask_for_what_is_slow(served: House):
    found = run(lesson(served.address, 12, SECONDS, slow=2))
    assert found.wrong == []
    assert found.lost == 0
    assert len(found.seconds) >= 24  # each at least once amid the drag, and at its end


def test_so_they_do_while_forty_maps_fill(served: House):
    found = run(lesson(served.address, 12, SECONDS, slow=40, asked=chunk))
    assert found.wrong == []
    assert found.lost == 0
    assert found.slow  # maps go on too


def test_so_they_do_when_a_worker_is_killed_amid_it(served: House):
    async def kill() -> None:
        await asyncio.sleep(SECONDS / 3)
        served.kill_a_worker()

    found = run(lesson(served.address, 12, SECONDS, meanwhile=kill))
    assert found.wrong == []
    assert "Traceback" not in served.log.read_text()


def test_all_that_pages_ask_for_is_answered(served: House):
    statuses = run(one_of_each(served.address))
    assert set(statuses.values()) <= {200, 404}
