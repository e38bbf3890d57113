"""What is said in place of an answer: one sentence, whatever went wrong and wherever."""

from __future__ import annotations

import json

from dash.exceptions import DependencyException, UnsupportedRelativePath
from flask import Flask, request
from werkzeug.exceptions import BadRequest, HTTPException, NotFound
from werkzeug.wrappers import Response

from dashboard.parts.exchange.unfit import UnfitError
from dashboard.serving.flood import quieted
from words import ENGLISH, Message, say


def say_errors(server: Flask, machines: tuple[str, ...]) -> None:
    """Answer every refusal, and every error of ours, with a sentence.

    As JSON below the paths of `machines`, where scripts ask. An exception that nobody caught comes
    here as a 500, when Flask has logged it whole.
    """
    quieted(server.logger.name)
    log = quieted(__name__)

    def told(error: HTTPException, sentence: str) -> Response:
        response = error.get_response(request.environ)  # its headers stay: Allow, Retry-After
        if request.path.startswith(machines):
            response.mimetype = "application/json"
            response.set_data(json.dumps({"error": {"control": "", "sentence": sentence}}))
        else:
            response.mimetype = "text/plain"
            response.set_data(f"{sentence}\n")
        return response

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        if error.response is not None:
            return error.get_response()
        return told(error, say(Message("http", code=error.code)))

    @server.errorhandler(UnfitError)
    def unfit(error: UnfitError) -> Response:
        log.warning("refused %s: %s", request.path, say(error.message, ENGLISH))
        return told(BadRequest(), str(error))

    @server.errorhandler(DependencyException)
    def missing(_error: DependencyException) -> Response:
        # What Dash says of a file that no component has: whoever asks for one has made the error.
        return told(NotFound(), say(Message("http", code=404)))

    @server.errorhandler(UnsupportedRelativePath)
    def outside(_error: UnsupportedRelativePath) -> Response:
        return told(BadRequest(), say(Message("unfit.not_page", where="pathname")))
