"""What a phone needs to keep the page on its home screen and open it without a network: manifest and worker."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web.views import STATIC, static_prefix, texts_of

GREEN = "#1f6f54"
PAPER = "#f1f4f1"


async def manifest(request: Request) -> Response:
    """Name, colours and icons of the app."""
    texts, static = texts_of(request), static_prefix()
    icons = [
        {"src": f"{static}/icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
        for side in (192, 512)
        for purpose in ("any", "maskable")
    ]
    app = {
        "id": "/",
        "name": texts("web.name"),
        "short_name": texts("web.name"),
        "lang": texts.language.replace("_", "-"),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": GREEN,
        "icons": icons,
    }
    return JSONResponse(app, media_type="application/manifest+json")


async def worker(request: Request) -> Response:
    """The service worker, which must lie at the root, with the files of this release that it keeps."""
    kept = [
        f"{static_prefix()}/{path.name}" for path in sorted(STATIC.iterdir()) if path.suffix in (".js", ".css", ".svg")
    ]
    head = f"const RELEASE = {static_prefix()!r};\nconst FILES = {kept!r};\n"
    return Response(head + (STATIC / "worker.js").read_text("utf-8"), media_type="text/javascript")
