"""Photos, voice notes and places: handed in, hung on an entry, looked at, taken off again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session

from storage import deletions
from storage.engine import unindexed, upsert
from storage.scope import Scope
from storage.sessions import write_now
from storage.tables import Attachment, ChannelAccount, Inbox, Person, Task, TaskFile
from storage.tables.base import table_of

_table = table_of(Attachment)
_c = _table.c
_here = _c.township_id == bindparam("township")
_own = (_here, _c.person_id == bindparam("person"))
_files = table_of(TaskFile).c
_of_task = exists(select(_files.id).where(_files.attachment_id == _c.id, _files.township_id > 0))
# Belongs nowhere yet: neither to an entry nor to a task.
_loose = (_c.entry_id.is_(None), ~_of_task)
_hung = (
    select(_c.id, _c.kind, _c.mime, _c.ref)
    .where(_c.entry_id == bindparam("entry"), unindexed(_c.township_id) == bindparam("township"))
    .order_by(_c.id)
)


# A place is told in words, which are its `ref`: there is nothing to fetch, and nothing of maps is kept.
PLACE = "place"


class Medium(Struct, frozen=True):
    """What is kept of a photo, voice note or place. `small` is the picture as a list shows it."""

    kind: str
    mime: str
    body: bytes
    small: bytes | None = None


class Brought(Struct, frozen=True):
    """What a message says it brings: handed in before under `ref`, or still with its platform, fetched by `ref`."""

    kind: str
    ref: str
    kept: bool


class Hung(Struct, frozen=True):
    """An attachment of an entry; `words` are those of a place, `ready` is false while its platform still has it."""

    id: int
    kind: str
    ready: bool
    words: str | None = None


class Fetchable(Struct, frozen=True):
    """What is still with a platform; `attempts` counts this one."""

    id: int
    township_id: int
    channel: str
    ref: str
    kind: str
    attempts: int


def keep(connection: Connection, scope: Scope, key: str, medium: Medium, now: datetime) -> None:
    """Keeps what a person handed in; it hangs nowhere until a message names its key. The same key again is a no-op."""
    values = _values(medium) | {"key": key, "at": now, "attempts": 0} | _whose(scope)
    connection.execute(upsert(connection)(_table).on_conflict_do_nothing(index_elements=["key"]), values)


def arrive(
    session: Session, scope: Scope, inbox_id: int, channel: str, files: Sequence[Brought], now: datetime
) -> None:
    """Notes what a message brought: its own from now on, or to be fetched from its platform."""
    connection = session.connection()
    kept = [file.ref for file in files if file.kept]
    if kept:
        loose = (*_own, _c.key.in_(bindparam("keys", expanding=True)), _c.entry_id.is_(None))
        connection.execute(
            update(_table).where(*loose).values(inbox_id=bindparam("inbox"), at=bindparam("now")),
            {"keys": kept, "inbox": inbox_id, "now": now} | _me(scope),
        )
    for number, file in enumerate(files):
        if not file.kept:
            row: dict[str, Any] = {
                "key": f"{inbox_id}.{number}",
                "kind": file.kind,
                "channel": channel,
                "ref": file.ref,
            }
            row |= {"inbox_id": inbox_id, "at": now, "fetch_at": None if file.kind == PLACE else now, "attempts": 0}
            connection.execute(insert(_table), row | _whose(scope))


def hang(session: Session, scope: Scope, entry_id: int, inbox_ids: Sequence[int]) -> int:
    """Hangs on an entry what one's own messages brought and nobody else has; returns how many came to hang there.

    What the entry has already is not kept a second time.
    """
    write_now(session)  # the entry, if it is of this very message
    connection = session.connection()
    key = {"inboxes": list(inbox_ids), "entry": entry_id} | _me(scope)
    loose = (*_own, _c.inbox_id.in_(bindparam("inboxes", expanding=True)), *_loose)
    has = set(connection.scalars(select(_c.sha256).where(_here, _c.entry_id == bindparam("entry")), key))
    hung = 0
    for row in connection.execute(select(_c.id, _c.sha256).where(*loose).order_by(_c.id), key).all():
        one = {"row": row.id, "entry": entry_id, "township": scope.township_id}
        if row.sha256 is not None and row.sha256 in has:
            connection.execute(delete(_table).where(_c.id == bindparam("row"), _here), one)
            continue
        connection.execute(
            update(_table).where(_c.id == bindparam("row"), _here).values(entry_id=bindparam("entry")), one
        )
        has.add(row.sha256)
        hung += 1
    return hung


def on(session: Session, scope: Scope, entry_id: int) -> list[Hung]:
    """What hangs on an entry of one's township, oldest first."""
    rows = session.execute(_hung, {"entry": entry_id, "township": scope.township_id})
    return [Hung(row.id, row.kind, row.mime is not None, row.ref if row.kind == PLACE else None) for row in rows]


