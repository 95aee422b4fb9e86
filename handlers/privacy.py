"""隐私: what is kept about the person who asks, for how long, and how to copy, correct or delete it."""

from __future__ import annotations

from typing import Any, Final

from handlers.kit import access
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from storage import personal, requests, retention
from storage.vocabulary import RETENTION

DAYS_A_YEAR: Final = 365


def show(ctx: Context, args: Args) -> None:
    """The whole of it on one screen."""
    kept = retention.days(ctx.session.connection())
    lines = [_line(ctx, kind, kept[kind]) for kind in RETENTION if kind in kept]
    waiting = sum(one.done is None for one in requests.own(ctx.session, ctx.scope))
    if waiting:
        lines.append(ctx.t("privacy.waiting", count=waiting))
    head = ctx.t("privacy.head", owner=ctx.owner or ctx.t("request.office"))
    rights = ctx.t("privacy.rights", page=f"{ctx.site}/me.json")
    ctx.say(
        "\n".join([head, *lines, rights]),
        Choice(ctx.t("button.privacy_copy"), "privacy.copy"),
        Choice(ctx.t("button.privacy_correct"), "request.start", {"kind": "correct"}),
        Choice(ctx.t("button.privacy_delete"), "request.start", {"kind": "delete"}),
        *[Choice(ctx.t("button.keeping"), "keeping.show")] * access.allowed("keeping.show", ctx.scope.roles, None),
    )


def _line(ctx: Context, kind: str, days: int | None) -> str:
    return ctx.t("privacy.line", what=ctx.texts.of("privacy_kind", kind), how=_how_long(ctx, days))


def _how_long(ctx: Context, days: int | None) -> str:
    if days is None:
        return ctx.t("privacy.files")
    if not days:
        return ctx.t("privacy.at_once")
    years, rest = divmod(days, DAYS_A_YEAR)
    return ctx.t("privacy.days", days=days) if rest else ctx.t("privacy.years", years=years)


def copy(ctx: Context, args: Args) -> None:
    """What is kept about the person as text; his records, which are many, are counted and lie under 我的."""
    found = personal.about(ctx.session, ctx.scope)
    ctx.audit("privacy.copy", f"person:{ctx.member.person_id}")
    lines = [
        ctx.t("privacy.field", what=ctx.texts.of("privacy_field", field), value=value)
        for field, value in found["person"].items()
        if value and field != "language"
    ]
    lines += [_role(ctx, row) for row in found["roles"]]
    lines += [ctx.t("privacy.term", village=row["village"], since=row["since"]) for row in found["terms"]]
    lines += [
        ctx.t("privacy.account", channel=ctx.texts.of("channel", row["channel"]), day=row["bound_at"][:10])
        for row in found["accounts"]
    ]
    lines.append(ctx.t("privacy.counts", sign_ins=len(found["sign_ins"]), records=len(found["records"])))
    ctx.say("\n".join(lines))


def _role(ctx: Context, row: dict[str, Any]) -> str:
    return ctx.t("privacy.role", role=ctx.texts.of("role", row["role"]), unit=row["unit"], since=row["since"])


WORDS = (Word("privacy", ("隐私",), "privacy", show),)
ACTIONS = (Action("privacy.copy", copy),)
FORMS: tuple[Form, ...] = ()
