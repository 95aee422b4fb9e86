"""网页 and 解绑: the further ways to one's own records, and letting go of one."""

from __future__ import annotations

from handlers.kit import links
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from storage import accounts, invites, signins


def page(ctx: Context, args: Args) -> None:
    """网页: a link to one's own page, and the same code for another chat platform. Good for one of them, once."""
    code = signins.make_invite(ctx.session.connection(), ctx.member.person_id, ctx.now, invites.CHAT_LASTS)
    ctx.audit("page", f"person:{ctx.member.person_id}")
    until = ctx.texts.day((ctx.now + invites.CHAT_LASTS).date())
    text = ctx.t("account.page", link=links.page(ctx.site, code), code=code, until=until)
    chat = None if ctx.incoming.channel == links.TELEGRAM else links.chat(ctx.session, code)
    ctx.say(text if chat is None else f"{text}\n{ctx.t('invite.chat', link=chat)}")


def unbind(ctx: Context, args: Args) -> None:
    """解绑: which account is to be let go of."""
    mine = accounts.bound(ctx.session, ctx.scope)
    if not mine:
        ctx.say(ctx.t("account.none"))
        return
    here = ctx.member.account_id
    choices = [Choice(_label(ctx, one, here), "unbind.one", {"account": one.id}) for one in mine]
    ctx.say(ctx.t("account.which" if all(one.id != here for one in mine) else "account.which_here"), *choices)


def _label(ctx: Context, one: accounts.Account, here: int) -> str:
    name = ctx.texts.of("channel", one.channel)
    if one.id == here:
        return ctx.t("account.here", channel=name)
    return ctx.t("account.since", channel=name, day=ctx.texts.day(one.bound_at.astimezone(ctx.now.tzinfo).date()))


def one(ctx: Context, args: Args) -> None:
    """An account was chosen. Where one speaks from, nothing more is said: nobody is known there any longer."""
    account = int(args["account"])
    if not accounts.unbind(ctx.session, ctx.scope, account, ctx.now):
        raise Refused("account.gone")
    ctx.audit("unbind.one", f"person:{ctx.member.person_id}")
    if account != ctx.member.account_id:
        ctx.say(ctx.t("account.done"))


WORDS = (Word("page", ("网页",), "page", page), Word("unbind", ("解绑",), "unbind", unbind))
ACTIONS = (Action("unbind.one", one),)
FORMS: tuple[Form, ...] = ()
