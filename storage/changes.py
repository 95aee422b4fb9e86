"""Changes of the register from the field: each is written with who, when, old and new, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct
from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from storage import register
from storage.pinyin import pinyin_key
from storage.scope import Scope
from storage.tables import (
    Household,
    HouseholdAlias,
    HouseholdTag,
    Person,
    RegisterChange,
    RegisterNote,
    Resident,
    Unit,
)

Field = Literal["phone", "tag", "note", "gone", "head", "away"]
# Fields whose change alters which names the reader knows.
NAMES: Final = frozenset({"gone", "head", "away"})


class Change(Struct, frozen=True):
    """A change to make, or one that was made: of a household, or (without one) of its village.

    `old` None is an addition, `new` None a removal. `row` is the note or member it is about. `at` is aware; its date
    is the local day.
    """

    field: Field
    village: int
    household: int | None
    old: str | None
    new: str | None
    at: datetime
    row: int | None = None


class Made(Struct, frozen=True):
    """A change as the list shows it: by whom, of which household or village, and whether it was taken back."""

    id: int
    change: Change
    by: str
    by_id: int
    head: str | None
    village: str
    path: str
    undone_at: datetime | None


def make(session: Session, scope: Scope, change: Change) -> int | None:
    """Writes a change with its history, and returns its number; None if it would change nothing, or cannot be."""
    row = _WRITE[change.field](session, scope, change)
    if row is None:
        return None
    made = RegisterChange(
        township_id=scope.township_id,
        village_id=change.village,
        household_id=change.household,
        person_id=scope.person_id,
        at=change.at,
        field=change.field,
        row_id=row or None,
        old=change.old,
        new=change.new,
    )
    session.add(made)
    session.flush()
    _names_changed(session, scope, change)
    return made.id


def undo(session: Session, scope: Scope, change_id: int, now: datetime) -> bool:
    """Takes a change back; False if that was done before, or what it wrote has been changed again since."""
    made = one(session, scope, change_id)
    if made is None or made.undone_at is not None:
        return False
    back = Change(
        made.change.field,
        made.change.village,
        made.change.household,
        made.change.new,
        made.change.old,
        now,
        made.change.row,
    )
    if _WRITE[back.field](session, scope, back) is None:
        return False
    session.execute(
        update(RegisterChange)
        .where(RegisterChange.id == change_id, RegisterChange.township_id == scope.township_id)
        .values(undone_at=now, undone_by=scope.person_id)
    )
    _names_changed(session, scope, back)
    return True


def one(session: Session, scope: Scope, change_id: int) -> Made | None:
    """One change in one's township."""
    row = session.execute(_made(scope).where(RegisterChange.id == change_id)).one_or_none()
    return None if row is None else _as_made(row)


def latest(
    session: Session, scope: Scope, near: Collection[int], since: datetime, number: int, size: int
) -> tuple[list[Made], bool]:
    """Page `number` (from 0) of the changes in these villages, the newest first, and whether there are more."""
    query = _made(scope).where(RegisterChange.at >= since, RegisterChange.village_id.in_(near))
    query = query.order_by(RegisterChange.at.desc(), RegisterChange.id.desc()).offset(number * size).limit(size + 1)
    found = [_as_made(row) for row in session.execute(query)]
    return found[:size], len(found) > size


def of(session: Session, scope: Scope, household_id: int, most: int) -> list[Made]:
    """The newest changes of one household that stand."""
    query = _made(scope).where(RegisterChange.household_id == household_id, RegisterChange.undone_at.is_(None))
    query = query.order_by(RegisterChange.id.desc()).limit(most)
    return [_as_made(row) for row in session.execute(query)]


def _made(scope: Scope) -> Any:
    return (
        select(RegisterChange, Person.name, Household.head, Unit.name.label("village"), Unit.path)
        .join(Person, Person.id == RegisterChange.person_id)
        .join(Unit, Unit.id == RegisterChange.village_id)
        .outerjoin(Household, Household.id == RegisterChange.household_id)
        .where(RegisterChange.township_id == scope.township_id)
    )


def _as_made(row: Any) -> Made:
    kept: RegisterChange = row.RegisterChange
    change = Change(kept.field, kept.village_id, kept.household_id, kept.old, kept.new, kept.at, kept.row_id)  # type: ignore[arg-type]
    return Made(kept.id, change, row.name, kept.person_id, row.head, row.village, row.path, kept.undone_at)


def _names_changed(session: Session, scope: Scope, change: Change) -> None:
    if change.field in NAMES:
        register.changed(session, scope.township_id)


# --- one field each: writes `new` over `old`, both ways; the row it is about (0 for the household), None if it cannot -


def _home(session: Session, scope: Scope, change: Change) -> Household | None:
    query = select(Household).where(Household.id == change.household, Household.township_id == scope.township_id)
    return session.scalars(query).one_or_none()


