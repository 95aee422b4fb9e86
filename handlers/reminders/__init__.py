"""提醒: rules that fire, the morning card they are merged into, and how it is put off."""

from __future__ import annotations

from handlers.kit.forms import Form
from handlers.kit.routes import Word
from handlers.reminders.snoozing import ACTIONS

WORDS: tuple[Word, ...] = ()
FORMS: tuple[Form, ...] = ()

__all__ = ["ACTIONS", "FORMS", "WORDS"]
