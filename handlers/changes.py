"""The register corrected from the field: said or pressed, seen by the admin, taken back by a press.

张三换号码了 170-1234-5678 · 李桂兰现在是低保户 · 李桂兰备注：儿子在杭州 · 李桂兰去世了
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from handlers import card, changed, register
from handlers.kit import access, answers, forms
from handlers.kit.access import Relation
from handlers.kit.answers import Options, Unreadable
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import phones
from handlers.rules.news import News, news
from storage import changes, households, units
from storage.changes import Change
from storage.households import Home, Member, Sought
from storage.vocabulary import TAGS

# What can be corrected on a household's card, in the order of the buttons.
FIELDS: Final = ("phone", "note", "tag", "untag", "gone", "away")
PAGE: Final = 6
# How far back 变动 looks.
KEPT: Final = timedelta(days=90)
# How many households of one name are offered.
MOST: Final = 8
# The answers of the form that are no member's number.
HEAD, NOBODY = 0, -1


def said(ctx: Context, text: str) -> bool:
    """A sentence that belongs in the register and nowhere else; True if it was one and is dealt with."""
    found = news(text)
    if found is None:
        return False
    near = [unit.id for unit in units.below(ctx.session, ctx.scope)]
    meant = Sought(near, register.people(ctx, near, found.who))
    homes, _ = households.found(ctx.session, ctx.scope, meant, 0, MOST)
    if not homes:
        return False
    if len(homes) == 1:
        _told(ctx, homes[0], found)
    else:
        _which(ctx, homes, found)
    return True


def _which(ctx: Context, homes: Iterable[Home], found: News) -> None:
    """Several bear the name: asks whose news it is."""
    about = {"who": found.who, "field": found.field, "value": found.value}
    choices = [
        Choice(
            ctx.t("change.whose", head=home.head, place=card.place(ctx, home)),
            "household.told",
            {"household": home.id, **about},
        )
        for home in homes
    ]
    ctx.say(ctx.t("change.which"), *choices)


def told(ctx: Context, args: Args) -> None:
    """The household was chosen to which the news belongs."""
    home = _home(ctx, int(args["household"]))
    if home is None:
        raise Refused("press.gone")
    _told(ctx, home, News(args["who"], args["field"], args["value"]))


def _told(ctx: Context, home: Home, found: News) -> None:
    """Writes the news at once, as it is undone at once; asks before anybody leaves the register."""
    if found.field == "away":
        forms.start(ctx, FORM, household=home.id, field="away", value=True)
    elif found.field == "gone":
        meant = _meant(ctx, home, found.who)
        forms.start(ctx, FORM, household=home.id, field="gone", **({} if meant is None else {"value": meant}))
    else:
        _write(ctx, home, found.field, found.value)


def edit(ctx: Context, args: Args) -> None:
    """更正 on a household's card: what."""
    home = _home(ctx, int(args["household"]))
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


# --- the form -----------------------------------------------------------------------------------------------------


def _near(ctx: Context, known: Answers) -> Home:
    """The household of the form, as long as it is one's own. Raises Refused."""
    standing = households.standing(ctx.session, ctx.scope, int(known["household"]))
    home = _home(ctx, int(known["household"]))
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
            return [(home.head, HEAD), *((one.name, one.id) for one in _members(ctx, home))]
    return ()


def _heirs(ctx: Context, known: Answers) -> Options:
    others = [(one.name, one.id) for one in _members(ctx, _near(ctx, known))]
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
        _write(ctx, home, str(known["field"]), known["value"])


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


# --- writing ------------------------------------------------------------------------------------------------------


def _leave(ctx: Context, home: Home, member: int, heir: int | None) -> None:
    """Somebody is gone: a member, or the head, whose place another takes; without another the household is gone."""
    if member != HEAD:
        _make(ctx, home, Change("gone", home.village_id, home.id, None, _name(ctx, home, member), ctx.now, member))
    elif heir is None or heir == NOBODY:
        _write(ctx, home, "away", True)
    else:
        _make(ctx, home, Change("head", home.village_id, home.id, home.head, _name(ctx, home, heir), ctx.now))


