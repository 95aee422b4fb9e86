"""A task composed on one sheet: all questions of the form at once, each read as in chat, nothing typed lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from handlers.kit import access
from handlers.kit.answers import Unreadable
from handlers.kit.clean import row_number
from handlers.kit.context import Context
from handlers.kit.forms import Step
from handlers.tasks import composing, offered, row, target, whom
from handlers.tasks.offered import Offered
from handlers.tasks.row import Row
from storage import people, tasks, units
from storage.audiences import Audience
from storage.tasks import Standing

# What was typed and ticked, by the name of its place on the sheet.
Typed = Mapping[str, Sequence[str]]


class Sheet(Struct, frozen=True):
    """The sheet as it is shown: what is offered, what stands in it, and a sentence beside each place that is wrong."""

    offered: Offered
    typed: Typed
    rows: Sequence[Row]
    troubles: Mapping[str, str]

    def one(self, name: str) -> str:
        """What was typed there."""
        return _first(self.typed, name)

    def has(self, name: str, value: object) -> bool:
        """Whether this is ticked there."""
        return str(value) in self.typed.get(name, ())


def blank(ctx: Context) -> Sheet:
    """An empty sheet: what most tasks are is ticked."""
    shown = offered.offered(ctx)
    usual = {"role": ["cadre"], "urgent": shown.urgency[:1], "visible": shown.visible[:1]}
    return Sheet(shown, usual, row.rows({}), {})


def again(ctx: Context, task_id: int) -> Sheet | None:
    """What was composed before, to be changed: one's own draft as it is, anything else without its deadline.

    None where there is no such task for this person.
    """
    task = tasks.one(ctx.session, ctx.scope, task_id)
    if task is None or target.whose(ctx, task_id) not in access.NEAR:
        return None
    shown = offered.offered(ctx)
    return Sheet(shown, _typed(ctx, task), row.of(task.fields), {})


def kept(ctx: Context, typed: Typed) -> int | Sheet:
    """Keeps what was typed as a draft, in the place of the one it came from; its number. What cannot be read gives the
    sheet back, with a sentence beside each place that is wrong."""
    shown, known, troubles = offered.offered(ctx), dict[str, Any](), dict[str, str]()
    for step in composing.FORM.steps:
        if not step.takes_files and step.when(known):
            try:
                known[step.name] = _answer(ctx, shown, step, typed)
            except Unreadable as error:
                known[step.name], troubles[step.name] = None, ctx.t(error.key, **error.values)
    if troubles:
        return Sheet(shown, typed, row.rows(typed), troubles)
    before = _before(ctx, typed)
    if before is not None and _changes(ctx, before):
        tasks.move(ctx.session, ctx.scope, before.id, "dropped", ctx.now)
    return composing.composed(ctx, known | {"files_of": before.id if before else None}).id


def _before(ctx: Context, typed: Typed) -> Standing | None:
    """What the sheet was filled from: its photos go along."""
    id_ = row_number(_first(typed, "again")) or 0
    return tasks.one(ctx.session, ctx.scope, id_) if target.whose(ctx, id_) in access.NEAR else None


def _changes(ctx: Context, task: Standing) -> bool:
    """Whether this is one's own draft, which the next one takes the place of."""
    return task.state == "draft" and task.sender_id == ctx.member.person_id


def _answer(ctx: Context, shown: Offered, step: Step, typed: Typed) -> Any:
    """Most questions read their own answer, as if it were said; what is ticked or picked on the page is no words."""
    if step.name == "who":
        return _who(ctx, shown, typed)
    if step.name == "fields":
        return row.fields_of(row.rows(typed)) or None
    if step.name == "due" and (picked := _first(typed, "moment")):
        moment = _moment(ctx, picked)
        if moment is not None and moment <= ctx.now:
            raise Unreadable("task.due_past")
        if moment is not None:
            return moment.isoformat()
        typed = {**typed, "due": [picked]}
    ctx.incoming = replace(ctx.incoming, text=_first(typed, step.name))
    return step.read(ctx)


def _moment(ctx: Context, said: str) -> datetime | None:
    """What a phone's own calendar gives: 2026-11-20T17:30, local. None for words, from a phone without one."""
    try:
        return datetime.fromisoformat(said).replace(tzinfo=ctx.now.tzinfo)
    except ValueError:
        return None


def _who(ctx: Context, shown: Offered, typed: Typed) -> dict[str, Any]:
    """The audience: what was ticked, and on top of it what was said in words."""
    more, without = _first(typed, "more"), _first(typed, "without")
    ticked = Audience(
        units=tuple(id_ for id_, _ in (*shown.areas, *shown.villages) if str(id_) in typed.get("unit", ())),
        roles=tuple(role for role, _ in shown.roles if role in typed.get("role", ())),
        tags=tuple(tag for tag in shown.tags if tag in typed.get("tag", ())),
        silent=next((id_ for id_, _ in shown.earlier if str(id_) in typed.get("silent", ())), None),
    )
    if ticked == Audience() and not more:
        raise Unreadable("task.sheet_nobody")
    words = more + (ctx.t("task.sheet_except", names=without) if without else "")
    return {"said": _called(ctx, shown, ticked, words), "audience": whom.meant(ctx, words, ticked).kept()}


def _called(ctx: Context, shown: Offered, ticked: Audience, words: str) -> str:
    """The audience as people read it: 东片、包村干部、低保户，除了周建明."""
    named = dict((*shown.areas, *shown.villages))
    parts = [named[id_] for id_ in ticked.units]
    parts += [label for role, label in shown.roles if role in ticked.roles]
    parts += [*ticked.tags, *(ctx.t("task.sheet_silent", id=id_) for id_, _ in shown.earlier if id_ == ticked.silent)]
    outside = words.startswith(ctx.t("task.sheet_except", names=""))
    comma = ctx.t("card.comma")
    return comma.join(parts) + words if outside else comma.join(filter(None, [*parts, words]))


def _typed(ctx: Context, task: Standing) -> Typed:
    """A sheet that would be read as this task."""
    audience = Audience.of(task.audience)
    comma = ctx.t("card.comma")
    typed: dict[str, Sequence[str]] = {
        "again": [str(task.id)],
        "text": [task.text],
        "role": list(audience.roles),
        "unit": [str(id_) for id_ in audience.units],
        "tag": list(audience.tags),
        "silent": [str(audience.silent or "")],
        "more": [comma.join(_named(ctx, audience.people))],
        "without": [comma.join(_named(ctx, audience.without, audience.without_units))],
        "visible": [offered.label(ctx, "visible", task.visible)],
        "urgent": [offered.label(ctx, "urgent", task.urgent_why is not None)],
        "why": [task.urgent_why or ""],
    }
    if _changes(ctx, task):
        typed["moment"] = [f"{task.due_at.astimezone(ctx.now.tzinfo):%Y-%m-%dT%H:%M}"]
    return typed


def _named(ctx: Context, persons: Sequence[int], places: Sequence[int] = ()) -> Iterator[str]:
    known = people.names(ctx.session, ctx.scope) if persons else {}
    where = {id_: name for name, id_ in units.all_names(ctx.session, ctx.scope).items()} if places else {}
    yield from (known[id_] for id_ in persons if id_ in known)
    yield from (where[id_] for id_ in places if id_ in where)


def _first(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "").strip()
