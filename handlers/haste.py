"""急事: what was just told of a matter would be read only in the morning; its sender says why it cannot wait.

Offered only then, so nobody is asked in office hours how urgent he is. The reason goes with the message.
"""

from __future__ import annotations

from collections.abc import Collection

from handlers import issues
from handlers.kit import answers, forms, telling
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from storage import people, tray
from storage.histories import Case


def offer(ctx: Context, case: Case, told: Collection[int]) -> None:
    """Below what was said last: to let those hear at once who would hear it only later."""
    key = issues.told_as(ctx, case)
    later = [id_ for id_ in told if id_ != ctx.member.person_id and telling.waits(ctx, id_)]
    if key is None or not later:
        return
    about = {"issue": case.id, "people": later, "note": key}
    ctx.offer(Choice(ctx.t("haste.offer", names=_names(ctx, later)), "issue.haste", about))


def ask(ctx: Context, args: Args) -> None:
    """Why it cannot wait."""
    forms.start(ctx, FORM, issue=int(args["issue"]), people=list(args["people"]), note=str(args["note"]))


def _said(ctx: Context, known: Answers) -> None:
    """Whoever has read it meanwhile is left alone."""
    case = issues.near(ctx, int(known["issue"]))
    asked = [int(id_) for id_ in known["people"]]
    told = [id_ for id_ in asked if _told(ctx, id_, str(known["note"]), str(known["why"]))]
    if not told:
        issues.present(ctx, case.id, ctx.t("haste.read"))
        return
    ctx.audit("issue.haste", f"issue:{case.id}")
    issues.present(ctx, case.id, ctx.t("haste.said", names=_names(ctx, told)))


def _told(ctx: Context, person_id: int, note: str, why: str) -> bool:
    reader = telling.reader(ctx, person_id)
    body = tray.take(ctx.session.connection(), telling.key(note, person_id, reader), ctx.now)
    if body is None:
        return False
    choices = [Choice(one["label"], one["action"], one["args"]) for one in body["choices"]]
    for _, their in telling.readers(ctx, [reader]):
        ctx.tell(reader, their.t("haste.told", by=ctx.member.name, why=why, text=body["text"]), *choices, at_once=True)
    return True


def _names(ctx: Context, person_ids: Collection[int]) -> str:
    known = people.names(ctx.session, ctx.scope)
    return ctx.t("card.comma").join(known[id_] for id_ in person_ids if id_ in known)


FORM = Form("issue.hasty", (Step("why", lambda ctx, known: ctx.t("haste.why"), answers.text, prose=True),), _said)

WORDS: tuple[Word, ...] = ()
ACTIONS = (Action("issue.haste", ask, on="issue"),)
FORMS = (FORM,)
