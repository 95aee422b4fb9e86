"""丢手机: everything a lost phone could be used for ends at once, and its owner gets a new way in."""

from __future__ import annotations

from typing import Final

from handlers.kit import access, links, telling
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice, Reply
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.kit.texts import Texts
from storage import accounts, invites, people, signins

# On a page the phone itself is signed out; the new link would only be seen by whoever holds it.
PAGE: Final = "web"


def lost(ctx: Context, args: Args) -> None:
    """丢手机: one's own; 丢手机 陈建国: an admin, for somebody who can only call."""
    name = str(args["argument"]).strip()
    if not name:
        key = "lost.ask_page" if ctx.incoming.channel == PAGE else "lost.ask"
        ctx.say(ctx.t(key), Choice(ctx.t("button.lost"), "lost.mine"))
        return
    if not access.allowed("lost.theirs", ctx.scope.roles, None):
        raise Refused("lost.admins")
    found = invites.named(ctx.session, ctx.scope, name)
    if not found:
        raise Refused("leaving.unknown")
    choices = [Choice(f"{one.name} {one.place}", "lost.theirs", {"person": one.person_id}) for one in found]
    ctx.say(ctx.t("lost.ask_theirs", name=name), *choices)


def mine(ctx: Context, args: Args) -> None:
    """One's own phones: where one speaks from stays, unless it is the page."""
    _end(ctx, ctx.member.person_id, ctx.member.account_id)
    if ctx.incoming.channel != PAGE:
        code = signins.make_invite(ctx.session.connection(), ctx.member.person_id, ctx.now, invites.CHAT_LASTS)
        until = ctx.texts.day((ctx.now + invites.CHAT_LASTS).date())
        ctx.say(ctx.t("lost.done", link=links.page(ctx.site, code), until=until))
        return
    again = {"person": ctx.member.person_id, "name": ctx.member.name, "role": None, "unit": None}

    def words(t: Texts) -> Reply:
        return Reply(t("lost.told", name=ctx.member.name), (Choice(t("button.new_link"), "invite.make", again),))

    admins = people.admins(ctx.session, ctx.scope)
    # Somebody is shut out until one of them helps: that does not wait for the morning.
    told = [telling.tell(ctx.session, admin, ctx.now, words, at_once=True) for admin in admins]
    ctx.say(ctx.t("lost.done_page" if any(told) else "lost.done_alone"))


def theirs(ctx: Context, args: Args) -> None:
    """Somebody else's phones; the admin gets the new link and passes it on."""
    one = invites.one(ctx.session, ctx.scope, int(args["person"]))
    if one is None:
        raise Refused("leaving.gone")
    _end(ctx, one.person_id, None)
    code = invites.make(ctx.session, ctx.scope, one.person_id, ctx.now, invites.CHAT_LASTS)
    until = ctx.texts.day((ctx.now + invites.CHAT_LASTS).date())
    ctx.say(ctx.t("lost.done_theirs", name=one.name, link=links.page(ctx.site, code), until=until))


def _end(ctx: Context, person_id: int, keep: int | None) -> None:
    connection = ctx.session.connection()
    signins.revoke(connection, person_id, ctx.now)
    accounts.release(connection, person_id, ctx.now, keep)
    ctx.audit("lost", f"person:{person_id}")


WORDS = (Word("lost", ("丢手机",), "lost", lost),)
ACTIONS = (Action("lost.mine", mine), Action("lost.theirs", theirs))
FORMS: tuple[Form, ...] = ()
