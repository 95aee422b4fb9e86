"""Suspected state secrets: nothing of them is kept, and the person is told so."""

from __future__ import annotations

from handlers.kit.context import Context
from handlers.rules import secrets
from storage import entries


def stopped(ctx: Context, text: str) -> bool:
    """Whether a text must not be kept. Then its message is emptied, and only that something was stopped is noted."""
    if not secrets.suspected(text):
        return False
    if ctx.inbox_id is not None:
        entries.forget_message(ctx.session, ctx.inbox_id)
    ctx.audit("record", "secret", "stopped")
    return True
