"""People of every kind in every relation to one record, in three townships of two counties, each with its own names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from storage import people, tasks, units
from storage.audiences import Audience
from storage.engine import Database
from storage.tables import (
    Assignment,
    Entry,
    Household,
    Issue,
    Outbox,
    Person,
    Promise,
    RegisterChange,
    RoleGrant,
    Task,
    TaskRecipient,
    Unit,
)
from storage.tasks import New
from storage.vocabulary import ROLES
from tests.campaigns.rights import KINDS, OVER, RELATIONS, Kind, Relation
from tests.conversation import Shown, Town

SINCE = date(2024, 3, 1)
# Where those of a relation hold their roles.
PLACES: dict[Relation, str] = {
    "own": "汪家坞村",
    "near": "汪家坞村",
    "veiled": "汪家坞村",
    "beside": "下云村",
    "foreign": "石门村",
    "stranger": "远山村",
}
# The record everybody tries for, and the one told before it of the same matter.
OLDER = "昨天去汪家坞走访了汪建军，东头水渠堵了，淹了九分田"
TOLD = "今天上午去汪家坞走访了汪建军，东头水渠堵了十七天，已经联系水利站，答应周五前给答复"
# A sensitive one, and the villager in it whose name only its author and the leaders read.
DELICATE = "今天去汪家坞走访了钱多福，钱多福反映村干部优亲厚友，答应周五前给答复"
VEILED = ("钱多福",)
# What its author added to the register.
NOTED = "汪建军备注：喜欢下棋"
# What everybody of them has asked of somebody.
ASKED = "清点十九座山塘"
# What of all this nobody without a right to it may read, and what of its township nobody of another one may: names that
# stand in no example of the help texts.
# Who lives there is known to whoever keeps the register; what was recorded of him is not.
VILLAGER = "汪建军"
SECRETS = (VILLAGER, "十七天", "九分田", *VEILED)
NAMES = (*SECRETS, "十九座", "云溪", "汪家坞", "下云", "北片", "中片", "方晓燕", "汪洋")


@dataclass(frozen=True, slots=True)
class Target:
    """One record and everything a button may name of it."""

    entry: int
    issue: int
    older: int
    promise: int
    inbox: int
    household: int
    village: int
    change: int
    note: int
    task: int
    receipt: int
    card: Shown
    actions: tuple[str, ...]


def name_of(kind: Kind, relation: Relation) -> str:
    """The person of that kind in that relation."""
    return f"{kind}-{relation}"


class County:
    """The town of the conversations, with a record by an author of every kind and everybody who may try for one."""

    def __init__(self, database: Database) -> None:
        self.town = Town(database)
        self.database = database
        with database.writing() as session:
            _far(session)
            self._settle(session)
            self._above = [_leader(self.town, session, relation) for relation in OVER]
            self.township = session.scalars(select(Unit.id).where(Unit.name == "云溪镇")).one()
        self.town.says("方晓燕", OLDER)
        self.record = self._told("方晓燕", TOLD)
        self.delicate = self._told("方晓燕", DELICATE)
        self.own: dict[Kind, Target] = {
            kind: self._told(name_of(kind, "own"), TOLD) for kind in KINDS if kind != "anonymous"
        }
        with database.begin() as connection:
            for kind in KINDS:
                self._become(connection, kind)
        # An account is bound when it is first used; the anonymous have none.
        self.accounts = {
            name_of(kind, relation): self.town.account(name_of(kind, relation))
            for kind in KINDS
            for relation in RELATIONS
            if kind != "anonymous"
        } | {name: self.town.account(name) for name in self._above}

    def target(self, kind: Kind, relation: Relation) -> Target:
        """The record that this person tries for."""
        if relation == "own":
            return self.own[kind]
        return self.delicate if relation == "veiled" else self.record

    def _settle(self, session: Session) -> None:
        """Everybody begins as a cadre of his place, with an account: what he becomes, he becomes later."""
        for relation in RELATIONS:
            village = session.scalars(select(Unit).where(Unit.name == PLACES[relation])).one()
            for kind in KINDS:
                name = name_of(kind, relation)
                self.town.people[name] = person = people.add(session, name, village).id
                people.grant(session, person, "cadre", village.id, SINCE)
                served = {"township_id": village.township_id, "person_id": person, "village_id": village.id}
                session.add(Assignment(**served, position=2, since=SINCE, due_on=date(2027, 3, 1)))
            session.flush()

    def _become(self, connection: Connection, kind: Kind) -> None:
        ids = [self.town.people[name_of(kind, relation)] for relation in RELATIONS]
        if kind != "cadre":
            connection.execute(delete(Assignment).where(Assignment.person_id.in_(ids), Assignment.township_id > 0))
        if kind in ROLES:
            connection.execute(update(RoleGrant).where(RoleGrant.person_id.in_(ids)).values(role=kind))
        elif kind == "roleless":
            connection.execute(update(RoleGrant).where(RoleGrant.person_id.in_(ids)).values(until=SINCE))
        elif kind == "disabled":
            left = update(Person).where(Person.id.in_(ids), Person.township_id > 0)
            connection.execute(left.values(left_on=SINCE))

    def _told(self, name: str, sentence: str) -> Target:
        card = self.town.says(name, sentence)[-1]
        self.town.says(name, NOTED)
        with self.database.reading() as session:
            mine = Entry.person_id == self.town.people[name], Entry.township_id > 0
            entry = session.scalars(select(Entry).where(*mine).order_by(Entry.id.desc())).first()
            assert entry is not None
            of_entry = select(Issue.id).where(Issue.entry_id == entry.id, Issue.township_id > 0)
            older = select(Issue.id).where(Issue.text.contains("九分田"), Issue.township_id > 0)
            promise = select(Promise.id).where(Promise.entry_id == entry.id, Promise.township_id > 0)
            house = select(Household.id).where(Household.head == "汪建军", Household.township_id > 0)
            found = [session.scalars(query).one() for query in (of_entry, older, promise, house)]
            village = session.get_one(Household, found[3], execution_options={"unscoped": True}).village_id
            noted = session.execute(
                select(RegisterChange.id, RegisterChange.row_id)
                .where(RegisterChange.person_id == self.town.people[name], RegisterChange.township_id > 0)
                .order_by(RegisterChange.id.desc())
            ).first()
            assert entry.inbox_id is not None
            assert noted is not None
            assert noted.row_id is not None
            actions = tuple(choice["action"] for choice in session.get_one(Outbox, card.id).body["choices"])
            return Target(
                entry.id,
                found[0],
                found[1],
                found[2],
                entry.inbox_id,
                found[3],
                village,
                noted.id,
                noted.row_id,
                *self._asked(name),
                card,
                actions,
            )

    def _asked(self, name: str) -> tuple[int, int]:
        """A task that this person sent to somebody of the village, and his own receipt of one that was sent to him."""
        others = "cadre-near" if name != "cadre-near" else "cadre-own"
        with self.database.writing() as session:
            task = self._sent(session, name, others)
            given = self._sent(session, others, name)
            mine = TaskRecipient.task_id == given, TaskRecipient.township_id > 0
            return task, session.scalars(select(TaskRecipient.id).where(*mine)).one()

    def _sent(self, session: Session, sender: str, to: str) -> int:
        now, scope = self.town.now, replace(self.town.scope(sender), paths=("/",))
        audience = Audience(people=(self.town.people[to],))
        composed = {"text": ASKED, "who": {"said": "所选的人", "audience": audience.kept()}, "urgent": False}
        fields = [{"label": "受灾户数", "kind": "number", "options": [], "optional": False}]
        new = New(ASKED, fields, audience, composed, "recipients", None, now + timedelta(days=2))
        task = tasks.one(session, scope, tasks.draft(session, scope, new, now))
        assert task is not None
        tasks.send(session, scope, task, now, now)
        mine = update(TaskRecipient).where(TaskRecipient.task_id == task.id, TaskRecipient.township_id > 0)
        session.execute(mine.values(state="delivered", version=1))
        session.execute(update(Task).where(Task.id == task.id, Task.township_id > 0).values(cursor=None))
        return task.id


def _leader(town: Town, session: Session, relation: Relation) -> str:
    """Somebody who leads the county; his name."""
    name = name_of("leader", relation)
    county = session.scalars(select(Unit).where(Unit.name == "清源县")).one()
    town.people[name] = person = people.add(session, name, county).id
    people.grant(session, person, "leader", county.id, SINCE)
    return name


def _far(session: Session) -> None:
    """A county that has nothing to do with the other."""
    county = units.add(session, None, "county", "远州县")
    township = units.add(session, county, "township", "远州镇")
    units.add(session, township, "village", PLACES["stranger"])
