"""任务: a broadcast with truthful receipts - composed, handed on, answered, chased, summed."""

from __future__ import annotations

from handlers.kit.forms import Form
from handlers.kit.routes import Action, Word
from handlers.tasks import board, chasing, correcting, own, receiving, sending, tables, target

WORDS = (Word("task", ("任务",), "task", board.said),)
ACTIONS: tuple[Action, ...] = (*board.ACTIONS, *correcting.ACTIONS, *receiving.ACTIONS)
FORMS: tuple[Form, ...] = (*board.FORMS, correcting.FORM, *receiving.FORMS)
MAKERS = {"task.table": tables.table}

beat, hand_on = chasing.beat, sending.hand_on
whose, whose_receipt = target.whose, own.whose
said = receiving.said

__all__ = ["ACTIONS", "FORMS", "MAKERS", "WORDS", "beat", "hand_on", "said", "whose", "whose_receipt"]
