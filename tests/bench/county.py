"""A county of townships like the one in tests/data, each with 13 villages and 600 households, all cadres bound."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from storage import people, register, units
from storage.engine import Database
from storage.pinyin import pinyin_key
from storage.tables import Assignment, ChannelAccount, Household, HouseholdAlias, HouseholdTag, Unit
from tests.path import office
from tests.reading.township import DATA

SINCE = date(2024, 3, 1)
DUE = date(2027, 3, 1)


@dataclass(frozen=True, slots=True)
class Cadre:
    """Somebody who speaks: where he can be reached, and what he answers for."""

    name: str
    address: str
    person: int
    account: int
    township: int
    village: int
    # (key, head) of the village's households
    households: tuple[tuple[int, str], ...]


def settle(database: Database, townships: int) -> list[Cadre]:
    """Writes the registers of so many townships, which differ only in their names; their cadres."""
    town = json.loads((DATA / "township-a.json").read_text("utf-8"))
    with database.writing() as session:
        county = units.add(session, None, "county", town["county"])
        return [cadre for number in range(townships) for cadre in _township(session, county, town, number)]


def _township(session: Session, county: Unit, town: dict[str, Any], number: int) -> list[Cadre]:
    township = units.add(session, county, "township", f"{town['township']}{number or ''}")
    villages, homes = {}, {}
    for row in town["villages"]:
        village = villages[row["name"]] = units.add(session, township, "village", row["name"], row["groups"])
        for alias in row["aliases"]:
            units.add_alias(session, village.id, alias)
        homes[row["name"]] = _households(session, village, row["households"])
    cadres = [_cadre(session, township, villages, homes, row) for row in town["cadres"]]
    register.changed(session, township.id)
    return cadres


def _households(session: Session, village: Unit, rows: list[dict[str, Any]]) -> tuple[tuple[int, str], ...]:
    common = {"township_id": village.township_id}
    values = [
        {
            **common,
            "village_id": village.id,
            "no": row["no"],
            "head": row["head"],
            "pinyin": pinyin_key(row["head"]),
            "sex": row["sex"],
            "group_no": row["group"],
        }
        for row in rows
    ]
    returning = insert(Household).returning(Household.id, sort_by_parameter_order=True)
    ids = list(session.scalars(returning, values))
    pairs = list(zip(ids, rows, strict=True))
    aliases = [{**common, "household_id": id_, "alias": alias} for id_, row in pairs for alias in row["aka"]]
    tags = [{**common, "household_id": id_, "tag": tag, "since": SINCE} for id_, row in pairs for tag in row["tags"]]
    for table, many in ((HouseholdAlias, aliases), (HouseholdTag, tags)):
        if many:
            session.execute(insert(table), many)
    return tuple((id_, row["head"]) for id_, row in pairs)


def _cadre(
    session: Session,
    township: Unit,
    villages: dict[str, Unit],
    homes: dict[str, tuple[tuple[int, str], ...]],
    row: dict[str, Any],
) -> Cadre:
    name = row["name"]
    person = people.add(session, name, township).id
    people.grant(session, person, "cadre", township.id, SINCE)
    served = [job["village"] for job in row["villages"] if job["until"] is None]
    common = {"township_id": township.id, "person_id": person, "position": 0, "since": SINCE, "due_on": DUE}
    session.execute(insert(Assignment), [common | {"village_id": villages[village].id} for village in served])
    address = f"{township.id}-{name}"
    bound = {"channel": office.CHANNEL, "address": address, "person_id": person, "bound_at": office.NOW, "seen_id": 0}
    account = session.scalars(insert(ChannelAccount).returning(ChannelAccount.id), bound).one()
    return Cadre(name, address, person, account, township.id, villages[served[0]].id, homes[served[0]])
