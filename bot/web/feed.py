"""The conversation as a page shows it: what was said and what was answered, from a cursor on."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, Literal, TypeVar
from uuid import UUID

import structlog
from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bot.inbox import Accepted, accept
from bot.web.services import Services
from handlers.attachments import look as show_attachment
from handlers.digests import Asked, Listing
from handlers.kit.context import Eyes
from handlers.kit.messages import File, Incoming
from handlers.kit.texts import Texts
from storage import attachments, audit, feeds, invites, outbox, papers, personal
from storage import figures as figures_
from storage.attachments import Medium
from storage.figures import Figures
from storage.invites import Newcomer
from storage.papers import File as Made
from storage.signins import SignedIn
from storage.tables import Outbox

T = TypeVar("T")
# What a page can hand in.
Kind = Literal["photo", "voice"]

log = structlog.get_logger()

# Messages read at once.
MOST = 100


class Cursor(Struct, frozen=True):
    """How far a page has read: the newest answer and the newest message of one's own. Written `answer.own`."""

    answer: int = 0
    own: int | None = 0

    def __str__(self) -> str:
        return str(self.answer) if self.own is None else f"{self.answer}.{self.own}"


def cursor_of(text: str) -> Cursor:
    """Reads a cursor. A plain number above 0 asks for answers only. Raises ValueError for anything else."""
    answer, dot, own = text.partition(".")
    if not (answer.isascii() and answer.isdecimal() and ((own.isascii() and own.isdecimal()) or not dot)):
        raise ValueError("no cursor")
    # Larger numbers than this are none of the database's.
    first = min(int(answer[:19]), 2**62)
    return Cursor(first, min(int(own[:19]), 2**62) if dot else None if first else 0)


class Batch(Struct, frozen=True):
    """Messages in the order in which they are shown, the cursor after them, whether more wait behind it."""

    messages: list[dict[str, Any]]
    cursor: Cursor
    more: bool

    def as_dict(self, today: str) -> dict[str, Any]:
        """As the page's script reads it."""
        return {"messages": self.messages, "cursor": str(self.cursor), "more": self.more, "today": today}


def read(site: Services, signed: SignedIn, cursor: Cursor) -> Batch:
    """What came after the cursor; at the very beginning, the newest. Reads the database: not for the event loop."""
    with site.database.reading() as session:
        answers = _answers(session, signed.account_id, cursor.answer)
        own = [] if cursor.own is None else feeds.said(session, signed.account_id, cursor.own)
        # What was emptied, because it must not be kept or is too old, leaves no bubble.
        dated = [(one.received_at, _own(site, one)) for one in own if one.text or one.press or one.files]
        shown = [one for one in answers if one.state != "cancelled" and (one.body["text"] or one.body.get("files"))]
        dated += [(one.created_at, _answer(site, one)) for one in shown]
    after = Cursor(
        max((one.id for one in answers), default=cursor.answer), max((one.id for one in own), default=cursor.own)
    )
    # Sorting is stable, so a message comes before the answer of the same moment.
    messages = [message for _, message in sorted(dated, key=lambda pair: pair[0])]
    return Batch(messages, after, len(answers) >= MOST)


def _answers(session: Session, account_id: int, after: int) -> list[Outbox]:
    return list(outbox.after(session, account_id, after, MOST) if after else outbox.latest(session, account_id))


def _answer(site: Services, row: Outbox) -> dict[str, Any]:
    labels = [choice["label"] for choice in row.body.get("choices", ())]
    expired = row.choices_until is not None and row.choices_until < site.clock()
    return {
        "id": row.id,
        "text": row.body["text"],
        "labels": [] if expired else labels,
        "token": row.token,
        "about": row.about,
        "files": row.body.get("files", []),
        "papers": row.body.get("papers", []),
        "said": False,
        "at": _local(site, row.created_at),
    }


def _own(site: Services, said: feeds.Said) -> dict[str, Any]:
    at = _local(site, said.said_at)
    files = [{"kind": kind} for kind in said.files]
    own = {"id": said.id, "key": said.key, "text": said.text, "press": said.press, "files": files}
    return own | {"said": True, "at": at}


def _local(site: Services, moment: datetime) -> str:
    return moment.astimezone(site.zone).isoformat(timespec="seconds")


def today(site: Services) -> str:
    """The date where the people are, as the page compares it."""
    return site.clock().astimezone(site.zone).date().isoformat()


