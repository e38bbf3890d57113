"""What a setting may be: from the text of a variable to its value, or one sentence."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import TypeVar

from words import RefusalError

T = TypeVar("T")
#: Name of the variable, its text without spaces around it, not empty -> the value.
Parse = Callable[[str, str], T]

LEAST_SECRET = 16  # characters
_LABELS = r"[a-z0-9_-]+(\.[a-z0-9_-]+)*"
#: An origin as a content security policy takes it, perhaps of any host below a domain.
_ORIGIN = re.compile(rf"https?://(\*\.)?{_LABELS}(:([0-9]{{1,5}}|\*))?", re.IGNORECASE)
_HOST = re.compile(rf"(\*\.)?{_LABELS}|\[[0-9a-f:.]+\]", re.IGNORECASE)
# Only what stands for itself in a path, or escaped: a "<" would be a variable to Flask.
_PATH = re.compile(r"/([\w.~%@+=:,!$&()*-]+/)*", re.ASCII)
_SWITCH = {"on": True, "yes": True, "true": True, "1": True}
_SWITCH |= {"off": False, "no": False, "false": False, "0": False}


class SettingError(RefusalError):
    """A setting that cannot be used; its text is one sentence for whoever set it."""


def text(_name: str, given: str) -> str:
    """Whatever it is."""
    return given


def whole(least: int, most: int) -> Parse[int]:
    """A whole number in this range."""

    def parse(name: str, given: str) -> int:
        # isdecimal alone admits digits of other scripts; int() alone admits "8_050" and " +80".
        plain = given.isascii() and given.isdecimal() and len(given) < 20
        if not (plain and least <= int(given) <= most):
            value = _cut(given)
            raise SettingError(
                "setting.whole", name=name, least=str(least), most=str(most), value=value
            )
        return int(given)

    return parse


def one_of(*options: str) -> Parse[str]:
    """One of these words, in capitals or not."""

    def parse(name: str, given: str) -> str:
        if given.lower() not in options:
            raise SettingError("setting.one_of", name=name, options=options, value=_cut(given))
        return given.lower()

    return parse


def switch(name: str, given: str) -> bool:
    """On or off."""
    if given.lower() not in _SWITCH:
        raise SettingError("setting.one_of", name=name, options=("on", "off"), value=_cut(given))
    return _SWITCH[given.lower()]


def path(name: str, given: str) -> str:
    """A path prefix."""
    if not (given.startswith("/") and given.endswith("/")):
        raise SettingError("setting.prefix", name=name, value=_cut(given))
    if not _PATH.fullmatch(given):
        raise SettingError("setting.path", name=name, value=_cut(given))
    return given


def socket(name: str, given: str) -> str:
    """Where a Unix socket may be made: Linux takes 107 bytes."""
    if not given.startswith("/") or given.endswith("/") or len(os.fsencode(given)) > 107:
        raise SettingError("setting.socket", name=name, most=107, value=_cut(given))
    return given


def folder(name: str, given: str) -> str:
    """The whole path of a folder; whoever reads it says if it is not there."""
    if not os.path.isabs(given) or "\0" in given:
        raise SettingError("setting.folder", name=name, value=_cut(given))
    return given


def secret(name: str, given: str) -> str:
    """Something that nobody guesses."""
    if len(given) < LEAST_SECRET:
        raise SettingError("setting.secret", name=name, least=LEAST_SECRET)
    return given


def origins(name: str, given: str) -> tuple[str, ...]:
    """Origins, or * for all."""
    # Anything else would become a part of a header, or silently allow nobody.
    return _each(given, lambda each: each == "*" or _ORIGIN.fullmatch(each), "setting.origin", name)


def hosts(name: str, given: str) -> tuple[str, ...]:
    """Names of hosts without a port; "*." before one is any below it."""
    return _each(given.lower(), _HOST.fullmatch, "setting.hosts", name)


def _each(given: str, good: Callable[[str], object], code: str, name: str) -> tuple[str, ...]:
    found = tuple(given.replace(",", " ").split())
    for each in found:
        if not good(each):
            raise SettingError(code, name=name, value=_cut(each))
    return found


def _cut(given: str) -> str:
    """As it is shown in a sentence: on one line, and no longer than one."""
    return repr(given if len(given) <= 80 else f"{given[:80]}…")


def shown(value: object) -> str:
    """A value as it is written in a variable."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return " ".join(value)
    return str(value)


def masked(_value: object) -> str:
    """In place of a secret."""
    return "***"


def without_password(value: object) -> str:
    """An address, its password masked; also one that is given as an option of its query."""
    hidden = re.sub(r"(?<=://)[^/?#]*@", "***@", str(value))
    return re.sub(r"(?i)((?:password|username)=)[^&#]*", r"\1***", hidden)