def _write(ctx: Context, home: Home, name: str, value: Any) -> None:
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


# --- seen and taken back ------------------------------------------------------------------------------------------


def whose(ctx: Context, change_id: int) -> Relation | None:
    """How the speaker stands to a change: he made it; it is of a village he reads; of another one."""
    made = changes.one(ctx.session, ctx.scope, change_id)
    if made is None:
        return None
    if made.by_id == ctx.member.person_id:
        return "own"
    return "subtree" if ctx.scope.reads(made.path) else "township"


def list_(ctx: Context, args: Args) -> None:
    """The word 变动: what was changed in the register of one's villages, the newest first."""
    number = int(args.get("page", 0))
    near = [unit.id for unit in units.below(ctx.session, ctx.scope)]
    found, more = changes.latest(ctx.session, ctx.scope, near, ctx.now - KEPT, number, PAGE)
    if not found:
        ctx.say(ctx.t("change.none"))
        return
    lines = [ctx.t("change.page", number=number + 1), *(f"· {changed.line(ctx, made)}" for made in found)]
    choices = [
        Choice(
            ctx.t("change.open", head=made.head or made.village, field=ctx.texts.of("change_kind", made.change.field)),
            "change.show",
            {"change": made.id},
        )
        for made in found
    ]
    ctx.say("\n".join(lines), *choices, *card.pages(ctx, "change.list", {}, number, more))


def show(ctx: Context, args: Args) -> None:
    """One change, with the button that takes it back for whoever may."""
    made = changes.one(ctx.session, ctx.scope, int(args["change"]))
    assert made is not None  # the route's target look-up has found it
    choices = []
    if made.undone_at is None and access.allowed("change.undo", ctx.scope.roles, whose(ctx, made.id)):
        choices.append(Choice(ctx.t("button.take_back"), "change.undo", {"change": made.id}))
    if made.change.household is not None:
        choices.append(Choice(ctx.t("button.household"), "household.show", {"household": made.change.household}))
    ctx.say(changed.line(ctx, made), *choices, about=f"change:{made.id}")


def undo(ctx: Context, args: Args) -> None:
    """改回去: as it was before."""
    id_ = int(args["change"])
    if not changes.undo(ctx.session, ctx.scope, id_, ctx.now):
        raise Refused("change.too_late")
    ctx.audit("change.undo", f"change:{id_}")
    made = changes.one(ctx.session, ctx.scope, id_)
    assert made is not None  # it was read a moment ago
    ctx.say(ctx.t("change.undone", what=changed.describe(ctx, made)), about=f"change:{id_}")


def _home(ctx: Context, household_id: int) -> Home | None:
    """A household that still lives there."""
    home = households.one(ctx.session, ctx.scope, household_id)
    return home if home is not None and home.moved_on is None else None


def _members(ctx: Context, home: Home) -> list[Member]:
    return [one for one in households.members(ctx.session, ctx.scope, home.id) if one.name != home.head]


def _meant(ctx: Context, home: Home, who: str) -> int | None:
    """Whom of a household a name means: a member, or the head by one of his names; None for nobody who is there."""
    member = next((one.id for one in _members(ctx, home) if one.name in who), None)
    heads = (home.head, *households.aliases(ctx.session, ctx.scope, home.id))
    return HEAD if member is None and any(name in who for name in heads) else member


def _name(ctx: Context, home: Home, member: int) -> str:
    return next((one.name for one in _members(ctx, home) if one.id == member), home.head)


WORDS = (Word("changes", ("变动", "户册变动"), "changes", list_, alone=True),)
ACTIONS = (
    Action("household.edit", edit, on="household"),
    Action("household.field", field, on="household"),
    Action("household.told", told, on="household"),
    Action("change.list", list_),
    Action("change.show", show, on="change"),
    Action("change.undo", undo, on="change"),
)
FORMS = (FORM,)
