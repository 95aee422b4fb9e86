"""From what was read to what is kept: people, matters with their deadlines, who answers for them, 补记."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from msgspec.structs import replace

from handlers.kit.context import Context
from handlers.reading import Mention, Reading, ReadIssue, read
from handlers.rules import deadlines, evidence, wording
from storage import issues
from storage.records import Matter, Record, Someone
from storage.vocabulary import DUTY_CODES


def understand(ctx: Context, text: str, said_at: datetime | None = None) -> Reading:
    """What the sentence says, read with the speaker's township and own villages, as on the day it was said."""
    return read(text, said_at or ctx.now, ctx.names(), ctx.home, ctx.is_workday)


def resolve(ctx: Context, names: str, village: int | None) -> tuple[Mention, ...]:
    """The villagers meant by names alone, in a village if it is known."""
    home = ctx.scope.villages if village is None else (village,)
    return read(f"走访了{names}", ctx.now, ctx.names(), home, ctx.is_workday).people


def draft(ctx: Context, text: str, reading: Reading) -> Record:
    """The record of a sentence that was read as one."""
    today = ctx.now.date()
    day = min(reading.date or today, today)
    record = Record(
        person_id=ctx.member.person_id,
        village_id=reading.village,
        kind=reading.kind,
        day=day,
        text=text,
        channel=ctx.incoming.channel,
        said_at=ctx.now,
        late=day < today,
        people=people_of(reading.people),
        matters=tuple(_matter(ctx, issue, day) for issue in reading.issues),
        duties=tuple(sorted(reading.duties, key=DUTY_CODES.index)),
        promise=reading.promise,
    )
    return settle(ctx, record)


def note(ctx: Context, text: str, day: date) -> Record:
    """A record of plain words, in which nothing was found."""
    own = ctx.home
    village = own[0] if len(own) == 1 else None
    today = ctx.now.date()
    return Record(ctx.member.person_id, village, "note", day, text, ctx.incoming.channel, ctx.now, day < today)


def settle(ctx: Context, record: Record) -> Record:
    """Fills in what follows from the content: who answers for the matters and until when."""
    if not record.matters:
        return record
    matters = tuple(replace(matter, due_on=_due(ctx, record, matter)) for matter in record.matters)
    return replace(record, matters=matters, owner_id=ctx.once(issues.owners).get(record.village_id))


def rederive(ctx: Context, before: Record, record: Record) -> Record:
    """A corrected record with its kind, 补记, duties, owner and deadlines brought in line.

    A deadline whose grounds have not changed stays as it is.
    """
    kind = _kind(record)
    old = evidence.follow(before.kind, (matter.category for matter in before.matters))
    new = evidence.follow(kind, (matter.category for matter in record.matters))
    duties = evidence.after_change(record.duties, old, new)
    settled = settle(ctx, replace(record, kind=kind, duties=duties, late=record.day < _said_on(ctx, record)))
    grounds = {_grounds(before, matter): matter.due_on for matter in before.matters}
    matters = tuple(replace(m, due_on=grounds.get(_grounds(settled, m), m.due_on)) for m in settled.matters)
    return replace(settled, matters=matters)


def relocate(ctx: Context, record: Record, village: int) -> Record:
    """The record in another village, its people looked up there."""
    moved: dict[int, int | None] = {}
    people = []
    for someone in record.people:
        if ctx.names().homes.get(someone.household or 0) != village:
            found = next(iter(resolve(ctx, someone.words, village)), None)
            house = found.household if found else None
            if someone.household is not None:
                moved[someone.household] = house
            name = found.name if found and house else someone.words
            someone = replace(someone, name=name, household=house)
        people.append(someone)
    matters = tuple(replace(m, households=_moved(m.households, moved)) for m in record.matters)
    return replace(record, village_id=village, people=tuple(people), matters=matters)


def people_of(mentions: Iterable[Mention]) -> tuple[Someone, ...]:
    """Each villager once; whoever was seen counts as seen."""
    found: dict[tuple[str, int | None], Someone] = {}
    for mention in mentions:
        key = (mention.name, mention.household)
        seen = mention.seen or (key in found and found[key].seen)
        found[key] = Someone(mention.name, mention.words, mention.household, seen)
    return tuple(found.values())


def _moved(households: Iterable[int], moved: dict[int, int | None]) -> tuple[int, ...]:
    places = (moved.get(household, household) for household in households)
    return tuple(household for household in places if household is not None)


def _grounds(record: Record, matter: Matter) -> tuple[object, ...]:
    return matter.id, matter.category, matter.urgent, record.day, record.promise


def _kind(record: Record) -> str:
    """A record with people seen is a visit; matters make it an issue; without either its kind stays."""
    visit = any(someone.seen for someone in record.people) or "visit" in record.kind
    if visit:
        return "visit+issue" if record.matters else "visit"
    if record.matters:
        return "issue"
    return "duty" if record.kind == "duty" or record.duties else "note"


def _matter(ctx: Context, issue: ReadIssue, day: date) -> Matter:
    handled = issue.state == "handled"
    return Matter(
        category=issue.category,
        text=wording.told(issue.text, ctx.now.date(), ctx.is_workday),
        place=issue.place,
        urgent=issue.urgent,
        state="resolved" if handled else "open",
        done_on=day if handled else None,
        households=tuple(dict.fromkeys(m.household for m in issue.people if m.household is not None)),
    )


def _due(ctx: Context, record: Record, matter: Matter) -> date | None:
    """Nothing is overdue at birth: a matter that is written down late is due on that day at the earliest."""
    if not matter.live:
        return matter.due_on
    due = deadlines.due(matter.category, record.day, ctx.is_workday, urgent=matter.urgent, promise=record.promise)
    return max(due, _said_on(ctx, record))


def _said_on(ctx: Context, record: Record) -> date:
    return record.said_at.astimezone(ctx.now.tzinfo).date()
