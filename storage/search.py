"""查: records of one's own subtree by household, village, days and words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from storage.pinyin import begins
from storage.scope import Scope
from storage.tables import Entry, EntryPerson, Household, Issue


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, all of it at once. `near` are the villages whose records may be found beside one's own."""

    near: Collection[int]
    village: int | None = None
    households: Collection[int] = ()
    days: tuple[date, date] | None = None
    categories: Collection[str] = ()
    words: Collection[str] = ()


def entries(session: Session, scope: Scope, wanted: Wanted, number: int, size: int) -> tuple[list[int], bool]:
    """Page `number` (from 0) of the records found, the newest first, and whether there are more."""
    query = _filtered(scope, wanted).order_by(Entry.day.desc(), Entry.id.desc())
    ids = list(session.scalars(query.offset(number * size).limit(size + 1)))
    return ids[:size], len(ids) > size


def _filtered(scope: Scope, wanted: Wanted) -> Select[int]:
    readable = or_(Entry.person_id == scope.person_id, Entry.village_id.in_(wanted.near))
    query = select(Entry.id).where(Entry.township_id == scope.township_id, Entry.undone_at.is_(None), readable)
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


def sounding(session: Session, scope: Scope, near: Collection[int], letters: str) -> list[int]:
    """Households of these villages whose head sounds like this: liguilan, or the first letters, lgl."""
    wanted = letters.casefold()
    return [id_ for id_, _, sound in _heads(session, scope, near) if wanted in _spellings(sound)]


def beginning(session: Session, scope: Scope, near: Collection[int], letters: str) -> list[int]:
    """Households of these villages whose head begins to sound like this: lg, ligui. 王长根 is wc and wz."""
    wanted = letters.casefold()
    found = _heads(session, scope, near)
    return [id_ for id_, head, sound in found if _spellings(sound)[0].startswith(wanted) or begins(head, wanted)]


def _heads(session: Session, scope: Scope, near: Collection[int]) -> list[tuple[int, str, str]]:
    query = (
        select(Household.id, Household.head, Household.pinyin)
        .where(Household.township_id == scope.township_id, Household.village_id.in_(near))
        .where(Household.moved_on.is_(None))
        .order_by(Household.no)
    )
    return [(id_, head, sound) for id_, head, sound in session.execute(query)]


def _spellings(sound: str) -> tuple[str, str]:
    syllables = sound.split()
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)
