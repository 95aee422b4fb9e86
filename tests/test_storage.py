"""The tables and the ways into them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from storage import calendar, guard, migrations, units
from storage.engine import Database, message_session
from storage.pinyin import pinyin_key
from storage.tables import Base, Person, Unit


def test_migrations_and_tables_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert migrations.version(database) == migrations.HEAD


def test_head_is_the_newest_file() -> None:
    assert ScriptDirectory(str(migrations.__path__[0])).get_current_head() == migrations.HEAD


def test_another_database_does_not_migrate_by_itself(database: Database) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    if database.is_sqlite:
        return
    with pytest.raises(migrations.Outdated, match="baocun migrate"):
        migrations.ensure(database)


def test_leaving_by_an_exception_keeps_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        units.add(session, None, "county", "清源县")
        raise RuntimeError
    with database.reading() as session:
        assert session.scalar(select(Unit)) is None


def test_a_message_that_fails_undoes_only_itself(database: Database) -> None:
    with database.begin() as connection:
        with message_session(connection) as session:
            units.add(session, None, "county", "清源县")
        with pytest.raises(RuntimeError), message_session(connection) as session:
            units.add(session, None, "county", "石门县")
            raise RuntimeError
    with database.reading() as session:
        assert [unit.name for unit in session.scalars(select(Unit))] == ["清源县"]


def test_foreign_keys_are_on(database: Database) -> None:
    with pytest.raises(IntegrityError), database.begin() as connection:
        connection.execute(text("INSERT INTO unit_aliases (unit_id, alias, former) VALUES (999, 'x', false)"))


def test_a_naive_moment_is_refused() -> None:
    from storage.tables import Moment

    with pytest.raises(ValueError, match="naive"):
        Moment().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]


def test_the_calendar_knows_make_up_days(database: Database) -> None:
    with database.reading() as session:
        assert not calendar.is_workday(session, date(2026, 10, 1))
        assert calendar.is_workday(session, date(2026, 10, 10))  # a Saturday worked for 国庆
        assert not calendar.is_workday(session, date(2026, 11, 21))
        assert calendar.is_workday(session, date(2026, 11, 20))
        assert calendar.known_until(session) == 2026
        assert calendar.is_workday(session, date(2027, 10, 1)), "2027 is not announced: Monday to Friday"


def test_the_guard_catches_a_statement_without_its_township(database: Database) -> None:
    with database.reading() as session, pytest.raises(guard.Unscoped):
        session.scalars(select(Person).where(Person.name == "李桂兰")).all()


def test_moments_come_out_as_they_went_in(database: Database) -> None:
    from storage.tables import ChannelAccount

    now = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
    with database.writing() as session:
        county = units.add(session, None, "county", "清源县")
        township = units.add(session, county, "township", "云溪镇")
        person = Person(township_id=township.id, name="周建明", pinyin="", language="zh_CN")
        session.add(person)
        session.flush()
        session.add(ChannelAccount(channel="web", address="p1", person_id=person.id, bound_at=now))
    with database.reading() as session:
        assert session.scalars(select(ChannelAccount.bound_at)).one() == now


@pytest.mark.parametrize(
    ("name", "sounds"),
    [
        ("曾家湾村", "zeng jia wan cun"),
        ("解家沟", "xie jia gou"),
        ("单长根", "shan zhang gen"),
        ("李桂兰", "li gui lan"),
        ("仇", "qiu"),
        ("", ""),
    ],
)
def test_surnames_sound_as_surnames(name: str, sounds: str) -> None:
    assert pinyin_key(name) == sounds
