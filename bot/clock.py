"""The heartbeat: APScheduler strikes, `tick` does what is due. All that is due are rows; nothing is kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Connection

from bot.steady import Steady
from bot.writer import Writer
from handlers import emergencies, requests, tasks
from handlers.mornings import Mornings
from handlers.rules import phones
from storage import attachments, chain, drafts, inbox, outbox, papers, retention, signins, tray
from storage.engine import message_session

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

BEAT_SECONDS = 30
# Channels whose messages are fetched; one that nobody fetched in a month has expired.
FETCHED = ("web", "terminal")
# A photo that was handed in and never came to hang on a record: as long as a page may bring its message late.
LOOSE_KEEPS = timedelta(days=7)
# A file that was made can be made again.
PAPER_KEEPS = timedelta(days=7)
# After these there is something to be sent.
SPEAKS = (
    *("cards", "accounts_told", "requests_told", "emergencies_over", "emergency_batches"),
    *("task_batches", "tasks_nudged", "tasks_called"),
)

log = structlog.get_logger()


def tick(connection: Connection, now: datetime, proactive: bool = True) -> dict[str, int]:
    """The machine's own part of a beat at a given moment, in one transaction; returns what was done, by name.

    `now` is local: some of it waits for a morning. While nothing is to be said of its own accord (`proactive`), what
    is due stays due.
    """
    back, dead = inbox.recover(connection, "", now)
    return {
        "messages_given_back": back,
        "messages_dead": dead,
        "messages_expired": outbox.expire(connection, FETCHED, now),
        "drafts_expired": _drafts(connection, now),
        "attachments_removed": attachments.remove_loose(connection, now - LOOSE_KEEPS),
        "papers_removed": papers.remove(connection, now - PAPER_KEEPS),
        "acts_chained": chain.seal(connection, now),
        "signins_removed": signins.remove_expired(connection, now),
        "rows_purged": retention.purge(connection, now, phones.hidden),
        "requests_told": _told(connection, now) if proactive else 0,
        **(emergencies.beat(connection, now) | tasks.beat(connection, now) if proactive else {}),
        "accounts_told": len(tray.deliver(connection, now)) if proactive else 0,
    }


def _drafts(connection: Connection, now: datetime) -> int:
    kept = retention.days(connection).get("draft")
    return drafts.expire(connection, now - timedelta(days=kept)) if kept is not None else 0


def _told(connection: Connection, now: datetime) -> int:
    with message_session(connection) as session:
        return requests.tell_admins(session, now)


Run = Callable[[Callable[[Connection], Any]], Any]


def beat(run: Run, mornings: Mornings, now: datetime, zone: tzinfo, proactive: bool = True) -> dict[str, int]:
    """One beat at a given moment, in as many transactions as it takes: `run` does each. What was done, by name."""
    local = now.astimezone(zone)
    done: dict[str, int] = run(lambda connection: tick(connection, local, proactive))
    cards, more = 0, proactive
    while more:
        told, more = run(lambda connection: mornings.step(connection, local))
        cards += told
    for kind, hand_on in (("emergency_batches", emergencies.hand_on), ("task_batches", tasks.hand_on)):
        done[kind] = 0
        while proactive and run(partial(hand_on, now=local)):
            done[kind] += 1
    return done | {"cards": cards}


class Clock:
    """Strikes every 30 seconds. A beat that was missed is not made up for: the next one finds the same rows."""

    def __init__(
        self, writer: Writer, clock: Callable[[], datetime], mornings: Mornings, zone: tzinfo, told: Callable[[], None]
    ) -> None:
        self._writer = writer
        self._clock = clock
        self._mornings = mornings
        self._zone = zone
        self._told = told
        self._steady = Steady(clock)
        self._scheduler: BackgroundScheduler | None = None

    def beat(self) -> None:
        """One beat now; what it did is logged, and so is a failure, which must not stop the next one."""
        now, steady = self._clock(), self._steady.look()
        try:
            done = beat(lambda job: self._writer.submit(job).result(), self._mornings, now, self._zone, steady)
        except Exception:
            log.exception("tick_failed")
            return
        if any(done.get(kind) for kind in SPEAKS):
            self._told()
        if any(done.values()):
            log.info("tick", **done)

    def start(self) -> None:
        """Starts striking."""
        # Imported here: it takes a fortieth of a start, which nobody should wait for.
        from apscheduler.schedulers.background import BackgroundScheduler

        # One job, late ones merged: the scheduler's own bookkeeping decides nothing (its defaults skip late jobs).
        self._scheduler = BackgroundScheduler(timezone="UTC")
        self._scheduler.add_job(
            self.beat, "interval", seconds=BEAT_SECONDS, coalesce=True, misfire_grace_time=None, max_instances=1
        )
        self._scheduler.start()

    def stop(self) -> None:
        """Stops after the beat that is going on."""
        if self._scheduler is not None:
            self._scheduler.shutdown()
