"""应急: an admin declares it for his area, with a reason and a last day; its people are told once; it ends by itself.

While it runs, what is urgent is asked again sooner, and tasks offer its figures to fill in (handlers/tasks). Nothing
else changes: what Baocun never does, it does not do in an emergency either.
"""

from __future__ import annotations

from handlers.emergencies import chat, spreading
from handlers.kit.forms import Form

WORDS, ACTIONS = chat.WORDS, chat.ACTIONS
FORMS: tuple[Form, ...] = (chat.FORM, chat.LONGER)

beat, hand_on = spreading.beat, spreading.hand_on

__all__ = ["ACTIONS", "FORMS", "WORDS", "beat", "hand_on"]
