"""Forms: a tuple of named steps. The draft keeps answers by name and never a position, so a new release may reorder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import takewhile
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from handlers.kit.answers import Again, Options, Read, Unreadable, pick
from handlers.kit.clean import clean
from handlers.kit.context import Context, Draft
from handlers.kit.messages import Choice

Answers = Mapping[str, Any]

# The action of a question's buttons.
ANSWER = "form.answer"


def _no_options(ctx: Context, answers: Answers) -> Options:
    return ()


def _always(answers: Answers) -> bool:
    return True


def _nothing(ctx: Context, answers: dict[str, Any]) -> None:
    pass


class Step(Struct, frozen=True):
    """One question: its name, what is asked, how the answer is read, which options are shown, when it applies.

    An `optional` one may be skipped; its answer is None then. A word of the menu said alone is never the answer to one
    of `prose`: it is meant as that word. `prepare` notes in the draft what is being offered,
    before it is asked: a number means what was shown, whatever has changed since.
    """

    name: str
    ask: Callable[[Context, Answers], str]
    read: Read
    options: Callable[[Context, Answers], Options] = _no_options
    when: Callable[[Answers], bool] = _always
    takes_number: bool = False
    takes_files: bool = False
    optional: bool = False
    prose: bool = False
    prepare: Callable[[Context, dict[str, Any]], None] = _nothing


class Form(Struct, frozen=True):
    """Questions and what is done with the answers. Nothing is changed before `done`.

    The answers of one that `records` become a record, and photos that come meanwhile go with it.
    """

    name: str
    steps: tuple[Step, ...]
    done: Callable[[Context, Answers], None]
    records: bool = False

    def next(self, answers: Answers) -> Step | None:
        """The first step that applies and has no answer."""
        return next((s for s in self.steps if s.name not in answers and s.when(answers)), None)

    def step(self, name: str | None) -> Step | None:
        """The step of that name, if this release still has it."""
        return next((s for s in self.steps if s.name == name), None)


def start(ctx: Context, form: Form, **answers: Any) -> None:
    """Opens a form, some answers already known, and asks the first question that is left."""
    ctx.draft = Draft(form.name, None, ctx.there(answers), ctx.now)
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
    step.prepare(ctx, draft.answers)
    ask(ctx, step, draft.answers)


def ask(ctx: Context, step: Step, answers: Answers, why: str | None = None) -> None:
    """Shows a question with its options as choices; `why` comes before it when the last answer did not fit."""
    choices = [Choice(label, ANSWER, {"step": step.name, "label": label}) for label in _labels(ctx, step, answers)]
    question = step.ask(ctx, answers)
    ctx.say(f"{why}\n{question}" if why else question, *choices)


def _labels(ctx: Context, step: Step, answers: Answers) -> list[str]:
    """What can be pressed; 跳过 comes last."""
    return [label for label, _ in step.options(ctx, answers)] + [ctx.t("button.skip")] * step.optional


def answer(ctx: Context, form: Form) -> None:
    """Files the message under the question that was asked, and goes on. An unreadable answer loses nothing."""
    draft = _opened(ctx)
    if draft is None:
        return
    step = form.step(draft.asked)
    if step is None:  # a newer release dropped the question: ask what it asks now
        advance(ctx, form)
        return
    try:
        draft.answers[step.name] = None if _skipped(ctx, step, draft.answers) else step.read(ctx)
    except Again:
        ask(ctx, step, draft.answers)
    except Unreadable as error:
        ask(ctx, step, draft.answers, ctx.t(error.key, **error.values))
    else:
        advance(ctx, form)


def offers(ctx: Context, step: Step) -> bool:
    """Whether the open question has answers to choose from, there where the form was begun."""
    there = replace(ctx)
    return ctx.draft is not None and there.enter(ctx.draft.answers) and bool(step.options(there, ctx.draft.answers))


def resume(ctx: Context, form: Form) -> None:
    """接着填: asks the open question once more."""
    if _opened(ctx) is not None:
        advance(ctx, form)


def _opened(ctx: Context) -> Draft | None:
    """The form that lies there, in the township where it was begun; if that is no longer his, it is closed."""
    draft = ctx.draft
    assert draft is not None
    draft.parked = False
    if ctx.enter(draft.answers):
        return draft
    ctx.draft = None
    ctx.say(ctx.t("form.gone"))
    return None


def _skipped(ctx: Context, step: Step, answers: Answers) -> bool:
    if not step.optional:
        return False
    labels = _labels(ctx, step, answers)
    return pick(clean(ctx.incoming.text), labels) == len(labels) - 1


def park(ctx: Context) -> None:
    """Lays an open form aside, and says so; one press takes it up again."""
    if ctx.draft is not None and not ctx.draft.parked:
        ctx.draft.parked = True
        ctx.say(ctx.t("form.parked"), Choice(ctx.t("button.resume"), "form.resume"))


def skip(ctx: Context, form: Form) -> None:
    """跳过: goes on without an answer, where the question can do without one."""
    draft = _opened(ctx)
    if draft is None:
        return
    step = form.step(draft.asked)
    if step is not None and step.name not in draft.answers:
        if not step.optional:
            ask(ctx, step, draft.answers, ctx.t("form.needed"))
            return
        draft.answers[step.name] = None
    advance(ctx, form)


def back(ctx: Context, form: Form) -> None:
    """上一步: drops the answer before the question that is asked, and asks for it again."""
    draft = _opened(ctx)
    if draft is None:
        return
    before = takewhile(lambda step: step.name != draft.asked, form.steps)
    answered = [s for s in before if s.name in draft.answers and s.when(draft.answers)]
    if answered:
        del draft.answers[answered[-1].name]
    advance(ctx, form)
