"""离任: an admin ends what a person may do, and says who goes on with his villages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from handlers.kit import answers, forms, telling
from handlers.kit.answers import Options, Unreadable
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice, Reply
from handlers.kit.routes import Action, Args, Refused, Word
from storage import invites, leaving
from storage.invites import Newcomer
from storage.leaving import Post

# Instead of a name: whoever serves each village beside him.
BESIDE: Final = 0


def leave(ctx: Context, args: Args) -> None:
    """离任 陈建国: first who goes on, then why, then once more whether it is so."""
    name = str(args["argument"]).strip()
    if not name:
        ctx.say(ctx.t("leaving.whom"))
        return
    found = invites.named(ctx.session, ctx.scope, name)
    if not found:
        raise Refused("leaving.unknown")
    if len(found) > 1:
        choices = [Choice(f"{one.name} {one.place}", "leaving.ask", {"person": one.person_id}) for one in found]
        ctx.say(ctx.t("invite.which", name=name, count=len(found)), *choices)
    else:
        ask(ctx, {"person": found[0].person_id})


def ask(ctx: Context, args: Args) -> None:
    """Begins with this person."""
    one = invites.one(ctx.session, ctx.scope, int(args["person"]))
    if one is None:
        raise Refused("leaving.gone")
    if one.person_id == ctx.member.person_id:
        raise Refused("leaving.oneself")
    posts = leaving.posts(ctx.session, ctx.scope, one.person_id)
    known = {} if posts or leaving.open_matters(ctx.session, ctx.scope, one.person_id) else {"to": None}
    forms.start(ctx, FORM, person=one.person_id, **known)


def _one(ctx: Context, known: Answers) -> Newcomer:
    one = invites.one(ctx.session, ctx.scope, int(known["person"]))
    if one is None:  # left meanwhile by another admin's word
        raise Refused("leaving.gone")
    return one


def _who(ctx: Context, known: Answers) -> str:
    one = _one(ctx, known)
    live = leaving.open_matters(ctx.session, ctx.scope, one.person_id)
    return ctx.t("leaving.to", name=one.name, place=one.place, live=live)


def _heirs(ctx: Context, known: Answers) -> Options:
    posts = leaving.posts(ctx.session, ctx.scope, int(known["person"]))
    options: list[tuple[str, Any]] = []
    if names := _beside(ctx, posts):
        options.append((ctx.t("button.beside", names=names), BESIDE))
    return [*options, (ctx.t("button.nobody_yet"), None)]


def _beside(ctx: Context, posts: Sequence[Post]) -> str:
    """Who goes on in these villages if nobody else is named: the first who serves each beside him."""
    heirs = dict.fromkeys(post.others[0] for post in posts if post.others)
    found = (invites.one(ctx.session, ctx.scope, heir) for heir in heirs)
    return ctx.t("card.comma").join(one.name for one in found if one is not None)


def _heir(ctx: Context) -> int | None:
    """One of the buttons, or the name of a colleague."""
    assert ctx.draft is not None
    said = clean(ctx.incoming.text)
    options = _heirs(ctx, ctx.draft.answers)
    picked = answers.pick(said, [label for label, _ in options])
    if picked is not None:
        value: int | None = options[picked][1]
        return value
    found = [one for one in invites.named(ctx.session, ctx.scope, said) if one.person_id != ctx.draft.answers["person"]]
    if len(found) != 1:
        raise Unreadable("leaving.no_heir")
    return found[0].person_id


def _sure(ctx: Context, known: Answers) -> str:
    one, to = _one(ctx, known), known["to"]
    heir = invites.one(ctx.session, ctx.scope, to) if to else None
    if heir is not None:
        follows = ctx.t("leaving.named", name=heir.name)
    else:
        names = _beside(ctx, leaving.posts(ctx.session, ctx.scope, one.person_id))
        follows = ctx.t("leaving.nobody") if to is None else ctx.t("leaving.beside", names=names)
    return ctx.t("leaving.sure", name=one.name, follows=follows, reason=known["why"])


def _yes_no(ctx: Context, known: Answers) -> Options:
    return [(ctx.t("button.leave"), True), (ctx.t("button.keep_on"), False)]


def _left(ctx: Context, known: Answers) -> None:
    """Nothing has happened until here."""
    one = _one(ctx, known)
    if not known["sure"]:
        ctx.say(ctx.t("leaving.kept", name=one.name))
        return
    to = known["to"] or None
    handed = leaving.leave(ctx.session, ctx.scope, one.person_id, to, str(known["why"]), ctx.now)
    ctx.audit("leaving.leave", f"person:{one.person_id}")
    lines = [ctx.t("leaving.done", name=one.name, matters=handed.matters, promises=handed.promises)]
    if handed.left:
        lines.append(ctx.t("leaving.left", count=handed.left))
    if to is not None:
        lines += telling.unheard(ctx, [to])
    ctx.say("\n".join(lines))
    if to is not None:
        telling.tell(
            ctx.session,
            to,
            ctx.now,
            lambda t: Reply(t("leaving.yours", name=one.name, place=one.place, count=handed.matters)),
        )


FORM = Form(
    "leaving.form",
    (
        Step("to", _who, _heir, _heirs),
        Step("why", lambda ctx, known: ctx.t("leaving.why"), answers.text, prose=True),
        Step("sure", _sure, answers.choice(lambda ctx: _yes_no(ctx, {})), _yes_no),
    ),
    _left,
)

WORDS = (Word("leaving", ("离任",), "depart", leave),)
ACTIONS = (Action("leaving.ask", ask),)
FORMS = (FORM,)
