"""The chain over the audit trail: links added by the heartbeat, and looked through by `baocun check`.

Acts are written in bulk by several processes; chaining each at once would make them wait for one another. So the clock
chains them in the order of their numbers once they are settled. What came after the last link is not yet protected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import orjson
from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, select

from storage.engine import upsert
from storage.tables import Audit, AuditSeal
from storage.tables.base import table_of

# Transactions with lower numbers may still be on their way; none takes this long.
SETTLES = timedelta(minutes=5)
# Acts in one link, and links added in one beat.
BLOCK = 1000
LINKS = 10
# Bytes of an act's number and of its hash in a link.
_NUMBER, _PRINT = 8, 16

_acts, _seals = table_of(Audit), table_of(AuditSeal)
_between = (
    select(_acts)
    .where(_acts.c.id > bindparam("after"), _acts.c.id <= bindparam("upto"))
    .order_by(_acts.c.id)
    .limit(bindparam("most"))
)


class State(Struct, frozen=True):
    """How the chain stands: what is wrong first, the last act chained, the head, acts since then and the oldest of
    them, the acts that are no longer kept."""

    broken: str | None
    last: int
    at: datetime | None
    head: str
    heads: frozenset[str]
    since: int
    oldest: datetime | None
    purged: int


def seal(connection: Connection, now: datetime) -> int:
    """Adds the links that are due; returns how many acts they hold."""
    return sum(takewhile(bool, (_link(connection, now) for _ in range(LINKS))))


def _link(connection: Connection, now: datetime) -> int:
    newest = connection.execute(select(_seals).order_by(_seals.c.id.desc()).limit(1)).one_or_none()
    number, after, before = (newest.id, newest.last_id, newest.hash) if newest else (0, 0, "")
    block = []
    for act in connection.execute(_between, {"after": after, "upto": 2**62, "most": BLOCK}):
        if abs(now - act.at) < SETTLES:
            break
        block.append(act)
    if not block:
        return 0
    prints = b"".join(_print(act) for act in block)
    link = {"id": number + 1, "at": now, "last_id": block[-1].id, "prints": prints, "hash": _hash(before, prints)}
    added = connection.execute(upsert(connection)(AuditSeal).values(link).on_conflict_do_nothing())
    return len(block) if added.rowcount else 0  # another clock was quicker


def look(connection: Connection) -> State:
    """Looks the whole chain through, and stops at the first act or link that is not as it was."""
    kept_from = connection.scalar(select(func.min(_acts.c.id))) or 0
    broken, last, at, head, heads, purged = None, 0, None, "", set(), 0
    for place, link in enumerate(connection.execute(select(_seals).order_by(_seals.c.id)), 1):
        if link.id != place:
            broken = f"link {place} is missing"
        elif link.hash != _hash(head, link.prints):
            broken = f"link {place} was changed"
        else:
            broken = _differs(connection, link, last, kept_from)
            purged += sum(number < kept_from for number, _ in _prints(link.prints))
        if broken:
            break
        last, at, head = link.last_id, link.at, link.hash
        heads.add(head)
    since, oldest = connection.execute(select(func.count(), func.min(_acts.c.at)).where(_acts.c.id > last)).one()
    return State(broken, last, at, head, frozenset(heads), since, oldest, purged)


def _differs(connection: Connection, link: Any, after: int, kept_from: int) -> str | None:
    """The first act of a link that is not as it was. Those before the oldest kept were purged by age."""
    rows = connection.execute(_between, {"after": after, "upto": link.last_id, "most": 2**62})
    there = {act.id: _print(act) for act in rows}
    chained = {number: number.to_bytes(_NUMBER) + print_ for number, print_ in _prints(link.prints)}
    for number in sorted(there.keys() | chained.keys()):
        if number not in chained:
            return f"act {number} was slipped in"
        if number not in there and number >= kept_from:
            return f"act {number} is missing"
        if number in there and there[number] != chained[number]:
            return f"act {number} was changed"
    return None


def _print(act: Any) -> bytes:
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [act.id, at, act.township_id, act.person_id, act.channel, act.action, act.target, act.result]
    return int(act.id).to_bytes(_NUMBER) + hashlib.sha256(orjson.dumps(said)).digest()[:_PRINT]


def _prints(block: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(block), _NUMBER + _PRINT):
        middle = start + _NUMBER
        yield int.from_bytes(block[start:middle]), block[middle : middle + _PRINT]


def _hash(before: str, prints: bytes) -> str:
    return hashlib.sha256(before.encode() + prints).hexdigest()