def entry_of(session: Session, scope: Scope, id_: int) -> int | None:
    """The entry that an attachment hangs on; None where there is no such attachment in one's township."""
    row = {"row": id_, "township": scope.township_id}
    return session.scalar(select(_c.entry_id).where(_c.id == bindparam("row"), _here), row)


def medium(session: Session, scope: Scope, id_: int) -> Medium | None:
    """An attachment itself; None while it is not here."""
    query = select(_c.kind, _c.mime, _c.body, _c.small).where(_c.id == bindparam("row"), _here)
    row = session.execute(query, {"row": id_, "township": scope.township_id}).one_or_none()
    return None if row is None or row.body is None else Medium(row.kind, row.mime, row.body, row.small)


def last_hung(session: Session, scope: Scope, since: datetime) -> tuple[int, datetime] | None:
    """The entry that one's own last attachment since then was hung on, and when it came."""
    query = (
        select(_c.entry_id, _c.at)
        .where(_c.person_id == bindparam("person"), unindexed(_c.township_id) == bindparam("township"))
        .where(_c.entry_id.is_not(None))
        .order_by(_c.id.desc())
        .limit(1)  # and only then its moment: asked before, it would be looked for through all years
    )
    row = session.execute(query, _me(scope)).one_or_none()
    return None if row is None or row.at < since else (row.entry_id, row.at)


def loose(session: Session, scope: Scope) -> list[tuple[int, datetime]]:
    """One's own messages whose attachments hang nowhere yet, and when they came, oldest first."""
    query = (
        select(_c.inbox_id, func.max(_c.at))
        .where(_c.person_id == bindparam("person"), unindexed(_c.township_id) == bindparam("township"))
        .where(*_loose, _c.inbox_id.is_not(None))
        .group_by(_c.inbox_id)
        .order_by(_c.inbox_id)
    )
    return [(inbox, at) for inbox, at in session.execute(query, _me(scope)) if inbox is not None]


def of_message(session: Session, scope: Scope, inbox_id: int) -> list[int | None]:
    """Where each thing that one's own message brought hangs, but for what is a task's; None for nowhere yet."""
    query = select(_c.entry_id).where(*_own, _c.inbox_id == bindparam("inbox"), ~_of_task)
    return list(session.scalars(query, {"inbox": inbox_id} | _me(scope)))


def forget(session: Session, scope: Scope, inbox_id: int) -> None:
    """Drops what one's own message brought, as long as it hangs nowhere."""
    here = (*_own, _c.inbox_id == bindparam("inbox"), *_loose)
    session.connection().execute(delete(_table).where(*here), {"inbox": inbox_id} | _me(scope))


def drop(session: Session, scope: Scope, entry_id: int, id_: int, now: datetime) -> bool:
    """Takes an attachment off its entry, for good and in backups too; False when it was not there."""
    return entry_of(session, scope, id_) == entry_id and deletions.erase(session, scope, _table.name, id_, now)


