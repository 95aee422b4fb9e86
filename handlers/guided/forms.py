"""The three forms: which questions each asks, and how it is opened. Only village and one sentence must be answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec.structs import replace

from handlers.guided import asking, households, telling
from handlers.kit import forms
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.routes import Action, Args, Handler, Word
from storage.sessions import write_now

_VILLAGE: Final = Step("village", lambda ctx, known: ctx.t("guided.village"), asking.village, asking.villages)
_DAY: Final = Step(
    "day",
    lambda ctx, known: ctx.t("guided.day", village=asking.village_name(ctx, known)),
    asking.day,
    asking.days,
    optional=True,
)
_SEEN: Final = Step(
    "who",
    lambda ctx, known: ctx.t("guided.seen"),
    households.read,
    households.options,
    optional=True,
    prepare=households.offer_due,
)
_CONCERNED: Final = Step(
    "who", lambda ctx, known: ctx.t("guided.concerned"), households.read, households.found, optional=True
)
_DUTY: Final = Step("duty", lambda ctx, known: ctx.t("guided.duty"), asking.duty, asking.duties, optional=True)
_WORDS: Final = Step("words", asking.ask_words, asking.words, households.others)
_MATTER: Final = Step(
    "matter", asking.ask_matter, asking.matter, asking.matter_options, when=asking.has_matter, optional=True
)


def _done(kind: str) -> Callable[[Context, Answers], None]:
    def done(ctx: Context, known: Answers) -> None:
        """Records what was told, and goes on with the next village if several were named."""
        telling.tell(ctx, kind, known)
        if further := known["village"][1:]:
            write_now(ctx.session)  # whom to see there is looked up among the visits
            _start(ctx, kind, village=further, day=known.get("day"))

    return done


_FORMS: Final = {
    "visit": Form("visit.form", (_VILLAGE, _DAY, _SEEN, _WORDS, _MATTER), _done("visit"), records=True),
    "issue": Form("issue.form", (_VILLAGE, _CONCERNED, _WORDS, _MATTER), _done("issue"), records=True),
    "duty": Form("duty.form", (_VILLAGE, _DUTY, _DAY, _WORDS, _MATTER), _done("duty"), records=True),
}


def _start(ctx: Context, kind: str, **known: Any) -> None:
    forms.start(ctx, _FORMS[kind], **known)


def _opens(kind: str) -> Handler:
    """The handler that opens a form; the village is known where somebody serves only one."""

    def opened(ctx: Context, args: Args) -> None:
        own = ctx.home
        _start(ctx, kind, **({"village": list(own)} if len(own) == 1 else {}))
        first = ctx.replies[-1]
        ctx.replies[-1] = replace(first, text="\n".join([ctx.t("guided.lead"), first.text]))

    return opened


WORDS = (
    Word("visit", ("走访",), "visit", _opens("visit"), alone=True),
    Word("issue", ("问题",), "issue", _opens("issue"), alone=True),
)
ACTIONS = (Action("duty.tell", _opens("duty")),)
FORMS = tuple(_FORMS.values())
