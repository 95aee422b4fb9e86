"""Two processes send one task, and are killed at random moments: everybody gets one card, by two of them or by four.

`python -m tests.campaigns.twins [--kills N] [--postgres]`. Each process has the real app with its clock and its sender,
and beats without a pause. The platform is the strict fake of WeCom, which knows a copy of a call again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from sqlalchemy import func, select, update

from bot import config
from bot.app import App
from storage.engine import Database
from storage.tables import ChannelAccount, Outbox
from tests.campaigns import place
from tests.fakes import WeCom
from tests.fakes.faults import slow
from tests.fakes.wecom import Member
from tests.path import office
from tests.tasks.rows import to_all

# For each kill.
PEOPLE = 2_000
# A call takes so long, so that kills fall before it, within it and behind it.
CALL_SECONDS = 1.5
STARTS_SECONDS = 20.0
PATIENCE = 120.0
PACE = 0.1


class Outcome(Struct, frozen=True):
    """What a campaign did, and what it found wrong."""

    seed: int
    kills: int
    people: int
    calls: int
    again: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        done = f"{self.kills} kills, {self.people} people, {self.calls} calls, {self.again} known again"
        return "\n".join([f"seed {self.seed}: {done}, {len(self.faults)} faults", *self.faults[:20]])


class Twin:
    """One process that sends."""

    def __init__(self, fake: WeCom, url: str, ahead: timedelta) -> None:
        known = fake.settings() | {"BAOCUN_DATABASE_URL": url, "BAOCUN_PUBLIC_URL": "http://127.0.0.1:9"}
        serve = [sys.executable, "-m", "tests.campaigns.twins", "--serve", f"{ahead.total_seconds()}"]
        self._process = subprocess.Popen(serve, env=os.environ | known, stdout=subprocess.DEVNULL)

    def end(self, how: int = signal.SIGKILL) -> None:
        """Ends it: at once, or with SIGTERM in good order."""
        self._process.send_signal(how)
        self._process.wait(PATIENCE)


def campaign(database: Database, kills: int, seed: int, recipients: int) -> Outcome:
    """So many kills of one of two processes while a task goes out, most of them in the middle of a call."""
    dice, ahead = random.Random(seed), timedelta(minutes=5 - datetime.now(UTC).minute % 30)
    with WeCom() as fake, ExitStack() as ends:
        members = [fake.person(f"干部{number}") for number in range(recipients + 1)]
        fake.callback.url = f"{fake.url}/nobody-presses"
        fake.faults.add("message/send", slow(CALL_SECONDS), times=None)
        _asked(database, members, datetime.now(UTC) + ahead)
        url = database.engine.url.render_as_string(hide_password=False)
        twins = [Twin(fake, url, ahead) for _ in range(2)]
        ends.callback(_all_end, twins)
        for number in range(kills):
            _until(lambda: _under_way(database), STARTS_SECONDS)
            time.sleep(dice.uniform(0, CALL_SECONDS))
            twins[number % 2].end()
            twins[number % 2] = Twin(fake, url, ahead)
        _quiet(database, members)
        for twin in twins:
            twin.end(signal.SIGTERM)
        _leases_end(database)
        twins[:] = [Twin(fake, url, ahead)]
        _until(lambda: not _open(database))
        refused = fake.ledger.refusals
        again = sum(count for why, count in refused.items() if "task_id is repeated" in why)
        calls = len(fake.ledger.of("message/send"))
        return Outcome(seed, kills, recipients, calls, again, tuple(_faults(database, members[1:], refused)))


def _under_way(database: Database) -> bool:
    with database.reading() as session:
        claimed = select(func.count()).where(Outbox.series.is_not(None), Outbox.state.in_(("sending", "repeating")))
        return bool(session.scalar(claimed))


def _all_end(twins: Sequence[Twin]) -> None:
    for twin in twins:
        twin.end()


def _asked(database: Database, members: Sequence[Member], now: datetime) -> None:
    """The first of them sends a task to the others, twice; nothing of it is handed on yet."""
    local = now.astimezone(office.SHANGHAI)
    ids = office.settle(database, len(members))
    with database.writing() as session:
        for id_, member in zip(ids, members, strict=True):
            moved = update(ChannelAccount).where(ChannelAccount.person_id == id_)
            session.execute(moved.values(channel=WeCom.NAME, address=member.userid.lower()))
    to_all(database, ids[0], local, "防汛")


def _open(database: Database) -> int:
    with database.reading() as session:
        total = session.scalar(select(func.count()).where(Outbox.series.is_not(None))) or 0
        ended = session.scalar(select(func.count()).where(Outbox.series.is_not(None), Outbox.ended_at.is_not(None)))
    return 1 if not total else total - (ended or 0)


def _quiet(database: Database, members: Sequence[Member]) -> None:
    """Until all is out but for what dead processes had claimed."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with database.reading() as session:
            handed = session.scalar(select(func.count()).where(Outbox.series.is_not(None))) or 0
            waits = select(func.count()).where(Outbox.ended_at.is_(None), Outbox.state == "pending")
            waiting = session.scalar(waits) or 0
        if handed == len(members) - 1 and not waiting:
            return
        time.sleep(PACE)


def _leases_end(database: Database) -> None:
    """Two minutes later: what a dead process had claimed is anybody's."""
    with database.begin() as connection:
        left = update(Outbox).where(Outbox.ended_at.is_(None))
        connection.execute(left.values(due_at=Outbox.created_at))


def _until(there: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not there() and time.monotonic() < until:
        time.sleep(PACE)


def _faults(database: Database, members: Sequence[Member], refused: dict[str, int]) -> list[str]:
    found = [f"{one.userid} heard {len(one.heard)} cards" for one in members if len(one.heard) != 1]
    found += [f"refused {count} times: {why}" for why, count in refused.items() if "task_id is repeated" not in why]
    with database.reading() as session:
        states = select(Outbox.state, func.count()).where(Outbox.series.is_not(None)).group_by(Outbox.state)
        ended = {row.state: row[1] for row in session.execute(states)}
    return found if ended == {"sent": len(members)} else [*found, f"ended as {ended}"]


def serve(ahead: timedelta) -> None:
    """One of the two: the app's sender, and its clock without a pause."""
    app = App(config.read(), lambda: datetime.now(UTC) + ahead)
    app.open()

    def beats() -> None:
        while True:
            app._heartbeat.beat()
            time.sleep(PACE)

    asyncio.run(app.serve(("sender",), threading.Thread(target=beats, daemon=True).start))


def main() -> int:
    """By hand: `--kills N`, and `--postgres`."""
    if "--serve" in sys.argv:
        parser = argparse.ArgumentParser()
        parser.add_argument("--serve", type=float)
        serve(timedelta(seconds=parser.parse_args().serve))
        return 0
    about = "two senders of one task, killed at random moments"
    return place.by_hand(
        about, "kills", 6, lambda database, kills, seed: [campaign(database, kills, seed, kills * PEOPLE)]
    )


if __name__ == "__main__":
    sys.exit(main())
