"""Handing a task on, a batch at a time: to each where he was last answered, once, whatever crashes in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers.kit import telling
from handlers.kit.context import Eyes
from handlers.kit.messages import Attachment, Reply
from handlers.kit.texts import Texts
from handlers.rules import hours
from handlers.rules.receipts import A_DAY
from handlers.rules.workdays import DAY, IsWorkday
from handlers.tasks import cards
from handlers.tasks.cards import Asked
from storage import broadcasts, calendar, outbox, people, receipts, rhythms, tasks, tray
from storage.broadcasts import BATCH, ORDINARY, URGENT, Sending, Waiting
from storage.engine import message_session
from storage.people import Reach
from storage.rhythms import Hours
from storage.scope import Scope
from storage.vocabulary import MORNING

# From so many recipients on the sender's card moves on by as many.
SELDOM = 1000
# Receipts that are handed this task now; the others have been told something of it, or never are.
_NEW = ("waiting", "unreachable", "on_leave")


def hand_on(connection: Connection, now: datetime, *, quiet: bool = False, only: int | None = None) -> bool:
    """One batch of the task whose turn it is, in the caller's transaction; True when there may be more.

    `now` is local. `quiet`: the sender is being told anyway; `only`: nothing but this task.
    """
    task = broadcasts.next_task(connection, now, only)
    if task is None:
        return False
    batch = broadcasts.batch(connection, task, datetime.combine(now.date(), time(), now.tzinfo))
    cursor = batch[-1].id if len(batch) == BATCH else None
    if not broadcasts.advance(connection, task, cursor):
        return False
    with message_session(connection) as session:
        _batch(session, task, [one for one in batch if _concerns(task, one)], now)
        _progress(session, task, len(batch), now, last=cursor is None, quiet=quiet)
    return True


def _concerns(task: Sending, one: Waiting) -> bool:
    """Whether there is anything to tell him: the task, another wording of it, that it was recalled."""
    if one.version >= task.version or one.state == "cancelled":
        return False
    return task.state == "open" or one.state not in _NEW


def _batch(session: Session, task: Sending, batch: Sequence[Waiting], now: datetime) -> None:
    connection = session.connection()
    ids = [one.person_id for one in batch]
    reached = people.reaches(session, ids)
    known = broadcasts.known(connection, ids)
    lost = [one for one in batch if one.person_id not in reached and one.state in _NEW]
    receipts.put(connection, [one.id for one in lost if one.person_id not in known], "unreachable", "nowhere")
    receipts.put(connection, [one.id for one in lost if one.person_id in known], "unreachable", "blocked")
    own = rhythms.of(connection, ids, now.date())
    is_workday = calendar.near(session, now.date())
    gone = [one for one in batch if not hours.here(now.date(), own[one.person_id])]
    away = [one for one in gone if one.state == "waiting" and one not in lost]
    receipts.put(connection, [one.id for one in away], "on_leave")
    told = [one for one in batch if one.person_id in reached and one not in away]
    waiting = [one for one in told if _rides(task, one, own[one.person_id], now, is_workday)]
    at_once = [one for one in told if one not in waiting]
    _ride(session, task, waiting, reached, now)
    files = cards.files_of(session, task.id, asked=True)
    _queue(session, task, at_once, reached, now, files)
    receipts.put(connection, [one.id for one in told if one.state in _NEW], "sent")
    receipts.handed_on(connection, [one.id for one in at_once], task.version, now)


def _rides(task: Sending, one: Waiting, own: Hours, now: datetime, is_workday: IsWorkday) -> bool:
    """Whether this one waits for the person's next morning: he had enough of tasks today, or has his quiet hours."""
    if task.urgent_why is not None or one.version:
        return False
    return one.others >= A_DAY or hours.proper(now, is_workday, own) > now


def _reply(task: Sending, one: Waiting, language: str, now: datetime, files: tuple[Attachment, ...]) -> Reply:
    t = Texts(language)
    if task.state == "recalled":
        return cards.recalled(t, one.id, task.sender, task.text)
    lead = t("task.corrected") if one.version else ""
    state = one.state if one.version else "sent"
    shown = Asked(one.id, task.sender, task.text, task.due_at, task.fields, task.urgent_why, state, one.why, one.late)
    # They are sent along with the first wording he gets; a later one takes the place of the card below them.
    along = tuple(replace(file, asked=not one.version) for file in files)
    return cards.asked(t, replace(shown, files=along), now, lead)


def _queue(
    session: Session,
    task: Sending,
    batch: Sequence[Waiting],
    reached: dict[int, Reach],
    now: datetime,
    files: tuple[Attachment, ...],
) -> None:
    """Messages, each with a key that none can have twice; a correction takes the place of the card before it."""
    before = broadcasts.cards(session.connection(), [receipts.about(one.id) for one in batch if one.version])
    series, tier = broadcasts.series(task.id, task.version), ORDINARY if task.urgent_why is None else URGENT
    rows = []
    for one in batch:
        reach = reached[one.person_id]
        pressed = before.get((receipts.about(one.id), reach.account_id), "")
        row = telling.row(_reply(task, one, reach.language, now, files), reach.account_id, reach.channel, now, pressed)
        rows.append(row | {"unique_key": f"{series}:{one.person_id}", "series": series, "tier": tier})
    outbox.queue(session.connection(), rows)


def _ride(session: Session, task: Sending, batch: Sequence[Waiting], reached: dict[int, Reach], now: datetime) -> None:
    """Whoever is not told at once finds it in the card of his next morning."""
    rows = [_riding(task, one, reached[one.person_id].language, now) for one in batch]
    tray.ride(session.connection(), rows)
    tomorrow = datetime.combine(now.date() + DAY, MORNING, now.tzinfo)
    receipts.handed_on(session.connection(), [one.id for one in batch], task.version, tomorrow)


def _riding(task: Sending, one: Waiting, language: str, now: datetime) -> dict[str, Any]:
    shown = Asked(one.id, task.sender, task.text, task.due_at, task.fields, task.urgent_why)
    reply = cards.riding(Texts(language), shown, now)
    key = f"{broadcasts.series(task.id, task.version)}:{one.person_id}"
    return {
        "person_id": one.person_id,
        "key": key,
        "body": telling.body(reply),
        "about": reply.about,
        "created_at": now,
    }


def _progress(session: Session, task: Sending, batch: int, now: datetime, *, last: bool, quiet: bool) -> None:
    """The sender's one card goes on: with each batch at first, then a thousand at a time, and at the end."""
    before, done = task.progress, task.progress + batch
    broadcasts.told(session.connection(), task.id, 0 if last else done)
    due = done < SELDOM or before // SELDOM < done // SELDOM
    if not quiet and (due or last) and (before or not last):
        show(session, Scope(task.sender_id, task.township_id), task.id, now)


def show(session: Session, sender: Scope, task_id: int, now: datetime, lead: str = "") -> None:
    """Shows the sender how it stands, in the place of the card he saw last."""
    reach = people.reaches(session, [sender.person_id]).get(sender.person_id)
    task = tasks.one(session, sender, task_id)
    if reach is None or task is None:
        return
    t = Texts(reach.language)
    reply = cards.status(Eyes(session, sender, now, t), task, lead and t(lead))
    about = cards.about(task_id)
    pressed = broadcasts.cards(session.connection(), [about]).get((about, reach.account_id), "")
    outbox.queue(session.connection(), [telling.row(reply, reach.account_id, reach.channel, now, pressed)])
