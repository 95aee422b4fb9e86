"""邀请: getting people in, one by name or all of the roster; a role comes with the invite, some on a second word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy.orm import Session

from handlers.kit import links, telling
from handlers.kit.context import Context, Eyes
from handlers.kit.forms import Form
from handlers.kit.messages import Choice, Reply
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.kit.texts import Texts
from storage import audit, invites, signins
from storage.invites import Brought, Newcomer
from storage.scope import Scope
from storage.vocabulary import ROLES, Role

# Names shown in a preview; links in one message.
MOST_NAMES: Final = 12
A_MESSAGE: Final = 10
LONGEST_NAME: Final = 20


class Card(Struct, frozen=True):
    """One person's place on the printed sheet; `chat` opens the chat with the bot, where there is one."""

    name: str
    place: str
    role: str
    code: str
    link: str
    until: str
    chat: str | None


def invite(ctx: Context, args: Args) -> None:
    """邀请: who is still outside; 邀请 陈建国: a link for him; 邀请 陈建国 领导 云溪镇: with that role."""
    words = str(args["argument"]).split()
    if not words:
        _preview(ctx)
        return
    name, role, place = words[0][:LONGEST_NAME], None, " ".join(words[2:])
    if len(words) > 1:
        role = _role(ctx.texts, words[1])
        if role is None:
            raise Refused("invite.no_role")
    unit = invites.unit_named(ctx.session, ctx.scope, place) if place else None
    if place and unit is None:
        raise Refused("invite.no_unit")
    found = invites.named(ctx.session, ctx.scope, name)
    asked = {"name": name, "role": role, "unit": unit.id if unit else ctx.scope.township_id if role else None}
    if len(found) > 1:
        choices = [Choice(f"{one.name} {one.place}", "invite.make", asked | {"person": one.person_id}) for one in found]
        ctx.say(ctx.t("invite.which", name=name, count=len(found)), *choices)
    elif found and role is None:
        _make(ctx, found[0], None, None)
    elif role is None:
        ctx.say(ctx.t("invite.unknown", name=name))
    else:
        person = found[0].person_id if found else None
        key = "invite.confirm" if found else "invite.confirm_new"
        where = unit.name if unit else ctx.t("invite.township")
        text = ctx.t(key, name=name, role=ctx.texts.of("role", role), unit=where)
        if role in invites.APPROVED_ROLES:
            text += ctx.t("invite.later")
        ctx.say(text, Choice(ctx.t("button.invite"), "invite.make", asked | {"person": person}))


def _role(t: Texts, word: str) -> Role | None:
    """A role by one of its everyday names."""
    return next((role for role in ROLES if word in t.of("invite_role", role).split()), None)


def _preview(ctx: Context) -> None:
    waiting = invites.outside(ctx.session, ctx.scope)
    if not waiting:
        ctx.say(ctx.t("invite.nobody"))
        return
    shown = ctx.t("card.comma").join(one.name for one in waiting[:MOST_NAMES])
    if len(waiting) > MOST_NAMES:
        shown += ctx.t("invite.others")
    text = ctx.t("invite.preview", count=len(waiting), names=shown, page=f"{ctx.site}/invites")
    ctx.say(text, Choice(ctx.t("button.invite_links", count=len(waiting)), "invite.links"))


def make(ctx: Context, args: Args) -> None:
    """发邀请: for a person of the roster, or for a new one who is made by it."""
    role, unit = args.get("role"), args.get("unit")
    person = args.get("person")
    if person is None:
        if role is None or invites.named(ctx.session, ctx.scope, str(args["name"])):
            raise Refused("invite.already")  # pressed twice
        person = invites.add(ctx.session, ctx.scope, str(args["name"]))
        ctx.audit("invite.person", f"person:{person}")
    found = invites.one(ctx.session, ctx.scope, int(person))
    if found is None:
        raise Refused("leaving.gone")
    _make(ctx, found, role, unit)


def _make(ctx: Context, one: Newcomer, role: Role | None, unit: int | None) -> None:
    code = invites.make(ctx.session, ctx.scope, one.person_id, ctx.now, invites.CHAT_LASTS, role, unit)
    ctx.audit("invite.make", f"person:{one.person_id}")
    ctx.say(_link(ctx, one, code, invites.CHAT_LASTS) + ctx.t("invite.binding", code=code))


def _link(ctx: Context, one: Newcomer, code: str, lasts: timedelta) -> str:
    until = ctx.texts.day((ctx.now + lasts).date())
    place = one.place or ctx.t("invite.newcomer")
    text = ctx.t("invite.link", name=one.name, place=place, link=links.page(ctx.site, code), until=until)
    chat = links.chat(ctx.session, code)
    return text if chat is None else f"{text}\n{ctx.t('invite.chat', link=chat)}"


