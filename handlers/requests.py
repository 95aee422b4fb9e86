"""投诉建议, 更正, 删除: what people ask of the office, in their name or nobody's, and the answer that reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace
from sqlalchemy.orm import Session

from handlers import card, entries
from handlers.kit import access, answers, forms, telling
from handlers.kit.answers import Options, Unreadable
from handlers.kit.context import Context, Draft
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice, Reply
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.kit.texts import Texts
from handlers.rules import workdays
from storage import entries as messages
from storage import people, requests
from storage.requests import Asked, Kind
from storage.scope import Scope

# Workdays until the answer. Sources: 个保法 50 (promptly; offices usually promise 15), 12345 (complaints 13).
ANSWER_WITHIN: Final[Mapping[Kind, int]] = {"feedback": 13, "correct": 15, "delete": 15}
# Shorter words are guessed, or made up by two people at once.
SHORTEST_SECRET: Final = 6
# From this hour on the admins hear of what came in without a name the day before.
MORNING: Final = 9


def feedback(ctx: Context, args: Args) -> None:
    """投诉建议: begins one; with 口令 behind it shows the answer to an anonymous one; an admin sees what waits."""
    said = str(args["argument"]).strip()
    word, _, secret = said.partition(" ")
    if word == ctx.t("request.secret_word") and secret:
        _answered(ctx, secret.strip())
    elif said:
        forms.start(ctx, FILE, kind="feedback", told={"words": said, "inbox": ctx.inbox_id, "doubt": False})
    elif access.allowed("request.show", ctx.scope.roles, None) and (found := requests.waiting(ctx.session, ctx.scope)):
        choices = [Choice(_line(ctx, one), "request.show", {"request": one.id}) for one in found]
        own = Choice(ctx.t("button.my_feedback"), "request.start", {"kind": "feedback"})
        ctx.say(ctx.t("request.waiting", count=len(found)), *choices, own)
    else:
        start(ctx, {"kind": "feedback"})


def start(ctx: Context, args: Args) -> None:
    """Begins a request of a kind."""
    forms.start(ctx, FILE, kind=args["kind"], **({} if args["kind"] == "feedback" else {"named": True}))


def _answered(ctx: Context, secret: str) -> None:
    _forget(ctx, ctx.inbox_id)
    found = requests.by_secret(ctx.session, ctx.scope, secret)
    if not found:
        raise Refused("request.no_secret")
    ctx.say("\n\n".join(_status(ctx, one) for one in found))


def _status(ctx: Context, one: Asked) -> str:
    told = card.shortened(one.text)
    if one.done is None:
        return ctx.t("request.open", text=told, day=ctx.texts.day(one.due_on))
    return ctx.texts.of("request_answer", "done" if one.done else "declined", text=told, answer=one.answer)


def own(ctx: Context) -> list[str]:
    """The newest requests in the speaker's own name, a line each."""
    return [_status(ctx, one) for one in requests.own(ctx.session, ctx.scope)]


def _line(ctx: Context, one: Asked) -> str:
    kind = ctx.texts.of("request_kind", one.kind)
    return ctx.t("request.line", id=one.id, kind=kind, day=ctx.texts.day(one.due_on), text=card.brief(one.text))


def _named_options(ctx: Context, known: Answers | None = None) -> Options:
    return [(ctx.t("button.named"), True), (ctx.t("button.anonymous"), False)]


def _secret(ctx: Context) -> str:
    """Words nobody else thinks of. The message is emptied at once: it would open the answer."""
    said = answers.text(ctx)
    _forget(ctx, ctx.inbox_id)
    if len(said) < SHORTEST_SECRET or requests.secret_taken(ctx.session, ctx.scope, said):
        raise Unreadable("request.short_secret", least=SHORTEST_SECRET)
    return said


def _forget(ctx: Context, inbox_id: int | None) -> None:
    if inbox_id is not None:
        messages.forget_message(ctx.session, inbox_id)


def _ask(ctx: Context, known: Answers) -> str:
    return ctx.texts.of("request_ask", known["kind"])


def _told(ctx: Context) -> dict[str, Any]:
    """The words, which message they came in, and whether they look like a record that was meant for the diary.

    They are not put to the question by a button: nothing of an anonymous one may stay in what was sent.
    """
    said = answers.text(ctx)
    return {"words": said, "inbox": ctx.inbox_id, "doubt": entries.reads_as_record(ctx, said)}


def _sure_options(ctx: Context, known: Answers | None = None) -> Options:
    return [(ctx.t("button.is_request"), True), (ctx.t("button.is_record"), False)]


def _recorded(ctx: Context, known: Answers) -> None:
    """It was a record after all: kept as one, and the question waits."""
    kept = {name: known[name] for name in ("kind", "named", "secret") if name in known}
    entries.record(replace(ctx, inbox_id=known["told"]["inbox"]), str(known["told"]["words"]))
    ctx.draft = Draft(FILE.name, "told", kept, ctx.now)
    forms.park(ctx)


