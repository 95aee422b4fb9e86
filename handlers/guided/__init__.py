"""走访, 问题 and 履职 step by step, for those who prefer to be asked. What comes of it is what a sentence comes to."""

from __future__ import annotations

from handlers.guided.forms import ACTIONS, FORMS, WORDS

__all__ = ["ACTIONS", "FORMS", "WORDS"]
