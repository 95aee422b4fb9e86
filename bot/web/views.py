"""Filling in templates: the texts of the reader's language, the address of the static files."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from handlers.kit.texts import Texts, best_language

STATIC = Path(__file__).parent / "static"

_templates = Environment(
    loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page in the reader's language; templates know `t` (the texts), `lang` and `static` (a prefix)."""
    texts = texts_of(request)
    html = _templates.get_template(template).render(
        t=texts, lang=texts.language.replace("_", "-"), static=static_prefix(), **values
    )
    return HTMLResponse(html, status)


def texts_of(request: Request) -> Texts:
    """The texts in the person's language, or before sign-in in the browser's."""
    known: str | None = getattr(request.state, "language", None)
    return Texts(known or best_language(request.headers.get("accept-language", "")))


@cache
def static_prefix() -> str:
    """The path of the static files, with their hash in it: browsers may keep them for ever."""
    content = sha256()
    for path in sorted(STATIC.iterdir()):
        content.update(path.read_bytes())
    return f"/static/{content.hexdigest()[:12]}"
