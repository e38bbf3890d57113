"""The collector of garbage leaves alone what was loaded, and still finds what comes later."""

from __future__ import annotations

import gc

from tests.worker.conftest import answer, asking


def test_what_is_loaded_stays_and_cycles_made_later_go(plain):
    with plain() as connect:
        status, said = answer(connect(asking("/tidied")))
    assert status == 200
    frozen, found = said.decode().split()
    # A worker holds more than this process would if it had but begun: gunicorn, gevent, numpy's.
    assert int(frozen) > 10_000
    assert found == "True"
    assert gc.get_freeze_count() == 0  # here nothing was settled