class Typed(Struct, frozen=True):
    """What the page sent: its own id, a text or a press, when it was typed (aware), what it handed in before."""

    id: UUID
    text: str
    press: str
    at: datetime
    files: tuple[tuple[Kind, UUID], ...] = ()


async def say(site: Services, signed: SignedIn, typed: Typed, now: datetime) -> Accepted:
    """Keeps a message; when this returns it is on disk."""
    key = feeds.key_of(signed.account_id, typed.id)
    files = tuple(File(kind, feeds.key_of(signed.account_id, id_), kept=True) for kind, id_ in typed.files)
    incoming = Incoming("web", signed.address, key, typed.at, typed.text, typed.press, files)
    return await wrap_future(accept(site.writer, incoming, now))


async def hand_in(site: Services, signed: SignedIn, id_: UUID, medium: Medium) -> None:
    """Keeps a photo or voice note that a message is going to name; when this returns it is on disk."""
    site.writer.check_room()
    key, now = feeds.key_of(signed.account_id, id_), site.clock()
    job = partial(attachments.keep, scope=signed.scope, key=key, medium=medium, now=now)
    await wrap_future(site.writer.submit(job))


def look(site: Services, signed: SignedIn, id_: int) -> Medium | None:
    """A photo or voice note of a record that this person may read. Reads the database: not for the event loop."""
    with site.database.reading() as session:
        return show_attachment(session, signed.scope, id_)


def paper(site: Services, signed: SignedIn, id_: int) -> Made | None:
    """A file that was made for this person. Reads the database: not for the event loop."""
    with site.database.reading() as session:
        return papers.one(session, signed.scope, id_)


async def seen(site: Services, signed: SignedIn, cursor: int) -> None:
    """The page has shown everything up to the cursor: 送达."""
    now = site.clock()

    def job(connection: Connection) -> None:
        with Session(connection) as session:
            newest = feeds.newest(session, signed.account_id)
        # A cursor beyond the newest would mark messages that are yet to come.
        outbox.seen(connection, signed.account_id, min(cursor, newest), now)

    await wrap_future(site.writer.submit(job))


def news(site: Services, cursor: int) -> tuple[int, set[int]]:
    """For the hub: which accounts got messages, from whichever process."""
    with site.database.reading() as session:
        return feeds.news(session, cursor)


def digest(site: Services, signed: SignedIn, asked: Asked) -> Listing | None:
    """The leader's page, over his own subtree. Reads the database: not for the event loop."""
    now = site.clock().astimezone(site.zone)
    with site.database.reading() as session:
        return site.digest(Eyes(session, signed.scope, now, Texts(signed.language)), asked)


def personal_data(site: Services, signed: SignedIn) -> dict[str, Any]:
    """What is kept about this person. Reads the database: not for the event loop."""
    with site.database.reading() as session:
        return personal.about(session, signed.scope)


def outside(site: Services, signed: SignedIn) -> list[Newcomer]:
    """Who was invited by nobody or did not come. Reads the database: not for the event loop."""
    with site.database.reading() as session:
        return invites.outside(session, signed.scope)


def through(site: Services, signed: SignedIn, find: Callable[[Eyes], T]) -> T:
    """What somebody sees of the register with his own eyes. Reads the database: not for the event loop."""
    now = site.clock().astimezone(site.zone)
    with site.database.reading() as session:
        return find(Eyes(session, signed.scope, now, Texts(signed.language)))


async def note(site: Services, signed: SignedIn, action: str, target: str, result: str = "ok") -> None:
    """Notes in the audit trail what a page showed, as the chat does; when this returns it is on disk.

    While nothing can be written, pages go on being read: then the log alone says so.
    """
    act = {"at": site.clock(), "township_id": signed.scope.township_id, "person_id": signed.person_id}
    act |= {"channel": "web", "action": action, "target": target, "result": result}
    try:
        await wrap_future(site.writer.submit(lambda connection: audit.note(connection, [act])))
    except Exception:
        log.exception("look_not_noted", action=action, target=target)


def alive(site: Services) -> None:
    """Raises what the driver raises when the database does not answer."""


def oldest_waiting(site: Services) -> datetime | None:
    """When the oldest message not handled yet was kept. Raises what the driver raises when the database is silent."""
    with site.database.reading() as session:
        return figures_.oldest_waiting(session)


def figures(site: Services) -> Figures:
    """The figures of this moment. Reads the database: not for the event loop."""
    with site.database.reading() as session:
        return figures_.figures(session)
