"""查: records and matters of one's own subtree by household, village, days, state and words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from storage import issues
from storage.engine import unindexed
from storage.pinyin import begins, pinyin_key
from storage.scope import Scope
from storage.tables import Entry, EntryPerson, Household, Issue, IssueHousehold, Resident, Unit


class Wanted(Struct, frozen=True):
    """What is looked for, all of it at once. `near` are the villages whose records may be found beside one's own.

    `states`, `late` (due before that day) and `issue` ask for matters. Without `all_of_them`, what makes a sensitive
    matter findable is only for its author and its owner.
    """

    near: Collection[int]
    all_of_them: bool = False
    states: Collection[str] = ()
    late: date | None = None
    issue: int | None = None
    village: int | None = None
    households: Collection[int] = ()
    days: tuple[date, date] | None = None
    categories: Collection[str] = ()
    words: Collection[str] = ()


class Found(Struct, frozen=True):
    """A matter as a list shows it."""

    id: int
    day: date
    village: str | None
    category: str
    text: str
    state: str


def matters(session: Session, scope: Scope, wanted: Wanted, number: int, size: int) -> tuple[list[Found], bool]:
    """Page `number` (from 0) of the matters found, the newest first, and whether there are more."""
    mine = or_(Issue.owner_id == scope.person_id, Entry.person_id == scope.person_id)
    query = (
        select(Issue.id, Issue.opened_on, Unit.name, Issue.category, Issue.text, Issue.state)
        .join(Entry, Entry.id == Issue.entry_id)
        .outerjoin(Unit, Unit.id == Issue.village_id)
        .where(Issue.township_id == scope.township_id, Issue.withdrawn_at.is_(None))
        .where(or_(mine, Issue.village_id.in_(wanted.near)))
        .order_by(Issue.opened_on.desc(), Issue.id.desc())
    )
    if not wanted.all_of_them:
        query = query.where(issues.readable(scope))
    for condition in _asked(scope, wanted):
        query = query.where(condition)
    rows = [Found(*row) for row in session.execute(query.offset(number * size).limit(size + 1))]
    return rows[:size], len(rows) > size


def _asked(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What is asked of a matter. Days are those on which it was settled, if it is to be settled, else was told."""
    asked: list[ColumnElement[bool]] = [Issue.text.contains(word, autoescape=True) for word in wanted.words]
    if wanted.issue is not None:
        asked.append(Issue.id == wanted.issue)
    if wanted.states:
        asked.append(Issue.state.in_(wanted.states))
    if wanted.late is not None:
        asked += [Issue.due_on < wanted.late, Issue.done_on.is_(None), Issue.state != "paused"]
    if wanted.village is not None:
        asked.append(Issue.village_id == wanted.village)
    if wanted.categories:
        asked.append(Issue.category.in_(wanted.categories))
    if wanted.days is not None:
        day = Issue.done_on if "resolved" in wanted.states and "open" not in wanted.states else Issue.opened_on
        asked.append(day.between(*wanted.days))
    if wanted.households:
        of_them = IssueHousehold.household_id.in_(wanted.households)
        concerned = select(IssueHousehold.issue_id).where(IssueHousehold.township_id == scope.township_id, of_them)
        asked.append(Issue.id.in_(concerned))
    return asked


def entries(session: Session, scope: Scope, wanted: Wanted, number: int, size: int) -> tuple[list[int], bool]:
    """Page `number` (from 0) of the records found, the newest first, and whether there are more."""
    query = _filtered(scope, wanted).order_by(Entry.day.desc(), Entry.id.desc())
    ids = list(session.scalars(query.offset(number * size).limit(size + 1)))
    return ids[:size], len(ids) > size


def _filtered(scope: Scope, wanted: Wanted) -> Select[int]:
    readable = or_(Entry.person_id == scope.person_id, Entry.village_id.in_(wanted.near))
    query = select(Entry.id).where(Entry.township_id == scope.township_id, Entry.undone_at.is_(None), readable)
    if not wanted.all_of_them and (wanted.households or wanted.categories or wanted.words):
        query = query.where(or_(Entry.person_id == scope.person_id, ~hidden(scope)))
    if wanted.village is not None:
        query = query.where(Entry.village_id == wanted.village)
    if wanted.days is not None:
        query = query.where(Entry.day.between(*wanted.days))
    if wanted.households:
        query = query.where(
            Entry.id.in_(
                select(EntryPerson.entry_id).where(
                    EntryPerson.township_id == scope.township_id, EntryPerson.household_id.in_(wanted.households)
                )
            )
        )
    if wanted.categories:
        query = query.where(
            Entry.id.in_(
                select(Issue.entry_id).where(
                    Issue.township_id == scope.township_id,
                    Issue.category.in_(wanted.categories),
                    Issue.withdrawn_at.is_(None),
                )
            )
        )
    for word in wanted.words:
        query = query.where(Entry.text.contains(word, autoescape=True))
    return query


def hidden(scope: Scope) -> ColumnElement[bool]:
    """The record tells of somebody else's sensitive matter: that it holds a name or a word is itself not to be told."""
    told = aliased(Issue)  # a query of matters asks this too
    return exists().where(
        told.entry_id == Entry.id,
        unindexed(told.township_id) == scope.township_id,
        told.sensitive.is_(True),
        told.owner_id != scope.person_id,
        told.withdrawn_at.is_(None),
    )


def sounding(session: Session, scope: Scope, near: Collection[int], letters: str) -> list[int]:
    """Households of these villages whose head sounds like this: liguilan, or the first letters, lgl."""
    wanted = letters.casefold()
    return [id_ for id_, _, sound in _heads(session, scope, near) if wanted in spellings(sound)]


def beginning(session: Session, scope: Scope, near: Collection[int], letters: str) -> list[tuple[int, str]]:
    """Households of these villages with the name that begins to sound like this (lg, ligui): its head's or a member's.

    王长根 is wc and wz.
    """
    wanted = letters.casefold()
    heads = [
        (id_, head)
        for id_, head, sound in _heads(session, scope, near)
        if spellings(sound)[0].startswith(wanted) or begins(head, wanted)
    ]
    members = session.execute(
        select(Resident.household_id, Resident.name)
        .join(Household, Household.id == Resident.household_id)
        .where(Household.township_id == scope.township_id, Household.village_id.in_(near))
        .where(unindexed(Resident.township_id) == scope.township_id)
        .where(Household.moved_on.is_(None), Resident.gone_on.is_(None))
        .order_by(Household.no, Resident.id)
    )
    others = [(id_, name) for id_, name in members if begins(name, wanted) or _sounds(name).startswith(wanted)]
    found = dict[int, str]()
    for id_, name in (*heads, *others):
        found.setdefault(id_, name)
    return list(found.items())


def _sounds(name: str) -> str:
    return spellings(pinyin_key(name))[0]


def _heads(session: Session, scope: Scope, near: Collection[int]) -> list[tuple[int, str, str]]:
    query = (
        select(Household.id, Household.head, Household.pinyin)
        .where(Household.township_id == scope.township_id, Household.village_id.in_(near))
        .where(Household.moved_on.is_(None))
        .order_by(Household.no)
    )
    return [(id_, head, sound) for id_, head, sound in session.execute(query)]


def spellings(sound: str) -> tuple[str, str]:
    """liguilan and lgl, of a sound kept as syllables."""
    syllables = sound.split()
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
