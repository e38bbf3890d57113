"""Codes that are made of a name: each name has its words, and no words are of a name long gone."""

from __future__ import annotations

import importlib
from typing import Any

import pytest

from core import AlphaSource
from dashboard.factory import TOPICS
from dashboard.parts.exchange.sending import promise
from dashboard.regimes.controls import REGIMES
from words import FOLDER, catalogue, speaking

ENGLISH = catalogue("en")
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.toml"))
each_topic = pytest.mark.parametrize("topic", TOPICS)


def _under(*places: str) -> set[str]:
    """Codes below these places, without the place."""
    return {
        code.removeprefix(f"{place}.")
        for place in places
        for code in ENGLISH
        if code.startswith(f"{place}.")
    }


def _module(topic: str, name: str) -> Any:
    return importlib.import_module(f"dashboard.{topic}.{name}")


@each_topic
def test_presets(topic: str) -> None:
    presets = _module(topic, "presets").PRESETS
    parts = {"name", "look"} | ({"headline"} if presets[0].headed else set())
    assert _under(f"preset.{topic}") == {f"{p.key}.{part}" for p in presets for part in parts}


@each_topic
def test_key_figures(topic: str) -> None:
    wanted = {
        f"{readout.quantity}.{part}"
        for readout in _module(topic, "readouts").READOUTS
        for part in ("symbol", "label", "meaning")
    }
    if topic == "matrix":
        wanted |= {f"alpha_source.word.{source}" for source in AlphaSource}
    assert _under(f"readout.{topic}") == wanted


@each_topic
def test_entries(topic: str) -> None:
    """What a link may hold, and the options of what is chosen."""
    controls = _module(topic, "controls")
    assert _under(f"entry.{topic}") == set(controls._LABELS)
    wanted = {
        f"{entry.name}.{option}"
        for entry in getattr(controls, "ENTRIES", ())
        for option in entry.options
    }
    assert wanted <= _under(f"option.{topic}")


@each_topic
def test_plots_and_tabs(topic: str) -> None:
    """By the ids of the page's graphs; the table of promises is a card like them."""
    ids = importlib.import_module(f"dashboard.{topic}.ids")
    names = [name for name in vars(ids)[topic.capitalize()] if name.startswith("graph-")]
    cards = {name.removeprefix("graph-") for name in names}
    cards |= {"regimes": {"table"}, "depth": {"race"}}.get(topic, set())
    parts = ("title", "equation", "read")
    assert _under(f"plot.{topic}") == {f"{card}.{part}" for card in cards for part in parts}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_guaranteed_begins_with_the_word_that_the_page_has(language: str) -> None:
    """In every language the page can take it away, where the English sentence has it."""
    entries, heads = catalogue(language), catalogue("en")
    codes = [code for code in ENGLISH if code.startswith(("guarantee.", "scalar_rate."))]
    begun = {
        which: [code for code in codes if str(heads[code]).startswith(f"{heads[which]}: ")]
        for which in ("promised.guaranteed", "promised.nothing")
    }
    assert all(len(found) >= 2 for found in begun.values()), "a test of nothing"
    for which, found in begun.items():
        for code in found:
            sentence = str(entries[code])
            assert sentence.startswith(f"{entries[which]}: "), code
            with speaking(language):
                rest = promise(sentence)
            assert (rest and not rest[0].islower()) or not rest[:2].isalpha(), code


def test_regimes() -> None:
    assert _under("regime") == set(REGIMES)
