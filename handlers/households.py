"""认人: a household's card, and the households that a name, its sound, a village, a 组 or a tag means."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from handlers import card, register
from handlers.kit import access, answers
from handlers.kit.access import Relation
from handlers.kit.context import Context, Eyes
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word, back_to
from handlers.patterns import regex
from storage import households, units
from storage.agenda import Promised
from storage.dockets import Matter
from storage.households import Home, Sought

PAGE: Final = 8
# Households on one page of the phone.
SHELF: Final = 40
# Villages and tags offered to whoever only says 认人.
MOST_VILLAGES: Final = 6
MOST_TAGS: Final = 4
_GROUP: Final = regex(r"(.{1,3})[组队]")

Fact = tuple[str, str]


class Pending(Struct, frozen=True):
    """A matter of a household that is still open; `label` stands on its button."""

    issue: int
    text: str
    label: str


class HouseholdCard(Struct, frozen=True):
    """A household as it is shown, the same in chat and on the page; `said` finds its records with 查."""

    id: int
    village_id: int
    gone: bool
    title: str
    tags: tuple[str, ...]
    facts: tuple[Fact, ...]
    matters: tuple[Pending, ...]
    promises: tuple[str, ...]
    notes: tuple[str, ...]
    said: str


def whose(ctx: Context, household_id: int) -> Relation | None:
    """How the speaker stands to a household: it is of a village he serves or reads, or of another one."""
    found = households.standing(ctx.session, ctx.scope, household_id)
    if found is None:
        return None
    return "subtree" if ctx.scope.reads(found[1]) else "township"


def look(eyes: Eyes, household_id: int) -> HouseholdCard | None:
    """The card of a household; None when there is none, or it is not for these eyes."""
    standing = households.standing(eyes.session, eyes.scope, household_id)
    home = households.one(eyes.session, eyes.scope, household_id)
    if standing is None or home is None or not eyes.scope.reads(standing[1]):
        return None
    all_of_them = access.reads_sensitive(eyes.scope)
    matters: list[Matter] = []
    promised: list[Promised] = []
    if access.reads_records(eyes.scope):
        matters = households.matters(eyes.session, eyes.scope, home.id, all_of_them=all_of_them)
        promised = households.promised(eyes.session, eyes.scope, home.id, all_of_them=all_of_them)
    return HouseholdCard(
        home.id,
        home.village_id,
        home.moved_on is not None,
        eyes.t("household.title", head=home.head, place=card.place(eyes, home)),
        home.tags,
        tuple(_facts(eyes, home)),
        tuple(Pending(m.id, _matter(eyes, m), card.brief(m.text)) for m in matters),
        tuple(_promise(eyes, one) for one in promised),
        card.notes(eyes, home.village_id, home.id),
        f"{home.village} {home.head}",
    )


def _facts(eyes: Eyes, home: Home) -> list[Fact]:
    t, facts = eyes.t, [(eyes.t("household.no"), str(home.no))]
    if home.moved_on is not None:
        facts.append((t("household.gone"), card.day(eyes, home.moved_on)))
    if aka := households.aliases(eyes.session, eyes.scope, home.id):
        facts.append((t("household.aka"), t("card.comma").join(aka)))
    if home.born is not None:
        facts.append((t("household.born"), _years(eyes, home.born)))
    if family := _family(eyes, home):
        facts.append((t("household.family"), family))
    if home.phone:
        facts.append((t("household.phone"), card.phone(eyes, home.village_id, home.phone)))
    if access.reads_records(eyes.scope):
        facts.append((t("household.seen"), card.ago(eyes, households.last_seen(eyes.session, eyes.scope, home.id))))
    return facts


def _family(eyes: Eyes, home: Home) -> str:
    """How many they are, and who the others are as far as the register names them."""
    known = [one for one in households.members(eyes.session, eyes.scope, home.id) if one.name != home.head]
    told = [
        " ".join(filter(None, (one.relation, one.name, _years(eyes, one.born) if one.born else None))) for one in known
    ]
    count = eyes.t("household.count", count=home.members) if home.members else ""
    return eyes.t("household.colon").join(filter(None, (count, eyes.t("card.comma").join(told))))


def _years(eyes: Eyes, born: int) -> str:
    return eyes.t("household.years", born=born, age=eyes.now.year - born)


def _matter(eyes: Eyes, matter: Matter) -> str:
    state = eyes.texts.of("issue_state", matter.state)
    if matter.due_on is None or matter.state == "paused":
        return eyes.t("household.matter", text=card.shortened(matter.text), state=state)
    text = card.shortened(matter.text)
    return eyes.t("household.matter_due", text=text, state=state, day=card.day(eyes, matter.due_on))


def _promise(eyes: Eyes, promised: Promised) -> str:
    return eyes.t("household.promise", day=card.day(eyes, promised.due_on), text=card.shortened(promised.text))


class Line(Struct, frozen=True):
    """A household on the page's list."""

    id: int
    head: str
    place: str
    tags: str


class Shelf(Struct, frozen=True):
    """A page of the register: the villages and tags to choose from, and the households of the choice."""

    villages: tuple[tuple[int, str], ...]
    tags: tuple[tuple[str, int], ...]
    homes: tuple[Line, ...]
    more: bool


