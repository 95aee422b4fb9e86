"""The one sentence every form needs, and what is read in it before it is recorded.

A whole sentence is taken for it whichever question is open: nothing that was typed has to be typed again.
"""

from __future__ import annotations

from typing import Any, Final

from handlers import recording
from handlers.kit import answers
from handlers.kit.answers import Unreadable
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers
from handlers.reading import Reading, read

# Shorter answers are never taken for the sentence.
SENTENCE: Final = 8


def known_of(ctx: Context) -> dict[str, Any]:
    """What the open form knows so far."""
    assert ctx.draft is not None  # a step is only read inside its form
    return ctx.draft.answers


def sentence(ctx: Context) -> Reading | None:
    """The reading of a whole sentence that came as the answer to another question; it is kept for its own."""
    said = clean(ctx.incoming.text)
    if len(said) < SENTENCE:
        return None
    reading = recording.understand(ctx, said)
    if reading.kind == "none":
        return None
    keep(ctx, answers.text(ctx))
    return reading


def keep(ctx: Context, said: str) -> None:
    """Keeps a sentence, behind what was said before, with the one matter in it that may be asked about."""
    known = known_of(ctx)
    if "words" in known:
        said = f"{known['words']['text']}\n{said}"
        if len(said) > answers.LONGEST:
            raise Unreadable("answer.long", most=answers.LONGEST)
    assert ctx.draft is not None
    reading = understood(ctx, known, said)
    matter: dict[str, Any] = {"category": None, "urgent": False}
    if len(reading.issues) == 1 and reading.issues[0].state == "open":
        matter = {"category": reading.issues[0].category, "urgent": reading.issues[0].urgent}
    elif not reading.issues and ctx.draft.form == "issue.form":
        matter["category"] = "other"
    known["words"] = {"text": said} | matter


def understood(ctx: Context, known: Answers, text: str) -> Reading:
    """What the sentence says, in the form's village."""
    home = known["village"][:1] if "village" in known else ctx.scope.villages
    return read(text, ctx.now, ctx.names(), home, ctx.is_workday)
