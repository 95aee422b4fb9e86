"""小结 and 述职: a Word draft of a period, a cadre's own or a leader's whole part, every sentence out of the records.

Each number leads to the records it counts, in the annex of the same file. Nothing is added: where there is no record,
it says so.
"""

from __future__ import annotations

from handlers.kit.forms import Form
from handlers.summaries.chat import ACTIONS, WORDS, make

FORMS: tuple[Form, ...] = ()
MAKERS = {"summary.make": make}

__all__ = ["ACTIONS", "FORMS", "MAKERS", "WORDS"]
