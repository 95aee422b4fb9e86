"""Faults planted on purpose, each where a careless change could put it: a fuzz that does not find them proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
import structlog
from sqlalchemy import Connection

from bot import desk, inbox
from handlers import dispatch, entries
from handlers.kit import choices, forms
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.routes import Refused, Routes
from handlers.rules import phones
from storage import drafts

Patch = pytest.MonkeyPatch


def _emoji_raises(patch: Patch) -> None:
    """A character beyond the first plane is too much for somebody's table."""

    def fragile(text: str) -> str:
        if any(ord(char) > 0xFFFF for char in text):
            raise KeyError("character")
        return clean(text)

    patch.setattr(dispatch, "clean", fragile)


def _cut_short(patch: Patch) -> None:
    """The edge keeps only what fits on a line."""
    patch.setattr(inbox, "LONGEST", 60)


def _stale_press_is_silent(patch: Patch) -> None:
    """A button that is gone does nothing, and says nothing."""
    real = choices.press

    def press(ctx: Context, routes: Routes, pressed: str) -> None:
        try:
            real(ctx, routes, pressed)
        except Refused:
            return

    patch.setattr(choices, "press", press)


def _recorded_twice(patch: Patch) -> None:
    """A record is noted twice."""
    real = entries.keep

    def keep(ctx: Context, *args: Any) -> None:
        real(ctx, *args)
        ctx.acts *= 2

    patch.setattr(entries, "keep", keep)


def _lost_question(patch: Patch) -> None:
    """A draft forgets what was asked."""
    real = drafts.save

    def save(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
        real(connection, [row | {"asked": "nothing"} for row in rows])

    patch.setattr(drafts, "save", save)


def _not_advanced(patch: Patch) -> None:
    """上一步 and 跳过 drop what was answered and forget to ask."""

    def back(ctx: Context, form: Form) -> None:
        assert ctx.draft is not None
        for step in form.steps:
            ctx.draft.answers.pop(step.name, None)
        ctx.say("好")

    patch.setattr(forms, "back", back)
    patch.setattr(forms, "skip", back)


def _bare_key(patch: Patch) -> None:
    """Somebody is shown the key of a text."""
    patch.setattr(Context, "t", lambda ctx, key, **values: key)


def _wordy_log(patch: Patch) -> None:
    """Messages stand in the log."""
    real = desk.incoming_of

    def loud(waiting: Any) -> Any:
        structlog.get_logger().info("heard", text=waiting.body.get("text"))
        return real(waiting)

    patch.setattr(desk, "incoming_of", loud)


def _open_export(patch: Patch) -> None:
    """Numbers leave the house as they were typed."""
    patch.setattr(phones, "hidden", lambda text: text)


# What is planted, and how the fault begins that must be found.
SLIPS: tuple[tuple[Callable[[Patch], None], str], ...] = (
    (_emoji_raises, "unhandled: "),
    (_cut_short, "lost: "),
    (_stale_press_is_silent, "silence: "),
    (_recorded_twice, "double: "),
    (_lost_question, "draft: "),
    (_not_advanced, "draft: "),
    (_bare_key, "text: the key"),
    (_wordy_log, "leak: "),
    (_open_export, "leak: "),
)
