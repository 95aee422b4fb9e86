"""Figures for whoever watches: how much waits and since when. Indexes find them, however much is stored."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.tables import Audit, AuditSeal, Inbox, Job, Outbox

# What ended badly is counted among so many of the latest rows.
LATEST = 10_000


class Figures(Struct, frozen=True):
    """Numbers only: nothing in them is anybody's."""

    kept: int
    waiting: int
    oldest: datetime | None
    dead: int
    said: int
    unsent: dict[str, int]
    overdue: dict[str, datetime]
    failed: int
    jobs: int
    unchained: int
    backup: datetime | None


def figures(session: Session) -> Figures:
    """The figures of this moment."""
    kept = session.scalar(select(func.max(Inbox.id))) or 0
    said = session.scalar(select(func.max(Outbox.id))) or 0
    waiting, oldest = session.execute(
        select(func.count(), func.min(Inbox.received_at)).where(Inbox.ended_at.is_(None))
    ).one()
    open_ = (
        select(Outbox.channel, func.count(), func.min(Outbox.due_at))
        .where(Outbox.ended_at.is_(None))
        .group_by(Outbox.channel)
    )
    unsent = session.execute(open_).all()
    failed = Outbox.state.in_(("failed-permanent", "failed-technical"))
    return Figures(
        kept=kept,
        waiting=waiting,
        oldest=oldest,
        dead=_count(session, Inbox, Inbox.id > kept - LATEST, Inbox.state == "dead"),
        said=said,
        unsent={channel: count for channel, count, _ in unsent},
        overdue={channel: due for channel, _, due in unsent},
        failed=_count(session, Outbox, Outbox.id > said - LATEST, failed),
        jobs=_count(session, Job, Job.ended_at.is_(None)),
        unchained=_count(session, Audit, Audit.id > (session.scalar(select(func.max(AuditSeal.last_id))) or 0)),
        backup=last_backup(session),
    )


def last_backup(session: Session) -> datetime | None:
    """When the last backup was made and looked through."""
    made = select(func.max(Audit.at)).where(Audit.target == "database:0", Audit.action == "backup")
    return session.scalar(made)


def oldest_waiting(session: Session) -> datetime | None:
    """When the oldest message that is not handled yet was kept."""
    query = select(Inbox.received_at).where(Inbox.ended_at.is_(None)).order_by(Inbox.id).limit(1)
    return session.scalar(query)


def _count(session: Session, table: type, *conditions: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0  # type: ignore[arg-type]
