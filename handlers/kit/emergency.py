"""An emergency as other nouns show it: a line above what they say. What else it changes, they ask `running` about."""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

from handlers.kit.context import Eyes
from handlers.kit.texts import Texts
from storage import emergencies
from storage.emergencies import Standing

_INSTANT = timedelta(microseconds=1)


def running(eyes: Eyes) -> list[Standing]:
    """The emergencies that concern whoever looks: where he works, and wherever he reads."""
    return emergencies.over(eyes.session, eyes.scope, eyes.now)


def lines(eyes: Eyes) -> list[str]:
    """A line for each of them; none on ordinary days."""
    return [line(eyes.texts, one, eyes.now.tzinfo) for one in running(eyes)]


def line(t: Texts, one: Standing, zone: tzinfo | None) -> str:
    """【应急·防汛】云溪镇，到11月20日：台风红色预警."""
    return t("emergency.line", kind=one.kind, unit=one.unit, day=t.day(last_day(one, zone)), why=one.reason)


def last_day(one: Standing, zone: tzinfo | None) -> date:
    """The last day it lasts, in local time: it ends with that day."""
    return (one.ends_at.astimezone(zone) - _INSTANT).date()
