"""What it costs to ask the silent again with a million older receipts stored: as much as with none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

from sqlalchemy import insert, select, update

from handlers import tasks as handlers
from storage.engine import Database
from storage.tables import Task, TaskRecipient
from storage.tables.base import table_of
from tests.bench.measure import Result, Size, Turn, interleaved, ratio, spread, timed
from tests.campaigns.place import place
from tests.path.office import NOW, SHANGHAI, settle
from tests.tasks.rows import to_all

GROWTH = 1.2
# Who has said nothing yet; everybody else has.
SILENT = 50
_receipts, _tasks = table_of(TaskRecipient), table_of(Task)
_here = _receipts.c.township_id > 0


class Asking:
    """An open task to so many people and, of older ones, so many receipts at least."""

    def __init__(self, database: Database, recipients: int, older: int) -> None:
        self._database = database
        self._told = NOW.astimezone(SHANGHAI)
        ids = settle(database, recipients + 1)
        self.silent = min(SILENT, recipients)
        task = to_all(database, ids[0], self._told)
        with database.begin() as connection:
            connection.execute(update(_tasks).where(_tasks.c.township_id > 0).values(cursor=None))
            said = _here, _receipts.c.person_id > ids[self.silent]
            connection.execute(update(_receipts).where(_here).values(state="delivered", version=1, told_at=NOW))
            connection.execute(update(_receipts).where(*said).values(state="done"))
            old = [self._closed(task.township_id, task.sender_id) for _ in range(-(-older // recipients))]
            if old:
                connection.execute(insert(_tasks), old)
                columns = [column for column in _receipts.c if column.name != "id"]
                theirs = [_tasks.c.id if column.name == "task_id" else column for column in columns]
                again = select(*theirs).select_from(_receipts.join(_tasks, _tasks.c.id > _receipts.c.task_id))
                mine = again.where(_here, _receipts.c.task_id == task.id, _tasks.c.township_id > 0)
                connection.execute(insert(_receipts).from_select(columns, mine))

    def _closed(self, township: int, sender: int) -> dict[str, object]:
        said = {"text": "旧任务", "version": 1, "fields": [], "audience": {}, "composed": {}, "visible": "sender"}
        when = {"due_at": NOW - timedelta(days=90), "made_at": NOW - timedelta(days=95), "ended_at": NOW}
        return said | when | {"township_id": township, "sender_id": sender, "state": "closed", "progress": 0}

    def beat(self) -> float:
        """Seconds a beat that asks the silent again; it is undone."""
        with self._database.engine.connect().execution_options(writes=True) as connection:
            seconds = timed(lambda: self._asked(connection))
            connection.rollback()
        return seconds

    def _asked(self, connection: object) -> None:
        done = handlers.beat(connection, self._told + timedelta(days=1))  # type: ignore[arg-type]
        assert done["tasks_nudged"] == self.silent


def nudges(size: Size) -> Iterator[Result]:
    """The cost of a beat that asks fifty again, the more receipts are stored."""
    with ExitStack() as stack:
        few, many = (Asking(stack.enter_context(place(False)), size.few, older) for older in (0, size.receipts))
        turns: dict[str, Turn] = {"few": few.beat, "many": many.beat}
        seconds = interleaved(turns, size.rounds)
    detail = f"{1000 * min(seconds['many']):.1f} ms with {size.receipts:,} older receipts"
    grown = ratio(seconds["few"], seconds["many"])
    yield Result(
        "cost of asking the silent, many stored ÷ none",
        grown,
        GROWTH,
        f"{detail}, {spread(seconds['few'], seconds['many'])}",
        at_most=True,
    )
