"""认情: a village's card: who works there, how many live there, what is open, when somebody last was there."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from handlers import card, notes
from handlers.kit import access
from handlers.kit.access import Relation
from handlers.kit.context import Context, Eyes
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from storage import dockets, households, reports, units, villages
from storage.areas import Area
from storage.villages import Village

# Villages offered as buttons; more than these are better said.
MOST: Final = 12

Fact = tuple[str, str]


class VillageCard(Struct, frozen=True):
    """A village as it is shown, the same in chat and on the page."""

    id: int
    name: str
    facts: tuple[Fact, ...]
    tags: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def whose(ctx: Context, village_id: int) -> Relation | None:
    """How the speaker stands to a village: he serves or reads it, or it is another one of his township."""
    path = villages.path(ctx.session, ctx.scope, village_id)
    if path is None:
        return None
    return "subtree" if ctx.scope.reads(path) else "township"


def look(eyes: Eyes, village_id: int) -> VillageCard | None:
    """The card of a village; None when there is none, or it is not for these eyes."""
    path = villages.path(eyes.session, eyes.scope, village_id)
    village = villages.one(eyes.session, eyes.scope, village_id)
    if path is None or village is None or not eyes.scope.reads(path):
        return None
    tags = households.tags(eyes.session, eyes.scope, [village.id])
    facts = [*_facts(eyes, village), *(_records(eyes, village) if access.reads_records(eyes.scope) else ())]
    return VillageCard(village.id, village.name, tuple(facts), tuple(tags.items()), card.notes(eyes, village.id, None))


def _facts(eyes: Eyes, village: Village) -> list[Fact]:
    t, join = eyes.t, eyes.t("card.comma").join
    people = t("village.people", households=village.households, people=village.people)
    facts = [
        (t("village.above"), village.above),
        (t("village.aka"), join(alias for alias in village.aliases if alias not in village.name)),
        (t("village.groups"), str(village.groups or "")),
        (t("village.officers"), join(village.officers)),
        (t("village.cadres"), join(village.cadres)),
        (t("village.register"), people if village.people else t("village.households", households=village.households)),
    ]
    return [(label, value) for label, value in facts if value]


def _records(eyes: Eyes, village: Village) -> list[Fact]:
    """What is open there, and when somebody last was there."""
    area = Area((village.id,), rest=False)
    live = dockets.live(eyes.session, eyes.scope, area, all_of_them=access.reads_sensitive(eyes.scope))
    today = eyes.now.date()
    late = sum(m.due_on is not None and m.due_on < today and m.state != "paused" for m in live)
    key = "village.live_late" if late else "village.live"
    last = reports.last_visits(eyes.session, eyes.scope, area).get(village.id)
    return [
        (eyes.t("village.matters"), eyes.t(key, live=len(live), late=late)),
        (eyes.t("village.seen"), card.ago(eyes, last)),
    ]


# --- in chat ------------------------------------------------------------------------------------------------------


def known(ctx: Context, args: Args) -> None:
    """The word 村情: the village named behind it, one's only one, or which; with more behind that, a note on it."""
    said, _, words = str(args["argument"]).strip().partition(" ")
    near = {unit.id: unit.name for unit in units.below(ctx.session, ctx.scope)}
    meant = {place.village for place in ctx.names().places.get(said, ()) if place.village in near}
    wanted = meant if said else near
    if len(wanted) == 1 and words.strip():
        notes.keep(ctx, next(iter(wanted)), words.strip())
    elif len(wanted) == 1:
        show(ctx, {"village": next(iter(wanted))})
    elif not wanted:
        ctx.say(ctx.t("village.none", said=card.shortened(said)) if said else ctx.t("household.no_villages"))
    else:
        choices = [Choice(near[id_], "village.show", {"village": id_}) for id_ in sorted(wanted)]
        ctx.say(ctx.t("village.which"), *choices[:MOST])


def show(ctx: Context, args: Args) -> None:
    """The card of a village."""
    seen = look(ctx.eyes, int(args["village"]))
    if seen is None:
        raise Refused("press.gone")
    ctx.audit("village.show", f"village:{seen.id}")
    choices = [Choice(ctx.t("button.households"), "household.list", {"said": seen.name, "page": 0})]
    if access.reads_records(ctx.scope):
        choices.append(Choice(ctx.t("button.records"), "find.page", {"said": seen.name, "page": 0}))
    choices.append(Choice(ctx.t("button.note"), "note.write", {"village": seen.id}))
    if seen.notes:
        choices.append(Choice(ctx.t("button.notes"), "note.list", {"village": seen.id}))
    ctx.say(as_text(seen, ctx.eyes), *choices, about=f"village:{seen.id}")


def as_text(seen: VillageCard, eyes: Eyes) -> str:
    """The card as one chat message."""
    lines = [seen.name, *(eyes.t("household.fact", label=label, value=value) for label, value in seen.facts)]
    if seen.tags:
        tags = (eyes.t("village.tag", tag=tag, count=count) for tag, count in seen.tags)
        lines.append(eyes.t("village.tags", tags=eyes.t("card.comma").join(tags)))
    if seen.notes:
        lines += [eyes.t("village.notes"), *(f" · {text}" for text in seen.notes)]
    return "\n".join(lines)


WORDS = (Word("village", ("村情", "认情"), "village", known),)
ACTIONS = (Action("village.show", show, on="village"),)
FORMS: tuple[Form, ...] = ()
