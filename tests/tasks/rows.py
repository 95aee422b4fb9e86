"""Tasks as rows, for tests that look below the conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import people, tasks
from storage.audiences import Audience
from storage.engine import Database
from storage.scope import Scope
from storage.tables import Person, RoleGrant
from storage.tasks import New, Standing


def drafted(session: Session, scope: Scope, now: datetime, audience: Audience = Audience(roles=("cadre",))) -> Standing:  # noqa: B008
    """A plain task to everybody an audience means, due in two days."""
    new = New("报受灾户数", [], audience, {}, "sender", None, now + timedelta(days=2))
    found = tasks.one(session, scope, tasks.draft(session, scope, new, now))
    assert found is not None
    return found


def to_all(database: Database, sender_id: int, now: datetime, urgent: str | None = None) -> Standing:
    """A task of somebody, who becomes an admin for it, to all cadres; sent, and nothing of it handed on yet."""
    with database.writing() as session:
        sender = session.get_one(Person, sender_id, execution_options={"unscoped": True})
        session.add(RoleGrant(person_id=sender.id, role="admin", unit_id=sender.township_id, since=now.date()))
        session.flush()
        scope = people.scope_of(session.connection(), sender.id)
        assert scope is not None
        new = New("上报受灾户数", [], Audience(roles=("cadre",)), {}, "sender", urgent, now + timedelta(days=2))
        task = tasks.one(session, scope, tasks.draft(session, scope, new, now))
        assert task is not None
        assert tasks.send(session, scope, task, now, now)
        assert tasks.send(session, scope, task, now, now) is None, "sent once"
    return task
