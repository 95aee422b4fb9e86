"""After a task went out: the silent are asked again, twice at most; at the deadline its sender gets whom to call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers.kit import telling
from handlers.kit.context import Eyes
from handlers.kit.messages import Reply
from handlers.kit.texts import Texts
from handlers.rules import hours
from handlers.rules import receipts as rules
from handlers.rules.workdays import IsWorkday
from handlers.tasks import calling, cards
from handlers.tasks.cards import Asked
from storage import calendar, emergencies, leaves, nudges, outbox, people, receipts, rhythms, tasks, tray
from storage.emergencies import Standing as Emergency
from storage.engine import message_session
from storage.nudges import Running
from storage.people import Reach
from storage.scope import Scope
from storage.tasks import Standing
from storage.vocabulary import MORNING

# Reminders of one beat; the next one goes on.
MOST: Final = 500
# So long after its deadline a task that nobody has ended is ended.
KEEPS: Final = timedelta(days=30)


def beat(connection: Connection, now: datetime) -> dict[str, int]:
    """What is due of all open tasks; `now` is local. How many were asked again, and how many senders got a list."""
    with message_session(connection) as session:
        is_workday = calendar.near(session, now.date())
        running, hurry = nudges.running(connection, now), emergencies.running(connection, now)
        nudged = sum(_running(session, one, now, is_workday) + _hurried(session, one, hurry, now) for one in running)
        called = sum(_call(session, id_, now) for id_ in nudges.due(connection, now))
    return {
        "tasks_nudged": nudged,
        "tasks_called": called,
        "tasks_closed": nudges.close_old(connection, now - KEEPS, now),
    }


def _running(session: Session, one: Running, now: datetime, is_workday: IsWorkday) -> int:
    """Whoever is back from his leave gets the task; whoever is silent is asked again, when it is time for that."""
    back = nudges.on_leave(session.connection(), one.id, MOST)
    own = leaves.around(session.connection(), [person for _, person in back], now.date()) if back else {}
    here = [(id_, person) for id_, person in back if not any(f <= now.date() <= e for f, e in own.get(person, ()))]
    _ride(session, one.id, here, now, "back")
    receipts.put(session.connection(), [id_ for id_, _ in here], "sent")
    receipts.handed_on(session.connection(), [id_ for id_, _ in here], one.version, now)
    moments = rules.moments(one.since.astimezone(now.tzinfo), one.due_at.astimezone(now.tzinfo), is_workday)
    often = rules.asked_again(moments, now)
    if not often:
        return 0
    told = now.replace(hour=MORNING.hour, minute=MORNING.minute) - rules.LEAST_WAIT
    silent = nudges.silent(session.connection(), one.id, often, told, MOST)
    asked = _ride(session, one.id, silent, now, f"nudge{often}", "task.again")
    nudges.nudged(session.connection(), [id_ for id_, _ in silent], often)
    return asked


def _hurried(session: Session, one: Running, hurry: Sequence[Emergency], now: datetime) -> int:
    """In an emergency, whoever of its area is silent on something urgent is asked again at once, and at any hour: what
    is urgent says why."""
    asked = 0
    for emergency in hurry if one.urgent else ():
        since, due = max(one.since, emergency.began_at), one.due_at
        often = rules.asked_again(rules.hurried(since, due), now)
        told, connection = now - rules.URGENT_WAITS[0], session.connection()
        silent = nudges.silent(connection, one.id, often, told, MOST, emergency.path) if often else ()
        asked += _ask_now(session, one.id, silent, now)
        nudges.nudged(connection, [id_ for id_, _ in silent], often)
    return asked


def _ask_now(session: Session, task_id: int, those: Sequence[tuple[int, int]], now: datetime) -> int:
    """Shows these people (receipt, person) the card of a task once more; not who is on leave by now."""
    own = rhythms.of(session.connection(), [person for _, person in those], now.date()) if those else {}
    here = [(receipt, person) for receipt, person in those if hours.here(now.date(), own[person])]
    rows = []
    for _, reach, shown in _reached(session, task_id, here):
        t = Texts(reach.language)
        reply = cards.asked(t, shown, now, t("task.hurry"))
        rows.append(telling.row(reply, reach.account_id, reach.channel, now))
    outbox.queue(session.connection(), rows)
    return len(rows)


def _ride(
    session: Session, task_id: int, those: Sequence[tuple[int, int]], now: datetime, key: str, lead: str = ""
) -> int:
    """Lays a task into these people's next morning card (receipt, person)."""
    rows = []
    for person, reach, shown in _reached(session, task_id, those):
        t = Texts(reach.language)
        reply = cards.riding(t, shown, now, lead and t(lead))
        rows.append({"person_id": person, "body": telling.body(reply), "about": reply.about})
    tray.ride(session.connection(), [row | {"key": f"{key}:{row['about']}", "created_at": now} for row in rows])
    return len(rows)


def _reached(session: Session, task_id: int, those: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Reach, Asked]]:
    """Those of these people (receipt, person) who can be told: each with where, and the task as he is shown it."""
    task = _task(session, task_id) if those else None
    if task is None:
        return
    reached = people.reaches(session, [person for _, person in those])
    for receipt, person in those:
        if (reach := reached.get(person)) is not None:
            yield person, reach, Asked(receipt, task.sender, task.text, task.due_at, task.fields, task.urgent_why)


def _task(session: Session, task_id: int) -> Standing | None:
    whose = nudges.standing(session.connection(), task_id)
    return None if whose is None else tasks.one(session, Scope(whose[1], whose[0]), task_id)


def _call(session: Session, task_id: int, now: datetime) -> bool:
    """The deadline has passed: its sender is told how it stands and whom he may want to call. Nobody else is."""
    task = _task(session, task_id)
    if task is None or not nudges.called(session.connection(), task_id, now):
        return False
    sender = Scope(task.sender_id, task.township_id)
    reach = people.reaches(session, [task.sender_id]).get(task.sender_id)
    if reach is not None:
        eyes = Eyes(session, sender, now, Texts(reach.language))
        text, choices = calling.calls(eyes, task)
        row = telling.row(Reply(text, tuple(choices)), reach.account_id, reach.channel, now)
        outbox.queue(session.connection(), [row])
    return True
