"""Slow work off the write lock: a job is claimed, a file is made by reading only, and its message queued.

Two short writes stand around the work. A crash leaves a lease that ends; what fails three times is said so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from bot.writer import Stopped, Writer
from handlers.kit import access, telling
from handlers.kit.context import Eyes
from handlers.kit.making import Made, Maker
from handlers.kit.messages import Paper, Reply
from handlers.kit.texts import Texts
from storage import jobs, outbox, papers, people, townships
from storage.engine import Database
from storage.jobs import Ordered
from storage.scope import Scope
from storage.trouble import unwell

# Longer than the longest work; a job left by a dead process waits as long.
LEASE = timedelta(minutes=10)
WAITS = (timedelta(seconds=5), timedelta(minutes=1))
# How often somebody who waits for something long is told how far it is.
PROGRESS_SECONDS = 15.0
# Other processes' jobs are looked for so often.
IDLE_SECONDS = 1.0

log = structlog.get_logger()


class _For(Struct, frozen=True):
    """For whom a file is made, whose eyes it is made with, and where it goes."""

    scope: Scope
    looks: Scope
    account: int
    channel: str
    texts: Texts


class Jobs:
    """Does the jobs of this database, one at a time. `told` hears which accounts have new messages."""

    def __init__(
        self,
        database: Database,
        writer: Writer,
        makers: Mapping[str, Maker],
        zone: tzinfo,
        clock: Callable[[], datetime],
        told: Callable[[set[int]], None],
    ) -> None:
        self._database = database
        self._writer = writer
        self._makers = makers
        self._zone = zone
        self._clock = clock
        self._tell = told
        self._woken = threading.Event()
        self._ending = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """There may be something to do. May be called from any thread."""
        self._woken.set()

    def start(self) -> None:
        """Begins to work, in a thread."""
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends after the job that is going on, but does not wait for a long one: its lease gives it back."""
        self._ending = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join(2)

    def drain(self) -> None:
        """Works until nothing is due."""
        while self.turn():
            pass

    def _work(self) -> None:
        while not self._ending:
            self._woken.clear()
            try:
                if self.turn():
                    continue
            except Stopped:
                return
            except Exception:  # a full disk, a lost server: what is due stays due
                log.exception("jobs_turn_failed")
            self._woken.wait(IDLE_SECONDS)

    def turn(self) -> bool:
        """Does the oldest job that is due; True if there was one."""
        now = self._clock()
        with self._database.reading() as session:
            if not jobs.any_due(session, now):
                return False
        job = self._writer.run(lambda connection: jobs.claim(connection, now, LEASE))
        if job is None:
            return False
        try:
            self._one(job)
        except Stopped:
            raise
        except Exception as error:
            if unwell(error):
                raise
            log.exception("job_failed", job=job.id, kind=job.kind, attempts=job.attempts)
            self._failed(job, repr(error)[:500])
        return True

    def _one(self, job: Ordered) -> None:
        whom = self._whom(job)
        if whom is None or not access.allowed(job.kind, whom.scope.roles, None):
            self._writer.run(lambda connection: jobs.end(connection, job.id, "cancelled", self._clock()))
            return
        if job.attempts > len(WAITS) + 1:  # its process died each time
            self._failed(job, "the process died while making it")
            return
        said_at = datetime.fromisoformat(job.args["said_at"]).astimezone(self._zone)
        with self._database.reading() as session:
            eyes = Eyes(session, whom.looks, said_at, whom.texts)
            made = self._makers[job.kind](eyes, job.args, self._progress(job, whom))
        self._write(lambda connection: _hand_over(connection, job, whom, made, self._clock()), whom)

    def _whom(self, job: Ordered) -> _For | None:
        """Who ordered it, as he stands now; None for whoever has left, was never here, or no longer may look there."""
        with self._database.reading() as session:
            scope = looks = people.scope_of(session.connection(), job.person_id)
            if scope is not None and "township" in job.args:
                looks = townships.inside(session, scope, job.args["township"])
            reach = people.reaches(session, [job.person_id]).get(job.person_id)
        if scope is None or looks is None or reach is None:
            return None
        account, channel = job.args.get("account", reach.account_id), job.args.get("channel", reach.channel)
        return _For(scope, looks, account, channel, Texts(reach.language))

    def _progress(self, job: Ordered, whom: _For) -> Callable[[int, int], None]:
        """Says how far long work is, now and then."""
        before = time.monotonic()

        def tell(done: int, of: int) -> None:
            nonlocal before
            if time.monotonic() - before < PROGRESS_SECONDS:
                return
            before = time.monotonic()
            reply = Reply(whom.texts("paper.progress", done=done, of=of), about=f"job:{job.id}")
            row = telling.row(reply, whom.account, whom.channel, self._clock())
            self._write(lambda connection: outbox.queue(connection, [row]), whom)

        return tell

    def _failed(self, job: Ordered, why: str) -> None:
        now = self._clock()
        if job.attempts <= len(WAITS):
            until = now + WAITS[job.attempts - 1]
            self._writer.run(lambda connection: jobs.put_off(connection, job.id, until, why))
            return
        whom = self._whom(job)

        def give_up(connection: Connection) -> None:
            if jobs.end(connection, job.id, "failed", now, {"error": why}) and whom is not None:
                sorry = Reply(whom.texts("paper.failed", number=job.id))
                outbox.queue(connection, [telling.row(sorry, whom.account, whom.channel, now)])

        self._write(give_up, whom)

    def _write(self, work: Callable[[Connection], Any], whom: _For | None) -> None:
        self._writer.run(work)
        if whom is not None:
            self._tell({whom.account})


def _hand_over(connection: Connection, job: Ordered, whom: _For, made: Made, now: datetime) -> None:
    """Keeps the file and queues its message; nothing if somebody else did so meanwhile."""
    if not jobs.end(connection, job.id, "done", now):
        return
    enclosed: tuple[Paper, ...] = ()
    if made.body:
        file = papers.File(made.name, made.mime, made.body)
        enclosed = (Paper(papers.keep(connection, whom.scope, file, now), made.name, made.mime),)
    reply = Reply(made.text, made.choices, f"job:{job.id}" if not made.choices else None, papers=enclosed)
    outbox.queue(connection, [telling.row(reply, whom.account, whom.channel, now)])
