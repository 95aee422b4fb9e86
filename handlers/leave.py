"""请假: from when to when one is away and not told anything, and who looks after things meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from handlers import card
from handlers.kit import answers, forms
from handlers.kit.answers import Options, Unreadable
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.reading.dates import find_days
from handlers.reading.plain import plain
from storage import leaves, people, rhythms

# Longer than this is no leave: 离任 is for that.
LONGEST: Final = timedelta(days=200)


def said(ctx: Context, args: Args) -> None:
    """请假 begins one, or shows those there are; days and a colleague's name may stand behind it."""
    words = str(args["argument"]).strip()
    if not words and (own := leaves.own(ctx.session, ctx.scope, ctx.now.date())):
        lines = [_line(ctx, one) for one in own]
        choices = [
            Choice(ctx.t("button.back_at_work", day=card.day(ctx, one.first)), "leave.cancel", {"leave": one.id})
            for one in own
        ]
        ctx.say("\n".join([ctx.t("leave.own"), *lines]), *choices, Choice(ctx.t("button.leave_more"), "leave.more"))
        return
    forms.start(ctx, FORM, **_known(ctx, words))


def more(ctx: Context, args: Args) -> None:
    """Another leave."""
    forms.start(ctx, FORM)


def _known(ctx: Context, words: str) -> dict[str, object]:
    """What the words say already: the days, and a colleague."""
    days = [when.future for when in find_days(plain(words), ctx.now.date(), ctx.is_workday) if when.future]
    known: dict[str, object] = {}
    if days and days[0] <= days[-1]:
        known = {"first": days[0].isoformat(), "last": days[-1].isoformat()}
    named = [id_ for id_, name in _colleagues(ctx).items() if name in words]
    return known | ({"who": named[0]} if len(named) == 1 else {})


def _colleagues(ctx: Context) -> dict[int, str]:
    return {id_: name for id_, name in people.names(ctx.session, ctx.scope).items() if id_ != ctx.member.person_id}


def _line(ctx: Context, one: leaves.Absence) -> str:
    span = ctx.t("leave.span", first=card.day(ctx, one.first), last=card.day(ctx, one.last))
    return ctx.t("leave.with" if one.stand_in else "leave.without", span=span, name=one.stand_in or "")


def _last(ctx: Context) -> str:
    """A day not before the first. Raises Unreadable."""
    assert ctx.draft is not None
    last = date.fromisoformat(answers.coming_day(ctx))
    first = date.fromisoformat(ctx.draft.answers["first"])
    if not first <= last <= first + LONGEST:
        raise Unreadable("leave.last", day=card.day(ctx, first), most=LONGEST.days)
    return last.isoformat()


def _who(ctx: Context) -> int:
    """A colleague by name, or by a button. Raises Unreadable."""
    name = clean(ctx.incoming.text)
    found = [id_ for id_, known in _colleagues(ctx).items() if known == name.removesuffix("代")]
    if len(found) != 1:
        raise Unreadable("leave.unknown", name=card.brief(name))
    return found[0]


def _beside(ctx: Context, known: Answers) -> Options:
    """Those who serve a village with him."""
    names = _colleagues(ctx)
    return [(names[id_], id_) for id_ in people.beside(ctx.session, ctx.scope) if id_ in names]


def _kept(ctx: Context, known: Answers) -> None:
    first, last = (date.fromisoformat(str(known[name])) for name in ("first", "last"))
    if last < ctx.now.date():
        raise Refused("leave.over")
    who = known["who"]
    leaves.add(ctx.session, ctx.scope, first, last, who)
    ctx.audit("leave", f"person:{ctx.member.person_id}")
    span = ctx.t("leave.span", first=card.day(ctx, first), last=card.day(ctx, last))
    if who is None:
        ctx.say(ctx.t("leave.kept_alone", span=span))
        return
    ctx.say(ctx.t("leave.kept", span=span, name=_colleagues(ctx)[who]))
    ctx.tell(who, ctx.t("leave.asked", name=ctx.member.name, span=span))


def cancel(ctx: Context, args: Args) -> None:
    """销假: back at work, or never gone."""
    if not leaves.cancel(ctx.session, ctx.scope, int(args["leave"]), ctx.now):
        raise Refused("leave.gone")
    rhythms.change(ctx.session, ctx.scope, ctx.now, {"next_at": ctx.now})
    ctx.audit("leave.cancel", f"leave:{args['leave']}")
    ctx.say(ctx.t("leave.cancelled"))


FORM = Form(
    "leave.form",
    (
        Step("first", lambda ctx, known: ctx.t("leave.from"), answers.coming_day),
        Step("last", lambda ctx, known: ctx.t("leave.until"), _last),
        Step("who", lambda ctx, known: ctx.t("leave.who"), _who, _beside, optional=True),
    ),
    _kept,
)
WORDS = (Word("leave", ("请假",), "leave", said),)
ACTIONS = (Action("leave.more", more), Action("leave.cancel", cancel))
FORMS = (FORM,)
