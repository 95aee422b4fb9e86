"""The sheet on which an admin composes a task on the phone; whatever cannot be read is said beside what was typed."""

from __future__ import annotations

from functools import partial

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web import acting, feed
from bot.web.acting import SignedIn
from bot.web.session import required, services
from bot.web.views import page
from handlers.kit import access
from handlers.kit.clean import row_number
from handlers.kit.context import Context
from handlers.kit.routes import Routes
from handlers.tasks import sheet
from handlers.tasks.sheet import Sheet, Typed


async def show(request: Request) -> Response:
    """An empty sheet, or ?again=ID: a draft to be changed, a template, the same once more."""
    signed = await _sender(request)
    number = row_number(request.query_params.get("again", ""))
    again = partial(sheet.again, task_id=number) if number is not None else sheet.blank
    shown = await acting.look(request, signed, again)
    if shown is None:
        raise HTTPException(404)
    return _page(request, signed, shown)


async def keep(request: Request) -> Response:
    """Keeps what was typed as a draft and leads to its preview; or shows the sheet again, with what is wrong."""
    signed, given = await acting.form(request)
    typed = _typed(given)

    def do(ctx: Context, routes: Routes) -> int | Sheet:
        routes.allow(ctx, "task.form")
        return sheet.kept(ctx, typed)

    await _sender(request)
    kept = await acting.act(request, signed, do)
    return RedirectResponse(f"/tasks/{kept}", 303) if isinstance(kept, int) else _page(request, signed, kept, 422)


def _typed(given: FormData) -> Typed:
    """All values of each name; a file where words belong is none."""
    return {name: [said for said in given.getlist(name) if isinstance(said, str)] for name in given}


def _page(request: Request, signed: SignedIn, shown: Sheet, status: int = 200) -> Response:
    return page(request, "compose.html", status, who=signed, sheet=shown)


async def _sender(request: Request) -> SignedIn:
    """Whoever may send tasks. For anybody else there is no such page."""
    signed = await required(request)
    if not access.allowed("task.form", signed.scope.roles, None):
        await feed.note(services(request), signed, "task.form", "-", result="refused")
        raise HTTPException(404)
    return signed
