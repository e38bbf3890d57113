"""The folder of lessons of the app that answers the present request."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from dashboard.guides.lessons.folder import Folder

_NAME = "lessons"


def open_folder(server: Flask, path: str | None) -> Folder:
    """Give the app its folder, read it, and tell the log what is wrong with its files."""
    folder: Folder = server.extensions.setdefault(_NAME, Folder(path))
    folder.log()
    return folder


def folder() -> Folder:
    """The folder of lessons here."""
    known: dict[str, Any] = current_app.extensions
    found: Folder = known[_NAME]
    return found
