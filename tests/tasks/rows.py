"""Tasks as rows, for tests that look below the conversation."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from storage import tasks
from storage.audiences import Audience
from storage.scope import Scope
from storage.tasks import New, Standing


def drafted(session: Session, scope: Scope, now: datetime, audience: Audience = Audience(roles=("cadre",))) -> Standing:  # noqa: B008
    """A plain task to everybody an audience means, due in two days."""
    new = New("报受灾户数", [], audience, {}, "sender", None, now + timedelta(days=2))
    found = tasks.one(session, scope, tasks.draft(session, scope, new, now))
    assert found is not None
    return found
