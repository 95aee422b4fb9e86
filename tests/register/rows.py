"""What lies in the register of the small township beyond its households: numbers, members."""

from __future__ import annotations

from sqlalchemy import select, update

from storage.tables import Household, Resident, Unit
from tests.conversation import Town


def household(town: Town, head: str, village: str) -> int:
    """The key of a household."""
    with town.database.reading() as session:
        query = select(Household.id).join(Unit, Unit.id == Household.village_id).order_by(Household.id)
        query = query.where(Household.head == head, Unit.name == village, Household.township_id > 0)
        return session.scalars(query).first() or 0


def furnish(town: Town) -> None:
    """李桂兰 of 王家坞村 has a number and a son."""
    id_ = household(town, "李桂兰", "王家坞村")
    with town.database.writing() as session:
        home = session.scalars(select(Household).where(Household.id == id_, Household.township_id > 0)).one()
        home.phone, home.born, home.members = "13812341234", 1948, 2
        session.add(Resident(township_id=home.township_id, household_id=id_, name="王小军", relation="儿子", born=1975))
        villages = update(Unit).where(Unit.name == "王家坞村")
        session.execute(villages.values(officers="王树根 张水英"))
