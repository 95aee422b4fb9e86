"""The one thread that writes: many people's work in one commit, each message behind its own savepoint.

A turn is one transaction: the jobs that were handed in (messages to keep, messages marked as sent, commands), the
messages claimed by the turn before, and the claim of the next ones. So a claim, which counts an attempt, is always
committed before its message is handled, and costs no commit of its own.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any, TypeVar

import structlog
from msgspec import Struct, field
from sqlalchemy import Connection

from bot.desk import Desk
from bot.disk import Disk
from storage import inbox
from storage.engine import Database
from storage.inbox import Waiting
from storage.trouble import Full, no_room, unwell

T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 - the item of a batch
Batch = Callable[[Connection, Sequence[Any]], Sequence[Any]]

# Messages and jobs that share a commit. Larger groups gain little and make the first of them wait.
GROUP = 64
# How long an idle writer sleeps before it looks for messages that other processes kept.
IDLE_SECONDS = 0.5
# How long it waits for a database that is unwell (full disk, lost server) before it tries again.
TROUBLE_SECONDS = 0.5

log = structlog.get_logger()


class Stopped(RuntimeError):
    """The writer has ended; nothing more is written."""


class _Part(Struct):
    """One thing handed in: what is done with all its like in a group, its own share of it, and who waits."""

    work: Batch
    item: Any
    future: Future[Any] = field(default_factory=Future)


class Writer:
    """Owns all writing of one process. `told` is called after a commit with the accounts that have new messages.

    `disk` is asked at the edge whether there is room for anything new.
    """

    def __init__(
        self,
        database: Database,
        desk: Desk,
        name: str,
        clock: Callable[[], datetime],
        told: Callable[[set[int]], None],
        disk: Disk | None = None,
    ) -> None:
        self.disk = disk
        # What this process did, for whoever watches it.
        self.turns = self.handled = self.failures = 0
        self._database = database
        self._desk = desk
        self._name = name
        self._clock = clock
        self._told = told
        self._parts: queue.SimpleQueue[_Part | None] = queue.SimpleQueue()
        self._claimed: list[Waiting] = []
        self._handling = True
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    @property
    def alive(self) -> bool:
        """Whether its thread works."""
        return self._thread is not None and self._thread.is_alive()

    def check_room(self) -> None:
        """Raises Full when nothing new may be taken for want of room on the disk."""
        if self.disk is not None and self.disk.room == "full":
            raise Full

    def submit(self, job: Callable[[Connection], T]) -> Future[T]:
        """Hands in a job; the future is done once its transaction is committed, or failed and undone.

        A job may be done a second time after it was undone.
        """
        return self._put(_Part(_each, job))

    def gather(self, work: Callable[[Connection, Sequence[I]], Sequence[T]], item: I) -> Future[T]:
        """Hands in one item of a work that is done for all items of a group together, with a result for each.

        `work` is one and the same function for items that belong together.
        """
        return self._put(_Part(work, item))

    def run(self, job: Callable[[Connection], T]) -> T:
        """A job whose result is waited for; without the thread, it is done here and now."""
        future = self.submit(job)
        if self._thread is None:
            self.turn(wait=False)
        return future.result()

    def start(self, *, handling: bool = True) -> None:
        """Takes back what a crash left claimed, and starts the thread.

        Without `handling` it only keeps what comes in and leaves the rest to other processes.
        """
        self._handling = handling
        with self._database.begin() as connection:
            inbox.recover(connection, None if self._database.is_sqlite else self._name, self._clock())
        self._stopping.clear()
        self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread after everything handed in is committed, and gives back what it had not yet handled."""
        self._stopping.set()
        self._parts.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        claimed, self._claimed = self._claimed, []
        with self._database.begin() as connection:
            inbox.put_back(connection, [waiting.id for waiting in claimed], self._name)

    def drain(self) -> None:
        """Without the thread: turns until nothing waits."""
        while self.turn(wait=False):
            pass

    def turn(self, *, wait: bool) -> bool:
        """One group commit. True when it did something, so there may be more. Raises when the database is unwell."""
        parts = self._take(wait and not self._claimed)
        claimed, self._claimed = self._claimed, []
        try:
            results, told = self._together(parts, claimed)
        except Exception as error:
            if unwell(error):
                self._claimed = claimed
                for part in parts:
                    part.future.set_exception(Full() if no_room(error) else error)
                raise
            self.failures += 1
            log.warning("group_failed", jobs=len(parts), messages=len(claimed), exc_info=True)
            self._one_by_one(parts, claimed)
            return True
        self.turns += 1
        self.handled += len(claimed)
        for part, result in zip(parts, results, strict=True):
            part.future.set_result(result)
        if told:
            self._told(told)
        return bool(parts or claimed or self._claimed)

    def _work(self) -> None:
        while not self._stopping.is_set() or not self._parts.empty():
            try:
                self.turn(wait=True)
            except Exception as error:
                log.exception("disk_full" if no_room(error) else "turn_failed")
                self._stopping.wait(TROUBLE_SECONDS)

    def _together(self, parts: list[_Part], claimed: list[Waiting]) -> tuple[list[Any], set[int]]:
        now = self._clock()
        with self._database.begin() as connection:
            results = _results(connection, parts)
            told = self._desk.handle(connection, claimed, self._name, now) if claimed else set()
            more = self._handling and not self._stopping.is_set()
            next_ones = inbox.claim(connection, self._name, GROUP, now) if more else []
        self._claimed = next_ones
        return results, told

    def _one_by_one(self, parts: list[_Part], claimed: list[Waiting]) -> None:
        """A group failed as a whole: each part alone, so that one cannot take the others with it."""
        for part in parts:
            try:
                with self._database.begin() as connection:
                    result = part.work(connection, [part.item])[0]
            except Exception as error:
                part.future.set_exception(error)
            else:
                part.future.set_result(result)
        for place, waiting in enumerate(claimed):
            try:
                told = self._alone(waiting)
            except Exception as error:
                if unwell(error):
                    self._claimed = claimed[place:]
                    raise
                log.exception("message_stuck", inbox_id=waiting.id)  # its lease ends, and then it is tried once more
            else:
                self._told(told)

    def _alone(self, waiting: Waiting) -> set[int]:
        now = self._clock()
        try:
            with self._database.begin() as connection:
                return self._desk.handle(connection, [waiting], self._name, now)
        except Exception as error:
            if unwell(error):
                raise
            log.exception("message_failed", inbox_id=waiting.id, attempts=waiting.attempts)
            with self._database.begin() as connection:
                return self._desk.failed(connection, waiting, repr(error), now)

    def _put(self, part: _Part) -> Future[Any]:
        if self._stopping.is_set():
            raise Stopped("the writer has ended")
        self._parts.put(part)
        return part.future

    def _take(self, wait: bool) -> list[_Part]:
        """Everything handed in, up to a group; waits a little for the first when there is nothing else to do."""
        taken: list[_Part] = []
        try:
            part = self._parts.get(block=wait, timeout=IDLE_SECONDS if wait else None)
            while True:
                # From here on nobody can cancel it; what was cancelled before is not done.
                if part is not None and part.future.set_running_or_notify_cancel():
                    taken.append(part)
                if len(taken) >= GROUP:
                    break
                part = self._parts.get_nowait()
        except queue.Empty:
            pass
        return taken


def _each(connection: Connection, jobs: Sequence[Callable[[Connection], Any]]) -> list[Any]:
    return [job(connection) for job in jobs]


def _results(connection: Connection, parts: list[_Part]) -> list[Any]:
    """Does each kind of work once for all its items; the results in the order of the parts."""
    kinds: dict[Batch, list[int]] = {}
    for place, part in enumerate(parts):
        kinds.setdefault(part.work, []).append(place)
    results: list[Any] = [None] * len(parts)
    for work, places in kinds.items():
        done = work(connection, [parts[place].item for place in places])
        for place, result in zip(places, done, strict=True):
            results[place] = result
    return results