def _phone(session: Session, scope: Scope, change: Change) -> int | None:
    home = _home(session, scope, change)
    if home is None or home.phone != change.old or change.old == change.new:
        return None
    home.phone = change.new
    session.flush()
    return 0


def _tag(session: Session, scope: Scope, change: Change) -> int | None:
    live = _live_tag(scope, change.household, change.new or change.old or "")
    tag = session.scalars(live).one_or_none()
    if (tag is None) == (change.new is None):
        return None
    if tag is not None:
        tag.until = change.at.date()
    else:
        owner = {"township_id": scope.township_id, "household_id": change.household}
        session.add(HouseholdTag(**owner, tag=change.new, since=change.at.date()))
    session.flush()
    return 0


def _live_tag(scope: Scope, household_id: int | None, tag: str) -> Select[HouseholdTag]:
    return select(HouseholdTag).where(
        HouseholdTag.township_id == scope.township_id,
        HouseholdTag.household_id == household_id,
        HouseholdTag.tag == tag,
        HouseholdTag.until.is_(None),
    )


def _note(session: Session, scope: Scope, change: Change) -> int | None:
    """A new note, other words for one, or one that goes and comes back."""
    if change.row is None:
        owner = {"township_id": scope.township_id, "village_id": change.village, "household_id": change.household}
        note = RegisterNote(**owner, person_id=scope.person_id, at=change.at, text=change.new)
        session.add(note)
        session.flush()
        return note.id
    query = select(RegisterNote).where(RegisterNote.id == change.row, RegisterNote.township_id == scope.township_id)
    known = session.scalars(query).one_or_none()
    if known is None or (None if known.withdrawn_at else known.text) != change.old or change.old == change.new:
        return None
    known.withdrawn_at = change.at if change.new is None else None
    if change.new is not None:
        known.text, known.at, known.person_id = change.new, change.at, scope.person_id
    session.flush()
    return known.id


def _gone(session: Session, scope: Scope, change: Change) -> int | None:
    """A member moved away or died (`new` says which), or is back."""
    query = select(Resident).where(Resident.id == change.row, Resident.township_id == scope.township_id)
    member = session.scalars(query).one_or_none()
    if member is None or (member.gone_on is None) == (change.new is None):
        return None
    member.gone_on = change.at.date() if change.new is not None else None
    _count(_home(session, scope, change), -1 if change.new is not None else 1)
    session.flush()
    return member.id


def _count(home: Household | None, more: int) -> None:
    """The number of people in a household, where the register counts them at all."""
    if home is not None and home.members is not None:
        home.members = max(home.members + more, 0)


def _head(session: Session, scope: Scope, change: Change) -> int | None:
    """Another head, as the former one is gone; the household is still found under his name.

    When one who was gone takes his place again, the other is a member as before.
    """
    home = _home(session, scope, change)
    if home is None or home.head != change.old or not change.new or change.new == change.old:
        return None
    former = _member(session, scope, home.id, home.head)
    coming = _member(session, scope, home.id, change.new)
    back = coming.gone_on is not None
    former.sex, former.born, former.gone_on = home.sex, home.born, None if back else change.at.date()
    coming.gone_on = None
    _count(home, 1 if back else -1)
    home.head, home.pinyin, home.sex, home.born = change.new, pinyin_key(change.new), coming.sex, coming.born
    mine = HouseholdAlias.household_id == home.id, HouseholdAlias.township_id == scope.township_id
    session.execute(delete(HouseholdAlias).where(*mine, HouseholdAlias.alias.in_((change.new, change.old))))
    session.add(HouseholdAlias(township_id=scope.township_id, household_id=home.id, alias=change.old))
    session.flush()
    return 0


def _member(session: Session, scope: Scope, household_id: int, name: str) -> Resident:
    query = select(Resident).where(
        Resident.household_id == household_id, Resident.name == name, Resident.township_id == scope.township_id
    )
    member = session.scalars(query).one_or_none()
    if member is None:
        member = Resident(township_id=scope.township_id, household_id=household_id, name=name)
        session.add(member)
    return member


def _away(session: Session, scope: Scope, change: Change) -> int | None:
    """The whole household moved away, or is back where nobody else bears its number."""
    home = _home(session, scope, change)
    if home is None or (home.moved_on is None) == (change.new is None):
        return None
    if change.new is None and _taken(session, scope, home):
        return None
    home.moved_on = change.at.date() if change.new is not None else None
    session.flush()
    return 0


def _taken(session: Session, scope: Scope, home: Household) -> bool:
    query = select(Household.id).where(
        Household.township_id == scope.township_id,
        Household.village_id == home.village_id,
        Household.no == home.no,
        Household.moved_on.is_(None),
    )
    return session.scalar(query) is not None


_WRITE: Final[dict[Field, Callable[[Session, Scope, Change], int | None]]] = {
    "phone": _phone,
    "tag": _tag,
    "note": _note,
    "gone": _gone,
    "head": _head,
    "away": _away,
}
