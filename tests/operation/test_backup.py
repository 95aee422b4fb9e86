"""Backups made while people go on writing, and what a restore brings back - and what not."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from storage import backups, copying, deletions, migrations, restoring, signins
from storage.backups import Unusable
from storage.engine import Database
from storage.scope import Scope
from storage.tables import Audit, Household, Outbox, Person, SignIn
from tests.conversation import TUESDAY, Town
from tests.postgres import Server

VISIT = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


@pytest.fixture
def other(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Makes an empty database of a kind, to restore into."""
    with ExitStack() as made:

        def make(kind: str) -> Database:
            if kind == "sqlite":
                database = Database(str(tmp_path / "other.db"))
                made.callback(database.close)
                return database
            server: Server = request.getfixturevalue("postgres")
            return made.enter_context(server.fresh())

        yield make


@pytest.fixture
def alone(database: Database, request: pytest.FixtureRequest) -> None:
    """Nobody but the test has the database open."""
    if not database.is_sqlite:
        request.getfixturevalue("postgres").leave()


def rows(database: Database, *columns: Any) -> list[tuple[Any, ...]]:
    with database.engine.connect().execution_options(unscoped=True) as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(columns[0]))]


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table.name: sorted(rows(database, *table.columns), key=repr)
        for table in copying.tables()
        if table.name not in ("audit", "outbox", "sign_ins", "invites")  # what a restore changes
    }


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_a_county_moves_with_every_row(town: Town, other: Callable[[str], Database], tmp_path: Path, into: str) -> None:
    town.hears("周建明", VISIT, "已记录")
    town.hears("方晓燕", "今天去汪家坞走访了汪建军", "已记录")
    file = tmp_path / "county.baocun"
    made = backups.write(town.database, file, town.now)
    assert file.stat().st_mode & 0o077 == 0
    assert made.tables["entries"][0] == 2
    target = other(into)
    done = restoring.restore(target, file, town.now, restoring.since_in(file))
    assert everything(target) == everything(town.database)
    assert done.manifest == made
    assert list(tmp_path.glob("*.restoring*")) == [], "nothing is left lying about"
    town.moved(target)
    assert "水渠" in "".join(town.hears("周建明", "我的", "第1页").labels)
    town.hears("周建明", "今天又去王家坞走访了刘福生", "已记录")


def test_what_waited_is_not_sent_again(town: Town, other: Callable[[str], Database], tmp_path: Path) -> None:
    town.hears("周建明", VISIT, "已记录", channel="telegram")
    waiting = rows(town.database, Outbox.id, Outbox.state)
    assert {state for _, state in waiting} == {"pending"}
    backups.write(town.database, tmp_path / "b", town.now)
    target = other("sqlite")
    done = restoring.restore(target, tmp_path / "b", town.now, None)
    assert done.cancelled == len(waiting)
    ended = rows(target, Outbox.id, Outbox.state, Outbox.error, Outbox.ended_at)
    assert {(state, why, at is not None) for _, state, why, at in ended} == {
        ("cancelled", "restored from a backup", True)
    }
    assert "restore" in {action for _, action in rows(target, Audit.id, Audit.action)}


@pytest.mark.usefixtures("alone")
def test_what_was_deleted_since_is_deleted_again(town: Town, tmp_path: Path) -> None:
    scope = _scope(town)
    with town.database.writing() as session:
        session.execute(update(Household).where(Household.township_id == scope.township_id).values(phone="13800000001"))
    ids = dict(rows(town.database, Household.head, Household.id))
    backups.write(town.database, tmp_path / "b", town.now)
    with town.database.writing() as session:
        blank = {"head": "已删除", "pinyin": "", "phone": None}
        assert deletions.erase(session, scope, "households", ids["刘福生"], town.now, blank)
        assert deletions.erase(session, scope, "households", ids["徐金龙"], town.now) is True
        assert deletions.erase(session, Scope(1, 999), "households", ids["李桂兰"], town.now) is False
    done = _restored_in_place(town.database, tmp_path / "b", town)
    assert (done.erased, done.stuck) == (2, ())
    found = rows(town.database, Household.id, Household.head, Household.phone)
    assert (ids["刘福生"], "已删除", None) in found
    assert ids["徐金龙"] not in {row[0] for row in found}
    # and once more, from the same old file: the restored database has learned of them
    assert _restored_in_place(town.database, tmp_path / "b", town).erased == 2


def test_a_row_others_hang_from_is_named(town: Town) -> None:
    scope = _scope(town)
    lost = deletions.Erased(town.now, scope.township_id, "people", town.people["周建明"], None)
    with town.database.begin() as connection:
        done, stuck = deletions.repeat(connection, [lost])
    assert (done, stuck) == (0, [f"people:{town.people['周建明']}"])


@pytest.mark.usefixtures("alone")
def test_who_was_signed_out_or_left_stays_so(town: Town, tmp_path: Path) -> None:
    with town.database.begin() as connection:
        connection.execute(
            SignIn.__table__.insert(),  # type: ignore[attr-defined]
            {
                "token_hash": "lost phone",
                "person_id": town.people["周建明"],
                "csrf": "",
                "created_at": town.now,
                "expires_at": town.now,
            },
        )
    backups.write(town.database, tmp_path / "b", town.now)
    with town.database.writing() as session:
        signins.revoke(session.connection(), town.people["周建明"], town.now)
        session.execute(
            update(Person)
            .where(Person.township_id.is_not(None), Person.name == "童建新")
            .values(left_on=date(2026, 11, 17))
        )
    _restored_in_place(town.database, tmp_path / "b", town)
    assert [at for _, at in rows(town.database, SignIn.id, SignIn.revoked_at)] == [town.now]
    assert ("童建新", date(2026, 11, 17)) in rows(town.database, Person.name, Person.left_on)
    assert "已记录" not in "".join(shown.text for shown in town.says("童建新", VISIT))


