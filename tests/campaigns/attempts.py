"""One try at something, undone afterwards: what was answered, and whether the record was touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select

from bot.inbox import keep, row_of
from handlers.kit.messages import File, Incoming
from storage import drafts, inbox
from storage.outbox import CHOICES_LAST
from storage.tables import Outbox
from storage.tables.base import table_of
from tests.campaigns.buttons import Asked
from tests.campaigns.county import County, Target

TOKEN = "planted"
CHANNEL = "terminal"
_outbox = table_of(Outbox)
_new = or_(_outbox.c.token.is_(None), _outbox.c.token != TOKEN)
_since = select(_outbox).where(_new, _outbox.c.id > bindparam("last")).order_by(_outbox.c.id)
# Everything that hangs from a record; what was tried in vain must have changed none of it.
_HANGING = {
    "entries": "id = {entry}",
    "entry_people": "entry_id = {entry}",
    "entry_changes": "entry_id = {entry}",
    "visits": "entry_id = {entry}",
    "issues": "entry_id = {entry}",
    "issue_events": "issue_id IN ({issue}, {older})",
    "duty_evidence": "entry_id = {entry}",
    "promises": "entry_id = {entry}",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a try."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    about: frozenset[str]
    touched: bool

    @property
    def all(self) -> str:
        """Everything that was said, buttons too."""
        return "\n".join((*self.texts, *self.labels))


class Attempts:
    """Tries things as one of the county's people, each from the same state."""

    def __init__(self, county: County) -> None:
        self._county = county
        self._keys = 0
        self._states: dict[int, list[Any]] = {}
        with county.database.engine.connect() as connection:
            self._last = connection.scalar(select(func.max(_outbox.c.id)))

    def says(self, name: str, target: Target, said: str) -> Heard:
        """Types something."""
        with self._undone() as connection:
            return self._handled(connection, name, target, said=said)

    def presses(self, name: str, target: Target, press: str) -> Heard:
        """Presses a button, wherever its token comes from."""
        with self._undone() as connection:
            return self._handled(connection, name, target, press=press)

    def offered(
        self, name: str, target: Target, action: str, args: Mapping[str, Any], draft: Asked | None = None
    ) -> Heard:
        """Presses a button that should perhaps never have been shown to this person, a form of his laid aside."""
        with self._undone() as connection:
            if name in self._county.accounts:
                self._offer(connection, name, action, args)
            if draft:
                self._draft(connection, name, draft, parked=True)
            return self._handled(connection, name, target, press=f"{TOKEN}.0")

    def asked(self, name: str, target: Target, draft: Asked) -> Heard:
        """Answers a form's question that should perhaps never have been asked of this person."""
        with self._undone() as connection:
            self._draft(connection, name, draft, parked=False)
            return self._handled(connection, name, target, said=draft.said, files=draft.files)

    @contextmanager
    def _undone(self) -> Iterator[Connection]:
        with self._county.database.engine.connect().execution_options(writes=True) as connection:
            yield connection
            connection.rollback()

    def _before(self, connection: Connection, target: Target) -> list[Any]:
        """The record as every try finds it, for every try is undone."""
        if target.entry not in self._states:
            self._states[target.entry] = _state(connection, target)
        return self._states[target.entry]

    def _offer(self, connection: Connection, name: str, action: str, args: Mapping[str, Any]) -> None:
        now = self._county.town.now
        choice = {"label": "按", "action": action, "args": dict(args)}
        row = {"account_id": self._county.accounts[name], "channel": CHANNEL, "about": None, "token": TOKEN}
        row |= {"body": {"text": "", "choices": [choice]}, "choices_until": now + CHOICES_LAST}
        connection.execute(
            insert(_outbox), row | {"state": "sent", "attempts": 0, "created_at": now, "due_at": now, "ended_at": now}
        )

    def _draft(self, connection: Connection, name: str, draft: Asked, *, parked: bool) -> None:
        row = {"person_id": self._county.town.people[name], "form": draft.form, "asked": draft.asked}
        row |= {"answers": dict(draft.answers), "updated_at": self._county.town.now, "parked": parked}
        drafts.save(connection, [row])

    def _handled(
        self,
        connection: Connection,
        name: str,
        target: Target,
        *,
        said: str = "",
        press: str = "",
        files: tuple[File, ...] = (),
    ) -> Heard:
        """The way of a message, from the edge to the outbox, inside this one transaction."""
        self._keys += 1
        now = self._county.town.now
        before = self._before(connection, target)
        keep(connection, [row_of(Incoming(CHANNEL, name, f"try{self._keys}", now, said, press, files), now)])
        claimed = inbox.claim(connection, "campaign", 10, now)
        self._county.town.desk.handle(connection, claimed, "campaign", now)
        rows = connection.execute(_since, {"last": self._last}).all()
        others = [row for row in rows if row.account_id != self._county.accounts.get(name)]
        assert all(_note(row) for row in others), "somebody else was answered"
        rows = [row for row in rows if row not in others]
        texts = tuple(row.body["text"] for row in rows)
        labels = tuple(choice["label"] for row in rows for choice in row.body["choices"])
        about = frozenset(row.about for row in rows if row.about)
        return Heard(texts, labels, about, _state(connection, target) != before)


def _note(row: Any) -> bool:
    """Whether a message tells somebody of another's act, so that all it offers is to look at the matter himself."""
    offered = [choice["action"] for choice in row.body["choices"]]
    return offered in (["issue.show"], ["task.solve"]) and row.about is None


def _state(connection: Connection, target: Target) -> list[Any]:
    ids = {"entry": target.entry, "issue": target.issue, "older": target.older}
    # Past SQLAlchemy, whose rows would take a tenth of the campaign, and past the guard: the tables themselves are read.
    cursor = connection.connection.cursor()
    found = []
    for table, where in _HANGING.items():
        cursor.execute(f"SELECT * FROM {table} WHERE {where.format(**ids)} ORDER BY 1")
        found.append(cursor.fetchall())
    cursor.close()
    return found
