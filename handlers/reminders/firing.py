"""Rules that fall on a day: each is claimed, and what it is about is laid into its people's trays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

import structlog
from sqlalchemy.orm import Session

from handlers.reminders.kinds import KINDS, STOOD_IN_FOR
from handlers.rules import recurrence
from handlers.rules.recurrence import Every
from handlers.rules.workdays import DAY, IsWorkday
from storage import leaves, reminders, tray
from storage.reminders import Rule
from storage.vocabulary import FRESH

# How long a fact may wait for somebody: longer than the longest leave.
KEPT: Final = timedelta(days=220)

log = structlog.get_logger()


def fire(session: Session, now: datetime, is_workday: IsWorkday) -> int:
    """Looks at every rule that is due; `now` is local. How many there were: at most `storage.reminders.MOST`."""
    due = reminders.due(session, now)
    for rule in due:
        try:
            every = recurrence.parse(rule.every)
            following = recurrence.following(every, now.date(), is_workday)
        except recurrence.Unknown:  # of another release: it must not stop the others
            log.exception("reminder_unreadable", rule=rule.id, every=rule.every)
            reminders.claim(session, rule, beginning(now.date() + DAY, now))
            continue
        if reminders.claim(session, rule, beginning(following, now)):
            day = _fallen(rule, every, now, is_workday)
            if day is not None:
                _lay(session, rule, every, day, now)
    return len(due)


def beginning(day: date, now: datetime) -> datetime:
    """When a rule that falls on a day is looked at: before anybody's morning."""
    return datetime.combine(day, time(), now.tzinfo)


def first(code: str, now: datetime, is_workday: IsWorkday) -> datetime:
    """When a new or changed rule is looked at first: its next day after today, whose cards are out already."""
    return beginning(recurrence.following(recurrence.parse(code), now.date(), is_workday), now)


def _fallen(rule: Rule, every: Every, now: datetime, is_workday: IsWorkday) -> date | None:
    """The latest day up to today on which the rule fell and that nobody has looked at; None if there was none, or if
    it is too late for it."""
    today = now.date()
    since = today if rule.next_fire_at == FRESH else rule.next_fire_at.astimezone(now.tzinfo).date()
    day, earliest = today, today - timedelta(days=KINDS[rule.what].lateness)
    while day >= max(since, earliest):
        if recurrence.falls(every, day, is_workday):
            return day
        day -= DAY
    if since < today:
        log.info("reminder_skipped", rule=rule.id, what=rule.what, planned=since.isoformat())
    return None


def _lay(session: Session, rule: Rule, every: Every, day: date, now: datetime) -> None:
    people = reminders.audience(session, rule)
    body = {
        "what": rule.what,
        "day": day.isoformat(),
        "at": f"{rule.at:%H:%M}",
        "count": every.count,
        "tag": rule.tag,
        "text": rule.text,
    }
    rows = [_row(rule, day, person, body, now) for person in people]
    if rule.what in STOOD_IN_FOR:
        connection = session.connection()
        rows += [
            _row(rule, day, other, body | {"for": person}, now)
            for person, other in leaves.stand_ins(connection, people, day).items()
            if rule.what != "text" or other not in people  # the same words once are enough
        ]
    tray.ride(session.connection(), rows)
    tray.forget(session.connection(), f"rule:{rule.id}", f"rule:{rule.id}:{(day - KEPT).isoformat()}")


def _row(rule: Rule, day: date, person: int, body: dict[str, Any], now: datetime) -> dict[str, Any]:
    away = f":{body['for']}" if "for" in body else ""
    key = f"rule:{rule.id}:{day.isoformat()}:{person}{away}"
    return {"person_id": person, "key": key, "body": body, "about": f"rule:{rule.id}", "created_at": now}
