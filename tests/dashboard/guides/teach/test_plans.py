"""The plans: their minutes add up, everything that they name is there, every link can be read."""

from __future__ import annotations

import dash
import pytest

from dashboard.guides.lessons.deck import checked
from dashboard.guides.poster.steps import STEPS
from dashboard.guides.teach.places import deck_links, links_of, title_of
from dashboard.guides.teach.plans import PLANS, Plan
from words import catalogue, languages

each_plan = pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)


@each_plan
def test_the_minutes_are_those_of_the_class(plan: Plan) -> None:
    assert sum(row.minutes for row in plan.rows) == plan.minutes
    assert all(row.minutes > 0 for row in plan.rows)


@each_plan
def test_everything_that_it_names_is_there(plan: Plan) -> None:
    assert set(plan.steps) <= {step.key for step in STEPS}
    said = {f"teach.plan.{plan.minutes}.{row.key}" for row in plan.rows}
    assert len(said) == len(plan.rows)
    for language in languages():
        assert said <= set(catalogue(language))


@each_plan
def test_every_link_leads_somewhere_and_is_called_something(plan: Plan, app: dash.Dash) -> None:
    client = app.server.test_client()
    with app.server.test_request_context():
        for row in plan.rows:
            assert list(links_of(row))
            for link in links_of(row):
                assert checked(link) == link
                title = title_of(link)
                assert title
                assert not title.startswith("/"), link
                assert client.get(link.partition("?")[0]).status_code == 200
        assert len(deck_links(plan)) >= len(plan.rows)


def test_the_steps_come_in_the_poster_s_order() -> None:
    order = [step.key for step in STEPS]
    for plan in PLANS:
        places = [order.index(key) for key in plan.steps]
        assert places == sorted(places)


def test_the_longest_takes_every_step() -> None:
    assert PLANS[-1].steps == tuple(step.key for step in STEPS)