def claim(
    connection: Connection, channels: Sequence[str], most: int, now: datetime, lease: timedelta
) -> list[Fetchable]:
    """Takes what is due to be fetched from these platforms, of every township; nobody else takes it for `lease`."""
    due = (_c.township_id.is_not(None), _c.fetch_at.is_not(None), _c.fetch_at <= now, _c.channel.in_(channels))
    ids = list(connection.scalars(select(_c.id).where(*due).order_by(_c.fetch_at).limit(most)))
    taken = (
        update(_table)
        .where(_c.id.in_(ids), *due)
        .values(fetch_at=now + lease, attempts=_c.attempts + 1)
        .returning(_c.id, _c.township_id, _c.channel, _c.ref, _c.kind, _c.attempts)
    )
    return [Fetchable(*row) for row in connection.execute(taken)] if ids else []


def fill(connection: Connection, fetchable: Fetchable, medium: Medium) -> None:
    """What was fetched is here; if its entry has the same already, it is not kept a second time."""
    one = _one(fetchable)
    values = _values(medium)
    entry = connection.scalar(select(_c.entry_id).where(*one))
    same = (_c.township_id == fetchable.township_id, _c.entry_id == entry, _c.sha256 == values["sha256"])
    if entry is not None and connection.scalar(select(_c.id).where(*same)) is not None:
        connection.execute(delete(_table).where(*one))
    else:
        connection.execute(update(_table).where(*one).values(fetch_at=None, ref=None, **values))


def put_off(connection: Connection, fetchable: Fetchable, until: datetime) -> None:
    """It is fetched again later."""
    connection.execute(update(_table).where(*_one(fetchable)).values(fetch_at=until))


def give_up(connection: Connection, fetchable: Fetchable) -> tuple[int, str] | None:
    """Nobody can keep it: it is gone. Returns whom to tell, the sender's account and language."""
    whose = (
        select(ChannelAccount.id, Person.language)
        .join(Inbox, (Inbox.channel == ChannelAccount.channel) & (Inbox.address == ChannelAccount.address))
        .join(_table, _c.inbox_id == Inbox.id)
        .join(Person, Person.id == ChannelAccount.person_id)
        .where(*_one(fetchable))
    )
    row = connection.execute(whose).one_or_none()
    of_task = delete(TaskFile).where(TaskFile.attachment_id == fetchable.id, TaskFile.township_id > 0)
    connection.execute(of_task)
    connection.execute(delete(_table).where(*_one(fetchable)))
    return None if row is None else (row.id, row.language)


def remove_loose(connection: Connection, before: datetime) -> int:
    """Forgets what was handed in before then and never came to belong anywhere, in every township.

    What went with a task that was dropped belongs nowhere.
    """
    dropped = select(Task.id).where(Task.state == "dropped", Task.ended_at < before, Task.township_id > 0)
    connection.execute(delete(TaskFile).where(TaskFile.task_id.in_(dropped), TaskFile.township_id > 0))
    old = (_c.township_id.is_not(None), *_loose, _c.at < before)
    return connection.execute(delete(_table).where(*old)).rowcount


def count(session: Session, scope: Scope, entry_id: int) -> int:
    """How many hang on an entry."""
    query = select(func.count()).select_from(_table).where(_c.entry_id == bindparam("entry"), _here)
    return session.scalar(query, {"entry": entry_id, "township": scope.township_id}) or 0


def _values(medium: Medium) -> dict[str, Any]:
    return {
        "kind": medium.kind,
        "mime": medium.mime,
        "body": medium.body,
        "small": medium.small,
        "sha256": sha256(medium.body).hexdigest(),
    }


def _one(fetchable: Fetchable) -> tuple[ColumnElement[bool], ...]:
    return _c.id == fetchable.id, _c.township_id == fetchable.township_id


def _me(scope: Scope) -> dict[str, int]:
    return {"township": scope.township_id, "person": scope.person_id}


def _whose(scope: Scope) -> dict[str, int]:
    return {"township_id": scope.township_id, "person_id": scope.person_id}
