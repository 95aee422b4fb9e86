"""What a person is told when something cannot be done: a sentence and a number, never a traceback."""

from __future__ import annotations

from typing import Final

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.views import page, texts_of

# The sentence for each status; anything else is our own fault.
_SENTENCES: Final = {
    401: "web.error.signed_out",
    403: "web.error.forbidden",
    404: "web.error.missing",
    405: "web.error.missing",
    408: "web.error.slow",
    413: "web.error.large",
    415: "web.error.unreadable",
    422: "web.error.unreadable",
    429: "web.error.too_fast",
    503: "web.error.not_saved",
}

# The detail of a 503 that comes of a full disk, and its sentence.
FULL: Final = "error.full"

log = structlog.get_logger()


def refused(request: Request, error: Exception) -> Response:
    """Starlette's handler for HTTPException."""
    assert isinstance(error, HTTPException)
    log.info("page_refused", status=error.status_code, path=_path(request), trace=request.state.trace)
    key = FULL if error.detail == FULL else None
    return response(request, error.status_code, dict(error.headers or {}), key)


def response(request: Request, status: int, headers: dict[str, str] | None = None, key: str | None = None) -> Response:
    """The answer for a status: JSON for the chat's script, a page for people."""
    sentence = texts_of(request)(key or _SENTENCES.get(status, "web.error.broken"))
    number = request.state.trace
    answer: Response
    if request.url.path.startswith("/chat"):
        answer = JSONResponse({"error": sentence, "number": number}, status)
    else:
        answer = page(request, "error.html", status, sentence=sentence, number=number)
    answer.headers.update(headers or {})
    return answer


def _path(request: Request) -> str:
    """The path for the log: the code of an invite is a secret."""
    return "/" + request.url.path.split("/")[1]
