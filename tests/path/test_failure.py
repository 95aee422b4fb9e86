"""What goes wrong undoes only itself, and is brought to an end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event, select, text
from sqlalchemy.exc import IntegrityError

from bot.inbox import accept
from handlers.kit import forms
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Args
from storage import inbox, units
from storage.engine import Database
from storage.tables import Audit, Draft, Inbox, Outbox, Unit, UnitAlias
from tests.path.office import FORM, Office, word


def _marks(ctx: Context, args: Args) -> None:
    """A handler that writes a record through its session."""
    village = ctx.session.scalars(select(Unit.id).where(Unit.kind == "village")).first()
    assert village is not None
    units.add_alias(ctx.session, village, args["argument"])
    ctx.audit("visit", "alias:1")
    ctx.say("记下了")


def _marks_and_fails(ctx: Context, args: Args) -> None:
    _marks(ctx, args)
    forms.start(ctx, FORM)
    raise ValueError("after everything was done")


def _breaks_a_rule(ctx: Context, args: Args) -> None:
    ctx.session.execute(text("INSERT INTO unit_aliases (unit_id, alias, former) VALUES (999999, 'x', false)"))


def _says_what_cannot_be_kept(ctx: Context, args: Args) -> None:
    ctx.say("选", Choice("甲", "menu.word", {"word": object()}))


MARK = word("记", _marks)


def _aliases(database: Database) -> set[str]:
    with database.reading() as session:
        return set(session.scalars(select(UnitAlias.alias)))


@pytest.mark.parametrize("handler", [_marks_and_fails, _breaks_a_rule, _says_what_cannot_be_kept])
def test_a_handler_that_fails_undoes_only_its_own_effects(
    database: Database, handler: Callable[[Context, Args], None]
) -> None:
    office = Office(database, MARK, word("坏", handler))
    office.keep(office.message(0, "记 甲"), office.message(1, "坏 乙"), office.message(2, "记 丙"))
    office.writer.drain()
    assert _aliases(database) == {"甲", "丙"}
    assert office.heard(0) == office.heard(2) == ["记下了"]
    with database.reading() as session:
        assert session.scalars(select(Draft)).all() == []
        assert len(session.scalars(select(Audit)).all()) == 2


@pytest.mark.parametrize("handler", [_marks_and_fails, _breaks_a_rule, _says_what_cannot_be_kept])
def test_it_is_tried_three_times_and_then_dead_with_an_apology(
    database: Database, handler: Callable[[Context, Args], None]
) -> None:
    tries: list[int] = []

    def counted(ctx: Context, args: Args) -> None:
        tries.append(1)
        handler(ctx, args)

    office = Office(database, MARK, word("坏", counted))
    office.keep(office.message(0, "坏"), office.message(0, "记 后来"))
    office.writer.drain()
    assert len(tries) == inbox.MOST_ATTEMPTS or handler is _says_what_cannot_be_kept  # alone, after its group failed
    number = office.kept()[0].id
    assert office.heard(0) == [office.writer._desk.texts("zh_CN")("error.dead", number=number), "记下了"]
    assert [(row.state, row.attempts) for row in office.kept()] == [("dead", 3), ("done", 1)]
    assert office.kept()[0].error
    assert office.kept()[0].ended_at is not None


def test_what_failed_before_is_tried_alone(database: Database) -> None:
    together: list[list[str]] = []
    office = Office(database, MARK, word("坏", _marks_and_fails))
    handle = office.writer._desk.handle

    def watched(connection: Connection, claimed: list[inbox.Waiting], *rest: object) -> set[int]:
        together.append([waiting.body["text"] for waiting in claimed])
        return handle(connection, claimed, *rest)  # type: ignore[arg-type]

    office.writer._desk.handle = watched  # type: ignore[assignment,method-assign]
    office.keep(office.message(0, "坏"), office.message(1, "记 甲"), office.message(2, "记 乙"))
    office.keep(office.message(3, "记 丙"))
    office.writer.drain()
    assert [len(group) for group in together if "坏" in group] == [3, 1, 1]


def test_a_failing_job_takes_nobody_with_it(database: Database) -> None:
    office = Office(database, MARK)

    def bad(connection: Connection) -> None:
        connection.execute(text("INSERT INTO unit_aliases (unit_id, alias, former) VALUES (999999, 'x', false)"))

    office.keep(office.message(0, "记 甲"))
    kept = accept(office.writer, office.message(1, "记 乙"), office.now)
    failed = office.writer.submit(bad)
    good = office.writer.submit(lambda connection: connection.scalar(text("SELECT 7")))
    office.writer.drain()
    assert kept.result(0).id
    assert good.result(0) == 7
    with pytest.raises(IntegrityError):
        failed.result(0)
    assert _aliases(database) == {"甲", "乙"}


def test_a_job_nobody_waits_for_any_more_is_not_done_and_stops_nobody(database: Database) -> None:
    office = Office(database)
    gone = office.writer.submit(lambda connection: 1)
    other = office.writer.submit(lambda connection: 2)
    assert gone.cancel()
    office.writer.drain()
    assert other.result(0) == 2


def test_everything_a_message_does_is_committed_together(database: Database) -> None:
    """At every commit the inbox, the draft, the outbox, the record and the audit trail agree."""
    office = Office(database, MARK)
    office.keep(office.message(0, "问题"), office.message(1, "记 甲"))
    seen: list[tuple[int, int, int, int, int]] = []

    def look() -> None:
        with database.reading() as session:
            done = len(session.scalars(select(Inbox).where(Inbox.ended_at.is_not(None))).all())
            tables = (Draft, Outbox, Audit, UnitAlias)
            drafts, said, acts, marks = (len(session.scalars(select(table)).all()) for table in tables)
            seen.append((done, drafts, said, acts, marks))

    look()
    office.writer.turn(wait=False)
    look()
    assert seen == [(0, 0, 0, 0, 0), (2, 1, 2, 1, 1)]


def test_a_commit_that_fails_leaves_nothing_half_done_and_is_done_later(database: Database) -> None:
    office = Office(database, MARK)
    office.keep(office.message(0, "问题"), office.message(1, "记 甲"))
    failures = iter([True])

    def fail_once(connection: Connection) -> None:
        if next(failures, False):
            raise RuntimeError("the commit failed")

    event.listen(database.engine, "commit", fail_once)
    office.writer.drain()
    assert len(office.heard(0)) == len(office.heard(1)) == 1
    assert _aliases(database) == {"甲"}
    assert [row.attempts for row in office.kept()] == [1, 1], "nobody is blamed"
