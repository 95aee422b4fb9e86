"""更正 on a household's card, field by field; what leads away from the register is asked about first."""

from __future__ import annotations

from typing import Any, Final

from handlers import card, changed
from handlers.kit import answers, forms
from handlers.kit.answers import Options, Unreadable
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import phones
from storage import changes, households
from storage.changes import Change
from storage.households import Home, Member
from storage.vocabulary import TAGS

# What can be corrected on a household's card, in the order of the buttons.
FIELDS: Final = ("phone", "note", "tag", "untag", "gone", "away")
# The answers of the form that are no member's number.
HEAD, NOBODY = 0, -1


def edit(ctx: Context, args: Args) -> None:
    """更正 on a household's card: what."""
    home = home_of(ctx, int(args["household"]))
    if home is None:
        raise Refused("press.gone")
    choices = [
        Choice(ctx.texts.of("change_field", field), "household.field", {"household": home.id, "field": field})
        for field in FIELDS
        if home.tags or field != "untag"
    ]
    ctx.say(ctx.t("change.what", head=home.head, place=card.place(ctx, home)), *choices)


def field(ctx: Context, args: Args) -> None:
    """A field was chosen: asks for its value."""
    known = {"value": True} if args["field"] == "away" else {}
    forms.start(ctx, FORM, household=int(args["household"]), field=str(args["field"]), **known)


def _near(ctx: Context, known: Answers) -> Home:
    """The household of the form, as long as it is one's own. Raises Refused."""
    standing = households.standing(ctx.session, ctx.scope, int(known["household"]))
    home = home_of(ctx, int(known["household"]))
    if standing is None or home is None or not ctx.scope.reads(standing[1]):
        raise Refused("press.gone")
    return home


def _options(ctx: Context, known: Answers) -> Options:
    home = _near(ctx, known)
    match known["field"]:
        case "tag":
            return [(tag, tag) for tag in TAGS if tag not in home.tags]
        case "untag":
            return [(tag, tag) for tag in home.tags]
        case "gone":
            return [(home.head, HEAD), *((one.name, one.id) for one in members(ctx, home))]
    return ()


def _heirs(ctx: Context, known: Answers) -> Options:
    others = [(one.name, one.id) for one in members(ctx, _near(ctx, known))]
    return [*others, (ctx.t("change.nobody"), NOBODY)]


def _yes_no(ctx: Context, known: Answers) -> Options:
    return [(ctx.t("change.yes"), True), (ctx.t("change.no"), False)]


def _value(ctx: Context) -> Any:
    """The answer to the question about a field. Raises Unreadable."""
    assert ctx.draft is not None  # a step is only read inside its form
    known = ctx.draft.answers
    if known["field"] == "phone":
        return _number(ctx)
    if known["field"] == "note":
        return answers.text(ctx)
    return answers.choice(lambda c: _options(c, known))(ctx)


def _heir(ctx: Context) -> Any:
    assert ctx.draft is not None  # a step is only read inside its form
    known = ctx.draft.answers
    return answers.choice(lambda c: _heirs(c, known))(ctx)


def _number(ctx: Context) -> str:
    found = phones.NUMBER.search(answers.text(ctx))
    if found is None:
        raise Unreadable("change.no_number")
    return phones.bare(found[1])


def _ask(ctx: Context, known: Answers) -> str:
    home = _near(ctx, known)
    return ctx.texts.of("change_ask", known["field"], head=home.head)


def _ask_sure(ctx: Context, known: Answers) -> str:
    home = _near(ctx, known)
    where = card.place(ctx, home)
    if known["field"] == "away":
        return ctx.t("change.sure_away", head=home.head, place=where)
    return ctx.t("change.sure_gone", name=_name(ctx, home, int(known["value"])), head=home.head, place=where)


def _leaves_nobody(known: Answers) -> bool:
    return known["field"] == "gone" and known.get("value") == HEAD


def _done(ctx: Context, known: Answers) -> None:
    home = _near(ctx, known)
    if known.get("sure") is False:
        ctx.say(ctx.t("change.left"))
    elif known["field"] == "gone":
        _leave(ctx, home, int(known["value"]), known.get("heir"))
    else:
        write(ctx, home, str(known["field"]), known["value"])


FORM = Form(
    "household.correct",
    (
        Step("value", _ask, _value, _options),
        Step("sure", _ask_sure, answers.yes_no, _yes_no, lambda known: known["field"] in ("gone", "away")),
        Step(
            "heir",
            lambda ctx, known: ctx.t("change.heir", head=_near(ctx, known).head),
            _heir,
            _heirs,
            lambda known: _leaves_nobody(known) and known.get("sure") is True,
        ),
    ),
    _done,
)


def _leave(ctx: Context, home: Home, member: int, heir: int | None) -> None:
    """Somebody is gone: a member, or the head, whose place another takes; without another the household is gone."""
    if member != HEAD:
        _make(ctx, home, Change("gone", home.village_id, home.id, None, _name(ctx, home, member), ctx.now, member))
    elif heir is None or heir == NOBODY:
        write(ctx, home, "away", True)
    else:
        _make(ctx, home, Change("head", home.village_id, home.id, home.head, _name(ctx, home, heir), ctx.now))


def write(ctx: Context, home: Home, name: str, value: Any) -> None:
    """Writes one field of a household, and says so."""
    common = home.village_id, home.id
    today = ctx.now.date().isoformat()
    written = {
        "phone": lambda: Change("phone", *common, home.phone, value, ctx.now),
        "tag": lambda: Change("tag", *common, None, value, ctx.now),
        "untag": lambda: Change("tag", *common, value, None, ctx.now),
        "note": lambda: Change("note", *common, None, value, ctx.now),
        "away": lambda: Change("away", *common, None, today, ctx.now),
    }[name]()
    _make(ctx, home, written)


def _make(ctx: Context, home: Home, change: Change) -> None:
    made = changes.make(ctx.session, ctx.scope, change)
    if made is None:
        open_ = Choice(ctx.t("button.household"), "household.show", {"household": home.id})
        ctx.say(ctx.t("change.same", head=home.head, place=card.place(ctx, home)), open_)
    else:
        changed.announce(ctx, made)


def home_of(ctx: Context, household_id: int) -> Home | None:
    """A household that still lives there."""
    home = households.one(ctx.session, ctx.scope, household_id)
    return home if home is not None and home.moved_on is None else None


def members(ctx: Context, home: Home) -> list[Member]:
    """Who else lives there."""
    return [one for one in households.members(ctx.session, ctx.scope, home.id) if one.name != home.head]


def _name(ctx: Context, home: Home, member: int) -> str:
    return next((one.name for one in members(ctx, home) if one.id == member), home.head)


WORDS: tuple[Word, ...] = ()
ACTIONS = (
    Action("household.edit", edit, on="household"),
    Action("household.field", field, on="household"),
)
FORMS = (FORM,)
