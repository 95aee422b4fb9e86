"""Conversations as tests: a small township of named people, `says` and `hears`, on the real database.

周建明 and 童建新 serve 王家坞村 (周建明 is 组长), 方晓燕 汪家坞村, 汪洋 上云村 and 下云村. 倪海军 leads 北片, 俞正阳
the township, 贺佳 administers it. 韩冬 serves a village of another township: the stranger of every test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk import Desk
from bot.inbox import accept
from bot.jobs import Jobs
from bot.writer import Writer
from handlers.kit.messages import File, Incoming
from handlers.routes import makers, routes
from storage import attachments, outbox, papers, people, register, units
from storage.attachments import Medium
from storage.engine import Database
from storage.papers import File as Made
from storage.pinyin import pinyin_key
from storage.scope import Scope
from storage.tables import (
    Assignment,
    Household,
    HouseholdAlias,
    HouseholdTag,
    Person,
    RoleGrant,
    Unit,
)
from storage.vocabulary import Role
from tests import known

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 11, 17, 16, 30, tzinfo=SHANGHAI)

# Notes the people of a township that is there already, by name.
Settle = Callable[[Session, dict[str, int]], None]
HouseholdSpec = tuple[int, str, tuple[str, ...], int, tuple[str, ...]]

# village → (cluster, everyday names, 组, [(户号, head, nicknames, 组, tags)])
VILLAGES: dict[str, tuple[str, tuple[str, ...], int, list[HouseholdSpec]]] = {
    "王家坞村": (
        "北片",
        ("王家坞", "坞里", "王坞"),
        8,
        [
            (1, "王建国", (), 1, ("党员户",)),
            (2, "李桂兰", (), 2, ("独居老人",)),
            (3, "张德财", ("张老四",), 3, ()),
            (4, "刘福生", (), 3, ()),
            (5, "王长根", (), 4, ()),
            (6, "陈秀英", (), 5, ("低保户",)),
            (7, "王长根", (), 6, ()),
        ],
    ),
    "汪家坞村": ("北片", ("汪家坞", "汪坞"), 6, [(1, "汪建军", (), 1, ()), (2, "李桂兰", (), 4, ("低保户",))]),
    "上云村": ("中片", ("上云", "上云里"), 8, [(1, "胡大海", (), 1, ("专业户",)), (2, "方银花", (), 2, ())]),
    "下云村": ("中片", ("下云", "下云里"), 7, [(1, "徐金龙", (), 1, ()), (2, "鲍长发", (), 2, ())]),
}
CADRES = {"周建明": ["王家坞村"], "童建新": ["王家坞村"], "方晓燕": ["汪家坞村"], "汪洋": ["上云村", "下云村"]}
OTHERS: dict[str, tuple[Role, str]] = {
    "倪海军": ("leader", "北片"),
    "俞正阳": ("leader", "云溪镇"),
    "贺佳": ("admin", "云溪镇"),
    "秦审": ("auditor", "云溪镇"),
    "王树根": ("village_officer", "王家坞村"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a channel sees it: text, labels, and the token that a press carries back."""

    id: int
    text: str
    labels: tuple[str, ...] = ()
    token: str | None = None
    about: str | None = None
    at: datetime | None = None


