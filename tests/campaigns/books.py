"""What the database must hold after a campaign: everything acknowledged, everything once, everybody's in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from storage.engine import Database
from storage.tables import Audit, ChannelAccount, Entry, Inbox, Issue, Outbox
from tests.campaigns.platform import Platform, Said
from tests.path.office import address

# How a word's answer begins.
ANSWERS = {"菜单": "干部", "帮助": "一句话就行", "取消": "现在没有在填"}


class Books:
    """The tables, read once after the last life."""

    def __init__(self, database: Database) -> None:
        with database.engine.connect() as connection:
            found = connection.execute(select(Inbox.key, Inbox.id, Inbox.address, Inbox.state).order_by(Inbox.id)).all()
            acts = connection.execute(select(Audit.target, func.count()).group_by(Audit.target)).all()
            entries = select(Entry.id, Entry.inbox_id, Entry.text).where(Entry.township_id.is_not(None))
            records = connection.execute(entries).all()
            issues = select(Issue.entry_id, func.count()).where(Issue.township_id.is_not(None)).group_by(Issue.entry_id)
            matters = connection.execute(issues).all()
            replies = connection.execute(_replies).all()
        self.inbox = found
        self.acts: Mapping[str, int] = {row.target: row[1] for row in acts}
        self.entries: dict[int, list[Any]] = defaultdict(list)
        for row in records:
            self.entries[row.inbox_id].append(row)
        self.matters: Mapping[int, int] = {row.entry_id: row[1] for row in matters}
        self.replies: dict[str, list[Any]] = defaultdict(list)
        for row in replies:
            self.replies[row.address].append(row)


_replies = (
    select(ChannelAccount.address, Outbox.body, Outbox.about)
    .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
    .order_by(Outbox.id)
)


def faults(database: Database, platform: Platform) -> list[str]:
    """Everything that is not as it must be, one line each; empty when all is well."""
    books = Books(database)
    found = [*_inbox(books, platform), *_effects(books, platform)]
    for who in range(platform.people):
        found += _person(books, [said for said in platform.said.values() if said.who == who], address(who))
    return found


def _inbox(books: Books, platform: Platform) -> Iterator[str]:
    """Lost, double, or not brought to an end."""
    kept = Counter(row.key for row in books.inbox)
    for key in sorted(platform.acknowledged - kept.keys()):
        yield f"lost: {key} was acknowledged and is not there"
    for key in sorted(platform.open):
        yield f"deaf: {key} was never acknowledged"
    yield from (f"double: {key} is kept {count} times" for key, count in kept.items() if count > 1)
    yield from (f"foreign: {key} was never sent" for key in kept if key not in platform.said)
    yield from (f"left: {row.key} is {row.state}" for row in books.inbox if row.state != "done")


def _effects(books: Books, platform: Platform) -> Iterator[str]:
    """Each message has had each of its effects once."""
    for row in books.inbox:
        said = platform.said.get(row.key)
        records = books.entries.get(row.id, [])
        acts = books.acts.get(f"alias:{row.key}", 0) + sum(books.acts.get(f"entry:{entry.id}", 0) for entry in records)
        matters = sum(books.matters.get(entry.id, 0) for entry in records)
        expected = _expected(said)
        if (len(records), matters, acts) != expected:
            yield f"effects: {row.key} has {len(records)} records, {matters} matters, {acts} acts, not {expected}"
        if said and any(entry.text != said.text for entry in records):
            yield f"effects: {row.key} was recorded as something else"


def _expected(said: Said | None) -> tuple[int, int, int]:
    """Records, matters and noted acts of one message."""
    known = {"mark": (0, 0, 1), "word": (0, 0, 0), "visit": (1, 0, 1), "matter": (1, 1, 1)}
    return known[said.kind] if said else (0, 0, 0)


def _person(books: Books, said: Sequence[Said], where: str) -> Iterator[str]:
    """One person's messages were kept in the order he sent them, and answered once each, in that order."""
    rows = [row for row in books.inbox if row.address == where]
    if [row.key for row in rows] != [message.key for message in said]:
        yield f"order: the messages of {where} were kept in another order"
    replies = books.replies[where]
    if len(replies) != len(rows):
        yield f"replies: {where} sent {len(rows)} messages and has {len(replies)} answers"
    by_key = {message.key: message for message in said}
    for row, reply in zip(rows, replies, strict=False):
        if row.key in by_key and not _answers(books, row.id, by_key[row.key], reply):
            yield f"replies: {row.key} was answered {reply.body['text'][:30]!r}"
            return  # from here on all are shifted


def _answers(books: Books, inbox_id: int, said: Said, reply: Any) -> bool:
    """Whether a reply is the one this message must get."""
    if said.kind == "mark":
        return bool(reply.body["text"] == f"记下 {said.key}")
    if said.kind == "word":
        return str(reply.body["text"]).startswith(ANSWERS[said.text])
    return reply.about in {f"entry:{entry.id}" for entry in books.entries.get(inbox_id, [])}


def tried_again(database: Database) -> int:
    """How many messages were under way when the process died: the campaign hit something."""
    with database.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Inbox).where(Inbox.attempts > 1)) or 0
