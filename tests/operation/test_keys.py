"""Telephone numbers under lock and key, from the first key to the next, on both databases."""

from __future__ import annotations

import base64
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from bot import config
from storage import backups, fieldkeys, restoring
from storage.engine import Database
from storage.sealing import Keyring, MissingKey, fingerprint
from storage.tables import Household, ImportChange, Person, RegisterChange
from storage.tables.base import table_of
from tests.command import ROOT, baocun
from tests.conversation import TUESDAY, Town

OLD, NEW = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2))
PHONE = "17000000001"


def with_keys(database: Database, *given: str) -> Database:
    """The same database as a process with these keys sees it."""
    return Database(database.engine.url.render_as_string(hide_password=False), Keyring(given))


def lying(database: Database) -> list[str]:
    with database.engine.connect().execution_options(unscoped=True) as connection:
        found = connection.execute(
            text(
                "SELECT phone FROM people WHERE phone IS NOT NULL UNION ALL "
                "SELECT phone FROM households WHERE phone IS NOT NULL UNION ALL "
                "SELECT CAST(after AS VARCHAR) FROM import_changes UNION ALL "
                "SELECT new FROM register_changes WHERE field = 'phone'"
            )
        )
        return [row[0] for row in found]


def give_phones(town: Town, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Household).where(Household.township_id == 2).values(phone=PHONE))
        session.execute(update(Person).where(Person.township_id == 2).values(phone=PHONE))
        session.execute(
            text(
                "INSERT INTO import_batches (township_id, file_name, sha256, at, counts) "
                "VALUES (2, 'x', '', '2026-11-17 00:00:00', '{}')"
            )
        )
        session.execute(
            table_of(ImportChange).insert(),
            {
                "batch_id": 1,
                "table_name": "people",
                "row_id": 1,
                "after": {"phone": PHONE, "name": "周建明"},
            },
        )
        village, person = session.scalars(select(Household.village_id).where(Household.township_id == 2)).first(), 1
        session.add(
            RegisterChange(township_id=2, village_id=village, person_id=person, at=TUESDAY, field="phone", new=PHONE)
        )


def test_from_plain_to_the_first_key_to_the_next(town: Town) -> None:
    give_phones(town, town.database)
    assert all(PHONE in value for value in lying(town.database))
    first = with_keys(town.database, OLD)
    fieldkeys.ensure(first, TUESDAY)
    assert fieldkeys.plain(first) == fieldkeys.rotate(first) == len(lying(first)) > 10
    assert not any(PHONE in value for value in lying(first))
    assert fieldkeys.plain(first) == 0
    both = with_keys(town.database, NEW, OLD)
    fieldkeys.ensure(both, TUESDAY)
    with both.reading() as session:  # the old key opens what the new one has not sealed yet
        assert set(session.scalars(select(Person.phone).where(Person.township_id == 2))) == {PHONE}
    assert fieldkeys.rotate(both) > 10
    assert fieldkeys.rotate(both) == 0
    only = with_keys(town.database, NEW)
    fieldkeys.ensure(only, TUESDAY)
    with only.reading() as session:
        assert set(session.scalars(select(Household.phone).where(Household.township_id == 2))) == {PHONE}
        assert session.scalars(select(ImportChange.after)).one() == {"phone": PHONE, "name": "周建明"}
    for database in (first, both, only):
        database.close()


def test_a_missing_key_names_itself(town: Town) -> None:
    sealed = with_keys(town.database, OLD)
    fieldkeys.ensure(sealed, TUESDAY)
    give_phones(town, sealed)
    for given in ((), (NEW,)):
        without = with_keys(town.database, *given)
        with pytest.raises(MissingKey, match=f"BAOCUN_FIELD_KEYS lacks the key {fingerprint(OLD)}"):
            fieldkeys.ensure(without, TUESDAY)
        with pytest.raises(MissingKey), without.reading() as session:
            session.scalars(select(Person.phone).where(Person.township_id == 2)).all()
        without.close()
    sealed.close()


def test_a_backup_holds_what_is_sealed_and_needs_the_key(town: Town, tmp_path: Path) -> None:
    sealed = with_keys(town.database, OLD)
    fieldkeys.ensure(sealed, TUESDAY)
    give_phones(town, sealed)
    backups.write(sealed, tmp_path / "b", TUESDAY)
    assert PHONE.encode() not in (tmp_path / "b").read_bytes()
    fresh = Database(str(tmp_path / "fresh.db"), Keyring([NEW]))
    with pytest.raises(backups.Unusable, match=fingerprint(OLD)):
        restoring.restore(fresh, tmp_path / "b", TUESDAY, restoring.Since())
    assert not (tmp_path / "fresh.db").exists()
    fresh = Database(str(tmp_path / "fresh.db"), Keyring([NEW, OLD]))
    restoring.restore(fresh, tmp_path / "b", TUESDAY, restoring.Since())
    with fresh.reading() as session:
        assert set(session.scalars(select(Person.phone).where(Person.township_id == 2))) == {PHONE}
    fresh.close()
    sealed.close()


def test_the_same_number_never_looks_the_same() -> None:
    ring = Keyring([OLD])
    assert ring.seal(PHONE) != ring.seal(PHONE)
    assert ring.open(ring.seal(PHONE)) == ring.open(PHONE) == PHONE
    assert ring.seal(ring.seal(PHONE)).count("sealed:") == 1


def test_the_commands_seal_and_ask_for_keys(tmp_path: Path) -> None:
    path = str(tmp_path / "a.db")
    baocun("import", str(ROOT / "tests/data/township-a.xlsx"), "--yes", "--db", path)
    assert "plain text" in baocun("check", "--db", path)
    assert fingerprint(OLD) in baocun("check", "--db", path, code=1, BAOCUN_FIELD_KEYS=OLD)
    assert f"sealed with the key {fingerprint(OLD)}" in baocun("migrate", "--db", path, BAOCUN_FIELD_KEYS=OLD)
    assert "field keys: ok" in baocun("check", "--db", path, BAOCUN_FIELD_KEYS=OLD)
    asked = baocun("tick", "--now", "2026-11-17T16:30", "--db", path, code=1)
    assert f"lacks the key {fingerprint(OLD)}" in asked
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM people WHERE phone LIKE '1%'").fetchone() == (0,)


def test_a_bad_key_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAOCUN_FIELD_KEYS", f"{OLD},tooshort")
    with pytest.raises(config.BadSetting) as told:
        config.read()
    assert "BAOCUN_FIELD_KEYS" in str(told.value)
    assert OLD not in str(told.value)
    monkeypatch.setenv("BAOCUN_FIELD_KEYS", OLD)
    assert OLD not in repr(config.read())
