"""Saying something to somebody: a reply as the outbox keeps it, and a word to a person who has not spoken himself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import asdict, replace
from sqlalchemy.orm import Session

from handlers.kit.context import Context
from handlers.kit.messages import Reply
from handlers.kit.texts import Texts
from handlers.rules import hours
from storage import calendar, leaves, outbox, people, rhythms, tray
from storage.surveys import Survey


def answer(reply: Reply, account_id: int, channel: str, now: datetime, pressed: str = "") -> dict[str, Any]:
    """The row of a reply that somebody waits for, because he has just said or pressed something."""
    said = row(reply, account_id, channel, now, pressed)
    said["body"]["answers"] = True
    return said


def row(reply: Reply, account_id: int, channel: str, now: datetime, pressed: str = "") -> dict[str, Any]:
    """A reply as the outbox keeps it. `pressed` is the token of the card whose button it answers."""
    said = body(reply)
    if pressed and reply.about:
        said["pressed"] = pressed
    return outbox.row(account_id, channel, said, reply.about, now)


def body(reply: Reply) -> dict[str, Any]:
    """What a reply says and offers. What its choices do stays in the house."""
    choices = [{"label": c.label, "action": c.action, "args": dict(c.args)} for c in reply.choices]
    files = [{"id": file.id, "kind": file.kind} | ({"asked": True} if file.asked else {}) for file in reply.files]
    said = {"text": reply.text, "choices": choices} | ({"files": files} if files else {})
    said |= {"papers": [asdict(paper) for paper in reply.papers]} if reply.papers else {}
    return said | ({"in_place": True} if reply.in_place else {})


def tell(
    session: Session, person_id: int, now: datetime, words: Callable[[Texts], Reply], *, at_once: bool = False
) -> bool:
    """Says something to a person, in his language, where he was last answered. False when he cannot be reached.

    At his next proper hour, which may be now; `at_once` for what answers him, or cannot wait for the morning. `now` is
    local; the edge of a platform, where somebody comes in with an invite, knows no zone and tells at once.
    """
    reach = people.reaches(session, [person_id]).get(person_id)
    if reach is None:
        return False
    reply, due = words(Texts(reach.language)), now if at_once or now.tzinfo is UTC else _proper(session, person_id, now)
    if due <= now:
        outbox.queue(session.connection(), [row(reply, reach.account_id, reach.channel, now)])
    else:
        later = {"person_id": person_id, "body": body(reply), "about": reply.about, "created_at": now, "due_at": due}
        tray.put(session.connection(), [later])
    return True


def _proper(session: Session, person_id: int, now: datetime) -> datetime:
    own = rhythms.of(session.connection(), [person_id], now.date())[person_id]
    return hours.proper(now, calendar.near(session, now.date()), own)


def key(of: str, person_id: int, heard_by: int) -> str:
    """The name of a note in the tray: whom it is meant for, and who reads it, himself or whoever stands in."""
    return f"{of}:{person_id}:{heard_by}"


def reader(ctx: Context, person_id: int) -> int:
    """Who reads what a person is told today: himself, or whoever stands in for him."""
    return leaves.stand_ins(ctx.session.connection(), [person_id], ctx.now.date()).get(person_id, person_id)


def waits(ctx: Context, person_id: int) -> bool:
    """Whether what a person is told now is read only later. False for whoever cannot be told at all."""
    heard_by = reader(ctx, person_id)
    reached = people.reaches(ctx.session, [heard_by])
    return bool(reached) and _proper(ctx.session, heard_by, ctx.now) > ctx.now


def unheard(ctx: Context, person_ids: Iterable[int]) -> list[str]:
    """Who of these people cannot be told anything here, and why: a sentence for each reason. Empty when all can."""
    whys = dict[str, list[str]]()
    for name, why in people.unheard(ctx.session, ctx.scope, set(person_ids) - {ctx.member.person_id}):
        whys.setdefault(why, []).append(name)
    return [ctx.texts.of("unheard", why, names=ctx.t("card.comma").join(names)) for why, names in whys.items()]


def unreached(t: Texts, found: Survey) -> list[str]:
    """Who of those something is to be sent to does not get it, or only later: a sentence for each reason."""
    named = {"nowhere": found.nowhere, "blocked": found.blocked, "away": found.away}
    lines = [t.of("unreached", why, names=t("card.comma").join(names)) for why, names in named.items() if names]
    return [*lines, t("unreached.looking", count=found.looking)] if found.looking else lines


def readers(ctx: Context, person_ids: Iterable[int]) -> Iterator[tuple[int, Context]]:
    """Those of these people who have not left, without the speaker: the same context in the language each reads."""
    wanted = set(person_ids) - {ctx.member.person_id}
    for person_id, language in people.languages(ctx.session, ctx.scope, wanted):
        yield person_id, replace(ctx, texts=Texts(language))
