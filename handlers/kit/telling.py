"""Saying something to somebody: a reply as the outbox keeps it, and a word to a person who has not spoken himself."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from handlers.kit.messages import Reply
from handlers.kit.texts import Texts
from storage import outbox, people


def row(reply: Reply, account_id: int, channel: str, now: datetime) -> dict[str, Any]:
    """A reply as the outbox keeps it. What its choices do stays here; only the token leaves."""
    choices = [{"label": c.label, "action": c.action, "args": dict(c.args)} for c in reply.choices]
    files = [{"id": file.id, "kind": file.kind} for file in reply.files]
    return {
        "account_id": account_id,
        "channel": channel,
        "body": {"text": reply.text, "choices": choices} | ({"files": files} if files else {}),
        "about": reply.about,
        "token": secrets.token_urlsafe(16) if choices else None,
        "choices_until": now + outbox.CHOICES_LAST if choices else None,
        "created_at": now,
        "due_at": now,
    }


def tell(session: Session, person_id: int, now: datetime, words: Callable[[Texts], Reply]) -> bool:
    """Says something to a person, in his language, where he was last answered. False when he cannot be reached."""
    reach = people.reach(session, person_id)
    if reach is None:
        return False
    outbox.queue(session.connection(), [row(words(Texts(reach.language)), reach.account_id, reach.channel, now)])
    return True
