"""提醒: rules that fire, the morning card they are merged into, how it is put off, and the admin's say in it all."""

from __future__ import annotations

from handlers.kit.forms import Form
from handlers.reminders import chat, snoozing
from handlers.reminders.chat import WORDS

ACTIONS = (*chat.ACTIONS, *snoozing.ACTIONS)
FORMS: tuple[Form, ...] = ()

__all__ = ["ACTIONS", "FORMS", "WORDS"]
