"""A township office of any size for the path's own tests, benchmarks and campaigns: people with accounts, no names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from bot.desk import Desk
from bot.inbox import Accepted, accept
from bot.writer import Writer
from handlers import start
from handlers.kit import forms
from handlers.kit.answers import Options, choice, number, text
from handlers.kit.context import Context
from handlers.kit.forms import Form, Step
from handlers.kit.messages import Incoming
from handlers.kit.routes import Args, Routes, Word
from storage import units
from storage.engine import Database
from storage.tables import Assignment, ChannelAccount, Inbox, Outbox, Person, RoleGrant

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
CHANNEL = "web"
PLACES = ("村里", "镇上", "田里")


def address(number: int) -> str:
    """The address of the person of that number."""
    return f"person-{number}"


def settle(database: Database, people: int, villages: int = 13) -> list[int]:
    """A township with that many cadres, each serving one village and reachable on one channel; their ids."""
    with database.writing() as session:
        county = units.add(session, None, "county", "清源县")
        township = units.add(session, county, "township", "云溪镇")
        places = [units.add(session, township, "village", f"第{n}村", 6).id for n in range(villages)]
        rows: list[dict[str, Any]] = [
            {"township_id": township.id, "name": f"干部{n}", "pinyin": f"ganbu{n}", "language": "zh_CN"}
            for n in range(people)
        ]
        ids = list(session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))
        since = date(2024, 3, 1)
        session.execute(
            insert(RoleGrant),
            [{"person_id": id_, "role": "cadre", "unit_id": township.id, "since": since} for id_ in ids],
        )
        common = {"township_id": township.id, "position": 0, "since": since, "due_on": date(2027, 3, 1)}
        session.execute(
            insert(Assignment),
            [common | {"person_id": id_, "village_id": places[n % villages]} for n, id_ in enumerate(ids)],
        )
        session.execute(
            insert(ChannelAccount),
            [
                {"channel": CHANNEL, "address": address(n), "person_id": id_, "bound_at": NOW, "seen_id": 0}
                for n, id_ in enumerate(ids)
            ],
        )
    return ids


def _done(ctx: Context, answers: forms.Answers) -> None:
    ctx.audit("issue", "form:done")
    ctx.say(f"记下了：{answers['what']}，{answers['where']}，{answers['count']}户")


def _places(ctx: Context, answers: forms.Answers | None = None) -> Options:
    return tuple((place, place) for place in PLACES)


# A form with the three kinds of answers; its name borrows a row of the access matrix.
FORM = Form(
    "issue",
    (
        Step("what", lambda ctx, answers: "什么事？", text),
        Step("where", lambda ctx, answers: "在哪里？", choice(_places), options=_places),
        Step("count", lambda ctx, answers: "牵涉几户？", number, takes_number=True),
    ),
    _done,
)
# What a person answers to the questions of the form, in turn.
ANSWERS = ("水渠堵了", "2", "5")


def _open(ctx: Context, args: Args) -> None:
    forms.start(ctx, FORM)


def word(said: str, handler: Callable[[Context, Args], None]) -> Word:
    """A word of a test's own; it borrows a row of the access matrix and a command nobody else has."""
    return Word("visit", (said,), f"test_{said}", handler)


def routes(*words: Word) -> Routes:
    """菜单, 帮助, 取消 and 上一步 as they really are, 问题 which opens the form, and the words given."""
    own = [known for known in start.WORDS if known.name in ("menu", "help", "cancel")]
    form = Word("issue", ("问题",), "issue", _open)
    return Routes([*own, form, start.back({"issue": FORM}), *words], [start.pressed(own)], [FORM], {})


class Office:
    """A few people and a writer without its thread: everything happens when the test says so."""

    def __init__(self, database: Database, *words: Word, people: int = 4) -> None:
        self.database = database
        self.now = NOW
        self.told: list[set[int]] = []
        self.people = settle(database, people)
        self.words = words
        self.writer = self.worker("one")
        self._keys = 0

    def worker(self, name: str) -> Writer:
        """A writer of that name, with a desk of its own."""
        return Writer(self.database, Desk(routes(*self.words), SHANGHAI), name, lambda: self.now, self.told.append)

    def message(self, who: int, text: str = "", *, key: str = "", press: str = "") -> Incoming:
        """A message of one of the people."""
        self._keys += 1
        return Incoming(CHANNEL, address(who), key or f"k{self._keys}", self.now, text, press)

    def keep(self, *messages: Incoming) -> list[Accepted]:
        """Keeps messages; up to a group of them, none is handled yet."""
        futures = [accept(self.writer, message, self.now) for message in messages]
        while not all(future.done() for future in futures):
            self.writer.turn(wait=False)
        return [future.result() for future in futures]

    def says(self, who: int, text: str = "", **how: str) -> list[str]:
        """One of the people says something; the answers to it."""
        before = len(self.heard(who))
        accept(self.writer, self.message(who, text, **how), self.now)
        self.writer.drain()
        return self.heard(who)[before:]

    def heard(self, who: int) -> list[str]:
        """Everything said to one of the people, in order."""
        return [row.body["text"] for row in self.shown(who)]

    def shown(self, who: int) -> list[Outbox]:
        """The messages to one of the people, in order."""
        query = (
            select(Outbox)
            .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
            .where(ChannelAccount.channel == CHANNEL, ChannelAccount.address == address(who))
            .order_by(Outbox.id)
        )
        with self.database.reading() as session:
            return list(session.scalars(query))

    def kept(self) -> list[Inbox]:
        """The inbox, in order."""
        with self.database.reading() as session:
            return list(session.scalars(select(Inbox).order_by(Inbox.id)))