class Town:
    """A township to talk to. `now` is the clock of everything; `wait` moves it."""

    def __init__(self, database: Database, now: datetime = TUESDAY, there: Settle | None = None) -> None:
        self.database = database
        self.now = now
        self._accounts: dict[str, int] = {}
        self._keys = 0
        if there is None:
            self.people = dict(known.once(database, "town", lambda: _settled(database)))
        else:
            self.people = {}
            with database.writing() as session:
                there(session, self.people)
        self.desk = Desk(routes(), SHANGHAI)
        self.writer = Writer(database, self.desk, "test", lambda: self.now, lambda accounts: None)
        self.jobs = self._jobs()

    def _jobs(self) -> Jobs:
        return Jobs(self.database, self.writer, makers(), SHANGHAI, lambda: self.now, lambda accounts: None)

    def moved(self, database: Database) -> None:
        """The same people talk to another database from now on."""
        self.database = database
        self._accounts.clear()
        self.writer = Writer(database, self.desk, "test", lambda: self.now, lambda accounts: None)
        self.jobs = self._jobs()

    def wait(self, **span: float) -> None:
        """Lets time pass: wait(minutes=11)."""
        self.now += timedelta(**span)

    def account(self, name: str, channel: str = "terminal") -> int:
        """The account of a person on a channel, bound when first used."""
        key = f"{channel}:{name}"
        if key not in self._accounts:
            with self.database.begin() as connection:
                self._accounts[key] = people.account(connection, channel, name, self.people[name], self.now)
        return self._accounts[key]

    def says(
        self,
        name: str,
        text: str = "",
        *,
        press: str = "",
        channel: str = "terminal",
        key: str = "",
        files: tuple[File, ...] = (),
    ) -> list[Shown]:
        """The person sends this; what the bot answers to him, in order."""
        before = max((shown.id for shown in self.shown(name, channel)), default=0)
        self._keys += 1
        message = Incoming(channel, name, key or f"k{self._keys}", self.now, text, press, files)
        accept(self.writer, message, self.now)
        self.writer.drain()
        return [shown for shown in self.shown(name, channel) if shown.id > before]

    def made(self, name: str, channel: str = "terminal") -> list[Made]:
        """Makes what was ordered; the files that were sent to this person there since, in order."""
        before = max((shown.id for shown in self.shown(name, channel)), default=0)
        self.jobs.drain()
        with self.database.reading() as session:
            rows = outbox.after(session, self.account(name, channel), before, 100)
            ids = [paper["id"] for row in rows for paper in row.body.get("papers", ())]
            return [file for id_ in ids if (file := papers.one(session, self.scope(name), id_)) is not None]

    def hands_in(self, name: str, body: bytes, kind: Literal["photo", "voice"] = "photo") -> File:
        """The person's page hands in a photo or voice note, to be named by a message."""
        self._keys += 1
        file = File(kind, f"f{self._keys}", kept=True)
        mime = "image/jpeg" if kind == "photo" else "audio/webm"
        with self.database.begin() as connection:
            attachments.keep(connection, self.scope(name), file.ref, Medium(kind, mime, body, b"small"), self.now)
        return file

    def scope(self, name: str) -> Scope:
        """The eyes of a person."""
        person = self.people[name]
        with self.database.reading() as session:
            township = session.scalars(select(Person.township_id).where(Person.id == person)).one()
            return people.scopes_of(session.connection(), {person: township})[person]

    def hears(self, name: str, text: str, *expected: str, channel: str = "terminal") -> Shown:
        """Says something and checks that the last answer holds all of this; returns it."""
        answers = self.says(name, text, channel=channel)
        heard = "\n".join(answer.text for answer in answers)
        for part in expected:
            assert part in heard, f"{name} said {text!r} and heard:\n{heard}\nwithout {part!r}"
        return answers[-1]

    def press(self, name: str, shown: Shown, label: str, channel: str = "terminal") -> list[Shown]:
        """Presses a button of a message."""
        assert label in shown.labels, f"{label!r} is not among {shown.labels}"
        return self.says(name, press=f"{shown.token}.{shown.labels.index(label)}", channel=channel)

    def shown(self, name: str, channel: str = "terminal") -> list[Shown]:
        """Everything the bot ever said to this person there."""
        with self.database.reading() as session:
            rows = outbox.after(session, self.account(name, channel), 0, 1000)
            return [
                Shown(
                    row.id,
                    row.body["text"],
                    tuple(choice["label"] for choice in row.body["choices"]),
                    row.token,
                    row.about,
                    row.created_at,
                )
                for row in rows
            ]


def _settled(database: Database) -> dict[str, int]:
    """Writes the townships; the ids of their people."""
    ids: dict[str, int] = {}
    with database.writing() as session:
        _settle(session, ids)
    return ids


def _settle(session: Session, ids: dict[str, int]) -> None:
    county = units.add(session, None, "county", "清源县")
    township = units.add(session, county, "township", "云溪镇")
    clusters = {name: units.add(session, township, "cluster", name) for name in ("北片", "中片")}
    villages = {"云溪镇": township, **clusters}
    for name, (cluster, aliases, groups, households) in VILLAGES.items():
        village = villages[name] = units.add(session, clusters[cluster], "village", name, groups)
        for alias in aliases:
            units.add_alias(session, village.id, alias)
        _households(session, village, households)
    for name, served in CADRES.items():
        ids[name] = _person(session, township, name)
        _grant(session, ids[name], "cadre", township)
        _assign(session, ids, name, [villages[village] for village in served])
    for name, (role, where) in OTHERS.items():
        ids[name] = _person(session, township, name)
        _grant(session, ids[name], role, villages[where])
    register.changed(session, township.id)
    _elsewhere(session, county, ids)


def _elsewhere(session: Session, county: Unit, ids: dict[str, int]) -> None:
    township = units.add(session, county, "township", "石门镇")
    village = units.add(session, township, "village", "石门村")
    _households(session, village, [(1, "石大山", (), 1, ())])
    ids["韩冬"] = _person(session, township, "韩冬")
    _grant(session, ids["韩冬"], "cadre", township)
    _assign(session, ids, "韩冬", [village])
    register.changed(session, township.id)


def _person(session: Session, township: Unit, name: str) -> int:
    person = Person(township_id=township.id, name=name, pinyin=pinyin_key(name), language="zh_CN")
    session.add(person)
    session.flush()
    return person.id


def _grant(session: Session, person_id: int, role: Role, unit: Unit) -> None:
    session.add(RoleGrant(person_id=person_id, role=role, unit_id=unit.id, since=date(2024, 3, 1)))
    session.flush()


def _assign(session: Session, ids: dict[str, int], name: str, villages: list[Unit]) -> None:
    for village in villages:
        session.add(
            Assignment(
                township_id=village.township_id,
                person_id=ids[name],
                village_id=village.id,
                position=0 if name != "童建新" else 1,
                since=date(2024, 3, 1),
                due_on=date(2027, 3, 1),
            )
        )
    session.flush()


def _households(session: Session, village: Unit, rows: list[HouseholdSpec]) -> None:
    for no, head, aka, group, tags in rows:
        household = Household(
            township_id=village.township_id,
            village_id=village.id,
            no=no,
            head=head,
            pinyin=pinyin_key(head),
            group_no=group,
        )
        session.add(household)
        session.flush()
        common = {"township_id": village.township_id, "household_id": household.id}
        session.add_all(HouseholdAlias(**common, alias=alias) for alias in aka)
        session.add_all(HouseholdTag(**common, tag=tag, since=date(2024, 3, 1)) for tag in tags)
    session.flush()
