"""What one message recorded, as plain values: written by `storage.entries.save`, read back by `load`."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

# Within this time 撤销 takes a record out of every view; later it is struck out and stays in its author's list.
UNDO_WITHIN = timedelta(minutes=10)


class Someone(Struct, frozen=True):
    """A villager of a record: the head's full name (or the words used), the household if it is known, seen or not."""

    name: str
    words: str
    household: int | None = None
    seen: bool = False


class Matter(Struct, frozen=True):
    """An issue of a record. `id` is None until it is stored; `merged_into` names the older issue it belongs to.

    `owner_id` is who answers for a stored one.
    """

    category: str
    text: str
    place: str | None = None
    urgent: bool = False
    state: str = "open"
    due_on: date | None = None
    done_on: date | None = None
    households: tuple[int, ...] = ()
    id: int | None = None
    merged_into: int | None = None
    owner_id: int | None = None

    @property
    def live(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.done_on is None


class Record(Struct, frozen=True):
    """One message's content. `day` is when it happened, `said_at` when it was typed; `owner_id` answers for matters.

    `kind` is of `vocabulary.ENTRY_KINDS`; `promise` is the day something was promised for.
    """

    person_id: int
    village_id: int | None
    kind: str
    day: date
    text: str
    channel: str
    said_at: datetime
    late: bool = False
    people: tuple[Someone, ...] = ()
    matters: tuple[Matter, ...] = ()
    duties: tuple[str, ...] = ()
    promise: date | None = None
    owner_id: int | None = None

    @property
    def owner(self) -> int:
        """Who answers for the matters: the village's first-named cadre, else the author."""
        return self.owner_id or self.person_id


class Saved(Struct, frozen=True):
    """A record in the database, with the names a card needs."""

    id: int
    record: Record
    author: str
    village: str | None
    recorded_at: datetime
    undone_at: datetime | None = None

    @property
    def struck(self) -> bool:
        """Whether it was undone too late to vanish: it stays in its author's list, marked."""
        return self.undone_at is not None and self.undone_at - self.recorded_at > UNDO_WITHIN

    def with_record(self, record: Record, village: str | None) -> Saved:
        """The same entry with other content."""
        return replace(self, record=record, village=village)


class Change(Struct, frozen=True):
    """One corrected field: from what to what, in words."""

    field: str
    old: str | None
    new: str | None
