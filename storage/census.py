"""What the register counts already, village by village: asked of nobody a second time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Household, HouseholdTag, Unit

# The names under which all households, and all who live in them, are counted.
HOUSEHOLDS = "户数"
PEOPLE = "人数"


def counted(session: Session, scope: Scope, villages: Collection[int] | None = None) -> dict[int, dict[str, int]]:
    """By village: households, people, and the households of each tag, of all one reads or of these."""
    here = (Household.township_id == scope.township_id, Household.moved_on.is_(None))
    reads = [Unit.path.startswith(path) for path in scope.paths]
    if not reads:
        return {}
    which = select(Unit.id).where(Unit.township_id == scope.township_id, Unit.kind == "village", or_(*reads))
    if villages is not None:
        which = which.where(Unit.id.in_(villages))
    found: dict[int, dict[str, int]] = defaultdict(dict)
    query = select(Household.village_id, func.count(), func.sum(Household.members)).where(
        *here, Household.village_id.in_(which)
    )
    for village, households, people in session.execute(query.group_by(Household.village_id)):
        found[village] = {HOUSEHOLDS: households} | ({PEOPLE: int(people)} if people else {})
    tagged = (
        select(Household.village_id, HouseholdTag.tag, func.count())
        .join(HouseholdTag, HouseholdTag.household_id == Household.id)
        .where(*here, HouseholdTag.township_id == scope.township_id, Household.village_id.in_(which))
        .group_by(Household.village_id, HouseholdTag.tag)
    )
    for village, tag, count in session.execute(tagged):
        found[village][tag] = count
    return dict(found)
