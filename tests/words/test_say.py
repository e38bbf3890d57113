"""From a message to words: templates, messages in messages, lists, choices, languages."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import words
from core import ScenarioError
from words import Message, say, speaking

ENTRIES = r"""
refusal = "{field} — {reason}"
plain = "Nothing moves."
number = "It falls at {rate:.3g}."
inner = "by {source}"
outer = "Guaranteed, {why}."
several = "{parts}"
names = "Choose {options:, }."
formula = '$\frac{a}{b}$ is {rate:.2g}, $$\sum_{l}$$ is not.'
[topic.deeper]
layers = {by = "count", 1 = "{count} layer", other = "{count} layers"}
end = {by = "kind", saddle = "stuck", other = "done"}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of these entries, called xx."""
    (tmp_path / "xx.toml").write_text(ENTRIES, encoding="utf-8")
    (tmp_path / "en.toml").write_text('english = "In English."', encoding="utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path)


@pytest.mark.parametrize(
    "message, text",
    [
        (Message("plain"), "Nothing moves."),
        (Message("number", rate=1 / 3), "It falls at 0.333."),
        (
            Message("outer", why=Message("inner", source=Message("topic.deeper.end", kind="x"))),
            "Guaranteed, by done.",
        ),
        (Message("topic.deeper.end", kind="saddle"), "stuck"),
        (Message("formula", rate=0.5), r"$\frac{a}{b}$ is 0.5, $$\sum_{l}$$ is not."),
        (Message("topic.deeper.layers", count=1), "1 layer"),
        (Message("topic.deeper.layers", count=2), "2 layers"),
        (Message("topic.deeper.layers", count=0), "0 layers"),
        (Message("names", options=("a", "b", "c")), "Choose a, b, c."),
        (
            Message("several", parts=(Message("plain"), Message("number", rate=2.0))),
            "Nothing moves. It falls at 2.",
        ),
        # Braces in a value are nobody's template.
        (Message("inner", source="{rate} {}"), "by {rate} {}"),
    ],
)
def test_it_says(message: Message, text: str) -> None:
    """Each rule of the catalogue, in the language asked for and in the one spoken."""
    assert say(message, "xx") == text
    with speaking("xx"):
        assert say(message) == text


def test_what_a_language_lacks_is_said_in_english() -> None:
    """A catalogue that is not whole yet."""
    with speaking("xx"):
        assert words.text("english") == "In English."


def test_text_is_said_now() -> None:
    """In the language spoken, of a code and its values."""
    with speaking("xx"):
        assert words.text("number", rate=1 / 3) == "It falls at 0.333."


def test_several_messages_follow_one_another() -> None:
    """A tuple of them, without a template of its own."""
    assert say((Message("plain"), Message("plain")), "xx") == "Nothing moves. Nothing moves."


@pytest.mark.parametrize(
    "message",
    [
        Message("missing"),
        Message("topic.deeper"),
        Message("number"),
        Message("topic.deeper.layers"),
        Message("outer", why=Message("missing")),
        Message("topic.deeper.layers", number=3),
    ],
)
def test_what_is_missing_is_an_error(message: Message) -> None:
    """A key or a value that is not there is never passed over."""
    with pytest.raises(KeyError):
        say(message, "xx")


def test_a_message_is_a_value() -> None:
    """Equal, hashable, and the same after a trip through pickle (answers are kept that way)."""
    message = Message("number", rate=1.0, why=Message("plain"))
    assert message == Message("number", why=Message("plain"), rate=1.0)
    assert message != Message("number", rate=2.0, why=Message("plain"))
    assert hash(message) == hash(pickle.loads(pickle.dumps(message)))
    assert dict(message.values)["rate"] == 1.0


def test_speaking_ends() -> None:
    """After an error, too."""
    with pytest.raises(RuntimeError), speaking("xx"):
        raise RuntimeError
    with pytest.raises(KeyError):  # English, where it is not said
        say(Message("plain"))


def test_a_refusal_is_said_when_it_is_read() -> None:
    """In the language of that moment; it keeps its entry, code and values."""
    error = ScenarioError("times", "number", rate=2.5)
    moved = error.at("elsewhere")
    with speaking("xx"):
        assert error.reason == "It falls at 2.5."
        assert str(error) == "times — It falls at 2.5."
        assert str(moved) == "elsewhere — It falls at 2.5."
    assert moved.message == error.message