def shelf(eyes: Eyes, village: int, tag: str, said: str, number: int) -> Shelf:
    """Page `number` (from 0) of the households of a village, or 0 for all of one's own, with a tag and a name."""
    near = {unit.id: unit.name for unit in units.below(eyes.session, eyes.scope)}
    here = [id_ for id_ in near if village in (0, id_)]
    ids = households.named(eyes.session, eyes.scope, here, said) if said else None
    sought = Sought(here, ids, tags=[tag] if tag else [])
    homes, more = households.found(eyes.session, eyes.scope, sought, number, SHELF)
    return Shelf(
        tuple(near.items()),
        tuple(households.tags(eyes.session, eyes.scope, here).items()),
        tuple(Line(home.id, home.head, card.place(eyes, home), " ".join(home.tags)) for home in homes),
        more,
    )


# --- in chat ------------------------------------------------------------------------------------------------------


def show(ctx: Context, args: Args) -> None:
    """The card of a household, with its matters and records one press away."""
    seen = look(ctx.eyes, int(args["household"]))
    if seen is None:
        raise Refused("press.gone")
    ctx.audit("household.show", f"household:{seen.id}")
    back = back_to("household.show", {"household": seen.id})
    choices = [Choice(one.label, "issue.show", {"issue": one.issue, **back}) for one in seen.matters[:MOST_VILLAGES]]
    if access.reads_records(ctx.scope):
        choices.append(Choice(ctx.t("button.records"), "find.page", {"said": seen.said, "page": 0}))
    if not seen.gone:
        choices.append(Choice(ctx.t("button.correct"), "household.edit", {"household": seen.id}))
    choices.append(Choice(ctx.t("button.village"), "village.show", {"village": seen.village_id}))
    ctx.say(as_text(seen, ctx.eyes), *choices, about=f"household:{seen.id}")


def as_text(seen: HouseholdCard, eyes: Eyes) -> str:
    """The card as one chat message."""
    lines = [seen.title, eyes.t("card.comma").join(seen.tags)]
    lines += [eyes.t("household.fact", label=label, value=value) for label, value in seen.facts]
    if seen.matters:
        lines += [eyes.t("household.matters", count=len(seen.matters)), *(f" · {one.text}" for one in seen.matters)]
    if seen.promises:
        lines += [eyes.t("household.promises"), *(f" · {text}" for text in seen.promises)]
    if seen.notes:
        lines += [eyes.t("household.notes"), *(f" · {text}" for text in seen.notes)]
    return "\n".join(filter(None, lines))


def known(ctx: Context, args: Args) -> None:
    """The word 认人: a guide, or whom the words behind it mean."""
    said = str(args["argument"]).strip()
    if said:
        listed(ctx, {"said": said, "page": 0})
    else:
        _guide(ctx)


def _guide(ctx: Context) -> None:
    """By village, by tag; a name can always be said."""
    near = units.below(ctx.session, ctx.scope)
    if not near:
        ctx.say(ctx.t("household.no_villages"))
        return
    tags = households.tags(ctx.session, ctx.scope, [unit.id for unit in near])
    choices = [
        Choice(unit.name, "household.list", {"said": unit.name, "page": 0})
        for unit in near
        if len(near) <= MOST_VILLAGES
    ]
    choices.append(Choice(ctx.t("button.unseen"), "unseen.list", {"tag": "", "page": 0}))
    choices += [
        Choice(ctx.t("household.tagged", tag=tag, count=count), "household.list", {"said": tag, "page": 0})
        for tag, count in list(tags.items())[:MOST_TAGS]
    ]
    ctx.say(ctx.t("household.how"), *choices)


def listed(ctx: Context, args: Args) -> None:
    """One page of the households meant; one alone is shown at once."""
    said, number = str(args["said"]), int(args["page"])
    homes, more = households.found(ctx.session, ctx.scope, sought(ctx, said), number, PAGE)
    if not homes:
        ctx.say(ctx.t("household.none", said=card.shortened(said)))
    elif len(homes) == 1 and number == 0:
        show(ctx, {"household": homes[0].id})
    else:
        back = back_to("household.list", {"said": said, "page": number})
        choices = [Choice(line(ctx, home), "household.show", {"household": home.id, **back}) for home in homes]
        choices += card.pages(ctx, "household.list", {"said": said}, number, more)
        ctx.say(ctx.t("household.page", said=card.shortened(said), number=number + 1), *choices)


def line(ctx: Context, home: Home) -> str:
    """A household in one line: 李桂兰（王家坞村2组）独居老人."""
    return ctx.t("household.line", head=home.head, place=card.place(ctx, home), tags=" ".join(home.tags)).strip()


def sought(ctx: Context, said: str) -> Sought:
    """What the words ask for: each is a village, a 组, a tag, or somebody. What is nothing of these finds nothing."""
    near = [unit.id for unit in units.below(ctx.session, ctx.scope)]
    tags = households.tags(ctx.session, ctx.scope, near)
    here: list[int] = near
    wanted: dict[str, Any] = {"tags": []}
    for word in said.replace("，", " ").replace(",", " ").split():
        places = {found.village for found in ctx.names().places.get(word, ())}
        if places:
            here = [village for village in here if village in places]
        elif (group := _GROUP.fullmatch(word)) and (no := answers.as_number(group[1])) is not None:
            wanted["group"] = no
        elif tag := next((tag for tag in tags if tag in (word, f"{word}户")), None):
            wanted["tags"].append(tag)
        else:
            meant = register.people(ctx, near, word)
            wanted["ids"] = [id_ for id_ in meant if id_ in wanted.get("ids", meant)]
    return Sought(here, **wanted)


WORDS = (Word("household", ("认人",), "household", known),)
ACTIONS = (Action("household.show", show, on="household"), Action("household.list", listed))
FORMS: tuple[Form, ...] = ()
