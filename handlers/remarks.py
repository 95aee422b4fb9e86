"""What is said about a matter: a leader's 批示, a word on how it goes, 我需要帮助 and 有着落了."""

from __future__ import annotations

from typing import Any, Final

from handlers import haste, issues
from handlers.kit import answers, forms
from handlers.kit.answers import Options
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.routes import Action, Args, Word
from storage import colleagues, moves, people

# Whom a stuck matter usually needs; anybody else can be named.
HELPERS: Final = ("leaders", "water", "power", "welfare", "justice", "farming", "money")


def words(ctx: Context, usual: Options = ()) -> Any:
    """One of the usual answers by its number, or any words that may be kept."""
    said = answers.text(ctx)
    found = answers.pick(said, [label for label, _ in usual])
    return said if found is None else usual[found][1]


def instruct(ctx: Context, args: Args) -> None:
    """批示: asks for the words."""
    forms.start(ctx, INSTRUCTION, issue=int(args["issue"]))


def note(ctx: Context, args: Args) -> None:
    """补一句: asks how it goes."""
    forms.start(ctx, NOTE, issue=int(args["issue"]))


def stuck(ctx: Context, args: Args) -> None:
    """我需要帮助: asks whom it needs, and what for."""
    forms.start(ctx, HELP, issue=int(args["issue"]))


def helped(ctx: Context, args: Args) -> None:
    """有着落了: it is stuck no more."""
    issue_id = int(args["issue"])
    done = moves.helped(ctx.session, ctx.scope, issue_id, ctx.now)
    if done:
        ctx.audit("issue.helped", f"issue:{issue_id}")
    issues.present(ctx, issue_id, None if done else ctx.t("issue.otherwise"))


def _instructed(ctx: Context, known: Answers) -> None:
    """The words stand in the matter's history at once; its owner reads them at the next proper hour."""
    case = issues.near(ctx, int(known["issue"]))
    moves.remark(ctx.session, ctx.scope, case.id, "instructed", str(known["words"]), ctx.now)
    ctx.audit("issue.instruct", f"issue:{case.id}")
    unheard = issues.tell(ctx, case, [case.owner_id], "issue.instructed", words=known["words"])
    issues.present(ctx, case.id, "\n".join([ctx.t("issue.kept"), *unheard]) if unheard else ctx.t("issue.said"))
    haste.offer(ctx, case, [case.owner_id])


def _noted(ctx: Context, known: Answers) -> None:
    case = issues.near(ctx, int(known["issue"]))
    moves.remark(ctx.session, ctx.scope, case.id, "noted", str(known["words"]), ctx.now)
    ctx.audit("issue.note", f"issue:{case.id}")
    issues.present(ctx, case.id, ctx.t("issue.noted"))


def _needed(ctx: Context, known: Answers) -> None:
    """The village's leaders are told; until somebody helps, it is stuck, and digests say whom it needs."""
    case = issues.near(ctx, int(known["issue"]))
    whom, what = str(known["whom"]), str(known["what"])
    done = moves.need(ctx.session, ctx.scope, case.id, whom, ctx.t("issue.need", whom=whom, what=what), ctx.now)
    if not done:
        issues.present(ctx, case.id, ctx.t("issue.otherwise"))
        return
    ctx.audit("issue.stuck", f"issue:{case.id}")
    asked = colleagues.leaders(ctx.session, ctx.scope, case.village_id)
    unheard = issues.tell(ctx, case, asked, "issue.asks", whom=whom, what=what)
    heard = people.reaches(ctx.session, asked)
    issues.present(ctx, case.id, "\n".join([ctx.t("issue.asked" if heard else "issue.asked_nobody"), *unheard]))
    haste.offer(ctx, case, asked)


def _helpers(ctx: Context, known: Answers | None = None) -> Options:
    labels = [ctx.texts.of("issue_helper", helper) for helper in HELPERS]
    return [(label, label) for label in labels]


INSTRUCTION = Form(
    "issue.instruction",
    (Step("words", lambda ctx, known: ctx.t("issue.instruct_how"), words, prose=True),),
    _instructed,
)
NOTE = Form("issue.noting", (Step("words", lambda ctx, known: ctx.t("issue.note_how"), words, prose=True),), _noted)
HELP = Form(
    "issue.help",
    (
        Step("whom", lambda ctx, known: ctx.t("issue.whom"), lambda ctx: words(ctx, _helpers(ctx)), _helpers),
        Step("what", lambda ctx, known: ctx.t("issue.what", whom=known["whom"]), words, prose=True),
    ),
    _needed,
)

WORDS: tuple[Word, ...] = ()
ACTIONS = (
    Action("issue.instruct", instruct, on="issue"),
    Action("issue.note", note, on="issue"),
    Action("issue.stuck", stuck, on="issue"),
    Action("issue.helped", helped, on="issue"),
)
FORMS = (INSTRUCTION, NOTE, HELP)