def test_when_nobody_knows_everybody_signs_in_again(
    town: Town, other: Callable[[str], Database], tmp_path: Path
) -> None:
    with town.database.begin() as connection:
        signins.make_invite(connection, town.people["周建明"], town.now)
    backups.write(town.database, tmp_path / "b", town.now)
    target = other("sqlite")
    assert restoring.restore(target, tmp_path / "b", town.now, None).known is False
    from storage.tables import Invite

    assert [by for _, by in rows(target, Invite.id, Invite.used_by)] == ["restored from a backup"]


@pytest.mark.parametrize("harm", ["cut", "changed", "row", "text", "plain", "newer", "missing"])
def test_a_file_that_is_not_whole_changes_nothing(sqlite: Database, tmp_path: Path, harm: str) -> None:
    town, file = Town(sqlite), tmp_path / "b"
    backups.write(sqlite, file, town.now)
    before = everything(sqlite)
    _HARMS[harm](file)
    with pytest.raises(Unusable) as told:
        restoring.restore(sqlite, file, town.now, restoring.since(sqlite))
    assert str(told.value).count("\n") == 0
    assert everything(sqlite) == before
    assert list(tmp_path.glob("*.before*")) == list(tmp_path.glob("*.restoring*")) == []


def test_a_database_in_use_is_not_replaced(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite)
    backups.write(sqlite, tmp_path / "b", town.now)
    with closing(sqlite3.connect(str(sqlite.engine.url.database))) as running:
        running.execute("SELECT * FROM units").fetchone()
        with pytest.raises(Unusable, match="stop Baocun"):
            restoring.restore(sqlite, tmp_path / "b", town.now, restoring.Since())


def test_a_damaged_database_is_replaced(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite)
    backups.write(sqlite, tmp_path / "b", town.now)
    sqlite.close()
    path = Path(str(sqlite.engine.url.database))
    path.write_bytes(b"rubbish" * 4096)
    done = restoring.restore(sqlite, tmp_path / "b", town.now, None)
    assert done.aside is not None
    assert done.aside.read_bytes().startswith(b"rubbish")
    town.hears("周建明", "菜单", "周建明")


def test_an_older_backup_comes_to_this_release(other: Callable[[str], Database], tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    old, config = Database(str(tmp_path / "old.db")), Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with old.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    made = backups.write(old, tmp_path / "b", TUESDAY)
    old.close()
    assert made.version == "0002"
    target = other("sqlite")
    restoring.restore(target, tmp_path / "b", made.made_at, None)
    assert migrations.version(target) == migrations.HEAD


def test_a_copy_made_while_others_write_is_of_one_moment(town: Town, tmp_path: Path) -> None:
    """A message that is not committed yet is not in it; one that was, is with all its rows."""
    town.hears("周建明", VISIT, "已记录")
    with town.database.begin() as connection:
        connection.execute(text("INSERT INTO stranger_counts (channel, day, count) VALUES ('web', '2026-11-17', 7)"))
        made = backups.write(town.database, tmp_path / "b", town.now)
    assert made.tables["entries"][0] == made.tables["visits"][0] == 1
    assert made.tables["stranger_counts"][0] == 0


def test_a_backup_is_never_written_over_another(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite)
    (tmp_path / "b").write_text("last week's")
    with pytest.raises(Unusable, match="another file"):
        backups.write(sqlite, tmp_path / "b", town.now)
    assert (tmp_path / "b").read_text() == "last week's"
    with pytest.raises(Unusable, match="cannot write"):
        backups.write(sqlite, tmp_path / "no such folder/b", town.now)


def test_deleted_words_are_not_in_the_file(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite)
    ids = dict(rows(sqlite, Household.head, Household.id))
    with sqlite.writing() as session:
        deletions.erase(session, _scope(town), "households", ids["鲍长发"], town.now)
    backups.write(sqlite, tmp_path / "b", town.now)
    assert "鲍长发".encode() not in (tmp_path / "b").read_bytes()


def _scope(town: Town) -> Scope:
    from storage import people

    with town.database.begin() as connection:
        scope = people.scope_of(connection, town.people["贺佳"])
    assert scope is not None
    return scope


def _restored_in_place(database: Database, file: Path, town: Town) -> restoring.Restored:
    assert restoring.holds_anything(database)
    later = restoring.since(database)
    database.close()
    return restoring.restore(database, file, town.now, later)


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:100_000])


def _changed(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace("周建明".encode(), "周建名".encode()))


def _row(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("PRAGMA journal_mode=DELETE")
        raw.execute("DELETE FROM household_tags WHERE id = 1")


def _newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    made = backups._describe(file, TUESDAY, "9999")
    assert made.version == "9999"


def _plain(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw, raw:
        raw.execute(f"DROP TABLE {backups.MANIFEST}")


_HARMS: dict[str, Callable[[Path], Any]] = {
    "cut": _cut,
    "changed": _changed,
    "row": _row,
    "text": lambda file: file.write_text("这不是备份"),
    "plain": _plain,
    "newer": _newer,
    "missing": lambda file: shutil.move(file, f"{file}.away"),
}
