"""The board of tasks, a task with all that is known of it, its buttons and its workbook: for admins and leaders."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

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
from handlers.kit.making import Made
from handlers.kit.routes import Routes
from handlers.tasks import page as tasks

# An action that ends with the task out of sight: then the board is shown.
GONE = frozenset({"task.drop", "task.decline"})


async def board(request: Request) -> Response:
    """Open tasks, drafts, templates, and what is over."""
    signed = await _reader(request)
    return page(request, "tasks.html", who=signed, shelf=await acting.look(request, signed, tasks.shelf))


async def show(request: Request) -> Response:
    """One task. Before it is sent, its preview."""
    signed = await _reader(request)
    return await _shown(request, signed)


async def press(request: Request) -> Response:
    """One of its buttons; what is refused, or only asked, is said on the page."""
    signed, given = await acting.form(request)
    action, number = str(given.get("action")), acting.number(request)
    if action not in tasks.PRESSED:
        raise HTTPException(422)
    args = {"task": number, "sure": True, "receipt": row_number(str(given.get("receipt", ""))) or 0}
    allowed, said = await acting.press(request, signed, action, args)
    if allowed and action != "task.register":
        return RedirectResponse("/tasks" if action in GONE else f"/tasks/{number}", 303)
    return await _shown(request, signed, said, 200 if allowed else 409)


async def keep(request: Request) -> Response:
    """Keeps a task as a template under a name."""
    signed, given = await acting.form(request)
    number, name = acting.number(request), str(given.get("name", ""))

    def do(ctx: Context, routes: Routes) -> bool:
        return tasks.keep(ctx, number, name)

    if not await acting.act(request, signed, do):
        raise HTTPException(404)
    return RedirectResponse("/tasks", 303)


async def table(request: Request) -> Response:
    """The workbook, as it stands now."""
    signed = await _reader(request)
    number = acting.number(request)
    made: Made | None = await acting.look(request, signed, partial(tasks.table, task_id=number))
    if made is None:
        raise HTTPException(404)
    await feed.note(services(request), signed, "task.table", f"task:{number}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}"}
    return Response(made.body, media_type=made.mime, headers=headers)


async def _shown(request: Request, signed: SignedIn, said: str = "", status: int = 200) -> Response:
    number = acting.number(request)
    seen = await acting.look(request, signed, partial(tasks.look, task_id=number))
    if seen is None:
        raise HTTPException(404)
    await feed.note(services(request), signed, "task.show", f"task:{number}")
    if seen.calls:
        await feed.note(services(request), signed, "task.calls", f"task:{number}")
    return page(request, "task.html", status, who=signed, seen=seen, said=said)


async def _reader(request: Request) -> SignedIn:
    """Whoever has a board. For anybody else there is no such page."""
    signed = await required(request)
    if not access.allowed("task.show", signed.scope.roles, "subtree"):
        await feed.note(services(request), signed, "task.show", "-", result="refused")
        raise HTTPException(404)
    return signed
