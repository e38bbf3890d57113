"""Someone asks more than one client may: the page says so, and goes on by itself."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.conftest import Serve
from tests.e2e.drivers.scalar import ScalarPage
from tests.e2e.drivers.tab import PATIENCE


def test_a_page_that_asks_too_much_ends_where_its_controls_are(
    browser: Browser, serve: Serve, free_port: int, tmp_path: Path
) -> None:
    environ = {"CLASS": "1", "DEEP_LINEAR_RATE": "1"}  # ten questions in ten seconds
    log = tmp_path / "log"
    home = f"http://127.0.0.1:{free_port}"
    with serve(free_port, log=log, **environ), browser.new_context(base_url=home) as context:
        context.set_default_timeout(PATIENCE)
        scalar = ScalarPage(context.new_page())
        scalar.open("w=0.9,0.4&y=1")
        slider = scalar.slider("Target y")
        alert = scalar.page.get_by_role("alert").filter(visible=True)
        for _ in range(200):
            slider.press("ArrowRight")
            if alert.count():
                break
        expect(alert).to_have_text(re.compile(r"^More questions come .*asking again in \d+ s\.$"))
        wanted = scalar.number("Target y")
        scalar.settles(lambda state: state.scenario.target == wanted)
        expect(alert).to_have_count(0)
    assert log.read_text().count("set CLASS") >= 1
