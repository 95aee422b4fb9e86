"""What the commands share: the database they were pointed at, moments from ISO text, and failing with one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import typer

from bot import config
from bot.app import App, utc_now
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts
from storage.migrations import Outdated
from storage.sealing import MissingKey

Db = Annotated[str | None, typer.Option("--db", help="database URL or path; else BAOCUN_DATABASE_URL")]
Now = Annotated[str | None, typer.Option("--now", help="ISO moment, local if it names no zone")]


def texts() -> Texts:
    """The command line answers in the language of its users; most commands say nothing from the catalogue."""
    return Texts(DEFAULT_LANGUAGE)


class Failed(Exception):
    """The command cannot do it; the message is the one sentence that says why."""


@contextmanager
def opened(db: str | None, now: str | None = None, **settings: object) -> Iterator[App]:
    """The app on a database that stands at this release's tables."""
    chosen = config.read(database_url=db, **settings)
    app = App(chosen, clock_at(now, chosen))
    try:
        app.open()
        yield app
    except (Outdated, MissingKey) as error:
        raise Failed(str(error)) from None
    finally:
        app.close()


def clock_at(now: str | None, settings: config.Settings) -> Callable[[], datetime]:
    """The real clock, or one that stands at a given moment."""
    if now is None:
        return utc_now
    moment = moment_of(now, settings)
    return lambda: moment


def moment_of(text: str, settings: config.Settings) -> datetime:
    """An ISO moment; without a zone it is local time. Raises Failed for anything else."""
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Failed(f"--now {text!r} is not an ISO moment such as 2026-11-24T08:30") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(settings.zone))