def all_links(ctx: Context, args: Args) -> None:
    """A link for everybody who is still outside, a few in each message, to be passed on one by one."""
    told = [
        _link(ctx, one, code, signins.INVITE_LASTS)
        for one, code in _bulk(ctx.session, ctx.scope, invites.outside(ctx.session, ctx.scope), ctx.now)
    ]
    ctx.audit("invite.links", f"unit:{ctx.scope.township_id}")
    for start in range(0, len(told), A_MESSAGE):
        ctx.say("\n\n".join(told[start : start + A_MESSAGE]))
    if not told:
        ctx.say(ctx.t("invite.nobody"))


def _bulk(session: Session, scope: Scope, chosen: Sequence[Newcomer], now: datetime) -> list[tuple[Newcomer, str]]:
    lasts = signins.INVITE_LASTS
    return [(one, invites.make(session, scope, one.person_id, now, lasts)) for one in chosen]


def sheet(eyes: Eyes, site: str, chosen: set[int]) -> list[Card]:
    """Invites for these people, as far as they are still outside, as the printed sheet shows them."""
    waiting = [one for one in invites.outside(eyes.session, eyes.scope) if one.person_id in chosen]
    until = eyes.texts.day((eyes.now + signins.INVITE_LASTS).date())
    made = _bulk(eyes.session, eyes.scope, waiting, eyes.now)
    act = {"at": eyes.now, "township_id": eyes.scope.township_id, "person_id": eyes.scope.person_id, "channel": "web"}
    rows = [act | {"action": "invite.make", "target": f"person:{one.person_id}", "result": "ok"} for one, _ in made]
    audit.note(eyes.session.connection(), rows)
    return [
        Card(
            one.name,
            one.place,
            eyes.texts.of("role", one.role or "cadre"),
            code,
            links.page(site, code),
            until,
            links.chat(eyes.session, code),
        )
        for one, code in made
    ]


def ways_in(eyes: Eyes, site: str, named: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of (name, code): the links to be made into pictures, each with its picture's name."""
    found = []
    for name, code in named:
        chat = links.chat(eyes.session, code)
        found += [(name, links.page(site, code)), *([(f"{name}-Telegram", chat)] if chat else [])]
    return found


def for_everybody(session: Session, now: datetime) -> list[tuple[Newcomer, str]]:
    """Invites for all who are outside, in every township: for the command line only."""
    return [
        (one, signins.make_invite(session.connection(), one.person_id, now))
        for scope in invites.everywhere(session)
        for one in invites.outside(session, scope)
    ]


def arrived(session: Session, code: str, now: datetime) -> None:
    """Somebody came in with this code (`now` is local): gives what it carries, and the admin who made it is told."""
    came = invites.brought(session, code)
    if came is None:
        return
    _note(session, came, "invite.used", now)
    if not came.waits:
        invites.give(session, came, now.date())
        telling.tell(session, came.invited_by, now, lambda t: Reply(t("invite.arrived", name=came.name)))
        return
    telling.tell(session, came.invited_by, now, lambda t: _question(t, came))
    role = came.role or ""
    telling.tell(session, came.person_id, now, lambda t: Reply(t("invite.wait", role=t.of("role", role))), at_once=True)


def _question(t: Texts, came: Brought) -> Reply:
    args: dict[str, Any] = {"invite": came.invite_id}
    text = t("invite.asks", name=came.name, role=t.of("role", came.role or ""), unit=came.unit)
    yes = Choice(t("button.approve"), "invite.decide", args | {"yes": True})
    return Reply(text, (yes, Choice(t("button.decline"), "invite.decide", args | {"yes": False})))


def decide(ctx: Context, args: Args) -> None:
    """同意 or 不同意: the role that came with an invite."""
    yes = bool(args["yes"])
    came = invites.decide(ctx.session, ctx.scope, int(args["invite"]), ctx.now, approved=yes)
    if came is None:
        raise Refused("invite.decided")
    ctx.audit("invite.decide", f"person:{came.person_id}", "ok" if yes else "declined")
    if yes:
        invites.give(ctx.session, came, ctx.now.date())

    def words(t: Texts, key: str) -> str:
        return t.of("invite_decided", key, name=came.name, role=t.of("role", came.role or ""), unit=came.unit)

    telling.tell(ctx.session, came.person_id, ctx.now, lambda t: Reply(words(t, "in" if yes else "out")))
    ctx.say(words(ctx.texts, "yes" if yes else "no"))


def _note(session: Session, came: Brought, action: str, now: datetime) -> None:
    act = {"at": now, "township_id": came.township_id, "person_id": came.person_id, "channel": "invite"}
    audit.note(session.connection(), [act | {"action": action, "target": f"invite:{came.invite_id}", "result": "ok"}])


WORDS = (Word("invite", ("邀请",), "invite", invite),)
ACTIONS = (Action("invite.make", make), Action("invite.links", all_links), Action("invite.decide", decide))
FORMS: tuple[Form, ...] = ()
