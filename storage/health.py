"""Whether a database is sound, and whether anything in it waits for an operator."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage.tables import Inbox


def complaints(session: Session) -> Iterator[str]:
    """What is wrong, one sentence each; nothing when all is well."""
    yield from damage(session)
    dead = session.scalar(select(func.count()).select_from(Inbox).where(Inbox.state == "dead"))
    if dead:
        yield f"{dead} messages could not be handled (inbox rows in state dead)"


def damage(session: Session) -> Iterator[str]:
    """What is broken in the file itself; PostgreSQL looks after its own."""
    if session.get_bind().dialect.name == "sqlite":
        if (found := session.scalar(text("PRAGMA quick_check"))) != "ok":
            yield f"is damaged: {found}"
        if broken := session.execute(text("PRAGMA foreign_key_check")).all():
            yield f"{len(broken)} rows point to nothing"
