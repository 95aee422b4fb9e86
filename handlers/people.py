"""Who gets in: the person an invite is for, found by name, or made with a role over a unit."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from storage import people, units
from storage.tables import Unit
from storage.vocabulary import Role


class Unclear(Exception):
    """It cannot be told who or where is meant; the message says what to add."""


def invited(session: Session, name: str, role: Role | None, unit: str | None, today: date) -> int:
    """The person of that name, with the role given to him; made if there is none. Raises Unclear."""
    place = _unit(session, unit) if unit else None
    township = place.township_id if place else None
    found = [person for person in people.named(session, name) if township in (None, person.township_id)]
    if len(found) > 1:
        raise Unclear(f"{len(found)} people are named {name}: add --unit")
    if found:
        person = found[0]
    elif role is None or place is None:
        raise Unclear(f"nobody is named {name}: add --role and --unit to make a new person")
    else:
        person = people.add(session, name, place)
    if role is not None:
        people.grant(session, person.id, role, place.id if place else person.township_id, today)
    return person.id


def _unit(session: Session, path: str) -> Unit:
    """The unit of a path such as 清源县/云溪镇; in an empty database it is made, the last as a township."""
    *above, name = path.split("/")
    found = units.named(session, name)
    if len(found) > 1 and above:
        found = [unit for unit in found if units.named_above(session, unit, above[-1])]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise Unclear(f"{len(found)} units are named {name}: write it as 县/乡镇/村")
    if units.any_at_all(session):
        raise Unclear(f"there is no unit named {name}")
    county = units.add(session, None, "county", above[-1]) if above else None
    return units.add(session, county, "township", name)
