"""保存期限: how long things are kept, for the admin who answers for it; he may change it as far as the law lets him."""

from __future__ import annotations

from handlers.kit import access, answers, forms
from handlers.kit.answers import Unreadable
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word, back_to
from storage import retention, units
from storage.vocabulary import RETENTION_BOUNDS


def show(ctx: Context, args: Args) -> None:
    """Every kind whose days can be changed, with its bounds."""
    kept = retention.days(ctx.session.connection())
    about = back_to("keeping.show", {})
    kinds = [kind for kind in RETENTION_BOUNDS if kept.get(kind) is not None]
    lines = [ctx.t("keeping.head"), *(_line(ctx, kind, kept[kind]) for kind in kinds)]
    choices = [Choice(ctx.texts.of("privacy_kind", kind), "keeping.one", {"kind": kind, **about}) for kind in kinds]
    ctx.say("\n".join(lines), *choices)


def _line(ctx: Context, kind: str, days: int | None) -> str:
    least, most = RETENTION_BOUNDS[kind]
    return ctx.t("keeping.line", what=ctx.texts.of("privacy_kind", kind), days=days, least=least, most=most)


def one(ctx: Context, args: Args) -> None:
    """Asks for the days. They hold for every township of the database, so whoever sets them must administer all."""
    kind = str(args["kind"])
    if kind not in RETENTION_BOUNDS:
        raise Refused("press.gone")
    if not access.administers(ctx.scope, (unit.path for unit in units.townships(ctx.session))):
        raise Refused("keeping.not_yours")
    forms.start(ctx, FORM, kind=kind)


def _ask(ctx: Context, known: Answers) -> str:
    least, most = RETENTION_BOUNDS[known["kind"]]
    return ctx.t("keeping.ask", what=ctx.texts.of("privacy_kind", known["kind"]), least=least, most=most)


def _days(ctx: Context) -> int:
    assert ctx.draft is not None
    least, most = RETENTION_BOUNDS[ctx.draft.answers["kind"]]
    found = answers.as_number(ctx.incoming.text.strip().removesuffix("天"))
    if found is None or not least <= found <= most:
        raise Unreadable("keeping.out_of_bounds", least=least, most=most)
    return found


def _kept(ctx: Context, known: Answers) -> None:
    kind, days = str(known["kind"]), int(known["days"])
    before = retention.change(ctx.session.connection(), kind, days)
    ctx.audit("keeping.change", f"retention:{kind}", f"{before}→{days}")
    ctx.say(ctx.t("keeping.changed", what=ctx.texts.of("privacy_kind", kind), days=days))


FORM = Form("keeping.days", (Step("days", _ask, _days, takes_number=True),), _kept)

WORDS: tuple[Word, ...] = ()
ACTIONS = (Action("keeping.show", show), Action("keeping.one", one))
FORMS = (FORM,)
