"""Forms: a tuple of named steps. The draft keeps answers by name and never a position, so a new release may reorder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.kit.answers import Options, Read, Unreadable
from handlers.kit.context import Context, Draft
from handlers.kit.messages import Choice

Answers = Mapping[str, Any]

# The action of a question's buttons.
ANSWER = "form.answer"


def _no_options(ctx: Context, answers: Answers) -> Options:
    return ()


def _always(answers: Answers) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Step:
    """One question: its name, what is asked, how the answer is read, which options are shown, when it applies."""

    name: str
    ask: Callable[[Context, Answers], str]
    read: Read
    options: Callable[[Context, Answers], Options] = _no_options
    when: Callable[[Answers], bool] = _always
    takes_number: bool = False
    takes_files: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Questions and what is done with the answers. Nothing is changed before `done`."""

    name: str
    steps: tuple[Step, ...]
    done: Callable[[Context, Answers], None]

    def next(self, answers: Answers) -> Step | None:
        """The first step that applies and has no answer."""
        return next((s for s in self.steps if s.name not in answers and s.when(answers)), None)

    def step(self, name: str | None) -> Step | None:
        """The step of that name, if this release still has it."""
        return next((s for s in self.steps if s.name == name), None)


def start(ctx: Context, form: Form, **answers: Any) -> None:
    """Opens a form, some answers already known, and asks the first question that is left."""
    ctx.draft = Draft(form.name, None, dict(answers), ctx.now)
    advance(ctx, form)


def advance(ctx: Context, form: Form) -> None:
    """Asks the next question, or finishes the form when none is left."""
    draft = ctx.draft
    assert draft is not None
    step = form.next(draft.answers)
    draft.updated_at = ctx.now
    if step is None:
        ctx.draft = None
        form.done(ctx, draft.answers)
        return
    draft.asked = step.name
    ask(ctx, step, draft.answers)


def ask(ctx: Context, step: Step, answers: Answers, why: str | None = None) -> None:
    """Shows a question with its options as choices; `why` comes before it when the last answer did not fit."""
    options = step.options(ctx, answers)
    choices = [Choice(label, ANSWER, {"step": step.name, "label": label}) for label, _ in options]
    question = step.ask(ctx, answers)
    ctx.say(f"{why}\n{question}" if why else question, *choices)


def answer(ctx: Context, form: Form) -> None:
    """Files the message under the question that was asked, and goes on. An unreadable answer loses nothing."""
    draft = ctx.draft
    assert draft is not None
    step = form.step(draft.asked)
    if step is None:  # a newer release dropped the question: ask what it asks now
        advance(ctx, form)
        return
    try:
        draft.answers[step.name] = step.read(ctx)
    except Unreadable as error:
        ask(ctx, step, draft.answers, ctx.t(error.key, **error.values))
        return
    advance(ctx, form)


def back(ctx: Context, form: Form) -> None:
    """上一步: drops the last answer and asks for it again."""
    draft = ctx.draft
    assert draft is not None
    answered = [s for s in form.steps if s.name in draft.answers and s.when(draft.answers)]
    if answered:
        del draft.answers[answered[-1].name]
    advance(ctx, form)