def _filed(ctx: Context, known: Answers) -> None:
    if not known.get("sure", True):
        _recorded(ctx, known)
        return
    kind: Kind = known["kind"]
    secret = None if known["named"] else str(known["secret"])
    today = ctx.now.date()
    due = workdays.add(today, ANSWER_WITHIN[kind], ctx.is_workday)
    number = requests.add(ctx.session, ctx.scope, kind, str(known["told"]["words"]), today, due, secret)
    day, to = ctx.texts.day(due), ctx.owner or ctx.t("request.office")
    if secret is not None:  # nothing that was said on the way stays with the person
        for message in (ctx.inbox_id, known["told"]["inbox"]):
            _forget(ctx, message)
        ctx.say(ctx.t("request.kept_anonymous", day=day, to=to))
        return
    ctx.audit("request.file", f"request:{number}")
    found = requests.one(ctx.session, ctx.scope, number)
    assert found is not None  # it was kept a moment ago
    admins = set(people.admins(ctx.session, ctx.scope)) - {ctx.member.person_id}
    told = [telling.tell(ctx.session, admin, ctx.now, lambda t: _card(t, found)) for admin in sorted(admins)]
    unheard = [] if any(told) else telling.unheard(ctx, admins)
    ctx.say("\n".join([ctx.t("request.kept", day=day, to=to), *unheard]))


def show(ctx: Context, args: Args) -> None:
    """A request, for whoever answers it."""
    found = requests.one(ctx.session, ctx.scope, int(args["request"]))
    if found is None or found.done is not None:
        raise Refused("request.gone")
    ctx.audit("request.show", f"request:{found.id}")
    reply = _card(ctx.texts, found)
    ctx.say(reply.text, *reply.choices)


def _card(t: Texts, one: Asked) -> Reply:
    kind, name = t.of("request_kind", one.kind), one.name or t("request.nobody")
    text = t("request.card", id=one.id, kind=kind, name=name, text=one.text, day=t.day(one.due_on))
    args: dict[str, Any] = {"request": one.id}
    yes = Choice(t("button.request_done"), "request.reply", args | {"done": True})
    return Reply(text, (yes, Choice(t("button.request_declined"), "request.reply", args | {"done": False})))


def reply(ctx: Context, args: Args) -> None:
    """Begins the answer."""
    found = requests.one(ctx.session, ctx.scope, int(args["request"]))
    if found is None or found.done is not None:
        raise Refused("request.gone")
    forms.start(ctx, ANSWER, request=found.id, done=bool(args["done"]))


def _replied(ctx: Context, known: Answers) -> None:
    number, words = int(known["request"]), str(known["words"])
    found = requests.one(ctx.session, ctx.scope, number)
    today = ctx.now.date()
    if found is None or not requests.answer(ctx.session, ctx.scope, number, words, today, done=bool(known["done"])):
        raise Refused("request.gone")
    ctx.audit("request.reply", f"request:{number}")
    if found.person_id is None:
        ctx.say(ctx.t("request.replied_anonymous"))
        return
    key = "done" if known["done"] else "declined"

    def words_of(t: Texts) -> Reply:
        return Reply(t.of("request_answer", key, text=card.shortened(found.text), answer=words))

    told = telling.tell(ctx.session, found.person_id, ctx.now, words_of)
    unheard = telling.unheard(ctx, [found.person_id])
    ctx.say(ctx.t("request.replied", name=found.name) if told else "\n".join([ctx.t("request.answered"), *unheard]))


def tell_admins(session: Session, now: datetime) -> int:
    """Says in the morning that something came in without a name, on a day before; `now` is local. How many."""
    if now.hour < MORNING:
        return 0
    counts = requests.untold(session, now.date())
    for township, count in counts.items():
        requests.told(session, township, now.date())
        for admin in people.admins(session, Scope(0, township)):
            telling.tell(session, admin, now, lambda t, count=count: Reply(t("request.came", count=count)))  # type: ignore[misc]
    return sum(counts.values())


FILE = Form(
    "request.file",
    (
        Step(
            "named",
            lambda ctx, known: ctx.t("request.named"),
            answers.choice(_named_options),
            _named_options,
            prose=True,
        ),
        Step(
            "secret",
            lambda ctx, known: ctx.t("request.secret"),
            _secret,
            when=lambda known: not known["named"],
            takes_number=True,
        ),
        Step("told", _ask, _told, takes_number=True, prose=True),
        Step(
            "sure",
            lambda ctx, known: ctx.t("request.sure"),
            answers.choice(_sure_options),
            _sure_options,
            when=lambda known: bool(known["told"]["doubt"]),
            prose=True,
        ),
    ),
    _filed,
)
ANSWER = Form(
    "request.answer",
    (Step("words", lambda ctx, known: ctx.t("request.words"), answers.text, takes_number=True, prose=True),),
    _replied,
)

WORDS = (Word("feedback", ("投诉建议",), "feedback", feedback),)
ACTIONS = (Action("request.start", start), Action("request.show", show), Action("request.reply", reply))
FORMS = (FILE, ANSWER)
